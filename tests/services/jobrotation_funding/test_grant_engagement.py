"""Engaging, amending, disengaging and closing a grant, rule by rule."""

from datetime import date
from typing import Any

import pytest

from contracts.jobrotation_funding import AgreementSigned, GrantDisengaged, GrantEngaged
from services.chassis.actor import Duty, DutyName
from services.chassis.refusal import Invalid
from services.jobrotation_funding.duties import DelegationCeiling, OwnOrganisation, check_ceiling
from services.jobrotation_funding.envelope_parts import CommitmentOver
from services.jobrotation_funding.expected import expected
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_engagement import (
    BelowOrdered,
    Body,
    CommitmentMissing,
    NotSettled,
    Papers,
)
from services.jobrotation_funding.grant_lifecycle import ClaimState, RecoveryState, State
from tests.services.jobrotation_funding.making_grants import (
    AGREEMENT,
    DECIDED_ON,
    PRIVATE,
    PUBLIC,
    claim,
    engaged,
    engaged_unsigned,
    granted,
    paid,
    recovery,
    requested,
)

SMALL: dict[str, Any] = {"lines": [{"rate": "trainer", "minutes": 6_000}]}  # 3 240.00
AT_23_000: dict[str, Any] = {
    "lines": [{"rate": "trainer", "minutes": 30_000}, {"rate": "preparation", "count": 16}]
}  # 22 920.00
OWN = frozenset({"batir"})
LATE = date(2021, 10, 1)


def engage(grant: Grant, body: Body = PRIVATE, today: date = DECIDED_ON, **papers: Any) -> Grant:
    """Odile engages it with these papers."""
    grant.engage(Papers.model_validate(papers), body, "odile", today)
    return grant


# --- engaging


def test_the_whole_grant_is_engaged_with_its_agreement() -> None:
    grant = engage(granted(), **AGREEMENT)
    said, signed = grant.announced[-2:]
    assert isinstance(said, GrantEngaged)
    assert isinstance(signed, AgreementSigned)
    assert (said.cents, said.engaged_cents, said.agreement, said.signed_on) == (
        2_584_800,
        2_584_800,
        "JR-2020-001",
        DECIDED_ON,
    )
    assert (said.envelope, said.line, said.vintage, said.on) == ("e2020", "mobilisation", 2020, DECIDED_ON)
    assert grant.engagement is not None
    assert (grant.engagement.by, grant.engagement.cents, grant.engaged_cents) == ("odile", 2_584_800, 2_584_800)


def test_commitment_authority_is_engaged_from_2019_to_2022_and_paid_after() -> None:
    with pytest.raises(CommitmentOver, match="de 2019 à 2022"):
        engage(granted(), PUBLIC, date(2023, 1, 1))
    assert engage(granted(), PUBLIC, date(2022, 12, 31)).state is State.ENGAGED


def test_a_private_grant_above_the_threshold_is_engaged_before_its_agreement_is_signed() -> None:
    grant = engage(granted())
    said = grant.announced[-1]
    assert isinstance(said, GrantEngaged)
    assert (said.agreement, said.signed_on, grant.engaged_cents) == (None, None, 2_584_800)
    assert grant.committed.awaits_signature


def test_above_23_000_euros_a_year_a_private_body_signs_an_agreement() -> None:
    assert engage(granted()).committed.agreement_due
    assert not engage(granted(), PUBLIC).committed.agreement_due


def test_the_threshold_is_passed_by_the_sum_of_the_year_and_not_reached_by_its_amount() -> None:
    in_all = engage(granted(**AT_23_000), Body(other_cents=8_000))  # 23 000.00
    assert (in_all.engaged_cents, in_all.committed.agreement_due) == (2_292_000, False)
    assert engage(granted(**AT_23_000), Body(other_cents=8_001)).committed.agreement_due


def test_a_body_of_no_known_kind_is_private() -> None:
    assert engage(granted(), Body()).committed.agreement_due


@pytest.mark.parametrize("papers", [{"agreement": "JR-1"}, {"signed_on": "2020-09-24"}])
def test_the_number_of_an_agreement_and_its_day_go_together(papers: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match="vont ensemble"):
        engage(granted(**SMALL), **papers)


@pytest.mark.parametrize("signed_on", ["2020-09-23", "2020-09-25"])
def test_money_is_engaged_before_or_with_the_signature(signed_on: str) -> None:
    with pytest.raises(Invalid, match="du jour de l'engagement"):
        engage(granted(), agreement="JR-1", signed_on=signed_on)


def test_an_engagement_is_of_the_day_it_is_recorded() -> None:
    grant = engage(granted(), today=date(2020, 10, 15))
    assert (grant.committed.on, grant.announced[-1].model_dump()["on"]) == (date(2020, 10, 15), date(2020, 10, 15))
    assert "on" not in Papers.model_fields


def test_an_association_subscribes_to_the_republican_commitment_from_2_january_2022() -> None:
    papers: dict[str, Any] = {"agreement": "JR-1", "signed_on": "2022-01-02"}
    assert engage(granted(), today=date(2022, 1, 1), agreement="JR-1", signed_on="2022-01-01").engagement
    with pytest.raises(CommitmentMissing):
        engage(granted(), today=date(2022, 1, 2), **papers)
    grant = engage(granted(), today=date(2022, 1, 2), commitment="CER-2022-7", **papers)
    assert grant.engagement is not None
    assert grant.engagement.commitment == "CER-2022-7"
    assert engage(granted(), Body(kinds=frozenset({"entreprise"})), date(2022, 1, 2), **papers).engagement


def test_nobody_engages_for_an_organisation_they_are_a_member_of() -> None:
    with pytest.raises(OwnOrganisation):
        granted().engage(Papers.model_validate(AGREEMENT), PRIVATE, "odile", DECIDED_ON, OWN)


def test_why_an_agreement_was_due_is_kept() -> None:
    why = engage(granted(), **AGREEMENT).explained[-1]
    assert (why.rule, why.outcome) == ("agreement", "convention obligatoire")
    assert why.inputs == {"cents": 2_584_800, "other_cents": 0, "threshold": 2_300_000, "private": True}
    assert "2000-321" in why.version


# --- the ceiling of a delegation


def ordering(*ceilings: int | None) -> list[Duty]:
    """Delegations to order, up to these amounts."""
    return [
        Duty(name=DutyName.ORDER, reference=f"Arrêté {place}", ceiling_cents=ceiling, since=date(2020, 1, 1))
        for place, ceiling in enumerate(ceilings)
    ]


def test_a_delegation_goes_as_far_as_its_ceiling() -> None:
    check_ceiling(ordering(2_584_800), DutyName.ORDER, DECIDED_ON, 2_584_800)
    with pytest.raises(DelegationCeiling, match="Arrêté 0") as refused:
        check_ceiling(ordering(2_584_799), DutyName.ORDER, DECIDED_ON, 2_584_800)
    assert refused.value.facts == {"ceiling": 2_584_799, "asked": 2_584_800, "reference": "Arrêté 0"}


def test_the_widest_delegation_of_the_day_counts() -> None:
    check_ceiling(ordering(100, None), DutyName.ORDER, DECIDED_ON, 2_584_800)
    check_ceiling(ordering(100, 3_000_000), DutyName.ORDER, DECIDED_ON, 2_584_800)
    over = [duty.model_copy(update={"until": date(2020, 9, 23)}) for duty in ordering(None)]
    with pytest.raises(DelegationCeiling):
        check_ceiling([*ordering(100), *over], DutyName.ORDER, DECIDED_ON, 101)


# --- disengaging


def test_what_will_not_be_spent_goes_back() -> None:
    grant = engaged()
    grant.certified_cents, grant.ordered_cents = 2_468_160, 2_468_160
    grant.disengage(116_640, "hours-not-done", LATE)
    said = grant.announced[-1]
    assert isinstance(said, GrantDisengaged)
    assert (said.cents, said.engaged_cents, said.reason, said.on) == (116_640, 2_468_160, "hours-not-done", LATE)
    assert (grant.engaged_cents, grant.disengaged_cents) == (2_468_160, 116_640)


def test_disengaging_stops_at_what_was_ordered_and_at_what_is_certified_with_the_open_advance() -> None:
    # G5 of the story: an advance of 3 168.00 was ordered, 2 654.40 of it are certified.
    grant = engaged(lines=[{"rate": "trainer", "minutes": 18_000}, {"rate": "preparation", "count": 2}])
    grant.advance_cents, grant.deducted_cents, grant.certified_cents = 316_800, 265_440, 265_440
    grant.ordered_cents = 316_800
    with pytest.raises(BelowOrdered, match="7\u202f392,00") as refused:
        grant.disengage(739_201, "experiment-stopped", LATE)
    assert refused.value.facts == {"left": 739_200}
    grant.disengage(739_200, "experiment-stopped", LATE)
    assert grant.engaged_cents == 316_800


@pytest.mark.parametrize(
    "booked",
    [
        {"ordered_cents": 100},
        {"certified_cents": 100},
        {"advance_cents": 100},
        {"advance_cents": 150, "deducted_cents": 50},
    ],
)
def test_each_of_them_alone_holds_the_engagement(booked: dict[str, int]) -> None:
    grant = engaged(**SMALL)
    for name, cents in booked.items():
        setattr(grant, name, cents)
    with pytest.raises(BelowOrdered):
        grant.disengage(323_901, "other", LATE)


def test_disengaging_has_a_reason_and_is_not_for_members_of_the_organisation() -> None:
    with pytest.raises(Invalid, match="hours-not-done"):
        engaged().disengage(1, "because", LATE)
    with pytest.raises(OwnOrganisation):
        engaged().disengage(1, "other", LATE, OWN)


# --- closing, and what is expected of whom


def test_a_settled_grant_is_closed() -> None:
    nothing_to_pay = claim(ClaimState.CERTIFIED, payable_cents=0)
    over = [claim(ClaimState.PAID), claim(ClaimState.REJECTED), nothing_to_pay]
    grant = paid(claims=tuple(over), recoveries=(recovery(RecoveryState.SETTLED),))
    grant.close(LATE)
    assert (grant.state, grant.closed_on) == (State.CLOSED, LATE)


@pytest.mark.parametrize(
    ("left", "because"),
    [
        ({"paid_cents": 2_584_799}, "engaged"),
        ({"claims": (claim(ClaimState.SUBMITTED),)}, "claim"),
        ({"claims": (claim(ClaimState.PREPARED),)}, "claim"),
        ({"claims": (claim(ClaimState.CERTIFIED),)}, "claim"),
        ({"claims": (claim(ClaimState.ORDERED),)}, "claim"),
        ({"recoveries": (recovery(RecoveryState.NOTIFIED),)}, "recovery"),
        ({"recoveries": (recovery(RecoveryState.ANSWERED),)}, "recovery"),
        ({"recoveries": (recovery(RecoveryState.TITLED),)}, "recovery"),
        ({"advance_cents": 1}, "advance"),
        ({"awaiting_cents": 1}, "amendment"),
    ],
)
def test_a_grant_with_something_left_is_not_closed_and_says_what(left: dict[str, Any], because: str) -> None:
    with pytest.raises(NotSettled) as refused:
        paid(**left).close(LATE)
    assert refused.value.facts == {"because": because}


def test_an_advance_that_a_vote_gave_up_no_longer_keeps_a_grant_open() -> None:
    waived = recovery(RecoveryState.SETTLED, waived_cents=51_360)
    grant = paid(advance_cents=51_360, recoveries=(waived,))
    grant.close(LATE)
    assert grant.state is State.CLOSED


def test_nobody_closes_for_an_organisation_they_are_a_member_of() -> None:
    with pytest.raises(OwnOrganisation):
        paid().close(LATE, OWN)


@pytest.mark.parametrize(
    ("grant", "who", "what"),
    [
        (requested(), "La Région (décision)", "Décider de la demande par un acte."),
        (granted(), "La Région (ordonnancement)", "Engager la dépense, avant ou avec la signature."),
        (engaged(), "L'organisme", "Saisir les heures et demander un paiement."),
        (
            engaged_unsigned(),
            "La Région (ordonnancement)",
            "Faire signer la convention, puis enregistrer sa signature.",
        ),
        (
            paid(awaiting_cents=97_200),
            "La Région (ordonnancement)",
            "Engager la hausse de l'avenant : 972,00\u00a0€.",
        ),
        (
            paid(claims=(claim(ClaimState.SUBMITTED),)),
            "La Région (instruction)",
            "Préparer le service fait du décompte n° 1.",
        ),
        (
            paid(claims=(claim(ClaimState.PREPARED),)),
            "La Région (certification)",
            "Certifier le service fait du décompte n° 1.",
        ),
        (paid(claims=(claim(ClaimState.CERTIFIED),)), "La Région (ordonnancement)", "Mandater le décompte n° 1."),
        (
            paid(claims=(claim(ClaimState.ORDERED, order="M-2021-42"),)),
            "Le payeur",
            "Payer ou rejeter le mandat M-2021-42.",
        ),
        (
            paid(recoveries=(recovery(RecoveryState.NOTIFIED),)),
            "L'organisme",
            "Répondre à la lettre du trop-perçu n° 1 avant le 02/11/2021.",
        ),
        (
            paid(recoveries=(recovery(RecoveryState.TITLED),)),
            "L'organisme",
            "Rembourser 513,60\u00a0€ (trop-perçu n° 1).",
        ),
        (paid(), "La Région (ordonnancement)", "Solder le dossier."),
    ],
)
def test_a_grant_says_what_is_expected_of_whom_next(grant: Grant, who: str, what: str) -> None:
    assert [(each.who, each.what) for each in expected(grant)] == [(who, what)]


def test_nothing_is_expected_of_a_closed_grant() -> None:
    grant = paid()
    grant.close(LATE)
    assert expected(grant) == ()
