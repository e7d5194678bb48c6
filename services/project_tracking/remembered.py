"""What this service remembers of the others, as the dossiers need it. What has not arrived yet is said so, kindly."""

from collections.abc import Iterable

from services.chassis.actor import Role
from services.chassis.reader import Reader
from services.chassis.refusal import Invalid
from services.project_tracking.evaluation import Original, Ties
from services.project_tracking.experiment import Experiment
from services.project_tracking.report import Report
from services.project_tracking.report import State as ReportState
from services.project_tracking.rules import number
from services.project_tracking.small_cells import Hidden, still_told
from services.project_tracking.values import IncubatorSeen


class NotKnownYet(Invalid):
    """A person, organisation or incubator that the registry has not told us about (yet)."""

    code, title = "not-known-yet", "Pas encore connu ici"


async def incubator(reader: Reader, id: str, field: str = "incubator") -> IncubatorSeen:
    """The incubator as last heard. Raises NotKnownYet."""
    row = await reader.row("incubators", id)
    if row is None or "state" not in row:
        raise NotKnownYet("Cet incubateur n'est pas encore connu ici : vérifiez-le, ou réessayez bientôt.", field=field)
    return IncubatorSeen(id=id, state=row["state"], members=frozenset(row.get("members", ())))


async def incubator_of(reader: Reader, experiment: Experiment) -> IncubatorSeen | None:
    """The incubator of an experiment, if it has one; one that we have not heard of has no member."""
    if experiment.incubator is None:
        return None
    row = await reader.row("incubators", experiment.incubator) or {}
    return IncubatorSeen(
        id=experiment.incubator, state=row.get("state", "unknown"), members=frozenset(row.get("members", ()))
    )


async def check_organisations(reader: Reader, ids: Iterable[str], field: str) -> None:
    """Raises NotKnownYet naming the first organisation that we have not heard of."""
    for id in ids:
        if await reader.row("organisations", id) is None:
            raise NotKnownYet(
                f"L'organisme « {id} » n'est pas encore connu ici : vérifiez-le, ou réessayez bientôt.", field=field
            )


async def ties(reader: Reader, person: str) -> Ties:
    """The organisations a person belongs to, and whether they hold a duty of the Région today."""
    organisations = await reader.rows("organisations", people=person)
    row = await reader.row("persons", person) or {}
    today = reader.today.isoformat()
    duties = [
        duty
        for duty in row.get("duties", ())
        if duty["since"] <= today and (duty["until"] is None or today <= duty["until"])
    ]
    return Ties(organisations=frozenset(found["_id"] for found in organisations), officer=bool(duties))


async def original(reader: Reader, experiment: Experiment) -> Original | None:
    """The experiment that this one adapts, when it was evaluated here."""
    if experiment.description.adapts_experiment is None:
        return None
    found = await reader.find(Experiment, experiment.description.adapts_experiment)
    if found is None or found.evaluation is None:
        return None
    return Original(experiment=found.id, verdict=found.evaluation.verdict, evidence=found.evaluation.evidence)


async def told_by_reports(reader: Reader, experiment: str, indicators: Iterable[str]) -> Hidden:
    """What the accepted reports hid of these indicators, and an evaluation of the same ones would give away."""
    reports = await reader.where(Report, experiment=experiment, state=ReportState.ACCEPTED)
    hidden = [report.hidden_persons() for report in reports]
    threshold = number("small-cell", reader.today)
    return frozenset(
        key for code in indicators for key in still_told((each.get(code, {}) for each in hidden), threshold)
    )


async def writers(reader: Reader, organisations: Iterable[str]) -> list[str]:
    """The persons who write for these organisations, or represent them; each once, in order of id."""
    wanted = {Role.WRITER.value, Role.REPRESENTATIVE.value}
    rows = [await reader.row("organisations", id) for id in organisations]
    members = [member for row in rows if row for member in row.get("members", {}).items()]
    return sorted({person for person, roles in members if wanted & set(roles)})
