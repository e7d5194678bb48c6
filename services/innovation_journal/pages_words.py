"""The French words of the journal's pages: facets with their counts and links, typographic spaces, labels of codes."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from contracts.tracking_parts import Result
from services.chassis import reference
from services.chassis.web.french import PARIS, day
from services.innovation_journal.adaptation_outcome import OUTCOMES
from services.innovation_journal.article_content import TEXTS
from services.innovation_journal.edition import EDITION_KINDS
from services.innovation_journal.figure_words import WHY_HIDDEN, FigureRow, row
from services.innovation_journal.formats.site import NAME, licence
from services.innovation_journal.gathering import GATHERING_KINDS
from services.innovation_journal.queries.agenda import Meeting
from services.innovation_journal.queries.kinship import Link
from services.innovation_journal.queries.reading import Counts
from services.innovation_journal.search import DIMENSIONS, Asked, offered

TITLES = {
    "public": "Public",
    "territory": "Territoire",
    "sector": "Secteur",
    "strand": "Volet",
    "evidence": "Niveau de preuve",
}
EVIDENCE = {
    "none": "Aucun chiffre n'est donné\u00a0: l'article raconte une pratique.",
    "observed": "Des résultats ont été constatés, sans état des lieux auquel les comparer tous.",
    "measured": "Chaque chiffre est comparé à un état des lieux fait auparavant.",
    "replicated": "L'effet, mesuré ici, a été confirmé par une adaptation dans un autre lieu.",
}
VERDICTS = {
    "positive": "Concluant",
    "mixed": "Concluant en partie",
    "inconclusive": "Non concluant",
    "negative": "Sans effet, ou effet contraire",
}
WITHDRAWALS = {
    "author": "à la demande de ses auteurs",
    "error": "parce qu'il contenait une erreur",
    "testimony": "parce qu'une personne citée n'est plus d'accord",
}
# Spaces that a line must not break at: a keyboard gives ordinary ones.
SPACES = (
    (re.compile(r"[ \u00a0](?=[;!?])"), "\u202f"),
    (re.compile(r"[ \u00a0](?=[:»%€])"), "\u00a0"),
    (re.compile(r"(?<=«)[ \u00a0]"), "\u00a0"),
    (re.compile(r"(?<=\d)[ \u00a0](?=\d{3}(?!\d))"), "\u202f"),
)


class Choice(NamedTuple):
    """One value of a filter: its label, how many articles bear it (``borne``), and the address that asks for it."""

    label: str
    borne: int
    address: str


class Facet(NamedTuple):
    """One filter: what is chosen of it (empty: nothing), the address without it, or the values one may choose."""

    title: str
    chosen: str
    without: str
    choices: tuple[Choice, ...]


class Pair(NamedTuple):
    """One indicator of an adaptation, beside the same one of the original when it was measured there."""

    here: FigureRow
    original: FigureRow | None


def beside(link: Link, original: Iterable[Result]) -> list[Pair]:
    """The figures of an adaptation beside those of the original."""
    rows = {each.indicator: row(each) for each in original}
    found = link.result.results if link.result else ()
    return [Pair(row(each), rows.get(each.indicator)) for each in found]


def spaced(text: str) -> str:
    """The text with French no-break spaces before « ; », « : » and their like."""
    for place, space in SPACES:
        text = place.sub(space, text)
    return text


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text; each line is one."""
    return [spaced(line.strip()) for line in text.splitlines() if line.strip()]


def facets(asked: Asked, counts: Counts, path: str) -> list[Facet]:
    """Every filter with what can be chosen next to what is chosen already."""
    return [_facet(name, asked, counts, path) for name in DIMENSIONS]


def _facet(name: str, asked: Asked, counts: Counts, path: str) -> Facet:
    chosen = getattr(asked, name)
    if chosen:
        return Facet(TITLES[name], reference.label(DIMENSIONS[name], chosen), asked.address(path, **{name: ""}), ())
    found = [(code, count) for code in offered(name) if (count := counts.facets.get(f"{name}:{code}", 0))]
    # The most borne first; a list has its own order for what is borne equally.
    ranked = sorted(found, key=lambda each: -each[1])
    choices = (
        Choice(reference.label(DIMENSIONS[name], code), count, asked.address(path, **{name: code}))
        for code, count in ranked
    )
    return Facet(TITLES[name], "", "", tuple(choices))


def described(asked: Asked, incubator: str = "") -> str:
    """What is looked for, in a few words: « mobilité, Aisne, Mesuré par rapport à un état des lieux »."""
    said = [reference.label(codes, code) for name, codes in DIMENSIONS.items() if (code := getattr(asked, name))]
    return ", ".join([*([f"«\u00a0{asked.q}\u00a0»"] if asked.q else []), *said, *([incubator] if incubator else [])])


def when(meeting: Meeting) -> str:
    """« mardi 6 décembre 2022, de 9 h 30 à 17 h 00 » or « du 6 décembre 2022 à … au 8 décembre 2022 à … »."""
    start, end = meeting.starts_at.astimezone(PARIS), meeting.ends_at.astimezone(PARIS)
    if start.date() == end.date():
        return f"le {day(start.date())}, de {_hour(start)} à {_hour(end)}"
    return f"du {day(start.date())} à {_hour(start)} au {day(end.date())} à {_hour(end)}"


def _hour(moment: date) -> str:
    return f"{moment:%-H}\u00a0h\u00a0{moment:%M}"


# What every template of the journal may say.
WORDS: dict[str, Any] = {
    "docs": "/api/innovation_journal/v1/docs",
    "journal": NAME,
    "label": reference.label,
    "spaced": spaced,
    "paragraphs": paragraphs,
    "when": when,
    "beside": beside,
    "licence": licence,
    "texts": TEXTS,
    "edition_kinds": EDITION_KINDS,
    "evidence_words": EVIDENCE,
    "verdicts": VERDICTS,
    "withdrawals": WITHDRAWALS,
    "outcomes": OUTCOMES,
    "why_hidden": WHY_HIDDEN,
    "gathering_kinds": GATHERING_KINDS,
}
