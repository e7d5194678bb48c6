"""A service made for these tests: beds that are dug, sown and closed, with doors and pages of every kind."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from contracts.envelope import Event, Instant
from services.chassis.access import Row, Table, duty, everyone, signed_in
from services.chassis.actor import Actor, Duty, DutyName
from services.chassis.dossier import Dossier
from services.chassis.lifecycle import Lifecycle
from services.chassis.page import Page
from services.chassis.reader import Reader
from services.chassis.refusal import NotFound
from services.chassis.service import Service
from services.chassis.store import Receipt
from services.chassis.web.cursor import After, Limit, Listing
from services.chassis.web.door import Door, IdPath
from services.chassis.web.pages import render
from services.chassis.work import Work
from tests.support.service import hash_of

TEMPLATES = Path(__file__).parent / "templates"
SECRET = "motdepasse-de-la-base"


class State(StrEnum):
    """Where a bed stands."""

    DUG = "dug"
    CLOSED = "closed"


class BedDug(Event):
    """A bed was dug."""

    dossier: ClassVar[str] = "bed"
    fact: ClassVar[str] = "dug"

    bed: str


class Bed(Dossier):
    """A bed of the garden."""

    kind: ClassVar[str] = "bed"
    lifecycle = Lifecycle(
        {State.DUG: {"dig": State.DUG, "close": State.CLOSED}, State.CLOSED: {}},
        {State.DUG: "Bêchée", State.CLOSED: "Fermée"},
    )

    state: State = State.DUG
    name: str = ""


class Plant(BaseModel):
    """What is sown."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Annotated[str, Field(min_length=1, max_length=10, description="Le nom de la plante.")]
    count: Annotated[int, Field(ge=1, le=99)]


class Dig(BaseModel):
    """A bed to dig."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=40)]
    plants: tuple[Plant, ...] = ()
    soil: Literal["sand", "clay"] = "clay"
    on: date | None = None
    at: Instant | None = None
    remarks: dict[str, str] = {}


class BedView(BaseModel):
    """What is shown of a bed."""

    id: str
    version: int
    name: str


async def dig_bed(work: Work, command: Dig) -> Bed:
    """A new bed."""
    bed = Bed(id=work.new_id(), name=command.name)
    bed._become("dig")
    bed._announce(BedDug(bed=bed.id))
    await work.save(bed)
    return bed


async def close_bed(work: Work, id: str) -> Bed:
    """No more sowing."""
    bed = await work.get(Bed, id)
    bed._become("close")
    await work.save(bed)
    return bed


async def show_bed(reader: Reader, id: str) -> BedView:
    """One bed."""
    bed = await reader.get(Bed, id)
    return BedView(id=bed.id, version=bed.version, name=bed.name)


async def list_beds(reader: Reader, after: str | None, limit: int) -> Page:
    """Beds in order."""
    return Page.of(await reader.where(Bed, after=after, limit=limit + 1), limit)


async def break_a_spade(reader: Reader) -> None:
    """An error of ours, whose message nobody outside may read."""
    raise RuntimeError(f"cannot connect with {SECRET}")


async def lose_a_bed(reader: Reader) -> None:
    """A page of something that is not there."""
    raise NotFound("Cette planche n'existe pas.")


router = APIRouter(tags=["planches"])


@router.post("/beds", summary="Bêcher une planche")
async def post_bed(door: Door, command: Dig) -> Response:
    """Bêcher une planche."""
    return await door.command(dig_bed, command)


@router.post("/beds/{bed}/closing", responses={200: {"model": Receipt}})
async def post_closing(door: Door, bed: IdPath) -> Response:
    """Fermer une planche. Plus rien n'y sera semé."""
    return await door.command(close_bed, bed)


@router.get("/beds/{bed}", responses={200: {"model": BedView}})
async def get_bed(door: Door, bed: IdPath) -> Response:
    """Une planche ; `version` dit où elle en est."""
    return await door.query(show_bed, bed)


@router.get("/beds", responses={200: {"model": Listing[BedView]}})
async def get_beds(door: Door, after: After = None, limit: Limit = 50) -> Response:
    """Les planches."""
    return await door.query(list_beds, door.after(after), limit)


@router.get("/beds-too")
async def get_beds_too(door: Door, after: After = None, limit: Limit = 50) -> Response:
    """Les mêmes planches, à une autre adresse."""
    return await door.query(list_beds, door.after(after), limit)


@router.get("/spade")
async def get_spade(door: Door) -> Response:
    """Casser une bêche."""
    return await door.query(break_a_spade)


pages = APIRouter()


@pages.get("/jardin")
async def page(request: Request) -> Response:
    """A page with everything that filters show."""
    return render(request, "jardin.html", name="<b>Ail & oignon</b>")


@pages.get("/jardin/perdu")
async def lost(door: Door) -> Response:
    """A page of something that is not there."""
    await door.ask(lose_a_bed)
    return Response()


async def rights(reader: Reader, bearer: str) -> Actor:
    """Solène decides; whoever else signs in is somebody."""
    held = (Duty(name=DutyName.DECIDE, reference="arrêté 1", since=date(2019, 1, 1)),)
    decides = bearer == hash_of("solene")
    return Actor(person=bearer[:8], kind="person", bearer=bearer, duties=held if decides else ()) if bearer else Actor()


GARDEN = Service(
    name="toy_garden",
    title="Jardin d'essai",
    dossiers=(Bed,),
    access=Table(
        Row("dig_bed", signed_in()),
        Row("close_bed", duty(DutyName.DECIDE), confirmed=True),
        Row("show_bed", everyone()),
        Row("list_beds", everyone()),
        Row("break_a_spade", everyone()),
        Row("lose_a_bed", everyone()),
    ),
    rights=rights,
    api=router,
    pages=pages,
)
