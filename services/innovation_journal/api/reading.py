"""Routes of reading and searching the journal; its pages, feeds and OAI-PMH are beside the API, under ``/journal``."""

from fastapi import APIRouter
from starlette.responses import Response

from services.chassis.web.answers import shows
from services.chassis.web.cursor import After, Limit, Listing
from services.chassis.web.door import Door
from services.innovation_journal.asking import Search
from services.innovation_journal.queries import reading as queries
from services.innovation_journal.queries.reading import Counts, Seen

router = APIRouter(tags=["lecture"])


@router.get("/search", responses=shows(Listing[Seen]))
async def search_articles(door: Door, asked: Search, after: After = None, limit: Limit = 50) -> Response:
    """Les articles publiés qui répondent : ceux dont le titre le dit d'abord, puis les plus récents."""
    return await door.query(queries.search_articles, asked, door.after(after), limit)


@router.get("/facets", responses=shows(Counts))
async def count_facets(door: Door, asked: Search) -> Response:
    """Combien d'articles répondent, et comment ils se répartissent."""
    return await door.query(queries.count_facets, asked)
