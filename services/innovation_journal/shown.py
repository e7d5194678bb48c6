"""What the public may read of an article: one document made of its published edition, never a word of its draft."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, ClassVar

from pydantic import Field

from contracts.tracking_parts import Result
from services.chassis import reference
from services.chassis.dossier import Record
from services.innovation_journal.article import Article
from services.innovation_journal.article_content import TEXTS
from services.innovation_journal.article_fields import Withdrawal, WithdrawalKind
from services.innovation_journal.article_figures import Flag, Kept
from services.innovation_journal.article_lifecycle import State
from services.innovation_journal.edition import Edition, EditionKind
from services.innovation_journal.search import ANYWHERE, EVERYTHING, facet_tokens, pairs, word_tokens
from services.innovation_journal.values import Code, Day, Id, Label, Moment, Remark, Slug, Source, Text, Value


class Quote(Value):
    """A testimony as the page shows it: no word of how the person agreed."""

    name: Label
    pseudonym: bool
    text: str


class EditionLine(Value):
    """One edition in the history of an article."""

    number: int
    kind: EditionKind
    note: Text
    on: Day


class Line(Value):
    """An article in a list or a feed. ``authors`` are organisations; ``withdrawal`` says why only its page is left."""

    slug: Slug
    title: Label
    brief: Remark
    source: Source
    experiment: Id | None
    incubator: Id | None
    organisation: Id | None
    authors: tuple[Id, ...]
    publics: tuple[Code, ...]
    territories: tuple[Code, ...]
    sectors: tuple[Code, ...]
    strand: Code | None
    verdict: Code | None
    evidence: Code
    licence: Code
    published_on: Day
    changed_at: Moment
    edition: EditionLine
    flagged: bool
    withdrawal: Withdrawal | None


class Body(Value):
    """The rest of the page: texts by name in reading order, quotes, figures, and what happened to them since."""

    texts: dict[str, str] = Field(default_factory=dict)
    quotes: tuple[Quote, ...] = ()
    figures: tuple[Result, ...] = ()
    flags: tuple[Flag, ...] = ()
    kept: tuple[Kept, ...] = ()
    confirmed_elsewhere: tuple[Id, ...] = ()
    editions: tuple[EditionLine, ...]


class Shown(Record):
    """The public document of an article (``id``). ``order`` and ``changed`` sort: a day or an instant, then the id."""

    collection: ClassVar[str] = "published"

    slug: Slug
    experiment: Id | None
    withdrawn: bool
    order: str
    changed: str
    facets: tuple[str, ...]
    tokens: tuple[str, ...]
    line: Line
    body: Body


def shown(article: Article, edition: Edition, before: Iterable[EditionLine], names: Iterable[str] = ()) -> Shown:
    """The public document. ``before``: the editions it listed until now; ``names``: more words that lead to it."""
    withdrawn = article.state is State.WITHDRAWN
    line = _line(article, edition)
    body = Body(editions=_history(before, line.edition)) if withdrawn else _body(article, edition, before)
    codes = (line.publics, line.territories, line.sectors, line.strand, line.evidence, line.incubator)
    facets = facet_tokens(*codes)
    words = word_tokens(line.title, _words(line, body, names))
    instant = _instant(line.changed_at)
    return Shown(
        id=article.id,
        slug=line.slug,
        experiment=line.experiment,
        withdrawn=withdrawn,
        order=f"{line.published_on.isoformat()}|{article.id}",
        changed=f"{instant}|{article.id}",
        facets=(EVERYTHING, *facets),
        tokens=(EVERYTHING, *facets, *pairs(facets), *words),
        line=line,
        body=body,
    )


def words_before(article: Article, edition: Edition, names: Iterable[str]) -> tuple[str, ...]:
    """The word tokens that a withdrawn article bore while it was read, but for those of who no longer agrees to it."""
    if article.withdrawn and article.withdrawn.kind == WithdrawalKind.TESTIMONY:
        edition = edition.model_copy(update={"content": edition.content.model_copy(update={"testimonies": ()})})
    read = article.model_copy(update={"state": State.PUBLISHED, "withdrawn": None})
    return tuple(token for token in shown(read, edition, (), names).tokens if token.startswith(ANYWHERE))


def codes_of(line: Line) -> tuple[tuple[str, ...], ...]:
    """Its publics, territories, sectors and strand."""
    return line.publics, line.territories, line.sectors, (line.strand,) if line.strand else ()


def _line(article: Article, edition: Edition) -> Line:
    content = edition.content
    return Line(
        slug=article.slug,
        title=content.title,
        brief="" if article.state is State.WITHDRAWN else content.brief,
        source=article.source,
        experiment=article.experiment,
        incubator=article.incubator,
        organisation=article.organisation,
        authors=content.authors,
        publics=content.publics,
        territories=content.territories,
        sectors=content.sectors,
        strand=content.strand,
        verdict=None if article.state is State.WITHDRAWN else edition.verdict,
        evidence=article.evidence.value,
        licence=content.licence,
        published_on=_known(article.first_published_on),
        changed_at=_known(article.changed_at),
        edition=EditionLine(**edition.model_dump(include={"number", "kind", "note", "on"})),
        flagged=bool(article.flags),
        withdrawal=article.withdrawn,
    )


def _body(article: Article, edition: Edition, before: Iterable[EditionLine]) -> Body:
    line = EditionLine(**edition.model_dump(include={"number", "kind", "note", "on"}))
    return Body(
        texts=texts_of(edition),
        quotes=quotes_of(edition),
        figures=edition.figures,
        flags=article.flags,
        kept=article.kept,
        confirmed_elsewhere=article.confirmed_elsewhere,
        editions=_history(before, line),
    )


def texts_of(edition: Edition) -> dict[str, str]:
    """What an edition says, by name in reading order; what it does not say is left out."""
    said = {name: getattr(edition.content, name) for name in TEXTS if name != "brief"}
    return {name: text for name, text in said.items() if text.strip()}


def quotes_of(edition: Edition) -> tuple[Quote, ...]:
    """The testimonies of an edition, without how the persons agreed."""
    said = edition.content.testimonies
    return tuple(Quote(name=each.name, pseudonym=each.pseudonym, text=each.text) for each in said)


def _history(before: Iterable[EditionLine], now: EditionLine) -> tuple[EditionLine, ...]:
    return (*(each for each in before if each.number != now.number), now)


def _words(line: Line, body: Body, names: Iterable[str]) -> list[str]:
    """What leads to an article beside its title and summary; a withdrawn one has no other words left."""
    if line.withdrawal is not None:
        return []
    coded = zip(("publics", "territories", "sectors", "strands"), codes_of(line), strict=True)
    labels = [reference.label(name, code) for name, codes in coded for code in codes]
    return [
        line.brief,
        *body.texts.values(),
        *(quote.text for quote in body.quotes),
        *(figure.label for figure in body.figures),
        *labels,
        *names,
    ]


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _known(value: Any) -> Any:
    if value is None:
        raise ValueError("a published article has its days")
    return value
