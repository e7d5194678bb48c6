"""Public pages of the money: what was voted, granted and paid, to whom. Server-rendered, French, without script."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.chassis.web.cursor import After, Cursors
from services.chassis.web.door import Door, IdPath
from services.chassis.web.pages import render
from services.jobrotation_funding.queries import public_money

router = APIRouter()
PAGE = 100


@router.get("/financements")
async def money_page(request: Request, door: Door, after: After = None) -> Response:
    """Where each euro is; the grants a page at a time."""
    path = request.url.path
    marks = Cursors(door.runtime.settings.bearer_key, path)
    found = await door.ask(public_money.show_money)
    grants = await door.ask(public_money.list_granted_money, marks.read(after), PAGE)
    return render(
        request,
        "financements.html",
        money=found,
        labels={each.line: each.label for each in found.envelopes},
        grants=grants.items,
        first=path if after else "",
        next=f"{path}?after={marks.write(grants.next)}" if grants.next else "",
    )


@router.get("/financements/{grant}")
async def grant_page(request: Request, door: Door, grant: IdPath) -> Response:
    """The money of one grant, step by step."""
    found = await door.ask(public_money.show_grant_money, grant)
    return render(request, "financement.html", grant=found)
