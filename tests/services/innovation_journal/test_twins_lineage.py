"""The twins of the lineage on the real database: what goes on it, what proves something, what an end changes."""

from types import SimpleNamespace
from typing import Any

import pytest

from services.chassis.work import Work
from services.innovation_journal.adaptation import Adaptation, State
from services.innovation_journal.article import Article
from services.innovation_journal.article_fields import ArticleFields
from services.innovation_journal.heard import Heard
from services.innovation_journal.use_cases import lineage, publishing, reviewing
from services.innovation_journal.use_cases.lineage import link
from tests.services.innovation_journal.cast import Ear
from tests.services.innovation_journal.making import described, evaluated, ponthieu, started, stopped
from tests.services.innovation_journal.playing import article_of, play_child, published_article, version_of
from tests.support.taking_away import nothing_awaited, struck_out

Away = pytest.MonkeyPatch


async def links(ear: Ear, article: str) -> list[dict[str, Any]]:
    """The adaptations on an article's lineage."""
    found: list[dict[str, Any]] = (await ear.house.get("bruno", f"/articles/{article}/lineage"))["adaptations"]
    return found


async def level_after_an_error(ear: Ear) -> str:
    """The level of an article whose only adaptation elsewhere told of it in an article withdrawn for an error."""
    article = await published_article(ear)
    await ear.hear(*ponthieu(adapts_article=article))
    child = await article_of(ear, "a1")
    await play_child(ear, child)
    await ear.house.post("bruno", f"/articles/{child}/withdrawal", {"kind": "error", "reason": "Un chiffre est faux."})
    return str((await ear.house.get("", f"/articles/{article}"))["evidence"])


async def test_what_was_wrong_replicates_nothing(ear: Ear) -> None:
    assert await level_after_an_error(ear) == "measured"


async def test_without_that_an_error_is_a_proof(ear: Ear, monkeypatch: Away) -> None:
    monkeypatch.setattr(ArticleFields, "in_error", False)
    assert await level_after_an_error(ear) == "replicated"


async def test_without_the_touch_its_original_is_never_told(ear: Ear, monkeypatch: Away) -> None:
    monkeypatch.setattr(publishing, "touch_kin", nothing_awaited)
    assert await level_after_an_error(ear) == "replicated"


async def end_of_a_stopped_one(ear: Ear) -> str | None:
    """The day on which an adaptation says that it stopped."""
    article = await published_article(ear)
    await ear.hear(*ponthieu(adapts_article=article)[:2], stopped("a1", carrier="campus", on="2022-03-01"))
    [shown] = await links(ear, article)
    found: str | None = shown["stopped_on"]
    return found


async def test_an_adaptation_that_stopped_says_so(ear: Ear) -> None:
    assert await end_of_a_stopped_one(ear) == "2022-03-01"


async def test_without_that_its_result_is_awaited_for_ever(ear: Ear, monkeypatch: Away) -> None:
    monkeypatch.setattr(lineage, "stop", nothing_awaited)
    assert await end_of_a_stopped_one(ear) is None


async def level_after_a_removal(ear: Ear) -> str:
    """The level of an article whose only adaptation elsewhere was taken off its lineage."""
    article = await published_article(ear)
    await ear.hear(*ponthieu(adapts_article=article))
    [shown] = await links(ear, article)
    await ear.house.post("bruno", f"/adaptations/{shown['id']}/removal", {"reasons": "Une autre pratique."})
    return str((await ear.house.get("", f"/articles/{article}"))["evidence"])


async def test_what_is_taken_off_replicates_nothing(ear: Ear) -> None:
    assert await level_after_a_removal(ear) == "measured"


async def test_without_a_refresh_it_still_would(ear: Ear, monkeypatch: Away) -> None:
    refresh = lineage.refresh_both

    async def while_declared(work: Work, adaptation: Adaptation) -> None:
        if adaptation.state is State.DECLARED:
            await refresh(work, adaptation)

    monkeypatch.setattr(lineage, "refresh_both", while_declared)
    assert await level_after_a_removal(ear) == "replicated"


async def links_of_a_proposal(ear: Ear) -> int:
    """How many adaptations an article has that is adapted by an experiment which does not run."""
    await ear.hear(described(), started(), evaluated())
    article = await article_of(ear, "x3")
    await ear.hear(ponthieu(adapts_article=article)[0])
    return len(await links(ear, article))


async def test_what_does_not_run_adapts_nothing(ear: Ear) -> None:
    assert await links_of_a_proposal(ear) == 0


async def test_without_the_start_a_proposal_stands_on_the_lineage(ear: Ear, monkeypatch: Away) -> None:
    async def as_if_started(work: Work, heard: Heard) -> None:
        await link(work, heard.model_copy(update={"started": heard.started or started(heard.id)}))

    monkeypatch.setattr(lineage, "link", as_if_started)
    assert await links_of_a_proposal(ear) == 1


async def links_of_a_declined_one(ear: Ear) -> int:
    """How many adaptations a declined article has, whose adaptation started afterwards."""
    await ear.hear(described(), started(), evaluated())
    article = await article_of(ear, "x3")
    await ear.house.post("bruno", f"/articles/{article}/refusal", {"reasons": "Déjà dit ailleurs."})
    await ear.hear(*ponthieu(adapts_article=article)[:2])
    return len(await links(ear, article))


async def test_a_declined_article_is_not_adapted(ear: Ear) -> None:
    assert await links_of_a_declined_one(ear) == 0


async def test_without_that_it_is(ear: Ear, monkeypatch: Away) -> None:
    monkeypatch.setattr(lineage, "ArticleState", SimpleNamespace(DECLINED=None))
    assert await links_of_a_declined_one(ear) == 1


async def reopened(ear: Ear) -> tuple[int, bool]:
    """How many adaptations a reopened article has, and whether its receipt says at which version it stands."""
    await ear.hear(described(), started(), evaluated())
    article = await article_of(ear, "x3")
    await ear.house.post("bruno", f"/articles/{article}/refusal", {"reasons": "Déjà dit ailleurs."})
    await ear.hear(*ponthieu(adapts_article=article))
    receipt = await ear.house.post("bruno", f"/articles/{article}/reopening", {"reasons": "Adapté depuis."})
    return len(await links(ear, article)), receipt["version"] == await version_of(ear, article)


async def test_what_started_meanwhile_is_linked_at_the_reopening(ear: Ear) -> None:
    assert await reopened(ear) == (1, True)


async def test_without_a_look_at_who_waits_it_is_forgotten(ear: Ear, monkeypatch: Away) -> None:
    monkeypatch.setattr(lineage, "link_waiting", nothing_awaited)
    assert await reopened(ear) == (0, True)


async def test_without_another_look_the_receipt_is_stale(ear: Ear, monkeypatch: Away) -> None:
    async def reopen_article(work: Work, article: str, command: reviewing.Decision) -> Article:
        found = await work.get(Article, article)
        found.reopen(command.reasons, work.actor.organisations())
        await work.save(found)
        await lineage.link_waiting(work, found)
        return found

    monkeypatch.setattr(reviewing, "reopen_article", reopen_article)
    assert await reopened(ear) == (1, False)


async def links_after_two_descriptions(ear: Ear) -> int:
    """How many adaptations an experiment makes of one article when it is described anew while it runs."""
    await ear.hear(described(), started(), evaluated())
    article = await article_of(ear, "x3")
    description, start, _ = ponthieu(adapts_article=article)
    await ear.hear(description, start, description)
    return len(await links(ear, article))


async def test_an_experiment_adapts_an_article_once(ear: Ear) -> None:
    assert await links_after_two_descriptions(ear) == 1


async def test_without_that_it_does_so_at_every_news(ear: Ear, monkeypatch: Away) -> None:
    reserve = Work.reserve

    async def but_adaptations(work: Work, key: str, holder: str) -> None:
        if not key.startswith("adaptation:"):
            await reserve(work, key, holder)

    monkeypatch.setattr(Work, "reserve", but_adaptations)
    monkeypatch.setattr(lineage, "declare", struck_out(lineage.declare, "adapte déjà"))
    assert await links_after_two_descriptions(ear) == 2
