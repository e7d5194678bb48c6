"""Persons register themselves; an administrator gives duties, withdraws them, erases. On the real database."""

from datetime import date

from services.chassis.calendar import paris
from tests.services.incubator_registry import cast
from tests.support.service import House, hash_of

DUTY = {"duty": "decide", "reference": "Arrêté 2019-117", "since": "2019-01-01", "ceiling_cents": 2_300_000}


async def test_a_person_registers_once_however_often_they_ask(registry: House) -> None:
    first = await registry.post("agnes", "/persons", {"given_name": "Agnès", "usual_name": "Thibaut"})
    again = await registry.post("agnes", "/persons", {"given_name": "A.", "usual_name": "T."})
    assert first["id"] == again["id"]
    assert (await registry.get("agnes", "/me"))["given_name"] == "Agnès"


async def test_registering_announces_nothing(registry: House) -> None:
    id = await cast.person(registry, "ana")
    assert await registry.said(f"person/{id}") == []


async def test_a_name_is_stored_sealed_only(registry: House) -> None:
    id = await cast.person(registry, "zebulon")
    stored = await registry.runtime.store.database["person"].find_one({"_id": id})
    trail = [row async for row in registry.runtime.store.database["audit"].find({})]
    assert "Zebulon" not in str(stored)
    assert "Zebulon" not in str(trail)
    assert (await registry.get("zebulon", "/me"))["given_name"] == "Zebulon"


async def test_a_person_corrects_their_own_name_and_nobody_else_s(registry: House) -> None:
    ana, bob = await cast.person(registry, "ana"), await cast.person(registry, "bob")
    name = {"given_name": "Anna", "usual_name": "Essai"}
    await registry.post("ana", f"/persons/{ana}/name", name)
    assert (await registry.get("ana", "/me"))["given_name"] == "Anna"
    await registry.post("ana", f"/persons/{bob}/name", name, expect=403)


async def test_the_first_administrator_administers_only_while_no_duty_exists(registry: House) -> None:
    agnes, karim = await cast.person(registry, "agnes"), await cast.person(registry, "karim")
    await registry.post("karim", f"/persons/{agnes}/duties", DUTY, expect=403)
    await registry.post("agnes", f"/persons/{karim}/duties", DUTY | {"duty": "administer"})
    await registry.post("agnes", f"/persons/{agnes}/duties", DUTY, expect=403)
    await registry.post("karim", f"/persons/{agnes}/duties", DUTY)


async def test_a_duty_is_announced_with_its_bearer_and_its_delegation(registry: House) -> None:
    solene = await cast.officer(registry, "solene")
    await registry.post("agnes", f"/persons/{solene}/duties", DUTY)
    ((fact, data),) = await registry.said(f"person/{solene}")
    assert fact == "duty-given"
    assert (data["bearer"], data["duty"]["name"], data["duty"]["reference"]) == (
        hash_of("solene"),
        "decide",
        "Arrêté 2019-117",
    )


async def test_a_withdrawn_duty_no_longer_lets_act(registry: House) -> None:
    helene = await cast.officer(registry, "helene", "instruct")
    await registry.get("helene", "/persons")
    gone = {"duty": "instruct", "reference": "Arrêté 2019-instruct"}
    await registry.post("agnes", f"/persons/{helene}/duties/withdrawal", gone)
    await registry.get("helene", "/persons", expect=403)
    assert [fact for fact, _ in await registry.said(f"person/{helene}")] == ["duty-given", "duty-withdrawn"]


async def test_the_last_administrator_stays(registry: House) -> None:
    agnes = await cast.administrator(registry)
    gone = {"duty": "administer", "reference": "Arrêté 2019-administer"}
    problem = await registry.post("agnes", f"/persons/{agnes}/duties/withdrawal", gone, expect=409)
    assert problem["type"].endswith("last-administrator")
    await registry.post("agnes", f"/persons/{agnes}/erasure", {}, expect=409)
    await cast.officer(registry, "karim", "administer")
    await registry.post("agnes", f"/persons/{agnes}/duties/withdrawal", gone)


async def test_an_erased_person_has_no_name_no_right_and_no_membership(registry: House) -> None:
    await cast.administrator(registry)
    place = await cast.organisation(registry, "ana", 1, "Formascarpe")
    bob = await cast.join(registry, place, "ana", "bob")
    await registry.post("agnes", f"/persons/{bob}/erasure", {})
    await registry.fall()
    seen = await registry.get("agnes", f"/persons/{bob}")
    assert (seen["state"], seen["given_name"], seen["memberships"]) == ("erased", "", [])
    assert (await registry.said(f"person/{bob}"))[-1][0] == "erased"
    assert (await registry.said(f"organisation/{place}"))[-1][0] == "member-left"
    await registry.get("bob", "/me", expect=404)


async def test_erasing_forgets_the_key_so_that_a_copy_of_the_name_stays_sealed(registry: House) -> None:
    await cast.administrator(registry)
    bob = await cast.person(registry, "bob")
    stored = await registry.runtime.store.database["person"].find_one({"_id": bob})
    await registry.post("agnes", f"/persons/{bob}/erasure", {})
    await registry.fall()
    reader = await registry.runtime.store.reader()
    assert await reader.unseal(bob, "given_name", stored["given_name"]) is None


async def test_who_was_erased_may_register_as_somebody_new(registry: House) -> None:
    await cast.administrator(registry)
    before = await cast.person(registry, "bob")
    await registry.post("agnes", f"/persons/{before}/erasure", {})
    assert await cast.person(registry, "bob") != before


async def test_while_evidence_is_kept_a_request_is_answered_by_restriction(registry: House) -> None:
    await cast.administrator(registry)
    await registry.move_to(cast.BEGINS)
    bob = await cast.person(registry, "bob")
    answer = await registry.post("agnes", f"/persons/{bob}/erasure", {"evidence_until": "2029-07-01"})
    assert answer["state"] == "restricted"
    await registry.fall()
    reader = await registry.runtime.store.reader()
    stored = await registry.runtime.store.database["person"].find_one({"_id": bob})
    assert await reader.unseal(bob, "given_name", stored["given_name"]) is None
    assert (await registry.get("agnes", f"/persons/{bob}"))["given_name"] == ""
    problem = await registry.post("agnes", f"/persons/{bob}/erasure", {"archives_visa": "V-1"}, expect=409)
    assert problem["type"].endswith("evidence-must-be-kept")


async def test_persons_are_listed_by_duty_page_by_page_for_officers(registry: House) -> None:
    for who in ("helene", "karim", "odile"):
        await cast.officer(registry, who, "instruct")
    first = await registry.get("helene", "/persons", duty="instruct", limit=2)
    rest = await registry.get("helene", "/persons", duty="instruct", limit=2, after=first["next"])
    assert [row["given_name"] for row in first["items"] + rest["items"]] == ["Helene", "Karim", "Odile"]
    assert rest["next"] is None


async def test_nobody_reads_somebody_else(registry: House) -> None:
    ana = await cast.person(registry, "ana")
    await cast.person(registry, "bob")
    await registry.get("bob", f"/persons/{ana}", expect=403)
    await registry.get("", f"/persons/{ana}", expect=401)
    await registry.get("bob", "/persons", expect=403)


async def test_without_a_token_nobody_registers(registry: House) -> None:
    await registry.post("", "/persons", {"given_name": "X", "usual_name": "Y"}, expect=401)


async def test_a_name_that_is_no_text_is_refused_by_its_field(registry: House) -> None:
    for name in (1, ["X"], "", "x" * 121, None):
        body = {"given_name": name, "usual_name": "Y"}
        problem = await registry.post("ana", "/persons", body, expect=422)
        assert "given_name" in str(problem)
    await registry.post("ana", "/persons", {"given_name": "X", "usual_name": "Y", "admin": True}, expect=422)


async def test_a_name_that_is_a_mongo_operator_is_refused(registry: House) -> None:
    problem = await registry.post("ana", "/persons", {"given_name": {"$ne": ""}, "usual_name": "Y"}, expect=400)
    assert problem["errors"][0]["field"] == "given_name/$ne"


async def test_once_the_retention_has_ended_and_the_archives_agree_the_person_is_erased(registry: House) -> None:
    await cast.administrator(registry)
    await registry.move_to(cast.BEGINS)
    bob = await cast.person(registry, "bob")
    await registry.post("agnes", f"/persons/{bob}/erasure", {"evidence_until": "2029-07-01"})
    await registry.fall()
    await registry.move_to(paris(date(2029, 7, 2), 9))
    answer = await registry.post("agnes", f"/persons/{bob}/erasure", {"archives_visa": "Visa AD59 2029-12"})
    assert answer["state"] == "erased"
    assert await registry.fall() == 1
    assert await registry.runtime.keyring.database["keys"].find_one({"_id": bob}) is None
