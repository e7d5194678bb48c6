"""Lineage as the public reads it: what an article adapts, who adapts it and with what result, many articles at once."""

from collections.abc import Iterable, Mapping
from typing import Any

from services.chassis.reader import Reader
from services.chassis.values import Value
from services.innovation_journal.adaptation import Adaptation, AttachedResult, State
from services.innovation_journal.adaptation_outcome import Outcome
from services.innovation_journal.article_fields import WithdrawalKind
from services.innovation_journal.public import Shown
from services.innovation_journal.queries.reading import names_of
from services.innovation_journal.values import Code, Day, Id, Label, Slug, Text

# What an editor has not accepted yet, or did not keep, is on no lineage.
ON_LINEAGE = (State.DECLARED,)


class Related(Value):
    """An article that one can read, or whose page says why it is withdrawn; ``in_error``: because it was wrong."""

    id: Id
    slug: Slug
    title: Label
    withdrawn: bool
    in_error: bool = False


class Link(Value):
    """One adaptation: what was kept and changed, where, by whom, with what result, or when it stopped."""

    id: Id
    experiment: Id | None
    title: Label
    place: Label
    territories: tuple[Code, ...]
    carrier_names: tuple[str, ...]
    kept: Text
    changed: Text
    on: Day
    result: AttachedResult | None
    stopped_on: Day | None = None
    # the article at the other end, when there is one to read
    article: Related | None = None

    @property
    def confirms(self) -> bool:
        """Whether its result confirmed the original's; what is withdrawn for an error confirms nothing."""
        return self.result is not None and self.result.outcome is Outcome.CONFIRMED and not self.in_error

    @property
    def in_error(self) -> bool:
        """Whether the article at the other end is withdrawn because it was wrong."""
        return self.article is not None and self.article.in_error


class Kin(Value):
    """The lineage of one article, both ways."""

    originals: tuple[Link, ...] = ()
    adaptations: tuple[Link, ...] = ()


async def kin_of(reader: Reader, documents: Iterable[tuple[str, str | None]]) -> dict[str, Kin]:
    """The lineage of each article, given as (id, its experiment)."""
    asked = dict(documents)
    experiments = sorted({experiment for experiment in asked.values() if experiment})
    up = await _declared(reader, experiment=experiments)
    down = await _declared(reader, article=sorted(asked))
    originals = await _related(reader, _id=[each.article for each in up])
    children = await _related(reader, experiment=[each.experiment for each in down if each.experiment])
    names = await names_of(reader, "organisations", [id for each in (*up, *down) for id in each.carriers])
    return {
        id: Kin(
            originals=tuple(
                _link(each, originals.get(each.article), names) for each in up if each.experiment == experiment
            ),
            adaptations=tuple(
                _link(each, children.get(each.experiment or ""), names) for each in down if each.article == id
            ),
        )
        for id, experiment in asked.items()
    }


async def related(reader: Reader, ids: Iterable[str]) -> list[Related]:
    """These articles, in the same order; those that were never published are left out."""
    found = await _related(reader, _id=list(ids))
    return [found[id] for id in dict.fromkeys(ids) if id in found]


async def _declared(reader: Reader, **equals: Any) -> list[Adaptation]:
    """Adaptations on a lineage, the oldest first."""
    found = await reader.where(Adaptation, state=ON_LINEAGE, **equals) if any(equals.values()) else []
    return sorted(found, key=lambda each: (each.on, each.id))


async def _related(reader: Reader, **equals: list[str]) -> dict[str, Related]:
    """Public articles by their id, or by their experiment when that is what is asked."""
    [(field, wanted)] = equals.items()
    if not wanted:
        return {}
    fields = {"slug": 1, "withdrawn": 1, "experiment": 1, "line.title": 1, "line.withdrawal.kind": 1}
    chosen: dict[str, Any] = {field: {"$in": sorted(set(wanted))}}
    rows = [row async for row in reader.database[Shown.collection].find(chosen, fields)]
    return {row[field]: _as_related(row) for row in rows}


def _as_related(row: Mapping[str, Any]) -> Related:
    why = row["line"].get("withdrawal") or {}
    return Related(
        id=row["_id"],
        slug=row["slug"],
        title=row["line"]["title"],
        withdrawn=row["withdrawn"],
        in_error=why.get("kind") == WithdrawalKind.ERROR,
    )


def _link(adaptation: Adaptation, article: Related | None, names: dict[str, str]) -> Link:
    told = {"id", "experiment", "title", "place", "territories", "kept", "changed", "on", "result", "stopped_on"}
    carriers = tuple(names[id] for id in adaptation.carriers if id in names)
    return Link(**adaptation.model_dump(include=told), carrier_names=carriers, article=article)
