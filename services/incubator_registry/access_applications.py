"""Who may do what about applications."""

from typing import Any

from services.chassis.access import Row, duty, member, named, signed_in
from services.chassis.actor import DutyName, Role
from services.chassis.reader import Reader
from services.incubator_registry.application import Application
from services.incubator_registry.use_cases.applicants import StartApplication


async def lead_said(reader: Reader, command: StartApplication) -> tuple[str, ...]:
    """The lead that the command names."""
    return (command.lead,)


async def lead_of(reader: Reader, application: str, *_: Any) -> tuple[str, ...]:
    """The lead of an application."""
    return ((await reader.get(Application, application)).lead,)


async def grouping_of(reader: Reader, application: str, *_: Any) -> frozenset[str]:
    """Every organisation of an application's grouping."""
    return (await reader.get(Application, application)).grouping.organisations


async def partner_said(reader: Reader, application: str, organisation: str) -> tuple[str, ...]:
    """The partner that the address names."""
    return (organisation,)


async def assessors_of(reader: Reader, application: str, *_: Any) -> frozenset[str]:
    """The persons named to assess an application."""
    return (await reader.get(Application, application)).assessors


REPRESENTATIVE = member(Role.REPRESENTATIVE, of=lead_of)
WRITER = member(Role.REPRESENTATIVE, Role.WRITER, of=lead_of)
PARTNER = member(Role.REPRESENTATIVE, of=partner_said)
INSTRUCTS, DECIDES = duty(DutyName.INSTRUCT), duty(DutyName.DECIDE)

ROWS = (
    Row("start_application", member(Role.REPRESENTATIVE, Role.WRITER, of=lead_said)),
    Row("write_draft", WRITER),
    Row("invite_partner", WRITER),
    Row("remove_partner", WRITER, PARTNER),
    Row("assent_to_grouping", PARTNER),
    Row("deposit_application", REPRESENTATIVE),
    Row("complete_deposit", REPRESENTATIVE),
    Row("correct_application", WRITER),
    Row("withdraw_application", REPRESENTATIVE),
    Row("follow_application", INSTRUCTS),
    Row("request_correction", INSTRUCTS),
    Row("find_admissible", INSTRUCTS),
    Row("find_inadmissible", INSTRUCTS),
    Row("check_eligibility", INSTRUCTS),
    Row("name_assessors", INSTRUCTS),
    Row("declare_interest", named(assessors_of)),
    Row("submit_scores", named(assessors_of)),
    Row("give_opinions", INSTRUCTS),
    Row("decide_applications", DECIDES, confirmed=True),
    Row("show_application", INSTRUCTS, DECIDES, member(of=grouping_of), named(assessors_of)),
    Row("show_proof", INSTRUCTS, DECIDES, member(of=grouping_of)),
    Row("list_drafts", WRITER),
    Row("list_applications", signed_in()),
    Row("count_applications", INSTRUCTS, DECIDES),
    Row("show_scores", INSTRUCTS, DECIDES),
    Row("list_sessions", INSTRUCTS, DECIDES),
)
