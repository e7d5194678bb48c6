"""What a draft is filled with from what was heard of its experiment; a person goes on from there."""

from services.chassis import reference
from services.chassis.refusal import Invalid
from services.innovation_journal.article_content import Content, check_brief
from services.innovation_journal.heard import Heard
from services.innovation_journal.values import Day

LONGEST_TITLE = 200
STOPPED = " : pourquoi nous avons arrêté"
FROM_EVALUATION = ("protocol", "conditions", "cost", "limits")
FROM_DESCRIPTION = ("publics", "territories", "sectors")


def draft(heard: Heard, on: Day) -> Content:
    """The first text of an article: what the experiment said of itself, what its evaluation or its end taught."""
    stopped = heard.stopped is not None and heard.evaluated is None
    tail = STOPPED if stopped else ""
    title = heard.title[: LONGEST_TITLE - len(tail)] + tail
    return filled(Content(title=title, authors=heard.carriers), heard, on)


def filled(content: Content, heard: Heard, on: Day) -> Content:
    """The text with what was heard wherever it says nothing yet; nothing that somebody wrote is changed."""
    known = _said(heard, on)
    blank = {name: said for name, said in known.items() if said and not getattr(content, name)}
    return content.model_copy(update=blank)


def _said(heard: Heard, on: Day) -> dict[str, object]:
    found: dict[str, object] = {}
    if described := heard.described:
        found |= {name: getattr(described, name) for name in FROM_DESCRIPTION} | {"strand": described.strand}
        found |= {"brief": _brief(described.summary, on), "context": described.summary[:4_000]}
        found |= {"public": _labels("publics", described.publics), "place": places(described.territories)}
    if evaluated := heard.evaluated:
        found |= {name: getattr(evaluated, name)[:4_000] for name in FROM_EVALUATION}
        found["findings"] = evaluated.summary[:4_000]
    if heard.stopped:
        found["lessons"] = heard.stopped.lessons[:4_000]
    return found


def _brief(summary: str, on: Day) -> str:
    """The experiment's own summary where it is short enough to be one; else a person writes it."""
    try:
        check_brief(summary, on)
    except Invalid:
        return ""
    return summary


def places(territories: tuple[str, ...]) -> str:
    """Territories by their names: ``Aisne, Nord``."""
    return _labels("territories", territories)


def _labels(name: str, codes: tuple[str, ...]) -> str:
    return ", ".join(reference.label(name, code) for code in codes)
