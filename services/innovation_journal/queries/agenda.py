"""Gatherings as the public reads them: those to come, all of them, one with the articles it is about."""

from datetime import timedelta
from typing import Any

from services.chassis.page import Page
from services.chassis.reader import Reader, from_document, plain
from services.chassis.refusal import NotFound
from services.chassis.values import Value
from services.innovation_journal.gathering import Gathering, GatheringKind, State
from services.innovation_journal.queries.kinship import Related, related
from services.innovation_journal.queries.reading import names_of
from services.innovation_journal.rules import number
from services.innovation_journal.values import Code, Id, Label, Moment, Slug, Text


class Meeting(Value):
    """A gathering in a list, a feed or a calendar. ``revision`` rises at each announcement."""

    id: Id
    slug: Slug
    title: Label
    summary: Text
    kind: GatheringKind
    starts_at: Moment
    ends_at: Moment
    place: Label
    territories: tuple[Code, ...]
    incubator: Id | None
    incubator_name: str
    cancelled: bool
    reason: Text | None
    announced_at: Moment
    changed_at: Moment
    revision: int


class MeetingPage(Value):
    """A gathering with the articles it is about."""

    meeting: Meeting
    articles: tuple[Related, ...]


async def list_agenda(reader: Reader, after: str | None, limit: int) -> Page:
    """What is going on or to come, the soonest first; ``after`` begins after an instant and an id."""
    # An event that began longer ago than any may last is over: that bounds the walk along the index.
    earliest = reader.now - timedelta(days=number("gathering-days", reader.today))
    chosen: dict[str, Any] = {"programme.ends_at": {"$gt": plain(reader.now)}}
    place = _beyond("$gt", after) if after else {"programme.starts_at": {"$gt": plain(earliest)}}
    return _page(await _meetings(reader, chosen | place, 1, limit + 1), limit)


async def list_all_gatherings(reader: Reader, after: str | None, limit: int, past: bool = False) -> Page:
    """All gatherings, or those that are over, the latest first; ``after`` begins before an instant and an id."""
    now = plain(reader.now)
    over = {"programme.ends_at": {"$lte": now}} if past else {}
    begun = {"programme.starts_at": {"$lte": now} if past else {"$exists": True}}
    place = _beyond("$lt", after) if after else begun
    return _page(await _meetings(reader, over | place, -1, limit + 1), limit)


async def read_gathering(reader: Reader, slug: str) -> MeetingPage:
    """The gathering at an address. Raises NotFound."""
    found = await reader.where(Gathering, slug=slug, limit=1)
    if not found:
        raise NotFound("Aucune rencontre n'est à cette adresse.", kind="gathering", id=slug)
    [meeting] = await _named(reader, found)
    return MeetingPage(meeting=meeting, articles=tuple(await related(reader, found[0].programme.articles)))


def _beyond(side: str, place: str) -> dict[str, Any]:
    """What stands on one side (``$lt``, ``$gt``) of an instant and an id, in the order of both."""
    start, _, id = place.partition("|")
    same = {"programme.starts_at": start, "_id": {side: id}}
    return {"programme.starts_at": {f"{side}e": start}, "$or": [{"programme.starts_at": {side: start}}, same]}


def _page(found: list[Meeting], limit: int) -> Page:
    last = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], f"{plain(last.starts_at)}|{last.id}" if last else None)


async def _meetings(reader: Reader, chosen: dict[str, Any], direction: int, limit: int) -> list[Meeting]:
    order = [("programme.starts_at", direction), ("_id", direction)]
    cursor = reader.database[Gathering.kind].find(chosen).sort(order).limit(limit)
    return await _named(reader, [from_document(Gathering, document) async for document in cursor])


async def _named(reader: Reader, found: list[Gathering]) -> list[Meeting]:
    programmes = [each.programme for each in found]
    names = await names_of(reader, "incubators", [each.incubator for each in programmes if each.incubator])
    return [
        Meeting(
            id=each.id,
            slug=each.slug,
            **each.programme.model_dump(exclude={"articles"}),
            incubator_name=names.get(each.programme.incubator or "", ""),
            cancelled=each.state is State.CANCELLED,
            reason=each.reason,
            announced_at=each.announced_at,
            changed_at=each.changed_at,
            revision=each.version,
        )
        for each in found
    ]
