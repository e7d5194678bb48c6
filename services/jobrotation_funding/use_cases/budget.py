"""What those who record acts do with envelopes and rate cards: one act, one transaction, its counters and its lines."""

from typing import Annotated

from pydantic import Field

from services.chassis import counters
from services.chassis.actor import DutyName
from services.chassis.refusal import Taken
from services.chassis.turns import in_line, one_at_a_time
from services.chassis.work import Work
from services.jobrotation_funding import cap
from services.jobrotation_funding.envelope import Envelope
from services.jobrotation_funding.envelope_parts import Credits, Moved, Part, Reason, Sources, by_year
from services.jobrotation_funding.ledger import Kind
from services.jobrotation_funding.money_counters import CAP, CREDITS, ENVELOPE, credits_key
from services.jobrotation_funding.rate_card import CardCode, Hours, Matching, Percent, RateAsked, RateCard
from services.jobrotation_funding.use_cases import steps
from services.jobrotation_funding.use_cases.booking import Account, Entry, book
from services.jobrotation_funding.values import Act, Command, Day, Id, Label, Slug, Year


class OpenEnvelope(Command):
    """A line and its vintage as voted. ``capped``: the line is under the 7 % of the Pacte, as all its vintages are."""

    line: Slug
    vintage: Year
    label: Label
    capped: bool
    sources: Sources
    credits: Credits = ()
    act: Act


class AmendEnvelope(Command):
    """The new whole of an envelope's parts and payment credits, by a vote."""

    sources: Sources
    credits: Credits
    act: Act


class TransferBetween(Command):
    """What moves to another envelope, part by part, with payment credits."""

    to: Id
    sources: Annotated[tuple[Moved, ...], Field(min_length=1, max_length=20)]
    credits: Credits = ()
    act: Act


class AffectEnvelope(Command):
    """How much is set aside for a scheme, or taken back from it, in cents."""

    cents: Part
    scheme: Label
    act: Act


class EndYear(Command):
    """How much of a year's payment credits is carried over or lost, in cents."""

    year: Year
    cents: Part
    act: Act


class AdoptRateCard(Command):
    """A rate card as its act gives it. ``hours_a_year``: 1607 unless ``esf_operation`` asks for 1720."""

    code: CardCode
    effective_on: Day
    hours_a_year: Hours | None = None
    esf_operation: Label | None = None
    rates: Annotated[tuple[RateAsked, ...], Field(min_length=1, max_length=30)]
    advance_percent: Percent
    deduction_percent: Percent
    matching: Matching = Matching()
    act: Act


async def open_envelope(work: Work, command: OpenEnvelope) -> Envelope:
    """Open a vintage of a line. Raises Taken when it is open already, LimitReached beyond the cap of the Pacte."""
    line_capped = await _capped(work, command.line)
    opened = Envelope.open(id=work.new_id(), today=work.today, line_capped=line_capped, **dict(command))
    await _hold(work, f"envelope:{command.line}:{command.vintage}", opened.id, "vintage")
    await counters.open_counter(work, ENVELOPE, opened.id)
    await _book(work, None, opened, f"envelope/{opened.id}/open", command.act)
    steps.cite(work, opened, DutyName.DECIDE)
    await work.save(opened)
    return opened


@one_at_a_time("engage")
async def amend_envelope(work: Work, envelope: str, command: AmendEnvelope) -> Envelope:
    """Change what was voted, by a vote."""
    found = await work.get(Envelope, envelope)
    before = found.model_copy()
    found.amend(command.sources, command.credits, command.act, work.today)
    await _book(work, before, found, _cause(found, Reason.VOTE, command.act), command.act)
    steps.cite(work, found, DutyName.DECIDE)
    await work.save(found)
    return found


@one_at_a_time("engage")
async def transfer_between(work: Work, envelope: str, command: TransferBetween) -> Envelope:
    """Move voted money from an envelope to another, by one act, in one transaction. Answers the giver."""
    giver, receiver = await work.get(Envelope, envelope), await work.get(Envelope, command.to)
    before, other = giver.model_copy(), receiver.model_copy()
    giver.give(receiver, command.sources, command.credits, command.act, work.today)
    cause = _cause(giver, Reason.TRANSFER, command.act)
    await _book(work, before, giver, f"{cause}/{receiver.id}", command.act)
    cause = _cause(receiver, Reason.TRANSFER, command.act)
    await _book(work, other, receiver, f"{cause}/{giver.id}", command.act)
    for each in (receiver, giver):
        steps.cite(work, each, DutyName.DECIDE)
    await work.save(receiver)
    await work.save(giver)
    return giver


@one_at_a_time("engage")
async def affect_envelope(work: Work, envelope: str, command: AffectEnvelope) -> Envelope:
    """Set money aside for the scheme, by an act."""
    found = await work.get(Envelope, envelope)
    before = found.model_copy()
    found.affect(command.cents, command.scheme, command.act, work.today)
    await _book(work, before, found, _cause(found, Reason.AFFECTATION, command.act), command.act)
    steps.cite(work, found, DutyName.DECIDE)
    await work.save(found)
    return found


@one_at_a_time("engage")
async def take_affectation_back(work: Work, envelope: str, command: AffectEnvelope) -> Envelope:
    """Take back from the scheme what is not engaged, by an act."""
    found = await work.get(Envelope, envelope)
    before = found.model_copy()
    engaged = (await counters.totals(work, ENVELOPE, found.id))["engaged"]
    found.take_back(command.cents, command.scheme, engaged, command.act, work.today)
    await _book(work, before, found, _cause(found, Reason.TAKEN_BACK, command.act), command.act)
    steps.cite(work, found, DutyName.DECIDE)
    await work.save(found)
    return found


async def carry_credits_over(work: Work, envelope: str, command: EndYear) -> Envelope:
    """Carry payment credits of a year that is over to the next one, by an act."""
    found = await work.get(Envelope, envelope)
    before, free = found.model_copy(), await _free_credits(work, found, command.year)
    found.carry_over(command.year, command.cents, free, command.act, work.today)
    cause = f"{_cause(found, Reason.CARRY_OVER, command.act)}/{command.year}"
    await _book(work, before, found, cause, command.act)
    steps.cite(work, found, DutyName.DECIDE)
    await work.save(found)
    return found


async def let_credits_lapse(work: Work, envelope: str, command: EndYear) -> Envelope:
    """Record that payment credits of a year that is over are lost, by an act."""
    found = await work.get(Envelope, envelope)
    before, free = found.model_copy(), await _free_credits(work, found, command.year)
    found.lapse(command.year, command.cents, free, command.act, work.today)
    cause = f"{_cause(found, Reason.LAPSE, command.act)}/{command.year}"
    await _book(work, before, found, cause, command.act)
    steps.cite(work, found, DutyName.DECIDE)
    await work.save(found)
    return found


async def adopt_rate_card(work: Work, command: AdoptRateCard) -> RateCard:
    """Record the act that adopts a rate card. Raises Taken when the code is another card's."""
    card = RateCard.adopt(id=work.new_id(), today=work.today, **dict(command))
    await _hold(work, f"rate-card:{command.code.lower()}", card.id, "code")
    steps.cite(work, card, DutyName.DECIDE)
    await work.save(card)
    return card


async def _capped(work: Work, line: str) -> bool | None:
    """Whether a line is under the cap, once those before have opened their vintages of it; None while it has none."""
    await in_line(work, f"line/{line}")
    first = await work.where(Envelope, line=line, limit=1)
    return first[0].capped if first else None


async def _hold(work: Work, key: str, id: str, field: str) -> None:
    """Each line has one envelope a vintage, each code one card."""
    if await work.holder(key) is not None:
        raise Taken("Ce dossier existe déjà : modifiez-le, ou choisissez-en un autre.", field=field)
    await work.reserve(key, id)


def _cause(envelope: Envelope, reason: Reason, act: Act) -> str:
    return f"envelope/{envelope.id}/{reason.value}/{act.number}"


async def _free_credits(work: Work, envelope: Envelope, year: int) -> int:
    """Payment credits of the line's year that nobody ordered, in cents."""
    totals = await counters.find(work, CREDITS, credits_key(envelope.line, year))
    return totals["open"] - totals["ordered"] if totals else 0


async def _book(work: Work, before: Envelope | None, after: Envelope, cause: str, act: Act) -> None:
    """Book what changed between the two, and keep with the audit which reading of the cap let a vote through."""
    account = Account(after.id, after.line, after.vintage, capped=after.capped)
    await book(work, account, *_entries(before, after), cause=cause, reference=f"Acte n° {act.number}", on=act.on)
    voted = after.voted_cents - (before.voted_cents if before else 0)
    if after.capped and voted > 0:
        after.explain_cap(cap.prudent(work.today), (await counters.totals(work, CAP, cap.KEY))["voted"])


def _entries(before: Envelope | None, after: Envelope) -> list[Entry]:
    """What is booked for a change of what was voted, affected or opened by year, in cents."""
    voted, affected = (before.voted_cents, before.affected_cents) if before else (0, 0)
    was, now = by_year(before.credits if before else ()), by_year(after.credits)
    return [
        Entry(Kind.VOTED, after.voted_cents - voted),
        Entry(Kind.AFFECTED, after.affected_cents - affected),
        *(Entry(Kind.CREDITS, now.get(year, 0) - was.get(year, 0), year) for year in sorted({*was, *now})),
    ]
