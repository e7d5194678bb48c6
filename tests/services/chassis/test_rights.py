"""Rights as learnt from the registry's events, on a real MongoDB: who one is, what closes access, what is stale."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.chassis.actor import Actor, DutyName, Role
from services.chassis.reader import view_name
from services.chassis.refusal import Unavailable
from services.chassis.rights import learnt_rights, require_confirmed
from services.chassis.store import Store

BEARER = "b" * 64
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


async def remember(store: Store, table: str, **row: Any) -> None:
    await store.database[view_name(table, 1)].insert_one(row)


async def an_officer(store: Store, **more: Any) -> None:
    duty = {"name": "decide", "reference": "arrêté 1", "since": "2019-01-01", "until": "2021-06-30"}
    await remember(store, "persons", _id="p1", bearer=BEARER, duties=[duty], **more)


async def a_member(store: Store) -> None:
    members = {"p1": ["representative", "writer"], "p2": ["reader"]}
    bearers = {"p1": BEARER, "p2": "c" * 64}
    await remember(
        store, "organisations", _id="o1", members=members, bearer_of=bearers, bearers=sorted(bearers.values())
    )


async def asked(store: Store) -> Actor:
    return await learnt_rights(await store.reader(), BEARER)


async def test_a_duty_holds_on_the_days_of_its_delegation_only(store: Store) -> None:
    await an_officer(store)
    actor = await asked(store)
    assert actor.duty(DutyName.DECIDE, date(2021, 6, 30)) is not None
    assert actor.duty(DutyName.DECIDE, date(2021, 7, 1)) is None
    assert actor.duty(DutyName.CERTIFY, date(2020, 1, 1)) is None


async def test_a_member_is_known_by_the_membership_alone(store: Store) -> None:
    await a_member(store)
    actor = await asked(store)
    assert (actor.person, actor.organisations(Role.REPRESENTATIVE)) == ("p1", {"o1"})
    assert actor.organisations(Role.READER) == frozenset()


async def test_a_stranger_is_signed_in_and_nothing_else(store: Store) -> None:
    actor = await asked(store)
    assert (actor.signed_in, actor.person, actor.duties, actor.memberships) == (True, "", (), {})


async def test_an_erased_person_has_no_rights_left(store: Store) -> None:
    await a_member(store)
    await remember(store, "persons", _id="p1", erased=True, duties=[])
    assert (await asked(store)).person == ""


@pytest.mark.parametrize("subject", ["person/p1", "organisation/o1"])
async def test_a_parked_event_about_rights_closes_access(store: Store, subject: str) -> None:
    await an_officer(store)
    await a_member(store)
    await store.database["parked"].insert_one({"_id": "x", "subject": subject, "status": "waiting"})
    actor = await asked(store)
    assert actor.memberships == {}
    assert (actor.duties == ()) is (subject == "person/p1")


async def test_rights_not_confirmed_for_fifteen_minutes_do_not_decide(store: Store) -> None:
    await an_officer(store)
    await store.database["meta"].insert_one({"_id": "rights", "as_of": NOW})
    actor = await asked(store)
    require_confirmed(actor, NOW + timedelta(minutes=15))
    with pytest.raises(Unavailable):
        require_confirmed(actor, NOW + timedelta(minutes=15, seconds=1))


async def test_rights_never_confirmed_do_not_decide(store: Store) -> None:
    await an_officer(store)
    with pytest.raises(Unavailable):
        require_confirmed(await asked(store), NOW)


def test_ones_own_rights_are_always_fresh() -> None:
    require_confirmed(Actor(person="p1"), NOW)
