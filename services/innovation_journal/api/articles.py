"""Routes of articles and their review."""

from fastapi import APIRouter

router = APIRouter()
