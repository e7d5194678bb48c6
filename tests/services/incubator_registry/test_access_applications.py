"""Every route about applications × every role, against what the charter says; a rule may still refuse who is let in."""

from typing import Any

from services.incubator_registry.api import applications
from tests.services.incubator_registry import applying, cast
from tests.services.incubator_registry.applying import Scene, content, marks
from tests.services.incubator_registry.test_access import routes
from tests.support.service import House

# nobody; a stranger's representative; the laboratory's representative and reader; the lead's reader, writer and
# representative; officers who instruct, decide, certify; the two assessors.
ROLES = ("", "sam", "elena", "remi", "iris", "fatou", "bernard", "helene", "solene", "karim", "nadia", "luc")
SIGNED_IN = frozenset(ROLES) - {""}
REPRESENTS, WRITES = frozenset({"bernard"}), frozenset({"bernard", "fatou"})
PARTNER, GROUPING = frozenset({"elena"}), frozenset({"bernard", "fatou", "iris", "elena", "remi"})
INSTRUCTS, DECIDES, ASSESSORS = frozenset({"helene"}), frozenset({"solene"}), frozenset({"nadia", "luc"})
READ_ALL = INSTRUCTS | DECIDES

A = "/applications/{application}"
PIECES = {"pieces": [applying.STATUTES]}
MOTIVE = {"code": "statuts", "reason": "Manquants."}
ASKED = {"piece": "statuts", "fault": "perime", "remark": "À renouveler."}
# The withdrawal comes last: it ends the application. Who may see or do what does not depend on the state.
EXPECTED: dict[tuple[str, str], tuple[frozenset[str], Any]] = {
    ("POST", "/applications"): (WRITES, {"call": "{call}", "lead": "{lead}"}),
    ("GET", "/applications"): (SIGNED_IN, None),
    ("GET", "/applications/tabs"): (READ_ALL, None),
    ("GET", A): (GROUPING | READ_ALL | ASSESSORS, None),
    ("PUT", f"{A}/draft"): (WRITES, {"content": content()}),
    ("GET", f"{A}/drafts"): (WRITES, None),
    ("POST", f"{A}/partners"): (WRITES, {"organisation": "{organisation}", "roles": ["partenaire"]}),
    ("POST", f"{A}/partners/{{organisation}}/removal"): (WRITES | PARTNER, None),
    ("POST", f"{A}/partners/{{organisation}}/assent"): (PARTNER, None),
    ("POST", f"{A}/deposit"): (REPRESENTS, None),
    ("PUT", f"{A}/deposit"): (REPRESENTS, {"content": content()}),
    ("GET", f"{A}/proof"): (GROUPING | READ_ALL, None),
    ("POST", f"{A}/pieces"): (WRITES, PIECES),
    ("POST", f"{A}/followers"): (INSTRUCTS, None),
    ("POST", f"{A}/corrections"): (INSTRUCTS, {"asked": [ASKED], "due_on": "2019-10-30"}),
    ("POST", f"{A}/admissibility"): (INSTRUCTS, None),
    ("POST", f"{A}/inadmissibility"): (INSTRUCTS, {"reasons": [MOTIVE]}),
    ("POST", f"{A}/eligibility"): (INSTRUCTS, applying.MET),
    ("PUT", f"{A}/assessors"): (INSTRUCTS, {"assessors": ["nobody"]}),
    ("POST", f"{A}/interests"): (ASSESSORS, {"interest": False}),
    ("POST", f"{A}/scores"): (ASSESSORS, marks(4, 4, 4, 4)),
    ("GET", "/calls/{call}/scores"): (READ_ALL, None),
    ("GET", "/calls/{call}/sessions"): (READ_ALL, None),
    ("POST", "/calls/{call}/opinions"): (INSTRUCTS, {"on": "2019-10-30", "cut_off": 1}),
    ("POST", "/decisions"): (
        DECIDES,
        {"recorded": applying.ACT, "decided": [{"application": "{application}", "outcome": "accepted"}]},
    ),
    ("POST", f"{A}/withdrawal"): (REPRESENTS, None),
}


def filled(part: Any, found: dict[str, str]) -> Any:
    """A body with its ``{names}`` replaced."""
    match part:
        case str():
            return found.get(part[1:-1], part) if part.startswith("{") else part
        case list():
            return [filled(each, found) for each in part]
        case dict():
            return {key: filled(each, found) for key, each in part.items()}
    return part


async def places(house: House) -> dict[str, str]:
    """An eligible application with its assessors, and the whole cast around it."""
    scene: Scene = await applying.opened(house)
    application = await scene.deposited()
    lead, laboratory = scene.organisations["bernard"], scene.organisations["elena"]
    for representative, organisation, who, role in (
        ("bernard", lead, "fatou", "writer"),
        ("bernard", lead, "iris", "reader"),
        ("elena", laboratory, "remi", "reader"),
    ):
        await cast.join(house, organisation, representative, who, role)
    await scene.organisation("sam")
    await cast.officer(house, "karim", "certify")
    await scene.eligible(application)
    return {"application": application, "organisation": laboratory, "call": scene.call, "lead": lead}


def test_every_route_about_applications_is_in_the_expectation() -> None:
    assert set(routes(applications.router)) == set(EXPECTED)


async def test_who_may_do_what_about_applications(registry: House) -> None:
    found = await places(registry)
    seen: dict[tuple[str, str], frozenset[str]] = {}
    for (method, path), (_, body) in EXPECTED.items():
        address, sent = path.format_map(found), filled(body, found)
        answers = {who: await registry.status(method, who, address, sent) for who in ROLES}
        assert max(answers.values()) < 500
        assert {who for who, status in answers.items() if status == 401} == {""}
        seen[method, path] = frozenset(who for who, status in answers.items() if status not in (401, 403))
    assert seen == {route: allowed for route, (allowed, _) in EXPECTED.items()}
