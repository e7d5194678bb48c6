"""Routes of reading, searching and harvesting the journal."""

from fastapi import APIRouter

router = APIRouter()
