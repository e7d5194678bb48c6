"""The service behind its real door on a real database, with the registry's events and the clock in the tests' hand."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import httpx
from fastapi import FastAPI

from contracts.envelope import Envelope, Event
from contracts.incubator_registry import (
    DutyGiven,
    IncubatorDescribed,
    IncubatorOpened,
    MemberJoined,
    OrganisationDescribed,
)
from contracts.registry_parts import DutyHeld, GroupingMember
from services.chassis.arrivals import Arrival
from services.chassis.calendar import paris
from services.chassis.clock import system_now
from services.chassis.identity import Bearer, bearer_hash
from services.chassis.runtime import Runtime
from services.chassis.settings import Settings
from services.chassis.web.app import api_root, build_app
from services.project_tracking.main import SERVICE

KEY = "k" * 32
ISSUER = "https://identite.exemple.fr"
ROOT = api_root(SERVICE.name)

REPRESENTATIVE, WRITER, READER = "representative", "writer", "reader"
CAST = {
    "institute": {"ines": REPRESENTATIVE, "ivan": WRITER, "iris": READER},
    "laboratory": {"lea": REPRESENTATIVE},
    "stranger": {"sam": REPRESENTATIVE},
    "third-party": {"eva": REPRESENTATIVE},
}
OFFICERS = {"helene": "instruct", "solene": "decide", "karim": "certify"}


def settings(mongo_url: str, prefix: str) -> Settings:
    """Settings of a process of the tests."""
    return Settings(
        mongo_url=mongo_url,
        kafka="127.0.0.1:1",
        issuer=ISSUER,
        bearer_key=KEY,
        master_key="0" * 64,
        prefix=prefix,
        demo=True,
    )


class Names:
    """Takes a bare name for a token: what tokens are worth is the chassis's test."""

    async def verify(self, header: str) -> Bearer:
        """The bearer who presents ``Bearer <name>``."""
        name = header.removeprefix("Bearer ")
        return Bearer(ISSUER, name, bearer_hash(KEY, ISSUER, name))


def bearer(person: str) -> str:
    """The keyed hash of a person's token."""
    return bearer_hash(KEY, ISSUER, person)


@dataclass
class House:
    """One service with its door, its views and its deadlines."""

    runtime: Runtime
    app: FastAPI
    client: httpx.AsyncClient
    heard: Counter[str] = field(default_factory=Counter)
    asked: int = 0

    @classmethod
    def of(cls, settings: Settings) -> "House":
        """A service that is not started: its loops are driven by the tests."""
        runtime = Runtime(SERVICE, settings, "api")
        app = build_app(SERVICE, settings, runtime)
        app.state.tokens = Names()
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        return cls(runtime, app, httpx.AsyncClient(transport=transport, base_url=f"http://test{ROOT}"))

    async def empty(self) -> None:
        """Forget every document; collections and indexes stay."""
        self.heard.clear()
        database = self.runtime.store.database
        for name in await database.list_collection_names():
            await database[name].delete_many({})

    async def settle_in(self) -> None:
        """The cast, three organisations in the open incubator I3, officers, and rights just confirmed."""
        for organisation, members in CAST.items():
            await self.hear(_described(organisation))
            for person, role in members.items():
                await self.hear(_joined(organisation, person, role))
        for person, duty in OFFICERS.items():
            await self.hear(_given(person, duty))
        await self.hear(incubator("i3", "institute", "laboratory"))
        await self.hear(IncubatorOpened(incubator="i3", agreement="a3", lead="institute", on=date(2019, 2, 3)))
        await self.confirm_rights(system_now())

    async def confirm_rights(self, as_of: datetime) -> None:
        """Say when rights were last known to be whole."""
        await self.runtime.store.database["meta"].replace_one({"_id": "rights"}, {"as_of": as_of}, upsert=True)

    async def hear(self, event: Event) -> None:
        """Have the views and the reactions take one event of the registry."""
        arrival = self._arrival(event)
        await self.runtime.views.take([arrival])
        await self.runtime.reactions.take([arrival])

    async def on(self, day: date, hour: int = 10) -> None:
        """Let the clock run to an hour of a day, with every deadline on the way."""
        await self.runtime.store.clock.move(paris(day, hour))
        while await self.runtime.deadlines.fire_next():
            pass

    async def post(self, who: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """One command of a person, under a new key."""
        self.asked += 1
        given = {"Idempotency-Key": f"{who}-{self.asked}", **({"Authorization": f"Bearer {who}"} if who else {})}
        return await self.client.post(path, json=body, headers=given | headers)

    async def done(self, who: str, path: str, body: Any = None) -> dict[str, Any]:
        """A command that must be accepted; its receipt."""
        answer = await self.post(who, path, body)
        assert answer.status_code in (200, 201), (path, answer.status_code, answer.text)
        receipt: dict[str, Any] = answer.json()
        return receipt

    async def get(self, who: str, path: str) -> httpx.Response:
        """One query of a person; nobody's when the name is empty."""
        return await self.client.get(path, headers={"Authorization": f"Bearer {who}"} if who else {})

    async def see(self, who: str, path: str) -> Any:
        """The JSON of a query that must be answered."""
        answer = await self.get(who, path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text)
        return answer.json()

    async def facts(self, subject: str) -> list[str]:
        """The facts announced of one dossier, in order."""
        reader = await self.runtime.store.reader()
        return [row["type"].split(".")[2] for row in await reader.timeline(subject)]

    async def mails(self, template: str) -> list[str]:
        """Who was written to with a template."""
        found = self.runtime.store.database["outward"].find({"template": template})
        return sorted([row["to"] async for row in found])

    async def close(self) -> None:
        """Forget everything."""
        await self.client.aclose()
        await self.runtime.client.drop_database(self.runtime.store.database.name)
        self.runtime.client.close()

    def _arrival(self, event: Event) -> Arrival:
        subject = f"{event.dossier}/{getattr(event, event.dossier)}"
        self.heard[subject] += 1
        envelope = Envelope(
            id=f"{event.dossier}-{sum(self.heard.values())}",
            source="/incubator_registry",
            type=event.type_name(),
            subject=subject,
            time=system_now(),
            sequence=self.heard[subject],
            correlation="test",
        )
        return Arrival(
            topic="incubator_registry",
            partition=0,
            offset=sum(self.heard.values()),
            key=subject.encode(),
            value=event.model_dump_json().encode(),
            headers=envelope.headers(),
            timestamp=int((system_now() + timedelta(hours=1)).timestamp() * 1000),
            envelope=envelope,
            event=event,
            subject=subject,
            sequence=self.heard[subject],
        )


def incubator(id: str, lead: str, *others: str) -> IncubatorDescribed:
    """An incubator of these organisations."""
    members = (GroupingMember(organisation=lead, role="chef-de-file"),)
    return IncubatorDescribed(
        incubator=id,
        name="Thiérache Apprenante",
        type="organisation-territoriale",
        summary="Une organisation territoriale.",
        call="c1",
        application="p3",
        agreement="a3",
        lead=lead,
        members=members + tuple(GroupingMember(organisation=each, role="laboratoire") for each in others),
    )


def _described(organisation: str) -> OrganisationDescribed:
    return OrganisationDescribed(
        organisation=organisation,
        name=organisation.title(),
        kinds=("organisme-de-formation",),
        siret="99900000000011",
        siren="999000000",
        commune="commune:02001",
    )


def _joined(organisation: str, person: str, role: str) -> MemberJoined:
    return MemberJoined(organisation=organisation, person=person, bearer=bearer(person), role=role, on=date(2019, 2, 3))


def _given(person: str, duty: str) -> DutyGiven:
    held = DutyHeld(name=duty, reference=f"arrêté {duty}", since=date(2019, 2, 1))
    return DutyGiven(person=person, bearer=bearer(person), duty=held)
