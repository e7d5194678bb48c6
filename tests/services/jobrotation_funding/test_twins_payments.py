"""The twins of claims, payment orders and recoveries: each rule refuses its scenario; without it, it goes through."""

from datetime import date
from typing import Any

import pytest

from services.chassis.refusal import Invalid, OutOfTurn
from services.jobrotation_funding import claim_parts, grant_payments
from services.jobrotation_funding.acts import ActToCome
from services.jobrotation_funding.claim_parts import (
    AdvanceOver,
    BalanceClaimed,
    ClaimAwaits,
    MoreThanGranted,
    NothingToClaim,
    PartOfMonth,
    Period,
    Preparation,
    SheetsWait,
    TitleRuns,
    check_period,
    check_points,
)
from services.jobrotation_funding.duties import OwnOrganisation
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_claims import Claiming
from services.jobrotation_funding.grant_holds import Holding, Lifting, NothingHeld
from services.jobrotation_funding.grant_kept import NOT_DONE
from services.jobrotation_funding.grant_lifecycle import CLAIM_LIFECYCLE, ClaimState
from services.jobrotation_funding.grant_overpaid import Overpaid
from services.jobrotation_funding.grant_payments import BeyondEngaged, NothingToOrder, Paying, PaymentsAreHeld
from services.jobrotation_funding.grant_pricing import Pricing
from services.jobrotation_funding.grant_recovery import Recovering
from services.jobrotation_funding.recovery_parts import (
    AdvanceStillRuns,
    ClaimFirst,
    Dropping,
    MoreThanOverpaid,
    TimeToAnswer,
)
from services.jobrotation_funding.separation import SamePerson
from services.jobrotation_funding.values import Act
from tests.services.jobrotation_funding.making_claims import (
    AUTUMN,
    CERTIFIES,
    DAY,
    LATER,
    MEMBER,
    NOBODY,
    SPRING,
    UNFOUNDED,
    VOTE,
    WHOLE,
    WINTER,
    advanced,
    answered,
    certified,
    certify,
    claim,
    claimed,
    held,
    instalments,
    letter,
    matched,
    notified,
    order,
    ordered,
    overpaid,
    paid,
    prepared_staff,
    returned,
    titled,
    under_way,
)
from tests.services.jobrotation_funding.making_grants import engaged
from tests.services.jobrotation_funding.test_payment_orders import above_what_is_engaged
from tests.services.jobrotation_funding.twinning import Twin
from tests.support.taking_away import each, goes_through, loosened, nothing, refused, struck, struck_out

TITLED, CAME_BACK = date(2021, 9, 9), date(2021, 10, 11)
BACKWARDS = Period(kind="interim", since=date(2020, 11, 1), until=date(2020, 10, 31))
BEFORE = Period(kind="interim", since=date(2020, 9, 1), until=AUTUMN.until)
NO_ONE: dict[str, Any] = {"grant_claims.another_person": nothing}
NO_OWN: dict[str, Any] = {"grant_claims.check_own": nothing}


def on(grant: Grant, **terms: Any) -> Grant:
    """The grant with other terms."""
    grant.terms = grant.agreed.model_copy(update=terms)
    return grant


def after_balance() -> None:
    """A claim after the balance was certified."""
    grant = paid()
    certify(grant, claim(grant, 10, 0, Period(kind="balance", since=WINTER.since, until=WINTER.until)))
    claim(grant, 10, 0, SPRING)


def while_titled() -> None:
    """A claim while the advance is claimed back by a title."""
    grant = titled()
    grant.claims = grant.claims[:1]
    claim(grant, 10, 0)


def given_back() -> Grant:
    """Most of the grant was given back while a claim waited."""
    grant = under_way()
    grant.disengage(1_800_000, "other", LATER, NOBODY)
    return grant


def claim_of(grant: Grant, *preparations: Preparation, hours: int = 10) -> None:
    """A claim of autumn with these preparations."""
    grant.claim_period(AUTUMN, matched(hours), (), preparations, "bea", LATER)


def with_piece_twice() -> Preparation:
    [made] = prepared_staff(1)
    return made.model_copy(update={"pieces": made.pieces * 2})


def six_on_one_piece() -> Preparation:
    """Six preparations, and one piece."""
    [made] = prepared_staff(1)
    return made.model_copy(update={"count": 6})


def too_early() -> Preparation:
    """A preparation of the day before the grant begins."""
    [made] = prepared_staff(1)
    return made.model_copy(update={"on": date(2020, 9, 30)})


def period_without(words: str) -> dict[str, Any]:
    """The look at a period without one of its rules."""
    return {"grant_claims.check_period": struck_out(check_period, words)}


CLAIMS = (
    Twin("a claim waits for the one before", struck(Claiming, "_check_free", "attend encore"),
         lambda: claim(claimed(), 10, 0, WINTER), ClaimAwaits),
    Twin("nothing follows the balance", struck(Claiming, "_check_free", "Le solde a été demandé"),
         after_balance, BalanceClaimed),
    Twin("a title that runs takes no claim", struck(Claiming, "_check_free", "réclame l'avance"),
         while_titled, TitleRuns),
    Twin("an advance comes once and first", struck(Claiming, "claim_advance", "avant tout autre"),
         lambda: advanced().claim_advance("bea", LATER), AdvanceOver),
    Twin("no advance without a share", struck(Claiming, "claim_advance", "ne prévoit pas"),
         lambda: on(engaged(), advance_percent=0).claim_advance("bea", DAY), NothingToClaim),
    Twin("a month is claimed whole", {"claim_parts.check_whole_months": nothing},
         lambda: claim(advanced(), 10, 0, Period(kind="interim", since=AUTUMN.since, until=date(2020, 12, 15))),
         PartOfMonth),
    Twin("hours are left out of a claim knowingly", struck(claim_parts, "check_none_left_out", "laisserait de côté"),
         lambda: claim_parts.check_none_left_out("balance", [("s9", DAY)], False), SheetsWait),
    Twin("a period has its days in order", period_without("ne précède pas"),
         lambda: claim(advanced(), 10, 0, BACKWARDS), Invalid),
    Twin("a period is over once its last day is", period_without("pas terminée"),
         lambda: claim(advanced(), 10, 0, AUTUMN, AUTUMN.until), Invalid),
    Twin("a period lies in the grant", period_without("porte sur la période"),
         lambda: claim(advanced(), 10, 0, BEFORE), Invalid),
    Twin("nothing makes no claim", struck(Claiming, "claim_period", "à la fois libérée et remplacée"),
         lambda: claim_of(advanced(), hours=0), NothingToClaim),
    Twin("hours stay within the grant", struck(Pricing, "_hours", "à demander au taux"),
         lambda: claim(advanced(), 721, 0), MoreThanGranted),
    Twin("preparations stay within the grant", struck(Pricing, "_lump_sums", "à demander sur cette subvention"),
         lambda: claim(advanced(), 10, 7), MoreThanGranted),
    Twin("one rate of preparations in one line", struck(Pricing, "_lump_sums", "demandé deux fois"),
         lambda: claim_of(advanced(), *prepared_staff(1), *prepared_staff(1, "autre")), Invalid),
    Twin("one piece proves once", struck(Pricing, "_lump_sums", "donnée deux fois"),
         lambda: claim_of(advanced(), with_piece_twice()), Invalid),
    Twin("each preparation has its piece", struck(Pricing, "_lump_sums", "Chaque préparation"),
         lambda: claim_of(advanced(), six_on_one_piece()), Invalid),
    Twin("a preparation is done during the grant", struck(Pricing, "_card_of", "pendant la subvention"),
         lambda: claim_of(advanced(), too_early()), Invalid),
    Twin("what was given back is not claimed", struck(Pricing, "_within_what_is_left", "d'engagés"),
         lambda: claim(given_back_before(), 243, 0), MoreThanGranted),
    Twin("what was given back is not certified", struck(Claiming, "_worked_out", "Il ne reste que"),
         lambda: given_back().certify_claim(2, "karim", CERTIFIES, NOBODY, LATER), MoreThanGranted),
    Twin("who deposited does not prepare", NO_ONE,
         lambda: claimed().prepare_claim(2, "bea", NOBODY, LATER), SamePerson),
    Twin("who prepared does not certify", NO_ONE,
         lambda: under_way().certify_claim(2, "helene", CERTIFIES, NOBODY, LATER), SamePerson),
    Twin("nobody prepares for their own", NO_OWN,
         lambda: claimed().prepare_claim(2, "helene", MEMBER, LATER), OwnOrganisation),
    Twin("nobody certifies for their own", NO_OWN,
         lambda: under_way().certify_claim(2, "karim", CERTIFIES, MEMBER, LATER), OwnOrganisation),
    Twin("nobody rejects for their own", NO_OWN,
         lambda: claimed().reject_claim(2, ["period"], "", MEMBER, LATER), OwnOrganisation),
    Twin("a claim is sent back for a known point", {"grant_claims.check_points": struck_out(check_points, "Ce point")},
         lambda: claimed().reject_claim(2, ["beauty"], "", NOBODY, LATER), Invalid),
    Twin("another point is explained", {"grant_claims.check_points": struck_out(check_points, "Expliquez")},
         lambda: claimed().reject_claim(2, ["other"], "", NOBODY, LATER), Invalid),
    Twin("nothing is certified that was not prepared",
         {"grant_kept.CLAIM_LIFECYCLE": loosened(CLAIM_LIFECYCLE, ClaimState.SUBMITTED, certify=ClaimState.CERTIFIED)},
         lambda: claimed().certify_claim(2, "karim", CERTIFIES, NOBODY, LATER), OutOfTurn),
)  # fmt: skip


def given_back_before() -> Grant:
    """Most of the grant was given back before the claim."""
    grant = advanced()
    grant.disengage(1_800_000, "other", LATER, NOBODY)
    return grant


def covered() -> Grant:
    """A balance that the advance covers."""
    grant = advanced()
    certify(grant, claim(grant, 100, 0, WHOLE))
    return grant


def check_order(grant: Grant, by: str = "odile", own: frozenset[str] = NOBODY) -> None:
    """Claim 2 is to be ordered."""
    grant.check_order(2, by, own, LATER)


ORDERS = (
    *(
        Twin(f"who {did} does not order", {"grant_payments.another_person": nothing},
             lambda by=by: check_order(certified(), by=by), SamePerson)  # type: ignore[misc]
        for by, did in {"bea": "deposited", "helene": "prepared", "karim": "certified"}.items()
    ),
    Twin("nobody orders for their own", {"grant_payments.check_own": nothing},
         lambda: check_order(certified(), own=MEMBER), OwnOrganisation),
    Twin("nobody records a payment to their own", {"grant_payments.check_own": nothing},
         lambda: ordered().record_payment(2, LATER, LATER, MEMBER), OwnOrganisation),
    Twin("nobody records the rejection of an order to their own", {"grant_payments.check_own": nothing},
         lambda: ordered().record_order_rejected(2, "credits", LATER, LATER, MEMBER), OwnOrganisation),
    Twin("nothing is ordered for nothing", struck(Paying, "check_order", "rien à mandater"),
         lambda: check_order(covered()), NothingToOrder),
    Twin("a hold blocks new orders", {"grant_payments.Paying._check_not_held": nothing},
         lambda: check_order(held()), PaymentsAreHeld),
    Twin("no order beyond what is engaged", struck(Paying, "check_order", "autorisations à mandater"),
         lambda: above_what_is_engaged().check_order(3, "odile", NOBODY, date(2021, 10, 13)), BeyondEngaged),
    Twin("the payeur has answered already", struck(grant_payments, "_check_answered", "à venir"),
         lambda: ordered().record_payment(2, date(2021, 7, 16), LATER), Invalid),
    Twin("the payeur answers after the order", struck(grant_payments, "_check_answered", "la réponse le suit"),
         lambda: ordered().record_payment(2, date(2021, 7, 14), LATER), Invalid),
    Twin("the payeur rejects for a known reason", struck(Paying, "record_order_rejected", "Ce motif"),
         lambda: ordered().record_order_rejected(2, "mood", LATER, LATER), Invalid),
    Twin("only a certified claim is ordered",
         {"grant_kept.CLAIM_LIFECYCLE": loosened(CLAIM_LIFECYCLE, ClaimState.PAID, order=ClaimState.ORDERED)},
         lambda: order(paid(), 2), OutOfTurn),
    Twin("only what holds is lifted", struck(Holding, "lift", "ne suspend"),
         lambda: held().lift(Lifting(because="Non.", reports=("r5", "r9")), NOBODY, LATER), NothingHeld),
    Twin("nobody lifts the hold of their own", {"grant_holds.check_own": nothing},
         lambda: held().lift(Lifting(because="Oui."), MEMBER, LATER), OwnOrganisation),
)  # fmt: skip


def open_recovery(grant: Grant, day: date = LATER, own: frozenset[str] = NOBODY, **changes: Any) -> None:
    """Hélène sends the letter."""
    grant.open_recovery(letter(**changes), "helene", own, day)


def title(grant: Grant, day: date = TITLED, by: str = "odile", own: frozenset[str] = NOBODY) -> object:
    return grant.title_recovery(1, "T-1", by, own, day)


def with_claim_waiting() -> Grant:
    """A recovery of the advance was answered by hours."""
    grant = advanced()
    open_recovery(grant, cents=100_000)
    grant.answer_recovery(1, "Voici nos heures.", NOBODY, LATER)
    claim(grant, 10, 0)
    return grant


def with_hours_certified_since() -> Grant:
    """A recovery of the whole advance was answered by hours, which were certified."""
    grant = advanced()
    open_recovery(grant, cents=775_440)
    grant.answer_recovery(1, "Voici nos heures.", NOBODY, LATER)
    certify(grant, claim(grant, 10, 0))
    return grant


def drop(grant: Grant, day: date = TITLED, by: str = "odile", own: frozenset[str] = NOBODY) -> None:
    """The debt is not founded."""
    grant.drop_recovery(1, UNFOUNDED, by, own, day)


def waived_twice() -> None:
    grant = titled()
    for _ in range(2):
        grant.waive_recovery(1, 1, VOTE, NOBODY, TITLED)


OWN = {"grant_recovery.check_own": nothing}
GIFT = Dropping(reason="geste-commercial", because="Geste commercial.")
NO_LIMIT: dict[str, Any] = {"grant_recovery.Recovering._check_overpaid": staticmethod(nothing)}
RECOVERIES = (
    Twin("no more is claimed back than was overpaid", NO_LIMIT,
         lambda: open_recovery(overpaid(), cents=451_441), MoreThanOverpaid),
    Twin("what is claimed back is not claimed twice", NO_LIMIT,
         lambda: open_recovery(notified(), cents=1), MoreThanOverpaid),
    Twin("no more comes back than is owed", NO_LIMIT,
         lambda: titled().record_returned(1, returned(451_441), CAME_BACK), MoreThanOverpaid),
    Twin("no more is waived than is owed", NO_LIMIT,
         lambda: titled().waive_recovery(1, 451_441, VOTE, NOBODY, TITLED), MoreThanOverpaid),
    Twin("there is time to answer", struck(Recovering, "_check_time", "pour répondre"),
         lambda: open_recovery(overpaid(), answer_by=date(2021, 8, 13)), Invalid),
    Twin("an advance that runs is not claimed back", struck(Recovering, "open_recovery", "consommer l'avance"),
         lambda: open_recovery(advanced(), date(2021, 6, 30)), AdvanceStillRuns),
    Twin("an order of another year is not reduced", struck(Overpaid, "way_of", "ne se réduit que"),
         lambda: open_recovery(overpaid(), way="reduction"), Invalid),
    Twin("an order of the year is reduced, no title issued", struck(Overpaid, "way_of", "se réduit, et ses crédits"),
         lambda: open_recovery(overpaid(year=2021), way="title"), Invalid),
    Twin("no more is claimed back than the order paid", struck(Overpaid, "_check_on_order", "il reste"),
         lambda: open_recovery(paid(), cents=727_525, reason=NOT_DONE, claim=2), MoreThanOverpaid),
    Twin("a service not done names its claim", struck(Overpaid, "order_of", "Nommez"),
         lambda: open_recovery(paid(), cents=1, reason=NOT_DONE), Invalid),
    Twin("only what was paid is claimed back", struck(Overpaid, "order_of", "n'a pas été payé"),
         lambda: open_recovery(ordered(), cents=1, reason=NOT_DONE, claim=2), Invalid),
    Twin("an advance is claimed back on its own order", struck(Overpaid, "order_of", "décompte de l'avance"),
         lambda: open_recovery(paid(), cents=1, claim=2), Invalid),
    Twin("no title before the answer or its time", struck(Recovering, "_check_next", "pour répondre"),
         lambda: title(notified(), date(2021, 8, 31)), TimeToAnswer),
    Twin("nothing dropped before the answer or its time", struck(Recovering, "_check_next", "pour répondre"),
         lambda: drop(notified(), date(2021, 8, 31)), TimeToAnswer),
    Twin("who sent the letter does not drop it", {"grant_recovery.another_person": nothing},
         lambda: drop(answered(), by="helene"), SamePerson),
    Twin("a founded debt is no gift", struck(Recovering, "drop_recovery", "remise gracieuse votée"),
         lambda: answered().drop_recovery(1, GIFT, "odile", NOBODY, TITLED), Invalid),
    Twin("a title asks no more than is still overpaid",
         {"grant_recovery.Recovering._check_still_overpaid": nothing},
         lambda: title(with_hours_certified_since()), MoreThanOverpaid),
    Twin("no title while a claim waits", struck(Recovering, "title_recovery", "attend encore"),
         lambda: title(with_claim_waiting()), ClaimFirst),
    Twin("who sent the letter does not issue the title", {"grant_recovery.another_person": nothing},
         lambda: title(answered(), by="helene"), SamePerson),
    Twin("nobody claims back from their own", OWN, lambda: open_recovery(overpaid(), own=MEMBER), OwnOrganisation),
    Twin("nobody answers for their own", OWN,
         lambda: notified().answer_recovery(1, "Oui.", MEMBER, LATER), OwnOrganisation),
    Twin("nobody issues a title on their own", OWN, lambda: title(answered(), own=MEMBER), OwnOrganisation),
    Twin("nobody waives for their own", OWN,
         lambda: titled().waive_recovery(1, 1, VOTE, MEMBER, TITLED), OwnOrganisation),
    Twin("nobody drops for their own", OWN,
         lambda: drop(answered(), own=MEMBER), OwnOrganisation),
    Twin("nobody grants delays to their own", OWN,
         lambda: titled().stagger_recovery(1, instalments(451_440), TITLED, MEMBER), OwnOrganisation),
    Twin("nobody records what came back from their own", OWN,
         lambda: titled().record_returned(1, returned(1), CAME_BACK, MEMBER), OwnOrganisation),
    Twin("instalments make what is left", struck(Recovering, "stagger_recovery", "il reste dû"),
         lambda: titled().stagger_recovery(1, instalments(1), TITLED), Invalid),
    Twin("instalments follow each other", struck(Recovering, "stagger_recovery", "se suivent"),
         lambda: titled().stagger_recovery(1, instalments(225_720, 225_720)[::-1], TITLED), Invalid),
    Twin("money comes back after the title", struck(Recovering, "record_returned", "précède le titre"),
         lambda: titled().record_returned(1, returned(1, date(2021, 9, 8)), CAME_BACK), Invalid),
    Twin("a vote waives once", struck(Recovering, "waive_recovery", "déjà été votée"), waived_twice, Invalid),
    Twin("a waiver has been voted", {"grant_recovery.check_act": nothing},
         lambda: titled().waive_recovery(1, 1, Act(number="1", on=date(2021, 9, 10)), NOBODY, TITLED), ActToCome),
)  # fmt: skip
TWINS = (*CLAIMS, *ORDERS, *RECOVERIES)


@each(TWINS)
def test_with_the_rule_it_is_refused(twin: Twin) -> None:
    refused(twin)


@each(TWINS)
def test_without_the_rule_it_goes_through(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_through(twin, monkeypatch)
