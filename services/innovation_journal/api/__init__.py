"""JSON in and out: each route hands one command or one query to the door."""

from fastapi import APIRouter

from services.innovation_journal.api import articles, lineage, reading

router = APIRouter()
for part in (articles, lineage, reading):
    router.include_router(part.router)
