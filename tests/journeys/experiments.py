"""The fourteen experiments, as they were played; one of them from proposal to evaluation with its late report."""

import pytest

from tests.journeys.stage import TRACKING_API, Stage
from tests.journeys.told import in_time

# start, incubator, state at the end of 2022, verdict, evidence
ENDS = {
    "x1": ("2019-09-02", "i1", "evaluated", "positive", "measured"),
    "x2": ("2019-11-04", None, "evaluated", "positive", "observed"),
    "x3": ("2019-10-07", "i3", "evaluated", "positive", "measured"),
    "x4": ("2019-10-14", None, "ordinary-law", "positive", "measured"),
    "x5": ("2019-11-18", "i2", "spread", "positive", "measured"),
    "x6": ("2019-12-02", "i3", "evaluated", "positive", "measured"),
    "x7": ("2019-12-09", "i1", "evaluated", "inconclusive", "measured"),
    "x8": ("2019-09-16", "i1", "running", None, None),
    "x9": ("2020-10-05", "i3", "evaluated", "positive", "measured"),
    "x10": ("2020-10-12", "i1", "stopped", None, None),
    "x11": ("2021-02-01", "i1", "running", None, None),
    "x12": ("2020-11-09", "i2", "running", None, None),
    "a1": ("2021-09-06", "i3", "evaluated", "positive", "replicated"),
    "a2": ("2022-03-07", "i2", "running", None, None),
}
# before, after, day of the evaluation
RESULTS = {
    "x1": ((18, 75), (33, 88), "2022-06-30"),
    "x3": ((41, 120), (84, 142), "2021-05-20"),
    "x4": ((29, 74), (52, 80), "2022-09-15"),
    "x6": ((31, 58), (44, 60), "2021-12-14"),
    "a1": ((19, 51), (26, 48), "2022-10-18"),
}


class Experiments:
    @pytest.mark.parametrize("key", ENDS)
    async def test_it_ends_as_the_story_says(self, stage: Stage, key: str) -> None:
        found = await stage.experiment(key)
        start, incubator, state, verdict, evidence = ENDS[key]
        assert (found["started_on"], found["state"]) == (start, state)
        assert found["incubator"] == (stage.incubator(incubator) if incubator else None)
        assert (found["verdict"], found["evidence"]) == (verdict, evidence)

    @pytest.mark.parametrize("key", RESULTS)
    async def test_its_result_stands_beside_its_prior_state(self, stage: Stage, key: str) -> None:
        found = await stage.experiment(key)
        (result,) = found["results"]
        before, after, on = RESULTS[key]
        assert (result["before"]["numerator"], result["before"]["denominator"]) == before
        assert (result["after"]["numerator"], result["after"]["denominator"]) == after
        assert found["evaluation"]["on"] == on

    async def test_eight_come_from_other_schemes_and_six_were_proposed(self, stage: Stage) -> None:
        assert len(stage.told.named("experiment/taken-over")) == 8
        assert {fact.subject for fact in stage.told.named("experiment/proposed")} == {
            f"experiment/{stage.id(f'{key}/propose')}" for key in ("x9", "x10", "x11", "x12", "a1", "a2")
        }

    async def test_a_figure_that_was_corrected_is_a_new_version_with_its_reason(self, stage: Stage) -> None:
        (corrected,) = stage.told.named("experiment/indicator-corrected")
        assert corrected.subject == f"experiment/{stage.id('x3/propose')}"
        assert corrected.data["on"] == "2022-09-12"
        assert (corrected.data["previous"]["numerator"], corrected.data["previous"]["denominator"]) == (87, 142)
        assert (corrected.data["result"]["after"]["numerator"], corrected.data["result"]["version"]) == (84, 2)
        assert corrected.data["reason"]

    async def test_the_commune_of_three_persons_is_hidden_and_a_second_one_with_it(self, stage: Stage) -> None:
        (result,) = (await stage.experiment("x9"))["results"]
        hidden = {each["code"] for each in result["after"]["by_territory"] if each["denominator"] is None}
        assert hidden == {"commune:59601", "commune:59249"}
        assert (result["after"]["numerator"], result["after"]["denominator"]) == (34, 56)

    async def test_a_baseline_declared_absent_is_observed_at_best(self, stage: Stage) -> None:
        found = await stage.experiment("x2")
        baselines = {each["code"]: each["baseline"] for each in found["indicators"]}
        assert baselines["certification-complete"]["figures"] is None
        assert baselines["certification-complete"]["absent_because"]
        assert found["evidence"] == "observed"

    async def test_an_adaptation_confirms_what_it_adapts(self, stage: Stage) -> None:
        assert (await stage.experiment("a1"))["evaluation"]["replicates"] == stage.id("x3/propose")

    async def test_what_does_not_work_is_stopped_and_says_why(self, stage: Stage) -> None:
        (stopped,) = stage.told.named("experiment/stopped")
        assert (stopped.data["on"], stopped.data["reasons"]) == ("2021-04-30", ["health", "equipment", "cost"])
        assert "casques partagés" in stopped.data["lessons"]

    async def test_seven_milestones_are_rescheduled_with_their_reason(self, stage: Stage) -> None:
        moved = stage.told.named("experiment/milestone-rescheduled")
        assert len(moved) == 7
        assert {fact.data["reason"] for fact in moved} == {"health"}
        assert all(fact.data["explanation"] for fact in moved)

    async def test_entering_ordinary_law_names_its_act(self, stage: Stage) -> None:
        (entered,) = stage.told.named("experiment/entered-ordinary-law")
        assert entered.subject == f"experiment/{stage.id('x4/propose')}"
        assert entered.data["act"]["on"] == "2022-11-24"

    async def test_a_returned_proposal_names_its_points_and_comes_again(self, stage: Stage) -> None:
        facts = [fact for fact in stage.facts("experiment", "x11/propose") if fact.name != "experiment/described"]
        assert [fact.name for fact in facts[:5]] == [
            "experiment/proposed",
            "experiment/returned",
            "experiment/proposed",
            "experiment/validated",
            "experiment/started",
        ]
        assert facts[1].data["points"] == ["public", "calendar"]

    async def test_one_experiment_from_proposal_to_evaluation_with_its_late_report(self, stage: Stage) -> None:
        facts = stage.facts("experiment", "x5/propose") + stage.facts("report", "x5/report-2021-03-31/write")
        said = [(name, day.isoformat()) for name, day in in_time(facts) if name != "experiment/described"]
        assert sorted(said, key=lambda pair: pair[1]) == [
            ("experiment/taken-over", "2019-10-28"),
            ("experiment/validated", "2019-10-28"),
            ("experiment/started", "2019-11-18"),
            ("experiment/milestone-rescheduled", "2020-03-24"),
            ("experiment/milestone-reached", "2020-10-12"),
            ("report/due", "2021-04-01"),
            ("experiment/milestone-reached", "2021-04-12"),
            ("report/overdue", "2021-05-01"),
            ("report/submitted", "2021-05-27"),
            ("report/returned", "2021-06-01"),
            ("report/submitted", "2021-06-07"),
            ("report/accepted", "2021-06-10"),
            ("experiment/milestone-reached", "2022-04-12"),
            ("experiment/evaluated", "2022-07-12"),
            ("experiment/spread", "2022-10-12"),
        ]

    async def test_its_timeline_is_what_the_topic_holds(self, stage: Stage) -> None:
        shown = await stage.get(f"{TRACKING_API}/experiments/{stage.id('x5/propose')}/timeline")
        assert [(each["sequence"], each["type"]) for each in shown] == [
            (fact.sequence, fact.type) for fact in stage.facts("experiment", "x5/propose")
        ]
