"""Matching released hours with the hours that replaced them: what counts, and why the rest does not. Pure.

An hour counts when it was released and replaced (RULES.md, "Job rotation"): in the same month by default, or at the
same moment; by the same team, or for the same person. The earliest released hours are matched first, never beyond what
is granted at their rate. Order of input changes nothing.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from services.chassis.calendar import holiday
from services.jobrotation_funding.dated_rates import DatedCard, card_on, not_yet
from services.jobrotation_funding.intervals import MINUTE, Span, union
from services.jobrotation_funding.matched import (
    ABOVE,
    HOLIDAY,
    NO_SUBSTITUTE,
    NOT_YET,
    OUTSIDE,
    PAID,
    REASONS,
    Counted,
    Days,
    Matched,
    Part,
    RateMinutes,
    Unmatched,
)

__all__ = ["REASONS", "Counted", "Days", "Matched", "Part", "RateMinutes", "Unmatched", "Worked", "match", "month_of"]


MONTH, HOUR = "month", "hour"
TEAM, PERSON = "team", "person"


@dataclass(frozen=True)
class Worked:
    """One stretch of hours. ``of``: whose hours they are, who was released, or who was replaced.

    ``rate`` counts on the released side only. ``sheet`` and ``entry`` (from 0) say where it is written. ``held``: a
    live claim holds it and did not count it; it may count now, and is not told again when it does not.
    """

    span: Span
    of: str
    team: str
    sheet: str
    entry: int = 0
    rate: str = ""
    paid_by: str = ""
    held: bool = False

    def owner(self, scope: str) -> str:
        """What its substitute has to share with it: the person, or the team."""
        return self.of if scope == PERSON else self.team

    def by_day(self) -> Iterator[tuple[date, "Worked"]]:
        """The parts that lie on each legal day."""
        return ((day, replace(self, span=span)) for day, span in self.span.by_day())


@dataclass(frozen=True)
class _Piece:
    """A part of what was worked, on one day and in one slot: what may be matched with it shares owner and slot."""

    worked: Worked
    span: Span
    day: date
    owner: str
    slot: Any = None

    @property
    def order(self) -> tuple[Any, ...]:
        """Earliest first; then whatever tells two apart, so that the order of input changes nothing."""
        worked = self.worked
        return (self.span, worked.span, worked.rate, worked.of, worked.team, worked.sheet, worked.entry)


def match(
    released: Iterable[Worked],
    replaced: Iterable[Worked],
    *,
    granted: Mapping[str, int],
    asked: Days,
    claimed: Iterable[Worked] = (),
    grant: Days | None = None,
    period: str = MONTH,
    scope: str = TEAM,
    cards: Sequence[DatedCard] = (),
) -> Matched:
    """Match over the days that are asked. ``granted``: minutes left by rate; ``grant``: the days of the grant.

    ``cards``: those whose rates hold, by day; minutes at one rate are told apart by the card of their day. ``claimed``:
    released hours that count in a claim already; what replaced them replaces nothing else.
    """
    freed = [(piece, _lost(piece, grant, cards)) for piece in _pieces(released, asked, scope)]
    filled = [(piece, _lost(piece, grant, cards)) for piece in _pieces(replaced, asked, scope)]
    counted = [piece for piece, lost in freed if not lost]
    filling = [piece for piece, lost in filled if not lost]
    paid = [piece for piece, lost in filled if lost == PAID]
    taken = _pieces(claimed, asked, scope)
    slots = SLOTS[period]([*counted, *filling, *paid, *taken])
    room = _left(_room(_slotted(filling, slots)), _slotted(taken, slots))
    tally = _Tally(granted, room, _room(_slotted(paid, slots)), cards)
    for piece in sorted(_slotted(counted, slots), key=lambda each: each.order):
        tally.take(piece)
    for piece, lost in freed:
        if lost:
            tally.leave(piece, lost, piece.span.minutes)
    told = sum(piece.span.minutes for piece, _ in freed if not piece.worked.held)
    replaced_left = _left(_room(_slotted(filling, {})), _slotted(taken, {}))
    return tally.told(told, _sums(_slotted(counted, {})), replaced_left)


# --- which minutes may count


def _pieces(worked: Iterable[Worked], asked: Days, scope: str) -> list[_Piece]:
    return [
        _Piece(each, span, day, each.owner(scope))
        for each in worked
        for day, span in each.span.by_day()
        if day in asked
    ]


def _lost(piece: _Piece, grant: Days | None, cards: Sequence[DatedCard]) -> str:
    """Why these minutes do not count, whoever replaces; empty when they may."""
    if grant is not None and piece.day not in grant:
        return OUTSIDE
    if holiday(piece.day):
        return HOLIDAY
    if piece.worked.paid_by:
        return PAID
    return NOT_YET if not_yet(cards, piece.worked.rate, piece.day) else ""


# --- what is matched with what


def _by_month(pieces: Iterable[_Piece]) -> Mapping[str, Sequence[datetime]]:
    """No cuts: a day lies in one month."""
    return {}


def _by_moment(pieces: Iterable[_Piece]) -> Mapping[str, Sequence[datetime]]:
    """Cuts wherever somebody of the same team begins or ends: between two cuts, nothing changes."""
    cuts: dict[str, set[datetime]] = defaultdict(set)
    for piece in pieces:
        cuts[piece.owner] |= {piece.span.start, piece.span.end}
    return {owner: sorted(moments) for owner, moments in cuts.items()}


SLOTS = {MONTH: _by_month, HOUR: _by_moment}


def _slotted(pieces: Iterable[_Piece], cuts: Mapping[str, Sequence[datetime]]) -> list[_Piece]:
    found = []
    for piece in pieces:
        moments = cuts.get(piece.owner)
        if moments is None:
            found.append(replace(piece, slot=month_of(piece.day)))
            continue
        inside = moments[bisect_left(moments, piece.span.start) : bisect_right(moments, piece.span.end)]
        found += [replace(piece, span=Span(start, end), slot=start) for start, end in pairwise(inside)]
    return found


def month_of(day: date) -> str:
    """The month of a day, as parts name it."""
    return f"{day:%Y-%m}"


def _room(pieces: Iterable[_Piece]) -> dict[tuple[str, Any], int]:
    """The replaced minutes of each slot. Two who replace one person at once replace one hour, not two."""
    spans: dict[tuple[str, Any, str], list[Span]] = defaultdict(list)
    for piece in pieces:
        spans[piece.owner, piece.slot, piece.worked.of].append(piece.span)
    room: dict[tuple[str, Any], int] = defaultdict(int)
    for (owner, slot, _), theirs in spans.items():
        room[owner, slot] += sum(span.minutes for span in union(theirs))
    return room


def _sums(pieces: Iterable[_Piece]) -> dict[tuple[str, Any], int]:
    """The released minutes of each slot."""
    sums: dict[tuple[str, Any], int] = defaultdict(int)
    for piece in pieces:
        sums[piece.owner, piece.slot] += piece.span.minutes
    return sums


def _left(room: dict[tuple[str, Any], int], taken: Iterable[_Piece]) -> dict[tuple[str, Any], int]:
    """The replaced minutes without those that are taken."""
    for piece in taken:
        place = piece.owner, piece.slot
        room[place] = max(0, room.get(place, 0) - piece.span.minutes)
    return room


class _Tally:
    """What is left to match with, and what came of each piece so far."""

    def __init__(
        self,
        granted: Mapping[str, int],
        room: dict[tuple[str, Any], int],
        paid: dict[tuple[str, Any], int],
        cards: Sequence[DatedCard],
    ) -> None:
        self.granted, self.room, self.paid, self.cards = dict(granted), room, paid, cards
        # By rate, and by the rank of the card that holds on the day.
        self.rates: dict[tuple[str, int], int] = defaultdict(int)
        self.months: dict[tuple[str, str], int] = defaultdict(int)
        self.left: dict[tuple[Any, ...], int] = defaultdict(int)
        self.counted: dict[tuple[str, str], list[Span]] = defaultdict(list)
        self.held_before = 0

    def take(self, piece: _Piece) -> None:
        """Match what can be, and say why of the rest. Minutes above what is granted use up no replaced minute."""
        place, rate, asked = (piece.owner, piece.slot), piece.worked.rate, piece.span.minutes
        replaced = min(asked, self.room.get(place, 0))
        matched = min(replaced, self.granted.get(rate, 0))
        self.room[place] = self.room.get(place, 0) - matched
        self.granted[rate] = self.granted.get(rate, 0) - matched
        self.rates[rate, self._card(piece.day)] += matched
        self.months[piece.owner, month_of(piece.day)] += matched
        if matched:
            span = Span(piece.span.start, piece.span.start + matched * MINUTE)
            self.counted[piece.worked.sheet, rate].append(span)
            self.held_before += matched if piece.worked.held else 0
        self.leave(piece, ABOVE, replaced - matched)
        # A substitute that somebody else pays is not the same as none.
        elsewhere = min(asked - replaced, self.paid.get(place, 0))
        self.paid[place] = self.paid.get(place, 0) - elsewhere
        self.leave(piece, PAID, elsewhere)
        self.leave(piece, NO_SUBSTITUTE, asked - replaced - elsewhere)

    def leave(self, piece: _Piece, reason: str, minutes: int) -> None:
        """These minutes do not count. Where an earlier claim said so, it is not said again."""
        worked = piece.worked
        if worked.held:
            return
        self.left[reason, piece.day, worked.sheet, worked.entry, worked.of, worked.rate] += minutes

    def told(
        self, released: int, counted: Mapping[tuple[str, Any], int], filling: Mapping[tuple[str, Any], int]
    ) -> Matched:
        """All of it, in an order that depends on nothing but the hours."""
        unmatched = (
            Unmatched(reason=reason, minutes=minutes, rate=rate, sheet=sheet, entry=entry, staff=of, day=day)
            for (reason, day, sheet, entry, of, rate), minutes in sorted(self.left.items())
            if minutes
        )
        lines = (
            RateMinutes(rate=rate, minutes=minutes, rate_card_code=self.cards[card].code if self.cards else None)
            for (rate, card), minutes in sorted(self.rates.items())
            if minutes
        )
        return Matched(
            released_minutes=released + self.held_before,
            lines=tuple(lines),
            unmatched=tuple(unmatched),
            parts=self._parts(counted, filling),
            counted=tuple(
                Counted(sheet=sheet, rate=rate, since=span.start, until=span.end)
                for (sheet, rate), spans in sorted(self.counted.items())
                for span in union(spans)
            ),
        )

    def _card(self, day: date) -> int:
        return self.cards.index(card_on(self.cards, day)) if self.cards else 0

    def _parts(
        self, released: Mapping[tuple[str, Any], int], replaced: Mapping[tuple[str, Any], int]
    ) -> tuple[Part, ...]:
        return tuple(
            Part(
                who=owner,
                month=month,
                released_minutes=released.get((owner, month), 0),
                replaced_minutes=replaced.get((owner, month), 0),
                matched_minutes=self.months.get((owner, month), 0),
            )
            for owner, month in sorted({*released, *replaced})
        )
