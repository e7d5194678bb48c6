"""The messages of this service, by template: first line the subject, then the text. Each leaves once for its cause."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from services.chassis.actor import Role
from services.chassis.reader import Reader
from services.chassis.work import Work
from services.jobrotation_funding import mails_financial_reports, mails_grants, mails_payments

MAILS: dict[str, str] = {
    **mails_grants.MAILS,
    **mails_payments.MAILS,
    **mails_financial_reports.MAILS,
}


async def tell(work: Work, organisations: Iterable[str], template: str, cause: str, **facts: Any) -> None:
    """Write to everyone who writes for these organisations; the same cause never writes twice."""
    for person in await writers(work, organisations):
        await work.mail(person, template, cause, **facts)


async def writers(reader: Reader, organisations: Iterable[str]) -> list[str]:
    """The persons who write for these organisations, or represent them; each once, in order of id."""
    wanted = {Role.WRITER.value, Role.REPRESENTATIVE.value}
    rows = [await reader.row("organisations", id) for id in sorted(set(organisations))]
    members = [member for row in rows if row for member in row.get("members", {}).items()]
    return sorted({person for person, roles in members if wanted & set(roles)})


def french(day: date) -> str:
    """A day as it is written in a message: 30/04/2021."""
    return f"{day:%d/%m/%Y}"
