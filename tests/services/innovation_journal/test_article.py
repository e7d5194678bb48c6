"""The rules of an article: every verb from every state, how it is born, who reviews and who decides."""

from collections.abc import Callable
from datetime import date

import pytest

from contracts.innovation_journal import (
    ArticleProposed,
)
from services.chassis.refusal import OutOfTurn
from services.innovation_journal.article import Article
from services.innovation_journal.article_content import ContentMissing
from services.innovation_journal.article_fields import WithdrawalKind
from services.innovation_journal.article_lifecycle import LIFECYCLE, State
from services.innovation_journal.article_public import (
    Answer,
)
from services.innovation_journal.article_review import (
    ConflictOfInterest,
    NotAReviewer,
    NotReviewed,
    Recommendation,
    Reviewer,
    ReviewerTied,
)
from services.innovation_journal.edition import EditionKind
from services.innovation_journal.values import OwnOrganisation, SecondPersonNeeded
from tests.services.innovation_journal.making import (
    AT,
    EVALUATED_ON,
    IN_STATE,
    LATER,
    NOBODY,
    REMI,
    RITA,
    accepted,
    content,
    declined,
    described,
    evaluated,
    flagged,
    heard,
    in_review,
    practice,
    proposed,
    published,
    result,
    review_of,
    revisions,
    started,
    stopped,
)

ON = date(2021, 6, 20)
OWN = frozenset({"institute"})
# (verb, by whom it is said) → what a person may do in each state, written from the editorial charter.
VERBS: dict[str, Callable[[Article], object]] = {
    "write": lambda article: article.write(content(brief="Autre."), "ines", ON),
    "send_for_review": lambda article: article.send_for_review((RITA,), NOBODY),
    "name_reviewers": lambda article: article.name_reviewers((REMI,), NOBODY),
    "give_review": lambda article: review_of(article),
    "ask_revisions": lambda article: article.ask_revisions("Le coût.", NOBODY),
    "accept": lambda article: article.accept("Oui.", [review_of(article)], "bruno", NOBODY, ON),
    "decline": lambda article: article.decline("Non.", "bruno", NOBODY, ON),
    "reopen": lambda article: article.reopen("Finalement oui.", NOBODY),
    "publish": lambda article: article.publish("Voici.", "bruno", NOBODY, AT),
    "publish_edition": lambda article: article.publish_edition(EditionKind.CONCERN, "?", "bruno", NOBODY, LATER),
    "answer_flag": lambda article: article.answer_flag(Answer.KEEP, "?", "bruno", NOBODY, LATER),
    "withdraw": lambda article: article.withdraw(WithdrawalKind.AUTHOR, "Demandé.", NOBODY, LATER),
    "withdraw_testimony": lambda article: article.withdraw_testimony("marie", "ivan", LATER),
}
EXPECTED: dict[State, dict[str, State]] = {
    State.PROPOSED: {
        "write": State.PROPOSED,
        "send_for_review": State.IN_REVIEW,
        "decline": State.DECLINED,
        "withdraw_testimony": State.PROPOSED,
    },
    State.IN_REVIEW: {
        "name_reviewers": State.IN_REVIEW,
        "give_review": State.IN_REVIEW,
        "ask_revisions": State.REVISIONS,
        "accept": State.ACCEPTED,
        "decline": State.DECLINED,
        "withdraw_testimony": State.IN_REVIEW,
    },
    State.REVISIONS: {
        "write": State.REVISIONS,
        "send_for_review": State.IN_REVIEW,
        "decline": State.DECLINED,
        "withdraw_testimony": State.REVISIONS,
    },
    State.ACCEPTED: {
        "ask_revisions": State.REVISIONS,
        "decline": State.DECLINED,
        "publish": State.PUBLISHED,
        "withdraw_testimony": State.ACCEPTED,
    },
    State.PUBLISHED: {
        "write": State.PUBLISHED,
        "publish_edition": State.PUBLISHED,
        "answer_flag": State.PUBLISHED,
        "withdraw": State.WITHDRAWN,
        "withdraw_testimony": State.PUBLISHED,
    },
    State.WITHDRAWN: {"withdraw_testimony": State.WITHDRAWN},
    State.DECLINED: {"reopen": State.PROPOSED, "withdraw_testimony": State.DECLINED},
}


def test_the_expectation_knows_every_verb_and_every_state() -> None:
    assert set(VERBS) == set(LIFECYCLE.all_verbs())
    assert set(EXPECTED) == set(State) == set(IN_STATE)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_from_every_state(state: State, verb: str) -> None:
    article = flagged() if (state, verb) == (State.PUBLISHED, "answer_flag") else IN_STATE[state]()
    if verb in EXPECTED[state]:
        VERBS[verb](article)
        assert article.state is EXPECTED[state][verb]
    else:
        with pytest.raises(OutOfTurn, match=LIFECYCLE.labels[state]):
            VERBS[verb](article)


# --- how it is born


def test_an_article_is_prefilled_with_what_the_experiment_said() -> None:
    article = Article.of_experiment("art", "caravane", heard(), EVALUATED_ON)
    assert article.content.findings == "Six stagiaires sur dix terminent, contre un sur trois."
    assert article.content.brief == described().summary
    assert (article.content.strand, article.content.publics) == ("engagement", ("demandeurs-emploi", "rsa"))
    assert article.missing == ()
    assert article.figures == (result(),)
    assert [type(event) for event in article.announced] == [ArticleProposed]


def test_a_long_summary_is_no_plain_summary_and_a_person_writes_it() -> None:
    long = "\n".join(["Une ligne."] * 6)
    article = Article.of_experiment("art", "x", heard(described(summary=long), started(), evaluated()), EVALUATED_ON)
    assert article.content.brief == ""
    assert article.missing == ("brief",)


def test_an_article_shows_totals_and_parts_and_leaves_the_crossing_with_the_experiment() -> None:
    parts = [{"code": "rsa", "numerator": 27, "denominator": 46}]
    cells = [{"public": "rsa", "territory": "departement:02", "numerator": None, "denominator": None}]
    told = result().model_dump(mode="json") | {
        "after": {"numerator": 27, "denominator": 46, "by_public": parts, "cells": cells}
    }
    said = heard(described(), started(), evaluated(results=[told]))
    [figure] = Article.of_experiment("art", "x", said, EVALUATED_ON).figures
    assert figure.after.cells == ()
    assert [part.numerator for part in figure.after.by_public] == [27]


def test_a_stopped_experiment_owes_its_lessons_and_no_protocol() -> None:
    article = Article.of_experiment("art", "x", heard(described(), started(), stopped()), EVALUATED_ON)
    assert "lessons" in article.wanted
    assert "protocol" not in article.wanted
    assert article.content.title == "CARAVANE : pourquoi nous avons arrêté"


def test_a_captured_practice_has_no_figure_and_no_evidence() -> None:
    article = practice()
    assert (article.source, article.figures, article.evidence) == ("practice", (), "none")
    assert (article.proposer, article.carriers) == ("ivan", ("institute",))
    assert "territories" not in article.wanted


# --- writing and reviewing


def test_the_whole_article_is_said_before_others_read_it() -> None:
    article = proposed(cost="", limits=" ")
    with pytest.raises(ContentMissing, match="Coût, Limites") as seen:
        article.send_for_review((RITA,), NOBODY)
    assert seen.value.field == "content/cost"
    assert seen.value.facts["missing"] == ["content/cost", "content/limits"]


@pytest.mark.parametrize(
    "reviewer",
    [
        Reviewer(person="iris", organisations=OWN),
        Reviewer(person="ivan"),
        Reviewer(person="lou", organisations=frozenset({"university", "institute"})),
    ],
    ids=["of-a-carrier", "a-writer", "of-a-carrier-too"],
)
def test_no_reviewer_is_tied_to_what_they_review(reviewer: Reviewer) -> None:
    with pytest.raises(ReviewerTied) as seen:
        proposed().send_for_review((RITA, reviewer), NOBODY)
    assert seen.value.field == "reviewers/1"


def test_no_author_organisation_reviews() -> None:
    with pytest.raises(ReviewerTied):
        proposed(authors=("institute", "university")).send_for_review((RITA,), NOBODY)


def test_a_tie_that_came_since_stops_a_reviewer() -> None:
    article = in_review()
    with pytest.raises(ReviewerTied):
        article.give_review(Reviewer(person="rita", organisations=OWN), Recommendation.ACCEPT, "Bien.", True, ON)


def test_a_reviewer_with_a_conflict_of_interest_does_not_review() -> None:
    with pytest.raises(ConflictOfInterest, match="la rédaction désignera"):
        in_review().give_review(RITA, Recommendation.ACCEPT, "Bien.", False, ON)


def test_only_named_persons_review_and_once_a_round() -> None:
    article = in_review()
    with pytest.raises(NotAReviewer):
        article.give_review(Reviewer(person="sam"), Recommendation.ACCEPT, "Bien.", True, ON)
    review_of(article)
    with pytest.raises(NotAReviewer):
        review_of(article)


def test_a_new_round_asks_again() -> None:
    article = in_review()
    review_of(article, recommends="revise")
    article.ask_revisions("Le coût.", NOBODY)
    article.send_for_review((RITA,), NOBODY)
    assert (article.round, article.reviewed) == (2, ())
    assert review_of(article).id == "art-3.2.rita"


def test_other_reviewers_may_be_named_and_given_reviews_stay() -> None:
    article = in_review()
    review_of(article)
    article.name_reviewers((Reviewer(person="lea"),), NOBODY)
    assert article.reviewers == ("rita", "lea")


def test_an_article_is_accepted_after_a_review_of_its_last_round() -> None:
    article = in_review()
    old = review_of(article)
    article.ask_revisions("Le coût.", NOBODY)
    article.send_for_review((RITA,), NOBODY)
    with pytest.raises(NotReviewed):
        article.accept("Oui.", [old], "bruno", NOBODY, ON)


def of_two_rounds() -> Article:
    """Rita reviewed the first round, Rémi the second."""
    article = in_review()
    review_of(article, recommends="revise")
    article.ask_revisions("Le coût.", NOBODY)
    article.send_for_review((REMI,), NOBODY)
    return article


@pytest.mark.parametrize("by", ["rita", "remi"])
def test_who_reviewed_in_any_round_neither_accepts_nor_declines(by: str) -> None:
    article = of_two_rounds()
    given = review_of(article, REMI)
    with pytest.raises(SecondPersonNeeded):
        article.accept("Oui.", [given], by, NOBODY, ON)
    with pytest.raises(SecondPersonNeeded):
        of_two_rounds().decline("Non.", by, NOBODY, ON)


@pytest.mark.parametrize("by", ["rita", "remi"])
def test_who_reviewed_in_any_round_does_not_publish(by: str) -> None:
    article = of_two_rounds()
    article.accept("Oui.", [review_of(article, REMI)], "bruno", NOBODY, ON)
    with pytest.raises(SecondPersonNeeded):
        article.publish("Voici.", by, NOBODY, AT)


def test_who_was_replaced_before_reviewing_may_decide() -> None:
    article = in_review()
    article.name_reviewers((RITA,), NOBODY)
    article.accept("Oui.", [review_of(article)], "remi", NOBODY, ON)


@pytest.mark.parametrize("by", ["ivan", "rita", "remi"])
def test_who_wrote_or_reviewed_does_not_accept(by: str) -> None:
    article = in_review()
    given = review_of(article)
    with pytest.raises(SecondPersonNeeded):
        article.accept("Oui.", [given], by, NOBODY, ON)


def test_acceptance_explains_itself() -> None:
    [why] = [each for each in accepted().explained if each.outcome == "accepted"]
    assert why.inputs == {"round": 1, "recommendations": ["accept"]}


def test_who_wrote_does_not_publish() -> None:
    article = accepted()
    with pytest.raises(SecondPersonNeeded):
        article.publish("Voici.", "ivan", NOBODY, AT)


EDITORS: dict[str, Callable[[Article, frozenset[str]], object]] = {
    "send_for_review": lambda article, own: article.send_for_review((RITA,), own),
    "name_reviewers": lambda article, own: article.name_reviewers((RITA,), own),
    "ask_revisions": lambda article, own: article.ask_revisions("Le coût.", own),
    "accept": lambda article, own: article.accept("Oui.", [], "nadia", own, ON),
    "decline": lambda article, own: article.decline("Non.", "nadia", own, ON),
    "reopen": lambda article, own: article.reopen("Si.", own),
    "publish": lambda article, own: article.publish("Voici.", "nadia", own, AT),
    "publish_edition": lambda article, own: article.publish_edition(EditionKind.UPDATE, "?", "nadia", own, LATER),
    "concern": lambda article, own: article.publish_edition(EditionKind.CONCERN, "?", "nadia", own, LATER),
    "correct": lambda article, own: article.answer_flag(Answer.CORRECT, "?", "nadia", own, LATER),
    "keep": lambda article, own: article.answer_flag(Answer.KEEP, "?", "nadia", own, LATER),
    "withdraw": lambda article, own: article.withdraw(WithdrawalKind.ERROR, "?", own, LATER),
}
FROM: dict[str, Callable[[], Article]] = {
    "send_for_review": proposed,
    "reopen": declined,
    "publish": accepted,
    "publish_edition": published,
    "concern": published,
    "correct": flagged,
    "keep": flagged,
    "withdraw": published,
}


@pytest.mark.parametrize("verb", EDITORS)
def test_no_editor_decides_on_their_own_organisation(verb: str) -> None:
    with pytest.raises(OwnOrganisation):
        EDITORS[verb](FROM.get(verb, in_review)(), OWN)


def test_revisions_give_back_what_was_accepted() -> None:
    article = accepted()
    article.ask_revisions("Un doute sur le coût.", NOBODY)
    assert (article.state, revisions().state) == (State.REVISIONS, State.REVISIONS)
