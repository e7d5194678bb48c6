"""The twins of what holds on the real database: once, in order, for those whom it concerns."""

from typing import Any

import pytest

from services.chassis.work import Work
from services.innovation_journal import remembered
from services.innovation_journal.edition import Edition
from services.innovation_journal.use_cases import adapting, lineage, writing
from tests.services.innovation_journal.cast import Ear
from tests.services.innovation_journal.making import (
    ACCOUNT,
    DECLARATION,
    TESTIMONY,
    content,
    described,
    evaluated,
    ponthieu,
    started,
    stopped,
)
from tests.services.innovation_journal.playing import article_of, published_article, version_of, write
from tests.support.taking_away import nothing_awaited, struck_out

Away = pytest.MonkeyPatch


async def articles_of_two_news(ear: Ear) -> int:
    """How many articles an experiment has that stopped, and was evaluated afterwards."""
    await ear.hear(described(), started(), stopped(), evaluated())
    return len((await ear.house.get("bruno", "/articles"))["items"])


async def test_an_experiment_has_one_article(ear: Ear) -> None:
    assert await articles_of_two_news(ear) == 1


async def test_without_the_reservation_it_has_two(ear: Ear, monkeypatch: Away) -> None:
    monkeypatch.setattr(Work, "reserve", nothing_awaited)
    monkeypatch.setattr(Work, "holder", nothing_awaited)
    assert await articles_of_two_news(ear) == 2


async def second_writer(ear: Ear) -> int:
    """How the second of two who read the same version is answered."""
    await ear.hear(described(), started(), evaluated())
    article = await article_of(ear, "x3")
    body = {"version": await version_of(ear, article), "content": content().model_dump(mode="json")}
    await ear.house.put("ivan", f"/articles/{article}/content", body)
    return await ear.house.status("PUT", "ines", f"/articles/{article}/content", body)


async def test_a_text_that_changed_meanwhile_is_not_written_over(ear: Ear) -> None:
    assert await second_writer(ear) == 412


async def test_without_the_version_it_is_lost(ear: Ear, monkeypatch: Away) -> None:
    monkeypatch.setattr(writing, "write_article", struck_out(writing.write_article, "vient d'être modifié"))
    assert await second_writer(ear) == 200


async def unknown_author(ear: Ear) -> int:
    """How a draft signed by an organisation of nowhere is answered."""
    await ear.hear(described(), started(), evaluated())
    article = await article_of(ear, "x3")
    text = content(authors=("nowhere",)).model_dump(mode="json")
    body = {"version": await version_of(ear, article), "content": text}
    return await ear.house.status("PUT", "ivan", f"/articles/{article}/content", body)


async def test_an_author_is_an_organisation_that_is_known(ear: Ear) -> None:
    assert await unknown_author(ear) == 422


async def test_without_that_anyone_signs(ear: Ear, monkeypatch: Away) -> None:
    monkeypatch.setattr(remembered, "check_known", nothing_awaited)
    assert await unknown_author(ear) == 200


async def unknown_reviewer(ear: Ear) -> int:
    """How a reviewer of nowhere is answered."""
    await ear.hear(described(), started(), evaluated())
    article = await article_of(ear, "x3")
    await write(ear, article)
    return await ear.house.status("POST", "bruno", f"/articles/{article}/review", {"reviewers": ["nobody"]})


async def test_a_reviewer_is_a_person_who_is_known(ear: Ear) -> None:
    assert await unknown_reviewer(ear) == 422


async def test_without_that_nobody_reviews(ear: Ear, monkeypatch: Away) -> None:
    monkeypatch.setattr(remembered, "reviewer", struck_out(remembered.reviewer, "pas encore connue"))
    assert await unknown_reviewer(ear) == 200


async def declared_too_early(ear: Ear) -> int:
    """How an adaptation is answered whose experiment does not run."""
    article = await published_article(ear)
    await ear.hear(ponthieu()[0])
    body = ACCOUNT.model_dump() | {"experiment": "a1"}
    return await ear.house.status("POST", "carol", f"/articles/{article}/adaptations", body)


async def test_an_adaptation_runs(ear: Ear) -> None:
    assert await declared_too_early(ear) == 409


async def test_without_that_a_proposal_is_public(ear: Ear, monkeypatch: Away) -> None:
    without = struck_out(adapting.declare_adaptation, "une fois l'expérimentation démarrée")
    monkeypatch.setattr(adapting, "declare_adaptation", without)
    assert await declared_too_early(ear) == 201


async def declared_on_a_draft(ear: Ear) -> int:
    """How a declaration on an article that nobody can read is answered."""
    await ear.hear(described(), started(), evaluated())
    path = f"/articles/{await article_of(ear, 'x3')}/declarations"
    return await ear.house.status("POST", "sam", path, DECLARATION)


async def test_what_is_adapted_is_public(ear: Ear) -> None:
    assert await declared_on_a_draft(ear) == 409


async def test_without_that_drafts_are_told(ear: Ear, monkeypatch: Away) -> None:
    monkeypatch.setattr(adapting, "_published", struck_out(adapting._published, "pas en ligne"))
    assert await declared_on_a_draft(ear) == 201


async def level_in_the_same_place(ear: Ear) -> str:
    """The level of an article whose effect was confirmed on its own ground."""
    article = await published_article(ear)
    await ear.hear(*ponthieu(adapts_article=article, territories=["commune:02001"]))
    return str((await ear.house.get("", f"/articles/{article}"))["evidence"])


async def test_replicated_is_elsewhere(ear: Ear) -> None:
    assert await level_in_the_same_place(ear) == "measured"


async def test_without_elsewhere_it_would_be_anywhere(ear: Ear, monkeypatch: Away) -> None:
    monkeypatch.setattr(lineage, "elsewhere", lambda *_: True)
    assert await level_in_the_same_place(ear) == "replicated"


async def outcome_of_a_race(ear: Ear, monkeypatch: Away) -> str | None:
    """What is attached to an adaptation that is declared while its experiment is being evaluated."""
    article = await published_article(ear)
    description, start, evaluation = ponthieu()
    await ear.hear(description, start)
    waiting, touch = [evaluation], lineage._touch_links

    async def evaluated_meanwhile(work: Work) -> None:
        await touch(work)
        while waiting:
            await ear.hear(waiting.pop())

    monkeypatch.setattr(lineage, "_touch_links", evaluated_meanwhile)
    body = ACCOUNT.model_dump() | {"experiment": "a1"}
    await ear.house.post("carol", f"/articles/{article}/adaptations", body)
    [shown] = (await ear.house.get("", f"/articles/{article}/lineage"))["adaptations"]
    return shown["result"]["outcome"] if shown["result"] else None


async def test_a_link_and_a_result_that_cross_do_not_miss_each_other(ear: Ear, monkeypatch: Away) -> None:
    assert await outcome_of_a_race(ear, monkeypatch) == "confirmed"


async def test_without_the_hold_the_result_is_missed(ear: Ear, monkeypatch: Away) -> None:
    monkeypatch.setattr(lineage, "_hold", nothing_awaited)
    assert await outcome_of_a_race(ear, monkeypatch) is None


async def passages_left(ear: Ear) -> int:
    """How many kept editions still quote a person who no longer agrees."""
    article = await published_article(ear, testimonies=(TESTIMONY,))
    await ear.house.post("ivan", f"/articles/{article}/testimonies/marie/withdrawal")
    editions: list[dict[str, Any]] = await ear.house.get("", f"/articles/{article}/editions")
    return sum(len(each["content"]["testimonies"]) for each in editions)


async def test_withdrawn_words_leave_every_kept_edition(ear: Ear) -> None:
    assert await passages_left(ear) == 0


async def test_without_the_redaction_the_first_edition_still_tells_them(ear: Ear, monkeypatch: Away) -> None:
    monkeypatch.setattr(Work, "replace", _but_editions(Work.replace))
    assert await passages_left(ear) == 1


def _but_editions(replace: Any) -> Any:
    async def replaced(work: Work, record: Any) -> None:
        if not isinstance(record, Edition):
            await replace(work, record)

    return replaced
