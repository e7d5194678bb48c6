"""The twins of what the API tells to whom: one journal, read as different persons, with each rule and without it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from services.chassis.work import Cause
from services.innovation_journal import article_shown
from services.innovation_journal.article_lifecycle import State
from services.innovation_journal.article_public import Answer
from services.innovation_journal.article_shown import EditionView, ReviewView
from services.innovation_journal.queries import articles, lineage
from tests.services.innovation_journal import making, printing
from tests.services.innovation_journal.cast import Ear
from tests.services.innovation_journal.twinning import JOURNAL
from tests.support.service import House
from tests.support.taking_away import struck_out

Away = pytest.MonkeyPatch
DRAFT, SENT, SHOWN, GONE = "/articles/art-draft", "/articles/art-sent", "/articles/art-3", "/articles/art-gone"


@pytest.fixture(scope="module")
async def journal(house: House) -> House:
    """A draft, an article under review, a published one, a withdrawn one with a figure kept; two declarations."""
    await Ear(house).settle_in()
    await printing.keep(house, named(making.proposed(), "draft"))
    sent = named(making.in_review(), "sent")
    given = making.review_of(sent)
    await printing.keep(house, sent)
    await house.runtime.store.within(Cause("print", "test"), lambda work: work.add(given))
    await printing.print_caravane(house, testimonies=(making.TESTIMONY,))
    gone = named(making.flagged(), "gone")
    gone.answer_flag(Answer.KEEP, "Sans effet.", "bruno", making.NOBODY, making.LATER)
    assert gone.published is not None
    await printing.keep(house, gone, gone.published.model_copy(update={"id": "art-gone.1", "article": gone.id}))
    await printing.withdraw(house, gone)
    await printing.keep_other(house, making.pending())
    await printing.keep_other(house, making.declared())
    return house


def named(article: Any, name: str) -> Any:
    """An article under a name of its own."""
    article.id, article.slug, article.experiment = f"art-{name}", name, None
    return article


# What stands in the place of a state that matters: nothing is ever in it.
NEVER = SimpleNamespace(IN_REVIEW=None, WITHDRAWN=None, PUBLISHED=State.PUBLISHED)


def all_told(edition: Any) -> EditionView:
    """An edition with all that is kept of it."""
    told = EDITION_OF(edition)
    return told.model_copy(update={"content": edition.model_dump(mode="json")})


def named_review(review: Any, *, named: bool) -> ReviewView:
    """A review under its author's name, whoever reads it."""
    return REVIEW_OF(review, named=True)


def as_for_editors(article: Any, reviews: Any, *, editor: bool) -> Any:
    """What editors see, for everyone."""
    return INSIDE(article, reviews, editor=True)


EDITION_OF, REVIEW_OF, INSIDE = EditionView.of, ReviewView.of, article_shown.inside


@dataclass(frozen=True)
class Told:
    """A rule of confidentiality: what stands in its place, what is asked, and the answer with the rule."""

    rule: str
    away: dict[str, Any]
    asked: Callable[[House], Awaitable[object]]
    answer: object


def status(who: str, path: str) -> Callable[[House], Awaitable[object]]:
    """How a path is answered to somebody."""
    return lambda house: house.status("GET", who, path)


def seen(who: str, path: str, look: Callable[[Any], object], **query: Any) -> Callable[[House], Awaitable[object]]:
    """What somebody finds at a path."""

    async def ask(house: House) -> object:
        return look(await house.get(who, path, **query))

    return ask


def items(found: Any) -> list[str]:
    """The ids of a list."""
    return [each["id"] for each in found["items"]]


TOLD = (
    Told(
        "a-draft-is-nothing-to-a-stranger",
        {"queries.articles.show_article": struck_out(articles.show_article, "n'existe pas")},
        status("sam", DRAFT),
        404,
    ),
    Told(
        "a-draft-is-off-the-list",
        {"queries.articles.PUBLIC": frozenset(State)},
        seen("sam", "/articles", items),
        ["art-3", "art-gone"],
    ),
    Told(
        "authors-see-no-review-of-an-open-round",
        {"queries.articles.State": NEVER},
        seen("ivan", SENT, lambda it: len(it["inside"]["reviews"])),
        0,
    ),
    Told(
        "a-reviewer-reads-their-own-review-without-the-others",
        {"queries.articles.is_author": lambda *_: True, "queries.articles.State": NEVER},
        seen("remi", SENT, lambda it: len(it["inside"]["reviews"])),
        0,
    ),
    Told(
        "a-review-does-not-say-whose-it-is",
        {"article_shown.ReviewView.of": named_review},
        seen("rita", SENT, lambda it: [each["reviewer"] for each in it["inside"]["reviews"]]),
        [None],
    ),
    Told(
        "authors-do-not-know-who-reviews",
        {"queries.articles.inside": as_for_editors},
        seen("ivan", SENT, lambda it: it["inside"]["reviewers"]),
        [],
    ),
    Told(
        "an-editor-of-the-carrier-reads-what-authors-read",
        {"queries.articles.is_author": lambda *_: False, "article_fields.ArticleFields.tied": frozenset()},
        seen("nadia", SENT, lambda it: (it["inside"]["reviewers"], it["inside"]["reviews"])),
        ([], []),
    ),
    Told(
        "how-a-person-agreed-is-not-told",
        {"article_shown.EditionView.of": all_told},
        seen("", SHOWN, lambda it: "Accord signé" in str(it["published"])),
        False,
    ),
    Told(
        "who-brought-an-edition-out-is-not-told",
        {"article_shown.EditionView.of": all_told},
        seen("", f"{SHOWN}/editions", lambda it: "bruno" in str(it)),
        False,
    ),
    Told(
        "editions-of-a-withdrawn-article-are-for-editors",
        {"queries.articles.State": NEVER},
        seen("", f"{GONE}/editions", len),
        0,
    ),
    Told(
        "of-a-withdrawn-article-its-kept-figures-and-its-evidence-are-not-told",
        {"article_shown.GONE": {}},
        seen("", GONE, lambda it: (it["kept"], it["evidence_why"])),
        ([], None),
    ),
    Told(
        "of-a-withdrawn-article-the-text-and-the-verdict-are-not-told",
        {"article_shown.State": SimpleNamespace(WITHDRAWN=None, PUBLISHED=State.WITHDRAWN)},
        seen("", GONE, lambda it: (it["published"], it["verdict"])),
        (None, None),
    ),
    Told(
        "a-pending-declaration-is-nothing-to-others",
        {"queries.lineage.show_adaptation": struck_out(lineage.show_adaptation, "n'existe pas")},
        status("ivan", "/adaptations/ad-1"),
        404,
    ),
    Told(
        "a-pending-declaration-is-off-the-list",
        {"queries.lineage.is_editor": lambda _: True},
        seen("ivan", "/adaptations", items),
        ["ad-2"],
    ),
    Told(
        "mine-are-those-of-my-organisations-too",
        {"queries.lineage._mine": lambda reader: ({"declared_by": reader.actor.person},)},
        seen("carol", "/adaptations", items, mine=True),
        ["ad-2"],
    ),
    Told(
        "mine-are-not-those-of-others",
        {"queries.lineage._mine": lambda _: ({},)},
        seen("sam", "/adaptations", items, mine=True),
        ["ad-1"],
    ),
)


@pytest.mark.parametrize("told", TOLD, ids=[told.rule for told in TOLD])
async def test_with_the_rule_the_api_answers_so(journal: House, told: Told) -> None:
    assert await told.asked(journal) == told.answer


@pytest.mark.parametrize("told", TOLD, ids=[told.rule for told in TOLD])
async def test_without_the_rule_the_api_tells_more(journal: House, told: Told, monkeypatch: Away) -> None:
    for place, instead in told.away.items():
        monkeypatch.setattr(JOURNAL + place, instead)
    assert await told.asked(journal) != told.answer


async def test_an_editor_without_a_tie_reads_who_reviews(journal: House) -> None:
    inside = (await journal.get("bruno", SENT))["inside"]
    assert (inside["reviewers"], [each["reviewer"] for each in inside["reviews"]]) == (["rita", "remi"], ["rita"])


async def test_of_a_withdrawn_article_its_own_people_still_read_what_was_kept(journal: House) -> None:
    assert len((await journal.get("bruno", GONE))["kept"]) == 1
