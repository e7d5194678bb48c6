"""Guarded counters: amounts that many commands move at once, under limits that Mongo itself keeps in every move.

A counter is one document of the ``counters`` collection, ``_id`` = ``<kind>:<key>``. Amounts are integers (cents).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.chassis.money import euros
from services.chassis.mongo import ReturnDocument
from services.chassis.reader import Reader
from services.chassis.refusal import NotFound, Refusal
from services.chassis.work import Work


class LimitReached(Refusal):
    """A move that would pass a limit. ``facts``: ``limit`` (its name), ``asked`` and ``left`` in cents."""

    code, title = "limit-reached", "Plafond atteint"


@dataclass(frozen=True)
class Limit:
    """What always holds: the sum of ``factor × field`` is at most 0. ``says``: French, with ``{asked}`` and ``{left}``.

    ``{"engaged": 1, "affected": -1}`` is "what is engaged stays within what is affected".
    """

    name: str
    terms: Mapping[str, int]
    says: str

    def passed(self, totals: Mapping[str, int]) -> int:
        """By how much the totals pass this limit; negative or 0 when they hold."""
        return sum(factor * totals[field] for field, factor in self.terms.items())

    def expression(self, moves: Mapping[str, int]) -> dict[str, Any]:
        """The same as a Mongo expression on the document as it stands, after these moves."""
        shift = sum(factor * moves.get(field, 0) for field, factor in self.terms.items())
        terms = [{"$multiply": [factor, f"${field}"]} for field, factor in self.terms.items()]
        return {"$lte": [{"$add": [*terms, shift]}, 0]}


@dataclass(frozen=True)
class Counter:
    """A kind of counter: its fields, which never go below 0, and its limits in the order they are looked at."""

    kind: str
    fields: tuple[str, ...]
    limits: tuple[Limit, ...]

    def id(self, key: str) -> str:
        """The document's ``_id``."""
        return f"{self.kind}:{key}"

    def every_limit(self) -> tuple[Limit, ...]:
        """The limits, and the floor of each field."""
        floors = (
            Limit(f"{field}-floor", {field: -1}, "« {field} » ne peut pas devenir négatif.") for field in self.fields
        )
        return (*self.limits, *floors)

    def said(self, limit: Limit, asked: int, left: int) -> str:
        """The limit in words."""
        return limit.says.format(asked=euros(asked), left=euros(left), field=next(iter(limit.terms)))


async def open_counter(work: Work, counter: Counter, key: str, **start: int) -> dict[str, int]:
    """A new counter, its other fields at 0. Raises LimitReached when it would be born beyond a limit."""
    totals = {field: start.get(field, 0) for field in counter.fields}
    for limit in counter.every_limit():
        if (over := limit.passed(totals)) > 0:
            asked = max(start.values(), default=0)
            raise LimitReached(
                counter.said(limit, asked, asked - over), limit=limit.name, asked=asked, left=asked - over
            )
    await work.database["counters"].insert_one({"_id": counter.id(key), **totals}, session=work.session)
    return totals


async def move(work: Work, counter: Counter, key: str, **moves: int) -> dict[str, int]:
    """Add to the fields of a counter, all or nothing, and answer its totals.

    Raises LimitReached, which names the first limit that would be passed and what is left, or NotFound.
    """
    guards = {"$and": [limit.expression(moves) for limit in counter.every_limit()]}
    found = await work.database["counters"].find_one_and_update(
        {"_id": counter.id(key), "$expr": guards},
        {"$inc": moves},
        return_document=ReturnDocument.AFTER,
        session=work.session,
    )
    if found is None:
        _refuse(counter, await totals(work, counter, key), moves)
    return _plain(counter, found)


async def find(reader: Reader, counter: Counter, key: str) -> dict[str, int] | None:
    """The fields of a counter now, or None when it was never opened."""
    found = await reader.database["counters"].find_one({"_id": counter.id(key)}, session=reader.session)
    return _plain(counter, found) if found else None


async def totals(reader: Reader, counter: Counter, key: str) -> dict[str, int]:
    """The fields of a counter now. Raises NotFound."""
    found = await find(reader, counter, key)
    if found is None:
        raise NotFound("Ce compteur n'est pas ouvert.", counter=counter.kind, key=key)
    return found


def _refuse(counter: Counter, now: Mapping[str, int], moves: Mapping[str, int]) -> None:
    after = {field: now[field] + moves.get(field, 0) for field in counter.fields}
    for limit in counter.every_limit():
        if (over := limit.passed(after)) > 0:
            asked = sum(factor * moves.get(field, 0) for field, factor in limit.terms.items())
            left = max(asked - over, 0)
            raise LimitReached(counter.said(limit, asked, left), limit=limit.name, asked=asked, left=left)
    raise AssertionError("a counter that no limit holds back was not moved")


def _plain(counter: Counter, found: Mapping[str, Any]) -> dict[str, int]:
    return {field: int(found[field]) for field in counter.fields}
