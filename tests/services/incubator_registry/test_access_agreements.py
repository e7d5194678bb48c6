"""Every route about agreements and incubators × every role, against what the charter says, written by hand."""

from typing import Any

from services.incubator_registry.api import agreements, incubators
from tests.services.incubator_registry import accepting, cast
from tests.services.incubator_registry.test_access import routes
from tests.services.incubator_registry.test_access_applications import filled
from tests.support.service import House

# nobody; a stranger's representative; the laboratory's representative and reader; the lead's reader, writer and
# representative; officers who instruct, decide, certify; an assessor of the application.
ROLES = ("", "sam", "elena", "remi", "iris", "fatou", "bernard", "helene", "solene", "karim", "nadia")
EVERYONE, SIGNED_IN = frozenset(ROLES), frozenset(ROLES) - {""}
REPRESENTS, WRITES = frozenset({"bernard"}), frozenset({"bernard", "fatou"})
PARTIES = frozenset({"bernard", "fatou", "iris", "elena", "remi"})
INSTRUCTS, DECIDES, OFFICERS = frozenset({"helene"}), frozenset({"solene"}), frozenset({"helene", "solene", "karim"})

A, I = "/agreements/{agreement}", "/incubators/{incubator}"  # noqa: E741
ACT = {"number": "2021.01877", "on": "2019-11-26"}
END = {"grounds": [{"code": "x", "reason": "Fin."}], "act": ACT, "on": "2019-01-01"}
DESCRIPTION = {"name": "I", "summary": "S", "entries": ["secteurs"], "territories": ["region:32"]}
EXPECTED: dict[tuple[str, str], tuple[frozenset[str], Any]] = {
    ("POST", "/agreements"): (
        INSTRUCTS,
        {"application": "{application}", "number": "2", "terms": accepting.TERMS, "incubator": accepting.INCUBATOR},
    ),
    ("GET", "/agreements"): (SIGNED_IN, None),
    ("GET", A): (PARTIES | OFFICERS, None),
    ("PUT", f"{A}/terms"): (WRITES | INSTRUCTS, {"terms": accepting.TERMS}),
    ("POST", f"{A}/submission"): (REPRESENTS, None),
    ("POST", f"{A}/change-requests"): (INSTRUCTS, {"motives": ["À revoir."]}),
    ("POST", f"{A}/approval"): (INSTRUCTS, None),
    ("POST", f"{A}/signatures/lead"): (REPRESENTS, None),
    ("POST", f"{A}/signatures/region"): (DECIDES, None),
    ("POST", f"{A}/amendments"): (INSTRUCTS, {"act": ACT}),
    ("POST", f"{A}/amendments/signatures/lead"): (REPRESENTS, None),
    ("POST", f"{A}/amendments/signatures/region"): (DECIDES, None),
    ("POST", f"{A}/amendments/withdrawal"): (INSTRUCTS, None),
    ("POST", f"{A}/termination"): (DECIDES, END),
    ("POST", f"{A}/denunciation"): (REPRESENTS, END),
    ("GET", "/incubators"): (EVERYONE, None),
    ("GET", I): (EVERYONE, None),
    ("GET", f"{I}/timeline"): (EVERYONE, None),
    ("GET", "/coverage"): (EVERYONE, None),
    ("PUT", I): (WRITES | INSTRUCTS, {"description": DESCRIPTION}),
    ("POST", f"{I}/suspension"): (INSTRUCTS | DECIDES, {"reason": "health", "explanation": "Fermé."}),
    ("POST", f"{I}/resumption"): (INSTRUCTS | DECIDES, None),
}


def test_every_route_about_agreements_and_incubators_is_in_the_expectation() -> None:
    assert set(routes(agreements.router)) | set(routes(incubators.router)) == set(EXPECTED)


async def places(house: House) -> dict[str, str]:
    """An incubator that runs, and the whole cast around it."""
    convention = await accepting.running(house)
    granted = convention.granted
    await cast.join(house, granted.lead, "bernard", "iris", "reader")
    await cast.join(house, granted.laboratory, "elena", "remi", "reader")
    await cast.organisation(house, "sam", 9, "Ailleurs")
    await cast.officer(house, "karim", "certify")
    return {"agreement": convention.id, "incubator": convention.incubator, "application": granted.application}


async def test_who_may_do_what_about_agreements_and_incubators(registry: House) -> None:
    found = await places(registry)
    seen: dict[tuple[str, str], frozenset[str]] = {}
    for (method, path), (allowed, body) in EXPECTED.items():
        address, sent = path.format_map(found), filled(body, found)
        answers = {who: await registry.status(method, who, address, sent) for who in ROLES}
        assert max(answers.values()) < 500
        assert answers[""] == (200 if "" in allowed else 401)
        seen[method, path] = frozenset(who for who, status in answers.items() if status not in (401, 403))
    assert seen == {route: allowed for route, (allowed, _) in EXPECTED.items()}
