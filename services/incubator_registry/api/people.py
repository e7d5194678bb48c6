"""Routes about persons and their duties."""

from fastapi import APIRouter
from starlette.responses import Response

from services.chassis.actor import DutyName
from services.chassis.web.answers import DONE, MADE, shows
from services.chassis.web.cursor import After, Limit, Listing
from services.chassis.web.door import Door, IdPath
from services.incubator_registry.queries import people as queries
from services.incubator_registry.queries.people import PersonView
from services.incubator_registry.use_cases import people as use_cases

router = APIRouter(tags=["personnes"])


@router.post("/persons", status_code=201, responses=MADE | DONE)
async def register_person(door: Door, command: use_cases.NamePerson) -> Response:
    """S'inscrire : le jeton présenté devient une personne ; une seconde fois rend la même."""
    return await door.command(use_cases.register_person, command)


@router.get("/me", responses=shows(PersonView))
async def show_me(door: Door) -> Response:
    """Qui suis-je : mes missions et mes organismes."""
    return await door.query(queries.show_me)


@router.get("/persons", responses=shows(Listing[PersonView]))
async def list_persons(door: Door, duty: DutyName | None = None, after: After = None, limit: Limit = 50) -> Response:
    """Les personnes inscrites ; `duty` ne garde que celles qui ont cette mission."""
    return await door.query(queries.list_persons, duty, door.after(after), limit)


@router.get("/persons/{person}", responses=shows(PersonView))
async def show_person(door: Door, person: IdPath) -> Response:
    """Une personne, pour elle-même et pour l'administration."""
    return await door.query(queries.show_person, person)


@router.post("/persons/{person}/name", responses=DONE)
async def rename_person(door: Door, person: IdPath, command: use_cases.NamePerson) -> Response:
    """Corriger un nom ; il est scellé sous la clé de la personne."""
    return await door.command(use_cases.rename_person, person, command)


@router.post("/persons/{person}/duties", responses=DONE)
async def give_duty(door: Door, person: IdPath, command: use_cases.GiveDuty) -> Response:
    """Donner une mission, avec sa délégation (référence, périmètre, plafond en centimes, dates)."""
    return await door.command(use_cases.give_duty, person, command)


@router.post("/persons/{person}/duties/withdrawal", responses=DONE)
async def withdraw_duty(door: Door, person: IdPath, command: use_cases.WithdrawDuty) -> Response:
    """Retirer une mission ; `on` est le premier jour où elle ne vaut plus."""
    return await door.command(use_cases.withdraw_duty, person, command)


@router.post("/persons/{person}/erasure", responses=DONE)
async def erase_person(door: Door, person: IdPath, command: use_cases.ErasePerson) -> Response:
    """Effacer une personne, ou la limiter tant que des preuves se conservent."""
    return await door.command(use_cases.erase_person, person, command)
