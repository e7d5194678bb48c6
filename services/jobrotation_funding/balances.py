"""The figures of the ledger: sums of its lines up to an instant, for an envelope, a line, a grant or the whole."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.chassis.reader import Reader
from services.chassis.tally import sums
from services.jobrotation_funding.ledger import FIGURES, NAMES, Kind, Line, moment_text


def figures_of(booked: Mapping[Kind, int]) -> dict[str, int]:
    """The figures in cents that sums by kind make; all are there, 0 when nothing was booked."""
    figures = dict.fromkeys(NAMES, 0)
    for kind, cents in booked.items():
        for name, factor in FIGURES[kind]:
            figures[name] += factor * cents
    return figures


async def figures(reader: Reader, at: datetime | None = None, **equals: Any) -> dict[str, int]:
    """The figures of the lines that equal these values (``grant=…``), up to an instant (UTC, included) or now."""
    within = {"at": ("", moment_text(at))} if at else None
    found = await sums(reader, Line, "cents", ("kind",), within, **equals)
    return figures_of({Kind(kind): cents for (kind,), cents in found.items()})
