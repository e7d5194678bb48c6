"""Gatherings as they are announced, cancelled ones with their reason; all of it is public."""

from datetime import date, datetime
from typing import Self

from pydantic import BaseModel

from services.chassis.page import Page
from services.chassis.reader import Reader
from services.innovation_journal.gathering import GATHERING_KINDS, Gathering


class GatheringView(BaseModel):
    """One gathering; instants are UTC and shown in the hours of Europe/Paris."""

    id: str
    version: int
    slug: str
    state: str
    state_label: str
    title: str
    summary: str
    kind: str
    kind_label: str
    starts_at: datetime
    ends_at: datetime
    place: str
    territories: tuple[str, ...]
    incubator: str | None
    articles: tuple[str, ...]
    on: date
    announced_at: datetime
    changed_at: datetime
    reason: str | None

    @classmethod
    def of(cls, gathering: Gathering) -> Self:
        """What is shown of a gathering."""
        return cls(
            **gathering.model_dump(
                include={"id", "version", "slug", "state", "on", "announced_at", "changed_at", "reason"}
            ),
            **gathering.programme.model_dump(),
            state_label=gathering.lifecycle.labels[gathering.state],
            kind_label=GATHERING_KINDS[gathering.programme.kind],
        )


async def list_gatherings(reader: Reader, incubator: str | None, after: str | None, limit: int) -> Page:
    """The gatherings, in the order in which they were first announced."""
    equals = {"programme__incubator": incubator} if incubator else {}
    found = await reader.where(Gathering, after=after, limit=limit + 1, **equals)
    return Page.of([GatheringView.of(each) for each in found], limit)


async def show_gathering(reader: Reader, gathering: str) -> GatheringView:
    """One gathering. Raises NotFound."""
    return GatheringView.of(await reader.get(Gathering, gathering))
