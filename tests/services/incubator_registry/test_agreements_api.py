"""From the accepted application to the incubator that opens, is suspended, and closes. On the real database."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.chassis.calendar import paris
from tests.services.incubator_registry import accepting, cast
from tests.services.incubator_registry.accepting import INCUBATOR, TERMS, Convention
from tests.support.service import House

SECOND = timedelta(seconds=1)
ACT = {"number": "2021.01877", "on": "2021-09-23"}
GROUNDS = [{"code": "fin-du-groupement", "article": "article 12", "reason": "Le groupement s'est séparé."}]


async def facts(house: House, subject: str) -> list[str]:
    """What a dossier announced."""
    return [fact for fact, _ in await house.said(subject)]


async def state(house: House, convention: Convention) -> str:
    """Where the incubator stands, as an officer sees it."""
    return str((await house.get("helene", f"/incubators/{convention.incubator}"))["state"])


async def test_only_an_accepted_application_gets_an_agreement(registry: House) -> None:
    granted = await accepting.decided(registry, "reserve", rank=1)
    body = {"application": granted.application, "number": "2019-INC-02", "terms": TERMS, "incubator": INCUBATOR}
    problem = await registry.post("helene", "/agreements", body, expect=409)
    assert problem["type"].endswith("not-accepted")
    assert "Liste complémentaire" in problem["detail"]


async def test_what_the_application_said_is_not_asked_again(registry: House) -> None:
    convention = await accepting.drafted(registry)
    seen = await registry.get("bernard", convention.address)
    assert seen["title"] == "La Fosse aux Idées"
    assert seen["act"] == {"number": "2019.02145", "on": "2019-11-26"}
    assert [(each["name"], each["roles"]) for each in seen["members"]] == [
        ("Lycée du GRETA", ["chef-de-file", "organisme-de-formation"]),
        ("Laboratoire Corons", ["laboratoire"]),
    ]
    incubator = await registry.get("elena", f"/incubators/{convention.incubator}")
    assert incubator["sectors"] == ["btp", "transition-energetique"]
    assert incubator["summary"] == "Apprendre la rénovation énergétique sur le chantier."


async def test_an_application_has_one_agreement_and_a_number_is_used_once(registry: House) -> None:
    convention = await accepting.drafted(registry)
    body = {"application": convention.granted.application, "number": "autre", "terms": TERMS, "incubator": INCUBATOR}
    assert (await registry.post("helene", "/agreements", body, expect=409))["type"].endswith("taken")


async def test_the_public_sees_no_incubator_before_both_have_signed(registry: House) -> None:
    convention = await accepting.to_sign(registry)
    await registry.post("bernard", f"{convention.address}/signatures/lead")
    assert (await registry.get("", "/incubators"))["items"] == []
    await registry.get("", f"/incubators/{convention.incubator}", expect=404)
    await registry.get("", f"/incubators/{convention.incubator}/timeline", expect=404)
    assert await facts(registry, f"incubator/{convention.incubator}") == []
    assert await facts(registry, f"agreement/{convention.id}") == []


async def test_an_incubator_opens_when_its_agreement_is_signed_by_both(registry: House) -> None:
    convention = await accepting.signed(registry)
    assert await facts(registry, f"agreement/{convention.id}") == ["signed"]
    assert await facts(registry, f"incubator/{convention.incubator}") == ["described"]
    assert [each["label"] for each in (await registry.get("", "/incubators"))["items"]] == ["En préparation"]
    await registry.move_to(paris(date(2020, 1, 20)) - SECOND)
    await registry.fall()
    assert await state(registry, convention) == "prepared"
    await registry.move_to(paris(date(2020, 1, 20)))
    assert await registry.fall() == 1
    assert await state(registry, convention) == "open"
    told = await registry.said(f"incubator/{convention.incubator}")
    assert told[-1] == (
        "opened",
        {
            "incubator": convention.incubator,
            "agreement": convention.id,
            "lead": convention.granted.lead,
            "on": "2020-01-20",
        },
    )


async def test_an_incubator_signed_after_its_day_opens_at_the_second_signature(registry: House) -> None:
    convention = await accepting.to_sign(registry)
    await registry.post("solene", f"{convention.address}/signatures/region")
    await registry.move_to(paris(date(2020, 2, 3), 9))
    await registry.fall()
    assert await state(registry, convention) == "prepared"
    await registry.post("bernard", f"{convention.address}/signatures/lead")
    assert await facts(registry, f"incubator/{convention.incubator}") == ["described", "opened"]


async def test_only_the_representative_of_the_lead_signs_for_the_grouping(registry: House) -> None:
    convention = await accepting.to_sign(registry)
    for who in ("fatou", "elena", "helene", "solene"):
        await registry.post(who, f"{convention.address}/signatures/lead", expect=403)
    for who in ("bernard", "helene"):
        await registry.post(who, f"{convention.address}/signatures/region", expect=403)
    await registry.post("", f"{convention.address}/signatures/region", expect=401)


async def test_an_officer_who_belongs_to_a_member_stands_aside(registry: House) -> None:
    convention = await accepting.to_sign(registry)
    await cast.join(registry, convention.granted.laboratory, "elena", "solene", "reader")
    problem = await registry.post("solene", f"{convention.address}/signatures/region", expect=409)
    assert problem["type"].endswith("own-organisation")


async def test_changes_are_asked_with_their_motives_and_the_lead_hands_in_again(registry: House) -> None:
    convention = await accepting.drafted(registry)
    await registry.post("bernard", f"{convention.address}/submission")
    await registry.put("fatou", f"{convention.address}/terms", {"terms": TERMS}, expect=409)
    body = {"motives": ["L'ouverture doit suivre les travaux."]}
    await registry.post("helene", f"{convention.address}/change-requests", body)
    later = {"since": "2020-02-03", "until": "2022-12-31"}
    await registry.put("fatou", f"{convention.address}/terms", {"terms": later})
    seen = await registry.get("bernard", convention.address)
    assert (seen["label"], seen["motives"]) == ("Corrections requises", ["L'ouverture doit suivre les travaux."])
    await registry.post("fatou", f"{convention.address}/submission", expect=403)
    await registry.post("bernard", f"{convention.address}/submission")


async def test_an_agreement_is_shown_to_those_it_binds_and_to_officers(registry: House) -> None:
    convention = await accepting.signed(registry)
    await cast.organisation(registry, "yves", 9, "CapLittoral")
    await registry.get("yves", convention.address, expect=403)
    await registry.get("", convention.address, expect=401)
    assert (await registry.get("yves", "/agreements"))["items"] == []
    for who in ("elena", "bernard", "helene"):
        assert [each["id"] for each in (await registry.get(who, "/agreements"))["items"]] == [convention.id]


async def test_covid_an_incubator_is_suspended_then_resumed(registry: House) -> None:
    convention = await accepting.running(registry)
    await registry.move_to(paris(date(2020, 3, 17), 12))
    body = {"reason": "health", "explanation": "Les salles ferment au public."}
    await registry.post("bernard", f"/incubators/{convention.incubator}/suspension", body, expect=403)
    await registry.post("helene", f"/incubators/{convention.incubator}/suspension", body)
    assert (await registry.get("", "/coverage"))["covered"] == []
    await registry.move_to(paris(date(2020, 6, 2), 9))
    await registry.post("helene", f"/incubators/{convention.incubator}/resumption")
    told = await registry.get("", f"/incubators/{convention.incubator}/timeline")
    assert [(each["type"].split(".")[2], each["data"].get("on")) for each in told[1:]] == [
        ("opened", "2020-01-20"),
        ("suspended", "2020-03-17"),
        ("resumed", "2020-06-02"),
    ]


async def test_the_register_shows_what_is_covered_and_the_holes(registry: House) -> None:
    convention = await accepting.running(registry)
    seen = await registry.get("", "/coverage")
    assert [(cell["type"], cell["sector"], cell["territory"], cell["incubators"]) for cell in seen["covered"]] == [
        ("croise", "btp", "fragile:bassin-minier", [convention.incubator]),
        ("croise", "transition-energetique", "fragile:bassin-minier", [convention.incubator]),
    ]
    assert len(seen["holes"]) == 12 * 9
    assert sum(hole["empty"] for hole in seen["holes"]) == 12 * 9 - 2


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"type": "croise"}, 1),
        ({"type": "regional"}, 0),
        ({"sector": "btp", "state": "open"}, 1),
        ({"territory": "departement:02"}, 0),
        ({"organisation": "nobody"}, 0),
    ],
)
async def test_the_register_is_searched_by_type_state_sector_territory_and_member(
    registry: House, asked: dict[str, Any], found: int
) -> None:
    await accepting.running(registry)
    assert len((await registry.get("", "/incubators", **asked))["items"]) == found


async def test_the_lead_describes_its_incubator_and_names_who_steers(registry: House) -> None:
    convention = await accepting.running(registry)
    elena = (await registry.get("elena", "/me"))["id"]
    address = f"/incubators/{convention.incubator}"
    seen = await registry.get("bernard", address)
    told = {name: seen[name] for name in ("name", "summary", "entries", "territories", "sectors")}
    await registry.put("elena", address, {"description": told}, expect=403)
    problem = await registry.put("bernard", address, {"description": told | {"steering": ["nobody"]}}, expect=422)
    assert problem["errors"][0]["field"] == "description/steering/0"
    await registry.put("bernard", address, {"description": told | {"name": "La Fosse", "steering": [elena]}})
    assert (await registry.get("", address))["steering"] == []
    assert [each["given_name"] for each in (await registry.get("fatou", address))["steering"]] == ["Elena"]
    assert (await registry.said(f"incubator/{convention.incubator}"))[-1][1]["steering"] == [elena]


async def test_an_amendment_signed_by_both_changes_the_term_and_the_members(registry: House) -> None:
    convention = await accepting.running(registry)
    newcomer = await cast.organisation(registry, "olivier", 7, "Bâti'Rev", "entreprise")
    await registry.move_to(paris(date(2021, 10, 4), 9))
    lead, laboratory = convention.granted.lead, convention.granted.laboratory
    members = [(lead, "chef-de-file"), (laboratory, "laboratoire"), (newcomer, "entreprise")]
    listed = [{"organisation": organisation, "role": role} for organisation, role in members]
    body = {"act": ACT, "until": "2023-06-30", "members": listed}
    await registry.post("helene", f"{convention.address}/amendments", body)
    await registry.post("bernard", f"{convention.address}/amendments/signatures/lead")
    assert (await registry.get("helene", convention.address))["terms"]["until"] == "2022-12-31"
    await registry.post("solene", f"{convention.address}/amendments/signatures/region")
    assert (await registry.get("helene", convention.address))["terms"]["until"] == "2023-06-30"
    seen = await registry.get("", f"/incubators/{convention.incubator}")
    assert [each["name"] for each in seen["members"]] == ["Lycée du GRETA", "Laboratoire Corons", "Bâti'Rev"]
    await registry.move_to(paris(date(2023, 1, 1), 9))
    await registry.fall()
    assert await state(registry, convention) == "open"
    await registry.move_to(paris(date(2023, 7, 1)))
    await registry.fall()
    assert await state(registry, convention) == "closed"


async def test_an_amendment_names_registered_organisations_only(registry: House) -> None:
    convention = await accepting.running(registry)
    listed = [{"organisation": convention.granted.lead, "role": "chef-de-file"}]
    body = {"act": ACT, "members": [*listed, {"organisation": "nobody", "role": "entreprise"}]}
    problem = await registry.post("helene", f"{convention.address}/amendments", body, expect=422)
    assert problem["errors"][0]["field"] == "members/1/organisation"


async def test_an_amendment_may_be_given_up(registry: House) -> None:
    convention = await accepting.running(registry)
    await registry.move_to(paris(date(2021, 10, 4), 9))
    await registry.post("helene", f"{convention.address}/amendments", {"act": ACT, "until": "2023-06-30"})
    await registry.post("helene", f"{convention.address}/amendments/withdrawal")
    assert (await registry.get("bernard", convention.address))["pending"] is None


async def test_an_incubator_closes_the_day_after_its_agreement_s_last_one(registry: House) -> None:
    convention = await accepting.running(registry)
    await registry.move_to(paris(date(2023, 1, 1)) - SECOND)
    await registry.fall()
    assert await state(registry, convention) == "open"
    await registry.move_to(paris(date(2023, 1, 1)))
    await registry.fall()
    told = await registry.said(f"incubator/{convention.incubator}")
    assert told[-1][1]["reason"] == "agreement-ended"


async def test_when_the_clock_jumps_an_incubator_opens_before_it_closes(registry: House) -> None:
    convention = await accepting.signed(registry)
    await registry.move_to(paris(date(2024, 1, 1), 9))
    await registry.fall()
    told = await registry.said(f"incubator/{convention.incubator}")
    assert [(fact, data.get("on")) for fact, data in told[1:]] == [("opened", "2020-01-20"), ("closed", "2023-01-01")]


async def test_a_draft_names_the_field_that_the_reference_data_do_not_know(registry: House) -> None:
    granted = await accepting.decided(registry)
    body = {"application": granted.application, "number": "2019-INC-02", "terms": TERMS}
    for wrong, field in (({"entries": ["x"]}, "entries/0"), (INCUBATOR | {"steering": ["x"]}, "steering/0")):
        problem = await registry.post("helene", "/agreements", body | {"incubator": wrong}, expect=422)
        assert problem["errors"][0]["field"] == f"incubator/{field}"


async def test_a_refused_draft_leaves_nothing_behind(registry: House) -> None:
    granted = await accepting.decided(registry)
    body = {"application": granted.application, "number": "2019-INC-02", "terms": TERMS}
    await registry.post("helene", "/agreements", body | {"incubator": {"entries": ["x"]}}, expect=422)
    await registry.post("helene", "/agreements", body | {"incubator": INCUBATOR})


@pytest.mark.parametrize(
    ("who", "path", "after"),
    [("solene", "termination", "terminated"), ("bernard", "denunciation", "denounced")],
)
async def test_an_agreement_that_ends_early_closes_its_incubator(
    registry: House, who: str, path: str, after: str
) -> None:
    convention = await accepting.running(registry)
    await registry.move_to(paris(date(2021, 10, 4), 9))
    body = {"grounds": GROUNDS, "act": ACT, "on": "2021-12-31"}
    await registry.post("fatou", f"{convention.address}/{path}", body, expect=403)
    await registry.post(who, f"{convention.address}/{path}", body)
    assert (await registry.get("helene", convention.address))["state"] == after
    assert (await registry.said(f"agreement/{convention.id}"))[-1][0] == "terminated"
    assert await state(registry, convention) == "open"
    await registry.move_to(paris(date(2022, 1, 1)))
    await registry.fall()
    assert (await registry.said(f"incubator/{convention.incubator}"))[-1][1]["reason"] == "agreement-terminated"
