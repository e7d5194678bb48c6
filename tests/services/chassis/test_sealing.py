"""Names sealed on a real MongoDB: who opens them, what erases them, what a restore may not bring back."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from services.chassis import keyring as command_line
from services.chassis.mongo import Client, connect
from services.chassis.sealing import Keyring, NoLongerNamed, WrongMasterKey
from services.chassis.settings import Settings

NAME = "Hélène Vasseur"
TODAY = date(2026, 11, 24)
OLD, NEW = secrets.token_hex(32), secrets.token_hex(32)


@dataclass
class House:
    """One installation, whose keyring is opened as any service and under any master key."""

    client: Client
    mongo_url: str
    prefix: str

    def settings(self, master: str = OLD, former: str = "") -> Settings:
        return Settings(
            mongo_url=self.mongo_url,
            kafka="127.0.0.1:1",
            issuer="https://connexion.exemple.test",
            bearer_key="k" * 32,
            master_key=master,
            former_master_keys=former,
            prefix=self.prefix,
        )

    def keyring(self, service: str = "registry", master: str = OLD, former: str = "") -> Keyring:
        return Keyring.open(self.client, self.settings(master, former), service)

    @property
    def keys(self) -> Any:
        return self.client[f"{self.prefix}keyring"]["keys"]


@pytest.fixture
async def house(mongo_url: str, fresh_prefix: str) -> AsyncIterator[House]:
    client = connect(mongo_url)
    yield House(client, mongo_url, fresh_prefix)
    for name in ("keyring", "erasures"):
        await client.drop_database(f"{fresh_prefix}{name}")
    client.close()


@pytest.fixture
def keyring(house: House) -> Keyring:
    return house.keyring()


async def test_a_name_is_opened_by_the_key_of_its_person(keyring: Keyring) -> None:
    sealed = await keyring.seal("p1", "name", NAME)
    assert "Vasseur" not in sealed
    assert await keyring.unseal("p1", "name", sealed) == NAME


async def test_the_same_name_is_never_sealed_alike(keyring: Keyring) -> None:
    assert await keyring.seal("p1", "name", NAME) != await keyring.seal("p1", "name", NAME)


async def test_a_sealed_name_opens_for_its_person_its_field_and_its_service_only(house: House) -> None:
    keyring = house.keyring()
    sealed = await keyring.seal("p1", "name", NAME)
    await keyring.seal("p2", "name", NAME)
    assert await keyring.unseal("p2", "name", sealed) is None
    assert await keyring.unseal("p1", "email", sealed) is None
    assert await house.keyring("tracking").unseal("p1", "name", sealed) is None
    assert await house.keyring().unseal("p1", "name", sealed) == NAME


@pytest.mark.parametrize("touched", ["", "AAAA", "é", "not base64 !", "A" * 200])
async def test_a_text_that_was_touched_does_not_open_and_breaks_no_page(keyring: Keyring, touched: str) -> None:
    await keyring.seal("p1", "name", NAME)
    assert await keyring.unseal("p1", "name", touched) is None


async def test_a_list_of_names_is_opened_in_its_order(keyring: Keyring) -> None:
    people = [f"p{number}" for number in range(20)]
    asked = [(person, "name", await keyring.seal(person, "name", f"nom de {person}")) for person in people]
    await keyring.erase("p3", "demande")
    opened = await keyring.unseal_all([*reversed(asked), ("nobody", "name", asked[0][2])])
    assert opened == [None if person == "p3" else f"nom de {person}" for person in reversed(people)] + [None]
    assert await keyring.unseal_all([]) == []


async def test_racers_make_one_key_for_a_person(keyring: Keyring) -> None:
    sealed = await asyncio.gather(*(keyring.seal("p1", "name", NAME) for _ in range(30)))
    opened = await keyring.unseal_all([("p1", "name", each) for each in sealed])
    assert opened == [NAME] * 30


async def test_neither_the_keys_nor_the_log_hold_a_name_or_a_bare_key(house: House) -> None:
    keyring = house.keyring()
    await keyring.seal("p1", "name", NAME)
    row = await house.keys.find_one({"_id": "p1"})
    assert set(row) == {"_id", "wrapped", "master"}
    assert len(row["wrapped"]) == 40
    assert OLD not in json.dumps(row, default=str)


async def test_an_erased_person_is_named_no_more_in_any_service(house: House) -> None:
    registry, tracking = house.keyring("registry"), house.keyring("tracking")
    sealed = [await each.seal("p1", "name", NAME) for each in (registry, tracking)]
    await registry.erase("p1", "demande")
    assert await registry.unseal("p1", "name", sealed[0]) is None
    assert await tracking.unseal("p1", "name", sealed[1]) is None
    assert await house.keys.count_documents({}) == 0


async def test_nothing_is_sealed_again_for_an_erased_person(keyring: Keyring) -> None:
    await keyring.seal("p1", "name", NAME)
    await keyring.erase("p1", "demande")
    with pytest.raises(NoLongerNamed):
        await keyring.seal("p1", "name", NAME)


async def test_erasing_twice_keeps_the_first_reason(keyring: Keyring) -> None:
    await keyring.erase("p1", "demande")
    await keyring.erase("p1", "encore")
    [entry] = await keyring.erasures.entries()
    assert (entry["person"], entry["why"]) == ("p1", "demande")


async def test_an_erasure_among_racing_seals_leaves_no_key(house: House) -> None:
    keyring = house.keyring()
    racing = [keyring.seal("p1", "name", NAME) for _ in range(10)]
    await asyncio.gather(*racing[:5], keyring.erase("p1", "demande"), *racing[5:], return_exceptions=True)
    assert await house.keys.count_documents({}) == 0


async def test_a_key_that_was_being_made_while_the_person_was_erased_is_deleted(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The erasure falls between the look at the log and the insertion of the key."""
    keyring, looked = house.keyring(), type(house.keyring().erasures).knows
    looks: list[bool] = []

    async def knows(erasures: Any, person: str) -> bool:
        looks.append(await looked(erasures, person))
        if len(looks) == 1:
            await keyring.erase(person, "demande")
        return looks[-1]

    monkeypatch.setattr(type(keyring.erasures), "knows", knows)
    with pytest.raises(NoLongerNamed):
        await keyring.seal("p1", "name", NAME)
    assert looks == [False, True]
    assert await house.keys.count_documents({}) == 0


async def test_a_person_whose_evidence_must_be_kept_is_restricted_instead_of_erased(house: House) -> None:
    keyring = house.keyring()
    sealed = await keyring.seal("p1", "name", NAME)
    assert await keyring.forget("p1", "demande", today=TODAY, evidence_until=TODAY) is False
    assert await keyring.unseal("p1", "name", sealed) is None
    with pytest.raises(NoLongerNamed):
        await keyring.seal("p1", "name", NAME)
    assert await house.keys.count_documents({"_id": "p1", "wrapped": {"$exists": True}}) == 1


async def test_once_the_retention_is_over_the_person_is_erased(house: House) -> None:
    keyring = house.keyring()
    await keyring.seal("p1", "name", NAME)
    assert await keyring.forget("p1", "demande", today=TODAY, evidence_until=date(2026, 11, 23)) is True
    assert await keyring.forget("p2", "demande", today=TODAY) is True
    assert await house.keys.count_documents({}) == 0


async def test_a_restriction_that_should_not_have_been_is_lifted(keyring: Keyring) -> None:
    sealed = await keyring.seal("p1", "name", NAME)
    await keyring.restrict("p1", date(2030, 1, 1), "paiement de 2020")
    await keyring.erasures.lift("p1")
    assert await keyring.unseal("p1", "name", sealed) == NAME


async def test_a_person_without_any_name_yet_is_restricted_all_the_same(keyring: Keyring) -> None:
    await keyring.restrict("p1", date(2030, 1, 1), "paiement de 2020")
    with pytest.raises(NoLongerNamed):
        await keyring.seal("p1", "name", NAME)


async def test_restrictions_are_listed_with_their_last_day(keyring: Keyring) -> None:
    for person, until in (("p1", date(2027, 1, 1)), ("p2", date(2026, 11, 23)), ("p3", TODAY)):
        await keyring.restrict(person, until, "paiement")
    assert [row["person"] for row in await keyring.erasures.restricted()] == ["p2", "p3", "p1"]
    assert [row["person"] for row in await keyring.erasures.restricted(before=TODAY)] == ["p2"]


async def test_a_restored_keyring_forgets_again_when_the_services_start(house: House) -> None:
    keyring = house.keyring()
    sealed = await keyring.seal("p1", "name", NAME)
    backup = await house.keys.find_one({"_id": "p1"})
    await keyring.erase("p1", "demande")
    await house.keys.insert_one(backup)
    # The twin of the guarantee: without the replay the name is back.
    assert await keyring.unseal("p1", "name", sealed) == NAME
    await keyring.prepare()
    assert await keyring.unseal("p1", "name", sealed) is None


async def test_another_master_key_is_refused_at_the_start_instead_of_showing_everybody_erased(house: House) -> None:
    await house.keyring().prepare()
    with pytest.raises(WrongMasterKey) as refused:
        await house.keyring(master=NEW).prepare()
    assert "PEPINIERE_FORMER_MASTER_KEYS" in str(refused.value)


async def test_a_keyring_older_than_the_check_is_checked_by_its_keys(house: House) -> None:
    await house.keyring().seal("p1", "name", NAME)
    with pytest.raises(WrongMasterKey):
        await house.keyring(master=NEW).prepare()


async def test_preparing_again_and_by_twins_changes_nothing(house: House) -> None:
    await asyncio.gather(*(house.keyring().prepare() for _ in range(8)))
    assert await house.client[f"{house.prefix}keyring"]["meta"].count_documents({}) == 1


async def test_the_master_key_is_replaced_while_names_are_read_and_written(house: House) -> None:
    await house.keyring().prepare()
    sealed = await house.keyring().seal("p1", "name", NAME)
    await house.keyring().restrict("p2", date(2030, 1, 1), "paiement")
    both = house.keyring(master=NEW, former=OLD)
    await both.prepare()
    later = await both.seal("p3", "name", NAME)
    assert await both.unseal("p1", "name", sealed) == NAME
    assert await both.turn() == 2
    assert await both.turn() == 0
    alone = house.keyring(master=NEW)
    await alone.prepare()
    assert await alone.unseal_all([("p1", "name", sealed), ("p3", "name", later)]) == [NAME, NAME]
    with pytest.raises(WrongMasterKey):
        await house.keyring().prepare()


async def test_the_master_key_is_turned_by_batches(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.chassis.sealing.TURNED_BY", 3)
    sealed = [(f"p{number}", "name", await house.keyring().seal(f"p{number}", "name", NAME)) for number in range(8)]
    assert await house.keyring(master=NEW, former=OLD).turn() == 8
    assert await house.keyring(master=NEW).unseal_all(sealed) == [NAME] * 8


# The command line runs its own loop: its tests are not asynchronous.


@pytest.fixture
def run(mongo_url: str, fresh_prefix: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs one verb with the settings of this installation in the environment."""
    named = House(None, mongo_url, fresh_prefix).settings().model_dump()
    for name in ("mongo_url", "kafka", "issuer", "bearer_key", "master_key", "prefix"):
        monkeypatch.setenv(f"PEPINIERE_{name.upper()}", named[name])

    def verb(*arguments: str, **environment: str) -> int:
        for name, value in environment.items():
            monkeypatch.setenv(f"PEPINIERE_{name.upper()}", value)
        return command_line.main(list(arguments))

    return verb


def in_loop(mongo_url: str, prefix: str, act: Any) -> Any:
    async def acting() -> Any:
        client = connect(mongo_url)
        try:
            return await act(House(client, mongo_url, prefix).keyring())
        finally:
            client.close()

    return asyncio.run(acting())


def test_the_operator_sees_turns_and_lists(
    run: Any, mongo_url: str, fresh_prefix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async def some(keyring: Keyring) -> None:
        await keyring.seal("p1", "name", NAME)
        await keyring.restrict("p2", date(2020, 1, 1), "paiement de 2010")
        await keyring.erase("p3", "demande")

    in_loop(mongo_url, fresh_prefix, some)
    assert run("due") == 0
    assert capsys.readouterr().out == "2020-01-01  p2\n"
    assert run("turn", master_key=NEW) == 1
    assert "PEPINIERE_FORMER_MASTER_KEYS" in capsys.readouterr().err
    assert run("status", former_master_keys=OLD) == 0
    assert "2 clé(s), dont 2 sous une ancienne clé maîtresse ; 1 limitée(s) ; 1 personne(s)" in capsys.readouterr().out
    assert run("turn") == 0
    assert capsys.readouterr().out.startswith("2 clé(s) passée(s)")


def test_after_a_restore_of_everything_the_exported_log_forgets_again(
    run: Any, mongo_url: str, fresh_prefix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exported = tmp_path / "effacements.jsonl"

    async def before(keyring: Keyring) -> str:
        sealed = await keyring.seal("p1", "name", NAME)
        await keyring.erase("p9", "demande")
        return sealed

    sealed = in_loop(mongo_url, fresh_prefix, before)
    backup = saved(mongo_url, fresh_prefix)
    in_loop(mongo_url, fresh_prefix, lambda keyring: keyring.erase("p1", "demande"))
    assert run("export") == 0
    exported.write_text(capsys.readouterr().out)
    restore(mongo_url, fresh_prefix, backup)
    assert in_loop(mongo_url, fresh_prefix, lambda keyring: keyring.unseal("p1", "name", sealed)) == NAME
    assert run("replay", "--file", str(exported)) == 0
    assert capsys.readouterr().out.splitlines()[1] == "1 clé(s) revenue(s), effacée(s) de nouveau."
    assert in_loop(mongo_url, fresh_prefix, lambda keyring: keyring.unseal("p1", "name", sealed)) is None
    entries = in_loop(mongo_url, fresh_prefix, lambda keyring: keyring.erasures.entries())
    assert [entry["person"] for entry in entries] == ["p9", "p1"]
    assert all(isinstance(entry["at"], datetime) and entry["at"].tzinfo is not None for entry in entries)
    assert entries[0]["at"] < datetime.now(UTC)


def saved(mongo_url: str, prefix: str) -> dict[str, list[Any]]:
    with MongoClient[dict[str, Any]](mongo_url) as client:
        return {
            "keyring": list(client[f"{prefix}keyring"]["keys"].find()),
            "erasures": list(client[f"{prefix}erasures"]["log"].find()),
        }


def restore(mongo_url: str, prefix: str, backup: dict[str, list[Any]]) -> None:
    with MongoClient[dict[str, Any]](mongo_url) as client:
        for database, collection in (("keyring", "keys"), ("erasures", "log")):
            client[f"{prefix}{database}"][collection].delete_many({})
            client[f"{prefix}{database}"][collection].insert_many(backup[database])


@pytest.mark.parametrize("text", ["{", "[1]", '{"person": "p1"}', '{"person": "p1", "at": "hier", "why": "x"}'])
def test_a_file_that_is_no_log_changes_nothing(
    run: Any, tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "autre.txt"
    file.write_text(text)
    assert run("replay", "--file", str(file)) == 1
    assert "n'est pas un journal d'effacements" in capsys.readouterr().err
    assert run("replay", "--file", str(tmp_path / "absent")) == 1


async def test_a_mark_is_the_same_for_ever_and_nobody_makes_it_without_its_key(house: House) -> None:
    before = await house.keyring().marks("x/traces", ["mobilité", "camion"])
    await house.keyring(master=NEW, former=OLD).turn()
    assert await house.keyring(master=NEW).marks("x/traces", ["mobilité", "camion"]) == before
    others = [house.keyring(master=NEW).marks("y/traces", ["camion"])]
    others += [house.keyring("journal", master=NEW).marks("x/traces", ["camion"])]
    assert not {before[1]} & {mark for other in others for mark in await other}
    await house.keys.delete_many({})
    assert await house.keyring(master=NEW).marks("x/traces", ["mobilité", "camion"]) != before
