"""The service through its door on a real database: an experiment from its proposal to ordinary law."""

from datetime import date, timedelta
from typing import Any

import pytest

from contracts.incubator_registry import IncubatorClosed, IncubatorSuspended, MemberJoined, MemberLeft
from services.chassis.clock import system_now
from tests.services.project_tracking.house import House, bearer
from tests.services.project_tracking.making import BASELINE, content, described, findings

PROPOSAL: dict[str, Any] = {
    "carrier": "institute",
    "incubator": "i3",
    "description": described(ends_on="2020-06-30").model_dump(mode="json"),
}
OPINION = {"opinion": {"on": "2019-09-15", "favourable": True}}
EVALUATOR = {"person": "eva", "organisation": "third-party", "approach": "impact"}
NO_PRIOR_STATE = {"absent_because": "Indicateur de réalisation."}
ACT = {"act": {"number": "2022.01984", "on": "2019-09-20"}}


async def proposed(house: House, **changes: Any) -> str:
    receipt = await house.done("ivan", "/experiments", PROPOSAL | changes)
    return f"/experiments/{receipt['id']}"


async def validated(house: House, **changes: Any) -> str:
    path = await proposed(house, **changes)
    await house.done("helene", f"{path}/evaluator", EVALUATOR)
    await house.done("helene", f"{path}/validation", OPINION)
    return path


async def running(house: House, **changes: Any) -> str:
    path = await validated(house, **changes)
    await house.on(date(2019, 10, 7))
    await house.done("ivan", f"{path}/start", {"on": "2019-10-07"})
    return path


async def report_of(house: House, path: str, label: str) -> str:
    reports = (await house.see("helene", f"{path}/reports"))["reports"]
    (found,) = [each for each in reports if each["label"] == label]
    return f"/reports/{found['id']}"


def written(**figures: Any) -> dict[str, Any]:
    body = content(**figures).model_dump(mode="json")
    body["lines"][0]["indicator"] = "completed"
    return {"content": body}


async def test_an_experiment_from_its_proposal_to_ordinary_law(house: House) -> None:
    path = await running(house)
    await house.done(
        "ivan",
        f"{path}/milestones/first-group/forecast",
        {"forecast": "2019-11-12", "cause": "recruitment", "explanation": "Le public manque encore."},
    )
    await house.on(date(2019, 11, 12))
    await house.done("ivan", f"{path}/milestones/first-group/reached", {"on": "2019-11-12"})
    await house.on(date(2021, 5, 20))
    await house.done("eva", f"{path}/evaluation", findings().model_dump(mode="json"))
    await house.done(
        "eva",
        f"{path}/corrections",
        {
            "outcome": findings().outcomes[0].model_dump(mode="json")
            | {"figures": {"numerator": 84, "denominator": 142}},
            "reason": "Trois stagiaires étaient comptés deux fois.",
        },
    )
    await house.done(
        "helene", f"{path}/spread", {"territories": ["departement:80"], "explanation": "Repris dans le Ponthieu."}
    )
    await house.done("solene", f"{path}/ordinary-law", ACT)
    assert await house.facts(path[1:].replace("experiments", "experiment")) == [
        "described",
        "proposed",
        "described",
        "validated",
        "started",
        "milestone-rescheduled",
        "milestone-reached",
        "evaluated",
        "indicator-corrected",
        "spread",
        "entered-ordinary-law",
    ]
    shown = await house.see("", path)
    assert (shown["state"], shown["evidence"], shown["results"][0]["after"]["numerator"]) == (
        "ordinary-law",
        "measured",
        84,
    )


async def test_the_late_report_of_the_story_is_due_reminded_overdue_noticed_returned_and_accepted(house: House) -> None:
    path = await running(house)
    await house.on(date(2020, 1, 1))
    report = await report_of(house, path, "T4 2019")
    subject = report[1:].replace("reports", "report")
    assert await house.facts(subject) == ["due"]
    await house.on(date(2020, 1, 31))
    assert await house.mails("report-reminder") == ["ines", "ines", "ivan", "ivan"]
    assert await house.facts(subject) == ["due"]
    await house.on(date(2020, 2, 12))
    assert await house.facts(subject) == ["due", "overdue"]
    assert await house.mails("report-notice") == ["ines", "ivan"]
    shown = await house.see("", report)
    assert (shown["overdue"], shown["hold_on"], shown["inside"]) == (True, "2020-02-17", None)

    await house.done("ivan", f"{report}/content", written())
    refused = await house.post("ivan", f"{report}/submission")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:pepiniere:probleme:second-person-needed")
    await house.done("ines", f"{report}/submission")
    motive = {"point": "indicators/completed/by_public", "text": "Donnez les entrées par public."}
    await house.done("helene", f"{report}/return", {"motives": [motive], "correct_by": "2020-02-20"})
    inside = (await house.see("ivan", report))["inside"]
    assert inside["motives"] == [motive]
    split = [
        {"code": "rqth", "numerator": 10, "denominator": 15},
        {"code": "neet", "numerator": 20, "denominator": 25},
    ]
    await house.done("ivan", f"{report}/content", written(by_public=split))
    await house.done("ines", f"{report}/submission")
    await house.done("helene", f"{report}/acceptance")
    assert await house.facts(subject) == ["due", "overdue", "submitted", "returned", "submitted", "accepted"]
    locked = await house.post("ivan", f"{report}/content", written())
    assert (locked.status_code, locked.json()["type"]) == (409, "urn:pepiniere:probleme:out-of-turn")
    assert await house.runtime.store.database["deadlines"].count_documents({"subject": subject}) == 0


async def test_every_report_is_asked_once_also_when_the_clock_jumps_over_years(house: House) -> None:
    path = await running(house)
    await house.on(date(2022, 1, 3))
    shown = await house.see("helene", f"{path}/reports")
    assert [(each["label"], each["overdue"]) for each in shown["reports"]] == [
        ("T4 2019", True),
        ("T1 2020", True),
        ("T2 2020", True),
        ("Situation à six mois", True),
    ]
    assert shown["expected"] == []


async def test_moving_the_end_moves_the_reports_that_were_not_asked_for(house: House) -> None:
    path = await running(house)
    await house.on(date(2020, 1, 1))
    await house.done(
        "ivan",
        f"{path}/milestones/end/forecast",
        {"forecast": "2020-08-14", "cause": "health", "explanation": "Confinement."},
    )
    shown = await house.see("", f"{path}/reports")
    assert [each["label"] for each in shown["expected"]] == [
        "T1 2020",
        "T2 2020",
        "Dernier bilan (T3 2020)",
        "Situation à six mois",
    ]
    await house.on(date(2021, 3, 1))
    shown = await house.see("", f"{path}/reports")
    assert [(each["label"], each["until"]) for each in shown["reports"]][-2:] == [
        ("Dernier bilan (T3 2020)", "2020-08-14"),
        ("Situation à six mois", "2021-02-14"),
    ]


async def test_a_stopped_experiment_still_owes_its_last_reports(house: House) -> None:
    path = await running(house)
    await house.on(date(2019, 11, 15))
    await house.done("ines", f"{path}/stop", {"causes": ["health"], "lessons": "Les casques ne se partagent pas."})
    shown = await house.see("", f"{path}/reports")
    assert [(each["label"], each["until"]) for each in shown["expected"]] == [
        ("Dernier bilan (T4 2019)", "2019-11-15"),
        ("Situation à six mois", "2020-05-15"),
    ]


async def test_an_accepted_report_hides_a_commune_with_three_persons_and_a_second_one(house: House) -> None:
    path = await running(house)
    await house.on(date(2020, 1, 1))
    report = await report_of(house, path, "T4 2019")
    communes = [
        {"code": "commune:02001", "numerator": 2, "denominator": 3},
        {"code": "commune:59350", "numerator": 8, "denominator": 11},
        {"code": "commune:80001", "numerator": 20, "denominator": 26},
    ]
    await house.done("ivan", f"{report}/content", written(by_territory=communes))
    await house.done("ines", f"{report}/submission")
    await house.done("helene", f"{report}/acceptance")
    (result,) = (await house.see("", report))["results"]
    assert [part["denominator"] for part in result["figures"]["by_territory"]] == [None, None, 26]


async def test_an_evaluation_does_not_give_away_what_a_single_report_hid(house: House) -> None:
    path = await running(house)
    await house.on(date(2020, 1, 1))
    report = await report_of(house, path, "T4 2019")
    parts = [("commune:02001", 2, 3), ("commune:59350", 8, 11), ("commune:80001", 20, 26)]
    split = [{"code": code, "numerator": n, "denominator": d} for code, n, d in parts]
    await house.done("ivan", f"{report}/content", written(by_territory=split))
    await house.done("ines", f"{report}/submission")
    await house.done("helene", f"{report}/acceptance")
    outcome = findings().outcomes[0].model_dump(mode="json")
    whole = [("commune:02001", 12, 23), ("commune:59350", 28, 41), ("commune:80001", 47, 78)]
    outcome["figures"]["by_territory"] = [{"code": code, "numerator": n, "denominator": d} for code, n, d in whole]
    await house.on(date(2021, 5, 20))
    await house.done("eva", f"{path}/evaluation", findings(outcomes=[outcome]).model_dump(mode="json"))
    (result,) = (await house.see("", path))["results"]
    assert [part["denominator"] for part in result["after"]["by_territory"]] == [None, None, 78]


async def test_what_a_report_hid_of_another_indicator_is_no_reason_to_hide(house: House) -> None:
    hours = {"code": "hours", "label": "Heures", "unit": "heures", "measure": "mean", "baseline": NO_PRIOR_STATE}
    indicators = [*PROPOSAL["description"]["indicators"], hours]
    path = await running(house, description=PROPOSAL["description"] | {"indicators": indicators})
    await house.on(date(2020, 1, 1))
    report = await report_of(house, path, "T4 2019")
    split = [
        {"code": "commune:02001", "numerator": 200, "denominator": 3},
        {"code": "commune:59350", "numerator": 900, "denominator": 20},
    ]
    figures = {"numerator": 1100, "denominator": 23, "by_territory": split}
    lines = [{"indicator": "completed", "remark": "À l'évaluation."}, {"indicator": "hours", "figures": figures}]
    await house.done("ivan", f"{report}/content", {"content": {"narrative": "Un groupe.", "lines": lines}})
    await house.done("ines", f"{report}/submission")
    await house.done("helene", f"{report}/acceptance")
    outcome = findings().outcomes[0].model_dump(mode="json")
    whole = [("commune:02001", 40, 64), ("commune:59350", 47, 78)]
    outcome["figures"]["by_territory"] = [{"code": code, "numerator": n, "denominator": d} for code, n, d in whole]
    await house.on(date(2021, 5, 20))
    await house.done("eva", f"{path}/evaluation", findings(outcomes=[outcome]).model_dump(mode="json"))
    (result,) = (await house.see("", path))["results"]
    assert [part["denominator"] for part in result["after"]["by_territory"]] == [64, 78]


async def test_a_proposal_is_for_those_it_concerns_until_it_is_validated(house: House) -> None:
    path = await proposed(house)
    assert (await house.get("", path)).status_code == 404
    assert (await house.get("sam", path)).status_code == 404
    assert (await house.see("iris", path))["inside"]["description"]["diagnosis"]
    assert (await house.see("helene", path))["state"] == "proposed"
    assert (await house.see("sam", "/experiments"))["items"] == []
    assert len((await house.see("helene", "/experiments"))["items"]) == 1
    assert len((await house.see("ivan", "/experiments?mine=true"))["items"]) == 1


async def test_the_public_sees_a_validated_experiment_without_its_inside(house: House) -> None:
    path = await validated(house)
    shown = await house.see("", path)
    assert (shown["title"], shown["inside"]) == ("CARAVANE", None)
    assert [each["title"] for each in (await house.see("", "/experiments?public=rqth"))["items"]] == ["CARAVANE"]
    assert (await house.see("", "/experiments?public=seniors"))["items"] == []


async def test_the_timeline_is_public_and_carries_no_motive(house: House) -> None:
    path = await proposed(house)
    motive = {"point": "diagnosis", "text": "Phrase pour le porteur seulement."}
    await house.done("helene", f"{path}/return", {"motives": [motive]})
    await house.done("ivan", f"{path}/description", {"description": PROPOSAL["description"]})
    await house.done("ivan", f"{path}/proposal")
    await house.done("helene", f"{path}/validation", OPINION)
    answer = await house.get("", f"{path}/timeline")
    assert answer.status_code == 200
    assert "porteur seulement" not in answer.text
    assert [each["sequence"] for each in answer.json()] == [1, 2, 3, 4, 5, 6]


async def test_an_experiment_is_taken_over_once_and_attached_to_an_incubator_later(house: House) -> None:
    body = {
        "carrier": "institute",
        "scheme": {"origin": "format-innovation", "reference": "FI-2019-117"},
        "description": PROPOSAL["description"],
    }
    path = f"/experiments/{(await house.done('helene', '/experiments/taken-over', body))['id']}"
    twice = await house.post("ivan", "/experiments/taken-over", body)
    assert (twice.status_code, twice.json()["type"]) == (409, "urn:pepiniere:probleme:taken")
    await house.done("helene", f"{path}/validation", {})
    await house.done("helene", f"{path}/incubator", {"incubator": "i3"})
    assert (await house.see("", path))["incubator"] == "i3"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"incubator": "i9"}, "incubator"),
        ({"description": PROPOSAL["description"] | {"partners": ["unheard"]}}, "description/partners"),
        ({"description": PROPOSAL["description"] | {"adapts_experiment": "x99"}}, "description/adapts_experiment"),
        ({"description": PROPOSAL["description"] | {"strand": "nowhere"}}, "description/strand"),
        ({"surprise": 1}, "surprise"),
        ({"description": PROPOSAL["description"] | {"title": {"gt": ""}}}, "description/title"),
        ({"description": PROPOSAL["description"] | {"starts_on": 0}}, "description/starts_on"),
    ],
)
async def test_a_wrong_proposal_is_refused_and_its_field_named(
    house: House, changes: dict[str, Any], field: str
) -> None:
    answer = await house.post("ivan", "/experiments", PROPOSAL | changes)
    assert answer.status_code == 422, answer.text
    assert field in [error["field"] for error in answer.json()["errors"]]


async def test_what_has_not_arrived_yet_is_said_so(house: House) -> None:
    answer = await house.post("ivan", "/experiments", PROPOSAL | {"incubator": "i9"})
    assert answer.json()["type"] == "urn:pepiniere:probleme:not-known-yet"
    assert "pas encore connu" in answer.json()["detail"]


async def test_a_suspended_incubator_takes_no_proposal_and_its_carriers_are_asked_for_dates(house: House) -> None:
    await running(house)
    await house.hear(
        IncubatorSuspended(incubator="i3", reason="health", explanation="Confinement.", on=date(2020, 3, 17))
    )
    answer = await house.post("ivan", "/experiments", PROPOSAL)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:pepiniere:probleme:incubator-not-open")
    assert await house.mails("incubator-paused") == ["ines", "ivan"]


async def test_the_experiments_of_a_closed_incubator_go_on(house: House) -> None:
    path = await running(house)
    await house.hear(IncubatorClosed(incubator="i3", reason="agreement-ended", on=date(2020, 1, 6)))
    await house.on(date(2021, 5, 20))
    await house.done("eva", f"{path}/evaluation", findings().model_dump(mode="json"))


async def test_who_left_their_organisation_may_not_act_for_it(house: House) -> None:
    path = await proposed(house)
    await house.hear(
        MemberLeft(organisation="institute", person="ivan", bearer=bearer("ivan"), role="writer", on=date(2019, 9, 20))
    )
    assert (await house.post("ivan", f"{path}/proposal")).status_code == 403


async def test_an_evaluator_who_joined_a_carrier_meanwhile_does_not_evaluate(house: House) -> None:
    path = await running(house)
    await house.hear(
        MemberJoined(organisation="laboratory", person="eva", bearer=bearer("eva"), role="reader", on=date(2020, 1, 6))
    )
    await house.on(date(2021, 5, 20))
    answer = await house.post("eva", f"{path}/evaluation", findings().model_dump(mode="json"))
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:pepiniere:probleme:evaluator-not-independent")


async def test_the_evaluator_is_a_known_member_of_the_organisation_they_evaluate_for(house: House) -> None:
    path = await proposed(house)
    answer = await house.post("helene", f"{path}/evaluator", EVALUATOR | {"person": "sam"})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:pepiniere:probleme:not-known-yet")


async def test_deciding_waits_when_rights_were_not_confirmed_for_fifteen_minutes(house: House) -> None:
    path = await proposed(house)
    await house.confirm_rights(system_now() - timedelta(minutes=16))
    assert (await house.post("helene", f"{path}/validation", OPINION)).status_code == 503
    assert (await house.post("helene", f"{path}/evaluator", EVALUATOR)).status_code == 200


async def test_an_indicator_without_prior_state_is_completed_before_the_start(house: House) -> None:
    bare = [{"code": "completed", "label": "Terminés", "unit": "personnes"}]
    description = PROPOSAL["description"] | {"indicators": bare}
    path = await proposed(house, description=description)
    await house.done("helene", f"{path}/evaluator", EVALUATOR)
    await house.done("helene", f"{path}/validation", OPINION)
    await house.on(date(2019, 10, 7))
    refused = await house.post("ivan", f"{path}/start", {"on": "2019-10-07"})
    assert refused.json()["type"] == "urn:pepiniere:probleme:baseline-missing"
    await house.done("ivan", f"{path}/baselines/completed", {"baseline": BASELINE})
    await house.done("ivan", f"{path}/start", {"on": "2019-10-07"})


async def test_an_observation_is_kept_for_those_concerned(house: House) -> None:
    path = await running(house)
    grid = {
        "on": "2019-10-07",
        "territory": "commune:02001",
        "grid": "Engagement",
        "marks": [{"criterion": "welcome", "label": "Accueil", "level": 3, "remark": "Livret remis."}],
    }
    await house.done("eva", f"{path}/observations", grid)
    (seen,) = (await house.see("ivan", f"{path}/observations"))["items"]
    assert (seen["observer"], seen["marks"][0]["level"]) == ("eva", 3)
    assert (await house.get("sam", f"{path}/observations")).status_code == 403


async def test_the_same_key_proposes_once(house: House) -> None:
    one = await house.post("ivan", "/experiments", PROPOSAL, **{"Idempotency-Key": "once"})
    two = await house.post("ivan", "/experiments", PROPOSAL, **{"Idempotency-Key": "once"})
    assert one.json() == two.json()
    assert len((await house.see("helene", "/experiments"))["items"]) == 1
