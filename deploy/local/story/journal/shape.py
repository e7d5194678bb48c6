"""The shape of an article in the story's tables, and how it is written for the API. Hours are legal ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

BORN, WRITTEN = 1, 2  # versions of a draft: as the reaction made it, then as its author wrote it
FIRST_EDITION = "Première édition."


@dataclass(frozen=True)
class Quoted:
    """A passage in somebody's words, under a pseudonym, with the day and the manner of their consent."""

    code: str
    name: str
    text: str
    agreed_on: str
    how: str

    def json(self) -> dict[str, Any]:
        """As the API takes a testimony."""
        consent = {"on": self.agreed_on, "how": self.how}
        return {"code": self.code, "name": self.name, "pseudonym": True, "text": self.text, "consent": consent}


@dataclass(frozen=True)
class Opinion:
    """What one reviewer (a user name) thinks in one round."""

    who: str
    recommendation: str
    note: str

    def json(self) -> dict[str, Any]:
        """As the API takes a review."""
        return {"recommendation": self.recommendation, "note": self.note, "no_conflict": True}


@dataclass(frozen=True)
class Round:
    """One round of review: when the editor asks, when the reviewers answer."""

    asked: str
    answered: str
    opinions: tuple[Opinion, ...]

    @property
    def reviewers(self) -> tuple[str, ...]:
        """Who is asked."""
        return tuple(opinion.who for opinion in self.opinions)


@dataclass(frozen=True)
class Mended:
    """Changes that the editor asks for after the first round, and the texts as they are written then."""

    asked: str
    reasons: str
    written: str
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Article:
    """One article. ``key`` is its experiment's, or a name of its own for a captured ``practice`` (its codes).

    ``carrier`` writes, ``authors`` sign beside it; ``slug`` is its address, chosen by who writes (a practice's comes
    from its title).
    """

    key: str
    slug: str
    title: str
    texts: Mapping[str, str]
    carrier: str
    written: str
    rounds: tuple[Round, ...]
    published: str
    accepted_because: str
    authors: tuple[str, ...] = ()
    quoted: tuple[Quoted, ...] = ()
    mended: Mended | None = None
    practice: Mapping[str, Any] | None = None

    @property
    def step(self) -> str:
        """The step that writes it: other chapters name it so."""
        return article_step(self.key)

    @property
    def mended_version(self) -> int:
        """The version that is written again: sent, reviewed and sent back since it was written."""
        return WRITTEN + 1 + len(self.rounds[0].opinions) + 1

    def content(self, codes: Mapping[str, Any], authors: list[str]) -> dict[str, Any]:
        """The draft as the API takes it. ``codes``: publics, territories, sectors and strand; ``authors``: ids."""
        quoted = [each.json() for each in self.quoted]
        return {"title": self.title, **self.texts, **codes, "authors": authors, "testimonies": quoted}

    def mended_content(self, codes: Mapping[str, Any], authors: list[str]) -> dict[str, Any]:
        """The same with what was written again."""
        return self.content(codes, authors) | dict(self.mended.texts if self.mended else {})


def article_step(key: str) -> str:
    """The step that writes the article of that key."""
    return f"{key}/article"
