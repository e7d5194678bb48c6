"""The twins of what is computed or kept: the scenario answers so because of one rule, and otherwise without it."""

from collections.abc import Iterable, Sequence
from datetime import date

import pytest

from contracts.tracking_parts import Result
from services.chassis.dossier import Explanation
from services.chassis.reference import within
from services.innovation_journal import article_figures, evidence
from services.innovation_journal.adaptation_outcome import Outcome, compare, outcome
from services.innovation_journal.article_content import Content
from tests.services.innovation_journal.making import (
    CORRECTED_ON,
    LATER,
    TESTIMONY,
    accepted,
    corrected,
    declared,
    evaluated,
    flagged,
    heard,
    ponthieu,
    proposed,
    published,
    result,
    started,
    stopped,
    withdrawn,
)
from tests.services.innovation_journal.twinning import Fact
from tests.support import taking_away
from tests.support.taking_away import each, nothing

UP, DOWN = result((10, 100), (20, 100)), result((20, 100), (10, 100))
HERE = heard(*ponthieu(), experiment="a1")
ON = date(2022, 10, 18)


def version_after_a_correction() -> int:
    """The version of the figure in a draft once its source was corrected."""
    article = accepted()
    article.take_correction(corrected().result, "?", CORRECTED_ON, LATER)
    return article.figures[0].version


def version_after_an_older_one() -> int:
    """The same when the older version arrives again afterwards."""
    return article_figures.newest([result(version=2)], [result()])[0].version


def level_without_a_baseline() -> str:
    """The level of an article whose figure has no prior state."""
    return evidence.weigh([result(None)], []).outcome


def always_measured(figures: Sequence[Result], confirmed: Sequence[str]) -> Explanation:
    """A level that somebody declares."""
    return Explanation(rule="declared", version="-", outcome="measured")


def level_of_a_stopped_one() -> str:
    """The level of an article without any figure."""
    article = type(proposed()).of_experiment("art", "x", heard(started(), stopped()), ON)
    return article.evidence.value


def quotes_left() -> int:
    """How many testimonies the page shows once the only one is withdrawn."""
    article = published(testimonies=(TESTIMONY,))
    article.withdraw_testimony("marie", "ivan", LATER)
    return len(article.published.content.testimonies) if article.published else -1


def quotes_left_under_another_code() -> int:
    """The same when a writer had quoted the same words under another code too."""
    article = published(testimonies=(TESTIMONY, TESTIMONY.model_copy(update={"code": "anne"})))
    article.withdraw_testimony("marie", "ivan", LATER, {TESTIMONY.words: "mark"})
    return len(article.content.testimonies)


def by_its_code_only(content: Content, code: str, *_: object) -> Content:
    """The text without the testimony of that code."""
    return content.model_copy(update={"testimonies": tuple(q for q in content.testimonies if q.code != code)})


def cost_after_an_evaluation() -> str:
    """What a writer said of the cost, once the evaluation says something else."""
    article = proposed(cost="Le prix d'un casque.")
    article.complete(heard(started(), evaluated()), ON)
    return article.content.cost


def overwritten(content: object, *_: object) -> object:
    """A text that is filled whatever somebody wrote."""
    return content.model_copy(update={"cost": "620 euros"})  # type: ignore[attr-defined]


def judged(original: str, verdict: str, here: Result) -> str:
    """The outcome of one indicator that went up in the original."""
    return outcome(original, verdict, compare([UP], [here])).outcome


def attached_again() -> bool:
    """Whether the same result is attached twice."""
    adaptation = declared()
    adaptation.attach(HERE, heard(), ON)
    return adaptation.attach(HERE, heard(), ON)


def whatever_comes(known: Sequence[Result], learnt: Iterable[Result]) -> tuple[Result, ...]:
    """The last one to arrive, whatever its version."""
    return tuple({each.indicator: each for each in (*known, *learnt)}.values())


class NoState:
    """A lifecycle in which nothing is withdrawn."""

    WITHDRAWN = None


FACTS = (
    Fact("a-corrected-figure-flags", {"article_public.Publishing._flag": nothing}, lambda: len(flagged().flags), 1),
    Fact(
        "a-draft-takes-the-corrected-figure",
        {"article_figures.newest": lambda known, learnt: tuple(known) or tuple(learnt)},
        version_after_a_correction,
        2,
    ),
    Fact("the-highest-version-stays", {"article_figures.newest": whatever_comes}, version_after_an_older_one, 2),
    Fact(
        "evidence-needs-a-prior-state",
        {"evidence.weigh": always_measured},
        level_without_a_baseline,
        "observed",
    ),
    Fact(
        "another-place-has-no-ground-in-common",
        {"services.chassis.reference.apart": lambda a, b: a != b},
        lambda: evidence.elsewhere(["departement:59"], ["fragile:bassin-minier"]),
        False,
    ),
    Fact(
        "a-place-without-a-perimeter-is-not-elsewhere",
        {"services.chassis.reference.apart": lambda a, b: not (within(a, b) or within(b, a))},
        lambda: evidence.elsewhere(["departement:59"], ["fragile:qpv"]),
        False,
    ),
    Fact(
        "the-same-words-under-another-code-leave-too",
        {"article_content.Content.without": by_its_code_only},
        quotes_left_under_another_code,
        0,
    ),
    Fact("evidence-needs-a-figure", {"evidence.weigh": always_measured}, level_of_a_stopped_one, "none"),
    Fact(
        "withdrawn-words-leave-the-page",
        {"edition.Edition.without": lambda edition, *_: edition},
        quotes_left,
        0,
    ),
    Fact(
        "what-somebody-wrote-stays",
        {"article_drafting.filled": overwritten},
        cost_after_an_evaluation,
        "Le prix d'un casque.",
    ),
    Fact(
        "a-withdrawn-article-rests",
        {"article_public.State": NoState},
        lambda: withdrawn().take_correction(corrected().result, "?", CORRECTED_ON, LATER),
        False,
    ),
    Fact(
        "directions-count",
        {"adaptation_outcome._by_effect": lambda _: Outcome.CONFIRMED},
        lambda: judged("positive", "positive", DOWN),
        "not-confirmed",
    ),
    Fact(
        "verdicts-count",
        {"adaptation_outcome.FAVOUR": {"positive": 2, "negative": 2}},
        lambda: judged("positive", "negative", UP),
        "not-confirmed",
    ),
    Fact(
        "what-concludes-nothing-confirms-nothing",
        {"adaptation_outcome.FAVOUR": {"positive": 2, "inconclusive": 2}},
        lambda: judged("positive", "inconclusive", UP),
        "inconclusive",
    ),
    Fact("a-result-is-attached-once", {"adaptation._same": lambda *_: False}, attached_again, False),
)


@each(FACTS)
def test_with_the_rule_it_is_so(twin: Fact) -> None:
    taking_away.holds(twin)


@each(FACTS)
def test_without_the_rule_it_is_not(twin: Fact, monkeypatch: pytest.MonkeyPatch) -> None:
    taking_away.no_longer_holds(twin, monkeypatch)
