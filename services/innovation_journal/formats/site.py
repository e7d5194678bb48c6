"""Where the journal's pages are, what it is called, and text that XML can hold."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from services.chassis import reference
from services.innovation_journal.shown import Line, codes_of

LISTS = ("publics", "territories", "sectors", "strands")
NAME = "Journal des innovations"
LANGUAGE = "fr"
PUBLISHER = "Pépinière, programme régional d'innovation pédagogique"
LICENCES = {"etalab-2.0": ("Licence Ouverte 2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/")}
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Site:
    """One installation. ``root`` is its public address, without a slash at the end."""

    root: str

    @property
    def home(self) -> str:
        """The journal's home."""
        return f"{self.root}/journal"

    def at(self, path: str) -> str:
        """The whole address of a path."""
        return f"{self.root}{path}"

    def article(self, slug: str) -> str:
        """An article's page."""
        return f"{self.home}/articles/{slug}"

    def edition(self, slug: str, number: int) -> str:
        """One edition's own page."""
        return f"{self.article(slug)}/editions/{number}"

    def gathering(self, slug: str) -> str:
        """A gathering's page."""
        return f"{self.home}/rencontres/{slug}"

    @property
    def host(self) -> str:
        """The name in identifiers that last: ``journal.exemple.fr`` of ``https://journal.exemple.fr:8080``."""
        return urlsplit(self.root).hostname or "localhost"


def xml_text(text: str) -> str:
    """The text without the few signs that XML refuses."""
    return NOT_XML.sub("", text)


def licence(code: str) -> tuple[str, str]:
    """The name and the address of a licence; its code and no address when we do not know it."""
    return LICENCES.get(code, (code, ""))


def labels(name: str, codes: Iterable[str]) -> list[str]:
    """The French labels of codes of a reference list."""
    return [reference.label(name, code) for code in codes]


def keywords(line: Line) -> list[str]:
    """The labels of an article's publics, territories, sectors and strand, each once."""
    said = [label for name, codes in zip(LISTS, codes_of(line), strict=True) for label in labels(name, codes)]
    return list(dict.fromkeys(said))
