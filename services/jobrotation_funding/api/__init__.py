"""JSON in and out: each route hands one command or one query to the door."""

from fastapi import APIRouter

from services.jobrotation_funding.api import budget, grants, hours, payments, recoveries

router = APIRouter()
for part in (budget, grants, hours, payments, recoveries):
    router.include_router(part.router)
