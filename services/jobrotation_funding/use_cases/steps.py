"""What every step of a grant's money does: book it with the envelope, and write to the employer."""

from datetime import date
from typing import Any

from services.chassis.actor import DutyName
from services.chassis.work import Work
from services.jobrotation_funding import mails
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_kept import Moves
from services.jobrotation_funding.separation import Citing, delegation
from services.jobrotation_funding.use_cases import booking
from services.jobrotation_funding.use_cases.booking import Account, Entry
from services.jobrotation_funding.use_cases.seen import title


def cite(work: Work, dossier: Citing, name: DutyName, *others: DutyName) -> None:
    """Keep the delegation under which an officer acts now, for a step that moves no money of its own."""
    dossier.cite(delegation(work.actor, name, work.today, 0, *others))


async def book(
    work: Work,
    grant: Grant,
    moves: Moves,
    step: str,
    reference: str,
    *,
    year: int | None = None,
    on: date | None = None,
) -> None:
    """Book what a step of a grant moves (cents). ``step`` names it within the grant, ``year``: the payment year."""
    entries = [Entry(kind, cents, year if kind in booking.CREDIT_MOVES else None) for kind, cents in moves if cents]
    if entries:
        cause = f"grant/{grant.id}/{step}"
        await booking.book(work, Account.of(grant), *entries, cause=cause, reference=reference, on=on)


async def tell(work: Work, grant: Grant, template: str, step: str, **facts: Any) -> None:
    """Write to those who write for the employer, once for this step."""
    name = await title(work, grant.experiment)
    await mails.tell(work, (grant.organisation,), template, f"{grant.subject}|{step}", title=name, **facts)
