"""Routes of claims and payment orders."""

from fastapi import APIRouter

router = APIRouter()
