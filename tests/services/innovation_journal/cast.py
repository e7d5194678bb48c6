"""The people of the journal's tests, and an ear through which the service hears what the others say."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from contracts.envelope import Envelope, Event
from contracts.incubator_registry import DutyGiven, IncubatorDescribed, MemberJoined, OrganisationDescribed
from contracts.registry_parts import DutyHeld, GroupingMember
from services.chassis.arrivals import Arrival
from services.chassis.calendar import PARIS
from services.chassis.clock import system_now
from tests.support.service import House, hash_of

REPRESENTATIVE, WRITER, READER = "representative", "writer", "reader"
# The institute carries CARAVANE, the campus its adaptation; the university reviews; the stranger has no part in it.
MEMBERS = {
    "institute": {"ines": REPRESENTATIVE, "ivan": WRITER, "iris": READER, "nadia": READER},
    "campus": {"carol": WRITER},
    "university": {"rita": REPRESENTATIVE, "remi": WRITER},
    "stranger": {"sam": REPRESENTATIVE},
}
# Bruno and Élise edit; Nadia edits too, and belongs to the institute.
OFFICERS = {"bruno": "edit", "elise": "edit", "nadia": "edit", "helene": "instruct"}
TODAY = date(2021, 6, 1)


@dataclass
class Ear:
    """The service of one test, and how much it has heard of each dossier."""

    house: House
    heard: Counter[str] = field(default_factory=Counter)

    async def settle_in(self, today: date = TODAY) -> None:
        """Everyone is known, rights are confirmed, it is ten o'clock in Paris."""
        await self.house.runtime.reactions.learn_beginnings()
        # Nothing reacts to the registry: one batch for the views is enough, and quick.
        await self.house.runtime.views.take([self._arrival(event) for event in _everyone()])
        await self.confirm(system_now())
        await self.on(today)

    async def confirm(self, as_of: datetime) -> None:
        """Say when rights were last known to be whole."""
        await self.house.runtime.store.database["meta"].replace_one({"_id": "rights"}, {"as_of": as_of}, upsert=True)

    async def on(self, day: date, hour: int = 10) -> None:
        """Let the clock run to an hour of a day."""
        await self.house.move_to(datetime(day.year, day.month, day.day, hour, tzinfo=PARIS))

    async def hear(self, *events: Event) -> None:
        """Have the views and the reactions take these events, in this order; one that fails fails the test."""
        for event in events:
            arrival = self._arrival(event)
            await self.house.runtime.views.take([arrival])
            await self.house.runtime.reactions.take([arrival])
        parked = await self.house.runtime.store.database["parked"].find().to_list(10)
        assert [row["detail"] for row in parked] == []

    async def again(self, event: Event) -> None:
        """The same event as a broker may bring it twice: nothing happens."""
        self.heard[_subject(event)] -= 1
        await self.hear(event)

    def _arrival(self, event: Event) -> Arrival:
        subject = _subject(event)
        self.heard[subject] += 1
        number = self.heard[subject]
        envelope = Envelope(
            id=f"{subject.replace('/', '-')}-{number}",
            source="/elsewhere",
            type=event.type_name(),
            subject=subject,
            time=system_now(),
            sequence=number,
            correlation="test",
        )
        return Arrival(
            topic="elsewhere",
            partition=0,
            offset=sum(self.heard.values()),
            key=subject.encode(),
            value=event.model_dump_json().encode(),
            headers=envelope.headers(),
            timestamp=int((system_now() + timedelta(hours=1)).timestamp() * 1000),
            envelope=envelope,
            event=event,
            subject=subject,
            sequence=number,
        )


def _everyone() -> Iterator[Event]:
    for organisation, members in MEMBERS.items():
        yield _described(organisation)
        for person, role in members.items():
            yield _joined(organisation, person, role)
    for person, duty in OFFICERS.items():
        yield _given(person, duty)
    yield _incubator("i3", "institute", "campus")


def _subject(event: Event) -> str:
    return f"{event.dossier}/{getattr(event, event.dossier)}"


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
    return MemberJoined(
        organisation=organisation, person=person, bearer=hash_of(person), role=role, on=date(2019, 2, 3)
    )


def _given(person: str, duty: str) -> DutyGiven:
    held = DutyHeld(name=duty, reference=f"arrêté {duty}", since=date(2019, 2, 1))
    return DutyGiven(person=person, bearer=hash_of(person), duty=held)


def _incubator(id: str, lead: str, *others: str) -> IncubatorDescribed:
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
