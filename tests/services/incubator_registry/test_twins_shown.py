"""The twins of what is shown: silence and what it means, the spread of scores, what a correction changed."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from services.chassis.reader import Reader
from services.incubator_registry.application import Application
from services.incubator_registry.application_view import Eyes, Silence, view
from services.incubator_registry.decision import Outcome
from services.incubator_registry.queries import applications
from services.incubator_registry.rules import Rule
from tests.services.incubator_registry.making_applications import (
    COMMITTEE,
    NEW_STATUTES,
    NOBODY,
    RANKED,
    RECORDED,
    REVIEW,
    RULES,
    STATUTES,
    deposited,
    scored,
    to_correct,
    with_opinion,
)
from tests.support.taking_away import Fact, each, holds, no_longer_holds, nothing

REGISTRY = "services.incubator_registry."
LAST_DAY, REFUSED = date(2019, 11, 29), date(2019, 11, 30)
DAYS_STOPPED = timedelta(days=4)
HIGH, LOW = (5, 4, 4, 3.5), (4, 4, 4, 3.5)


def silence(application: Application, today: date, eyes: Eyes = Eyes.GROUPING) -> Silence | None:
    """What is shown of silence on a day."""
    return view(application, RULES, eyes, "bernard", today).silence


def shown_to(eyes: Eyes) -> list[date | str | None]:
    """Since when silence refuses, as shown on the last day of the two months and on the day after."""
    found = [silence(deposited(), day, eyes) for day in (LAST_DAY, REFUSED)]
    return [each.refused_on if each else "unseen" for each in found]


def listed() -> list[str | None]:
    """The same, in a list."""
    readers = [cast(Reader, SimpleNamespace(today=day)) for day in (LAST_DAY, REFUSED)]
    return [applications._summary(reader, deposited()).silently_refused_on for reader in readers]


def refusal_after_a_correction() -> date | None:
    """The day on which silence refuses whoever sent in four days the pieces that were asked for."""
    application = to_correct()
    application.correct((NEW_STATUTES,), application.corrections[-1].requested_on + DAYS_STOPPED)
    shown = silence(application, REVIEW)
    return shown.refusal_on if shown else None


def replaced() -> date | None:
    """The refusal by silence that a late decision says it replaces."""
    application = with_opinion()
    application.decide(Outcome.ACCEPTED, RECORDED, date(2019, 12, 10), NOBODY)
    return view(application, RULES, Eyes.GROUPING, "bernard", REVIEW).decisions[-1].replaces_silence_of


def four_months(code: str, on: date) -> Rule:
    """Another law."""
    return Rule(code, 4, on, "")


def spread_in_the_dossier() -> int | None:
    """How far apart the assessors are, as the officer reads it after the committee."""
    application = scored(HIGH, LOW)
    application.give_opinion(RANKED, RULES, COMMITTEE, NOBODY)
    return view(application, RULES, Eyes.OFFICER, "helene", COMMITTEE).spread


def spread_before_the_committee() -> int | None:
    """The same, on the line that the committee will rank."""
    reader = cast(Reader, SimpleNamespace(today=COMMITTEE))
    return applications._score(scored(HIGH, LOW), RULES, reader).spread


def difference(eyes: Eyes) -> list[tuple[str, str, str | None, str | None]]:
    """What a correction changed, as it is shown."""
    application = to_correct()
    application.correct((NEW_STATUTES,), REVIEW)
    (correction,) = view(application, RULES, eyes, "bernard", REVIEW).corrections
    return [(change.piece, change.field, change.before, change.after) for change in correction.changes]


def to(eyes: Eyes, scenario: Callable[[Eyes], object]) -> Callable[[], object]:
    """What these eyes are shown."""
    return lambda: scenario(eyes)


CHANGED = [
    ("statuts", "name", STATUTES.name, NEW_STATUTES.name),
    ("statuts", "sha256", STATUTES.sha256, NEW_STATUTES.sha256),
]
NO_SILENCE = {REGISTRY + "application_view._silence": nothing}
NO_DIFFERENCE = {REGISTRY + "admissibility._changes": lambda *_: ()}
NO_SPREAD = {REGISTRY + "scoring.spread": nothing}
FACTS = (
    Fact(
        "silence-is-shown-to-the-applicants",
        NO_SILENCE,
        to(Eyes.GROUPING, shown_to),
        [None, REFUSED],
    ),
    Fact(
        "silence-is-shown-to-the-officers",
        NO_SILENCE,
        to(Eyes.OFFICER, shown_to),
        [None, REFUSED],
    ),
    Fact(
        "silence-is-shown-in-the-lists",
        {REGISTRY + "application.Application.silently_refused_on": nothing},
        listed,
        [None, "2019-11-30"],
    ),
    Fact(
        "silence-refuses-after-two-months",
        {REGISTRY + "deposit.rule": four_months},
        to(Eyes.GROUPING, shown_to),
        [None, REFUSED],
    ),
    Fact(
        "the-proof-of-deposit-says-when-silence-refuses",
        {REGISTRY + "deposit.silence_sentence": lambda *_: ""},
        lambda: "30/11/2019" in deposited().proofs[-1].sentence,
        True,
    ),
    Fact(
        "silence-stops-while-pieces-are-asked-for",
        {REGISTRY + "admissibility.Correction.stopped": lambda *_: timedelta(0)},
        refusal_after_a_correction,
        REFUSED + DAYS_STOPPED,
    ),
    Fact(
        "a-late-decision-says-that-it-replaces-a-refusal-by-silence",
        {REGISTRY + "application.Application.silently_refused_on": nothing},
        replaced,
        REFUSED,
    ),
    Fact("the-spread-is-shown-in-the-dossier", NO_SPREAD, spread_in_the_dossier, 600),
    Fact("the-spread-is-shown-before-the-committee", NO_SPREAD, spread_before_the_committee, 600),
    Fact(
        "the-difference-of-a-correction-is-shown-to-the-officers",
        NO_DIFFERENCE,
        to(Eyes.OFFICER, difference),
        CHANGED,
    ),
    Fact(
        "the-difference-of-a-correction-is-shown-to-the-applicants",
        NO_DIFFERENCE,
        to(Eyes.GROUPING, difference),
        CHANGED,
    ),
)


@each(FACTS)
def test_with_the_rule_it_is_shown(twin: Fact) -> None:
    holds(twin)


@each(FACTS)
def test_without_the_rule_it_is_not_shown(twin: Fact, monkeypatch: pytest.MonkeyPatch) -> None:
    no_longer_holds(twin, monkeypatch)
