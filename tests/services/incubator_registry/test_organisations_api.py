"""Organisations register by SIRET; members come by invitation and leave. On the real database."""

import asyncio
from datetime import timedelta

from tests.services.incubator_registry import cast
from tests.support.service import House, hash_of


async def test_a_person_who_has_not_registered_registers_no_organisation(registry: House) -> None:
    body = {"siret": cast.siret(1), "identity": cast.identity("Formascarpe")}
    problem = await registry.post("ana", "/organisations", body, expect=404)
    assert "Inscrivez-vous" in problem["detail"]


async def test_an_organisation_says_who_it_is_and_who_represents_it(registry: House) -> None:
    place = await cast.organisation(registry, "ana", 1, "Formascarpe", "organisme-de-formation")
    described, joined = await registry.said(f"organisation/{place}")
    assert described[0] == "described"
    assert described[1]["siren"] == cast.siret(1)[:9]
    assert (joined[0], joined[1]["role"], joined[1]["bearer"]) == ("member-joined", "representative", hash_of("ana"))


async def test_a_siret_belongs_to_one_organisation(registry: House) -> None:
    await cast.organisation(registry, "ana", 1, "Formascarpe")
    await cast.person(registry, "bob")
    spaced = " ".join(cast.siret(1))
    body = {"siret": spaced, "identity": cast.identity("Un autre")}
    problem = await registry.post("bob", "/organisations", body, expect=409)
    assert problem["type"].endswith("taken")


async def test_two_who_register_the_same_siret_at_once_do_not_both_have_it(registry: House) -> None:
    await cast.person(registry, "ana")
    await cast.person(registry, "bob")
    body = {"siret": cast.siret(1), "identity": cast.identity("Formascarpe")}

    async def ask(who: str) -> str:
        try:
            await registry.post(who, "/organisations", body)
        except AssertionError:
            return "refused"
        return "made"

    assert sorted(await asyncio.gather(ask("ana"), ask("bob"))) == ["made", "refused"]


async def test_a_wrong_siret_is_refused_by_its_field(registry: House) -> None:
    await cast.person(registry, "ana")
    for wrong in ("0" * 14, cast.siret(1)[:-1], cast.siret(1)[:-1] + "x", "35600000049838"):
        body = {"siret": wrong, "identity": cast.identity("X")}
        problem = await registry.post("ana", "/organisations", body, expect=422)
        assert problem["type"].endswith("siret-invalid")
        assert "siret" in str(problem["errors"])


async def test_a_training_organisation_needs_its_nda_and_the_others_do_not(registry: House) -> None:
    await cast.person(registry, "ana")
    without = cast.identity("X") | {"kinds": ["organisme-de-formation"]}
    problem = await registry.post("ana", "/organisations", {"siret": cast.siret(1), "identity": without}, expect=422)
    assert problem["type"].endswith("nda-required")
    await registry.post("ana", "/organisations", {"siret": cast.siret(1), "identity": cast.identity("X", "entreprise")})


async def test_an_nda_is_shared_by_the_establishments_of_a_siren_and_by_no_other(registry: House) -> None:
    await cast.organisation(registry, "ana", 1, "Formascarpe", "organisme-de-formation")
    same = cast.identity("Formascarpe", "organisme-de-formation")
    second = cast.siret(1, establishment=2)
    await registry.post("ana", "/organisations", {"siret": second, "identity": same})
    problem = await registry.post("ana", "/organisations", {"siret": cast.siret(2), "identity": same}, expect=409)
    assert problem["type"].endswith("taken")


async def test_an_nda_that_was_mistyped_is_given_back(registry: House) -> None:
    place = await cast.organisation(registry, "ana", 1, "Formascarpe", "organisme-de-formation")
    mended = cast.identity("Formascarpe", "organisme-de-formation") | {"nda": "32590000159"}
    typo = cast.identity("Formascarpe", "organisme-de-formation")["nda"]
    await registry.put("ana", f"/organisations/{place}", {"identity": mended})
    reader = await registry.runtime.store.reader()
    assert await reader.holder(f"nda:{typo}") is None
    assert await reader.holder("nda:32590000159") == cast.siret(1)[:9]


async def test_an_invited_person_joins_once_with_the_code_of_the_receipt(registry: House) -> None:
    place = await cast.organisation(registry, "ana", 1, "Formascarpe")
    invited = await registry.post("ana", f"/organisations/{place}/invitations", {"role": "writer"})
    code = {"code": invited["extra"]["code"]}
    await cast.person(registry, "bob")
    await cast.person(registry, "cleo")
    await registry.post("bob", f"/organisations/{place}/members", code)
    await registry.post("cleo", f"/organisations/{place}/members", code, expect=422)
    assert (await registry.get("bob", "/me"))["memberships"][0]["roles"] == ["writer"]
    stored = await registry.runtime.store.database["organisation"].find_one({"_id": place})
    assert code["code"] not in str(stored)


async def test_a_code_is_too_old_after_fourteen_days(registry: House) -> None:
    await registry.move_to(cast.BEGINS)
    place = await cast.organisation(registry, "ana", 1, "Formascarpe")
    invited = await registry.post("ana", f"/organisations/{place}/invitations", {"role": "writer"})
    await cast.person(registry, "bob")
    await registry.move_to(cast.BEGINS + timedelta(days=14))
    code = {"code": invited["extra"]["code"]}
    problem = await registry.post("bob", f"/organisations/{place}/members", code, expect=422)
    assert problem["type"].endswith("invitation-refused")


async def test_only_a_representative_invites(registry: House) -> None:
    place = await cast.organisation(registry, "ana", 1, "Formascarpe")
    other = await cast.organisation(registry, "dan", 2, "Bâti'Rev", "entreprise")
    await cast.join(registry, place, "ana", "bob", "writer")
    for who in ("bob", "dan"):
        await registry.post(who, f"/organisations/{place}/invitations", {"role": "reader"}, expect=403)
    await registry.post("dan", f"/organisations/{other}/invitations", {"role": "reader"})


async def test_the_last_representative_cannot_leave_and_a_member_can(registry: House) -> None:
    place = await cast.organisation(registry, "ana", 1, "Formascarpe")
    await cast.join(registry, place, "ana", "bob", "writer")
    leave = f"/organisations/{place}/departures"
    problem = await registry.post("ana", leave, {"role": "representative"}, expect=409)
    assert problem["type"].endswith("last-representative")
    await registry.post("bob", leave, {"role": "writer"})
    assert (await registry.said(f"organisation/{place}"))[-1][0] == "member-left"
    await registry.post("bob", leave, {"role": "writer"}, expect=403)


async def test_only_a_representative_ends_another_member_s_role(registry: House) -> None:
    place = await cast.organisation(registry, "ana", 1, "Formascarpe")
    bob = await cast.join(registry, place, "ana", "bob", "writer")
    await cast.join(registry, place, "ana", "cleo", "writer")
    leave = f"/organisations/{place}/departures"
    await registry.post("cleo", leave, {"role": "writer", "person": bob}, expect=403)
    await registry.post("ana", leave, {"role": "writer", "person": bob})


async def test_members_are_shown_to_those_concerned_only(registry: House) -> None:
    place = await cast.organisation(registry, "ana", 1, "Formascarpe")
    await cast.officer(registry, "helene", "instruct")
    await cast.person(registry, "bob")
    for who, shown in (("ana", 1), ("helene", 1), ("bob", 0), ("", 0)):
        seen = await registry.get(who, f"/organisations/{place}")
        assert len(seen["members"]) == shown
    assert (await registry.get("ana", f"/organisations/{place}"))["members"][0]["given_name"] == "Ana"


async def test_organisations_are_found_by_siret_and_by_membership(registry: House) -> None:
    place = await cast.organisation(registry, "ana", 1, "Formascarpe")
    await cast.organisation(registry, "dan", 2, "Bâti'Rev", "entreprise")
    found = await registry.get("", "/organisations", siret=cast.siret(1))
    assert [row["id"] for row in found["items"]] == [place]
    mine = await registry.get("ana", "/organisations", mine=True)
    assert [row["id"] for row in mine["items"]] == [place]
    assert len((await registry.get("", "/organisations"))["items"]) == 2
    assert (await registry.get("", "/organisations", mine=True))["items"] == []


async def test_a_stale_description_is_refused_and_nothing_changes(registry: House) -> None:
    place = await cast.organisation(registry, "ana", 1, "Formascarpe")
    read = await registry.get("ana", f"/organisations/{place}")
    await cast.join(registry, place, "ana", "bob")
    body = {"identity": cast.identity("Formascarpe et Cie")}
    stale = {"If_Match": f'"{read["version"]}"'}
    await registry.put("ana", f"/organisations/{place}", body, expect=412, **stale)
    assert (await registry.get("", f"/organisations/{place}"))["name"] == "Formascarpe"


async def test_a_code_that_is_a_mongo_operator_opens_nothing(registry: House) -> None:
    place = await cast.organisation(registry, "ana", 1, "Formascarpe")
    await cast.person(registry, "bob")
    await registry.post("bob", f"/organisations/{place}/members", {"code": {"$ne": ""}}, expect=400)
