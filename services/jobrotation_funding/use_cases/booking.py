"""The one way money is booked: guarded counters, ledger lines and the invariant, in the transaction of the step.

    await book(
        work,
        Account.of(grant),
        Entry(Kind.CERTIFIED, 1_039_320),
        Entry(Kind.ADVANCE_DEDUCTED, 311_796),
        cause=f"grant/{grant.id}/claim/2/certify",
        reference="Décompte n° 2",
    )

What a kind does to the counters is what it does to the figures of a balance (``ledger.FIGURES``): one table, so that
counter and ledger cannot disagree.
"""

from collections import Counter as Tally
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from services.chassis import counters
from services.chassis.counters import Counter
from services.chassis.refusal import Refusal
from services.chassis.tally import latest
from services.chassis.work import Work
from services.jobrotation_funding import cap
from services.jobrotation_funding.balances import figures
from services.jobrotation_funding.grant_fields import GrantFields
from services.jobrotation_funding.ledger import FIGURES, Kind, Line, check, line_id
from services.jobrotation_funding.money_counters import CAP, CREDITS, ENVELOPE, credits_key
from services.jobrotation_funding.rules import is_public

# What only these may book below 0: what was voted, set aside, certified, paid or opened, and is taken again.
OF_A_CERTIFICATE = frozenset({Kind.CERTIFIED, Kind.ADVANCE_OPENED, Kind.ADVANCE_DEDUCTED})
SIGNED = frozenset({Kind.VOTED, Kind.AFFECTED, Kind.PAID, Kind.CREDITS}) | OF_A_CERTIFICATE
# How a kind moves the payment credits (CP) of its year.
CREDIT_MOVES: dict[Kind, tuple[str, int]] = {
    Kind.CREDITS: ("open", 1),
    Kind.ORDERED: ("ordered", 1),
    Kind.ORDER_REJECTED: ("ordered", -1),
    Kind.ORDER_REDUCED: ("ordered", -1),
}


class AlreadyBooked(Refusal):
    """The same cause was booked before: whatever is sent again, it counts once."""

    code, title = "already-booked", "Opération déjà enregistrée"


@dataclass(frozen=True)
class Account:
    """Where money is booked: an envelope (its line and vintage), and the grant that it moves for."""

    envelope: str
    line: str
    vintage: int
    # Under the 7 % of the Pacte.
    capped: bool = False
    grant: str | None = None
    organisation: str | None = None

    @classmethod
    def of(cls, grant: GrantFields) -> Self:
        """The account of a grant that was decided. Raises ValueError before."""
        if grant.terms is None:
            raise ValueError("nothing is booked for a grant that was not decided")
        terms = grant.terms
        return cls(terms.envelope, terms.line, terms.vintage, grant=grant.id, organisation=grant.organisation)


@dataclass(frozen=True)
class Entry:
    """One movement in cents. ``year``: the payment year, for what touches payment credits."""

    kind: Kind
    cents: int
    year: int | None = None

    def __post_init__(self) -> None:
        if self.cents < 0 and self.kind not in SIGNED:
            raise ValueError(f"{self.kind.value} books no negative amount")
        if self.kind in CREDIT_MOVES and self.year is None:
            raise ValueError(f"{self.kind.value} names its payment year")


async def book(
    work: Work, account: Account, *entries: Entry, cause: str, reference: str, on: date | None = None
) -> dict[str, int]:
    """Book these entries together, all or nothing; answers the envelope's totals (cents). Entries of 0 are left out.

    ``cause``: the natural key of the step (``grant/<id>/claim/3/order/M-2021-42``), at most 180 signs; ``reference``:
    what it rests on, as people call it; ``on``: the day it is about, today by default. Raises AlreadyBooked,
    LimitReached (naming what is left), InvariantBroken.
    """
    moved = [entry for entry in entries if entry.cents]
    await _once(work, moved, cause)
    totals = await _move_envelope(work, account, moved)
    await _move_cap(work, account, moved)
    await _move_credits(work, account, moved)
    at = await _moment(work, account.envelope)
    for entry in moved:
        line = _line(work, account, entry, cause, reference, at, on or work.today)
        await work.add(line.model_copy(update={"public": await _public(work, line)}))
    if account.grant is not None:
        check(await figures(work, grant=account.grant), of_an_envelope=False)
    return totals


def envelope_moves(entries: Sequence[Entry]) -> dict[str, int]:
    """How these entries together move the fields of their envelope's counter."""
    moves: Tally[str] = Tally()
    for entry in entries:
        for name, factor in FIGURES[entry.kind]:
            if name in ENVELOPE.fields:
                moves[name] += factor * entry.cents
    return dict(moves)


async def _once(work: Work, entries: Sequence[Entry], cause: str) -> None:
    for entry in entries:
        if await work.record(Line, line_id(_cause(entry, cause), entry.kind)) is not None:
            raise AlreadyBooked(
                "Cette opération est déjà dans les comptes : elle n'est pas enregistrée deux fois.", cause=cause
            )


async def _move_envelope(work: Work, account: Account, entries: Sequence[Entry]) -> dict[str, int]:
    moves = envelope_moves(entries)
    if not moves:
        return await counters.totals(work, ENVELOPE, account.envelope)
    return await counters.move(work, ENVELOPE, account.envelope, **moves)


async def _move_cap(work: Work, account: Account, entries: Sequence[Entry]) -> None:
    voted = sum(entry.cents for entry in entries if entry.kind is Kind.VOTED)
    if not account.capped or not voted:
        return
    now = await _opened(work, CAP, cap.KEY)
    # A new base holds for what is opened from then on; taking away is never refused by it.
    raised = cap.ceiling(work.today) - now["ceiling"] if voted > 0 else 0
    await counters.move(work, CAP, cap.KEY, voted=voted, ceiling=raised)


async def _move_credits(work: Work, account: Account, entries: Sequence[Entry]) -> None:
    moves: dict[int, Tally[str]] = {}
    for entry in entries:
        if entry.kind in CREDIT_MOVES and entry.year is not None:
            name, factor = CREDIT_MOVES[entry.kind]
            moves.setdefault(entry.year, Tally())[name] += factor * entry.cents
    for year, move in sorted(moves.items()):
        key = credits_key(account.line, year)
        await _opened(work, CREDITS, key)
        await counters.move(work, CREDITS, key, **move)


async def _opened(work: Work, counter: Counter, key: str) -> dict[str, int]:
    """The counter's totals; it begins at 0 when nobody has needed it before."""
    return await counters.find(work, counter, key) or await counters.open_counter(work, counter, key)


async def _moment(work: Work, envelope: str) -> datetime:
    """When it is booked: never before the line that stands last, whatever the clocks of two replicas say.

    So that the lines up to any instant are a state that the envelope was in.
    """
    last = await latest(work, Line, "at", envelope=envelope)
    return max(work.now, last.at) if last else work.now


async def _public(work: Work, line: Line) -> bool | None:
    """Whether who receives is a public body on the day of a line: the account of a subsidy does not change with it."""
    if line.kind is not Kind.CERTIFIED or line.organisation is None:
        return None
    row = await work.row("organisations", line.organisation)
    return is_public(row["kinds"], line.on) if row and "kinds" in row else None


def _cause(entry: Entry, cause: str) -> str:
    return f"{cause}/{entry.year}" if entry.kind is Kind.CREDITS else cause


def _line(work: Work, account: Account, entry: Entry, cause: str, reference: str, at: datetime, on: date) -> Line:
    where = _cause(entry, cause)
    return Line(
        id=line_id(where, entry.kind),
        at=at,
        on=on,
        kind=entry.kind,
        cents=entry.cents,
        envelope=account.envelope,
        line=account.line,
        vintage=account.vintage,
        year=entry.year,
        grant=account.grant,
        organisation=account.organisation,
        reference=reference,
        cause=where,
    )
