"""« Essayer chez moi » and gatherings through the real door."""

import asyncio
from datetime import date
from typing import Any

import pytest

from services.innovation_journal.use_cases import lineage
from tests.services.innovation_journal.cast import Ear
from tests.services.innovation_journal.making import (
    ACCOUNT,
    DECLARATION,
    PROGRAMME,
    described,
    evaluated,
    ponthieu,
    started,
    stopped,
)
from tests.services.innovation_journal.playing import (
    article_of,
    facts,
    mails,
    play,
    play_child,
    published_article,
    version_of,
)

DECLARED: dict[str, Any] = {**ACCOUNT.model_dump(), "experiment": "a1"}


async def lineage_of(ear: Ear, article: str) -> list[dict[str, Any]]:
    """The adaptations of an article."""
    found: list[dict[str, Any]] = (await ear.house.get("bruno", f"/articles/{article}/lineage"))["adaptations"]
    return found


async def test_a_member_declares_that_their_running_experiment_adapts(ear: Ear) -> None:
    article = await published_article(ear)
    description, start, evaluation = ponthieu()
    await ear.hear(description)
    path = f"/articles/{article}/adaptations"
    refused = await ear.house.post("carol", path, DECLARED, expect=409)
    assert "démarrée" in refused["detail"]
    await ear.hear(start)
    made = await ear.house.post("carol", path, DECLARED)
    [shown] = await lineage_of(ear, article)
    assert (shown["id"], shown["kept"], shown["on"]) == (made["id"], ACCOUNT.kept, "2021-06-22")
    again = await ear.house.post("carol", path, DECLARED, expect=409)
    assert "existante" in again["detail"]
    assert await mails(ear, "adaptation-declared") == ["ines", "ivan"]
    await ear.hear(evaluation)
    assert (await lineage_of(ear, article))[0]["result"]["outcome"] == "confirmed"


async def test_an_adaptation_declared_after_its_evaluation_has_its_result_at_once(ear: Ear) -> None:
    article = await published_article(ear)
    await ear.hear(*ponthieu())
    made = await ear.house.post("carol", f"/articles/{article}/adaptations", DECLARED)
    assert (await lineage_of(ear, article))[0]["result"]["outcome"] == "confirmed"
    assert await facts(ear, f"adaptation/{made['id']}") == ["declared", "result-attached"]
    assert (await ear.house.get("", f"/articles/{article}"))["evidence"] == "replicated"


async def test_an_article_published_later_is_born_with_its_lineage(ear: Ear) -> None:
    await ear.hear(*ponthieu(adapts_experiment="x3"))
    article = await published_article(ear)
    seen = await ear.house.get("", f"/articles/{article}")
    assert (seen["evidence"], seen["published"]["evidence"]) == ("replicated", "replicated")
    assert len(await lineage_of(ear, article)) == 1


async def test_its_carrier_says_what_was_kept_and_changed(ear: Ear) -> None:
    article = await published_article(ear)
    await ear.hear(*ponthieu(adapts_article=article)[:2])
    [shown] = await lineage_of(ear, article)
    path = f"/adaptations/{shown['id']}/account"
    await ear.house.post("ivan", path, ACCOUNT.model_dump(), expect=403)
    await ear.house.post("carol", path, ACCOUNT.model_dump())
    assert (await lineage_of(ear, article))[0]["changed"] == ACCOUNT.changed


async def test_only_a_published_article_is_adapted_by_declaration(ear: Ear) -> None:
    await ear.hear(*ponthieu())
    own = await article_of(ear, "a1")
    await ear.house.post("sam", f"/articles/{own}/declarations", DECLARATION, expect=409)


async def test_nobody_declares_for_an_experiment_of_others_or_of_nobody(ear: Ear) -> None:
    article = await published_article(ear)
    await ear.hear(*ponthieu()[:2])
    path = f"/articles/{article}/adaptations"
    await ear.house.post("ivan", path, DECLARED, expect=403)
    await ear.house.post("carol", path, DECLARED | {"experiment": "unknown"}, expect=403)


async def test_a_loop_is_refused_to_a_person_too(ear: Ear) -> None:
    article = await published_article(ear)
    await ear.hear(*ponthieu(adapts_article=article))
    await ear.house.post("ivan", f"/articles/{article}/adaptations", DECLARED | {"experiment": "x3"}, expect=409)
    child = await article_of(ear, "a1")
    await play_child(ear, child)
    refused = await ear.house.post(
        "ivan", f"/articles/{child}/adaptations", DECLARED | {"experiment": "x3"}, expect=409
    )
    assert refused["errors"][0]["field"] == "experiment"


async def each_adapts_the_other(ear: Ear) -> list[int]:
    """Two stopped experiments whose articles are public: two declarations that make a loop, at the same moment."""
    await ear.hear(described(), started(), stopped())
    await ear.hear(*ponthieu()[:2], stopped("a1", carrier="campus"))
    article, child = await article_of(ear, "x3"), await article_of(ear, "a1")
    await play(ear, article, lessons="Trop cher.")
    await play_child(ear, child)
    return list(
        await asyncio.gather(
            ear.house.status("POST", "carol", f"/articles/{article}/adaptations", DECLARED),
            ear.house.status("POST", "ivan", f"/articles/{child}/adaptations", DECLARED | {"experiment": "x3"}),
        )
    )


async def none(*_: object) -> None:
    """Nothing is touched."""


@pytest.fixture
def pages_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages at the ends of two links are not the same in a longer loop: they do not make the links collide."""
    monkeypatch.setattr(lineage, "refresh_both", none)


@pytest.mark.usefixtures("pages_apart")
async def test_two_links_that_make_a_loop_are_not_both_written(ear: Ear) -> None:
    assert sorted(await each_adapts_the_other(ear)) == [201, 409]


@pytest.mark.usefixtures("pages_apart")
async def test_without_the_links_document_both_would_be(ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule taken away, a barrier makes both look before either writes."""
    looked, both = [0], asyncio.Event()
    ancestors = lineage.ancestors

    async def together(work: Any, article: Any) -> list[str]:
        found = await ancestors(work, article)
        looked[0] += 1
        if looked[0] == 2:
            both.set()
        await asyncio.wait_for(both.wait(), 5)
        return found

    for name in ("_touch_links", "_hold"):
        monkeypatch.setattr(lineage, name, none)
    monkeypatch.setattr(lineage, "ancestors", together)
    assert sorted(await each_adapts_the_other(ear)) == [201, 201]


async def test_a_declaration_from_elsewhere_waits_for_an_editor(ear: Ear) -> None:
    article = await published_article(ear)
    await ear.on(date(2022, 11, 24))
    made = await ear.house.post("sam", f"/articles/{article}/declarations", DECLARATION)
    assert made["state"] == "pending"
    assert (await ear.house.get("", f"/articles/{article}/lineage"))["adaptations"] == []
    await ear.house.get("ivan", f"/adaptations/{made['id']}", expect=404)
    assert (await ear.house.get("sam", f"/adaptations/{made['id']}"))["state_label"] == "À modérer"
    assert (await ear.house.get("ivan", "/adaptations"))["items"] == []
    [waiting] = (await ear.house.get("bruno", "/adaptations", state="pending"))["items"]
    assert (waiting["id"], waiting["place"]) == (made["id"], "Finistère (Bretagne)")
    assert await facts(ear, f"adaptation/{made['id']}") == []
    assert await mails(ear, "adaptation-pending") == ["bruno", "elise", "nadia"]
    await ear.house.post("bruno", f"/adaptations/{made['id']}/acceptance")
    [shown] = (await ear.house.get("", f"/articles/{article}/lineage"))["adaptations"]
    assert (shown["experiment"], shown["on"], shown["result"]) == (None, "2022-11-24", None)
    assert await mails(ear, "adaptation-accepted") == ["sam"]


async def test_a_declaration_that_is_not_kept_says_why_to_who_made_it(ear: Ear) -> None:
    article = await published_article(ear)
    made = await ear.house.post("unknown", f"/articles/{article}/declarations", DECLARATION)
    reasons = {"reasons": "Rien n'est dit de ce qui est gardé."}
    await ear.house.post("bruno", f"/adaptations/{made['id']}/refusal", reasons)
    [mine] = (await ear.house.get("unknown", "/adaptations", mine=True))["items"]
    assert (mine["state_label"], mine["reasons"]) == ("Non retenue", "Rien n'est dit de ce qui est gardé.")
    assert (await ear.house.get("", f"/articles/{article}/lineage"))["adaptations"] == []
    assert await mails(ear, "adaptation-declined") == []


async def test_a_proposal_that_never_starts_stays_off_the_lineage(ear: Ear) -> None:
    article = await published_article(ear)
    await ear.hear(described("a1", carrier="campus", adapts_article=article))
    assert await lineage_of(ear, article) == []
    await ear.hear(described("a1", carrier="campus", adapts_article=None), started("a1", "2021-09-06"))
    assert await lineage_of(ear, article) == []


async def test_what_started_while_an_article_was_declined_is_linked_when_it_is_opened_again(ear: Ear) -> None:
    await ear.hear(described(), started(), evaluated())
    article = await article_of(ear, "x3")
    await ear.house.post("bruno", f"/articles/{article}/refusal", {"reasons": "Déjà dit ailleurs."})
    await ear.hear(*ponthieu(adapts_article=article))
    assert await lineage_of(ear, article) == []
    await ear.house.post("bruno", f"/articles/{article}/reopening", {"reasons": "Adapté depuis."})
    [shown] = await lineage_of(ear, article)
    assert shown["result"]["outcome"] == "confirmed"


async def test_reopening_answers_where_the_article_stands_once_it_is_linked(ear: Ear) -> None:
    """With If-Match, against the version that was read; its receipt is a version that the next command may name."""
    await ear.hear(described(), started(), evaluated())
    article = await article_of(ear, "x3")
    path = f"/articles/{article}"
    await ear.house.post("bruno", f"{path}/refusal", {"reasons": "Déjà dit ailleurs."})
    await ear.hear(*ponthieu(adapts_article=article))
    read = await version_of(ear, article)
    await ear.house.post("bruno", f"{path}/reopening", {"reasons": "?"}, If_Match=f'"{read - 1}"', expect=412)
    receipt = await ear.house.post("bruno", f"{path}/reopening", {"reasons": "Adapté depuis."}, If_Match=f'"{read}"')
    assert receipt["version"] == await version_of(ear, article) > read + 1


# --- what came to an end


async def test_an_adaptation_whose_article_is_withdrawn_for_an_error_proves_nothing(ear: Ear) -> None:
    article = await published_article(ear)
    await ear.hear(*ponthieu(adapts_article=article))
    child = await article_of(ear, "a1")
    await play_child(ear, child)
    before = await ear.house.get("", f"/articles/{article}")
    assert (before["evidence"], (await shown_lineage(ear, article))["outcomes"]) == ("replicated", {"confirmed": 1})
    await ear.on(date(2022, 12, 1))
    await ear.house.post("bruno", f"/articles/{child}/withdrawal", {"kind": "error", "reason": "Un chiffre est faux."})
    after = await ear.house.get("", f"/articles/{article}")
    assert (after["evidence"], after["evidence_why"]["inputs"]["confirmed_elsewhere"]) == ("measured", [])
    assert after["changed_at"] > before["changed_at"]
    lineage = await shown_lineage(ear, article)
    assert (lineage["outcomes"], lineage["adaptations"][0]["told_in"]["in_error"]) == ({}, True)
    page = (await ear.house.client.get("/journal/articles/caravane")).text
    assert "CARAVANE Ponthieu</a> (article retiré)" in page
    assert "son résultat ne compte pas comme preuve" in page
    for gone in ("effet confirmé", "Effet confirmé", "26 sur 48"):
        assert gone not in page


async def test_an_article_withdrawn_at_its_authors_wish_is_marked_and_its_result_stays(ear: Ear) -> None:
    article = await published_article(ear)
    await ear.hear(*ponthieu(adapts_article=article))
    child = await article_of(ear, "a1")
    await play_child(ear, child)
    await ear.house.post("bruno", f"/articles/{child}/withdrawal", {"kind": "author", "reason": "À leur demande."})
    assert (await ear.house.get("", f"/articles/{article}"))["evidence"] == "replicated"
    page = (await ear.house.client.get("/journal/articles/caravane")).text
    assert "CARAVANE Ponthieu</a> (article retiré)" in page
    assert "Effet confirmé" in page


async def test_an_original_withdrawn_for_an_error_replicates_nothing_either(ear: Ear) -> None:
    article = await published_article(ear)
    await ear.hear(*ponthieu(adapts_article=article))
    child = await article_of(ear, "a1")
    await play_child(ear, child)
    assert (await ear.house.get("", f"/articles/{child}"))["evidence"] == "replicated"
    await ear.house.post("bruno", f"/articles/{article}/withdrawal", {"kind": "error", "reason": "Faux."})
    assert (await ear.house.get("", f"/articles/{child}"))["evidence"] == "measured"
    page = (await ear.house.client.get("/journal/articles/caravane-ponthieu")).text
    assert "la comparaison ne vaut plus" in page


async def shown_lineage(ear: Ear, article: str) -> dict[str, Any]:
    """The lineage of an article as everyone reads it."""
    found: dict[str, Any] = await ear.house.get("", f"/articles/{article}/lineage")
    return found


async def test_an_adaptation_that_stopped_says_when(ear: Ear) -> None:
    article = await published_article(ear)
    await ear.hear(*ponthieu(adapts_article=article)[:2])
    assert "Résultat à venir" in (await ear.house.client.get("/journal/articles/caravane")).text
    before = (await ear.house.get("", f"/articles/{article}"))["changed_at"]
    await ear.on(date(2022, 3, 2))
    await ear.hear(stopped("a1", carrier="campus", on="2022-03-01"))
    [shown] = await lineage_of(ear, article)
    assert (shown["stopped_on"], shown["result"]) == ("2022-03-01", None)
    assert (await ear.house.get("", f"/articles/{article}"))["changed_at"] > before
    page = (await ear.house.client.get("/journal/articles/caravane")).text
    assert "Arrêtée le 1er mars 2022." in page
    assert "Résultat à venir" not in page


async def test_of_an_adaptation_elsewhere_no_result_is_promised(ear: Ear) -> None:
    article = await published_article(ear)
    made = await ear.house.post("sam", f"/articles/{article}/declarations", DECLARATION)
    refused = await ear.house.post("nadia", f"/adaptations/{made['id']}/acceptance", expect=409)
    assert "porte ou signe" in refused["detail"]
    await ear.house.post("nadia", f"/adaptations/{made['id']}/refusal", {"reasons": "Non."}, expect=409)
    await ear.house.post("bruno", f"/adaptations/{made['id']}/acceptance")
    page = (await ear.house.client.get("/journal/articles/caravane")).text
    assert "Aucun résultat suivi" in page
    assert "Résultat à venir" not in page


async def test_an_adaptation_that_proves_false_is_taken_off_the_lineage_for_good(ear: Ear) -> None:
    article = await published_article(ear)
    description, *rest = ponthieu(adapts_article=article)
    await ear.hear(description, *rest)
    [shown] = await lineage_of(ear, article)
    path = f"/adaptations/{shown['id']}"
    await ear.house.post("nadia", f"{path}/removal", {"reasons": "?"}, expect=409)
    await ear.house.post("bruno", f"{path}/removal", {"reasons": "Ce n'est pas la même pratique."})
    await ear.hear(description)
    assert await lineage_of(ear, article) == []
    assert (await ear.house.get("", f"/articles/{article}"))["evidence"] == "measured"
    assert "Ponthieu" not in (await ear.house.client.get("/journal/articles/caravane")).text
    await ear.house.get("", path, expect=404)
    mine = await ear.house.get("carol", path)
    assert (mine["state_label"], mine["reasons"]) == ("Retirée de la filiation", "Ce n'est pas la même pratique.")
    assert await mails(ear, "adaptation-removed") == ["carol"]
    refused = await ear.house.post("carol", f"/articles/{article}/adaptations", DECLARED, expect=409)
    assert "écrivez-lui" in refused["detail"]


async def test_mine_are_what_i_declared_and_what_my_organisations_carry(ear: Ear) -> None:
    article = await published_article(ear)
    await ear.hear(*ponthieu(adapts_article=article)[:2])
    await ear.hear(described("a2", carrier="campus", title="Autre"), started("a2", carrier="campus"))
    await ear.house.post("carol", f"/articles/{article}/adaptations", DECLARED | {"experiment": "a2"})
    told = await ear.house.post("carol", f"/articles/{article}/declarations", DECLARATION)
    first = await ear.house.get("carol", "/adaptations", mine=True, limit=2)
    assert [each["experiment"] for each in first["items"]] == ["a1", "a2"]
    rest = await ear.house.get("carol", "/adaptations", mine=True, limit=2, after=first["next"])
    assert [each["id"] for each in rest["items"]] == [told["id"]]
    assert (await ear.house.get("sam", "/adaptations", mine=True))["items"] == []


# --- gatherings


async def test_a_gathering_is_announced_changed_and_cancelled(ear: Ear) -> None:
    article = await published_article(ear)
    await ear.on(date(2022, 10, 24))
    body = {"programme": PROGRAMME | {"incubator": "i3", "articles": [article]}}
    made = await ear.house.post("bruno", "/gatherings", body)
    path = f"/gatherings/{made['id']}"
    seen = await ear.house.get("", path)
    assert (seen["slug"], seen["kind_label"]) == ("journee-regionale-de-l-innovation-pedagogique", "Journée d'étude")
    assert seen["starts_at"] == "2022-12-06T08:30:00Z"
    await ear.house.put("bruno", path, {"programme": body["programme"] | {"place": "Lille"}})
    assert (await ear.house.get("", path))["place"] == "Lille"
    await ear.house.post("bruno", f"{path}/cancellation", {"reason": "Salle fermée."})
    [listed] = (await ear.house.get("", "/gatherings", incubator="i3"))["items"]
    assert (listed["state_label"], listed["reason"]) == ("Annulé", "Salle fermée.")
    assert await facts(ear, f"gathering/{made['id']}") == ["announced", "announced", "announced"]


@pytest.mark.parametrize(
    ("change", "field"),
    [({"incubator": "nowhere"}, "programme/incubator"), ({"articles": ["nothing"]}, "programme/articles/0")],
)
async def test_a_gathering_names_what_exists(ear: Ear, change: dict[str, Any], field: str) -> None:
    refused = await ear.house.post("bruno", "/gatherings", {"programme": PROGRAMME | change}, expect=422)
    assert refused["errors"][0]["field"] == field


async def test_a_draft_is_no_outcome_of_a_gathering(ear: Ear) -> None:
    await ear.hear(*ponthieu())
    draft = await article_of(ear, "a1")
    await ear.house.post("bruno", "/gatherings", {"programme": PROGRAMME | {"articles": [draft]}}, expect=422)


async def test_two_gatherings_of_one_name_have_two_addresses(ear: Ear) -> None:
    for _ in range(2):
        await ear.house.post("bruno", "/gatherings", {"programme": PROGRAMME})
    slugs = [each["slug"] for each in (await ear.house.get("", "/gatherings"))["items"]]
    assert slugs[1] == f"{slugs[0]}-2"


async def test_articles_are_played_by_their_own_people(ear: Ear) -> None:
    await ear.hear(*ponthieu())
    with pytest.raises(AssertionError, match="403"):
        await play(ear, await article_of(ear, "a1"), "written")
