"""The twins: each scenario is refused because of one rule, and goes through once that rule is taken away."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.chassis.refusal import Invalid, OutOfTurn
from services.innovation_journal import adaptation as adapting
from services.innovation_journal.adaptation import LIFECYCLE as MODERATION
from services.innovation_journal.adaptation import Adaptation, Declaration, OwnArticle
from services.innovation_journal.adaptation import State as Moderated
from services.innovation_journal.article import Article
from services.innovation_journal.article_content import BriefTooLong, Content, ContentMissing
from services.innovation_journal.article_lifecycle import LIFECYCLE, State
from services.innovation_journal.article_public import Answer, FlagOpen, NoFlag, NothingChanged, Publishing
from services.innovation_journal.article_review import (
    ConflictOfInterest,
    ConsentWithdrawn,
    NotAReviewer,
    NotReviewed,
    Recommendation,
    Reviewer,
    ReviewerTied,
    Reviewing,
    SlugFixed,
)
from services.innovation_journal.edition import EditionKind
from services.innovation_journal.gathering import Gathering, GatheringOver, Programme
from services.innovation_journal.values import OwnOrganisation, SecondPersonNeeded
from tests.services.innovation_journal.making import (
    ANNOUNCED_AT,
    AT,
    DECLARATION,
    LATER,
    NOBODY,
    REMI,
    RITA,
    TESTIMONY,
    accepted,
    announced,
    content,
    declared,
    flagged,
    in_review,
    pending,
    programme,
    proposed,
    published,
    removed,
    review_of,
)
from tests.services.innovation_journal.twinning import Twin
from tests.support import taking_away
from tests.support.taking_away import each, loosened, nothing, struck

ON, TOMORROW = date(2021, 5, 19), datetime(2022, 12, 7, 8, tzinfo=UTC)
OWN = frozenset({"institute"})
OF_A_CARRIER = Reviewer(person="iris", organisations=OWN)


def accept(by: str, given: bool = True, editor_of: frozenset[str] = NOBODY) -> None:
    """Somebody accepts, with Rita's review or without."""
    article = in_review()
    article.accept("Oui.", [review_of(article)] if given else [], by, editor_of, ON)


def review(reviewer: Reviewer = RITA, no_conflict: bool = True) -> None:
    """Somebody reviews."""
    in_review().give_review(reviewer, Recommendation.ACCEPT, "Bien.", no_conflict, ON)


def another_edition(**changes: Any) -> None:
    """An update of a flagged article, or of one in which nothing changed."""
    article = flagged() if changes else published()
    if changes:
        article.write(content(**changes), "ines", ON)
    article.publish_edition(EditionKind.UPDATE, "?", "bruno", NOBODY, LATER)


def quote_again(code: str = "marie") -> None:
    """A testimony comes back, under its code or another, after its consent was withdrawn."""
    article = published(testimonies=(TESTIMONY,))
    article.withdraw_testimony("marie", "ivan", LATER, {TESTIMONY.words: "mark"})
    again = TESTIMONY.model_copy(update={"code": code})
    marks = () if code == "marie" else ("mark",)
    article.write(content(testimonies=(again,)), "ivan", date(2022, 10, 1), marks)


def accept_in_round_two(by: str, *reviewers: Reviewer) -> None:
    """Somebody accepts in the second round, with Rita's review of the first and those of these reviewers."""
    article = in_review()
    given = [review_of(article)]
    article.ask_revisions("Le coût.", NOBODY)
    article.send_for_review((REMI,), NOBODY)
    article.accept("Oui.", given + [review_of(article, each) for each in reviewers], by, NOBODY, ON)


def only_of_this_round(article: Article, by: str) -> None:
    """The separation as if every round were the first."""
    if by in article.reviewers:
        raise SecondPersonNeeded("?")


def declare(*territories: str) -> None:
    """A declaration from elsewhere in these territories."""
    Adaptation.from_elsewhere("ad", "art-3", Declaration(**DECLARATION, territories=territories), "sam", ON)


def announce(**changes: Any) -> None:
    """A gathering with these data."""
    Gathering.announce("g", "g", programme(**changes), ANNOUNCED_AT)


def lifecycle(state: State, **verbs: State) -> dict[str, Any]:
    """The table of the article with one verb more."""
    return {"article_fields.ArticleFields.lifecycle": loosened(LIFECYCLE, state, **verbs)}


NO_WRITERS = {"article_fields.ArticleFields._apart_from_writers": nothing}
NO_REVIEWERS = {"article_fields.ArticleFields._apart_from_reviewers": nothing}
NO_ASIDE = {"article_fields.ArticleFields._stand_aside": nothing}
NO_LISTS = {"services.chassis.reference.check": nothing}

TWINS = (
    Twin(
        "in-brief-is-brief",
        {"article_content.check_brief": nothing},
        lambda: content(brief="a\n" * 6).check(ON),
        BriefTooLong,
    ),
    Twin("codes-are-of-the-lists", NO_LISTS, lambda: content(publics=("martiens",)).check(ON), Invalid),
    Twin(
        "a-code-is-given-once",
        {"article_content._check_once": nothing},
        lambda: content(authors=("institute", "institute")).check(ON),
        Invalid,
    ),
    Twin(
        "consent-comes-first",
        struck(Content, "check", "accord se recueille"),
        lambda: content(testimonies=(TESTIMONY,)).check(ON),
        Invalid,
    ),
    Twin(
        "the-whole-is-said-before-a-review",
        {"article_content.Content.check_said": nothing},
        lambda: proposed(cost="").send_for_review((RITA,), NOBODY),
        ContentMissing,
    ),
    Twin(
        "no-reviewer-of-a-carrier",
        struck(Reviewing, "_check_untied", "porte ou signe"),
        lambda: proposed().send_for_review((OF_A_CARRIER,), NOBODY),
        ReviewerTied,
    ),
    Twin(
        "no-reviewer-who-wrote",
        struck(Reviewing, "_check_untied", "a écrit dans"),
        lambda: proposed().send_for_review((Reviewer(person="ivan"),), NOBODY),
        ReviewerTied,
    ),
    Twin(
        "a-reviewer-is-named-once",
        struck(Reviewing, "_check_reviewers", "désignée deux fois"),
        lambda: proposed().send_for_review((RITA, RITA), NOBODY),
        Invalid,
    ),
    Twin(
        "no-review-with-a-conflict",
        struck(Reviewing, "give_review", "conflit d'intérêts"),
        lambda: review(no_conflict=False),
        ConflictOfInterest,
    ),
    Twin(
        "only-named-persons-review",
        struck(Reviewing, "give_review", "pas attendue"),
        lambda: review(Reviewer(person="sam")),
        NotAReviewer,
    ),
    Twin(
        "a-review-before-acceptance",
        struck(Reviewing, "accept", "une relecture au moins"),
        lambda: accept("bruno", given=False),
        NotReviewed,
    ),
    Twin(
        "a-reviewer-does-not-accept",
        NO_REVIEWERS,
        lambda: accept("rita"),
        SecondPersonNeeded,
    ),
    Twin(
        "a-reviewer-of-an-earlier-round-does-not-accept",
        {"article_fields.ArticleFields._apart_from_reviewers": only_of_this_round},
        lambda: accept_in_round_two("rita", REMI),
        SecondPersonNeeded,
    ),
    Twin(
        "a-reviewer-does-not-decline",
        NO_REVIEWERS,
        lambda: in_review().decline("Non.", "rita", NOBODY, ON),
        SecondPersonNeeded,
    ),
    Twin(
        "a-reviewer-does-not-publish",
        NO_REVIEWERS,
        lambda: accepted().publish("?", "rita", NOBODY, AT),
        SecondPersonNeeded,
    ),
    Twin(
        "a-review-is-of-the-latest-round",
        {"article_review.of_round": lambda reviews, _: list(reviews)},
        lambda: accept_in_round_two("bruno"),
        NotReviewed,
    ),
    Twin("a-writer-does-not-accept", NO_WRITERS, lambda: accept("ivan"), SecondPersonNeeded),
    Twin(
        "a-writer-does-not-publish",
        NO_WRITERS,
        lambda: accepted().publish("?", "ivan", NOBODY, AT),
        SecondPersonNeeded,
    ),
    Twin("an-editor-stands-aside", NO_ASIDE, lambda: accept("nadia", editor_of=OWN), OwnOrganisation),
    Twin(
        "a-draft-is-still-while-it-is-reviewed",
        lifecycle(State.IN_REVIEW, write=State.IN_REVIEW),
        lambda: in_review().write(content(), "ivan", date(2021, 6, 1)),
        OutOfTurn,
    ),
    Twin(
        "what-is-published-was-accepted",
        lifecycle(State.IN_REVIEW, publish=State.PUBLISHED),
        lambda: in_review().publish("?", "bruno", NOBODY, AT),
        OutOfTurn,
    ),
    Twin(
        "a-published-address-is-fixed",
        struck(Reviewing, "rename", "ne change plus"),
        lambda: published().rename("autre"),
        SlugFixed,
    ),
    Twin(
        "withdrawn-words-do-not-come-back",
        struck(Reviewing, "_check_consents", "Cette personne a retiré"),
        quote_again,
        ConsentWithdrawn,
    ),
    Twin(
        "withdrawn-words-do-not-come-back-under-another-code",
        struck(Reviewing, "_check_consents", "Qui a dit ces mots"),
        lambda: quote_again("anne"),
        ConsentWithdrawn,
    ),
    Twin(
        "a-flag-is-answered-first",
        struck(Publishing, "publish_edition", "corrigé à la source"),
        lambda: another_edition(cost="1 200 euros."),
        FlagOpen,
    ),
    Twin(
        "a-flag-is-what-is-answered",
        struck(Publishing, "answer_flag", "n'attend de réponse"),
        lambda: published().answer_flag(Answer.KEEP, "?", "bruno", NOBODY, LATER),
        NoFlag,
    ),
    Twin("an-edition-is-new", struck(Publishing, "_revised", "identique"), another_edition, NothingChanged),
    Twin(
        "one-first-publication",
        struck(Publishing, "publish_edition", "déjà eu lieu"),
        lambda: flagged_then(EditionKind.PUBLICATION),
        Invalid,
    ),
    # lineage
    Twin(
        "nobody-moderates-themselves",
        struck(Adaptation, "_stand_aside", "Vous avez fait"),
        lambda: pending().accept("sam", NOBODY, OWN, ON),
        OwnOrganisation,
    ),
    Twin(
        "an-editor-of-the-article-does-not-moderate-what-adapts-it",
        struck(Adaptation, "_stand_aside", "porte ou signe"),
        lambda: pending().accept("nadia", OWN, OWN, ON),
        OwnOrganisation,
    ),
    Twin(
        "an-editor-of-the-article-takes-nothing-off-its-lineage",
        struck(Adaptation, "_stand_aside", "porte ou signe"),
        lambda: declared().remove("?", "nadia", OWN, OWN, ON),
        OwnOrganisation,
    ),
    Twin(
        "what-is-off-the-lineage-stays-off",
        {"adaptation.Adaptation.lifecycle": loosened(MODERATION, Moderated.REMOVED, accept=Moderated.DECLARED)},
        lambda: removed().accept("bruno", NOBODY, OWN, ON),
        OutOfTurn,
    ),
    Twin(
        "no-loop",
        struck(adapting, "check_descent", "descend"),
        lambda: adapting.check_descent("x3", ["x3"]),
        OwnArticle,
    ),
    Twin("territories-exist", NO_LISTS, lambda: declare("departement:75"), Invalid),
    Twin(
        "a-territory-is-named-once",
        struck(Declaration, "check", "deux fois"),
        lambda: declare("departement:80", "departement:80"),
        Invalid,
    ),
    # gatherings
    Twin(
        "an-end-follows-a-start",
        struck(Programme, "check", "après le début"),
        lambda: announce(ends_at="2022-12-06T09:30:00+01:00"),
        Invalid,
    ),
    Twin(
        "a-gathering-ends-some-day",
        struck(Programme, "check", "jours au plus"),
        lambda: announce(ends_at="2023-03-06T09:30:00+01:00"),
        Invalid,
    ),
    Twin(
        "a-gathering-is-announced-before-it-begins",
        struck(Gathering, "announce", "avant son début"),
        lambda: announce(starts_at="2022-10-24T09:00:00+02:00", ends_at="2022-10-24T17:00:00+02:00"),
        Invalid,
    ),
    Twin(
        "what-is-over-is-not-cancelled",
        struck(Gathering, "cancel", "ne peut plus être annulé"),
        lambda: announced().cancel("?", TOMORROW),
        GatheringOver,
    ),
    Twin(
        "what-is-over-keeps-its-hours",
        struck(Gathering, "change", "ses heures ne changent plus"),
        lambda: announced().change(programme(ends_at="2022-12-08T17:00:00+01:00"), TOMORROW),
        GatheringOver,
    ),
    Twin(
        "a-gathering-moves-to-a-time-to-come",
        struck(Gathering, "change", "date à venir"),
        lambda: announced().change(
            programme(starts_at="2022-11-20T09:30:00+01:00", ends_at="2022-11-20T17:00:00+01:00"),
            datetime(2022, 11, 30, 8, tzinfo=UTC),
        ),
        Invalid,
    ),
)


def flagged_then(kind: EditionKind) -> None:
    """An edition of that kind of an article in which something changed."""
    article = published()
    article.write(content(cost="1 200 euros."), "ines", date(2021, 9, 1))
    article.publish_edition(kind, "?", "bruno", NOBODY, LATER)


@each(TWINS)
def test_with_the_rule_it_is_refused(twin: Twin) -> None:
    taking_away.refused(twin)


@each(TWINS)
def test_without_the_rule_it_goes_through(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    taking_away.goes_through(twin, monkeypatch)
