"""One article as the public reads it: today's edition or an older one, with its lineage and the names it needs."""

from typing import Any

from services.chassis.reader import Reader
from services.chassis.refusal import NotFound
from services.chassis.values import Value
from services.innovation_journal.edition import Edition, edition_id
from services.innovation_journal.public import Shown
from services.innovation_journal.queries.kinship import Kin, kin_of
from services.innovation_journal.queries.reading import Seen, seen
from services.innovation_journal.shown import Body, quotes_of, texts_of


class Article(Value):
    """A public article whole. ``facets`` are its tokens without its words."""

    seen: Seen
    body: Body
    kin: Kin
    facets: tuple[str, ...]


class OldEdition(Value):
    """An older edition: what it said (``seen``, ``body``), and the number of the one that holds now."""

    seen: Seen
    body: Body
    current: int


async def read_article(reader: Reader, slug: str) -> Article:
    """The article at an address. Raises NotFound."""
    return (await whole(reader, [await _document(reader, slug)]))[0]


async def read_edition(reader: Reader, slug: str, number: int) -> OldEdition:
    """An edition of an article that is still published, the one that holds with what happened to its figures since.

    Raises NotFound.
    """
    document = await _document(reader, slug)
    edition = await reader.record(Edition, edition_id(document["_id"], number))
    if edition is None or _hidden(document):
        raise NotFound("Cette édition n'existe pas, ou l'article a été retiré.", kind="edition", id=f"{slug}/{number}")
    [now] = await seen(reader, [document])
    content = edition.content.model_dump(include={"title", "brief", "publics", "territories", "sectors", "strand"})
    then = {"edition": edition.model_dump(include={"number", "kind", "note", "on"}), "evidence": edition.evidence}
    holds = number == now.edition.number
    said = {**now.model_dump(), **content, **then, "verdict": edition.verdict, "flagged": holds and now.flagged}
    body = _body_of(edition, Body.model_validate(document["body"]), holds)
    return OldEdition(seen=Seen.model_validate(said), body=body, current=now.edition.number)


async def whole(reader: Reader, documents: list[dict[str, Any]]) -> list[Article]:
    """Stored documents with their lineage and names, in the same order."""
    lines = await seen(reader, documents)
    kin = await kin_of(reader, [(each["_id"], each["experiment"]) for each in documents])
    return [
        Article(seen=line, body=Body.model_validate(each["body"]), kin=kin[each["_id"]], facets=each["facets"])
        for line, each in zip(lines, documents, strict=True)
    ]


def _body_of(edition: Edition, today: Body, holds: bool) -> Body:
    """What an edition said; flags and figures kept are of the edition that holds."""
    since = {"flags": today.flags, "kept": today.kept} if holds else {}
    return Body(
        texts=texts_of(edition),
        quotes=quotes_of(edition),
        figures=edition.figures,
        editions=today.editions,
        **since,
    )


def _hidden(document: dict[str, Any]) -> bool:
    """Of a withdrawn article no edition is read any more."""
    return bool(document["withdrawn"])


async def _document(reader: Reader, slug: str) -> dict[str, Any]:
    found = await reader.database[Shown.collection].find_one({"slug": {"$eq": slug}}, {"tokens": 0})
    if found is None:
        raise NotFound("Aucun article du journal n'est à cette adresse.", kind="article", id=slug)
    return dict(found)
