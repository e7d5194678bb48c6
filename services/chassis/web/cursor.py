"""Cursor pages: opaque signed cursors and RFC 8288 links."""

import hashlib
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from itsdangerous import BadData, URLSafeSerializer
from pydantic import BaseModel, Field

from services.chassis.refusal import Refusal

DEFAULT, MOST = 50, 200

T = TypeVar("T")
Limit = Annotated[int, Query(ge=1, le=MOST, description="Nombre d'éléments par page.")]
After = Annotated[
    str | None, Query(max_length=400, pattern="^[A-Za-z0-9._-]+$", description="Curseur rendu par la page précédente.")
]


class BadCursor(Refusal):
    """A cursor that we did not make, or that we made for another list."""

    status, code, title = 400, "bad-cursor", "Curseur inconnu"


class Listing(BaseModel, Generic[T]):
    """How a page of a list is written: for ``response_model`` of routes that answer one."""

    items: list[T]
    next: str | None = Field(description="Le curseur de la page suivante ; rien sur la dernière.")


@dataclass(frozen=True)
class Cursors:
    """Signs and reads the cursors of one list of one installation."""

    key: str
    list: str = ""

    def write(self, after: str) -> str:
        """The cursor that begins after this id."""
        return str(self._serializer().dumps(after))

    def read(self, cursor: str | None) -> str | None:
        """The id a cursor begins after. Raises BadCursor."""
        if cursor is None:
            return None
        try:
            return str(self._serializer().loads(cursor))
        except BadData:
            raise BadCursor("Ce curseur n'est pas valable : repartez de la première page.", field="after") from None

    def _serializer(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.key, salt=f"cursor {self.list}", signer_kwargs={"digest_method": hashlib.sha256})
