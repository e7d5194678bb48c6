"""The public register: incubators with what goes on in them, and what they cover of the region."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from contracts.registry_parts import GroupingMember
from services.chassis.page import Page
from services.chassis.reader import Reader
from services.chassis.refusal import NotFound
from services.chassis.values import Value
from services.incubator_registry.coverage import Coverage, Place, coverage
from services.incubator_registry.incubator import Incubator, State, Suspension
from services.incubator_registry.organisation import Organisation
from services.incubator_registry.person import Person
from services.incubator_registry.queries.people import NAMELESS, is_officer, person_names

# What an experiment shows here before the Région has validated it is nobody's business yet.
SHOWN = ("validated", "running", "stopped", "evaluated", "spread", "ordinary-law")


class IncubatorFilter(Value):
    """Which incubators are asked for."""

    type: str | None = None
    state: State | None = None
    sector: str | None = None
    territory: str | None = None
    organisation: str | None = None

    def equals(self) -> dict[str, Any]:
        """The filter as equalities of stored fields."""
        asked = {
            "founding__type": self.type,
            "state": self.state,
            "description__sectors": self.sector,
            "description__territories": self.territory,
            "members__organisation": self.organisation,
        }
        return {name: value for name, value in asked.items() if value is not None}


class Partner(Value):
    """An organisation of the incubator with its roles."""

    organisation: str
    name: str
    roles: tuple[str, ...]


class IncubatorLine(Value):
    """An incubator in the list of the register."""

    id: str
    name: str
    type: str
    state: State
    label: str
    lead: str
    lead_name: str
    territories: tuple[str, ...]
    sectors: tuple[str, ...]
    opens_on: date


class ExperimentSeen(Value):
    """An experiment of the incubator, as last heard."""

    id: str
    title: str
    carrier: str
    state: str
    overdue_reports: tuple[str, ...] = ()


class Activity(Value):
    """What goes on in an incubator. ``late``: how many reports its experiments owe and have not had accepted."""

    experiments: tuple[ExperimentSeen, ...]
    by_state: dict[str, int]
    late: int


class SteeringMember(Value):
    """A person of the steering group, for those concerned."""

    person: str
    given_name: str
    usual_name: str


class IncubatorView(IncubatorLine):
    """An incubator whole. ``steering`` is filled for its members and for officers only."""

    version: int
    summary: str
    entries: tuple[str, ...]
    functions: tuple[str, ...]
    publics: tuple[str, ...]
    members: tuple[Partner, ...]
    call: str
    application: str
    agreement: str
    signed_on: date | None
    opened_on: date | None
    suspensions: tuple[Suspension, ...]
    closed_on: date | None
    closed_because: str | None
    activity: Activity
    steering: tuple[SteeringMember, ...] = ()


class Moment(Value):
    """One public fact of a dossier."""

    sequence: int
    type: str
    time: datetime
    data: dict[str, Any]


async def list_incubators(reader: Reader, asked: IncubatorFilter, after: str | None, limit: int) -> Page:
    """The public register: incubators whose agreement is signed by both."""
    found = await reader.where(Incubator, after=after, limit=limit + 1, public=True, **asked.equals())
    names = await names_of(reader, [each.founding.lead for each in found])
    return Page.of([_line(each, names) for each in found], limit)


async def show_incubator(reader: Reader, incubator: str) -> IncubatorView:
    """One incubator. Raises NotFound, also for one whose agreement is not signed and is not for who asks."""
    found = await _visible(reader, incubator)
    names = await names_of(reader, found.organisations)
    view = IncubatorView(
        **_line(found, names).model_dump(),
        version=found.version,
        **found.description.model_dump(include={"summary", "entries", "functions", "publics"}),
        members=partners(found.members, names),
        **found.founding.model_dump(include={"call", "application", "agreement"}),
        **found.model_dump(include={"signed_on", "opened_on", "closed_on", "closed_because"}),
        suspensions=found.suspensions,
        activity=await activity(reader, found.id),
    )
    return view.model_copy(update={"steering": await _steering(reader, found)}) if _concerns(reader, found) else view


async def show_incubator_timeline(reader: Reader, incubator: str) -> list[Moment]:
    """Every public fact of an incubator, in order."""
    found = await _visible(reader, incubator)
    rows = await reader.timeline(found.subject)
    return [
        Moment(sequence=row["sequence"], type=row["type"], time=row["time"], data=json.loads(row["data"]))
        for row in rows
    ]


async def show_coverage(reader: Reader) -> Coverage:
    """What the incubators that are open cover, type × sector × territory, and the holes."""
    found = await reader.where(Incubator, state=State.OPEN)
    return coverage(
        [
            Place(
                incubator=each.id,
                type=each.founding.type,
                sectors=each.description.sectors,
                territories=each.description.territories,
            )
            for each in found
        ]
    )


async def activity(reader: Reader, incubator: str) -> Activity:
    """What is remembered of an incubator's experiments and of their late reports."""
    rows = await reader.rows("experiments", incubator=incubator, state=SHOWN)
    late = await reader.rows("reports", experiment=[row["_id"] for row in rows], overdue=True)
    seen = tuple(
        ExperimentSeen(
            id=row["_id"],
            title=row.get("title", ""),
            carrier=row.get("carrier", ""),
            state=row["state"],
            overdue_reports=tuple(each["label"] for each in late if each["experiment"] == row["_id"]),
        )
        for row in rows
    )
    states = [each.state for each in seen]
    by_state = {state: states.count(state) for state in SHOWN if state in states}
    return Activity(experiments=seen, by_state=by_state, late=len(late))


async def names_of(reader: Reader, organisations: Iterable[str]) -> dict[str, str]:
    """The names of organisations by id."""
    found = await reader.where(Organisation, id=sorted(set(organisations)))
    return {each.id: each.name for each in found}


def partners(members: Iterable[GroupingMember], names: dict[str, str]) -> tuple[Partner, ...]:
    """The organisations of a grouping, each once with all its roles, in order."""
    roles: dict[str, list[str]] = {}
    for each in members:
        roles.setdefault(each.organisation, []).append(each.role)
    return tuple(
        Partner(organisation=organisation, name=names.get(organisation, ""), roles=tuple(held))
        for organisation, held in roles.items()
    )


def _line(found: Incubator, names: dict[str, str]) -> IncubatorLine:
    return IncubatorLine(
        id=found.id,
        name=found.description.name,
        type=found.founding.type,
        state=found.state,
        label=Incubator.lifecycle.labels[found.state],
        lead=found.founding.lead,
        lead_name=names.get(found.founding.lead, ""),
        territories=found.description.territories,
        sectors=found.description.sectors,
        opens_on=found.opens_on,
    )


def _concerns(reader: Reader, found: Incubator) -> bool:
    return is_officer(reader) or bool(reader.actor.organisations() & found.organisations)


async def _visible(reader: Reader, incubator: str) -> Incubator:
    found = await reader.get(Incubator, incubator)
    if not found.public and not _concerns(reader, found):
        raise NotFound("Ce dossier n'existe pas, ou vous n'y avez pas accès.", kind="incubator", id=incubator)
    return found


async def _steering(reader: Reader, found: Incubator) -> tuple[SteeringMember, ...]:
    persons = await reader.where(Person, id=list(found.description.steering))
    names = await person_names(reader, persons)
    named = [(person.id, *names.get(person.id, NAMELESS)) for person in persons]
    return tuple(SteeringMember(person=id, given_name=given, usual_name=usual) for id, given, usual in named)
