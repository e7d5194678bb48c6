"""Who and what a test of this service begins with: officers, organisations and experiments as learnt, the first acts.

What other services say comes as events, through the views and the reactions:

    await organisation(funding, "batir", "bea", "ben")      # bea represents it, ben writes for it
    await experiment(funding, "x5", "batir")                # it runs, from 2019-11-18 to 2021-12-31
    await hear(funding, example_of(ReportOverdue, report="r1", experiment="x5", …))
    made = await budget(funding)                            # done by the fixture: {"envelope": …, "card": …}
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from contracts.catalogue import example
from contracts.envelope import Envelope, Event
from contracts.incubator_registry import DutyGiven, IncubatorDescribed, MemberJoined, MemberLeft, OrganisationDescribed
from contracts.project_tracking import ExperimentDescribed, ExperimentStarted, ExperimentValidated
from contracts.registry_parts import DutyHeld
from services.chassis.arrivals import Arrival, understand
from services.chassis.calendar import paris
from services.chassis.clock import system_now
from tests.support.service import House, hash_of

BEGINS = date(2020, 5, 28)
OFFICERS = {
    "solene": ("decide",),
    "helene": ("instruct", "prepare"),
    "karim": ("certify",),
    "odile": ("order",),
    "agnes": ("administer",),
}
REGISTRY = frozenset({"person", "organisation", "incubator"})

LINE, VINTAGE = "mobilisation", 2020
ACT = {"number": "2020.00930", "on": "2020-05-28"}
CARD_ACT = {"number": "2020.00931", "on": "2020-05-28"}
ENVELOPE: dict[str, Any] = {
    "line": LINE,
    "vintage": VINTAGE,
    "label": "Mobilisation",
    "capped": True,
    "sources": [
        {
            "source": "state",
            "cents": 3_720_000,
            "reference": "Convention financière 2020",
            "agreement": {"year": 2020, "signed_on": "2020-01-24"},
        },
        {"source": "region", "cents": 2_480_000, "reference": "Budget primitif 2020"},
    ],
    "credits": [{"year": 2020, "cents": 2_000_000}, {"year": 2021, "cents": 4_200_000}],
    "act": {"number": "2020.00017", "on": "2020-01-30"},
}
CARD: dict[str, Any] = {
    "code": "2020-A",
    "effective_on": "2020-06-01",
    "rates": [
        {"code": "trainer", "label": "Formateur", "unit": "hour", "yearly_cost_cents": 5_206_680},
        {"code": "support", "label": "Personnel d'appui", "unit": "hour", "cents": 2_480},
        {"code": "tutor", "label": "Tuteur", "unit": "hour", "cents": 2_750},
        {"code": "preparation", "label": "Préparation d'un remplaçant", "unit": "lump-sum", "cents": 42_000},
    ],
    "advance_percent": 30,
    "deduction_percent": 30,
    "matching": {"period": "month", "scope": "team"},
    "act": CARD_ACT,
}


async def settle_in(house: House, on: date = BEGINS) -> None:
    """The officers with their duties, rights just confirmed, 10:00 in Paris of a day."""
    await house.runtime.reactions.learn_beginnings()
    await house.move_to(paris(on, 10))
    for who, duties in OFFICERS.items():
        await officer(house, who, *duties)
    await confirm_rights(house)


async def budget(house: House, **changes: Any) -> dict[str, str]:
    """Solène's first acts, through the API: the envelope opened and affected whole, the card; answers their ids."""
    opened = await house.post("solene", "/envelopes", ENVELOPE | changes)
    cents = sum(source["cents"] for source in (ENVELOPE | changes)["sources"])
    body = {"cents": cents, "scheme": "Job-rotation des incubateurs", "act": ACT}
    await house.post("solene", f"/envelopes/{opened['id']}/affectations", body)
    card = await house.post("solene", "/rate-cards", CARD)
    return {"envelope": opened["id"], "card": card["id"]}


async def made(house: House) -> dict[str, str]:
    """The ids of what ``budget`` made."""
    reader = await house.runtime.store.reader()
    envelope = await reader.holder(f"envelope:{LINE}:{VINTAGE}")
    card = await reader.holder(f"rate-card:{CARD['code'].lower()}")
    assert envelope
    assert card
    return {"envelope": envelope, "card": card}


async def on(house: House, day: date, hour: int = 10) -> None:
    """Move the business clock to an hour of a day in Paris, with every deadline on the way."""
    await house.move_to(paris(day, hour))
    await house.fall()


# --- who is learnt from the registry


async def officer(house: House, who: str, *duties: str, ceiling_cents: int | None = None) -> None:
    """A person, whose id is their name, holds these duties since 2019."""
    for duty in duties:
        held = DutyHeld(name=duty, reference=f"Arrêté 2019-{duty}", since=date(2019, 1, 1), ceiling_cents=ceiling_cents)
        await hear(house, DutyGiven(person=who, bearer=hash_of(who), duty=held))


async def organisation(house: House, id: str, representative: str, writer: str = "", **changes: Any) -> str:
    """An organisation with its people; answers its id. ``kinds=("association",)`` and such change what it is."""
    await hear(house, example_of(OrganisationDescribed, organisation=id, **({"name": id.title()} | changes)))
    await member(house, id, representative, "representative")
    if writer:
        await member(house, id, writer, "writer")
    return id


async def member(house: House, organisation: str, who: str, role: str) -> None:
    """Somebody joins an organisation."""
    joined = MemberJoined(organisation=organisation, person=who, bearer=hash_of(who), role=role, on=date(2019, 6, 1))
    await hear(house, joined)


async def leaves(house: House, organisation: str, who: str, role: str) -> None:
    """Somebody leaves it."""
    left = MemberLeft(organisation=organisation, person=who, bearer=hash_of(who), role=role, on=BEGINS)
    await hear(house, left)


async def confirm_rights(house: House, as_of: datetime | None = None) -> None:
    """Say when rights were last known to be whole: now, for a day to come."""
    row = {"as_of": as_of or system_now() + timedelta(days=1)}
    await house.runtime.store.database["meta"].replace_one({"_id": "rights"}, row, upsert=True)


# --- what is learnt from the tracking


async def experiment(house: House, id: str, carrier: str, *partners: str, **changes: Any) -> str:
    """An experiment that runs; answers its id."""
    told = {"starts_on": "2019-11-18", "ends_on": "2021-12-31", "incubator": None} | changes
    await hear(
        house,
        example_of(ExperimentDescribed, experiment=id, carrier=carrier, partners=partners, **told),
        example_of(ExperimentValidated, experiment=id, carrier=carrier, incubator=None),
        example_of(ExperimentStarted, experiment=id, carrier=carrier, incubator=None),
    )
    return id


async def incubator(house: House, id: str, name: str) -> str:
    """An incubator as the registry describes it; answers its id."""
    await hear(house, example_of(IncubatorDescribed, incubator=id, name=name))
    return id


# --- how it is heard


def example_of(fact: type[Event], **changes: Any) -> Event:
    """The frozen example of a fact with changes; name its dossier: ``report="r1"``."""
    return fact.model_validate(example(fact) | changes)


async def hear(house: House, *events: Event, again: bool = False) -> None:
    """Have views and reactions take these events, each the next one of its dossier; ``again``: as its latest one."""
    for event in events:
        subject = f"{event.dossier}/{getattr(event, event.dossier)}"
        arrival = _arrival(house, event, subject, await _heard(house, subject) + (0 if again else 1))
        await house.runtime.views.take([arrival])
        await house.runtime.reactions.take([arrival])


async def _heard(house: House, subject: str) -> int:
    """How many events of a dossier were taken."""
    row = await house.runtime.store.database["watermarks"].find_one({"subject": subject}, sort=[("applied", -1)])
    return int(row["applied"]) if row else 0


def _arrival(house: House, event: Event, subject: str, sequence: int) -> Arrival:
    source = "incubator_registry" if event.dossier in REGISTRY else "project_tracking"
    envelope = Envelope(
        id=f"{event.fact}-{subject.replace('/', '.')}-{sequence}"[:64],
        source=f"/{source}",
        type=event.type_name(),
        subject=subject,
        time=datetime(2020, 6, 1, tzinfo=UTC),
        sequence=sequence,
        correlation="test",
    )
    arrival = Arrival(
        topic=source,
        partition=0,
        offset=sequence,
        key=subject.encode(),
        value=event.model_dump_json().encode(),
        headers=envelope.headers(),
        timestamp=int((system_now() + timedelta(hours=1)).timestamp() * 1000),
    )
    return understand(arrival, house.runtime.service.known)
