"""What a reader of an article's figures must know beside them: corrected at their source, kept all the same, hidden."""

from datetime import date
from typing import NamedTuple

from services.chassis.web.french import day
from services.innovation_journal.article_figures import figure
from services.innovation_journal.figure_words import WHY_HIDDEN, row
from services.innovation_journal.shown import Body


class Remark(NamedTuple):
    """One thing to know, and since when."""

    text: str
    on: date


def remarks(body: Body) -> list[Remark]:
    """The figures that were corrected at their source: those that await an answer, then those that were kept."""
    open_ = [
        Remark(
            f"{_named(body, flag.indicator)} a été corrigé à sa source le {day(flag.on)}\u00a0: cet article montre la "
            f"version {flag.shown_version}, la version {flag.current_version} existe. La rédaction ne s'est pas encore "
            f"prononcée. Raison donnée\u00a0: {flag.reason}",
            flag.on,
        )
        for flag in body.flags
    ]
    kept = [
        Remark(
            f"{_named(body, each.indicator)}\u00a0: corrigé à sa source (version {each.current_version}), la rédaction "
            f"a gardé la version {each.shown_version} le {day(each.on)}. {each.note}",
            each.on,
        )
        for each in body.kept
    ]
    return [*open_, *kept]


def why_hidden(body: Body) -> str:
    """Why cells are hidden; nothing when none is."""
    return WHY_HIDDEN if any(row(each).hides for each in body.figures) else ""


def _named(body: Body, indicator: str) -> str:
    found = figure(body.figures, indicator)
    return f"«\u00a0{found.label}\u00a0»" if found else "Un chiffre"
