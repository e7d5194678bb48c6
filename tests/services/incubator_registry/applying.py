"""Applications of a test of the registry, taken through the API as the story's cast would."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services.chassis.calendar import paris
from tests.services.incubator_registry import cast
from tests.services.incubator_registry.making_applications import WEIGHTS
from tests.support.service import House

WRITTEN = paris(date(2019, 9, 20), 10)
DEPOSIT = paris(date(2019, 9, 30), 11, 30)
REVIEW = paris(date(2019, 10, 8), 10)
COMMITTEE = paris(date(2019, 10, 24), 14)
DECIDED = paris(date(2019, 11, 28), 10)
STATUTES: dict[str, Any] = {"code": "statuts", "name": "statuts.pdf", "sha256": "a" * 64, "size": 1200}
PROGRAMME: dict[str, Any] = {"code": "programme", "name": "programme.pdf", "sha256": "b" * 64, "size": 45_000}
ACT = {"act": {"number": "2019.02104", "on": "2019-11-26"}, "notified_on": "2019-11-28"}
MET = {"checks": [{"rule": "partenaire-recherche", "met": True}]}


def content(**changes: Any) -> dict[str, Any]:
    """A complete content, some of it changed."""
    return {
        "title": "La Fosse aux Idées",
        "incubator_type": "croise",
        "summary": "Rénovation énergétique et Bassin minier.",
        "territories": ["departement:62"],
        "sectors": ["btp"],
        "answers": {"diagnostic": "Les artisans manquent de temps pour se former."},
        "pieces": [STATUTES, PROGRAMME],
    } | changes


def marks(*points: float) -> dict[str, Any]:
    """Marks on the four criteria in their order."""
    pairs = zip(WEIGHTS, points, strict=True)
    return {"marks": [{"criterion": code, "points": given, "justification": "Lu."} for code, given in pairs]}


@dataclass
class Scene:
    """The open call, and what was made in it: persons and organisations by key."""

    house: House
    call: str
    persons: dict[str, str] = field(default_factory=dict)
    organisations: dict[str, str] = field(default_factory=dict)

    async def organisation(self, who: str, *kinds: str) -> str:
        """The organisation that this person represents, registered the first time."""
        if who not in self.organisations:
            number = len(self.organisations) + 1
            self.organisations[who] = await cast.organisation(self.house, who, number, f"Organisme {who}", *kinds)
        return self.organisations[who]

    async def draft(self, who: str = "bernard", partner: str = "elena", **changes: Any) -> str:
        """A complete draft led by one person's organisation; the partner is a laboratory that has assented."""
        lead, laboratory = await self.organisation(who), await self.organisation(partner, "laboratoire")
        made = await self.house.post(who, "/applications", {"call": self.call, "lead": lead})
        path = f"/applications/{made['id']}"
        await self.house.put(who, f"{path}/draft", {"content": content(**changes)})
        await self.house.post(who, f"{path}/partners", {"organisation": laboratory, "roles": ["laboratoire"]})
        await self.house.post(partner, f"{path}/partners/{laboratory}/assent")
        return str(made["id"])

    async def deposited(self, who: str = "bernard", **changes: Any) -> str:
        """Deposited on the last morning."""
        application = await self.draft(who, **changes)
        await self.house.move_to(DEPOSIT)
        await self.house.post(who, f"/applications/{application}/deposit")
        return application

    async def eligible(self, *applications: str) -> None:
        """Found admissible and eligible by Hélène after the closing, with Nadia and Luc as assessors."""
        await self.house.move_to(REVIEW)
        await self.house.fall()
        for who in ("nadia", "luc"):
            self.persons[who] = await cast.person(self.house, who)
        named = {"assessors": [self.persons["nadia"], self.persons["luc"]]}
        for application in applications:
            path = f"/applications/{application}"
            await self.house.post("helene", f"{path}/admissibility")
            await self.house.post("helene", f"{path}/eligibility", MET)
            await self.house.put("helene", f"{path}/assessors", named)

    async def scored(self, application: str, nadia: tuple[float, ...], luc: tuple[float, ...]) -> None:
        """Scored by both."""
        for who, given in (("nadia", nadia), ("luc", luc)):
            await self.house.post(who, f"/applications/{application}/interests", {"interest": False})
            await self.house.post(who, f"/applications/{application}/scores", marks(*given))

    async def facts(self, application: str) -> list[str]:
        """What an application has announced."""
        return [fact for fact, _ in await self.house.said(f"application/{application}")]


async def opened(house: House) -> Scene:
    """The call is open, on 20 September."""
    scene = Scene(house, await cast.open_call(house))
    await house.move_to(WRITTEN)
    return scene
