"""Routes of staff and week sheets."""

from fastapi import APIRouter

router = APIRouter()
