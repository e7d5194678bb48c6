"""JSON in and out: each route hands one command or one query to the door."""

from fastapi import APIRouter

from services.incubator_registry.api import agreements, applications, calls, incubators, organisations, people

router = APIRouter()
for part in (people, organisations, calls, applications, agreements, incubators):
    router.include_router(part.router)
