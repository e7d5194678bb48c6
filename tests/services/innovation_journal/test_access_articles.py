"""Every route of articles, adaptations and gatherings × every role, against an expectation written by hand."""

from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from services.innovation_journal import access_articles, access_lineage
from services.innovation_journal.api import articles, lineage
from tests.services.innovation_journal.cast import Ear
from tests.services.innovation_journal.making import ACCOUNT, DECLARATION, PROGRAMME, TESTIMONY, content, ponthieu
from tests.services.innovation_journal.playing import published_article
from tests.support.service import House

# nobody; signed in and unknown; a stranger; the carrier's reader, writer, representative; the adapting campus; the
# reviewer; officers: two editors (one of the carrier's organisation), one who instructs.
ROLES = ("", "new", "sam", "iris", "ivan", "ines", "carol", "rita", "bruno", "nadia", "helene")
ALL = frozenset(ROLES)
SIGNED_IN = ALL - {""}
WRITE, EDIT, ADAPT, REVIEW = frozenset({"ivan", "ines"}), frozenset({"bruno", "nadia"}), frozenset({"carol"}), {"rita"}
REASONS = {"reasons": "Parce que."}
BODY: dict[str, Any] = {"content": content().model_dump(mode="json")}

# (method, path) → who may, and a body that is understood. Written from the charter: authors write for their own
# organisation, named persons review, editors decide, anyone signed in may tell of elsewhere, everyone reads.
EXPECTED: dict[tuple[str, str], tuple[frozenset[str], Any]] = {
    ("GET", "/articles"): (ALL, None),
    ("GET", "/articles/{article}"): (ALL, None),
    ("GET", "/articles/{article}/editions"): (ALL, None),
    ("GET", "/articles/{article}/lineage"): (ALL, None),
    ("GET", "/adaptations"): (SIGNED_IN, None),
    ("GET", "/adaptations/{adaptation}"): (ALL, None),
    ("GET", "/gatherings"): (ALL, None),
    ("GET", "/gatherings/{gathering}"): (ALL, None),
    ("POST", "/practices"): (WRITE | EDIT, BODY | {"organisation": "institute"}),
    ("PUT", "/articles/{article}/content"): (WRITE | EDIT, BODY | {"version": 1}),
    ("POST", "/articles/{article}/testimonies/{testimony}/withdrawal"): (WRITE | EDIT, None),
    ("POST", "/articles/{article}/reviews"): (
        frozenset(REVIEW),
        {"recommendation": "accept", "note": "Bien.", "no_conflict": True},
    ),
    ("POST", "/articles/{article}/review"): (EDIT, {"reviewers": ["rita"]}),
    ("POST", "/articles/{article}/reviewers"): (EDIT, {"reviewers": ["rita"]}),
    ("POST", "/articles/{article}/revisions"): (EDIT, REASONS),
    ("POST", "/articles/{article}/acceptance"): (EDIT, REASONS),
    ("POST", "/articles/{article}/refusal"): (EDIT, REASONS),
    ("POST", "/articles/{article}/reopening"): (EDIT, REASONS),
    ("POST", "/articles/{article}/publication"): (EDIT, {"note": "Voici."}),
    ("POST", "/articles/{article}/editions"): (EDIT, {"kind": "concern", "note": "À vérifier."}),
    ("POST", "/articles/{article}/flag-answer"): (EDIT, {"answer": "keep", "note": "Sans effet."}),
    ("POST", "/articles/{article}/withdrawal"): (EDIT, {"kind": "error", "reason": "Faux."}),
    ("POST", "/articles/{article}/adaptations"): (ADAPT, ACCOUNT.model_dump() | {"experiment": "a1"}),
    ("POST", "/articles/{article}/declarations"): (SIGNED_IN, DECLARATION),
    ("POST", "/adaptations/{adaptation}/account"): (ADAPT, ACCOUNT.model_dump()),
    ("POST", "/adaptations/{adaptation}/acceptance"): (EDIT, None),
    ("POST", "/adaptations/{adaptation}/refusal"): (EDIT, REASONS),
    ("POST", "/adaptations/{adaptation}/removal"): (EDIT, REASONS),
    ("POST", "/gatherings"): (EDIT, {"programme": PROGRAMME}),
    ("PUT", "/gatherings/{gathering}"): (EDIT, {"programme": PROGRAMME}),
    ("POST", "/gatherings/{gathering}/cancellation"): (EDIT, {"reason": "Salle fermée."}),
}


def routes(*parts: APIRouter) -> dict[tuple[str, str], str]:
    """Every route of these routers and its function's name, which is its use case's or query's."""
    return {
        (method, route.path): route.name
        for part in parts
        for route in part.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }


def test_every_route_has_its_row_and_every_row_its_route() -> None:
    rows = {row.action for row in (*access_articles.ROWS, *access_lineage.ROWS)}
    assert set(routes(articles.router, lineage.router).values()) == rows


def test_every_route_is_in_the_expectation() -> None:
    assert set(routes(articles.router, lineage.router)) == set(EXPECTED)


@pytest.fixture(scope="module")
async def places(house: House) -> dict[str, str]:
    """A published article that quotes Marie, its adaptation, a gathering."""
    ear = Ear(house)
    await ear.settle_in()
    article = await published_article(ear, testimonies=(TESTIMONY,))
    await ear.hear(*ponthieu(adapts_article=article)[:2])
    [link] = (await house.get("", f"/articles/{article}/lineage"))["adaptations"]
    gathering = await house.post("bruno", "/gatherings", {"programme": PROGRAMME})
    return {"article": article, "adaptation": link["id"], "gathering": gathering["id"], "testimony": "marie"}


@pytest.mark.parametrize(("method", "path"), EXPECTED)
async def test_who_may_do_what(house: House, places: dict[str, str], method: str, path: str) -> None:
    allowed, body = EXPECTED[method, path]
    found = {who: await house.status(method, who, path.format(**places), body) for who in ROLES}
    assert all(status < 500 for status in found.values()), found
    assert {who for who, status in found.items() if status not in (401, 403)} == allowed, found
    assert found[""] == (401 if "" not in allowed else 200)
