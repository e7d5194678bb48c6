"""What is read of envelopes, payment credits, the cap of the Pacte and rate cards; amounts in cents."""

from collections.abc import Sequence

from services.chassis import counters
from services.chassis.page import Page
from services.chassis.reader import Reader
from services.jobrotation_funding import cap
from services.jobrotation_funding.cap import Reading
from services.jobrotation_funding.envelope import Envelope
from services.jobrotation_funding.envelope_lifecycle import State
from services.jobrotation_funding.envelope_parts import Change, Credit, Source
from services.jobrotation_funding.grant_fields import AskedLine
from services.jobrotation_funding.money_counters import CAP, CREDITS, ENVELOPE, credits_key
from services.jobrotation_funding.rate_card import Quote, RateCard, quote
from services.jobrotation_funding.values import Act, Value


class EnvelopeLine(Value):
    """An envelope in a list, with its totals now."""

    id: str
    line: str
    vintage: int
    label: str
    capped: bool
    state: State
    voted_cents: int
    affected_cents: int
    engaged_cents: int
    paid_cents: int
    # What may still be engaged.
    left_cents: int


class EnvelopeView(EnvelopeLine):
    """One envelope whole. ``totals`` are the guarded counters as they stand now."""

    sources: tuple[Source, ...]
    credits: tuple[Credit, ...]
    act: Act
    changes: tuple[Change, ...]
    totals: dict[str, int]
    version: int


class YearOfCredits(Value):
    """Payment credits of one line in one year."""

    line: str
    year: int
    open_cents: int
    ordered_cents: int
    left_cents: int


class CapView(Value):
    """Both readings of the cap; ``opened_cents`` is what capped envelopes have opened, ``left_cents`` the prudent rest.

    Other projects of the Pacte share the cap: what they open is not known here.
    """

    readings: tuple[Reading, ...]
    opened_cents: int
    left_cents: int


async def list_envelopes(reader: Reader, line: str | None, after: str | None, limit: int) -> Page:
    """The envelopes, of one line or of all."""
    equals = {"line": line} if line else {}
    found = await reader.where(Envelope, after=after, limit=limit + 1, **equals)
    return Page.of([await _line(reader, each) for each in found], limit)


async def show_envelope(reader: Reader, envelope: str) -> EnvelopeView:
    """One envelope with its totals."""
    found = await reader.get(Envelope, envelope)
    line = await _line(reader, found)
    return EnvelopeView(
        **dict(line),
        sources=found.sources,
        credits=found.credits,
        act=found.act,
        changes=found.changes,
        totals=await counters.totals(reader, ENVELOPE, found.id),
        version=found.version,
    )


async def show_credits(reader: Reader, line: str) -> list[YearOfCredits]:
    """The payment credits of a line, year by year."""
    years = {credit.year for each in await reader.where(Envelope, line=line) for credit in each.credits}
    return [await _year(reader, line, year) for year in sorted(years)]


async def show_cap(reader: Reader) -> CapView:
    """The cap of the Pacte at both readings, and what is opened under it."""
    totals = await counters.find(reader, CAP, cap.KEY)
    opened = totals["voted"] if totals else 0
    return CapView(
        readings=cap.readings(reader.today), opened_cents=opened, left_cents=cap.ceiling(reader.today) - opened
    )


async def list_rate_cards(reader: Reader, after: str | None, limit: int) -> Page:
    """The rate cards."""
    found = await reader.where(RateCard, after=after, limit=limit + 1)
    return Page.of([card_view(each) for each in found], limit)


async def show_rate_card(reader: Reader, card: str) -> dict[str, object]:
    """One rate card with the formula of each rate."""
    return card_view(await reader.get(RateCard, card))


async def quote_lines(reader: Reader, card: str, lines: Sequence[AskedLine]) -> Quote:
    """What these lines would cost at a card, line by line. Raises RateUnknown."""
    return quote((await reader.get(RateCard, card)).seen(), lines)


def card_view(card: RateCard) -> dict[str, object]:
    """A rate card as it is shown."""
    hidden = {"audit_head", "audit_count", "stamp", "sequence"}
    return card.model_dump(mode="json", exclude=hidden)


async def _line(reader: Reader, envelope: Envelope) -> EnvelopeLine:
    totals = await counters.totals(reader, ENVELOPE, envelope.id)
    return EnvelopeLine(
        id=envelope.id,
        line=envelope.line,
        vintage=envelope.vintage,
        label=envelope.label,
        capped=envelope.capped,
        state=envelope.state,
        voted_cents=totals["voted"],
        affected_cents=totals["affected"],
        engaged_cents=totals["engaged"],
        paid_cents=totals["paid"],
        left_cents=totals["affected"] - totals["engaged"],
    )


async def _year(reader: Reader, line: str, year: int) -> YearOfCredits:
    totals = await counters.totals(reader, CREDITS, credits_key(line, year))
    return YearOfCredits(
        line=line,
        year=year,
        open_cents=totals["open"],
        ordered_cents=totals["ordered"],
        left_cents=totals["open"] - totals["ordered"],
    )
