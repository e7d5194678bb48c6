"""What is shown and said of grants through the door: to the employer, to officers, to the public."""

from typing import Any

from contracts.project_tracking import ExperimentDescribed
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding import making_grants as making
from tests.services.jobrotation_funding.making_grants import AGREEMENT, ASKED, begin
from tests.support.service import House


async def mailed(house: House, template: str) -> list[str]:
    """Who was written to with a template."""
    return sorted([row["to"] async for row in house.runtime.store.database["outward"].find({"template": template})])


# --- what is not known yet, and doubles


async def test_an_experiment_that_has_not_arrived_yet_is_no_error(funding: House) -> None:
    await begin(funding)
    grant = await making.asked_for(funding, experiment="x9")
    assert (await funding.get("bea", f"/grants/{grant}"))["experiment_title"] == ""
    described = cast.example_of(ExperimentDescribed, experiment="x9", carrier="batir", partners=(), title="CLéA")
    await cast.hear(funding, described)
    assert (await funding.get("bea", f"/grants/{grant}"))["experiment_title"] == "CLéA"


async def test_a_double_is_refused_with_the_number_of_the_other_and_keeps_its_draft(funding: House) -> None:
    await begin(funding)
    first = await making.asked_for(funding)
    second = await making.drafted_for(funding)
    refused = await funding.post("bea", f"/grants/{second}/request", expect=409)
    assert (refused["type"], refused["grant"]) == ("urn:pepiniere:probleme:double-grant", first)
    assert (await funding.get("bea", f"/grants/{second}"))["state"] == "draft"
    await making.asked_for(funding, experiment="x7")
    await funding.post("bea", f"/grants/{first}/withdrawal")
    await funding.post("bea", f"/grants/{second}/request")


# --- who is written to, and who sees what


async def test_those_who_act_for_the_employer_are_written_to_at_each_step(funding: House) -> None:
    await begin(funding)
    await cast.member(funding, "batir", "rita", "reader")
    grant = await making.engaged_grant(funding)
    for template in ("grant-requested", "grant-granted", "grant-engaged"):
        assert await mailed(funding, template) == ["bea", "ben"]
    row = await funding.runtime.store.database["outward"].find_one({"template": "grant-granted"})
    assert (row["facts"]["cents"], row["facts"]["act"], row["facts"]["on"], row["facts"]["number"]) == (
        "25\u202f848,00\u00a0€",
        "2020.01512",
        "24/09/2020",
        grant,
    )
    for template, facts in {
        (row["template"], tuple(row["facts"])) async for row in funding.runtime.store.database["outward"].find()
    }:
        text = funding.runtime.service.mails[template]
        text.format(**dict.fromkeys(facts, "x"))


async def test_the_public_sees_subsidies_and_neither_drafts_nor_plans(funding: House) -> None:
    await begin(funding)
    await cast.organisation(funding, "other", "sam")
    grant = await making.asked_for(funding)
    for who in ("", "sam"):
        await funding.get(who, f"/grants/{grant}", expect=404)
        await funding.get(who, f"/grants/{grant}/timeline", expect=404)
        assert (await funding.get(who, "/grants"))["items"] == []
        assert (await funding.get(who, "/grants", state="requested"))["items"] == []
    await making.decide(funding, await making.granting(funding, grant, explanation="Avis du comité."))
    await funding.post("odile", f"/grants/{grant}/engagement", AGREEMENT)
    seen = await funding.get("sam", f"/grants/{grant}")
    assert seen["inside"] is None
    assert (seen["purpose"], seen["cents"], seen["act"]["number"]) == (ASKED["purpose"], 2_584_800, "2020.01512")
    assert (seen["decision"]["by"], seen["decision"]["explanation"]) == (None, "")
    text = str(seen) + str(await funding.get("", f"/grants/{grant}/timeline"))
    for hidden in ("vacataire", "Avis du comité", "solene", "odile", "'bea'"):
        assert hidden not in text
    assert [each["type"].split(".")[2] for each in await funding.get("", f"/grants/{grant}/timeline")] == [
        "granted",
        "engaged",
        "agreement-signed",
    ]
    for who in ("bea", "helene"):
        inside = (await funding.get(who, f"/grants/{grant}"))["inside"]
        assert (inside["decision"]["by"], inside["decision"]["explanation"]) == ("solene", "Avis du comité.")
        whole = await funding.get(who, f"/grants/{grant}/timeline")
        assert [each["type"].split(".")[2] for each in whole][2:] == ["engaged", "agreement-signed"]


async def test_grants_are_listed_by_organisation_experiment_state_and_envelope_page_by_page(funding: House) -> None:
    await begin(funding)
    await cast.organisation(funding, "other", "sam")
    lines = [{"rate": "trainer", "minutes": 6_000}]
    granted = [await making.granted_by_act(funding, experiment=f"x{place}", lines=lines) for place in range(3)]
    theirs = await making.granted_by_act(funding, "other", "sam", lines=lines)
    draft = await making.drafted_for(funding, experiment="x8")

    async def listed(who: str = "", **asked: Any) -> list[str]:
        return [each["id"] for each in (await funding.get(who, "/grants", **asked))["items"]]

    envelope = (await cast.made(funding))["envelope"]
    assert await listed() == await listed(envelope=envelope) == [*granted, theirs]
    assert await listed(organisation="other") == [theirs]
    assert await listed(experiment="x1") == [granted[1]]
    assert (
        await listed(state="engaged") == await listed(envelope="elsewhere") == await listed("bea", state="draft") == []
    )
    assert await listed("bea", mine=True) == [*granted, draft]
    assert await listed("bea", mine=True, state="draft") == await listed("helene", state="draft") == [draft]
    assert await listed("bea", mine=True, organisation="other") == await listed("", mine=True) == []
    first = await funding.get("", "/grants", limit=3)
    assert [each["id"] for each in first["items"]] == granted
    assert await listed(limit=3, after=first["next"]) == [theirs]
