"""What an article says: plain summary, context, protocol, conditions, limits, codes, authors and testimonies."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field, StrictBool

from services.chassis import reference
from services.chassis.refusal import Invalid
from services.innovation_journal.rules import number
from services.innovation_journal.values import Code, Day, Id, Label, Remark, Slug, Value

LICENCE: Final = "etalab-2.0"
LONGEST_SLUG = 60

# The French name of each text, in the order of the page.
TEXTS = {
    "brief": "En bref",
    "context": "Contexte",
    "public": "Public",
    "place": "Lieu",
    "protocol": "Protocole",
    "findings": "Ce qui a été constaté",
    "conditions": "Conditions d'utilisation",
    "cost": "Coût",
    "limits": "Limites",
    "lessons": "Pourquoi nous avons arrêté",
}
LISTS = {"publics": "Publics (codes)", "territories": "Territoires (codes)", "authors": "Auteurs"}

Codes = Annotated[tuple[Code, ...], Field(max_length=30)]
Testified = Annotated[str, Field(min_length=1, max_length=2_000)]


class ContentMissing(Invalid):
    """What every article must say is not said yet."""

    code, title = "content-missing", "Article incomplet"


class BriefTooLong(Invalid):
    """The plain summary is short, or it is not read."""

    code, title = "brief-too-long", "En bref trop long"


class Consent(Value):
    """The day a person agreed to be quoted, and how that is kept (a signed form, a mail)."""

    on: Day
    how: Label


class Testimony(Value):
    """A passage in somebody's words. ``name`` is what the page shows: a pseudonym unless the person prefers theirs."""

    code: Slug
    name: Label
    pseudonym: StrictBool = True
    text: Testified
    consent: Consent

    @property
    def words(self) -> str:
        """Its words alone, as they are compared; a text without any stays as it is."""
        return " ".join(_plain_words(self.text.replace("\u2019", "'"))) or self.text


class Content(Value):
    """The text of an article. A text may be empty while it is being written; codes are of the reference lists."""

    title: Label
    brief: Remark = ""
    context: Remark = ""
    public: Remark = ""
    place: Remark = ""
    protocol: Remark = ""
    findings: Remark = ""
    conditions: Remark = ""
    cost: Remark = ""
    limits: Remark = ""
    lessons: Remark = ""
    publics: Codes = ()
    territories: Codes = ()
    sectors: Codes = ()
    strand: Code | None = None
    authors: Annotated[tuple[Id, ...], Field(max_length=40)] = ()
    testimonies: Annotated[tuple[Testimony, ...], Field(max_length=10)] = ()
    licence: Literal["etalab-2.0"] = LICENCE

    def check(self, on: date) -> None:
        """Raises Invalid naming the field: an unknown or repeated code, a summary too long, a consent to come."""
        for name in ("publics", "territories", "sectors"):
            _check_codes(name, getattr(self, name), on)
        if self.strand is not None:
            reference.check("strands", self.strand, field="content/strand", on=on)
        _check_once(self.authors, "content/authors")
        _check_once([each.code for each in self.testimonies], "content/testimonies")
        check_brief(self.brief, on)
        for rank, testimony in enumerate(self.testimonies):
            if testimony.consent.on > on:
                raise Invalid(
                    "L'accord se recueille avant de citer : sa date ne peut pas être à venir.",
                    field=f"content/testimonies/{rank}/consent/on",
                )

    def missing(self, wanted: Iterable[str]) -> tuple[str, ...]:
        """Those of these fields that say nothing yet."""
        return tuple(name for name in wanted if not _said(getattr(self, name)))

    def check_said(self, wanted: Iterable[str]) -> None:
        """Raises ContentMissing, naming every field of these that says nothing."""
        missing = self.missing(wanted)
        if missing:
            named = ", ".join((TEXTS | LISTS)[name] for name in missing)
            raise ContentMissing(
                f"Complétez d'abord : {named}.",
                field=f"content/{missing[0]}",
                missing=[f"content/{m}" for m in missing],
            )

    def without(self, testimony: str, words: Collection[str] = ()) -> "Content":
        """The same text without the testimony of that code, nor the same words under another."""
        kept = tuple(each for each in self.testimonies if each.code != testimony and each.words not in words)
        return self.model_copy(update={"testimonies": kept})

    def words_of(self, testimony: str) -> tuple[str, ...]:
        """What a testimony of that code says, as it is compared: without accents, signs and capitals."""
        return tuple(each.words for each in self.testimonies if each.code == testimony)

    def quotes(self, testimony: str, words: Collection[str] = ()) -> bool:
        """Whether a testimony of that code is in the text, or the same words under another."""
        return any(each.code == testimony or each.words in words for each in self.testimonies)


def check_brief(brief: str, on: date) -> None:
    """Raises BriefTooLong beyond the lines and characters of the day's rule."""
    lines, characters = number("brief-lines", on), number("brief-characters", on)
    if len(brief.splitlines()) > lines or len(brief) > characters:
        raise BriefTooLong(
            f"« En bref » tient en {lines} lignes et {characters} signes : dites l'essentiel en langage courant.",
            field="content/brief",
        )


def slug_of(title: str) -> str:
    """The address that a title gives: lower case, without accents, at most 60 signs, cut between words."""
    slug = ""
    for word in _plain_words(title):
        longer = f"{slug}-{word}" if slug else word[:LONGEST_SLUG]
        if len(longer) > LONGEST_SLUG:
            break
        slug = longer
    return slug or "article"


def numbered(slug: str, rank: int) -> str:
    """The slug's ``rank``-th homonym (the first bears no number), no longer than a slug may be."""
    tail = f"-{rank}"
    return slug if rank == 1 else slug[: LONGEST_SLUG - len(tail)].rstrip("-") + tail


def _plain_words(text: str) -> list[str]:
    """The words of a text in lower case, without accents."""
    flat = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE")).encode("ascii", "ignore").decode()
    return re.findall(r"[a-z0-9]+", flat.lower())


def _said(value: str | tuple[str, ...]) -> bool:
    return bool(value.strip()) if isinstance(value, str) else bool(value)


def _check_codes(name: str, codes: tuple[str, ...], on: date) -> None:
    for rank, code in enumerate(codes):
        reference.check(name, code, field=f"content/{name}/{rank}", on=on)
    _check_once(codes, f"content/{name}")


def _check_once(values: Iterable[str], field: str) -> None:
    seen: set[str] = set()
    for rank, value in enumerate(values):
        if value in seen:
            raise Invalid(f"« {value} » est donné deux fois.", field=f"{field}/{rank}")
        seen.add(value)
