"""Routes of requests and decisions."""

from fastapi import APIRouter

router = APIRouter()
