"""An edition: the article as it was published, for ever. Only a withdrawn testimony leaves it."""

from collections.abc import Collection
from enum import StrEnum
from typing import ClassVar

from contracts.tracking_parts import Result
from services.chassis.dossier import Record
from services.innovation_journal.article_content import Content
from services.innovation_journal.evidence import Evidence
from services.innovation_journal.values import Code, Day, Id, Moment, Text


class EditionKind(StrEnum):
    """What an edition is: the first publication, a slip of form mended, a wrong fact mended, news, or a warning."""

    PUBLICATION = "publication"
    ERRATUM = "erratum"
    CORRECTION = "correction"
    UPDATE = "update"
    CONCERN = "concern"


EDITION_KINDS = {
    EditionKind.PUBLICATION: "Première publication",
    EditionKind.ERRATUM: "Erratum",
    EditionKind.CORRECTION: "Correction",
    EditionKind.UPDATE: "Mise à jour",
    EditionKind.CONCERN: "Mise en garde",
}


class Edition(Record):
    """One published version. ``number`` counts from 1; ``note`` is public; ``by`` (a person's id) is not."""

    collection: ClassVar[str] = "editions"

    article: Id
    number: int
    kind: EditionKind
    note: Text
    at: Moment
    on: Day
    by: Id
    content: Content
    figures: tuple[Result, ...] = ()
    verdict: Code | None = None
    evidence: Evidence

    def without(self, testimony: str, words: Collection[str] = ()) -> "Edition":
        """The same edition once a person's consent to be quoted is withdrawn, for that code or for these words."""
        return self.model_copy(update={"content": self.content.without(testimony, words)})


def edition_id(article: str, number: int) -> str:
    """The record's id: one for each number of an article."""
    return f"{article}.{number}"
