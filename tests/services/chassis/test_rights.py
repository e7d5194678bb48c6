"""Rights as learnt from the registry's events, on a real MongoDB: who one is, what closes access, what is stale."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.chassis.access import Row, Table, duty, member
from services.chassis.actor import Actor, DutyName, Role
from services.chassis.reader import view_name
from services.chassis.refusal import Unavailable
from services.chassis.rights import Withdrawal, acts_after, learnt_rights, require_confirmed, to_look_at_again
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
    assert actor.person == "p1"
    assert actor.organisations(Role.REPRESENTATIVE) == frozenset({"o1"})
    assert actor.organisations(Role.READER) == frozenset()


async def test_a_stranger_is_signed_in_and_nothing_else(store: Store) -> None:
    actor = await asked(store)
    assert (actor.signed_in, actor.person, actor.duties, actor.memberships) == (True, "", (), {})


async def test_an_erased_person_has_no_rights_left(store: Store) -> None:
    await a_member(store)
    await remember(store, "persons", _id="p1", erased=True, duties=[])
    assert (await asked(store)).person == ""


async def test_who_comes_back_after_an_erasure_has_the_rights_of_the_new_person(store: Store) -> None:
    await remember(store, "persons", _id="p0", bearer=BEARER, erased=True, duties=[])
    await an_officer(store)
    assert (await asked(store)).person == "p1"


async def test_a_duty_or_a_role_of_a_later_version_gives_no_right_and_breaks_nothing(store: Store) -> None:
    known = {"name": "decide", "reference": "arrêté 1", "since": "2019-01-01", "until": None}
    await remember(store, "persons", _id="p1", bearer=BEARER, duties=[known, known | {"name": "teleport"}])
    for organisation, roles in (("o1", ["treasurer"]), ("o2", ["treasurer", "reader"])):
        members = {"members": {"p1": roles}, "bearer_of": {"p1": BEARER}, "bearers": [BEARER]}
        await remember(store, "organisations", _id=organisation, **members)
    actor = await asked(store)
    assert [held.name for held in actor.duties] == [DutyName.DECIDE]
    assert actor.memberships == {"o2": frozenset({Role.READER})}


async def test_an_event_set_aside_by_an_administrator_closes_nothing_any_more(store: Store) -> None:
    await an_officer(store)
    await store.database["parked"].insert_one({"_id": "x", "subject": "person/p1", "status": "set-aside"})
    assert (await asked(store)).person == "p1"


@pytest.mark.parametrize("status", ["waiting", "unplaced"])
@pytest.mark.parametrize("subject", ["person/p1", "organisation/o1"])
async def test_a_parked_event_about_rights_closes_access(store: Store, subject: str, status: str) -> None:
    await an_officer(store)
    await a_member(store)
    await store.database["parked"].insert_one({"_id": "x", "subject": subject, "status": status})
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


TABLE = Table(
    Row("accept_application", duty(DutyName.DECIDE), confirmed=True),
    Row("certify_claim", duty(DutyName.CERTIFY), confirmed=True),
    Row("edit_draft", member(Role.WRITER)),
)
WITHDRAWN = Withdrawal("p1", DutyName.DECIDE, date(2020, 6, 2))


def act(number: int, at: str, action: str = "accept_application", actor: str = "p1") -> dict[str, Any]:
    entry = {"actor": actor, "action": action, "at": at}
    return {"_id": f"application/a{number}#1", "subject": f"application/a{number}", "number": 1, "entry": entry}


# 2 June 2020 begins in Paris on 1 June at 22:00 UTC.
TRAIL = [
    act(1, "2020-06-05T08:00:00Z"),
    act(2, "2020-06-01T21:59:59.999000Z"),
    act(3, "2020-06-01T22:00:00.500000Z"),
    act(4, "2020-06-01T22:00:00Z"),
    act(5, "2020-06-05T08:00:00Z", action="certify_claim"),
    act(6, "2020-06-05T08:00:00Z", action="edit_draft"),
    act(7, "2020-06-05T08:00:00Z", actor="p2"),
    act(8, "2020-06-05T08:00:00Z", action="an-action-of-long-ago"),
]
LATE = ["application/a4", "application/a3", "application/a1"]


def test_a_late_withdrawal_lists_what_was_decided_without_the_duty() -> None:
    assert [row["subject"] for row in to_look_at_again(WITHDRAWN, TRAIL, TABLE)] == LATE


async def test_a_late_withdrawal_finds_the_decisions_in_the_audit(store: Store) -> None:
    await store.database["audit"].insert_many([dict(row) for row in TRAIL])
    found = await acts_after(await store.reader(), WITHDRAWN, TABLE)
    assert [row["subject"] for row in found] == LATE
