"""Agreements and incubators, as they were played."""

from tests.journeys.stage import REGISTRY_API, Stage
from tests.journeys.told import in_time


class Incubators:
    async def test_agreements_are_signed_by_both_on_their_days(self, stage: Stage) -> None:
        signed = {}
        for key in ("i1", "i2", "i3"):
            (fact,) = stage.facts("agreement", f"agreement/{key}")
            signed[key] = (fact.data["signed_by_lead_on"], fact.data["signed_by_region_on"])
        assert signed == {
            "i1": ("2019-12-16", "2019-12-16"),
            "i2": ("2019-12-19", "2019-12-19"),
            "i3": ("2020-01-14", "2020-01-14"),
        }

    async def test_incubators_open_on_their_days(self, stage: Stage) -> None:
        opened = {fact.subject: fact.data["on"] for fact in stage.told.named("incubator/opened")}
        days = {key: opened[f"incubator/{stage.incubator(key)}"] for key in ("i1", "i2", "i3")}
        assert days == {"i1": "2020-01-06", "i2": "2020-01-20", "i3": "2020-02-03"}

    async def test_nothing_is_said_of_an_incubator_before_its_agreement_is_signed(self, stage: Stage) -> None:
        for key in ("i1", "i2", "i3"):
            (signed,) = stage.facts("agreement", f"agreement/{key}")
            assert stage.told.of("incubator", stage.incubator(key))[0].time == signed.time

    async def test_thierache_apprenante_is_suspended_by_covid_and_resumes(self, stage: Stage) -> None:
        facts = stage.told.of("incubator", stage.incubator("i3"))
        paused = [(name, day.isoformat()) for name, day in in_time(facts) if name.endswith(("suspended", "resumed"))]
        assert paused == [("incubator/suspended", "2020-03-17"), ("incubator/resumed", "2020-06-02")]

    async def test_the_carriers_of_a_suspended_incubator_are_asked_once_which_dates_move(self, stage: Stage) -> None:
        rows = stage.database("project_tracking").of("outward")
        asked = [row for row in rows if row["template"] == "incubator-paused"]
        # X3 and X6 run there: the writer and the representative of their carriers (and of ARACT, partner of X6).
        assert len(asked) == 6
        assert len({row["_id"] for row in asked}) == 6

    async def test_the_register_shows_three_open_incubators_and_their_experiments(self, stage: Stage) -> None:
        listed = await stage.get(f"{REGISTRY_API}/incubators")
        assert {each["name"]: each["state"] for each in listed["items"]} == {
            "L'Atelier Commun": "open",
            "La Fosse aux Idées": "open",
            "Thiérache Apprenante": "open",
        }
        counted = {}
        for key in ("i1", "i2", "i3"):
            activity = (await stage.get(f"{REGISTRY_API}/incubators/{stage.incubator(key)}"))["activity"]
            counted[key] = (activity["by_state"], activity["late"])
        assert counted == {
            "i1": ({"evaluated": 2, "running": 2, "stopped": 1}, 0),
            "i2": ({"spread": 1, "running": 2}, 0),
            "i3": ({"evaluated": 4}, 0),
        }

    async def test_duties_are_given_anew_after_the_regional_elections(self, stage: Stage) -> None:
        withdrawn = stage.told.named("person/duty-withdrawn")
        assert {fact.data["on"] for fact in withdrawn} == {"2021-07-05"}
        assert len(withdrawn) == 6
        given = [fact for fact in stage.told.named("person/duty-given") if fact.data["duty"]["since"] == "2021-07-05"]
        assert len(given) == 6
