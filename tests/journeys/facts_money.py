"""The facts of money and of the journal that the story does not raise are raised here, by real commands."""

import httpx

from deploy.local.story.money import BY_KEY
from deploy.local.story.money.shape import Month
from deploy.local.story.money.weeks import file_of
from deploy.local.story.people import BRUNO, HELENE, KARIM, ODILE, SOLENE, representative, writer
from tests.journeys.money import AT_THE_END, LINE, figures
from tests.journeys.stage import FUNDING_API, JOURNAL_API, Stage

ACT = {"number": "2022.02951", "on": "2022-12-15"}
G7 = BY_KEY["g7"]
A_DAY = 23_170  # 7 hours at 33.10, in cents


def grant(stage: Stage) -> str:
    """The address of G7, which goes on in 2023."""
    return f"{FUNDING_API}/grants/{stage.id('g7/draft')}"


class MoneyFacts:
    async def test_a_grant_changes_by_an_act(self, stage: Stage) -> None:
        change = {"reason": "dates", "ends_on": "2023-09-30"}
        await stage.do(SOLENE, f"{grant(stage)}/amendments", {"act": ACT, "change": change})

    async def test_a_claim_is_sent_back_mended_and_its_order_rejected_by_the_payeur(self, stage: Stage) -> None:
        file = file_of(G7, [Month("2022-10", "trainer", 7, 7)])
        made = await stage.do(writer("greta"), f"{grant(stage)}/week-sheets/import", {"csv": file, "submit": True})
        sheets = {"sheets": made["extra"]["sheets"]}
        await stage.do(representative("greta"), f"{grant(stage)}/week-sheets/approval", sheets)
        body = {"kind": "interim", "since": "2022-10-01", "until": "2022-10-31"}
        await stage.do(representative("greta"), f"{grant(stage)}/claims", body)
        await stage.do(HELENE, f"{grant(stage)}/claims/3/rejection", {"points": ["other"], "remark": "Joignez l'avis."})
        await stage.do(representative("greta"), f"{grant(stage)}/claims", body)
        claim = f"{grant(stage)}/claims/4"
        await stage.do(HELENE, f"{claim}/preparation")
        refused = await stage.ask(HELENE, f"{claim}/certification")
        assert refused.status == 403
        await stage.do(KARIM, f"{claim}/certification")
        await stage.do(ODILE, f"{claim}/order", {"order": "M-2022-G7-4"})
        rejected = {"reason": "bank-details", "rejected_on": "2022-12-16"}
        await stage.do(ODILE, f"{claim}/order-rejection", rejected)

    async def test_what_the_payeur_rejected_is_certified_and_may_be_ordered_again(self, stage: Stage) -> None:
        found = await figures(stage, f"{FUNDING_API}/balance?grant={stage.id('g7/draft')}")
        assert (found["certified"], found["ordered"], found["paid"]) == (5_460_60 + A_DAY, 6_294_72, 6_294_72)

    async def test_the_balance_of_a_past_instant_stays_what_it_was(self, stage: Stage) -> None:
        found = await figures(stage, LINE, "2022-12-15T23:59:00+01:00")
        assert {name: found[name] for name in AT_THE_END} == AT_THE_END

    async def test_an_article_is_withdrawn_and_its_page_stays(self, stage: Stage) -> None:
        listed = await stage.get(f"{JOURNAL_API}/articles?limit=200")
        (practice,) = [each for each in listed["items"] if each["source"] == "practice"]
        body = {"kind": "author", "reason": "L'entreprise publie désormais elle-même ce parcours."}
        await stage.do(BRUNO, f"{JOURNAL_API}/articles/{practice['id']}/withdrawal", body)
        async with httpx.AsyncClient(base_url=stage.platform.url) as client:
            page = await client.get(f"/journal/articles/{practice['slug']}")
        assert page.status_code in (200, 410)
        assert "publie désormais elle-même" in page.text
