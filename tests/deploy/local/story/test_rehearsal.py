"""The story as it is written, rehearsed on nothing: its days, its people, its sums."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest

from deploy.local.identity.cast import CAST
from deploy.local.story.chapters.all import scenes
from deploy.local.story.days import owed
from deploy.local.story.experiments import BY_KEY, EXPERIMENTS
from deploy.local.story.experiments.findings import FINDINGS, X3_CORRECTED
from deploy.local.story.experiments.shape import Before, Experiment, Parts, Tally
from deploy.local.story.groupings import ALL, ASSESSED, WEIGHTS, Grouping
from deploy.local.story.memory import Receipt
from deploy.local.story.player import KEY
from deploy.local.story.rehearsal import Played, Rehearsal
from deploy.local.story.scene import conduct, paris, scene
from deploy.local.story.trouble import StoryStopped
from services.chassis import reference

LONGEST_KEY = 128  # characters, as doors take them
EACH = pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda each: each.key)


@pytest.fixture(scope="module")
async def steps() -> dict[str, Played]:
    rehearsal = Rehearsal()
    await conduct(scenes(), rehearsal, lambda _: None)
    return rehearsal.steps


def on(played: Played) -> str:
    assert played.at is not None
    return f"{played.at:%Y-%m-%d %H:%M:%S}"


# --- as STORY.md says

DAYS = {
    "call/2019": "2019-06-20",
    "call/2019/publish": "2019-07-02",
    "application/i1/deposit": "2019-09-30",
    "application/caplittoral/deposit": "2019-09-30 12:00:00",
    "application/edtech-express/deposit": "2019-09-30 12:00:01",
    "committee/2019": "2019-10-24",
    "decision/2019": "2019-11-26",
    "agreement/i1/sign-region": "2019-12-16",
    "agreement/i2/sign-region": "2019-12-19",
    "agreement/i3/sign-region": "2020-01-14",
    "incubator/i3/suspend": "2020-03-17",
    "rate-card/2020-A": "2020-05-28",
    "rate-card/2021-B": "2021-09-23",
    "grants/2020.01512": "2020-09-24",
    "g1/engage": "2020-09-24",
    "g6/engage": "2021-09-23",
    "g9/engage": "2021-09-23",
    "g7/engage": "2022-02-24",
    "g1/2/pay": "2021-02-16",
    "g1/3/certify": "2021-05-06",
    "g1/3/order": "2021-06-14",
    "g1/3/pay": "2021-06-21",
    "g1/4/pay": "2021-12-02",
    "g5/recovery": "2021-05-18",
    "g5/recovery/title": "2021-09-09",
    "incubator/i3/resume": "2020-06-02",
    "x1/start": "2019-09-02",
    "x2/start": "2019-11-04",
    "x3/start": "2019-10-07",
    "x4/start": "2019-10-14",
    "x5/start": "2019-11-18",
    "x6/start": "2019-12-02",
    "x7/start": "2019-12-09",
    "x8/start": "2019-09-16",
    "x9/start": "2020-10-05",
    "x10/start": "2020-10-12",
    "x11/start": "2021-02-01",
    "x12/start": "2020-11-09",
    "a1/start": "2021-09-06",
    "a2/start": "2022-03-07",
    "x10/stop": "2021-04-30",
    "x5/report-2021-03-31/write": "2021-05-27",
    "x5/report-2021-03-31/return": "2021-06-01",
    "x5/report-2021-03-31/resubmit": "2021-06-07",
    "x5/report-2021-03-31/accept": "2021-06-10",
    "x3/evaluate": "2021-05",
    "x6/evaluate": "2021-12-14",
    "x1/evaluate": "2022-06-30",
    "a1/evaluate": "2022-10-18",
    "x3/correct": "2022-09-12",
    "x5/spread": "2022-10",
    "x4/ordinary-law": "2022-11-24",
}


@pytest.mark.parametrize("step", DAYS)
def test_it_happens_on_the_day_of_the_story(steps: dict[str, Played], step: str) -> None:
    assert on(steps[step]).startswith(DAYS[step])


def test_three_steps_are_expected_to_be_refused(steps: dict[str, Played]) -> None:
    refused = {played.step: played.refused for played in steps.values() if played.refused}
    assert refused == {
        "application/edtech-express/deposit": "closing-instant-passed",
        "g9/not-enough-left": "not-enough-left",
        "g1/3/held": "payments-held",
    }


def test_seven_milestones_are_rescheduled_while_covid_closes_everything(steps: dict[str, Played]) -> None:
    moved = [on(played) for name, played in steps.items() if name.endswith("/forecast")]
    assert len(moved) == 7
    assert all("2020-03-17" <= day <= "2020-06-03" for day in moved)


FIGURES = {
    "x1": (18, 75, 33, 88),
    "x3": (41, 120, 87, 142),
    "x4": (29, 74, 52, 80),
    "x6": (31, 58, 44, 60),
    "a1": (19, 51, 26, 48),
}


@pytest.mark.parametrize("key", FIGURES)
def test_its_figures_are_those_of_the_story(key: str) -> None:
    before, after = BY_KEY[key].indicator.before, FINDINGS[key].tally
    assert isinstance(before, Before)
    assert (before.tally.numerator, before.tally.denominator, after.numerator, after.denominator) == FIGURES[key]


def test_the_corrected_figure_of_caravane_is_84_of_142() -> None:
    assert (X3_CORRECTED.numerator, X3_CORRECTED.denominator) == (84, 142)


def test_x7_counts_twenty_three_persons_and_is_inconclusive() -> None:
    assert (FINDINGS["x7"].tally.denominator, FINDINGS["x7"].verdict) == (23, "inconclusive")


def test_a_commune_of_x9_counts_three_persons() -> None:
    assert [d for _, d in FINDINGS["x9"].tally.by_territory.values() if d < 5] == [3]


SCORES = {"i2": Fraction("81.0"), "i1": Fraction("80.0"), "i3": Fraction("70.5"), "caplittoral": Fraction("65.5")}


@pytest.mark.parametrize("grouping", ASSESSED, ids=lambda each: each.key)
def test_the_marks_make_the_scores_of_the_story(grouping: Grouping) -> None:
    totals = [
        sum(Fraction(mark) * weight for mark, weight in zip(marks, WEIGHTS, strict=True)) / 5
        for marks in grouping.marks
    ]
    assert sum(totals) / len(totals) == SCORES[grouping.key]


def test_five_groupings_and_a_late_one_answer() -> None:
    assert [each.key for each in ALL if each.deposited] == ["i1", "i2", "i3", "caplittoral", "numeripole"]
    assert [each.key for each in ALL if not each.deposited] == ["edtech-express"]


# --- whole in itself


def tallies() -> Iterator[tuple[str, Tally]]:
    for each in EXPERIMENTS:
        if isinstance(each.indicator.before, Before):
            yield f"{each.key} before", each.indicator.before.tally
    for key, found in FINDINGS.items():
        yield f"{key} after", found.tally
    yield "x3 corrected", X3_CORRECTED


@pytest.mark.parametrize(("name", "tally"), tuple(tallies()))
def test_the_parts_of_a_figure_make_its_whole(name: str, tally: Tally) -> None:
    def whole(parts: Parts) -> tuple[int, int]:
        return sum(n for n, _ in parts.values()), sum(d for _, d in parts.values())

    for parts in (tally.by_public, tally.by_territory):
        assert not parts or whole(parts) == (tally.numerator, tally.denominator)


@EACH
def test_its_codes_are_of_the_reference_data(experiment: Experiment) -> None:
    assert {*experiment.territories, *experiment.places} <= set(reference.codes("territories"))
    for name in ("publics", "sectors", "project_natures"):
        assert set(getattr(experiment, name)) <= set(reference.codes(name))
    assert experiment.strand in reference.codes("strands")
    assert {experiment.axis, *experiment.other_axes} <= set(reference.codes("axes"))


def test_every_person_is_of_the_cast(steps: dict[str, Played]) -> None:
    assert {played.who for played in steps.values()} <= set(CAST)


def test_no_step_has_a_key_that_a_door_would_refuse(steps: dict[str, Played]) -> None:
    assert all(f"{KEY}{step}".isascii() and len(f"{KEY}{step}") <= LONGEST_KEY for step in steps)


async def test_a_step_named_twice_stops_the_rehearsal() -> None:
    rehearsal = Rehearsal()
    assert await rehearsal.do("agnes.thibaut", "one", "/x") == Receipt("one")
    with pytest.raises(StoryStopped, match="Deux étapes"):
        await rehearsal.do("agnes.thibaut", "one", "/x")


async def test_scenes_are_played_in_the_order_of_time_whatever_chapter_they_are_of() -> None:
    played: list[str] = []

    @scene("2020-01-02 10:00", "second")
    async def second(_: object) -> None:
        played.append("second")

    @scene("2020-01-01 10:00", "first")
    async def first(_: object) -> None:
        played.append("first")

    await conduct([second, first], Rehearsal(), lambda _: None)
    assert played == ["first", "second"]


# --- the reports that are owed


def test_the_reports_of_an_experiment_that_ends_within_a_quarter() -> None:
    labels = [report.label for report in owed(BY_KEY["x10"], date(2022, 12, 31))]
    assert labels == ["T4 2020", "T1 2021", "Dernier bilan (T2 2021)", "Situation à six mois"]


def test_the_reports_of_an_experiment_that_ends_with_a_quarter() -> None:
    reports = list(owed(BY_KEY["x3"], date(2022, 12, 31)))
    assert [report.label for report in reports][-2:] == ["T1 2021", "Situation à six mois"]
    assert (reports[-1].until, reports[-1].due) == (date(2021, 9, 30), date(2021, 10, 31))


def test_no_report_is_owed_before_its_day() -> None:
    assert all(report.due <= date(2021, 1, 31) for report in owed(BY_KEY["x8"], date(2021, 1, 31)))


def test_legal_hours_are_those_of_paris() -> None:
    assert paris("2019-09-30 12:00:00").isoformat() == "2019-09-30T12:00:00+02:00"
    assert paris("2019-12-16 11:00").isoformat() == "2019-12-16T11:00:00+01:00"
