"""Routes of envelopes and rate cards."""

from fastapi import APIRouter

router = APIRouter()
