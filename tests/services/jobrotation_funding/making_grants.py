"""Grants for the tests: pure ones in any state through their own verbs, and real ones through the API."""

from datetime import date
from typing import Any

from services.jobrotation_funding.aid import Given, Held
from services.jobrotation_funding.calculation import CardSeen, RateSeen
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_decision import Outcome, Purse, Recording
from services.jobrotation_funding.grant_engagement import Body, Papers
from services.jobrotation_funding.grant_fields import Claim, Recovery, Request
from services.jobrotation_funding.grant_lifecycle import ClaimState, RecoveryState, State
from services.jobrotation_funding.values import Act
from tests.services.jobrotation_funding import cast
from tests.support.service import House

ASKED_ON = date(2020, 7, 6)
DECIDED_ON = date(2020, 9, 24)
PAID_ON = date(2021, 10, 1)
ACT: dict[str, Any] = {"number": "2020.01512", "on": "2020-09-24"}
PLAN: dict[str, Any] = {"how": "Un vacataire par groupe.", "preparation": "Deux jours en double.", "substitutes": 3}
# G1 of the story: 720 hours of trainers and 6 preparations, 25 848.00.
ASKED: dict[str, Any] = {
    "lines": [{"rate": "trainer", "minutes": 43_200}, {"rate": "preparation", "count": 6}],
    "starts_on": "2020-10-01",
    "ends_on": "2021-06-30",
    "purpose": "Libérer les formateurs des chantiers-écoles.",
    "replacement": PLAN,
}
NOT_AN_AID: dict[str, Any] = {
    "basis": "not-an-aid",
    "why": "Formation de demandeurs d'emploi, sans activité économique.",
}
DE_MINIMIS: dict[str, Any] = {"basis": "de-minimis", "why": "Attestation du 1er septembre 2020."}
AGREEMENT: dict[str, Any] = {"agreement": "JR-2020-001", "signed_on": "2020-09-24"}

CARD = CardSeen(
    id="card-a",
    code="2020-A",
    effective_on=date(2020, 6, 1),
    rates=(
        RateSeen(code="trainer", label="Formateur", unit="hour", cents=3_240),
        RateSeen(code="support", label="Personnel d'appui", unit="hour", cents=2_480),
        RateSeen(code="tutor", label="Tuteur", unit="hour", cents=2_750),
        RateSeen(code="preparation", label="Préparation d'un remplaçant", unit="lump-sum", cents=42_000),
    ),
    advance_percent=30,
    deduction_percent=30,
    matching_period="month",
    matching_scope="team",
)
LATER_CARD = CARD.model_copy(
    update={
        "id": "card-b",
        "code": "2021-B",
        "effective_on": date(2021, 9, 23),
        "rates": (
            RateSeen(code="trainer", label="Formateur", unit="hour", cents=3_310),
            RateSeen(code="support", label="Personnel d'appui", unit="hour", cents=2_540),
            RateSeen(code="tutor", label="Tuteur", unit="hour", cents=2_810),
            RateSeen(code="preparation", label="Préparation d'un remplaçant", unit="lump-sum", cents=43_000),
        ),
    }
)
PURSE = Purse(envelope="e2020", label="Mobilisation", line="mobilisation", vintage=2020, left_cents=6_200_000)
RECORD = Recording(act=Act(**ACT), by="solene", on=DECIDED_ON)
PRIVATE = Body(kinds=frozenset({"association"}))
PUBLIC = Body(kinds=frozenset({"organisme-de-formation", "collectivite"}))


# --- pure


def had(cents: int, on: date = DECIDED_ON) -> Given:
    """De minimis aid that the undertaking has already, by an act of a day."""
    return Given(held=(Held(raised=((on, cents),), cents=cents),))


def asked(**changes: Any) -> Request:
    """The request of G1, with changes."""
    return Request.model_validate(ASKED | changes)


def drafted(id: str = "g1", organisation: str = "batir", experiment: str = "x5", **changes: Any) -> Grant:
    """A draft that could be requested."""
    return Grant.draft(id, organisation, experiment, asked(**changes), "ben")


def requested(id: str = "g1", **changes: Any) -> Grant:
    """Requested on 6 July 2020."""
    grant = drafted(id, **changes)
    grant.request("bea", ASKED_ON)
    return grant


def outcome(grant: str = "g1", **changes: Any) -> Outcome:
    """What the act decides of it: the whole of what is asked."""
    given = {"grant": grant, "granted": True, "envelope": "e2020", "rate_card": "card-a", "aid": NOT_AN_AID}
    return Outcome.model_validate(given | changes)


def refusal(grant: str = "g1", *points: str) -> Outcome:
    """What an act that refuses it says."""
    return Outcome(grant=grant, granted=False, points=points or ("no-replacement-plan",))


def granted(id: str = "g1", aid: dict[str, Any] = NOT_AN_AID, **changes: Any) -> Grant:
    """Granted by the act of 24 September 2020."""
    grant = requested(id, **changes)
    grant.grant(RECORD, outcome(id, aid=aid), CARD, PURSE)
    return grant


def engaged(id: str = "g1", **changes: Any) -> Grant:
    """Engaged with its agreement on the same day."""
    grant = granted(id, **changes)
    grant.engage(Papers.model_validate(AGREEMENT), PRIVATE, "odile", DECIDED_ON)
    return grant


def engaged_unsigned(id: str = "g1", body: Body = PRIVATE, **changes: Any) -> Grant:
    """Engaged before its agreement is signed."""
    grant = granted(id, **changes)
    grant.engage(Papers(), body, "odile", DECIDED_ON)
    return grant


def in_state(state: State) -> Grant:
    """A grant in a state, with all that the states before it would have left."""
    grant = drafted() if state in (State.DRAFT, State.ABANDONED) else engaged()
    grant.state = state
    return grant


def claim(state: ClaimState, **changes: Any) -> Claim:
    """A claim in a state."""
    given = {"number": 1, "kind": "interim", "claimed_cents": 100, "submitted_on": PAID_ON, "submitted_by": "ben"}
    return Claim(**given | {"payable_cents": 100, "state": state} | changes)


def recovery(state: RecoveryState, **changes: Any) -> Recovery:
    """A recovery in a state."""
    given = {"number": 1, "cents": 51_360, "reason": "advance-above-service", "motive": "Trop versé.", "way": "title"}
    days = {"opened_on": PAID_ON, "opened_by": "helene", "answer_by": date(2021, 11, 2)}
    return Recovery(**given | days | {"state": state} | changes)


def paid(**changes: Any) -> Grant:
    """A grant of which all that is engaged was paid."""
    grant = engaged()
    for name in ("certified_cents", "ordered_cents", "paid_cents"):
        setattr(grant, name, grant.engaged_cents)
    for name, value in changes.items():
        setattr(grant, name, value)
    return grant


# --- through the API


async def drafted_for(
    house: House, organisation: str = "batir", who: str = "bea", experiment: str = "x5", **changes: Any
) -> str:
    """A draft; answers its id."""
    body = {"organisation": organisation, "experiment": experiment, "asked": ASKED | changes}
    return str((await house.post(who, "/grants", body))["id"])


async def asked_for(
    house: House, organisation: str = "batir", who: str = "bea", experiment: str = "x5", **changes: Any
) -> str:
    """A request; answers its id."""
    grant = await drafted_for(house, organisation, who, experiment, **changes)
    await house.post(who, f"/grants/{grant}/request")
    return grant


async def granting(house: House, grant: str, **changes: Any) -> dict[str, Any]:
    """What an act says to grant it, with the fixture's envelope and card."""
    made = await cast.made(house)
    given = {"envelope": made["envelope"], "rate_card": made["card"], "aid": NOT_AN_AID}
    return {"grant": grant, "granted": True, **given, **changes}


async def decide(house: House, *decided: dict[str, Any], act: dict[str, Any] = ACT, expect: int | None = None) -> Any:
    """Solène records an act that decides these."""
    return await house.post("solene", "/decisions", {"act": act, "decided": list(decided)}, expect=expect)


async def granted_by_act(house: House, organisation: str = "batir", who: str = "bea", **changes: Any) -> str:
    """Asked and granted; answers its id. The clock stands at the act's day or later."""
    grant = await asked_for(house, organisation, who, **changes)
    await decide(house, await granting(house, grant))
    return grant


async def engaged_grant(
    house: House, organisation: str = "batir", who: str = "bea", papers: Any = None, **changes: Any
) -> str:
    """Asked, granted and engaged by Odile, with an agreement signed on the day unless the papers say otherwise."""
    grant = await granted_by_act(house, organisation, who, **changes)
    await house.post("odile", f"/grants/{grant}/engagement", AGREEMENT if papers is None else papers)
    return grant


async def begin(house: House, day: date = DECIDED_ON) -> None:
    """Bâtir Ensemble with Béa and Ben, experiment X5, on the day of the act."""
    await cast.organisation(
        house, "batir", "bea", "ben", kinds=("association",), siren="999000011", siret="99900001100019"
    )
    await cast.experiment(house, "x5", "batir")
    await cast.on(house, day)
