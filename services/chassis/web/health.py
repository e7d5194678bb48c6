"""Inner doors, never public: `/livez`, `/readyz`, `/metrics`, `/flow`, and the `/clock` of a demonstration."""

from typing import Any

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import AwareDatetime, BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

router = APIRouter(include_in_schema=False)


class Move(BaseModel):
    """Where a demonstration's business clock goes; ``running``: it ticks on from there."""

    model_config = ConfigDict(extra="forbid")

    now: AwareDatetime
    running: bool = False


@router.get("/livez")
async def alive() -> dict[str, str]:
    """The process answers; nothing else is asked."""
    return {"status": "ok"}


@router.get("/readyz")
async def ready(request: Request) -> Response:
    """Whether this process can do its role's work: the API needs Mongo only, consumers their partitions."""
    runtime = request.app.state.runtime
    needs = await runtime.needs()
    return JSONResponse({"role": runtime.role, "needs": needs}, status_code=200 if all(needs.values()) else 503)


@router.get("/metrics")
async def counted(request: Request) -> Response:
    """Everything counted and measured, for Prometheus."""
    await request.app.state.runtime.flow.measure()
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


@router.get("/flow")
async def flow(request: Request) -> dict[str, Any]:
    """What flows and what waits."""
    report: dict[str, Any] = await request.app.state.runtime.flow.report()
    return report


@router.put("/clock")
async def move_clock(request: Request, move: Move) -> dict[str, Any]:
    """Move the business clock of a demonstration, forward only."""
    runtime = request.app.state.runtime
    await runtime.store.clock.move(move.now, running=move.running)
    runtime.deadlines.bell.set()
    return {"now": await runtime.store.clock.now()}
