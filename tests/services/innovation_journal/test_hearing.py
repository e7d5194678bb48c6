"""What experiments say makes articles and lineage, in whatever order it arrives."""

from datetime import date
from itertools import permutations
from typing import Any

import pytest

from contracts.envelope import Event
from tests.services.innovation_journal.cast import Ear
from tests.services.innovation_journal.making import (
    CORRECTED_ON,
    corrected,
    described,
    evaluated,
    ponthieu,
    result,
    started,
    stopped,
)
from tests.services.innovation_journal.playing import article_of, facts, play, published_article


async def test_an_evaluated_experiment_becomes_a_proposed_article(ear: Ear) -> None:
    await ear.hear(described(), started(), evaluated())
    article = await article_of(ear, "x3")
    seen = await ear.house.get("bruno", f"/articles/{article}")
    assert (seen["state"], seen["state_label"], seen["source"]) == ("proposed", "Proposé", "experiment")
    assert (seen["verdict"], seen["evidence"], seen["slug"]) == ("positive", "measured", "caravane")
    draft = seen["inside"]["content"]
    assert draft["protocol"] == "Comparaison avec les promotions précédentes."
    assert draft["cost"] == "Environ 1 150 euros par parcours achevé."
    assert (draft["place"], draft["authors"]) == ("Aisne, Nord", ["institute"])
    assert seen["inside"]["missing"] == []
    [figure] = seen["inside"]["figures"]
    assert (figure["indicator"], figure["version"]) == ("completed", 1)
    assert (figure["before"]["numerator"], figure["after"]["numerator"]) == (41, 87)
    assert await facts(ear, f"article/{article}") == ["proposed"]


@pytest.mark.parametrize("verdict", ["negative", "inconclusive", "mixed"])
async def test_what_did_not_work_becomes_an_article_as_well(ear: Ear, verdict: str) -> None:
    await ear.hear(described(), started(), evaluated(verdict=verdict))
    seen = await ear.house.get("bruno", f"/articles/{await article_of(ear, 'x3')}")
    assert (seen["state"], seen["verdict"]) == ("proposed", verdict)


async def test_an_experiment_has_one_article_only(ear: Ear) -> None:
    first = evaluated()
    await ear.hear(described(), started(), first)
    await ear.again(first)
    await ear.hear(stopped(on="2021-06-30"))
    assert len((await ear.house.get("bruno", "/articles"))["items"]) == 1


async def test_a_stopped_experiment_says_why_and_a_later_evaluation_completes_it(ear: Ear) -> None:
    await ear.hear(described(title="RV découverte"), started(), stopped())
    article = await article_of(ear, "x3")
    seen = await ear.house.get("bruno", f"/articles/{article}")
    assert seen["title"] == "RV découverte : pourquoi nous avons arrêté"
    assert seen["inside"]["content"]["lessons"] == "Les casques partagés ne sont pas praticables."
    assert (seen["evidence"], seen["verdict"], seen["inside"]["missing"]) == ("none", None, [])
    await ear.hear(evaluated(verdict="inconclusive"))
    after = await ear.house.get("bruno", f"/articles/{article}")
    assert (after["verdict"], after["evidence"]) == ("inconclusive", "measured")
    assert after["inside"]["content"]["limits"] == "Pas de groupe témoin."
    assert after["inside"]["content"]["title"] == seen["title"]
    assert len((await ear.house.get("bruno", "/articles"))["items"]) == 1


async def test_a_later_evaluation_changes_nothing_that_somebody_wrote(ear: Ear) -> None:
    await ear.hear(described(), started(), stopped())
    article = await article_of(ear, "x3")
    await play(ear, article, "written", cost="Le prix d'un casque.")
    await ear.hear(evaluated())
    seen = await ear.house.get("bruno", f"/articles/{article}")
    assert seen["inside"]["content"]["cost"] == "Le prix d'un casque."
    assert seen["inside"]["content"]["protocol"] != ""


async def test_a_corrected_figure_flags_the_page_until_an_editor_answers(ear: Ear) -> None:
    """The story of CARAVANE: 87 of 142, then 84 of 142."""
    article = await published_article(ear)
    await ear.on(CORRECTED_ON)
    await ear.hear(corrected())
    seen = await ear.house.get("", f"/articles/{article}")
    [flag] = seen["flags"]
    assert (flag["indicator"], flag["shown_version"], flag["current_version"]) == ("completed", 1, 2)
    assert seen["published"]["figures"][0]["after"]["numerator"] == 87
    await ear.on(date(2022, 9, 20))
    await ear.house.post(
        "bruno", f"/articles/{article}/flag-answer", {"answer": "correct", "note": "84 parcours terminés, et non 87."}
    )
    after = await ear.house.get("", f"/articles/{article}")
    assert after["flags"] == []
    assert (after["edition"], after["published"]["kind"]) == (2, "correction")
    [figure] = after["published"]["figures"]
    assert (figure["version"], figure["after"]["numerator"], figure["after"]["denominator"]) == (2, 84, 142)
    editions = await ear.house.get("", f"/articles/{article}/editions")
    assert [each["figures"][0]["after"]["numerator"] for each in editions] == [87, 84]
    told = await facts(ear, f"article/{article}")
    assert told == ["proposed", "described", "published", "flagged", "described", "corrected"]


async def test_a_figure_may_be_kept_with_a_public_note(ear: Ear) -> None:
    article = await published_article(ear)
    await ear.hear(corrected())
    await ear.house.post(
        "bruno", f"/articles/{article}/flag-answer", {"answer": "keep", "note": "L'écart ne change pas la lecture."}
    )
    seen = await ear.house.get("", f"/articles/{article}")
    assert (seen["flags"], seen["edition"]) == ([], 1)
    assert [(each["indicator"], each["note"]) for each in seen["kept"]] == [
        ("completed", "L'écart ne change pas la lecture.")
    ]
    for path in ("", "/editions/1", "/jats", "/linked-data"):
        told = (await ear.house.client.get(f"/journal/articles/caravane{path}")).text
        assert "L'écart ne change pas la lecture." in told.replace("&#39;", "'"), path
    await ear.hear(corrected(numerator=83, version=3))
    assert len((await ear.house.get("", f"/articles/{article}"))["flags"]) == 1


async def test_a_draft_takes_the_corrected_figure(ear: Ear) -> None:
    await ear.hear(described(), started(), evaluated(), corrected())
    seen = await ear.house.get("bruno", f"/articles/{await article_of(ear, 'x3')}")
    assert seen["flags"] == []
    assert [each["version"] for each in seen["inside"]["figures"]] == [2]


async def test_carriers_and_incubator_follow_the_experiment(ear: Ear) -> None:
    article = await published_article(ear)
    await ear.hear(described(incubator=None, partners=["campus"]))
    seen = await ear.house.get("bruno", f"/articles/{article}")
    assert (seen["incubator"], seen["inside"]["carriers"]) == (None, ["campus", "institute"])
    assert (await facts(ear, f"article/{article}"))[-1] == "described"


# --- lineage


async def test_an_adaptation_stands_from_its_start_with_its_result_beside_the_original(ear: Ear) -> None:
    """The story of A1: 19 of 51 before, 26 of 48 after, in another place: confirmed, smaller."""
    article = await published_article(ear)
    description, start, evaluation = ponthieu(adapts_article=article)
    await ear.hear(description)
    assert (await ear.house.get("", f"/articles/{article}/lineage"))["adaptations"] == []
    await ear.hear(start)
    [adapted] = (await ear.house.get("", f"/articles/{article}/lineage"))["adaptations"]
    assert (adapted["title"], adapted["place"], adapted["on"]) == ("CARAVANE Ponthieu", "Somme", "2021-09-06")
    assert adapted["result"] is None
    await ear.on(date(2022, 10, 18))
    await ear.hear(evaluation)
    lineage = await ear.house.get("", f"/articles/{article}/lineage")
    [adapted] = lineage["adaptations"]
    assert (adapted["result"]["outcome"], adapted["outcome_label"]) == ("confirmed", "Effet confirmé")
    [compared] = adapted["result"]["compared"]
    assert (compared["original_effect"], compared["effect"], compared["size"]) == (27.1, 16.9, "smaller")
    assert lineage["outcomes"] == {"confirmed": 1}
    seen = await ear.house.get("", f"/articles/{article}")
    assert seen["evidence"] == "replicated"
    assert seen["evidence_why"]["inputs"]["confirmed_elsewhere"] == [adapted["id"]]
    assert await facts(ear, f"adaptation/{adapted['id']}") == ["declared", "result-attached"]
    assert (await facts(ear, f"article/{article}"))[-1] == "described"
    own = await ear.house.get("bruno", f"/articles/{await article_of(ear, 'a1')}")
    assert own["evidence"] == "replicated"
    up = await ear.house.get("bruno", f"/articles/{own['id']}/lineage")
    assert [each["original"]["slug"] for each in up["originals"]] == ["caravane"]


async def test_in_the_same_place_an_effect_is_confirmed_and_not_replicated(ear: Ear) -> None:
    article = await published_article(ear)
    await ear.hear(*ponthieu(adapts_article=article, territories=["commune:02001"]))
    lineage = await ear.house.get("", f"/articles/{article}/lineage")
    assert lineage["outcomes"] == {"confirmed": 1}
    assert (await ear.house.get("", f"/articles/{article}"))["evidence"] == "measured"


async def test_a_correction_that_turns_an_effect_is_told_again(ear: Ear) -> None:
    article = await published_article(ear)
    await ear.hear(*ponthieu(adapts_article=article))
    [adapted] = (await ear.house.get("", f"/articles/{article}/lineage"))["adaptations"]
    now = result((19, 51), (16, 48), version=2).model_dump(mode="json")
    await ear.hear(corrected("a1", result=now))
    [after] = (await ear.house.get("", f"/articles/{article}/lineage"))["adaptations"]
    assert after["result"]["outcome"] == "not-confirmed"
    assert (await ear.house.get("", f"/articles/{article}"))["evidence"] == "measured"
    assert await facts(ear, f"adaptation/{adapted['id']}") == ["declared", "result-attached", "result-attached"]


async def test_an_experiment_never_adapts_its_own_article_nor_one_that_descends_from_it(ear: Ear) -> None:
    article = await published_article(ear)
    await ear.hear(described(adapts_article=article))
    await ear.hear(*ponthieu(adapts_article=article))
    child = await article_of(ear, "a1")
    await ear.hear(described(adapts_article=child))
    lineage = await ear.house.get("bruno", f"/articles/{child}/lineage")
    assert lineage["adaptations"] == []
    assert [each["experiment"] for each in lineage["originals"]] == ["a1"]
    assert len((await ear.house.get("", f"/articles/{article}/lineage"))["adaptations"]) == 1


async def test_an_article_of_nowhere_is_left_alone(ear: Ear) -> None:
    await ear.hear(*ponthieu(adapts_article="nowhere"))
    assert (await ear.house.get("bruno", "/adaptations"))["items"] == []


ORIGINAL = (described(), started(), evaluated(), corrected())
ADAPTING = ponthieu(adapts_experiment="x3")


def merged() -> list[tuple[int, ...]]:
    """Ways in which two experiments' events may meet, each in its own order: 0 is the original's next."""
    ways = sorted(set(permutations([0] * len(ORIGINAL) + [1] * len(ADAPTING))))
    return ways[::4]


async def state_after(ear: Ear, way: tuple[int, ...]) -> dict[str, Any]:
    queues: list[list[Event]] = [list(ORIGINAL), list(ADAPTING)]
    for turn in way:
        await ear.hear(queues[turn].pop(0))
    article = await article_of(ear, "x3")
    own = await article_of(ear, "a1")
    [adapted] = (await ear.house.get("bruno", f"/articles/{article}/lineage"))["adaptations"]
    levels = [(await ear.house.get("bruno", f"/articles/{each}"))["evidence"] for each in (article, own)]
    kept = ("title", "place", "on", "kept", "changed", "outcome_label")
    judged = {name: adapted["result"][name] for name in ("verdict", "outcome", "results", "compared")}
    return {name: adapted[name] for name in kept} | judged | {"levels": levels}


async def test_the_order_in_which_two_experiments_speak_does_not_matter(ear: Ear) -> None:
    expected: dict[str, Any] = {}
    for way in merged():
        await ear.house.forget()
        ear.heard.clear()
        await ear.settle_in()
        found = await state_after(ear, way)
        expected = expected or found
        assert found == expected, way
    assert (expected["outcome"], expected["levels"]) == ("confirmed", ["replicated", "replicated"])
    assert expected["compared"][0]["original_effect"] == 25.0
