"""Applications through their doors, on the real database: drafts, deposits, blind scores, one act for many."""

from datetime import date
from typing import Any

import pytest

from services.chassis.calendar import paris
from tests.services.incubator_registry import applying, cast
from tests.services.incubator_registry.applying import Scene, content, marks
from tests.services.incubator_registry.making_calls import CLOSES, SECOND
from tests.support.service import House

HIGH, LOW = (4.5, 4, 4, 3.5), (3.5, 3, 3.5, 3)


@pytest.fixture
async def scene(registry: House) -> Scene:
    """The call of 2019, open."""
    return await applying.opened(registry)


async def test_from_draft_to_decision_one_act_decides_many(scene: Scene) -> None:
    house = scene.house
    first = await scene.deposited("bernard")
    second = await scene.deposited("yves", title="CapLittoral")
    await scene.eligible(first, second)
    await scene.scored(first, HIGH, HIGH)
    await scene.scored(second, LOW, LOW)
    await house.move_to(applying.COMMITTEE)
    await house.post("helene", f"/calls/{scene.call}/opinions", {"on": "2019-10-24", "cut_off": 1})
    await house.move_to(applying.DECIDED)
    decided = [
        {"application": first, "outcome": "accepted"},
        {"application": second, "outcome": "reserve", "rank": 1},
    ]
    act = {"recorded": applying.ACT | {"stood_aside": ["canton de Lens"]}, "decided": decided}
    await house.post("helene", "/decisions", act, expect=403)
    receipt = await house.post("solene", "/decisions", act)
    assert (receipt["id"], receipt["state"]) == (first, "accepted")
    assert await scene.facts(first) == ["deposited", "found-admissible", "opinion-given", "accepted"]
    assert await scene.facts(second) == ["deposited", "found-admissible", "opinion-given", "put-on-the-reserve-list"]
    said = dict(await house.said(f"application/{first}"))
    assert (said["opinion-given"]["score"], said["opinion-given"]["rank"]) == (8100, 1)
    assert (said["accepted"]["act"]["number"], said["accepted"]["stood_aside"]) == ("2019.02104", 1)
    (session,) = (await house.get("helene", f"/calls/{scene.call}/sessions"))["items"]
    assert [(line["rank"], line["score"], line["opinion"]) for line in session["ranked"]] == [
        (1, 8100, "favourable"),
        (2, 6550, "reserve"),
    ]


async def test_an_act_decides_all_of_its_applications_or_none(scene: Scene) -> None:
    house = scene.house
    first, second = await scene.deposited("bernard"), await scene.deposited("yves")
    await scene.eligible(first)
    await house.move_to(applying.DECIDED)
    motives = [{"code": "sans-suite", "reason": "Le budget n'est pas voté."}]
    decided = [
        {"application": second, "outcome": "closed", "motives": motives},
        {"application": first, "outcome": "accepted"},
    ]
    await house.post("solene", "/decisions", {"recorded": applying.ACT, "decided": decided}, expect=409)
    assert (await house.get("helene", f"/applications/{second}"))["state"] == "deposited"
    await house.post("solene", "/decisions", {"recorded": applying.ACT, "decided": decided[:1]})
    assert await scene.facts(second) == ["deposited", "closed-without-action"]


async def test_a_refusal_without_motives_is_not_recorded(scene: Scene) -> None:
    application = await scene.deposited()
    for decided in (
        {"application": application, "outcome": "refused"},
        {"application": application, "outcome": "reserve"},
        {"application": application, "outcome": "accepted", "rank": 1},
    ):
        body = {"recorded": applying.ACT, "decided": [decided]}
        await scene.house.post("solene", "/decisions", body, expect=422)


async def test_an_act_decides_an_application_once(scene: Scene) -> None:
    application = await scene.deposited()
    motives = [{"code": "sans-suite", "reason": "Le budget n'est pas voté."}]
    closed = {"application": application, "outcome": "closed", "motives": motives}
    await scene.house.move_to(applying.DECIDED)
    body = {"recorded": applying.ACT, "decided": [closed, closed]}
    problem = await scene.house.post("solene", "/decisions", body, expect=422)
    assert problem["errors"][0]["field"] == "decided"


# --- drafts and deposit


async def test_every_autosaved_version_of_a_draft_is_kept(scene: Scene) -> None:
    application = await scene.draft()
    path = f"/applications/{application}"
    version = (await scene.house.get("bernard", path))["version"]
    body = {"content": content(title="Deuxième titre")}
    await scene.house.put("bernard", f"{path}/draft", body, If_Match=f'"{version}"')
    await scene.house.put("bernard", f"{path}/draft", body, If_Match=f'"{version}"', expect=412)
    drafts = (await scene.house.get("bernard", f"{path}/drafts"))["items"]
    assert [(each["number"], each["content"]["title"]) for each in drafts] == [
        (1, "La Fosse aux Idées"),
        (2, "Deuxième titre"),
    ]
    assert await scene.facts(application) == []


async def test_a_draft_is_seen_by_its_grouping_only(scene: Scene) -> None:
    application = await scene.draft()
    await cast.person(scene.house, "stranger")
    assert (await scene.house.get("elena", f"/applications/{application}"))["state"] == "draft"
    await scene.house.get("helene", f"/applications/{application}", expect=404)
    await scene.house.get("stranger", f"/applications/{application}", expect=403)
    await scene.house.get("", f"/applications/{application}", expect=401)
    assert (await scene.house.get("helene", "/applications", seen_as="officer"))["items"] == []


async def test_a_deposit_one_second_late_is_refused_and_the_draft_is_kept(scene: Scene) -> None:
    application = await scene.draft("alexis", title="EdTech Express")
    await scene.house.move_to(CLOSES + SECOND)
    problem = await scene.house.post("alexis", f"/applications/{application}/deposit", expect=409)
    assert problem["type"].endswith("closing-instant-passed")
    seen = await scene.house.get("alexis", f"/applications/{application}")
    assert (seen["state"], seen["content"]["title"]) == ("draft", "EdTech Express")
    assert len((await scene.house.get("alexis", f"/applications/{application}/drafts"))["items"]) == 1


async def test_a_deposit_at_the_closing_second_is_received(scene: Scene) -> None:
    application = await scene.draft()
    await scene.house.move_to(CLOSES)
    await scene.house.fall()
    receipt = await scene.house.post("bernard", f"/applications/{application}/deposit")
    assert receipt["state"] == "deposited"


async def test_a_moved_closing_lets_everybody_deposit(scene: Scene) -> None:
    application = await scene.draft()
    await scene.house.move_to(paris(date(2019, 9, 26), 10))
    move = {
        "closes_at": "2019-10-07T12:00:00+02:00",
        "act": {"number": "2019.01602", "on": "2019-09-24"},
        "published_at": "2019-09-25T10:00:00+02:00",
    }
    await scene.house.post("solene", f"/calls/{scene.call}/closing", move)
    await scene.house.move_to(CLOSES + SECOND)
    await scene.house.post("bernard", f"/applications/{application}/deposit")


async def test_the_proof_of_deposit_says_what_silence_means(scene: Scene) -> None:
    application = await scene.draft()
    await scene.house.get("bernard", f"/applications/{application}/proof", expect=404)
    await scene.house.move_to(applying.DEPOSIT)
    await scene.house.post("bernard", f"/applications/{application}/deposit")
    proof = await scene.house.get("elena", f"/applications/{application}/proof")
    assert (proof["at"], proof["silent_refusal_on"]) == ("2019-09-30T09:30:00Z", "2019-11-30")
    assert "deux mois" in proof["sentence"]
    assert len(proof["sha256"]) == 64


async def test_only_a_representative_of_the_lead_deposits(scene: Scene) -> None:
    application = await scene.draft()
    await cast.join(scene.house, scene.organisations["bernard"], "bernard", "fatou", "writer")
    await scene.house.put("fatou", f"/applications/{application}/draft", {"content": content()})
    await scene.house.post("fatou", f"/applications/{application}/deposit", expect=403)
    await scene.house.post("elena", f"/applications/{application}/deposit", expect=403)


async def test_a_member_assents_for_itself_and_may_decline(scene: Scene) -> None:
    application = await scene.draft()
    batir = await scene.organisation("corinne", "organisme-de-formation")
    path = f"/applications/{application}/partners"
    asked = {"organisation": batir, "roles": ["organisme-de-formation"]}
    await scene.house.post("bernard", path, asked)
    await scene.house.post("bernard", f"{path}/{batir}/assent", expect=403)
    problem = await scene.house.post("bernard", f"/applications/{application}/deposit", expect=409)
    assert problem["type"].endswith("assent-missing")
    await scene.house.post("corinne", f"{path}/{batir}/removal")
    await scene.house.post("bernard", f"/applications/{application}/deposit")


async def test_nobody_applies_for_another_organisation(scene: Scene) -> None:
    lead = await scene.organisation("bernard")
    await scene.organisation("elena")
    await scene.house.post("elena", "/applications", {"call": scene.call, "lead": lead}, expect=403)


# --- instruction


async def test_a_correction_after_the_closing_keeps_the_difference_and_stops_the_silence(scene: Scene) -> None:
    house, application = scene.house, await scene.deposited()
    path = f"/applications/{application}"
    await house.move_to(paris(date(2019, 10, 3), 10))
    asked: dict[str, Any] = {"piece": "programme", "fault": "incomplet", "remark": "Précisez."}
    wrong = await house.post("helene", f"{path}/corrections", {"asked": [asked], "due_on": "2019-10-15"}, expect=409)
    assert wrong["type"].endswith("not-administrative")
    asked = {"piece": "statuts", "fault": "perime", "fields": ["date"], "remark": "Joignez ceux de 2019."}
    await house.post("helene", f"{path}/corrections", {"asked": [asked], "due_on": "2019-10-15"})
    assert (await house.get("bernard", path))["silence"]["stopped"] is True
    await house.move_to(paris(date(2019, 10, 7), 10))
    await house.post("bernard", f"{path}/pieces", {"pieces": [applying.STATUTES | {"name": "statuts-2019.pdf"}]})
    seen = await house.get("bernard", path)
    assert seen["corrections"][0]["changes"] == [
        {"piece": "statuts", "field": "name", "before": "statuts.pdf", "after": "statuts-2019.pdf"}
    ]
    assert seen["silence"] == {"refusal_on": "2019-12-04", "refused_on": None, "stopped": False}
    assert await scene.facts(application) == ["deposited", "correction-requested", "corrected"]


async def test_two_months_of_silence_are_shown_and_a_late_decision_replaces_them(scene: Scene) -> None:
    house, application = scene.house, await scene.deposited()
    await house.move_to(paris(date(2019, 12, 2), 10))
    assert (await house.get("bernard", f"/applications/{application}"))["silence"]["refused_on"] == "2019-11-30"
    (line,) = (await house.get("helene", "/applications", seen_as="officer"))["items"]
    assert line["silently_refused_on"] == "2019-11-30"
    motives = [{"code": "sans-suite", "reason": "L'appel est relancé."}]
    decided = [{"application": application, "outcome": "closed", "motives": motives}]
    await house.post("solene", "/decisions", {"recorded": applying.ACT, "decided": decided})
    seen = await house.get("bernard", f"/applications/{application}")
    assert seen["silence"] is None
    assert seen["decisions"][0]["replaces_silence_of"] == "2019-11-30"


async def test_an_ineligible_application_is_told_the_article(scene: Scene) -> None:
    house, application = scene.house, await scene.deposited()
    await house.move_to(applying.REVIEW)
    await house.post("helene", f"/applications/{application}/admissibility")
    checks = [{"rule": "partenaire-recherche", "met": False, "remark": "Le laboratoire s'est retiré."}]
    receipt = await house.post("helene", f"/applications/{application}/eligibility", {"checks": checks})
    assert receipt["state"] == "ineligible"
    said = dict(await house.said(f"application/{application}"))["found-inadmissible"]
    assert said["reasons"] == [{"code": "partenaire-recherche", "article": "article 3.2"}]


async def test_an_officer_who_is_a_member_of_the_grouping_does_not_instruct_it(scene: Scene) -> None:
    house, application = scene.house, await scene.deposited()
    await cast.join(house, scene.organisations["elena"], "elena", "helene", "reader")
    problem = await house.post("helene", f"/applications/{application}/admissibility", expect=409)
    assert problem["type"].endswith("own-organisation")


async def test_the_officers_tabs_count(scene: Scene) -> None:
    house = scene.house
    first, second = await scene.deposited("bernard"), await scene.deposited("yves")
    await scene.draft("alexis")
    await house.post("helene", f"/applications/{first}/followers")
    await house.post("yves", f"/applications/{second}/withdrawal")
    tabs = {tab["tab"]: (tab["label"], tab["count"]) for tab in await house.get("helene", "/applications/tabs")}
    assert tabs == {
        "to-follow": ("À suivre", 0),
        "followed": ("Suivis par moi", 1),
        "processed": ("Traités", 1),
        "total": ("Au total", 2),
    }
    (line,) = (await house.get("helene", "/applications", seen_as="officer", tab="followed"))["items"]
    assert line["id"] == first
    await house.get("bernard", "/applications/tabs", expect=403)


# --- assessment


async def test_assessors_are_blind_until_they_submit_and_applicants_until_the_decision(scene: Scene) -> None:
    house, application = scene.house, await scene.deposited()
    path = f"/applications/{application}"
    await scene.eligible(application)
    assert (await house.get("nadia", path))["content"] is None  # interests are declared before reading
    for who in ("nadia", "luc"):
        await house.post(who, f"{path}/interests", {"interest": False})
    assert (await house.get("nadia", path))["content"]["title"] == "La Fosse aux Idées"
    await house.post("nadia", f"{path}/scores", marks(*HIGH))
    blind = (await house.get("luc", path))["assessments"]
    assert [each["assessor"] for each in blind] == [scene.persons["luc"]]
    await house.post("luc", f"{path}/scores", marks(*LOW))
    both = (await house.get("luc", path))["assessments"]
    assert sorted(each["total"] for each in both) == [6550, 8100]
    (line,) = await house.get("helene", f"/calls/{scene.call}/scores")
    assert (line["mean"], line["spread"]) == (7325, 1550)
    await house.post("helene", f"/calls/{scene.call}/opinions", {"on": "2019-10-08", "cut_off": 1})
    before = await house.get("bernard", path)
    assert (before["assessments"], before["score"], before["opinion"]) == ([], None, None)
    await house.move_to(applying.DECIDED)
    decided = [{"application": application, "outcome": "accepted"}]
    await house.post("solene", "/decisions", {"recorded": applying.ACT, "decided": decided})
    after = await house.get("bernard", path)
    assert (after["score"], after["spread"]) == (7325, 1550)
    assert [each["assessor"] for each in after["assessments"]] == ["1", "2"]


async def test_an_officer_who_assesses_too_is_blind_until_they_submit(scene: Scene) -> None:
    house, application = scene.house, await scene.deposited()
    await scene.eligible(application)
    helene = (await house.get("helene", "/me"))["id"]
    named = {"assessors": [scene.persons["nadia"], helene]}
    await house.put("helene", f"/applications/{application}/assessors", named)
    await house.post("nadia", f"/applications/{application}/interests", {"interest": False})
    await house.post("nadia", f"/applications/{application}/scores", marks(*HIGH))
    shown = (await house.get("helene", f"/applications/{application}"))["assessments"]
    assert [each["assessor"] for each in shown] == [helene]
    assert await house.get("helene", f"/calls/{scene.call}/scores") == []


async def test_a_conflict_is_found_from_the_assessors_organisations(scene: Scene) -> None:
    house, application = scene.house, await scene.deposited()
    await scene.eligible(application)
    elena = (await house.get("elena", "/me"))["id"]
    named = {"assessors": [scene.persons["nadia"], elena]}
    problem = await house.put("helene", f"/applications/{application}/assessors", named, expect=409)
    assert problem["type"].endswith("assessor-in-conflict")


async def test_only_the_named_assessors_score(scene: Scene) -> None:
    house, application = scene.house, await scene.deposited()
    await scene.eligible(application)
    for who in ("helene", "bernard", "solene"):
        await house.post(who, f"/applications/{application}/scores", marks(*HIGH), expect=403)


async def test_bad_marks_are_refused_by_their_field(scene: Scene) -> None:
    house, application = scene.house, await scene.deposited()
    await scene.eligible(application)
    await house.post("nadia", f"/applications/{application}/interests", {"interest": False})
    partial: dict[str, Any] = {"marks": marks(4, 4, 4, 4)["marks"][:2]}
    for wrong in (marks(4.25, 4, 4, 4), marks(6, 4, 4, 4), partial, {"marks": list[str]()}):
        problem = await house.post("nadia", f"/applications/{application}/scores", wrong, expect=422)
        assert "marks" in str(problem)


async def test_each_capacity_lists_its_own_applications(scene: Scene) -> None:
    house, application = scene.house, await scene.deposited()
    await scene.eligible(application)
    for who, seen_as in (("bernard", "lead"), ("elena", "partner"), ("nadia", "assessor"), ("helene", "officer")):
        for capacity in ("lead", "partner", "assessor", "officer"):
            items = (await house.get(who, "/applications", seen_as=capacity))["items"]
            assert [each["id"] for each in items] == ([application] if capacity == seen_as else [])


async def test_the_committee_does_not_meet_before_the_closing_nor_without_every_score(scene: Scene) -> None:
    house, application = scene.house, await scene.deposited()
    path = f"/calls/{scene.call}/opinions"
    await house.post("helene", path, {"on": "2019-09-30", "cut_off": 1}, expect=422)
    await scene.eligible(application)
    problem = await house.post("helene", path, {"on": "2019-10-08", "cut_off": 1}, expect=409)
    assert problem["type"].endswith("scores-missing")


async def test_applicants_are_written_to_at_each_step(scene: Scene) -> None:
    application = await scene.deposited()
    await scene.eligible(application)
    sent = [row["template"] async for row in scene.house.runtime.store.database["outward"].find({}).sort("_id", 1)]
    assert sorted(sent) == ["application-deposited"] * 2 + ["application-in-review"] * 2  # lead and laboratory
