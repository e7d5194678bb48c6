"""Grants with claims, payments and recoveries in any state, through their own verbs: pure. G1 unless said otherwise."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from services.jobrotation_funding.claim_parts import Period, Piece, Preparation
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_fields import Instalment, Returned
from services.jobrotation_funding.grant_holds import Heard
from services.jobrotation_funding.grant_kept import Moves
from services.jobrotation_funding.grant_lifecycle import ClaimState, RecoveryState
from services.jobrotation_funding.grant_payments import Order
from services.jobrotation_funding.matching import Matched, RateMinutes, Unmatched
from services.jobrotation_funding.recovery_parts import Dropping, Letter
from services.jobrotation_funding.separation import Delegation
from services.jobrotation_funding.values import Act
from tests.services.jobrotation_funding.making_grants import engaged
from tests.services.jobrotation_funding.making_payments import digest

HOUR = 60
NOBODY: frozenset[str] = frozenset()
MEMBER = frozenset({"batir"})
AUTUMN = Period(kind="interim", since=date(2020, 10, 1), until=date(2020, 12, 31))
WINTER = Period(kind="interim", since=date(2021, 1, 1), until=date(2021, 3, 31))
SPRING = Period(kind="balance", since=date(2021, 4, 1), until=date(2021, 6, 30))
WHOLE = Period(kind="balance", since=date(2020, 10, 1), until=date(2021, 6, 30))
DAY = date(2020, 10, 6)
LATER = date(2021, 7, 15)
NEXT_YEAR = date(2022, 1, 20)
CERTIFIES = Delegation(duty="certify", reference="Arrêté 2019-certify", since=date(2019, 1, 1))
ORDERS = Delegation(duty="order", reference="Arrêté 2019-order", since=date(2019, 1, 1))
VOTE = Act(number="2021.02000", on=date(2021, 7, 1))


def matched(hours: int, rate: str = "trainer", **lost: int) -> Matched:
    """So many hours that count, and those that do not by reason (``no_substitute=14``)."""
    unmatched = tuple(
        Unmatched(
            reason=reason.replace("_", "-"),
            minutes=number * HOUR,
            rate=rate,
            sheet="s1",
            entry=0,
            staff="ana",
            day=date(2020, 10, 5),
        )
        for reason, number in lost.items()
    )
    lines = (RateMinutes(rate=rate, minutes=hours * HOUR),) if hours else ()
    return Matched(released_minutes=(hours + sum(lost.values())) * HOUR, lines=lines, unmatched=unmatched)


def prepared_staff(count: int, name: str = "attestation") -> tuple[Preparation, ...]:
    """Preparations of substitutes, each on its piece; none for 0."""
    pieces = tuple(Piece(name=f"{name} {each}", sha256=digest(f"{name} {each}")) for each in range(1, count + 1))
    return (Preparation(rate="preparation", count=count, pieces=pieces),) if count else ()


def claim(
    grant: Grant,
    hours: int = 243,
    preparations: int = 6,
    period: Period = AUTUMN,
    on: date = LATER,
    sheets: Sequence[str] = ("s1",),
) -> int:
    """Claim hours and preparations of a period; the claim's number."""
    made = grant.claim_period(period, matched(hours), sheets, prepared_staff(preparations), "bea", on)
    return made.number


def certify(grant: Grant, number: int, on: date = LATER) -> Moves:
    """Hélène prepares, Karim certifies, the same day."""
    grant.prepare_claim(number, "helene", NOBODY, on)
    return grant.certify_claim(number, "karim", CERTIFIES, NOBODY, on)


def order(grant: Grant, number: int, on: date = LATER, name: str = "") -> Moves:
    """Odile orders."""
    made = grant.check_order(number, "odile", NOBODY, on)
    return grant.order_payment(
        made, Order(number=name or f"M-{number}", pack_sha256=digest("pack")), "odile", ORDERS, on
    )


def pay(grant: Grant, number: int, on: date = LATER) -> Moves:
    """Ordered and paid, the same day."""
    return (*order(grant, number, on), *grant.record_payment(number, on, on))


def advanced(**changes: Any) -> Grant:
    """The advance of 7 754.40 is paid."""
    grant = engaged(**changes)
    grant.claim_advance("bea", DAY)
    certify(grant, 1, DAY)
    pay(grant, 1, DAY)
    return grant


def claimed() -> Grant:
    """The advance is paid, claim 2 is deposited: 10 393.20."""
    grant = advanced()
    claim(grant)
    return grant


def under_way() -> Grant:
    """Claim 2 is prepared."""
    grant = claimed()
    grant.prepare_claim(2, "helene", NOBODY, LATER)
    return grant


def certified() -> Grant:
    """Claim 2 is certified: 7 275.24 to pay."""
    grant = under_way()
    grant.certify_claim(2, "karim", CERTIFIES, NOBODY, LATER)
    return grant


def sent_back() -> Grant:
    """Claim 2 is rejected."""
    grant = claimed()
    grant.reject_claim(2, ["hours-to-mend"], "", NOBODY, LATER)
    return grant


def ordered() -> Grant:
    """Claim 2 is ordered."""
    grant = certified()
    order(grant, 2)
    return grant


def paid() -> Grant:
    """Claim 2 is paid."""
    grant = ordered()
    grant.record_payment(2, LATER, LATER)
    return grant


CLAIM_IN_STATE: dict[ClaimState, Callable[[], Grant]] = {
    ClaimState.SUBMITTED: claimed,
    ClaimState.PREPARED: under_way,
    ClaimState.CERTIFIED: certified,
    ClaimState.REJECTED: sent_back,
    ClaimState.ORDERED: ordered,
    ClaimState.PAID: paid,
}


# --- overpaid


def overpaid(year: int = 2020) -> Grant:
    """The advance of 7 754.40 is paid, the whole service is 100 hours: 3 240.00, so 4 514.40 are too much."""
    grant = engaged()
    grant.claim_advance("bea", date(year, 10, 6))
    certify(grant, 1, date(year, 10, 6))
    pay(grant, 1, date(year, 10, 6))
    certify(grant, claim(grant, 100, 0, WHOLE))
    return grant


def letter(cents: int = 451_440, **changes: Any) -> Letter:
    """A letter of 15 July 2021 that leaves a month to answer."""
    said = {
        "cents": cents,
        "reason": "advance-above-service",
        "motive": "L'avance dépasse le service fait.",
        "answer_by": date(2021, 8, 31),
    }
    return Letter.model_validate(said | changes)


def notified(**changes: Any) -> Grant:
    """The letter is sent."""
    grant = overpaid()
    grant.open_recovery(letter(**changes), "helene", NOBODY, LATER)
    return grant


def answered(**changes: Any) -> Grant:
    """The beneficiary answered on 1 August."""
    grant = notified(**changes)
    grant.answer_recovery(1, "Nous demandons un délai.", NOBODY, date(2021, 8, 1))
    return grant


def titled(**changes: Any) -> Grant:
    """The title is issued on 9 September."""
    grant = answered(**changes)
    grant.title_recovery(1, "T-2021-0117", "odile", NOBODY, date(2021, 9, 9))
    return grant


def settled() -> Grant:
    """All came back on 11 October."""
    grant = titled()
    grant.record_returned(1, returned(451_440), date(2021, 10, 11))
    return grant


UNFOUNDED = Dropping(reason="service-proved", because="Les feuilles manquantes sont produites.")


def returned(cents: int, on: date = date(2021, 10, 11), reference: str = "VIR-1") -> Returned:
    """A transfer."""
    return Returned(on=on, cents=cents, way="payment", reference=reference)


def instalments(*cents: int) -> tuple[Instalment, ...]:
    """Parts owed on the first of each month from November on."""
    return tuple(Instalment(due_on=date(2021, 11 + rank, 1), cents=each) for rank, each in enumerate(cents))


RECOVERY_IN_STATE: dict[RecoveryState, Callable[[], Grant]] = {
    RecoveryState.NOTIFIED: notified,
    RecoveryState.ANSWERED: answered,
    RecoveryState.TITLED: titled,
    RecoveryState.SETTLED: settled,
}


# --- held


def late(report: str = "r5", **changes: Any) -> Heard:
    """The report of X5 on the first quarter of 2021 lapsed: notice on 10 May, hold on 17 May."""
    said: dict[str, Any] = {
        "report": report,
        "label": "T1 2021",
        "on": date(2021, 5, 1),
        "due_on": date(2021, 4, 30),
        "notice_on": date(2021, 5, 10),
        "hold_on": date(2021, 5, 17),
    }
    return Heard(**said | changes)


def accepted(report: str = "r5", on: date = date(2021, 6, 10)) -> Heard:
    """It is accepted on 10 June."""
    return Heard(report, "T1 2021", on, accepted_on=on)


def held() -> Grant:
    """Claim 2 is certified, and payments are held since 17 May."""
    grant = certified()
    grant.hear(late())
    grant.notify(date(2021, 5, 10))
    grant.hold(date(2021, 5, 17))
    return grant
