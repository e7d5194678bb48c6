"""The journal of the story, rehearsed on nothing: its days, texts that the journal takes, who decides on whom."""

import json
from datetime import date

import pytest

from deploy.local.identity.cast import CAST
from deploy.local.story.chapters.all import scenes
from deploy.local.story.experiments import BY_KEY as EXPERIMENTS
from deploy.local.story.journal import ARTICLES
from deploy.local.story.journal.shape import Article
from deploy.local.story.organisations import BY_KEY as ORGANISATIONS
from deploy.local.story.people import BRUNO
from deploy.local.story.rehearsal import Played, Rehearsal
from deploy.local.story.scene import conduct
from services.innovation_journal.article_content import Content, slug_of
from services.innovation_journal.article_fields import EVERYWHERE, SUCCESSFUL
from services.innovation_journal.gathering import Programme

EACH = pytest.mark.parametrize("article", ARTICLES, ids=lambda each: each.key)


@pytest.fixture(scope="module")
async def steps() -> dict[str, Played]:
    rehearsal = Rehearsal()
    await conduct(scenes(), rehearsal, lambda _: None)
    return rehearsal.steps


def on(played: Played) -> str:
    assert played.at is not None
    return f"{played.at:%Y-%m-%d}"


def content(played: Played) -> Content:
    """What was written, with ids that the API would take."""
    assert played.body is not None
    said = dict(played.body["content"])
    return Content.model_validate_json(
        json.dumps(said | {"authors": [each.replace("/", ".") for each in said["authors"]]})
    )


# As STORY.md says; days that it leaves open are as they were chosen.
DAYS = {
    "bonduelle/article/publish": "2020-12-08",
    "x3/article/publish": "2021-06-22",
    "x10/article/publish": "2021-10-14",
    "x2/article/publish": "2021-11-18",
    "x7/article/publish": "2021-12-13",
    "x6/article/publish": "2022-01-18",
    "x1/article/publish": "2022-10-11",
    "x3/article/answer-flag": "2022-09-20",
    "x3/article/elsewhere": "2022-11-24",
    "gathering/amiens": "2022-10-24",
    "gathering/visite": "2022-12-05",
}


@pytest.mark.parametrize("step", DAYS)
def test_it_happens_on_the_day_of_the_story(steps: dict[str, Played], step: str) -> None:
    assert on(steps[step]) == DAYS[step]


@EACH
def test_its_texts_are_such_as_the_journal_takes_and_sends_for_review(
    steps: dict[str, Played], article: Article
) -> None:
    written = [steps[article.step], *([steps[f"{article.step}/rewrite"]] if article.mended else [])]
    wanted = ("territories", "lessons") if article.key == "x10" else SUCCESSFUL
    for played in written:
        said = content(played)
        said.check(date.fromisoformat(on(played)))
        said.check_said(("title", *EVERYWHERE, *wanted))


@EACH
def test_its_address_is_chosen_or_comes_from_its_title(steps: dict[str, Played], article: Article) -> None:
    body = steps[article.step].body
    assert body is not None
    assert body.get("slug", slug_of(article.title)) == article.slug


@EACH
def test_nobody_of_those_who_carry_or_sign_it_reviews_it(article: Article) -> None:
    tied = {article.carrier, *article.authors}
    if article.key in EXPERIMENTS:
        tied |= {EXPERIMENTS[article.key].carrier, *EXPERIMENTS[article.key].partners}
    reviewers = {who for asked in article.rounds for who in asked.reviewers}
    assert reviewers
    assert tied <= set(ORGANISATIONS)
    assert not {CAST[who].organisation for who in reviewers} & tied


@EACH
def test_the_editor_decides_and_writes_nothing(steps: dict[str, Played], article: Article) -> None:
    own = {name: played.who for name, played in steps.items() if name.startswith(f"{article.key}/article")}
    assert own[article.step] != BRUNO
    assert own.get(f"{article.step}/rewrite") != BRUNO
    assert own[f"{article.step}/accept"] == own[f"{article.step}/publish"] == BRUNO


def test_what_is_written_again_starts_from_the_version_that_was_sent_back(steps: dict[str, Played]) -> None:
    written = {name: played.body for name, played in steps.items() if played.body and "content" in played.body}
    versions = {name: body["version"] for name, body in written.items() if "version" in body}
    # born 1, written 2, sent 3, two reviews 4 and 5, sent back 6
    assert versions == {
        **dict.fromkeys(("x3/article", "x10/article", "x2/article", "x7/article", "x6/article", "x1/article"), 1),
        "x1/article/rewrite": 6,
    }


def test_a1_names_the_article_it_adapts_and_a2_declares_it(steps: dict[str, Played]) -> None:
    first, second = steps["a1/propose"].body, steps["a2/propose"].body
    assert first is not None
    assert second is not None
    assert first["description"]["adapts_article"] == "x3/article"
    assert (second["description"]["adapts_article"], second["description"]["adapts_experiment"]) == (None, None)
    assert on(steps["a1/start"]) < on(steps["a1/adaptation"])
    assert on(steps["a2/start"]) < on(steps["a2/adaptation"])


def test_gatherings_are_announced_before_they_begin(steps: dict[str, Played]) -> None:
    for name in ("gathering/amiens", "gathering/visite"):
        played = steps[name]
        assert played.body is not None
        assert played.at is not None
        said = {**played.body["programme"], "incubator": "i", "articles": []}
        programme = Programme.model_validate_json(json.dumps(said))
        programme.check(date.fromisoformat(on(played)))
        assert programme.starts_at > played.at
