"""The money of the story, to the cent, at three dates; one euro followed from the vote to the payment."""

import io
import zipfile
from typing import Any

import httpx
import pytest

from deploy.local.story.people import HELENE, ODILE, representative
from tests.journeys.stage import FUNDING_API, Stage

LINE = f"{FUNDING_API}/balance?line=mobilisation"

# Written by hand from the story. At each instant: the line, all vintages, in cents.
AT_THE_FIRST_ACT = {
    "voted": 62_000_00,
    "affected": 62_000_00,
    "engaged": 60_368_00,
    "disengaged": 0,
    "certified": 0,
    "open_advance": 0,
    "ordered": 0,
    "paid": 0,
    "recovered": 0,
}
ON_21_JUNE_2021 = {
    "voted": 72_000_00,
    "affected": 72_000_00,
    "engaged": 52_976_00,
    "disengaged": 7_392_00,
    "certified": 28_304_40,
    "open_advance": 7_761_00,
    "ordered": 36_065_40,
    "paid": 36_065_40,
    "recovered": 0,
}
AT_THE_END = {
    "voted": 82_000_00,
    "affected": 82_000_00,
    "engaged": 68_597_40,
    "disengaged": 9_037_60,
    "certified": 65_303_40,
    "open_advance": 834_12,
    "ordered": 66_651_12,
    "paid": 66_651_12,
    "recovered": 513_60,
    "claimed_back": 513_60,
    "waived": 0,
}
# Of each grant at the end: engaged in all, disengaged, certified, paid, recovered.
GRANTS = {
    "g1": (25_848_00, 1_166_40, 24_681_60, 24_681_60, 0),
    "g2": (11_400_00, 259_20, 11_140_80, 11_140_80, 0),
    "g3": (7_320_00, 0, 7_320_00, 7_320_00, 0),
    "g4": (5_240_00, 220_00, 5_020_00, 5_020_00, 0),
    "g5": (10_560_00, 7_392_00, 2_654_40, 3_168_00, 513_60),
    "g6": (6_818_00, 0, 6_818_00, 6_818_00, 0),
    "g7": (8_241_00, 0, 5_460_60, 6_294_72, 0),
    "g9": (2_208_00, 0, 2_208_00, 2_208_00, 0),
}


async def figures(stage: Stage, path: str, at: str = "") -> dict[str, int]:
    """The figures of a balance, as the public reads them."""
    shown = await stage.get(f"{path}&at={at.replace('+', '%2B')}" if at else path)
    found: dict[str, int] = shown["figures"]
    return found


class Money:
    @pytest.mark.parametrize(
        ("at", "expected"),
        [
            ("2020-09-24T23:59:00+02:00", AT_THE_FIRST_ACT),
            ("2021-06-21T23:59:00+02:00", ON_21_JUNE_2021),
            ("", AT_THE_END),
        ],
        ids=["2020-09-24", "2021-06-21", "2022-12"],
    )
    async def test_the_totals_at_a_date_are_those_of_the_story(
        self, stage: Stage, at: str, expected: dict[str, int]
    ) -> None:
        found = await figures(stage, LINE, at)
        assert {name: found[name] for name in expected} == expected

    async def test_engaged_disengaged_paid_and_left_are_those_of_the_story(self, stage: Stage) -> None:
        found = await figures(stage, LINE)
        assert found["engaged"] + found["disengaged"] == 77_635_00
        assert found["paid"] - found["recovered"] == 66_137_52
        assert found["engaged"] - found["paid"] == 1_946_28

    async def test_after_the_first_five_1632_euros_are_left(self, stage: Stage) -> None:
        found = await figures(stage, LINE, "2020-09-24T23:59:00+02:00")
        assert found["affected"] - found["engaged"] == 1_632_00

    @pytest.mark.parametrize("key", GRANTS)
    async def test_a_grant_ends_at_its_figures(self, stage: Stage, key: str) -> None:
        found = await figures(stage, f"{FUNDING_API}/balance?grant={stage.id(f'{key}/draft')}")
        engaged, disengaged, certified, paid, recovered = GRANTS[key]
        assert (found["engaged"] + found["disengaged"], found["disengaged"]) == (engaged, disengaged)
        assert (found["certified"], found["paid"], found["recovered"]) == (certified, paid, recovered)

    async def test_each_year_paid_what_the_story_says(self, stage: Stage) -> None:
        years: dict[int, int] = {}
        for fact in stage.told.named("grant/paid"):
            years[fact.data["year"]] = years.get(fact.data["year"], 0) + fact.data["cents"]
        assert years == {2020: 18_110_40, 2021: 35_927_80, 2022: 12_612_92}

    async def test_no_order_passes_the_payment_credits_of_its_year(self, stage: Stage) -> None:
        shown = await stage.get(f"{FUNDING_API}/credits/mobilisation")
        years = {each["year"]: each for each in shown}
        assert years[2020]["open_cents"] == years[2020]["ordered_cents"] == 18_110_40
        assert years[2021]["ordered_cents"] == 35_927_80 <= years[2021]["open_cents"]
        assert years[2022]["ordered_cents"] == 12_612_92 <= years[2022]["open_cents"]


class HoldAndRecovery:
    async def test_g1_is_held_and_released_on_its_days(self, stage: Stage) -> None:
        days = [(fact.name, str(fact.day)) for fact in stage.facts("grant", "g1/draft")]
        assert ("grant/payments-held", "2021-05-17") in days
        assert ("grant/payments-released", "2021-06-10") in days
        assert [name for name, _ in days].count("grant/payments-held") == 1

    async def test_it_was_certified_before_and_ordered_and_paid_after(self, stage: Stage) -> None:
        said = stage.facts("grant", "g1/draft")
        third = {fact.name: str(fact.day) for fact in said if fact.data.get("claim") == 3}
        assert third == {
            "grant/claim-submitted": "2021-04-12",
            "grant/claim-certified": "2021-05-06",
            "grant/payment-ordered": "2021-06-14",
            "grant/paid": "2021-06-21",
        }

    async def test_its_timeline_says_what_held_it(self, stage: Stage) -> None:
        address = f"{FUNDING_API}/grants/{stage.id('g1/draft')}/payments"
        shown = await stage.get(address, representative("batir"))
        assert shown["held_by"] == []
        assert [each["payable_cents"] for each in shown["claims"]] == [7_754_40, 7_275_24, 6_395_76, 3_256_20]
        told = str(shown["claims"][2])
        assert "2021-05-17" in told
        assert "2021-06-10" in told

    async def test_g1_hours_that_did_not_count_say_why(self, stage: Stage) -> None:
        address = f"{FUNDING_API}/grants/{stage.id('g1/draft')}/payments"
        shown = await stage.get(address, representative("batir"))
        first = {each["reason"]: each["minutes"] for each in shown["claims"][1]["unmatched"]}
        second = {each["reason"]: each["minutes"] for each in shown["claims"][2]["unmatched"]}
        assert first == {"no-substitute": 14 * 60, "public-holiday": 7 * 60}
        assert second == {"no-substitute": 11 * 60, "paid-by-another": 7 * 60}

    async def test_g5_gives_back_what_was_paid_too_much(self, stage: Stage) -> None:
        (opened,) = [fact for fact in stage.facts("grant", "g5/draft") if fact.name == "grant/recovery-opened"]
        (settled,) = [fact for fact in stage.facts("grant", "g5/draft") if fact.name == "grant/recovery-settled"]
        assert (opened.day.isoformat(), opened.data["cents"]) == ("2021-05-18", 513_60)
        assert (settled.data["recovered_cents"], settled.data["title"]) == (513_60, "T-2021-0117")
        assert settled.day.isoformat() == "2021-12-15"

    async def test_g8_was_refused_for_want_of_a_replacement_plan(self, stage: Stage) -> None:
        (refused,) = stage.told.named("grant/refused")
        assert refused.data["points"] == ["no-replacement-plan"]
        assert refused.subject == f"grant/{stage.id('g8/draft')}"


class Accounts:
    """What every employer says of each year in which it was paid."""

    async def test_g1_renders_its_account_of_2020_which_comes_back_once(self, stage: Stage) -> None:
        said = [fact for fact in stage.facts("grant", "g1/draft") if fact.name.startswith("grant/financial-report")]
        assert [(fact.name.removeprefix("grant/financial-report-"), str(fact.day)) for fact in said] == [
            ("due", "2021-01-01"),
            ("submitted", "2021-03-23"),
            ("returned", "2021-04-13"),
            ("submitted", "2021-04-20"),
            ("accepted", "2021-04-27"),
            ("due", "2022-01-01"),
            ("submitted", "2022-03-22"),
            ("accepted", "2022-04-12"),
        ]
        first = said[1].data
        assert (first["hours_cents"], first["preparations_cents"], first["paid_cents"]) == (
            7_873_20,
            2_520_00,
            7_754_40,
        )
        assert said[5].data["paid_cents"] == 16_927_20

    async def test_every_account_that_is_due_was_accepted_before_its_last_day(self, stage: Stage) -> None:
        accepted = stage.told.named("grant/financial-report-accepted")
        assert sorted(fact.data["year"] for fact in accepted) == [2020] * 5 + [2021] * 6
        assert all(str(fact.day) < f"{fact.data['year'] + 1}-06-30" for fact in accepted)
        sent = stage.database("jobrotation_funding").of("outward")
        assert [
            row for row in sent if row.get("template") in ("financial-report-overdue", "financial-report-reminder")
        ] == []

    async def test_where_is_my_money_shows_the_accounts(self, stage: Stage) -> None:
        address = f"{FUNDING_API}/grants/{stage.id('g1/draft')}/payments"
        shown = await stage.get(address, representative("batir"))
        assert [(each["year"], each["state"], each["overdue"]) for each in shown["financial_reports"]] == [
            (2020, "accepted", False),
            (2021, "accepted", False),
        ]


class OneEuro:
    """One euro of G1, from the vote to the account of Bâtir Ensemble; one dossier, from the call to its euro."""

    async def test_every_step_of_the_euro_is_in_the_ledger(self, stage: Stage) -> None:
        shown = await stage.get(f"{FUNDING_API}/ledger?grant={stage.id('g1/draft')}&limit=200", ODILE)
        kinds = [each["kind"] for each in shown["items"]]
        assert kinds[:4] == ["engaged", "advance-opened", "ordered", "paid"]
        assert kinds.count("ordered") == kinds.count("paid") == 4
        assert kinds[-1] == "disengaged"

    async def test_who_prepared_certified_and_ordered_are_three_persons(self, stage: Stage) -> None:
        trail = stage.database("jobrotation_funding").of("audit")
        mine = [row["entry"] for row in trail if row["subject"] == f"grant/{stage.id('g1/draft')}"]
        who = {action: {entry["actor"] for entry in mine if entry["action"] == action} for action in (
            "prepare_claim", "certify_claim", "order_payment")}  # fmt: skip
        assert all(len(persons) == 1 for persons in who.values())
        assert len(set().union(*who.values())) == 3

    async def test_each_order_left_with_its_pack_of_pieces(self, stage: Stage) -> None:
        ordered = [fact for fact in stage.facts("grant", "g1/draft") if fact.name == "grant/payment-ordered"]
        token = await stage.doors.token(HELENE)
        for fact in ordered:
            address = f"{FUNDING_API}/grants/{stage.id('g1/draft')}/packs/{fact.data['pack_sha256']}"
            async with httpx.AsyncClient(base_url=stage.platform.url) as client:
                answer = await client.get(address, headers={"Authorization": f"Bearer {token}"})
            assert answer.status_code == 200
            with zipfile.ZipFile(io.BytesIO(answer.content)) as pack:
                assert pack.testzip() is None
                assert len(pack.namelist()) >= 7

    async def test_the_dossier_goes_from_the_call_to_the_euro(self, stage: Stage) -> None:
        """I2's application, agreement and incubator; X5 in it; G1 for X5, paid."""
        experiment: dict[str, Any] = await stage.experiment("x5")
        grant = await stage.get(f"{FUNDING_API}/grants/{stage.id('g1/draft')}")
        assert experiment["incubator"]["id"] if isinstance(experiment["incubator"], dict) else experiment["incubator"]
        assert grant["experiment"] in (stage.id("x5/propose"), {"id": stage.id("x5/propose")}) or (
            grant["experiment"]["id"] == stage.id("x5/propose")
        )
        accepted = [fact.name for fact in stage.facts("application", "application/i2")]
        assert "application/accepted" in accepted

    async def test_the_grant_above_the_threshold_is_open_data(self, stage: Stage) -> None:
        async with httpx.AsyncClient(base_url=stage.platform.url) as client:
            answer = await client.get(f"{FUNDING_API}/open-data/grants.csv")
        assert answer.status_code == 200
        rows = answer.text.splitlines()
        assert rows[0].lstrip("\ufeff").startswith("nomAttribuant")
        assert any("25848.00" in row and "2020-09-24" in row for row in rows[1:])

    async def test_the_accounting_journal_balances(self, stage: Stage) -> None:
        token = await stage.doors.token(ODILE)
        async with httpx.AsyncClient(base_url=stage.platform.url) as client:
            headers = {"Authorization": f"Bearer {token}"}
            answer = await client.get(f"{FUNDING_API}/accounting/2021", headers=headers)
        assert answer.status_code == 200
        assert "35 927,80" in answer.text or "35927,80" in answer.text or len(answer.text.splitlines()) > 20
