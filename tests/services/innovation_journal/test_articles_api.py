"""Articles through the real door: written, reviewed, accepted, published, corrected, withdrawn, by those who may."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.chassis.clock import system_now
from tests.services.innovation_journal.cast import Ear
from tests.services.innovation_journal.making import TESTIMONY, content, corrected, described, evaluated, started
from tests.services.innovation_journal.playing import (
    article_of,
    facts,
    mails,
    play,
    published_article,
    version_of,
    write,
)

REVIEW = {"recommendation": "revise", "note": "Dites le coût par parcours.", "no_conflict": True}
PRACTICE = {"organisation": "institute", "content": content(title="Le parcours Bonduelle").model_dump(mode="json")}


async def drafted(ear: Ear) -> str:
    """CARAVANE, evaluated."""
    await ear.hear(described(), started(), evaluated())
    return await article_of(ear, "x3")


async def test_from_proposal_to_publication(ear: Ear) -> None:
    article = await drafted(ear)
    await ear.house.get("", f"/articles/{article}", expect=404)
    await ear.house.get("sam", f"/articles/{article}", expect=404)
    await play(ear, article)
    seen = await ear.house.get("", f"/articles/{article}")
    assert (seen["state"], seen["edition"], seen["inside"]) == ("published", 1, None)
    assert seen["published"]["content"]["title"] == "CARAVANE : apprendre le code, reprendre confiance"
    assert "by" not in seen["published"]
    assert [each["slug"] for each in (await ear.house.get("", "/articles"))["items"]] == ["caravane"]
    assert await facts(ear, f"article/{article}") == ["proposed", "described", "published"]
    assert await mails(ear, "article-to-review") == ["rita"]
    assert await mails(ear, "article-accepted") == ["ines", "ivan"]
    assert await mails(ear, "article-reviewed") == ["bruno", "elise", "nadia"]


async def test_a_round_of_revisions(ear: Ear) -> None:
    article = await drafted(ear)
    await play(ear, article, "sent")
    await ear.house.post("rita", f"/articles/{article}/reviews", REVIEW)
    await ear.house.post("bruno", f"/articles/{article}/revisions", {"reasons": "Voir la relecture."})
    as_author = await ear.house.get("ivan", f"/articles/{article}")
    assert [(each["reviewer"], each["recommendation"]) for each in as_author["inside"]["reviews"]] == [(None, "revise")]
    assert (as_author["inside"]["reasons"], as_author["inside"]["reviewers"]) == ("Voir la relecture.", [])
    as_editor = await ear.house.get("bruno", f"/articles/{article}")
    assert [each["reviewer"] for each in as_editor["inside"]["reviews"]] == ["rita"]
    await play(ear, article)
    assert (await ear.house.get("", f"/articles/{article}"))["state"] == "published"


async def test_authors_wait_for_the_end_of_a_round_and_reviewers_see_their_own(ear: Ear) -> None:
    article = await drafted(ear)
    await write(ear, article)
    await ear.house.post("bruno", f"/articles/{article}/review", {"reviewers": ["rita", "remi"]})
    await ear.house.post("rita", f"/articles/{article}/reviews", REVIEW)
    assert (await ear.house.get("ivan", f"/articles/{article}"))["inside"]["reviews"] == []
    assert (await ear.house.get("remi", f"/articles/{article}"))["inside"]["reviews"] == []
    assert len((await ear.house.get("rita", f"/articles/{article}"))["inside"]["reviews"]) == 1
    assert [each["id"] for each in (await ear.house.get("remi", "/articles", reviewing=True))["items"]] == [article]
    assert (await ear.house.get("sam", "/articles", reviewing=True))["items"] == []
    assert (await ear.house.get("", "/articles", reviewing=True))["items"] == []


async def test_two_who_write_at_once_lose_no_text(ear: Ear) -> None:
    article = await drafted(ear)
    body = {"version": await version_of(ear, article), "content": content().model_dump(mode="json")}
    await ear.house.put("ivan", f"/articles/{article}/content", body)
    refused = await ear.house.put("ines", f"/articles/{article}/content", body, expect=412)
    assert "reportez vos changements" in refused["detail"]


async def test_a_reviewer_nobody_knows_is_not_named(ear: Ear) -> None:
    article = await drafted(ear)
    await write(ear, article)
    refused = await ear.house.post(
        "bruno", f"/articles/{article}/review", {"reviewers": ["rita", "nobody"]}, expect=422
    )
    assert refused["errors"][0]["field"] == "reviewers/1"


async def test_a_reviewer_of_a_carrier_is_not_named(ear: Ear) -> None:
    article = await drafted(ear)
    await write(ear, article)
    refused = await ear.house.post("bruno", f"/articles/{article}/review", {"reviewers": ["iris"]}, expect=409)
    assert refused["organisations"] == ["institute"]


async def test_an_editor_of_a_carrier_stands_aside(ear: Ear) -> None:
    article = await drafted(ear)
    await play(ear, article, "reviewed")
    await ear.house.post("nadia", f"/articles/{article}/acceptance", {"reasons": "Oui."}, expect=409)


async def test_an_address_is_taken_once_and_given_back(ear: Ear) -> None:
    article = await drafted(ear)
    await ear.hear(described("x9"), started("x9"), evaluated("x9"))
    other = await article_of(ear, "x9")
    assert (await ear.house.get("bruno", f"/articles/{other}"))["slug"] == "caravane-2"
    body: dict[str, Any] = {"content": content().model_dump(mode="json"), "slug": "caravane"}
    path = f"/articles/{other}/content"
    await ear.house.put("ivan", path, body | {"version": await version_of(ear, other)}, expect=409)
    moved = body | {"slug": "camion", "version": await version_of(ear, article)}
    await ear.house.put("ivan", f"/articles/{article}/content", moved)
    await ear.house.put("ivan", path, body | {"version": await version_of(ear, other)})
    assert (await ear.house.get("bruno", f"/articles/{other}"))["slug"] == "caravane"


async def test_an_unknown_author_organisation_is_named(ear: Ear) -> None:
    article = await drafted(ear)
    body = {
        "version": await version_of(ear, article),
        "content": content(authors=("institute", "nobody")).model_dump(mode="json"),
    }
    refused = await ear.house.put("ivan", f"/articles/{article}/content", body, expect=422)
    assert refused["errors"][0]["field"] == "content/authors/1"


async def test_a_practice_is_captured_without_an_experiment(ear: Ear) -> None:
    made = await ear.house.post("ivan", "/practices", PRACTICE)
    await ear.house.post("bruno", f"/articles/{made['id']}/review", {"reviewers": ["rita"]})
    await play_from(ear, made["id"])
    seen = await ear.house.get("", f"/articles/{made['id']}")
    assert (seen["source"], seen["experiment"], seen["evidence"]) == ("practice", None, "none")
    assert seen["slug"] == "le-parcours-bonduelle"
    assert await mails(ear, "practice-proposed") == ["bruno", "elise", "nadia"]


async def play_from(ear: Ear, article: str) -> None:
    """Reviewed, accepted, published."""
    await ear.house.post("rita", f"/articles/{article}/reviews", REVIEW)
    await ear.house.post("elise", f"/articles/{article}/acceptance", {"reasons": "Utile."})
    await ear.house.post("elise", f"/articles/{article}/publication", {"note": "Première publication."})


async def test_an_editor_proposes_from_elsewhere_and_another_one_decides(ear: Ear) -> None:
    elsewhere = {"content": content(title="Danemark : la rotation", territories=()).model_dump(mode="json")}
    made = await ear.house.post("bruno", "/practices", elsewhere)
    await ear.house.post("bruno", f"/articles/{made['id']}/review", {"reviewers": ["rita"]})
    await ear.house.post("rita", f"/articles/{made['id']}/reviews", REVIEW)
    await ear.house.post("bruno", f"/articles/{made['id']}/acceptance", {"reasons": "Oui."}, expect=409)
    await ear.house.post("elise", f"/articles/{made['id']}/acceptance", {"reasons": "Oui."})
    await ear.house.post("bruno", f"/articles/{made['id']}/publication", {"note": "Voici."}, expect=409)
    await ear.house.post("elise", f"/articles/{made['id']}/publication", {"note": "Voici."})


async def test_a_declined_article_may_be_opened_again(ear: Ear) -> None:
    article = await drafted(ear)
    await ear.house.post("bruno", f"/articles/{article}/refusal", {"reasons": "Déjà dit ailleurs."})
    await ear.house.post("bruno", f"/articles/{article}/reopening", {"reasons": "D'autres résultats."})
    assert (await ear.house.get("ivan", f"/articles/{article}"))["state"] == "proposed"


async def test_editions_are_kept_for_ever(ear: Ear) -> None:
    article = await published_article(ear)
    await ear.on(date(2021, 9, 1))
    await write(ear, article, cost="1 200 euros.")
    await ear.house.post("bruno", f"/articles/{article}/editions", {"kind": "update", "note": "Coût de 2021."})
    editions = await ear.house.get("", f"/articles/{article}/editions")
    assert [(each["number"], each["kind_label"], each["on"]) for each in editions] == [
        (1, "Première publication", "2021-06-22"),
        (2, "Mise à jour", "2021-09-01"),
    ]
    assert [each["content"]["cost"] for each in editions] == [
        "Environ 1 150 euros par parcours achevé.",
        "1 200 euros.",
    ]


async def test_a_flagged_article_tells_its_authors_and_the_editors(ear: Ear) -> None:
    await published_article(ear)
    await ear.hear(corrected())
    assert await mails(ear, "article-flagged") == ["bruno", "elise", "ines", "ivan", "nadia"]


async def test_a_withdrawn_article_keeps_its_page_with_the_reason(ear: Ear) -> None:
    article = await published_article(ear)
    await ear.house.post(
        "bruno", f"/articles/{article}/withdrawal", {"kind": "error", "reason": "Les données ne sont pas fiables."}
    )
    seen = await ear.house.get("", f"/articles/{article}")
    assert (seen["state_label"], seen["published"]) == ("Retiré", None)
    assert seen["withdrawn"]["reason"] == "Les données ne sont pas fiables."
    assert await ear.house.get("", f"/articles/{article}/editions") == []
    assert len(await ear.house.get("bruno", f"/articles/{article}/editions")) == 1


async def test_a_withdrawn_consent_leaves_every_kept_edition(ear: Ear) -> None:
    article = await published_article(ear, testimonies=(TESTIMONY,))
    await write(ear, article, testimonies=(TESTIMONY,), cost="1 200 euros.")
    await ear.house.post("bruno", f"/articles/{article}/editions", {"kind": "update", "note": "Coût."})
    shown = await ear.house.get("", f"/articles/{article}")
    [quoted] = shown["published"]["content"]["testimonies"]
    assert set(quoted) == {"code", "name", "pseudonym", "text"}
    await ear.house.post("ivan", f"/articles/{article}/testimonies/marie/withdrawal")
    editions = await ear.house.get("", f"/articles/{article}/editions")
    assert [each["content"]["testimonies"] for each in editions] == [[], [], []]
    assert "j'ai osé" not in str(await everything(ear))
    await ear.house.post("ivan", f"/articles/{article}/testimonies/marie/withdrawal", expect=404)


async def test_withdrawn_words_come_back_under_no_other_code(ear: Ear) -> None:
    article = await published_article(ear, testimonies=(TESTIMONY,))
    await ear.house.post("ivan", f"/articles/{article}/testimonies/marie/withdrawal")
    again = TESTIMONY.model_copy(
        update={"code": "anne", "name": "Anne", "text": "le camion venait devant la MAIRIE; j’ai osé"}
    )
    body = {"version": await version_of(ear, article), "content": content(testimonies=(again,)).model_dump(mode="json")}
    refused = await ear.house.put("ivan", f"/articles/{article}/content", body, expect=422)
    assert refused["errors"][0]["field"] == "content/testimonies/0/text"
    other = content(testimonies=(again.model_copy(update={"text": "Je conduis seule."}),)).model_dump(mode="json")
    await ear.house.put("ivan", f"/articles/{article}/content", body | {"content": other})
    kept = str(await everything(ear))
    assert "ai osé" not in kept
    assert TESTIMONY.words not in kept


async def test_words_that_changed_their_code_between_editions_leave_both(ear: Ear) -> None:
    article = await published_article(ear, testimonies=(TESTIMONY,))
    await write(ear, article, testimonies=(TESTIMONY.model_copy(update={"code": "marie-34-ans"}),))
    await ear.house.post("bruno", f"/articles/{article}/editions", {"kind": "update", "note": "Code."})
    await ear.house.post("ivan", f"/articles/{article}/testimonies/marie-34-ans/withdrawal")
    assert "j'ai osé" not in str(await everything(ear))


async def everything(ear: Ear) -> list[Any]:
    """Every document that the service keeps."""
    database = ear.house.runtime.store.database
    return [
        row for name in await database.list_collection_names() for row in await database[name].find().to_list(10_000)
    ]


async def test_rights_that_nobody_confirmed_publish_nothing(ear: Ear) -> None:
    article = await drafted(ear)
    await play(ear, article, "accepted")
    await ear.confirm(system_now() - timedelta(hours=1))
    await ear.house.post("bruno", f"/articles/{article}/publication", {"note": "Voici."}, expect=503)


@pytest.mark.parametrize(("asked", "found"), [("published", 1), ("proposed", 0)])
async def test_the_public_lists_what_is_public(ear: Ear, asked: str, found: int) -> None:
    await published_article(ear)
    await ear.hear(described("x9"), started("x9"), evaluated("x9"))
    assert len((await ear.house.get("", "/articles", state=asked))["items"]) == found
    assert len((await ear.house.get("bruno", "/articles"))["items"]) == 2
    assert len((await ear.house.get("iris", "/articles", mine=True))["items"]) == 2
    assert (await ear.house.get("sam", "/articles", mine=True))["items"] == []
