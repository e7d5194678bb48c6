"""Reports: written by one, submitted by another, read by the Région; one of X5, early in 2021, comes late."""

from collections import defaultdict
from datetime import date
from typing import Any

from deploy.local.story.addresses import TRACKING
from deploy.local.story.chapters.proposals import of
from deploy.local.story.days import Owed, accepted_on, owed, written_on
from deploy.local.story.experiments import EXPERIMENTS
from deploy.local.story.experiments.proposed import X9
from deploy.local.story.experiments.shape import HOURS, Experiment, Tally
from deploy.local.story.experiments.taken_over_next import X5
from deploy.local.story.people import HELENE, representative, writer
from deploy.local.story.player import Player
from deploy.local.story.scene import Scene, for_each

UNTIL = date(2022, 12, 31)
LATE = "T1 2021"
AWAITED = f"{TRACKING}/reports?state=due&limit=200"
BY_PUBLIC = f"indicators/{HOURS}/by_public"

Due = tuple[Experiment, Owed]


def scenes() -> list[Scene]:
    """The rounds of every month in which reports are due, and the late one."""
    written: dict[date, list[Due]] = defaultdict(list)
    accepted: dict[date, list[Due]] = defaultdict(list)
    for experiment in EXPERIMENTS:
        for report in owed(experiment, UNTIL):
            if not is_late(experiment, report) and not is_left(experiment, report):
                written[written_on(report.due)].append((experiment, report))
                accepted[accepted_on(report.due)].append((experiment, report))
    return [
        *(for_each(f"{day} 10:00", f"Bilans écrits et transmis : {len(them)}.", send, them)
          for day, them in written.items()),
        *(for_each(f"{day} 14:00", f"Bilans acceptés : {len(them)}.", accept, them) for day, them in accepted.items()),
        *late_scenes(),
    ]  # fmt: skip


def late_scenes() -> list[Scene]:
    """Due 30 April, overdue 1 May, notice 10 May (the 8th is a holiday), hold 17 May: then it comes, and is mended."""
    late = next((X5, report) for report in owed(X5, UNTIL) if report.label == LATE)
    return [
        for_each("2021-05-27 10:00", "Le bilan en retard de X5 est transmis.", send_without_publics, [late]),
        for_each("2021-06-01 10:00", "Il est renvoyé : pas de détail par public.", send_back, [late]),
        for_each("2021-06-07 10:00", "Il est corrigé et transmis à nouveau.", send_again, [late]),
        for_each("2021-06-10 10:00", "Il est accepté : la suspension est levée.", accept, [late]),
    ]


def is_late(experiment: Experiment, report: Owed) -> bool:
    """The one that its carrier forgets."""
    return experiment is X5 and report.label == LATE


def is_left(experiment: Experiment, report: Owed) -> bool:
    """The one that is left to whoever tries the platform: the situation of X9 six months after its end."""
    return experiment is X9 and report.six_months


async def send(player: Player, due: Due) -> None:
    """Written by the writer, submitted by the representative."""
    await _write(player, due, "write", content(*due))
    await _submit(player, due, "submit")


async def send_without_publics(player: Player, due: Due) -> None:
    """The late report comes without its figures by public."""
    lines = [hours(*due, by_public=False), main(*due)]
    await _write(player, due, "write", content(*due) | {"lines": lines})
    await _submit(player, due, "submit")


async def send_back(player: Player, due: Due) -> None:
    """Returned with its motive, line by line."""
    body = {
        "motives": [{"point": BY_PUBLIC, "text": "Donnez les heures par public, comme la convention le demande."}],
        "correct_by": "2021-06-08",
    }
    await player.do(HELENE, _step(due, "return"), f"{await _address(player, due)}/return", body)


async def send_again(player: Player, due: Due) -> None:
    """Mended and submitted again, by a second person again."""
    await _write(player, due, "mend", content(*due))
    await _submit(player, due, "resubmit")


async def accept(player: Player, due: Due) -> None:
    """Accepted and locked."""
    await player.do(HELENE, _step(due, "accept"), f"{await _address(player, due)}/acceptance")


def content(experiment: Experiment, report: Owed) -> dict[str, Any]:
    """What the carrier writes."""
    if report.six_months:
        narrative = "Les personnes sorties ont été rappelées six mois après la fin ; les réponses sont jointes."
    elif experiment.key == "a2" and report.label == "T3 2022":
        narrative = "Bilan à mi-parcours : cinq gestes scénarisés, trois groupes formés, moins de malfaçons."
    else:
        narrative = "Les groupes prévus se sont tenus ; l'équipe s'est réunie chaque mois avec l'incubateur."
    return {"narrative": narrative, "difficulties": "", "lines": [hours(experiment, report), main(experiment, report)]}


def hours(experiment: Experiment, report: Owed, *, by_public: bool = True) -> dict[str, Any]:
    """The hours of training and the persons trained, by public and by territory; none after the end."""
    if report.six_months:
        return {"indicator": HOURS, "remark": "Plus d'heures de formation : l'expérimentation est finie."}
    persons = experiment.entries + (report.until.month + report.until.year) % 4
    split = _split(persons, experiment.hours)
    tally = Tally(
        persons * experiment.hours,
        persons,
        dict(zip(experiment.publics[:2], split, strict=True)) if by_public else {},
        dict(zip(experiment.places, split, strict=True)),
    )
    return {"indicator": HOURS, "figures": tally.json()}


def main(experiment: Experiment, report: Owed) -> dict[str, Any]:
    """The indicator of success is measured once, by the evaluator."""
    return {"indicator": experiment.indicator.code, "remark": "Mesuré à l'évaluation, à la même source qu'au départ."}


def _split(persons: int, each: int) -> tuple[tuple[int, int], tuple[int, int]]:
    less = persons // 3
    return ((persons - less) * each, persons - less), (less * each, less)


async def _write(player: Player, due: Due, what: str, written: dict[str, Any]) -> None:
    address = f"{await _address(player, due)}/content"
    await player.do(writer(due[0].carrier), _step(due, what), address, {"content": written})


async def _submit(player: Player, due: Due, what: str) -> None:
    address = f"{await _address(player, due)}/submission"
    await player.do(representative(due[0].carrier), _step(due, what), address)


async def _address(player: Player, due: Due) -> str:
    """The address of a report, which a deadline has asked for."""
    experiment, report = due
    first = _step(due, "write")
    if player.knows(first):
        return f"{TRACKING}/reports/{player.id(first)}"
    # Played again without a memory, it is no longer awaited; then the experiment's own list has it.
    lists = (AWAITED, f"{of(player, experiment)}/reports")
    found = await player.lookup(HELENE, lists, experiment=player.id(experiment.step), label=report.label)
    return f"{TRACKING}/reports/{found}"


def _step(due: Due, what: str) -> str:
    experiment, report = due
    period = "six-months" if report.six_months else report.until.isoformat()
    return f"{experiment.key}/report-{period}/{what}"
