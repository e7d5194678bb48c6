"""Bad input at the doors of the services: a 4xx in French that names the field, nothing written, never a 5xx."""

import asyncio
import copy
import json
import re
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import ECKey

from services.chassis.web.cursor import Cursors
from services.incubator_registry.main import SERVICE as REGISTRY
from services.incubator_registry.rights import OwnRights
from services.jobrotation_funding.main import SERVICE as FUNDING
from services.project_tracking.main import SERVICE as TRACKING
from tests.services.bad_input import ADDRESSES, BODIES, HEADERS, KEYS, VALUES
from tests.services.incubator_registry import cast
from tests.services.incubator_registry.making_calls import CALL
from tests.services.jobrotation_funding import cast as funding
from tests.services.jobrotation_funding import making_grants as asking
from tests.services.project_tracking import house as tracking
from tests.services.project_tracking.test_api import EVALUATOR, PROPOSAL
from tests.support.service import ALGORITHM, ISSUER, KEY_ID, House, hash_of, opened, token

ENGLISH = re.compile(r"\b(the|should|must|input|required|invalid|valid|expected|error|not|unexpected)\b", re.IGNORECASE)
FOREIGN_KEY = ECKey.generate_key("P-256", {"kid": KEY_ID})


@dataclass(frozen=True)
class Door:
    """One service, a command that it accepts from ``who``, and where its body has a text, a number, a day, a list."""

    house: House
    issuer: str
    who: str
    path: str
    body: dict[str, Any]
    places: dict[str, str]
    made: str  # a dossier that exists, and below: a command that changes it
    change: tuple[str, str, str, dict[str, Any]]

    @property
    def thing(self) -> str:
        """How paths name a dossier: ``call`` of ``/calls/…``."""
        return self.path.strip("/").removesuffix("s")

    def token(self, who: str, **claims: Any) -> str:
        """A token that this service takes, unless the claims spoil it."""
        return token(who, **{"iss": self.issuer} | claims)

    async def ask(self, method: str, path: str, content: bytes | None = None, **headers: str | None) -> httpx.Response:
        """One request as who may, as JSON and under a new key unless the headers say otherwise (None: left out)."""
        sent = {
            "Authorization": f"Bearer {self.token(self.who)}",
            "Idempotency-Key": str(uuid.uuid4()),
            "Content-Type": "application/json",
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        kept = {name.encode(): value.encode() for name, value in sent.items() if value is not None}
        return await self.house.client.request(method, self.house.root + path, content=content, headers=kept)

    async def written(self) -> dict[str, Any]:
        """Every document of the service and of its keyring."""
        stores = (self.house.runtime.store.database, self.house.runtime.keyring.database)
        names = [(store, name) for store in stores for name in await store.list_collection_names()]
        found = await asyncio.gather(*(store[name].find().sort("_id", 1).to_list() for store, name in names))
        return {f"{store.name}.{name}": rows for (store, name), rows in zip(names, found, strict=True)}


async def registry(house: House) -> Door:
    """Hélène drafts calls; Sam is registered and may nothing."""
    await cast.officer(house, "helene", "instruct")
    await cast.person(house, "sam")
    made = await house.post("helene", "/calls", CALL, Idempotency_Key="used")
    places = {
        "text": "title",
        "number": "rules/criteria/0/weight",
        "day": "rules/act/on",
        "list": "rules/incubator_types",
        "code": "rules/questions/0/code",
        "part": "rules/act",
    }
    path = f"/calls/{made['id']}"
    return Door(house, ISSUER, "helene", "/calls", CALL, places, path, ("PUT", "helene", path, CALL))


async def experiments(house: House) -> Door:
    """Ivan proposes experiments; Sam represents an organisation that is none of the incubator's."""
    learnt = tracking.House(house.runtime, FastAPI(), house.client)
    await learnt.settle_in()
    await learnt.on(date(2019, 9, 20))
    body = PROPOSAL
    places = {
        "text": "description/title",
        "number": "description/indicators/0/baseline/figures/numerator",
        "day": "description/starts_on",
        "list": "description/publics",
        "code": "description/nature",
        "part": "description/milestones/0",
    }
    door = Door(house, tracking.ISSUER, "ivan", "/experiments", body, places, "", ("", "", "", {}))
    made = await door.ask("POST", door.path, json.dumps(body).encode(), Idempotency_Key="used")
    path = f"/experiments/{made.json()['id']}"
    return replace(door, made=path, change=("POST", "helene", f"{path}/evaluator", EVALUATOR))


async def grants(house: House) -> Door:
    """Béa drafts grants for Bâtir Ensemble; Sam represents an organisation that is another."""
    await funding.settle_in(house)
    await asking.begin(house)
    await funding.organisation(house, "other", "sam")
    others = [{"payer": "OPCO Constructys", "reference": "DPC-2020-118", "minutes": 60}]
    body = {"organisation": "batir", "experiment": "x5", "asked": asking.ASKED | {"others": others}}
    made = await house.post("bea", "/grants", body, Idempotency_Key="used")
    places = {
        "text": "asked/others/0/payer",
        "number": "asked/lines/0/minutes",
        "day": "asked/starts_on",
        "list": "asked/lines",
        "code": "experiment",
        "part": "asked/replacement",
    }
    path = f"/grants/{made['id']}"
    return Door(house, ISSUER, "bea", "/grants", body, places, path, ("PUT", "bea", path, {"asked": {}}))


@pytest.fixture(scope="module", params=["incubator_registry", "project_tracking", "jobrotation_funding"])
async def door(request: pytest.FixtureRequest, mongo_url: str, new_prefix: Callable[[], str]) -> AsyncIterator[Door]:
    """Each service in turn, with real tokens on the real database."""
    async with AsyncExitStack() as stack:
        if request.param == "incubator_registry":
            service = replace(REGISTRY, rights=OwnRights(lambda: hash_of(cast.ADMINISTRATOR)))
            yield await registry(await stack.enter_async_context(opened(service, mongo_url, new_prefix())))
        elif request.param == "jobrotation_funding":
            yield await grants(await stack.enter_async_context(opened(FUNDING, mongo_url, new_prefix())))
        else:
            own = {"issuer": tracking.ISSUER, "bearer_key": tracking.KEY}
            yield await experiments(await stack.enter_async_context(opened(TRACKING, mongo_url, new_prefix(), **own)))


async def refused(door: Door, answer: httpx.Response, status: int, field: str | None, before: dict[str, Any]) -> None:
    """A problem in French that names the field where there is one, and nothing written."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    errors = problem.get("errors", [])
    for said in (problem["title"], problem["detail"], *(error["detail"] for error in errors)):
        assert said
        assert not ENGLISH.search(said), said
    if field is not None:
        # What is wrong may be each of the parts that stand in the field.
        assert any(error["field"] == field or error["field"].startswith(f"{field}/") for error in errors), problem
    assert await door.written() == before


def spoiled(body: dict[str, Any], place: str, value: Any) -> bytes:
    """The body with another value at a place (``part/…`` is a key of it)."""
    changed: Any = copy.deepcopy(body)
    *way, last = place.split("/")
    part = changed
    for step in way:
        part = part[int(step)] if isinstance(part, list) else part[step]
    part[int(last) if isinstance(part, list) else last] = value
    return json.dumps(changed).encode()


def foreign(door: Door) -> str:
    """A token that says all the right things under a key of somebody else."""
    said = {"iss": door.issuer, "aud": "pepiniere", "sub": door.who, "exp": 4_000_000_000}
    return jwt.encode({"alg": ALGORITHM, "kid": KEY_ID}, said, FOREIGN_KEY)


def unsigned(door: Door) -> str:
    """A token that says it needs no signature."""
    return "eyJhbGciOiJub25lIn0." + door.token(door.who).split(".")[1] + "."


# What, and the header that a door is shown.
TOKENS: list[tuple[str, Callable[[Door], str | None]]] = [
    ("none", lambda door: None),
    ("an empty one", lambda door: ""),
    ("a scheme alone", lambda door: "Bearer"),
    ("another scheme", lambda door: "Basic aGVsZW5lOmhlbGVuZQ=="),
    ("garbage", lambda door: "Bearer garbage"),
    ("garbage in three parts", lambda door: "Bearer a.b.c"),
    ("one without end", lambda door: "Bearer " + "a" * 9_000),
    ("an expired one", lambda door: f"Bearer {door.token(door.who, exp=1_500_000_000)}"),
    ("one that never expires", lambda door: f"Bearer {door.token(door.who, exp=None)}"),
    ("one of tomorrow", lambda door: f"Bearer {door.token(door.who, nbf=4_000_000_000)}"),
    ("a foreign issuer's", lambda door: f"Bearer {door.token(door.who, iss='https://ailleurs.test')}"),
    ("one for another audience", lambda door: f"Bearer {door.token(door.who, aud='ailleurs')}"),
    ("one of nobody", lambda door: f"Bearer {door.token('')}"),
    ("one of an operator", lambda door: f"Bearer {door.token(door.who, sub={'$ne': ''})}"),
    ("one signed by another key", lambda door: f"Bearer {foreign(door)}"),
    ("one that nobody signed", lambda door: f"Bearer {unsigned(door)}"),
    ("a changed one", lambda door: f"Bearer {door.token(door.who)[:-4]}AAAA"),
]


def named(table: list[Any]) -> Any:
    """The rows of a table, each under what it is."""
    return [pytest.param(*row[1:], id=row[0]) for row in table]


async def test_what_is_spoiled_below_is_accepted_whole(door: Door) -> None:
    answer = await door.ask("POST", door.path, json.dumps(door.body).encode())
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize(("where", "value", "status", "ending"), named(VALUES))
async def test_a_value_that_is_not_what_its_field_takes_is_refused(
    door: Door, where: str, value: Any, status: int, ending: str | None
) -> None:
    before, place = await door.written(), door.places[where]
    answer = await door.ask("POST", door.path, spoiled(door.body, place, value))
    await refused(door, answer, status, None if ending is None else place + ending, before)


@pytest.mark.parametrize(("key", "status"), KEYS)
async def test_a_key_that_no_field_has_is_refused(door: Door, key: str, status: int) -> None:
    before = await door.written()
    answer = await door.ask("POST", door.path, json.dumps(door.body | {key: 1}).encode())
    await refused(door, answer, status, key, before)


@pytest.mark.parametrize(("body", "kind", "status", "field"), named(BODIES))
async def test_a_body_that_is_not_one_clear_json_is_refused(
    door: Door, body: bytes, kind: str | None, status: int, field: str | None
) -> None:
    before = await door.written()
    await refused(door, await door.ask("POST", door.path, body, Content_Type=kind), status, field, before)


@pytest.mark.parametrize(("method", "address", "status", "field"), named(ADDRESSES))
async def test_an_address_that_asks_for_nothing_is_refused(
    door: Door, method: str, address: str, status: int, field: str | None
) -> None:
    before = await door.written()
    answer = await door.ask(method, address.format(path=door.path, made=door.made))
    await refused(door, answer, status, field and field.format(thing=door.thing), before)


async def test_a_cursor_of_another_list_is_refused(door: Door) -> None:
    before, key = await door.written(), door.house.runtime.settings.bearer_key
    cursor = Cursors(key, f"{door.house.root}/elsewhere").write("a")
    await refused(door, await door.ask("GET", f"{door.path}?after={cursor}"), 400, "after", before)


@pytest.mark.parametrize(("header", "value", "status"), named(HEADERS))
async def test_a_header_that_cannot_be_read_is_refused(door: Door, header: str, value: str | None, status: int) -> None:
    before = await door.written()
    answer = await door.ask("POST", door.path, json.dumps(door.body).encode(), **{header: value})
    await refused(door, answer, status, header, before)


@pytest.mark.parametrize("shown", named(TOKENS))
async def test_a_token_that_does_not_hold_is_refused(door: Door, shown: Callable[[Door], str | None]) -> None:
    before = await door.written()
    answer = await door.ask("POST", door.path, json.dumps(door.body).encode(), Authorization=shown(door))
    await refused(door, answer, 401, None, before)


async def test_another_persons_token_gives_their_rights_and_not_ours(door: Door) -> None:
    before, theirs = await door.written(), f"Bearer {door.token('sam')}"
    body = json.dumps(door.body).encode()
    await refused(door, await door.ask("POST", door.path, body, Authorization=theirs), 403, None, before)
    replayed = await door.ask("POST", door.path, body, Authorization=theirs, Idempotency_Key="used")
    await refused(door, replayed, 403, None, before)


async def test_a_key_that_served_another_body_is_refused(door: Door) -> None:
    before, body = await door.written(), spoiled(door.body, door.places["text"], "Autre titre")
    answer = await door.ask("POST", door.path, body, Idempotency_Key="used")
    await refused(door, answer, 422, "Idempotency-Key", before)


async def test_a_version_that_is_no_longer_the_last_is_refused(door: Door) -> None:
    before, (method, who, path, body) = await door.written(), door.change
    theirs = f"Bearer {door.token(who)}"
    answer = await door.ask(method, path, json.dumps(body).encode(), Authorization=theirs, If_Match='"99"')
    await refused(door, answer, 412, None, before)
