"""The reports that were owed, as they were played: all in time, but one."""

from tests.journeys.stage import REGISTRY_API, TRACKING_API, Stage

HELENE = "helene.vasseur"
LATE = "x5/report-2021-03-31/write"


class Reports:
    async def test_the_late_report_follows_its_calendar(self, stage: Stage) -> None:
        report = await stage.get(f"{TRACKING_API}/reports/{stage.id(LATE)}", HELENE)
        # 8 May is a holiday and the 9th a Sunday: the notice leaves on Monday 10, the hold begins on Monday 17.
        assert report["lateness"] == {
            "due_on": "2021-04-30",
            "reminders_on": ["2021-04-15", "2021-04-25"],
            "overdue_on": "2021-05-01",
            "notice_on": "2021-05-10",
            "hold_on": "2021-05-17",
        }
        assert (report["notified_on"], report["accepted_on"]) == ("2021-05-10", "2021-06-10")
        assert (report["attempt"], report["state"]) == (2, "accepted")

    async def test_it_is_the_only_one_that_was_ever_overdue(self, stage: Stage) -> None:
        (overdue,) = stage.told.named("report/overdue")
        assert overdue.subject == f"report/{stage.id(LATE)}"
        late = [fact for fact in stage.told.named("report/submitted") if fact.data["late"]]
        assert {fact.subject for fact in late} == {overdue.subject}

    async def test_it_was_returned_for_its_figures_by_public_and_accepted_with_them(self, stage: Stage) -> None:
        facts = stage.facts("report", LATE)
        assert facts[3].data["lines"] == ["indicators/heures-de-formation/by_public"]
        assert facts[-1].data["was_overdue"] is True
        (result,) = facts[-1].data["results"]
        assert [part["code"] for part in result["figures"]["by_public"]] == ["demandeurs-emploi", "salaries-precaires"]

    async def test_its_writers_are_reminded_twice_told_and_given_notice_once_each(self, stage: Stage) -> None:
        rows = stage.database("project_tracking").of("outward")
        told = [row["template"] for row in rows if stage.id(LATE) in row["_id"]]
        # Three organisations carry X5, two persons each.
        counted = {template: told.count(template) / 6 for template in set(told)}
        assert counted == {
            "report-due": 1,
            "report-reminder": 2,
            "report-overdue": 1,
            "report-notice": 1,
            "report-returned": 1,
            "report-accepted": 1,
        }

    async def test_the_register_no_longer_shows_it_as_late(self, stage: Stage) -> None:
        shown = await stage.get(f"{REGISTRY_API}/incubators/{stage.incubator('i2')}")
        assert [each["overdue_reports"] for each in shown["activity"]["experiments"]] == [[], [], []]

    async def test_every_report_is_accepted_but_the_one_left_to_visitors(self, stage: Stage) -> None:
        due, accepted = stage.told.named("report/due"), stage.told.named("report/accepted")
        (left,) = {fact.subject for fact in due} - {fact.subject for fact in accepted}
        (said,) = [fact for fact in due if fact.subject == left]
        assert said.data["experiment"] == stage.id("x9/propose")
        assert (said.data["label"], said.data["due_on"]) == ("Situation à six mois", "2022-12-31")

    async def test_the_reports_of_an_experiment_that_was_stopped(self, stage: Stage) -> None:
        shown = await stage.get(f"{TRACKING_API}/experiments/{stage.id('x10/propose')}/reports")
        assert [(each["label"], each["until"], each["due_on"]) for each in shown["reports"]] == [
            ("T4 2020", "2020-12-31", "2021-01-31"),
            ("T1 2021", "2021-03-31", "2021-04-30"),
            ("Dernier bilan (T2 2021)", "2021-04-30", "2021-05-31"),
            ("Situation à six mois", "2021-10-30", "2021-11-30"),
        ]

    async def test_the_half_way_report_of_a2_is_accepted(self, stage: Stage) -> None:
        report = await stage.get(f"{TRACKING_API}/reports/{stage.id('a2/report-2022-09-30/write')}", HELENE)
        assert report["state"] == "accepted"
        assert report["inside"]["content"]["narrative"].startswith("Bilan à mi-parcours")
