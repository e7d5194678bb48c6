"""Public pages of the money: what was voted, granted and paid, to whom."""

from fastapi import APIRouter

router = APIRouter()
