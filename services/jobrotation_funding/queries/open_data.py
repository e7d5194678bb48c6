"""What is published of grants as open data: by the SCDL schema, with the reason and the last day of publication."""

from collections.abc import AsyncIterator, Iterator
from datetime import date
from typing import Any

from services.chassis.page import Page
from services.chassis.reader import Reader
from services.jobrotation_funding import open_data
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_fields import Engagement
from services.jobrotation_funding.grant_lifecycle import State
from services.jobrotation_funding.open_data import Due, Part, Signed
from services.jobrotation_funding.values import Day, Value

SIGNED = (State.ENGAGED, State.CLOSED)
SOME = 200


class PublishedGrant(Value):
    """One published grant. ``publish_by``: three months after the signature that makes it due."""

    id: str
    row: dict[str, str]
    because: str
    because_words: str
    publish_by: Day

    @classmethod
    def of(cls, signed: Signed, due: Due) -> "PublishedGrant":
        """A signed grant and why it is published."""
        words = open_data.BECAUSE[due.because]
        row = open_data.row(signed)
        return cls(id=signed.grant, row=row, because=due.because, because_words=words, publish_by=due.publish_by)


async def list_published_grants(reader: Reader, after: str | None, limit: int) -> Page:
    """The published grants, by id."""
    found = sorted(await _published(reader), key=lambda each: each.id)
    rest = [each for each in found if after is None or each.id > after]
    return Page.of(rest[: limit + 1], limit)


async def export_published_grants(reader: Reader) -> str:
    """The same as CSV by the schema, by day of signature."""
    return open_data.as_csv(each.row for each in await _published(reader))


async def publication_of(reader: Reader, grant: Grant) -> PublishedGrant | None:
    """How one grant is published; None when it is not."""
    if grant.state not in SIGNED:
        return None
    return next((each for each in await _published(reader, grant.organisation) if each.id == grant.id), None)


async def _published(reader: Reader, organisation: str | None = None) -> list[PublishedGrant]:
    """All published grants; those of one undertaking only when an organisation of it is named."""
    rows = await _organisations(reader, organisation)
    among: dict[str, Any] = {} if organisation is None else {"organisation": sorted({organisation, *rows})}
    engaged = [
        _signed(grant, rows.get(grant.organisation, {}), reader.today) async for grant in _engaged(reader, **among)
    ]
    signed = [each for each in engaged if each is not None]
    return [PublishedGrant.of(each, due) for each, due in open_data.published(signed)]


async def _engaged(reader: Reader, **among: Any) -> AsyncIterator[Grant]:
    """The engaged grants, some at a time: a whole grant is large, what is published of it is a line."""
    after: str | None = None
    while found := await reader.where(Grant, state=SIGNED, after=after, limit=SOME, **among):
        for grant in found:
            yield grant
        after = found[-1].id


async def _organisations(reader: Reader, organisation: str | None) -> dict[str, dict[str, str]]:
    if organisation is None:
        return {row["_id"]: row for row in await reader.rows("organisations")}
    own = await reader.row("organisations", organisation)
    siren = own.get("siren") if own else None
    same = await reader.rows("organisations", siren=siren) if siren else []
    return {row["_id"]: row for row in (*same, *([own] if own else []))}


def _signed(grant: Grant, row: dict[str, str], today: date) -> Signed | None:
    """An engaged grant as it was signed, None before it is; an organisation that has not arrived yet has no name."""
    terms, engagement, parts = grant.agreed, grant.committed, tuple(_parts(grant))
    if not parts:
        return None
    return Signed(
        grant=grant.id,
        undertaking=row.get("siren", grant.organisation),
        name=row.get("name", ""),
        siret=row.get("siret", ""),
        on=engagement.signed_on or engagement.on,
        decision=grant.act_number,
        purpose=grant.asked.purpose,
        parts=parts,
        aid=terms.aid.basis,
        paid_until=open_data.last_payment(grant.closed_on, today),
    )


def _parts(grant: Grant) -> Iterator[Part]:
    """What was engaged at first, and what amendments changed since: each once signed where an agreement is due."""
    engagement = grant.committed
    on = _counts_from(engagement.on, engagement, by_signature=engagement.by_signature)
    if on is None:
        return
    yield Part(on=on, cents=engagement.cents)
    since = grant.amendments[engagement.amended :]
    for each in since:
        if each.disengaged_cents:
            yield Part(on=each.signed_on or each.on, cents=-each.disengaged_cents)
    for more in engagement.more:
        signed = [each.signed_on for each in since if each.engaged_on == more.on and each.signed_on]
        if on := max(signed, default=_counts_from(more.on, engagement, by_signature=more.by_signature)):
            yield Part(on=on, cents=more.cents)


def _counts_from(engaged_on: date, engagement: Engagement, *, by_signature: bool) -> date | None:
    """The day from which what was engaged counts; None while the agreement that it rests on is not signed."""
    if not by_signature:
        return engaged_on
    return max(engaged_on, engagement.signed_on) if engagement.signed_on else None
