"""What is read of the ledger: balances at any past instant, its lines, the accounting journal. Amounts in cents."""

from typing import Any

from services.chassis.page import Page
from services.chassis.reader import Reader
from services.chassis.refusal import Invalid, NotFound
from services.chassis.sheets import sheet
from services.chassis.tally import page_in_order
from services.jobrotation_funding import accounting
from services.jobrotation_funding.accounting import Beneficiary
from services.jobrotation_funding.balances import figures
from services.jobrotation_funding.envelope import Envelope
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_lifecycle import State
from services.jobrotation_funding.ledger import Line, check
from services.jobrotation_funding.rules import is_public
from services.jobrotation_funding.values import Moment, Value

# A grant is public once it was decided; what is asked or refused is between the employer and the Région.
PUBLIC = frozenset({State.GRANTED, State.ENGAGED, State.CLOSED})
MANY = 1_000


class Chosen(Value):
    """Which lines of the ledger: of a grant, an envelope, a line (all vintages, or one); all when none is named."""

    grant: str | None = None
    envelope: str | None = None
    line: str | None = None
    vintage: int | None = None

    def equals(self) -> dict[str, Any]:
        """The same as equalities of stored fields."""
        return {name: value for name, value in dict(self).items() if value is not None}


class Step(Value):
    """One step of the chain and what is left of it for the next one, in cents."""

    step: str
    label: str
    cents: int
    left_label: str
    left_cents: int


class Balance(Value):
    """What the ledger says at an instant: the chain step by step, and every figure. The invariant was checked on it."""

    at: Moment
    chosen: Chosen
    chain: tuple[Step, ...]
    figures: dict[str, int]


async def show_balance(reader: Reader, chosen: Chosen, at: Moment | None) -> Balance:
    """The balance of what is chosen, now or at a past instant.

    Raises NotFound for a grant that is not public or an envelope that is none, Invalid for an instant to come,
    InvariantBroken.
    """
    if at is not None and at > reader.now:
        raise Invalid("Le solde d'un instant à venir n'est pas connu : choisissez un instant passé.", field="at")
    await _check_known(reader, chosen)
    found = await figures(reader, at, **chosen.equals())
    check(found, of_an_envelope=chosen.grant is None)
    return Balance(at=at or reader.now, chosen=chosen, chain=chain(found, chosen.grant is None), figures=found)


def chain(found: dict[str, int], of_an_envelope: bool) -> tuple[Step, ...]:
    """Voted → affected → engaged → certified → ordered → paid → recovered, with what is left at each step.

    A grant has no vote and no affectation of its own.
    """
    earned = found["certified"] + found["open_advance"]
    steps = (
        ("voted", "Voté", found["voted"], "à affecter", found["voted"] - found["affected"]),
        ("affected", "Affecté", found["affected"], "à engager", found["affected"] - found["engaged"]),
        ("engaged", "Engagé", found["engaged"], "à certifier", found["engaged"] - earned),
        ("certified", "Certifié, avance ouverte comprise", earned, "à mandater", earned - net(found)),
        ("ordered", "Mandaté", found["ordered"], "à payer", found["ordered"] - found["paid"]),
        ("paid", "Payé", found["paid"], "engagé et non payé", found["engaged"] - found["paid"]),
        ("recovered", "Recouvré", found["recovered"], "à recouvrer", owed(found)),
    )
    shown = steps if of_an_envelope else steps[2:]
    return tuple(
        Step(step=step, label=label, cents=cents, left_label=left_label, left_cents=left)
        for step, label, cents, left_label, left in shown
    )


def net(found: dict[str, int]) -> int:
    """What was ordered and not recovered."""
    return found["ordered"] - found["recovered"]


def owed(found: dict[str, int]) -> int:
    """What was claimed back, and neither came back (by a title or by reducing its order) nor was waived."""
    return found["claimed_back"] - found["recovered"] - found["reduced"] - found["waived"]


async def list_ledger_lines(reader: Reader, chosen: Chosen, after: str | None, limit: int) -> Page:
    """The lines of the ledger in the order they were booked."""
    return await page_in_order(reader, Line, "at", after, limit, **chosen.equals())


async def export_accounting(reader: Reader, year: int) -> str:
    """The accounting journal of a year as CSV: every entry with its debit and its credit."""
    lines = await _lines_of(reader, year)
    return sheet(
        accounting.COLUMNS,
        (posting.cells() for posting in accounting.journal(lines, await _beneficiaries(reader, lines))),
    )


async def _lines_of(reader: Reader, year: int) -> list[Line]:
    """All lines about the days of a year, in the order of these days."""
    days = {"on": (f"{year}-01-01", f"{year}-12-31")}
    page = await page_in_order(reader, Line, "on", None, MANY, within=days)
    lines = list(page.items)
    while page.next is not None:
        page = await page_in_order(reader, Line, "on", page.next, MANY, within=days)
        lines += page.items
    return lines


async def _beneficiaries(reader: Reader, lines: list[Line]) -> dict[str, Beneficiary]:
    """Who these lines are for; an organisation that has not arrived yet has no name."""
    wanted = sorted({line.organisation for line in lines if line.organisation})
    return {
        row["_id"]: Beneficiary(row.get("name", ""), public=is_public(row.get("kinds", ()), reader.today))
        for row in await reader.rows("organisations", id=wanted)
    }


async def _check_known(reader: Reader, chosen: Chosen) -> None:
    if chosen.envelope is not None:
        await reader.get(Envelope, chosen.envelope)
    if chosen.grant is not None and (await reader.get(Grant, chosen.grant)).state not in PUBLIC:
        raise NotFound("Ce dossier n'existe pas, ou vous n'y avez pas accès.", kind="grant", id=chosen.grant)
