"""The journal as the story leaves it: what is published and when, what was put right, what is adapted, what waits."""

from datetime import date
from typing import Any

import httpx
import pytest

from deploy.local.identity.cast import VISITOR
from deploy.local.story.people import BRUNO
from tests.journeys.stage import JOURNAL_API, Stage

CARAVANE = "x3/article"
# The article's step: address, day, edition, verdict, level of evidence.
PUBLISHED = {
    "bonduelle/article": ("parcours-bonduelle-apprendre-sur-une-ligne-ecole", "2020-12-08", 1, None, "none"),
    "x3/article": ("caravane", "2021-06-22", 2, "positive", "replicated"),
    "x10/article": ("pourquoi-nous-avons-arrete", "2021-10-14", 1, None, "none"),
    "x2/article": ("dix-certifications-un-module-de-plus", "2021-11-18", 1, "positive", "observed"),
    "x7/article": ("securite-une-plateforme-en-ligne", "2021-12-13", 1, "inconclusive", "measured"),
    "x6/article": ("aide-a-domicile-en-realite-virtuelle", "2022-01-18", 1, "positive", "measured"),
    "x1/article": ("skillpass-diva", "2022-10-11", 1, "positive", "measured"),
}
# Every one of these answers the public through the door.
FOR_MACHINES = (
    ("/journal/atom.xml", "xml", "CARAVANE"),
    ("/journal/feed.json", "json", "CARAVANE"),
    ("/journal/sitemap.xml", "xml", "sitemap"),
    ("/journal/rencontres/calendrier.ics", "calendar", "BEGIN:VEVENT"),
    ("/journal/oai?verb=Identify", "xml", "repositoryName"),
    ("/journal/oai?verb=ListRecords&metadataPrefix=oai_dc", "xml", "CARAVANE"),
    ("/journal/articles/caravane/bibtex", "bibtex", "caravane"),
    ("/journal/articles/caravane/jats", "xml", "CARAVANE"),
    ("/journal/articles/caravane/linked-data", "json", "CARAVANE"),
)


async def article(stage: Stage, step: str, who: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = await stage.get(f"{JOURNAL_API}/articles/{stage.id(step)}", who)
    return found


async def lineage(stage: Stage, step: str) -> dict[str, Any]:
    found: dict[str, Any] = await stage.get(f"{JOURNAL_API}/articles/{stage.id(step)}/lineage")
    return found


def main_figure(edition: dict[str, Any]) -> tuple[int, int, int]:
    """Version, and persons among others after the experiment."""
    (figure,) = edition["figures"]
    return figure["version"], figure["after"]["numerator"], figure["after"]["denominator"]


class Journal:
    @pytest.mark.parametrize("step", PUBLISHED)
    async def test_it_is_published_on_its_day_with_its_level_of_evidence(self, stage: Stage, step: str) -> None:
        found = await article(stage, step)
        slug, on, edition, verdict, evidence = PUBLISHED[step]
        assert (found["slug"], found["state"], found["first_published_on"]) == (slug, "published", on)
        assert (found["edition"], found["verdict"], found["evidence"]) == (edition, verdict, evidence)

    async def test_the_public_sees_these_and_no_draft(self, stage: Stage) -> None:
        shown = await stage.get(f"{JOURNAL_API}/articles")
        assert {each["id"] for each in shown["items"]} == {stage.id(step) for step in PUBLISHED}

    async def test_what_was_evaluated_and_not_written_yet_waits_as_a_draft(self, stage: Stage) -> None:
        waiting = await stage.get(f"{JOURNAL_API}/articles?state=proposed", BRUNO)
        expected = {stage.id(f"{key}/propose") for key in ("x4", "x5", "x9", "a1")}
        assert {each["experiment"] for each in waiting["items"]} == expected
        for each in waiting["items"]:
            assert (await stage.doors.ask(None, "GET", f"{JOURNAL_API}/articles/{each['id']}")).status == 404

    async def test_what_is_captured_tells_no_experiment_and_no_figure(self, stage: Stage) -> None:
        found = await article(stage, "bonduelle/article")
        assert (found["source"], found["experiment"], found["published"]["figures"]) == ("practice", None, [])

    async def test_a_stop_is_told_under_its_own_title(self, stage: Stage) -> None:
        found = await article(stage, "x10/article")
        assert found["title"].startswith("Pourquoi nous avons arrêté")
        assert "trois fois le prix" in found["published"]["content"]["lessons"]

    async def test_what_its_reviewers_asked_for_was_written(self, stage: Stage) -> None:
        found = await article(stage, "x1/article", BRUNO)
        reviews = [(each["round"], each["recommendation"]) for each in found["inside"]["reviews"]]
        assert sorted(reviews) == [(1, "accept"), (1, "revise"), (2, "accept")]
        assert "portées volontaires" in found["published"]["content"]["limits"]

    async def test_the_public_is_not_told_who_reviewed_nor_how_someone_consented(self, stage: Stage) -> None:
        found = await article(stage, CARAVANE)
        assert found["inside"] is None
        (quoted,) = found["published"]["content"]["testimonies"]
        assert (quoted["name"], quoted["pseudonym"], "consent" in quoted) == ("Sylvie", True, False)


class PutRight:
    async def test_the_correction_flags_the_article_and_a_second_edition_answers(self, stage: Stage) -> None:
        said = {fact.name: fact for fact in stage.facts("article", CARAVANE)}
        flagged, corrected = said["article/flagged"], said["article/corrected"]
        assert (flagged.data["shown_version"], flagged.data["current_version"]) == (1, 2)
        assert (flagged.day, corrected.day) == (date(2022, 9, 12), date(2022, 9, 20))
        assert (corrected.data["edition"], corrected.data["kind"]) == (2, "correction")

    async def test_both_editions_are_kept_each_with_its_figure_and_note(self, stage: Stage) -> None:
        first, second = await stage.get(f"{JOURNAL_API}/articles/{stage.id(CARAVANE)}/editions")
        assert (first["on"], main_figure(first)) == ("2021-06-22", (1, 87, 142))
        assert (second["on"], main_figure(second)) == ("2022-09-20", (2, 84, 142))
        assert "84 parcours achevés sur 142" in second["note"]

    async def test_no_flag_is_left(self, stage: Stage) -> None:
        found = await article(stage, CARAVANE)
        assert (found["flagged"], found["flags"], main_figure(found["published"])) == (False, [], (2, 84, 142))


class Adapted:
    async def test_caravane_is_confirmed_in_the_ponthieu_and_smaller(self, stage: Stage) -> None:
        found = await lineage(stage, CARAVANE)
        (there,) = found["adaptations"]
        assert (there["experiment"], there["on"]) == (stage.id("a1/propose"), "2021-09-06")
        assert "code de la route" in there["kept"]
        assert "médiathèques" in there["changed"]
        (compared,) = there["result"]["compared"]
        assert (there["result"]["outcome"], there["result"]["on"]) == ("confirmed", "2022-10-18")
        assert (compared["original_effect"], compared["effect"], compared["size"]) == (25.0, 16.9, "smaller")
        assert found["outcomes"] == {"confirmed": 1}

    async def test_the_gestures_of_insulation_adapt_those_of_home_help_and_still_run(self, stage: Stage) -> None:
        (there,) = (await lineage(stage, "x6/article"))["adaptations"]
        assert (there["experiment"], there["on"], there["result"]) == (stage.id("a2/propose"), "2022-03-17", None)
        assert "observation du travail réel" in there["kept"]

    async def test_experiments_show_the_articles_they_adapt(self, stage: Stage) -> None:
        shown = {key: (await stage.experiment(key))["adapts"] for key in ("a1", "a2")}
        adapted = {key: [(each["article"], each["outcome"]) for each in value] for key, value in shown.items()}
        assert adapted == {
            "a1": [(stage.id("x3/article"), "confirmed")],
            "a2": [(stage.id("x6/article"), None)],
        }

    async def test_a_declaration_from_another_region_waits_for_an_editor(self, stage: Stage) -> None:
        pending = await stage.get(f"{JOURNAL_API}/adaptations?state=pending", BRUNO)
        (waiting,) = pending["items"]
        assert (waiting["article"], waiting["on"]) == (stage.id(CARAVANE), "2022-11-24")
        assert waiting["place"].endswith("Bretagne")

    async def test_the_public_does_not_see_it_and_who_made_it_does(self, stage: Stage) -> None:
        address = f"{JOURNAL_API}/adaptations/{stage.id('x3/article/elsewhere')}"
        assert (await stage.doors.ask(None, "GET", address)).status == 404
        assert (await stage.get(address, VISITOR.username))["state"] == "pending"
        assert stage.facts("adaptation", "x3/article/elsewhere") == ()
        async with httpx.AsyncClient(base_url=stage.platform.url) as client:
            assert "bibliobus" not in (await client.get("/journal/articles/caravane")).text


class Meetings:
    async def test_a_study_day_is_past_and_a_visit_to_come(self, stage: Stage) -> None:
        shown = {each["id"]: each for each in (await stage.get(f"{JOURNAL_API}/gatherings"))["items"]}
        day, visit = shown[stage.id("gathering/amiens")], shown[stage.id("gathering/visite")]
        assert (day["on"], day["starts_at"], day["articles"]) == (
            "2022-10-24",
            "2022-12-06T08:30:00Z",
            [stage.id("x3/article"), stage.id("x6/article")],
        )
        assert (visit["on"], visit["starts_at"]) == ("2022-12-05", "2023-02-09T13:00:00Z")
        assert visit["incubator"] == stage.incubator("i2")


class ReadByMachines:
    @pytest.mark.parametrize(("path", "kind", "holds"), FOR_MACHINES, ids=[path for path, _, _ in FOR_MACHINES])
    async def test_it_answers_anyone_through_the_door(self, stage: Stage, path: str, kind: str, holds: str) -> None:
        async with httpx.AsyncClient(base_url=stage.platform.url) as client:
            answer = await client.get(path)
        assert answer.status_code == 200
        assert kind in answer.headers["content-type"]
        assert holds in answer.text
