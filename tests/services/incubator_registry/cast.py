"""The persons and organisations of a test of the registry, made through its API as the story's cast would."""

from datetime import date
from typing import Any

from stdnum import luhn

from services.chassis.calendar import paris
from tests.services.incubator_registry.making_calls import CALL
from tests.support.service import House

ADMINISTRATOR = "agnes"
BEGINS = paris(date(2019, 7, 1), 9)


def siret(number: int, establishment: int = 1) -> str:
    """A valid fictitious SIRET: SIREN in 999… of its own, and which of its establishments."""
    siren = f"999{number:05d}"
    siren += luhn.calc_check_digit(siren)
    place = f"{siren}{establishment:04d}"
    return place + str(luhn.calc_check_digit(place))


async def person(house: House, who: str) -> str:
    """Register a subject; answers the person's id."""
    made = await house.post(who, "/persons", {"given_name": who.title(), "usual_name": "Essai"})
    return str(made["id"])


async def administrator(house: House) -> str:
    """The first administrator registers and gives herself the duty."""
    id = await person(house, ADMINISTRATOR)
    me = await house.get(ADMINISTRATOR, "/me")
    if not me["duties"]:
        await give(house, id, "administer")
    return id


async def give(house: House, person_id: str, duty: str, **delegation: Any) -> None:
    """The administrator gives a duty from 2019 on."""
    body = {"duty": duty, "reference": f"Arrêté 2019-{duty}", "since": "2019-01-01"} | delegation
    await house.post(ADMINISTRATOR, f"/persons/{person_id}/duties", body)


async def officer(house: House, who: str, *duties: str) -> str:
    """An officer of the Région with these duties; answers the person's id."""
    await administrator(house)
    id = await person(house, who)
    for duty in duties:
        await give(house, id, duty)
    return id


def identity(name: str, *kinds: str) -> dict[str, Any]:
    """What an organisation of these kinds says of itself (an association when none is named)."""
    nda = {"nda": f"32{sum(name.encode()):09d}"} if "organisme-de-formation" in kinds else {}
    return {"name": name, "kinds": list(kinds or ("association",)), "commune": "commune:62498", **nda}


async def organisation(house: House, who: str, number: int, name: str, *kinds: str) -> str:
    """A registered subject registers an organisation and represents it; answers its id."""
    await person(house, who)
    body = {"siret": siret(number), "identity": identity(name, *kinds)}
    return str((await house.post(who, "/organisations", body))["id"])


async def join(house: House, organisation_id: str, representative: str, who: str, role: str = "writer") -> str:
    """A representative invites a subject, who joins; answers the person's id."""
    invited = await house.post(representative, f"/organisations/{organisation_id}/invitations", {"role": role})
    id = await person(house, who)
    code = {"code": invited["extra"]["code"]}
    await house.post(who, f"/organisations/{organisation_id}/members", code)
    return id


async def published_call(house: House, **changed: Any) -> str:
    """The story's call, drafted by Hélène and published by Solène on 2 July 2019; answers its id."""
    await house.move_to(BEGINS)
    await officer(house, "helene", "instruct")
    await officer(house, "solene", "decide")
    made = await house.post("helene", "/calls", CALL | {"rules": CALL["rules"] | changed})
    await house.post("solene", f"/calls/{made['id']}/publication")
    return str(made["id"])


async def open_call(house: House, **changed: Any) -> str:
    """The same call, on 8 July 2019 at 09:00, just opened."""
    call = await published_call(house, **changed)
    await house.move_to(paris(date(2019, 7, 8), 9))
    await house.fall()
    return call
