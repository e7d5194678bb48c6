"""What the API and the pages read of grants: subsidies are public once granted, requests belong to those concerned."""

import json
from collections.abc import Iterable
from typing import Any

from services.chassis.page import Page
from services.chassis.reader import Reader
from services.chassis.refusal import NotFound
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_lifecycle import State
from services.jobrotation_funding.queries.open_data import publication_of
from services.jobrotation_funding.shown_grants import GrantSummary, GrantView, Moment, Names
from services.jobrotation_funding.use_cases import seen
from services.jobrotation_funding.values import Value

Row = dict[str, Any]
PUBLIC = frozenset({State.GRANTED, State.ENGAGED, State.CLOSED})
# Beneficiary, object, amounts, days and acts; neither what persons did each week nor what is being examined.
PUBLIC_FACTS = frozenset(
    {
        "granted",
        "amended",
        "engaged",
        "agreement-signed",
        "disengaged",
        "paid",
        "recovery-settled",
        "financial-report-accepted",
    }
)


class GrantFilter(Value):
    """Which grants are asked for; ``mine`` is those of the person's own organisations, in every state."""

    organisation: str | None = None
    experiment: str | None = None
    state: State | None = None
    envelope: str | None = None
    mine: bool = False

    def equals(self) -> dict[str, str]:
        """The filter as equalities of stored fields."""
        asked = {"experiment": self.experiment, "terms__envelope": self.envelope}
        return {name: value for name, value in asked.items() if value is not None}


async def list_grants(reader: Reader, asked: GrantFilter, after: str | None, limit: int) -> Page:
    """The grants: those that were granted for everyone, all of them for officers and for their own employer."""
    states = frozenset(State) if asked.mine or is_officer(reader) else PUBLIC
    if asked.state is not None:
        states &= {asked.state}
    equals: dict[str, Any] = {**asked.equals(), "state": sorted(states)}
    if asked.mine:
        mine = reader.actor.organisations()
        equals["organisation"] = sorted(mine & {asked.organisation} if asked.organisation else mine)
    elif asked.organisation:
        equals["organisation"] = asked.organisation
    found = await reader.where(Grant, after=after, limit=limit + 1, **equals)
    names = await names_of(reader, found)
    return Page.of([GrantSummary.of(each, names[each.id]) for each in found], limit)


async def show_grant(reader: Reader, grant: str) -> GrantView:
    """One grant. Raises NotFound, also for a request that does not concern who asks."""
    found = await _visible(reader, grant)
    names = await names_of(reader, (found,))
    publication = await publication_of(reader, found)
    total = (await seen.aid_given(reader, found.organisation)).total(reader.today)
    return GrantView.of(found, names[found.id], publication, total, concerned=concerns(reader, found))


async def show_timeline(reader: Reader, grant: str) -> list[Moment]:
    """The facts of a grant, in order; the public reads those of the money."""
    found = await _visible(reader, grant)
    rows = await reader.timeline(found.subject)
    return [
        Moment(sequence=row["sequence"], type=row["type"], time=row["time"], data=json.loads(row["data"]))
        for row in rows
        if concerns(reader, found) or row["type"].split(".")[2] in PUBLIC_FACTS
    ]


async def names_of(reader: Reader, grants: Iterable[Grant]) -> dict[str, Names]:
    """How the employers of these grants, their experiments and the incubators of those are called, by grant."""
    found = list(grants)
    organisations = await _rows(reader, "organisations", (each.organisation for each in found))
    experiments = await _rows(reader, "experiments", (each.experiment for each in found))
    incubators = await _rows(reader, "incubators", (row.get("incubator") for row in experiments.values()))
    return {
        each.id: _names(organisations.get(each.organisation, {}), experiments.get(each.experiment, {}), incubators)
        for each in found
    }


def is_officer(reader: Reader) -> bool:
    """Whether who asks holds a duty of the Région today."""
    return any(duty.holds_on(reader.today) for duty in reader.actor.duties)


def concerns(reader: Reader, grant: Grant) -> bool:
    """Whether who asks is an officer, or belongs to the employer."""
    return is_officer(reader) or grant.organisation in reader.actor.organisations()


async def _rows(reader: Reader, table: str, ids: Iterable[str | None]) -> dict[str, Row]:
    wanted = sorted({id for id in ids if id})
    return {row["_id"]: row for row in await reader.rows(table, id=wanted)} if wanted else {}


def _names(organisation: Row, experiment: Row, incubators: dict[str, Row]) -> Names:
    incubator = experiment.get("incubator")
    return Names(
        organisation=organisation.get("name", ""),
        experiment=experiment.get("title", ""),
        incubator=incubator,
        incubator_name=incubators.get(incubator, {}).get("name", "") if incubator else "",
    )


async def _visible(reader: Reader, grant: str) -> Grant:
    found = await reader.get(Grant, grant)
    if found.state not in PUBLIC and not concerns(reader, found):
        raise NotFound("Ce dossier n'existe pas, ou vous n'y avez pas accès.", kind="grant", id=grant)
    return found
