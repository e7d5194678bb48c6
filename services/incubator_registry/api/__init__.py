"""JSON in and out: each route hands one command or one query to the door."""

from fastapi import APIRouter

from services.incubator_registry.api import agreements, applications, calls, incubators, organisations, people

PARTS = (people.router, organisations.router, calls.router, applications.router, agreements.router, incubators.router)

router = APIRouter()
for part in PARTS:
    router.include_router(part)
