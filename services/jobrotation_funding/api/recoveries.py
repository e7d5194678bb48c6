"""Routes of holds, disengaging and recoveries."""

from fastapi import APIRouter

router = APIRouter()
