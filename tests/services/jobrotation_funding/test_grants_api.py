"""Grants through the door on a real database: from a draft to its closing, one act for many, and who engages."""

from datetime import date
from typing import Any

from services.jobrotation_funding.balances import figures
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding import making_grants as making
from tests.services.jobrotation_funding.making_grants import ACT, AGREEMENT, ASKED, DE_MINIMIS, begin
from tests.support.service import House

LATER_ACT = {"number": "2021.00411", "on": "2021-03-25"}


async def booked(house: House, grant: str) -> dict[str, int]:
    """What the ledger has booked for a grant, where it is not nothing."""
    found = await figures(await house.runtime.store.reader(), grant=grant)
    return {name: cents for name, cents in found.items() if cents}


async def counted(house: House, name: str) -> int:
    """A field of the envelope's counter."""
    made = await cast.made(house)
    row = await house.runtime.store.database["counters"].find_one({"_id": f"envelope:{made['envelope']}"})
    return int(row[name])


async def explained(house: House, grant: str, action: str) -> dict[str, Any]:
    """The explanations of the latest entry of an action, by rule."""
    trail = await (await house.runtime.store.reader()).trail(f"grant/{grant}")
    entry = [row["entry"] for row in trail if row["entry"]["action"] == action][-1]
    return {each["rule"]: each for each in entry["explained"]}


# --- one grant from its draft to its end


async def test_a_grant_from_its_draft_to_its_closing(funding: House) -> None:
    await begin(funding)
    typed = {"purpose": "Lib", "lines": [{"rate": "trainer"}], "replacement": {"how": "Un vac"}}
    draft = {"organisation": "batir", "experiment": "x5", "asked": typed}
    grant = (await funding.post("ben", "/grants", draft))["id"]
    kept = (await funding.get("ben", f"/grants/{grant}"))["inside"]["asked"]
    assert (kept["purpose"], kept["lines"][0]["rate"], kept["replacement"]["how"]) == ("Lib", "trainer", "Un vac")
    refused = await funding.post("ben", f"/grants/{grant}/request", expect=422)
    assert refused["missing"] == ["starts_on", "ends_on"]
    await funding.put("ben", f"/grants/{grant}", {"asked": ASKED})
    await funding.post("bea", f"/grants/{grant}/request")
    await making.decide(funding, await making.granting(funding, grant))
    await funding.post("odile", f"/grants/{grant}/engagement", AGREEMENT)
    lines = [{"rate": "trainer", "minutes": 43_200}]
    await cast.on(funding, date(2021, 3, 25))
    await funding.post(
        "solene", f"/grants/{grant}/amendments", {"act": LATER_ACT, "change": {"reason": "hours", "lines": lines}}
    )
    back = {"cents": 2_332_800, "reason": "renounced"}
    await funding.post("odile", f"/grants/{grant}/disengagements", back)
    closed = await funding.post("odile", f"/grants/{grant}/closing")
    assert closed["state"] == "closed"
    assert [fact for fact, _ in await funding.said(f"grant/{grant}")] == [
        "requested",
        "granted",
        "engaged",
        "agreement-signed",
        "amended",
        "disengaged",
    ]
    shown = await funding.get("", f"/grants/{grant}")
    assert (shown["state_label"], shown["closed_on"], shown["organisation_name"]) == ("Soldée", "2021-03-25", "Batir")
    assert [(each["reason_words"], each["delta_cents"]) for each in shown["amendments"]] == [
        ("Heures modifiées", -252_000)
    ]
    assert shown["amendments"][0]["before"]["cents"] == 2_584_800
    assert await booked(funding, grant) == {"disengaged": 2_584_800}
    assert await counted(funding, "engaged") == 0


async def test_the_ledger_and_the_counter_follow_each_step(funding: House) -> None:
    await begin(funding)
    grant = await making.granted_by_act(funding)
    assert (await booked(funding, grant), await counted(funding, "engaged")) == ({}, 0)
    await funding.post("odile", f"/grants/{grant}/engagement", AGREEMENT)
    assert (await booked(funding, grant), await counted(funding, "engaged")) == (
        {"engaged": 2_584_800},
        2_584_800,
    )
    more = [{"rate": "trainer", "minutes": 45_000}, {"rate": "preparation", "count": 6}]
    await cast.on(funding, date(2021, 3, 25))
    await funding.post(
        "solene", f"/grants/{grant}/amendments", {"act": LATER_ACT, "change": {"reason": "hours", "lines": more}}
    )
    # The act engages nothing: what it adds waits for who orders, and nobody else is promised it.
    assert (await booked(funding, grant), await counted(funding, "engaged")) == ({"engaged": 2_584_800}, 2_584_800)
    assert (await funding.get("", f"/grants/{grant}"))["amounts"]["awaiting_cents"] == 97_200
    await funding.post("odile", f"/grants/{grant}/amendments/engagement")
    assert (await booked(funding, grant), await counted(funding, "engaged")) == (
        {"engaged": 2_682_000},
        2_682_000,
    )
    await funding.post("odile", f"/grants/{grant}/disengagements", {"cents": 82_000, "reason": "hours-not-done"})
    await funding.post("odile", f"/grants/{grant}/disengagements", {"cents": 100_000, "reason": "hours-not-done"})
    assert await booked(funding, grant) == {"engaged": 2_500_000, "disengaged": 182_000}
    assert await counted(funding, "engaged") == 2_500_000
    rows = [row async for row in funding.runtime.store.database["ledger"].find({"grant": grant}).sort("at", 1)]
    assert [(row["kind"], row["cents"], row["reference"]) for row in rows] == [
        ("engaged", 2_584_800, "2020.01512"),
        ("engaged", 97_200, "2021.00411"),
        ("disengaged", 82_000, "Heures non réalisées"),
        ("disengaged", 100_000, "Heures non réalisées"),
    ]
    amounts = (await funding.get("", f"/grants/{grant}"))["amounts"]
    assert (amounts["granted_cents"], amounts["engaged_cents"], amounts["disengaged_cents"]) == (
        2_682_000,
        2_500_000,
        182_000,
    )


async def test_a_later_card_applies_by_amendment_only(funding: House) -> None:
    await begin(funding, date(2021, 9, 23))
    rates = [rate | {"cents": rate.get("cents", 0) + 1_000} for rate in cast.CARD["rates"] if "cents" in rate]
    hourly = {"code": "trainer", "label": "Formateur", "unit": "hour", "cents": 3_310}
    act = {"number": "2021.01730", "on": "2021-09-23"}
    later = cast.CARD | {"code": "2021-B", "effective_on": "2021-09-23", "rates": [hourly, *rates], "act": act}
    card = (await funding.post("solene", "/rate-cards", later))["id"]
    grant = await making.granted_by_act(funding)
    assert (await funding.get("", f"/grants/{grant}"))["calculation"]["rate_card_code"] == "2020-A"
    body = {"act": act, "change": {"reason": "rate-card", "rate_card": card}}
    await funding.post("solene", f"/grants/{grant}/amendments", body)
    shown = (await funding.get("", f"/grants/{grant}"))["calculation"]
    assert (shown["rate_card_code"], shown["cents"]) == ("2021-B", 720 * 3_310 + 6 * 43_000)
    assert shown["lines"][0]["words"] == "Formateur\u00a0: 720\u00a0h × 33,10\u00a0€ = 23\u202f832,00\u00a0€"


# --- acts


async def first_act(house: House) -> dict[str, str]:
    """G1 to G5, G8 and G9 of the story, asked before the act of 24 September 2020."""
    await begin(house)
    asked: dict[str, tuple[list[tuple[str, int]], int, bool]] = {
        "g1": ([("trainer", 720)], 6, True),
        "g2": ([("trainer", 280), ("support", 60)], 2, True),
        "g3": ([("trainer", 200)], 2, True),
        "g4": ([("tutor", 160)], 2, True),
        "g5": ([("trainer", 300)], 2, True),
        "g8": ([("tutor", 240)], 0, False),
        "g9": ([("support", 70)], 1, True),
    }
    found = {}
    for name, (hours, preparations, plan) in asked.items():
        lines: list[dict[str, Any]] = [{"rate": rate, "minutes": 60 * whole} for rate, whole in hours]
        lines += [{"rate": "preparation", "count": preparations}] if preparations else []
        changes = {"lines": lines} | ({} if plan else {"replacement": None})
        found[name] = await making.asked_for(house, "batir", "bea", f"x-{name}", **changes)
    return found


async def test_the_act_of_24_september_2020_grants_five_refuses_one_and_leaves_1_632_euros(funding: House) -> None:
    grants = await first_act(funding)
    five = [await making.granting(funding, grants[name]) for name in ("g1", "g2", "g3", "g4", "g5")]
    no_plan = {"grant": grants["g8"], "granted": False, "points": ["no-replacement-plan"]}
    receipt = await making.decide(funding, *five, no_plan)
    assert (receipt["id"], receipt["state"]) == (grants["g1"], "granted")
    assert sum([(await funding.get("", f"/grants/{each['grant']}"))["cents"] for each in five]) == 6_036_800
    g9 = await making.granting(funding, grants["g9"])
    refused = await making.decide(funding, g9, act=ACT, expect=409)
    assert (refused["asked"], refused["left"]) == (215_600, 163_200)
    assert refused["detail"] == "Mobilisation 2020 : 2\u202f156,00\u00a0€ demandés, il reste 1\u202f632,00\u00a0€."
    for each in five:
        await funding.post("odile", f"/grants/{each['grant']}/engagement", AGREEMENT)
    assert await counted(funding, "engaged") == 6_036_800
    still = await making.decide(funding, g9, expect=409)
    assert still["left"] == 163_200
    seen = await funding.get("bea", f"/grants/{grants['g8']}")
    assert seen["inside"]["decision"]["points_words"] == ["Plan de remplacement absent ou incomplet"]
    assert [each["state"] for each in (await funding.get("", "/grants"))["items"]] == ["engaged"] * 5


async def test_an_act_decides_all_of_its_requests_or_none(funding: House) -> None:
    grants = await first_act(funding)
    fine = await making.granting(funding, grants["g1"])
    without_plan = await making.granting(funding, grants["g8"])
    refused = await making.decide(funding, fine, without_plan, expect=409)
    assert refused["type"] == "urn:pepiniere:probleme:no-replacement-plan"
    assert refused["errors"][0]["field"] == "decided/1/granted"
    assert (await funding.get("bea", f"/grants/{grants['g1']}"))["state"] == "requested"
    twice = await making.decide(funding, fine, fine, expect=422)
    assert twice["errors"][0]["field"] == "decided"


async def test_an_act_names_an_envelope_and_a_card_that_are_there(funding: House) -> None:
    await begin(funding)
    grant = await making.asked_for(funding)
    for name in ("envelope", "rate_card"):
        refused = await making.decide(funding, await making.granting(funding, grant, **{name: "nowhere"}), expect=422)
        assert refused["errors"][0]["field"] == f"decided/0/{name}"


async def test_what_is_granted_and_withdrawn_is_free_again(funding: House) -> None:
    grants = await first_act(funding)
    five = [await making.granting(funding, grants[name]) for name in ("g1", "g2", "g3", "g4", "g5")]
    await making.decide(funding, *five)
    await funding.post("bea", f"/grants/{grants['g4']}/withdrawal")
    await making.decide(funding, await making.granting(funding, grants["g9"]))
    assert (await funding.get("", f"/grants/{grants['g9']}"))["cents"] == 215_600


async def test_why_a_grant_was_decided_so_is_kept_with_rules_versions_and_inputs(funding: House) -> None:
    await begin(funding)
    grant = await making.granted_by_act(funding)
    why = await explained(funding, grant, "decide_grants")
    assert why["grant-calculation"]["inputs"]["left_cents"] == 6_200_000
    assert why["state-aid"]["outcome"] == making.NOT_AN_AID["why"]


async def test_the_de_minimis_total_is_that_of_the_undertaking(funding: House) -> None:
    await begin(funding)
    await cast.organisation(funding, "batir-arras", "alma", siren="999000011", siret="99900001100027")
    first = await making.asked_for(funding)
    await making.decide(funding, await making.granting(funding, first, aid=DE_MINIMIS))
    lines = [{"rate": "trainer", "minutes": 6_000}]
    second = await making.asked_for(funding, "batir-arras", "alma", lines=lines)
    nearly = DE_MINIMIS | {"declared_cents": 20_000_000 - 2_584_800 - 324_000 + 1}
    refused = await making.decide(funding, await making.granting(funding, second, aid=nearly), expect=409)
    assert (refused["type"], refused["left"]) == ("urn:pepiniere:probleme:de-minimis-ceiling", 323_999)
    await making.decide(funding, await making.granting(funding, second, aid=DE_MINIMIS))
    why = (await explained(funding, second, "decide_grants"))["state-aid-de-minimis"]
    assert why["inputs"]["total"] == 2_584_800
    shown = (await funding.get("bea", f"/grants/{first}"))["inside"]["aid"]
    assert (shown["label"], shown["total_cents"]) == ("Aide de minimis", 2_584_800 + 324_000)


async def test_an_amendment_of_days_moves_no_money(funding: House) -> None:
    await begin(funding)
    grant = await making.engaged_grant(funding)
    await cast.on(funding, date(2021, 3, 25))
    body = {"act": LATER_ACT, "change": {"reason": "dates", "ends_on": "2021-09-30"}}
    await funding.post("solene", f"/grants/{grant}/amendments", body)
    assert (await funding.get("", f"/grants/{grant}"))["ends_on"] == "2021-09-30"
    assert (await booked(funding, grant), await counted(funding, "engaged")) == ({"engaged": 2_584_800}, 2_584_800)


# --- who engages


async def test_who_recorded_the_decision_may_engage_but_no_member_may(funding: House) -> None:
    await begin(funding)
    await cast.officer(funding, "solene", "order")
    grant = await making.granted_by_act(funding)
    await cast.member(funding, "batir", "odile", "reader")
    refused = await funding.post("odile", f"/grants/{grant}/engagement", AGREEMENT, expect=409)
    assert refused["type"] == "urn:pepiniere:probleme:own-organisation"
    await funding.post("solene", f"/grants/{grant}/engagement", AGREEMENT)
    inside = (await funding.get("solene", f"/grants/{grant}"))["inside"]
    assert (inside["engagement"]["by"], inside["engagement"]["under"]["reference"]) == ("solene", "Arrêté 2019-order")


async def test_the_ceiling_of_a_delegation_holds_for_engaging_and_disengaging(funding: House) -> None:
    await begin(funding)
    await cast.officer(funding, "oscar", "order", ceiling_cents=1_000_000)
    grant = await making.granted_by_act(funding)
    refused = await funding.post("oscar", f"/grants/{grant}/engagement", AGREEMENT, expect=409)
    assert (refused["type"], refused["ceiling"]) == ("urn:pepiniere:probleme:delegation-ceiling", 1_000_000)
    await funding.post("odile", f"/grants/{grant}/engagement", AGREEMENT)
    path, back = f"/grants/{grant}/disengagements", {"reason": "other"}
    assert (await funding.post("oscar", path, back | {"cents": 1_000_001}, expect=409))["ceiling"] == 1_000_000
    await funding.post("oscar", path, back | {"cents": 1_000_000})


async def test_an_amendment_is_engaged_by_a_delegation_that_reaches_the_new_total(funding: House) -> None:
    await begin(funding)
    await cast.officer(funding, "oscar", "order", ceiling_cents=1_000_000)
    grant = await making.granted_by_act(funding, lines=[{"rate": "trainer", "minutes": 18_300}])  # 9 882.00
    await funding.post("oscar", f"/grants/{grant}/engagement", AGREEMENT)
    body = {"act": ACT, "change": {"reason": "hours", "lines": [{"rate": "trainer", "minutes": 46_080}]}}
    await funding.post("solene", f"/grants/{grant}/amendments", body)
    path = f"/grants/{grant}/amendments/engagement"
    refused = await funding.post("oscar", path, expect=409)
    assert (refused["type"], refused["ceiling"], refused["asked"]) == (
        "urn:pepiniere:probleme:delegation-ceiling",
        1_000_000,
        2_488_320,
    )
    await funding.post("odile", path)
    [more] = (await funding.get("odile", f"/grants/{grant}"))["inside"]["engagement"]["more"]
    assert (more["cents"], more["by"], more["under"]["reference"]) == (1_500_120, "odile", "Arrêté 2019-order")
    assert (await funding.post("odile", path, expect=409))["type"].endswith("nothing-to-engage")


async def test_what_an_amendment_adds_is_promised_to_nobody_else(funding: House) -> None:
    await begin(funding)
    grant = await making.engaged_grant(funding)
    lines = [{"rate": "trainer", "minutes": 43_200}, {"rate": "preparation", "count": 90}]  # 61 128.00 of 62 000.00
    await funding.post(
        "solene", f"/grants/{grant}/amendments", {"act": ACT, "change": {"reason": "hours", "lines": lines}}
    )
    other = await making.asked_for(funding, experiment="x7", lines=[{"rate": "trainer", "minutes": 6_000}])
    refused = await making.decide(funding, await making.granting(funding, other), expect=409)
    assert refused["left"] == 87_200


async def test_the_agreement_threshold_looks_at_the_whole_year_of_the_undertaking(funding: House) -> None:
    await begin(funding)
    lines = [{"rate": "trainer", "minutes": 24_000}]  # 12 960.00
    granted = [await making.granted_by_act(funding, experiment=name, lines=lines) for name in ("x5", "x7", "x9")]
    for each in granted[:2]:
        await funding.post("odile", f"/grants/{each}/engagement", {})
    await cast.on(funding, date(2021, 1, 4))
    await funding.post("odile", f"/grants/{granted[2]}/engagement", {})
    due = [(await funding.get("odile", f"/grants/{each}"))["inside"]["engagement"]["agreement_due"] for each in granted]
    assert due == [False, True, False]
    refused = await funding.post("bea", f"/grants/{granted[1]}/claims/advance", expect=409)
    assert refused["type"] == "urn:pepiniere:probleme:agreement-missing"


async def test_an_agreement_is_signed_after_the_engagement_and_published_from_then_on(funding: House) -> None:
    await begin(funding)
    grant = await making.engaged_grant(funding, papers={})
    shown = await funding.get("", f"/grants/{grant}")
    assert (shown["agreement"], shown["publication"], shown["engaged_on"]) == (None, None, "2020-09-24")
    await cast.on(funding, date(2020, 10, 6))
    signature = {"agreement": "JR-2020-001", "signed_on": "2020-10-02"}
    await cast.officer(funding, "oscar", "order", ceiling_cents=1_000_000)
    refused = await funding.post("oscar", f"/grants/{grant}/signature", signature, expect=409)
    assert refused["type"] == "urn:pepiniere:probleme:delegation-ceiling"
    await funding.post("odile", f"/grants/{grant}/signature", signature)
    shown = await funding.get("", f"/grants/{grant}")
    assert (shown["agreement"], shown["signed_on"], shown["publication"]["publish_by"]) == (
        "JR-2020-001",
        "2020-10-02",
        "2021-01-02",
    )
    timeline = await funding.get("", f"/grants/{grant}/timeline")
    assert [each["type"].split(".")[2] for each in timeline] == ["granted", "engaged", "agreement-signed"]
    again = await funding.post("odile", f"/grants/{grant}/signature", signature, expect=409)
    assert again["type"] == "urn:pepiniere:probleme:already-signed"
