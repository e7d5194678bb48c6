"""The committee's opinion: applications ranked by score, ties broken by the published priorities, a cut-off. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from contracts.registry_parts import Priority
from services.chassis.dossier import Record
from services.chassis.refusal import Invalid, Refusal
from services.chassis.values import Code, Day, Id, Moment, Remark, Text, Value
from services.incubator_registry.scoring import rounded

BONUS, TIE_BREAK = "bonus", "tie-break"


class TieUnbroken(Refusal):
    """Two applications stand at the same score and no published priority separates them."""

    code, title = "tie-unbroken", "Égalité à départager"


class Opinion(StrEnum):
    """What the committee says of an application."""

    FAVOURABLE = "favourable"
    RESERVE = "reserve"
    UNFAVOURABLE = "unfavourable"


@dataclass(frozen=True)
class Scored:
    """An application before the committee: the exact mean of its totals in hundredths, and its priorities."""

    application: str
    score: Fraction
    priorities: frozenset[str] = frozenset()


class Override(Value):
    """Where the committee departs from the ranking, and why; the reason is in the minutes."""

    application: Id
    opinion: Opinion
    rank: Annotated[int, Field(strict=True, ge=1, le=1_000)] | None = None
    reason: Text


class Ranked(Value):
    """An application in the list: ``score`` in hundredths of a point, bonus included."""

    application: Id
    rank: int
    score: int
    bonus: int
    opinion: Opinion
    reason: Remark = ""


class Session(Record):
    """What one committee session leaves: the list, the cut-off, who stood aside (by seat or function, no name)."""

    collection: ClassVar[str] = "committee_sessions"

    call: Id
    on: Day
    cut_off: int
    stood_aside: tuple[Code, ...]
    ranked: tuple[Ranked, ...]
    recorded_at: Moment


def rank(
    scored: Sequence[Scored], published: Sequence[Priority], cut_off: int, overrides: Sequence[Override] = ()
) -> tuple[Ranked, ...]:
    """The ranked list: favourable down to the cut-off, reserve below; overrides last. Raises Invalid, TieUnbroken."""
    _check_priorities(scored, published)
    bonuses = {each.code: each.points for each in published if each.effect == BONUS}
    ties = {each.code for each in published if each.effect == TIE_BREAK}
    keyed = [(_key(each, bonuses, ties), each) for each in scored]
    keyed.sort(key=lambda pair: pair[0], reverse=True)
    listed = [
        Ranked(
            application=each.application,
            rank=number,
            score=rounded(key[0]),
            bonus=_bonus(each, bonuses),
            opinion=Opinion.FAVOURABLE if number <= cut_off else Opinion.RESERVE,
        )
        for number, (key, each) in enumerate(keyed, 1)
    ]
    return _overridden(listed, [key for key, _ in keyed], {each.application: each for each in overrides})


def _key(each: Scored, bonuses: Mapping[str, int], ties: Iterable[str]) -> tuple[Fraction, int]:
    return each.score + _bonus(each, bonuses), len(each.priorities.intersection(ties))


def _bonus(each: Scored, bonuses: Mapping[str, int]) -> int:
    return sum(bonuses.get(code, 0) for code in each.priorities)


def _check_priorities(scored: Sequence[Scored], published: Sequence[Priority]) -> None:
    unknown = {code for each in scored for code in each.priorities} - {each.code for each in published}
    if unknown:
        raise Invalid(f"Priorité non publiée avec l'appel : {', '.join(sorted(unknown))}.", field="priorities")


def _overridden(
    listed: list[Ranked], keys: Sequence[tuple[Fraction, int]], overrides: Mapping[str, Override]
) -> tuple[Ranked, ...]:
    strangers = set(overrides) - {each.application for each in listed}
    if strangers:
        raise Invalid("Une dérogation vise un dossier qui n'est pas au classement.", field="overrides")
    for above, below, key, next_key in zip(listed, listed[1:], keys, keys[1:], strict=False):
        if key == next_key and not {above.application, below.application} & set(overrides):
            raise TieUnbroken(
                f"Les rangs {above.rank} et {below.rank} sont à égalité et aucune priorité publiée ne les départage : "
                "donnez leur rang avec la raison du comité.",
                field="overrides",
                applications=[above.application, below.application],
            )
    changed = [_apply(each, overrides.get(each.application)) for each in listed]
    ranks = [each.rank for each in changed]
    if len(set(ranks)) != len(ranks):
        raise Invalid("Deux dossiers auraient le même rang : donnez un rang à chacun.", field="overrides")
    return tuple(sorted(changed, key=lambda each: each.rank))


def _apply(each: Ranked, override: Override | None) -> Ranked:
    if override is None:
        return each
    new = {"opinion": override.opinion, "rank": override.rank or each.rank, "reason": override.reason}
    return each.model_copy(update=new)
