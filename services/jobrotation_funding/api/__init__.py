"""JSON in and out: each route hands one command or one query to the door."""

from fastapi import APIRouter

from services.jobrotation_funding.api import budget, financial_reports, grants, hours, payments, recoveries

router = APIRouter()
for part in (budget, grants, hours, payments, recoveries, financial_reports):
    router.include_router(part.router)
