"""The speaking service: its doors."""

from fastapi import APIRouter
from starlette.responses import Response

from services.chassis.access import Row, Table, everyone
from services.chassis.service import Service
from services.chassis.web.door import Door, IdPath
from tests.messages.toy.note import Line, Note, close_note, nobody, show_note, start_note, write_line

router = APIRouter()


@router.post("/notes")
async def post_note(door: Door, command: Line) -> Response:
    """Start a note."""
    return await door.command(start_note, command)


@router.post("/notes/{note}/lines")
async def post_line(door: Door, note: IdPath, command: Line) -> Response:
    """Write a line."""
    return await door.command(write_line, note, command)


@router.get("/notes/{note}")
async def get_note(door: Door, note: IdPath) -> Response:
    """Show a note."""
    return await door.query(show_note, note)


SPEAKER = Service(
    name="toy_speaker",
    title="Parleur",
    dossiers=(Note,),
    access=Table(Row("start_note", everyone()), Row("write_line", everyone()), Row("show_note", everyone())),
    rights=nobody,
    api=router,
    deadlines=(close_note,),
)
