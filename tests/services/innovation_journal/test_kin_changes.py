"""A page names the articles at the other ends of its links: one that comes out, goes or is renamed changes it."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
from lxml import etree

from services.innovation_journal.article_public import Answer
from tests.services.innovation_journal.cast import Ear
from tests.services.innovation_journal.making import corrected, ponthieu
from tests.services.innovation_journal.playing import article_of, published_article, version_of
from tests.support.service import House
from tests.support.taking_away import nothing_awaited

BORN, OUT, LATER = date(2022, 10, 20), date(2022, 11, 2), date(2022, 12, 1)
CARAVANE, CHILD = "CARAVANE : apprendre le code, reprendre confiance", "CARAVANE Ponthieu"


@pytest.fixture
async def pair(house: House) -> AsyncIterator[Ear]:
    """CARAVANE published and adapted; the article of its adaptation comes out later, on 2 November 2022."""
    ear = Ear(house)
    await ear.settle_in()
    article = await published_article(ear)
    await ear.on(BORN)
    await ear.hear(*ponthieu(adapts_article=article))
    yield ear
    await house.forget()


async def come_out(ear: Ear) -> str:
    """The child's article is written by Carol and published by Bruno."""
    child = await article_of(ear, "a1")
    await ear.on(OUT)
    said = (await ear.house.get("carol", f"/articles/{child}"))["inside"]["content"]
    await write(ear, child, "carol", said | {"place": "Somme"})
    await ear.house.post("bruno", f"/articles/{child}/review", {"reviewers": ["rita"]})
    review = {"recommendation": "accept", "note": "Bien.", "no_conflict": True}
    await ear.house.post("rita", f"/articles/{child}/reviews", review)
    await ear.house.post("bruno", f"/articles/{child}/acceptance", {"reasons": "Oui."})
    await ear.house.post("bruno", f"/articles/{child}/publication", {"note": "Voici."})
    return child


async def write(ear: Ear, article: str, who: str, content: dict[str, object]) -> None:
    """Somebody writes a draft."""
    body = {"version": await version_of(ear, article), "content": content}
    await ear.house.put(who, f"/articles/{article}/content", body)


async def harvested(ear: Ear, since: date) -> dict[str, list[str]]:
    """What a harvester that comes back is given: the relations of each record by its title."""
    query = f"verb=ListRecords&metadataPrefix=oai_dc&from={since}"
    found = etree.fromstring((await ear.house.client.get(f"/journal/oai?{query}")).content)
    return {
        str(record.findtext(".//{*}title")): [str(each.text) for each in record.iter("{*}relation")]
        for record in found.iter("{*}metadata")
    }


async def test_the_original_is_harvested_again_when_what_adapts_it_comes_out(pair: Ear) -> None:
    await come_out(pair)
    found = await harvested(pair, OUT)
    assert {title: [each.rpartition("/")[2] for each in kin] for title, kin in found.items()} == {
        CHILD: ["caravane"],
        CARAVANE: ["caravane-ponthieu"],
    }


async def test_another_title_reaches_the_other_end_and_another_edition_does_not(pair: Ear) -> None:
    child = await come_out(pair)
    said = (await pair.house.get("carol", f"/articles/{child}"))["inside"]["content"]
    await pair.on(LATER)
    await write(pair, child, "carol", said | {"cost": "Moins cher."})
    await pair.house.post("bruno", f"/articles/{child}/editions", {"kind": "update", "note": "Le coût."})
    assert set(await harvested(pair, LATER)) == {CHILD}
    await write(pair, child, "carol", said | {"title": "Le camion du Ponthieu"})
    await pair.house.post("bruno", f"/articles/{child}/editions", {"kind": "erratum", "note": "Le titre."})
    assert set(await harvested(pair, LATER)) == {"Le camion du Ponthieu", CARAVANE}


async def test_the_title_of_an_edition_that_answers_a_flag_reaches_the_other_end(pair: Ear) -> None:
    child = await come_out(pair)
    article = await article_of(pair, "x3")
    said = (await pair.house.get("ivan", f"/articles/{article}"))["inside"]["content"]
    await pair.on(LATER)
    await pair.hear(corrected(on=OUT))
    await write(pair, article, "ivan", said | {"title": "CARAVANE corrigée"})
    answer = {"answer": Answer.CORRECT, "note": "84, et non 87."}
    await pair.house.post("bruno", f"/articles/{article}/flag-answer", answer)
    assert child
    assert set(await harvested(pair, LATER)) == {"CARAVANE corrigée", CHILD}


async def test_the_other_end_is_harvested_again_when_an_article_is_withdrawn(pair: Ear) -> None:
    child = await come_out(pair)
    await pair.on(LATER)
    await pair.house.post("bruno", f"/articles/{child}/withdrawal", {"kind": "author", "reason": "À leur demande."})
    assert set(await harvested(pair, LATER)) == {CARAVANE}


async def test_without_the_rule_the_harvester_never_hears_of_it(pair: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.innovation_journal.use_cases.publishing.touch_kin", nothing_awaited)
    await come_out(pair)
    assert set(await harvested(pair, OUT)) == {CHILD}
