"""Routes of adaptations and gatherings."""

from fastapi import APIRouter

router = APIRouter()
