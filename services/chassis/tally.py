"""Sums, the latest, and pages in another order than the id's, of records that grow without end."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from services.chassis.dossier import Record
from services.chassis.mongo import ASCENDING, DESCENDING
from services.chassis.page import Page
from services.chassis.reader import Reader, from_document, selection

R = TypeVar("R", bound=Record)
Within = Mapping[str, tuple[str, str]]
SEPARATOR = "|"


async def sums(
    reader: Reader,
    kind: type[Record],
    amount: str,
    by: Sequence[str],
    within: Within | None = None,
    **equals: Any,
) -> dict[tuple[Any, ...], int]:
    """The sum of an integer field of the records that equal these values, for each combination of the fields ``by``.

    ``within``: the first and the last text, both included, that a field may hold.
    """
    chosen = selection(equals) | _spans(within)
    groups = {"_id": {field: f"${field}" for field in by}, "sum": {"$sum": f"${amount}"}}
    steps = [{"$match": chosen}, {"$group": groups}]
    cursor = reader.database[kind.collection].aggregate(steps, session=reader.session)
    return {tuple(found["_id"].get(field) for field in by): int(found["sum"]) async for found in cursor}


async def latest(reader: Reader, kind: type[R], field: str, **equals: Any) -> R | None:
    """The record of those that equal these values whose field is the highest, or None."""
    collection = reader.database[kind.collection]
    found = await collection.find_one(selection(equals), sort=[(field, DESCENDING)], session=reader.session)
    return from_document(kind, found) if found else None


async def page_in_order(
    reader: Reader,
    kind: type[R],
    field: str,
    after: str | None,
    limit: int,
    within: Within | None = None,
    **equals: Any,
) -> Page:
    """A page of the records that equal these values, in the order of a text field, then of the id."""
    chosen = selection(equals) | _spans(within)
    if after is not None:
        text, _, id = after.partition(SEPARATOR)
        beyond = [{field: {"$gt": text}}, {field: {"$eq": text}, "_id": {"$gt": id}}]
        chosen = {"$and": [chosen, {"$or": beyond}]}
    order = [(field, ASCENDING), ("_id", ASCENDING)]
    cursor = reader.database[kind.collection].find(chosen, session=reader.session).sort(order).limit(limit + 1)
    rows = [row async for row in cursor]
    last = rows[limit - 1] if len(rows) > limit else None
    shown = [from_document(kind, row) for row in rows[:limit]]
    return Page(shown, f"{last[field]}{SEPARATOR}{last['_id']}" if last else None)


def _spans(within: Within | None) -> dict[str, Any]:
    return {field: {"$gte": first, "$lte": last} for field, (first, last) in (within or {}).items()}
