"""The public pages of the journal, whole without JavaScript and printable."""

from fastapi import APIRouter

router = APIRouter()
