"""How to cite an article: a French sentence, BibTeX, RIS and CSL-JSON."""

from typing import Any

import rispy
from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field

from services.chassis.web.french import day
from services.innovation_journal.formats.site import LANGUAGE, NAME, PUBLISHER, Site
from services.innovation_journal.queries.reading import Seen

# What TeX would take for a command. BibTeX counts braces whatever stands before them, so that none of a text may stay.
TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


class OneRecord(rispy.RisWriter):  # type: ignore[misc]
    """Writes a record without a number above it, which some reference managers do not expect."""

    def set_header(self, count: int) -> str:
        """Nothing above the record."""
        return ""


def authors(article: Seen) -> tuple[str, ...]:
    """Who signs: the organisations, their incubator when their names are not known yet, or else the journal."""
    return article.author_names or ((article.incubator_name,) if article.incubator_name else (NAME,))


def status(article: Seen) -> str:
    """Which edition is cited, or that nothing is left of it."""
    if article.withdrawal:
        return f"article retiré le {day(article.withdrawal.on)}"
    return f"édition {article.edition.number}, {day(article.edition.on)}"


def sentence(site: Site, article: Seen) -> str:
    """« Institut (2021). Titre. Journal des innovations, édition 2, 20 septembre 2022. https://… »."""
    signed = ", ".join(authors(article))
    return (
        f"{signed} ({article.published_on.year}). {article.title}. {NAME}, {status(article)}. "
        f"{site.article(article.slug)}"
    )


def bibtex(site: Site, article: Seen) -> str:
    """One BibTeX entry; organisations stand in braces so that no name is cut."""
    fields = {
        "title": "{" + _tex(article.title) + "}",
        "author": " and ".join("{" + _tex(name) + "}" for name in authors(article)),
        "journal": _tex(NAME),
        "publisher": _tex(PUBLISHER),
        "year": str(article.published_on.year),
        "month": str(article.published_on.month),
        "language": "french",
        "note": _tex(status(article)),
        "url": site.article(article.slug),
    }
    entry = Entry("article", article.slug, [Field(name, value) for name, value in fields.items()])
    return write_string(Library([entry]))


def ris(site: Site, article: Seen) -> str:
    """One RIS record."""
    record = {
        "type_of_reference": "EJOUR",
        "id": article.slug,
        "title": _line(article.title),
        "authors": [_line(name) for name in authors(article)],
        "journal_name": NAME,
        "publisher": PUBLISHER,
        "year": str(article.published_on.year),
        "date": article.published_on.strftime("%Y/%m/%d"),
        "edition": str(article.edition.number),
        "language": LANGUAGE,
        "abstract": _line(article.brief),
        "notes": [status(article)],
        "urls": [site.article(article.slug)],
    }
    said = {name: value for name, value in record.items() if value}
    return str(rispy.dumps([said], implementation=OneRecord))


def csl(site: Site, article: Seen) -> list[dict[str, Any]]:
    """CSL-JSON: a list of one item."""
    published = article.published_on
    item = {
        "id": article.slug,
        "type": "article-journal",
        "title": article.title,
        "author": [{"literal": name} for name in authors(article)],
        "container-title": NAME,
        "publisher": PUBLISHER,
        "issued": {"date-parts": [[published.year, published.month, published.day]]},
        "version": str(article.edition.number),
        "language": LANGUAGE,
        "abstract": article.brief,
        "note": status(article),
        "URL": site.article(article.slug),
    }
    return [{name: value for name, value in item.items() if value}]


def _tex(text: str) -> str:
    return _line(text).translate(TEX)


def _line(text: str) -> str:
    """On one line: a line's end would begin another field."""
    return " ".join(text.split())
