"""An accepted application and its agreement, made through the API by distinct persons, as the story's cast would."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from services.chassis.calendar import paris
from tests.services.incubator_registry import cast
from tests.support.service import House

ASSESSORS = ("nadia", "luc")
ANSWER = "Trois centres voisins cherchent à former sur le chantier."
CONTENT: dict[str, Any] = {
    "title": "La Fosse aux Idées",
    "incubator_type": "croise",
    "summary": "Apprendre la rénovation énergétique sur le chantier.",
    "territories": ["fragile:bassin-minier"],
    "sectors": ["btp", "transition-energetique"],
    "publics": ["demandeurs-emploi"],
    "answers": {"diagnostic": ANSWER},
    "pieces": [
        {"code": code, "name": f"{code}.pdf", "sha256": code[0].encode().hex() * 32, "size": 1000}
        for code in ("statuts", "programme")
    ],
}
INCUBATOR = {"entries": ["secteurs", "territoires"], "functions": ["emergence"]}
TERMS = {"since": "2020-01-20", "until": "2022-12-31"}
MARKS = (("identification", 4.5), ("lieu", 4), ("moyens", 4), ("ressources", 3.5))


@dataclass(frozen=True)
class Granted:
    """An application that the act of 26 November 2019 decided; today is 28 November."""

    call: str
    application: str
    lead: str
    laboratory: str


async def decided(house: House, outcome: str = "accepted", **more: Any) -> Granted:
    """From the call to the act: bernard leads, elena's laboratory joins, helene instructs, solene records."""
    call = await cast.open_call(house)
    lead = await cast.organisation(house, "bernard", 2, "Lycée du GRETA", "organisme-de-formation")
    laboratory = await cast.organisation(house, "elena", 3, "Laboratoire Corons", "laboratoire")
    await cast.join(house, lead, "bernard", "fatou")
    made = await house.post("fatou", "/applications", {"call": call, "lead": lead})
    granted = Granted(call, made["id"], lead, laboratory)
    await _deposit(house, granted)
    await house.move_to(paris(date(2019, 10, 7), 9))
    await house.fall()
    await _instruct(house, granted)
    await house.move_to(paris(date(2019, 11, 28), 10))
    recorded = {"act": {"number": "2019.02145", "on": "2019-11-26"}, "notified_on": "2019-11-28"}
    body = {"recorded": recorded, "decided": [{"application": granted.application, "outcome": outcome, **more}]}
    await house.post("solene", "/decisions", body)
    return granted


async def _deposit(house: House, granted: Granted) -> None:
    address = f"/applications/{granted.application}"
    await house.put("fatou", f"{address}/draft", {"content": CONTENT, "lead_roles": ["organisme-de-formation"]})
    await house.post("fatou", f"{address}/partners", {"organisation": granted.laboratory, "roles": ["laboratoire"]})
    await house.post("elena", f"{address}/partners/{granted.laboratory}/assent")
    await house.move_to(paris(date(2019, 9, 30), 11))
    await house.post("bernard", f"{address}/deposit")


async def _instruct(house: House, granted: Granted) -> None:
    address = f"/applications/{granted.application}"
    await house.post("helene", f"{address}/admissibility")
    await house.post(
        "helene", f"{address}/eligibility", {"checks": [{"rule": "partenaire-recherche", "met": True, "remark": ""}]}
    )
    persons = [await cast.person(house, who) for who in ASSESSORS]
    await house.put("helene", f"{address}/assessors", {"assessors": persons})
    marks = [{"criterion": code, "points": points, "justification": "Étayé."} for code, points in MARKS]
    for who in ASSESSORS:
        await house.post(who, f"{address}/interests", {"interest": False})
        await house.post(who, f"{address}/scores", {"marks": marks})
    await house.move_to(paris(date(2019, 10, 24), 14))
    await house.post("helene", f"/calls/{granted.call}/opinions", {"on": "2019-10-24", "cut_off": 1})


@dataclass(frozen=True)
class Convention:
    """An agreement and the incubator that it founds."""

    id: str
    incubator: str
    granted: Granted

    @property
    def address(self) -> str:
        """Where it is."""
        return f"/agreements/{self.id}"


async def drafted(house: House) -> Convention:
    """A project of agreement, on 28 November 2019."""
    granted = await decided(house)
    body = {"application": granted.application, "number": "2019-INC-02", "terms": TERMS, "incubator": INCUBATOR}
    made = await house.post("helene", "/agreements", body)
    return Convention(made["id"], made["extra"]["incubator"], granted)


async def to_sign(house: House) -> Convention:
    """Handed in and approved, on 16 December 2019."""
    convention = await drafted(house)
    await house.move_to(paris(date(2019, 12, 16), 10))
    await house.post("bernard", f"{convention.address}/submission")
    await house.post("helene", f"{convention.address}/approval")
    return convention


async def signed(house: House) -> Convention:
    """Signed by both, on 19 December 2019; the incubator's day has not come."""
    convention = await to_sign(house)
    await house.post("bernard", f"{convention.address}/signatures/lead")
    await house.move_to(paris(date(2019, 12, 19), 10))
    await house.post("solene", f"{convention.address}/signatures/region")
    return convention


async def running(house: House) -> Convention:
    """Its incubator is open, on 20 January 2020."""
    convention = await signed(house)
    await house.move_to(paris(date(2020, 1, 20)))
    await house.fall()
    return convention
