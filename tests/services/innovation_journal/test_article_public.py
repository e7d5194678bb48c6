"""From publication on: editions, flags of corrected figures, evidence, testimonies that are withdrawn."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from contracts.innovation_journal import (
    ArticleCorrected,
    ArticleDescribed,
    ArticleFlagged,
    ArticlePublished,
    ArticleWithdrawn,
)
from services.chassis.refusal import Invalid
from services.innovation_journal.article import Article
from services.innovation_journal.article_public import (
    SILENCED,
    Answer,
    FlagOpen,
    NoFlag,
    NothingChanged,
)
from services.innovation_journal.article_review import (
    ConsentWithdrawn,
    SlugFixed,
)
from services.innovation_journal.edition import EditionKind
from services.innovation_journal.values import SecondPersonNeeded
from tests.services.innovation_journal.making import (
    AT,
    CORRECTED_ON,
    LATER,
    NOBODY,
    TESTIMONY,
    accepted,
    content,
    corrected,
    described,
    evaluated,
    flagged,
    heard,
    proposed,
    published,
    result,
    started,
    stopped,
    withdrawn,
)

ON = date(2021, 6, 20)


# --- editions


def test_the_first_edition_is_described_then_published() -> None:
    article = accepted()
    article.settle()
    edition = article.publish("Première publication.", "bruno", NOBODY, AT)
    assert [type(event) for event in article.announced] == [ArticleDescribed, ArticlePublished]
    assert (edition.id, edition.number, edition.kind, edition.on) == ("art-3.1", 1, "publication", date(2021, 6, 22))
    assert article.published == edition
    assert (article.writers, article.changed_at) == ((), AT)
    described = article.announced[0]
    assert isinstance(described, ArticleDescribed)
    assert (described.evidence, described.edition, described.licence) == ("measured", 1, "etalab-2.0")


def test_what_is_written_after_publication_is_not_public_before_the_next_edition() -> None:
    article = published()
    article.write(content(cost="1 200 euros."), "ines", ON)
    assert article.published is not None
    assert article.published.content.cost != "1 200 euros."
    article.settle()
    article.publish_edition(EditionKind.ERRATUM, "Coût précisé.", "bruno", NOBODY, LATER)
    assert article.published.content.cost == "1 200 euros."
    _, told = article.announced
    assert isinstance(told, ArticleCorrected)
    assert (told.edition, told.kind, told.note) == (2, "erratum", "Coût précisé.")


def test_an_edition_says_something_new() -> None:
    with pytest.raises(NothingChanged):
        published().publish_edition(EditionKind.UPDATE, "?", "bruno", NOBODY, LATER)


def test_there_is_one_first_publication() -> None:
    with pytest.raises(Invalid):
        published().publish_edition(EditionKind.PUBLICATION, "?", "bruno", NOBODY, LATER)


def test_who_wrote_since_the_last_edition_does_not_bring_out_the_next() -> None:
    article = published()
    article.write(content(cost="1 200 euros."), "bruno", ON)
    with pytest.raises(SecondPersonNeeded):
        article.publish_edition(EditionKind.UPDATE, "?", "bruno", NOBODY, LATER)
    article.publish_edition(EditionKind.UPDATE, "Coût.", "elise", NOBODY, LATER)


def test_a_warning_shows_what_is_public_and_never_the_draft() -> None:
    article = flagged()
    article.write(content(cost="1 200 euros."), "ines", ON)
    edition = article.publish_edition(EditionKind.CONCERN, "Chiffres en cours de contrôle.", "bruno", NOBODY, LATER)
    assert edition.content.cost != "1 200 euros."
    assert [figure.version for figure in edition.figures] == [1]
    assert len(article.flags) == 1
    assert article.writers == ("ines",)


def test_the_address_of_a_published_article_does_not_change() -> None:
    with pytest.raises(SlugFixed):
        published().rename("autre")
    article = proposed()
    article.rename("autre")
    assert article.slug == "autre"


def test_a_withdrawn_article_keeps_its_reason_and_announces_it() -> None:
    article = withdrawn()
    told = article.announced[-1]
    assert isinstance(told, ArticleWithdrawn)
    assert (told.kind, told.reason) == ("error", "Les données ne sont pas fiables.")
    assert article.withdrawn is not None
    assert article.public
    assert article.changed_at == LATER


def test_a_withdrawn_article_is_neither_flagged_nor_completed() -> None:
    article = withdrawn()
    assert not article.take_correction(corrected().result, "?", CORRECTED_ON, LATER)
    assert not article.complete(heard(described(), started(), stopped(), evaluated()), ON)


# --- figures and flags


def test_a_corrected_figure_flags_what_shows_the_older_version() -> None:
    article = published()
    article.settle()
    assert article.take_correction(corrected().result, "Doublons.", CORRECTED_ON, LATER)
    [told] = article.announced
    assert isinstance(told, ArticleFlagged)
    assert (told.shown_version, told.current_version, told.on) == (1, 2, date(2022, 9, 12))
    assert article.flags[0].reason == "Doublons."


def test_the_same_correction_twice_flags_once_and_an_older_one_never() -> None:
    article = flagged()
    assert not article.take_correction(corrected().result, "?", CORRECTED_ON, LATER)
    assert not article.take_correction(result(), "?", CORRECTED_ON, LATER)
    assert len(article.flags) == 1


def test_a_second_correction_of_a_flagged_figure_is_one_flag_with_the_newest_version() -> None:
    article = flagged()
    article.take_correction(corrected(numerator=83, version=3).result, "Encore.", CORRECTED_ON, LATER)
    assert [(flag.shown_version, flag.current_version) for flag in article.flags] == [(1, 3)]


def test_a_figure_that_the_page_does_not_show_flags_nothing() -> None:
    article = published()
    article.take_correction(result(version=2, indicator="other"), "?", CORRECTED_ON, LATER)
    assert article.flags == ()


def test_a_draft_takes_the_new_figure_without_a_flag() -> None:
    article = accepted()
    article.take_correction(corrected().result, "Doublons.", CORRECTED_ON, LATER)
    assert (article.flags, article.figures[0].version) == ((), 2)


def test_a_flag_is_answered_before_another_edition() -> None:
    article = flagged()
    article.write(content(cost="1 200 euros."), "ines", ON)
    with pytest.raises(FlagOpen):
        article.publish_edition(EditionKind.UPDATE, "Coût.", "bruno", NOBODY, LATER)


def test_a_corrected_edition_answers_every_flag() -> None:
    article = flagged()
    edition = article.answer_flag(Answer.CORRECT, "84, et non 87.", "bruno", NOBODY, LATER)
    assert edition is not None
    assert (edition.kind, edition.number, edition.figures[0].version) == ("correction", 2, 2)
    assert article.flags == ()


def test_a_kept_figure_says_why_publicly() -> None:
    article = flagged()
    assert article.answer_flag(Answer.KEEP, "Sans effet sur la lecture.", "bruno", NOBODY, LATER) is None
    assert [(kept.shown_version, kept.current_version, kept.note) for kept in article.kept] == [
        (1, 2, "Sans effet sur la lecture.")
    ]
    assert isinstance(article.announced[-1], ArticleDescribed)


def test_without_a_flag_there_is_nothing_to_answer() -> None:
    with pytest.raises(NoFlag):
        published().answer_flag(Answer.KEEP, "?", "bruno", NOBODY, LATER)


# --- evidence


def test_a_confirmed_adaptation_elsewhere_replicates_and_is_told_once() -> None:
    article = published()
    article.settle()
    assert article.reconsider(["ad-2"], LATER)
    assert article.evidence == "replicated"
    [told] = article.announced
    assert isinstance(told, ArticleDescribed)
    assert told.evidence == "replicated"
    [why] = article.explained
    assert why.inputs["confirmed_elsewhere"] == ["ad-2"]
    assert not article.reconsider(["ad-2"], LATER + timedelta(days=1))
    assert article.reconsider([], LATER)
    assert article.evidence == "measured"


def test_the_kept_edition_says_the_level_of_its_day() -> None:
    article = published()
    article.reconsider(["ad-2"], LATER)
    assert article.published is not None
    assert (article.published.evidence, article.evidence) == ("measured", "replicated")


# --- testimonies


def quoting(make: Callable[..., Article] = published, **changes: Any) -> Article:
    """An article that quotes Marie."""
    return make(testimonies=(TESTIMONY,), **changes)


def test_a_withdrawn_consent_takes_the_passage_from_the_draft_and_from_the_page() -> None:
    article = quoting()
    article.write(content(testimonies=(TESTIMONY,), cost="En cours d'écriture."), "ines", ON)
    article.settle()
    edition = article.withdraw_testimony("marie", "ivan", LATER)
    assert edition is not None
    assert (edition.kind, edition.note) == ("update", SILENCED)
    assert edition.content.testimonies == article.content.testimonies == ()
    assert edition.content.cost != "En cours d'écriture."
    assert [type(event) for event in article.announced] == [ArticleDescribed, ArticleCorrected]
    assert article.changed_at == LATER


def test_a_testimony_of_the_draft_alone_leaves_without_an_edition() -> None:
    article = quoting(proposed)
    assert article.withdraw_testimony("marie", "ivan", LATER) is None
    assert article.content.testimonies == ()


def test_a_withdrawn_article_loses_the_passage_too() -> None:
    article = quoting(withdrawn)
    assert article.withdraw_testimony("marie", "ivan", LATER) is None
    assert article.published is not None
    assert article.published.content.testimonies == ()


def test_a_withdrawn_testimony_does_not_come_back() -> None:
    article = quoting()
    article.withdraw_testimony("marie", "ivan", LATER)
    with pytest.raises(ConsentWithdrawn) as seen:
        article.write(content(testimonies=(TESTIMONY,)), "ivan", ON)
    assert seen.value.field == "content/testimonies/0/code"


def test_withdrawn_words_do_not_come_back_under_another_code() -> None:
    article = quoting()
    article.withdraw_testimony("marie", "ivan", LATER, {TESTIMONY.words: "a1f0"})
    other = TESTIMONY.model_copy(update={"code": "anne", "name": "Anne"})
    with pytest.raises(ConsentWithdrawn) as seen:
        article.write(content(testimonies=(other,)), "ivan", ON, ["a1f0"])
    assert seen.value.field == "content/testimonies/0/text"
    assert TESTIMONY.words not in article.model_dump_json()


def test_the_same_words_under_another_code_leave_with_them() -> None:
    twice = (TESTIMONY, TESTIMONY.model_copy(update={"code": "anne", "text": TESTIMONY.text.upper()}))
    article = published(testimonies=twice)
    article.withdraw_testimony("marie", "ivan", LATER, {TESTIMONY.words: "a1f0"})
    assert article.content.testimonies == ()
    assert article.published is not None
    assert article.published.content.testimonies == ()
