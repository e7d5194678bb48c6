"""The call of 2019, as it was played: closed to the second, scored, decided; an application from draft to agreement."""

from datetime import UTC, datetime
from typing import Any

from tests.journeys.stage import REGISTRY_API, Stage
from tests.journeys.told import in_time

HELENE, EXPRESS = "helene.vasseur", "maya.fontaine"


async def shown(stage: Stage, key: str, who: str = HELENE) -> dict[str, Any]:
    found: dict[str, Any] = await stage.get(f"{REGISTRY_API}/applications/{stage.id(f'application/{key}')}", who)
    return found


class Call:
    async def test_the_call_opens_and_closes_at_its_instants(self, stage: Stage) -> None:
        moments = {fact.name: fact.time for fact in stage.facts("call", "call/2019")}
        assert moments["call/opened"] == datetime(2019, 7, 8, 7, 0, tzinfo=UTC)
        assert moments["call/closed"] == datetime(2019, 9, 30, 10, 0, tzinfo=UTC)

    async def test_a_deposit_in_the_last_second_is_received(self, stage: Stage) -> None:
        (deposited,) = [
            f for f in stage.facts("application", "application/caplittoral") if f.name.endswith("/deposited")
        ]
        assert deposited.data["at"] == "2019-09-30T10:00:00Z"

    async def test_edtech_express_is_refused_a_second_later_and_keeps_its_draft(self, stage: Stage) -> None:
        assert stage.facts("application", "application/edtech-express") == ()
        application = await shown(stage, "edtech-express", EXPRESS)
        assert application["state"] == "draft"
        assert application["content"]["title"] == "EdTech Express"

    async def test_nobody_else_sees_the_draft_that_was_kept(self, stage: Stage) -> None:
        path = f"{REGISTRY_API}/applications/{stage.id('application/edtech-express')}"
        for who in (HELENE, "hugo.leleu"):
            assert (await stage.doors.ask(who, "GET", path)).status in (403, 404)

    async def test_five_groupings_deposit(self, stage: Stage) -> None:
        assert len(stage.told.named("application/deposited")) == 5

    async def test_the_committee_ranks_81_80_70_5_and_65_5(self, stage: Stage) -> None:
        given = {fact.subject: fact for fact in stage.told.named("application/opinion-given")}
        for rank, (key, score) in enumerate((("i2", 8100), ("i1", 8000), ("i3", 7050), ("caplittoral", 6550)), 1):
            said = given[f"application/{stage.id(f'application/{key}')}"].data
            assert (said["rank"], said["score"], said["on"]) == (rank, score, "2019-10-24")

    async def test_the_spread_of_the_two_assessors_is_shown(self, stage: Stage) -> None:
        spreads = {key: (await shown(stage, key))["spread"] for key in ("i1", "i2", "i3", "caplittoral")}
        assert spreads == {"i1": 400, "i2": 600, "i3": 100, "caplittoral": 500}

    async def test_numeripole_is_ineligible_for_want_of_a_research_partner(self, stage: Stage) -> None:
        _, found, refused = stage.facts("application", "application/numeripole")
        assert (found.name, found.data["ground"]) == ("application/found-inadmissible", "eligibility")
        assert found.data["reasons"] == [{"code": "laboratoire", "article": "Règlement, article 4"}]
        assert refused.name == "application/refused"

    async def test_one_act_of_26_november_decides_all_five_and_is_notified_on_the_28th(self, stage: Stage) -> None:
        names = ("application/accepted", "application/put-on-the-reserve-list", "application/refused")
        decided = [fact for name in names for fact in stage.told.named(name)]
        assert len(decided) == 5
        assert {fact.data["act"]["on"] for fact in decided} == {"2019-11-26"}
        assert len({fact.data["act"]["number"] for fact in decided}) == 1
        assert {fact.data["notified_on"] for fact in decided} == {"2019-11-28"}

    async def test_caplittoral_is_first_of_the_reserve_list(self, stage: Stage) -> None:
        (reserved,) = stage.told.named("application/put-on-the-reserve-list")
        assert reserved.subject == f"application/{stage.id('application/caplittoral')}"
        assert reserved.data["rank"] == 1

    async def test_a_correction_after_the_closing_shows_its_difference(self, stage: Stage) -> None:
        (correction,) = (await shown(stage, "i3"))["corrections"]
        changed = {each["field"]: (each["before"], each["after"]) for each in correction["changes"]}
        assert changed["valid-until"] == ("2019-09-15", "2020-03-31")

    async def test_one_application_from_draft_to_agreement(self, stage: Stage) -> None:
        application = await shown(stage, "i2")
        assert (application["drafts"], application["state"]) == (1, "accepted")
        facts = stage.facts("application", "application/i2") + stage.facts("agreement", "agreement/i2")
        facts += stage.told.of("incubator", stage.incubator("i2"))[:2]
        assert [(name, day.isoformat()) for name, day in in_time(facts)] == [
            ("application/deposited", "2019-09-30"),
            ("application/found-admissible", "2019-10-11"),
            ("application/opinion-given", "2019-10-24"),
            ("application/accepted", "2019-11-26"),
            ("agreement/signed", "2019-12-19"),
            ("incubator/described", "2019-12-19"),
            ("incubator/opened", "2020-01-20"),
        ]

    async def test_the_proof_of_deposit_says_what_silence_means(self, stage: Stage) -> None:
        path = f"{REGISTRY_API}/applications/{stage.id('application/i2')}/proof"
        proof = await stage.get(path, "fatou.diallo")
        assert proof["silent_refusal_on"] == "2019-11-30"
        assert "L231-4" in proof["sentence"]
