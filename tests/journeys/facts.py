"""Each fact that the contracts know was said at least once: what the story does not raise is raised here."""

from dataclasses import replace
from typing import Any

from contracts.catalogue import EVENTS
from deploy.local.story.chapters.the_call import rules
from deploy.local.story.experiments.proposed import X11
from deploy.local.story.groupings import CAPLITTORAL, NUMERIPOLE, Grouping
from deploy.local.story.people import AGNES, BRUNO, HELENE, SOLENE, representative, writer
from deploy.local.story.scene import paris
from tests.journeys.stage import JOURNAL_API, REGISTRY_API, TRACKING_API, Stage

ACT = {"number": "2022.02950", "on": "2022-12-15"}


async def deposited(stage: Stage, call: str, grouping: Grouping) -> str:
    """An application of a lead alone, deposited."""
    body = {"call": call, "lead": stage.id(f"organisation/{grouping.lead}")}
    made = await stage.do(writer(grouping.lead), f"{REGISTRY_API}/applications", body)
    address = f"{REGISTRY_API}/applications/{made['id']}"
    await stage.do(writer(grouping.lead), f"{address}/draft", {"content": grouping.content()}, "PUT")
    await stage.do(representative(grouping.lead), f"{address}/deposit")
    return str(made["id"])


def proposal(stage: Stage, incubator: str) -> dict[str, Any]:
    """A proposal of Pixel & Pédagogie in an incubator."""
    text = replace(X11, starts_on="2023-03-01", ends_on="2023-12-31", milestones=(), partners=())
    return {
        "carrier": stage.id(f"organisation/{X11.carrier}"),
        "incubator": stage.incubator(incubator),
        "description": text.description({}, None),
    }


class Facts:
    async def test_a_closing_moves_for_all_by_a_published_act(self, stage: Stage) -> None:
        said = rules() | {"act": ACT, "opens_at": "2023-01-09T09:00:00+01:00", "closes_at": "2023-02-28T12:00:00+01:00"}
        draft = {"title": "Appel à projets 2023", "summary": "Un second appel.", "rules": said}
        call = (await stage.do(HELENE, f"{REGISTRY_API}/calls", draft))["id"]
        await stage.do(SOLENE, f"{REGISTRY_API}/calls/{call}/publication")
        later = "2023-03-15T12:00:00+01:00"
        move = {"closes_at": later, "act": ACT, "published_at": "2022-12-16T08:00:00+01:00"}
        await stage.do(SOLENE, f"{REGISTRY_API}/calls/{call}/closing", move)
        shown = await stage.get(f"{REGISTRY_API}/calls/{call}")
        assert shown["closes_at"] == "2023-03-15T11:00:00Z"

    async def test_an_application_is_withdrawn_and_another_closed_without_action(self, stage: Stage) -> None:
        calls = await stage.get(f"{REGISTRY_API}/calls")
        (call,) = [each["id"] for each in calls["items"] if each["title"] == "Appel à projets 2023"]
        await stage.at(paris("2023-01-09 09:00:00"))
        first, second = await deposited(stage, call, NUMERIPOLE), await deposited(stage, call, CAPLITTORAL)
        await stage.do(representative("numeripole"), f"{REGISTRY_API}/applications/{first}/withdrawal")
        motive = {"code": "sans-objet", "reason": "Le dossier de 2019 est repris de la liste complémentaire."}
        decided = [{"application": second, "outcome": "closed", "motives": [motive]}]
        await stage.do(SOLENE, f"{REGISTRY_API}/decisions", {"recorded": {"act": ACT}, "decided": decided})

    async def test_an_agreement_changes_by_an_amendment_that_both_sign(self, stage: Stage) -> None:
        address = f"{REGISTRY_API}/agreements/{stage.id('agreement/i2')}/amendments"
        await stage.do(HELENE, address, {"act": ACT, "until": "2024-06-30"})
        await stage.do(representative("greta"), f"{address}/signatures/lead")
        await stage.do(SOLENE, f"{address}/signatures/region")

    async def test_a_proposal_is_refused_with_its_reasons(self, stage: Stage) -> None:
        made = await stage.do(writer("pixel"), f"{TRACKING_API}/experiments", proposal(stage, "i1"))
        opinion = {"on": "2023-01-05", "favourable": False}
        motives = [{"point": "objectives", "text": "Ces objectifs sont ceux du portfolio digital, déjà en cours."}]
        address = f"{TRACKING_API}/experiments/{made['id']}/refusal"
        await stage.do(HELENE, address, {"motives": motives, "opinion": opinion})

    async def test_an_erased_person_leaves_their_organisation(self, stage: Stage) -> None:
        who = writer("edtech-express")
        await stage.do(AGNES, f"{REGISTRY_API}/persons/{stage.id(f'person/{who}')}/erasure", {})
        path = f"{REGISTRY_API}/applications/{stage.id('application/edtech-express')}"
        assert (await stage.doors.ask(who, "GET", path)).status in (403, 404)

    async def test_an_incubator_closes_the_day_after_its_agreement_is_terminated(self, stage: Stage) -> None:
        ground = {"code": "fin-anticipee", "article": "Convention, article 9", "reason": "Le chef de file y renonce."}
        body = {"grounds": [ground], "act": ACT, "on": "2023-01-10"}
        await stage.do(SOLENE, f"{REGISTRY_API}/agreements/{stage.id('agreement/i3')}/termination", body)
        await stage.at(paris("2023-01-11 10:00:00"))
        shown = await stage.get(f"{REGISTRY_API}/incubators/{stage.incubator('i3')}")
        assert (shown["state"], shown["closed_on"]) == ("closed", "2023-01-11")

    async def test_an_adaptation_that_proves_false_leaves_the_lineage(self, stage: Stage) -> None:
        address = f"{JOURNAL_API}/adaptations/{stage.id('x3/article/elsewhere')}"
        await stage.do(BRUNO, f"{address}/acceptance")
        await stage.do(BRUNO, f"{address}/removal", {"reasons": "Le bibliobus a été vendu avant le premier départ."})
        assert (await stage.doors.ask(None, "GET", address)).status == 404

    async def test_every_fact_of_the_contracts_was_said(self, stage: Stage) -> None:
        said = (await stage.now_told()).names()
        known = {f"{event.dossier}/{event.fact}" for event in EVENTS.values()}
        assert known - said == set()
        assert said - known == set()

    async def test_facts_of_a_dossier_are_numbered_without_a_gap(self, stage: Stage) -> None:
        counted: dict[str, list[int]] = {}
        for fact in (await stage.now_told()).facts:
            counted.setdefault(fact.subject, []).append(fact.sequence)
        assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in counted.values())
