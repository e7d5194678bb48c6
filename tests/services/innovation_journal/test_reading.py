"""What the public sees of an article follows its editions, its flags and its end; it sees no draft and no consent."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from services.innovation_journal.article import Article
from services.innovation_journal.article_public import Answer
from services.innovation_journal.queries import articles_read
from services.innovation_journal.shown import Shown
from tests.services.innovation_journal import making, playing, printing
from tests.services.innovation_journal.cast import Ear
from tests.support.service import House

SECRETS = ("Accord signé", "2021-05-20", "bruno", "ivan", "rita", "Clair et utile")


@pytest.fixture
async def journal(house: House) -> AsyncIterator[House]:
    """An empty journal."""
    yield house
    await house.forget()


async def stored(house: House) -> list[dict[str, Any]]:
    """The public documents."""
    return [each async for each in house.runtime.store.database[Shown.collection].find()]


async def read(house: House, slug: str = "caravane") -> articles_read.Article:
    """An article as the public reads it."""
    return await articles_read.read_article(await house.runtime.store.reader(), slug)


async def test_nothing_is_public_before_the_first_edition(journal: House) -> None:
    await printing.keep(journal, making.accepted())
    assert await stored(journal) == []


async def test_a_draft_written_after_publication_is_not_public(journal: House) -> None:
    article = await printing.print_caravane(journal)
    article.write(making.content(title="Titre à venir", context="Phrase secrète."), "ivan", making.CORRECTED_ON)
    await printing.keep(journal, article)
    assert "secrète" not in json.dumps(await stored(journal), ensure_ascii=False)
    assert (await read(journal)).seen.title.startswith("CARAVANE")


async def test_no_public_document_says_who_wrote_reviewed_decided_or_how_somebody_agreed(journal: House) -> None:
    article = await printing.print_caravane(journal, testimonies=(making.TESTIMONY,))
    await printing.correct(journal, article, testimonies=(making.TESTIMONY,), cost="Moins cher.")
    text = json.dumps(await stored(journal), ensure_ascii=False)
    assert "j'ai osé" in text
    assert [secret for secret in SECRETS if secret in text] == []


async def test_each_edition_stays_readable_with_its_note(journal: House) -> None:
    article = await printing.print_caravane(journal)
    await printing.correct(journal, article, title="CARAVANE corrigée")
    now = await read(journal)
    assert (now.seen.title, now.seen.edition.number) == ("CARAVANE corrigée", 2)
    assert [(each.number, each.kind) for each in now.body.editions] == [(1, "publication"), (2, "correction")]
    then = await articles_read.read_edition(await journal.runtime.store.reader(), "caravane", 1)
    assert (then.seen.title, then.current) == (making.content().title, 2)


async def test_a_flag_shows_until_an_editor_has_answered(journal: House) -> None:
    article = await printing.flag(journal, await printing.print_caravane(journal))
    now = await read(journal)
    assert now.seen.flagged
    assert (now.body.flags[0].shown_version, now.body.flags[0].current_version) == (1, 2)
    article.answer_flag(Answer.KEEP, "L'écart ne change rien.", "elise", making.NOBODY, printing.LATER)
    await printing.keep(journal, article)
    answered = await read(journal)
    assert not answered.seen.flagged
    assert answered.body.kept[0].note == "L'écart ne change rien."


async def test_of_a_withdrawn_article_only_its_title_and_the_reason_are_left(journal: House) -> None:
    article = await printing.print_caravane(journal, testimonies=(making.TESTIMONY,))
    await printing.withdraw(journal, article)
    left = await read(journal)
    assert left.seen.withdrawal is not None
    assert (left.seen.brief, left.body.texts, left.body.quotes, left.body.figures) == ("", {}, (), ())
    text = json.dumps(await stored(journal), ensure_ascii=False)
    for words in ("osé", "w.camion", making.SUMMARY, making.content().context):
        assert words not in text
    assert "t.caravan" in text


async def test_a_withdrawn_testimony_leaves_the_page_and_the_index_at_once(journal: House) -> None:
    article = await printing.print_caravane(journal, testimonies=(making.TESTIMONY,))
    edition = article.withdraw_testimony("marie", "bruno", printing.LATER)
    assert edition is not None
    await printing.keep(journal, article, edition)
    now = await read(journal)
    assert now.body.quotes == ()
    assert now.seen.changed_at == printing.LATER
    assert "w.osi" not in (await stored(journal))[0]["tokens"]
    assert "osé" not in json.dumps(await stored(journal), ensure_ascii=False)


async def test_an_article_published_through_the_door_is_read_by_everyone(ear: Ear) -> None:
    await playing.published_article(ear)
    page = await ear.house.get("", "/search", q="auto-école", territory="departement:02")
    assert [each["author_names"] for each in page["items"]] == [["Institute"]]
    assert page["items"][0]["incubator_name"] == "Thiérache Apprenante"
    assert (await ear.house.get("", "/facets"))["total"] == 1


async def test_the_lineage_is_read_from_both_ends(journal: House) -> None:
    original = await printing.print_caravane(journal)
    await printing.adapt(journal, original)
    ponthieu = Article.of_experiment(
        "art-a1", "ponthieu", making.heard(*making.ponthieu(), experiment="a1"), making.CORRECTED_ON
    )
    ponthieu.write(making.content(title="Ponthieu", authors=("campus",)), "carol", making.CORRECTED_ON)
    await printing.keep(journal, ponthieu, printing.bring_out(ponthieu, printing.LATER))
    down, up = (await read(journal)).kin, (await read(journal, "ponthieu")).kin
    [child], [parent] = down.adaptations, up.originals
    assert (child.article and child.article.slug, child.confirms) == ("ponthieu", True)
    assert parent.article is not None
    assert parent.article.slug == "caravane"
    assert (down.originals, up.adaptations) == ((), ())


async def test_a_declaration_that_waits_is_on_no_lineage(journal: House) -> None:
    await printing.print_caravane(journal)
    await printing.keep_other(journal, making.pending())
    assert (await read(journal)).kin.adaptations == ()
