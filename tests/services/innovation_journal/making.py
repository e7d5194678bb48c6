"""What experiments say, and articles, adaptations and gatherings in any state, made through their own verbs."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from contracts.catalogue import example
from contracts.envelope import Event
from contracts.project_tracking import (
    ExperimentDescribed,
    ExperimentEvaluated,
    ExperimentStarted,
    ExperimentStopped,
    IndicatorCorrected,
)
from contracts.tracking_parts import Result
from services.innovation_journal.adaptation import Account, Adaptation, Declaration
from services.innovation_journal.adaptation import State as AdaptationState
from services.innovation_journal.article import Article
from services.innovation_journal.article_content import Consent, Content, Testimony
from services.innovation_journal.article_fields import WithdrawalKind
from services.innovation_journal.article_lifecycle import State
from services.innovation_journal.article_review import Recommendation, Review, Reviewer
from services.innovation_journal.gathering import Gathering, Programme
from services.innovation_journal.gathering import State as GatheringState
from services.innovation_journal.heard import Heard

NOBODY: frozenset[str] = frozenset()
EVALUATED_ON, PUBLISHED_ON, CORRECTED_ON = date(2021, 5, 31), date(2021, 6, 22), date(2022, 9, 12)
AT = datetime(2021, 6, 22, 8, tzinfo=UTC)
LATER = datetime(2022, 9, 12, 8, tzinfo=UTC)
RITA = Reviewer(person="rita", organisations=frozenset({"university"}))
REMI = Reviewer(person="remi", organisations=frozenset({"university"}))
ACCOUNT = Account(kept="Le camion et le code de la route.", changed="Des séances le soir, dans les médiathèques.")

SUMMARY = "Une auto-école sociale itinérante enseigne les savoirs de base en zone rurale."
TOLD = {
    "summary": "Six stagiaires sur dix terminent, contre un sur trois.",
    "protocol": "Comparaison avec les promotions précédentes.",
    "conditions": "Un véhicule aménagé et une équipe qui se déplace.",
    "cost": "Environ 1 150 euros par parcours achevé.",
    "limits": "Pas de groupe témoin.",
}


def said(event: type[Event], **changes: Any) -> Any:
    """The event's own example, with changes."""
    return event.model_validate(example(event) | changes)


def figures(numerator: int | None, denominator: int | None, **parts: Any) -> dict[str, Any]:
    """A total with its parts."""
    return {"numerator": numerator, "denominator": denominator, **parts}


def result(
    before: tuple[int, int] | None = (41, 120), after: tuple[int, int] = (87, 142), version: int = 1, **changes: Any
) -> Result:
    """A result of CARAVANE: completed before and after."""
    content: dict[str, Any] = {
        "indicator": "completed",
        "label": "Parcours terminés",
        "unit": "personnes",
        "measure": "share",
        "version": version,
        "before": figures(*before) if before else None,
        "before_on": "2019-09-30" if before else None,
        "before_source": "Suivi 2018-2019" if before else None,
        "after": figures(*after),
        "after_on": "2021-03-31",
        "after_source": "Suivi 2019-2021",
    }
    return Result.model_validate(content | changes)


def described(experiment: str = "x3", **changes: Any) -> ExperimentDescribed:
    """CARAVANE, carried by the institute in the Aisne and the Nord."""
    content = {
        "experiment": experiment,
        "title": "CARAVANE",
        "summary": SUMMARY,
        "carrier": "institute",
        "partners": [],
        "incubator": "i3",
        "publics": ["demandeurs-emploi", "rsa"],
        "territories": ["departement:02", "departement:59"],
    }
    event: ExperimentDescribed = said(ExperimentDescribed, **content | changes)
    return event


def started(experiment: str = "x3", on: str = "2019-10-07", **changes: Any) -> ExperimentStarted:
    """It runs."""
    event: ExperimentStarted = said(
        ExperimentStarted, **{"experiment": experiment, "carrier": "institute", "on": on} | changes
    )
    return event


def evaluated(experiment: str = "x3", *results: Result, **changes: Any) -> ExperimentEvaluated:
    """Evaluated on 31 May 2021: 41 of 120 before, 87 of 142 after."""
    shown = [each.model_dump(mode="json") for each in results or (result(),)]
    content = {
        "experiment": experiment,
        "title": "CARAVANE",
        "carrier": "institute",
        "incubator": "i3",
        "on": EVALUATED_ON,
        "adapts_article": None,
        "results": shown,
    }
    event: ExperimentEvaluated = said(ExperimentEvaluated, **content | TOLD | changes)
    return event


def stopped(experiment: str = "x3", **changes: Any) -> ExperimentStopped:
    """Stopped on 30 April 2021: shared headsets."""
    content = {"carrier": "institute", "incubator": "i3", "on": "2021-04-30"}
    lessons = "Les casques partagés ne sont pas praticables."
    event: ExperimentStopped = said(ExperimentStopped, experiment=experiment, lessons=lessons, **content | changes)
    return event


def corrected(experiment: str = "x3", numerator: int = 84, version: int = 2, **changes: Any) -> IndicatorCorrected:
    """Three parcours had been counted twice: 84, and not 87."""
    now = result(after=(numerator, 142), version=version)
    content = {
        "experiment": experiment,
        "indicator": now.indicator,
        "previous": figures(87, 142),
        "result": now.model_dump(mode="json"),
        "reason": "Trois parcours comptés deux fois.",
        "on": CORRECTED_ON,
    }
    event: IndicatorCorrected = said(IndicatorCorrected, **content | changes)
    return event


# The story's adaptation: 19 of 51 before, 26 of 48 after, in the Somme.
SMALLER = result((19, 51), (26, 48))


def ponthieu(**changes: Any) -> tuple[ExperimentDescribed, ExperimentStarted, ExperimentEvaluated]:
    """What CARAVANE Ponthieu says, carried by the campus, with ``adapts_article`` or ``adapts_experiment``."""
    own = {"carrier": "campus", "title": "CARAVANE Ponthieu", "territories": ["departement:80"]}
    return (
        described("a1", **own | changes),
        started("a1", "2021-09-06", carrier="campus"),
        evaluated("a1", SMALLER, carrier="campus", title="CARAVANE Ponthieu", on="2022-10-18"),
    )


def heard(*events: Event, experiment: str = "x3") -> Heard:
    """What was heard of an experiment: these events, or its description and its evaluation."""
    found = Heard(id=experiment)
    for event in events or (described(), started(), evaluated()):
        match event:
            case ExperimentDescribed():
                found.described = event
            case ExperimentStarted():
                found.started = event
            case ExperimentStopped():
                found.stopped = event
            case ExperimentEvaluated():
                found.evaluated = event
                found.learn(*event.results)
    return found


def content(**changes: Any) -> Content:
    """A whole article."""
    whole: dict[str, Any] = {
        "title": "CARAVANE : apprendre le code, reprendre confiance",
        "brief": SUMMARY,
        "context": "Un adulte sur trois quitte le parcours, faute de transport.",
        "public": "Demandeurs d'emploi, bénéficiaires du RSA",
        "place": "Aisne, Nord",
        "findings": TOLD["summary"],
        "publics": ("demandeurs-emploi", "rsa"),
        "territories": ("departement:02", "departement:59"),
        "strand": "engagement",
        "authors": ("institute",),
    }
    return Content.model_validate(whole | {name: TOLD[name] for name in TOLD if name != "summary"} | changes)


TESTIMONY = Testimony(
    code="marie",
    name="Marie, 34 ans",
    text="Le camion venait devant la mairie : j'ai osé.",
    consent=Consent(on=date(2021, 5, 20), how="Accord signé, gardé par l'institut"),
)


def proposed(**changes: Any) -> Article:
    """Proposed by the evaluation of CARAVANE, and written whole by Ivan."""
    article = Article.of_experiment("art-3", "caravane", heard(), EVALUATED_ON)
    article.write(content(**changes), "ivan", EVALUATED_ON)
    return article


def in_review(**changes: Any) -> Article:
    """Before Rita and Rémi."""
    article = proposed(**changes)
    article.send_for_review((RITA, REMI), NOBODY)
    return article


def review_of(article: Article, reviewer: Reviewer = RITA, recommends: str = "accept") -> Review:
    """What a reviewer gives."""
    return article.give_review(reviewer, Recommendation(recommends), "Clair et utile.", True, date(2021, 6, 10))


def revisions(**changes: Any) -> Article:
    """The editors asked for changes."""
    article = in_review(**changes)
    article.ask_revisions("Dites le coût par parcours.", NOBODY)
    return article


def accepted(**changes: Any) -> Article:
    """Accepted by Bruno after Rita's review."""
    article = in_review(**changes)
    given = review_of(article)
    article.accept("Utile à d'autres.", [given], "bruno", NOBODY, date(2021, 6, 15))
    return article


def published(**changes: Any) -> Article:
    """Published by Bruno on 22 June 2021."""
    article = accepted(**changes)
    article.publish("Première publication.", "bruno", NOBODY, AT)
    return article


def flagged(**changes: Any) -> Article:
    """Its figure was corrected at its source on 12 September 2022."""
    article = published(**changes)
    article.take_correction(corrected().result, corrected().reason, CORRECTED_ON, LATER)
    return article


def withdrawn(**changes: Any) -> Article:
    """Withdrawn because it was wrong."""
    article = published(**changes)
    article.withdraw(WithdrawalKind.ERROR, "Les données ne sont pas fiables.", NOBODY, LATER)
    return article


def declined(**changes: Any) -> Article:
    """Declined by the editors."""
    article = in_review(**changes)
    article.decline("Déjà publié ailleurs.", "bruno", NOBODY, date(2021, 6, 15))
    return article


def practice(**changes: Any) -> Article:
    """A practice that Ivan captured for the institute."""
    return Article.of_practice("art-p", "bonduelle", content(**changes), "ivan", "institute", date(2020, 12, 8))


IN_STATE: dict[State, Callable[[], Article]] = {
    State.PROPOSED: proposed,
    State.IN_REVIEW: in_review,
    State.REVISIONS: revisions,
    State.ACCEPTED: accepted,
    State.PUBLISHED: published,
    State.WITHDRAWN: withdrawn,
    State.DECLINED: declined,
}

DECLARATION: dict[str, Any] = {
    **ACCOUNT.model_dump(),
    "title": "Le camion du Finistère",
    "place": "Finistère (Bretagne)",
}


OF_THE_ARTICLE = frozenset({"institute"})


def pending() -> Adaptation:
    """Told by Sam from another region."""
    return Adaptation.from_elsewhere("ad-1", "art-3", Declaration(**DECLARATION), "sam", date(2022, 11, 24))


def declared() -> Adaptation:
    """CARAVANE Ponthieu, evaluated, with nothing attached yet."""
    return Adaptation.of_experiment("ad-2", "art-3", heard(*ponthieu(), experiment="a1"), ACCOUNT, date(2021, 9, 6))


def not_kept() -> Adaptation:
    """Declined by Bruno."""
    adaptation = pending()
    adaptation.decline("Rien n'est dit de ce qui est gardé.", "bruno", NOBODY, OF_THE_ARTICLE)
    return adaptation


def removed() -> Adaptation:
    """Taken off the lineage by Bruno."""
    adaptation = declared()
    adaptation.remove("Rien n'a eu lieu.", "bruno", NOBODY, OF_THE_ARTICLE, date(2022, 12, 14))
    return adaptation


ADAPTATION_IN_STATE: dict[AdaptationState, Callable[[], Adaptation]] = {
    AdaptationState.PENDING: pending,
    AdaptationState.DECLARED: declared,
    AdaptationState.DECLINED: not_kept,
    AdaptationState.REMOVED: removed,
}

PROGRAMME: dict[str, Any] = {
    "title": "Journée régionale de l'innovation pédagogique",
    "summary": "Une journée pour voir, essayer et critiquer.",
    "kind": "study-day",
    "starts_at": "2022-12-06T09:30:00+01:00",
    "ends_at": "2022-12-06T17:00:00+01:00",
    "place": "Amiens, Mégacité",
    "territories": ["departement:80"],
}
ANNOUNCED_AT = datetime(2022, 10, 24, 8, tzinfo=UTC)


def programme(**changes: Any) -> Programme:
    """The regional day of 6 December 2022."""
    return Programme.model_validate(PROGRAMME | changes)


def announced() -> Gathering:
    """Announced on 24 October 2022."""
    return Gathering.announce("g1", "journee-regionale", programme(), ANNOUNCED_AT)


def cancelled() -> Gathering:
    """Cancelled before it began."""
    gathering = announced()
    gathering.cancel("Salle fermée.", datetime(2022, 11, 30, 8, tzinfo=UTC))
    return gathering


GATHERING_IN_STATE: dict[GatheringState, Callable[[], Gathering]] = {
    GatheringState.ANNOUNCED: announced,
    GatheringState.CANCELLED: cancelled,
}
