"""The account of each year: asked for when it is over, handed in by the employer, accepted or sent back."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import Field

from services.chassis.actor import DutyName
from services.chassis.calendar import paris
from services.chassis.money import euros
from services.chassis.work import Work
from services.jobrotation_funding.financial_report_parts import POINTS, FinancialReport
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_financial_report import FinancialAccount, reminded_on
from services.jobrotation_funding.mails import french
from services.jobrotation_funding.rules import rule
from services.jobrotation_funding.use_cases import steps
from services.jobrotation_funding.values import Code, Command, Remark

ASKED, REMINDER, OVERDUE = "financial-report-asked", "financial-report-reminder", "financial-report-overdue"


class HandInFinancialReport(Command):
    """The account of a year: cents spent by nature, the signed piece, a statement, why it is not what was paid."""

    account: FinancialAccount


class ReturnFinancialReport(Command):
    """What is to be mended: points of the list, and a remark."""

    points: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
    remark: Remark = ""


async def owe(work: Work, grant: Grant) -> None:
    """Have an account fall due for each year in which the grant was paid; whoever calls saves it."""
    for report in grant.owe_reports():
        days = {
            ASKED: date(report.year + 1, 1, 1),
            REMINDER: reminded_on(report),
            OVERDUE: report.due_on + timedelta(days=1),
        }
        for kind, day in days.items():
            if day > work.today:
                await work.deadline(grant, kind, paris(day))
    await _ask(work, grant)


async def ask(work: Work, grant: str) -> None:
    """Ask for the accounts of the years that are over."""
    found = await work.get(Grant, grant)
    if await _ask(work, found):
        await work.save(found)


async def remind(work: Work, grant: str) -> None:
    """Remind the employer of what is due soon."""
    found = await work.get(Grant, grant)
    await _tell(work, found, REMINDER, found.to_remind(work.today))


async def lapse(work: Work, grant: str) -> None:
    """Say what is overdue."""
    found = await work.get(Grant, grant)
    late = found.lapse_reports(work.today)
    if late:
        await work.save(found)
        await _tell(work, found, OVERDUE, late)


async def hand_in_financial_report(work: Work, grant: str, year: int, command: HandInFinancialReport) -> Grant:
    """Hand the account of a year in, or a new version of one that came back."""
    found = await work.get(Grant, grant)
    await owe(work, found)
    found.hand_in_report(year, command.account, work.actor.person, work.today)
    await work.save(found)
    return found


async def return_financial_report(work: Work, grant: str, year: int, command: ReturnFinancialReport) -> Grant:
    """Send an account back with what is to be mended."""
    found = await work.get(Grant, grant)
    me, own = work.actor.person, work.actor.organisations()
    steps.cite(work, found, DutyName.PREPARE, DutyName.INSTRUCT)
    version = found.return_report(year, command.points, command.remark, me, own, work.today)
    await work.save(found)
    facts = {"points": " ; ".join(POINTS[point] for point in version.points), "remark": command.remark}
    await _tell(work, found, "financial-report-returned", (found.financial_report(year),), **facts)
    return found


async def accept_financial_report(work: Work, grant: str, year: int) -> Grant:
    """Accept the account of a year."""
    found = await work.get(Grant, grant)
    steps.cite(work, found, DutyName.PREPARE, DutyName.INSTRUCT)
    found.accept_report(year, work.actor.person, work.actor.organisations(), work.today)
    await work.save(found)
    await _tell(work, found, "financial-report-accepted", (found.financial_report(year),))
    return found


async def _ask(work: Work, grant: Grant) -> bool:
    asked = grant.ask_reports(work.today)
    await _tell(work, grant, ASKED, asked)
    return bool(asked)


async def _tell(work: Work, grant: Grant, template: str, reports: Iterable[FinancialReport], **facts: Any) -> None:
    """Write to the employer about these reports, once for each version of each."""
    for report in reports:
        said = {
            "year": report.year,
            "due_on": french(report.due_on),
            "paid": euros(grant.paid_in(report.year)),
            "rule": rule("financial-report-months", date(report.year, 12, 31)).source,
        }
        step = f"financial-report/{report.year}/{len(report.versions)}"
        await steps.tell(work, grant, template, step, **said, **facts)
