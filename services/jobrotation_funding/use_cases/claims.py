"""What employers claim, and what officers do about it: prepare the *service fait*, certify it, or send it back."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from services.chassis.actor import DutyName
from services.chassis.money import euros
from services.chassis.refusal import Refusal
from services.chassis.work import Work
from services.jobrotation_funding.claim_parts import POINTS, Period, Preparation, check_none_left_out
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_fields import Claim
from services.jobrotation_funding.grant_kept import INTERIM
from services.jobrotation_funding.matching import Days
from services.jobrotation_funding.queries.hours import hours_left_out, hours_to_claim
from services.jobrotation_funding.separation import delegation
from services.jobrotation_funding.shown_payments import to_mend
from services.jobrotation_funding.use_cases import certifying, steps
from services.jobrotation_funding.use_cases.hours import check_hands, lock_sheets, unlock_sheets
from services.jobrotation_funding.values import Code, Command, Day, Remark, Text


class EvidenceUsed(Refusal):
    """A piece that already justifies a claim."""

    code, title = "evidence-used", "Pièce déjà employée"


class ClaimPayment(Command):
    """A claim for a period, both days included. ``kind``: ``interim`` or ``balance``; preparations on evidence.

    ``without_waiting``: hours that it leaves out (sheets not approved yet; before a balance, any hours of no claim) are
    left out knowingly.
    """

    kind: Annotated[str, Field(pattern="^(interim|balance)$")]
    since: Day
    until: Day
    preparations: Annotated[tuple[Preparation, ...], Field(max_length=10)] = ()
    without_waiting: bool = False


class RejectClaim(Command):
    """What is to be mended: points of the list, and a remark."""

    points: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
    remark: Remark = ""


class WithdrawCertificate(Command):
    """Why a certificate does not hold: points of the list, and a reason, since it takes a decision back."""

    points: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
    reason: Text


async def claim_advance(work: Work, grant: str) -> Grant:
    """Claim the advance that the agreement promises."""
    found = await work.get(Grant, grant)
    found.claim_advance(work.actor.person, work.today)
    await work.save(found)
    return found


async def claim_payment(work: Work, grant: str, command: ClaimPayment) -> Grant:
    """Claim the approved hours of a period that were released and replaced and count in no claim yet.

    Their sheets are locked. Days that another claim covers may be claimed again for what has come since.
    """
    found = await work.get(Grant, grant)
    period = Period(kind=command.kind, since=command.since, until=command.until)
    found.check_claim(period, work.today)
    days = Days(command.since, command.until)
    hours = await hours_to_claim(work, found, days)
    left = hours.waiting if command.kind == INTERIM else await hours_left_out(work, found, days)
    check_none_left_out(command.kind, [(sheet.id, sheet.week) for sheet in left], command.without_waiting)
    sheets, left_out = ([sheet.id for sheet in those] for those in (hours.sheets, left))
    prepared, by = command.preparations, work.actor.person
    claim = found.claim_period(period, hours.matched, sheets, prepared, by, work.today, left_out)
    await _reserve_evidence(work, command.preparations, f"{grant}/{claim.number}")
    await lock_sheets(work, claim, hours.matched.counted)
    await work.save(found)
    return found


async def prepare_claim(work: Work, grant: str, claim: int) -> Grant:
    """Prepare the *service fait* of a claim, within the ceiling of one's delegation."""
    found = await work.get(Grant, grant)
    cents = found.claim(claim).claimed_cents
    under = delegation(work.actor, DutyName.PREPARE, work.today, cents, DutyName.INSTRUCT)
    found.prepare_claim(claim, work.actor.person, work.actor.organisations(), work.today, under)
    await check_hands(work, found.claim(claim), work.actor.person)
    await work.save(found)
    return found


async def certify_claim(work: Work, grant: str, claim: int) -> Grant:
    """Validate the *service fait* that another person prepared, within the ceiling of one's delegation."""
    found = await work.get(Grant, grant)
    under = delegation(work.actor, DutyName.CERTIFY, work.today, found.claim(claim).claimed_cents)
    moves = found.certify_claim(claim, work.actor.person, under, work.actor.organisations(), work.today)
    await check_hands(work, found.claim(claim), work.actor.person)
    await certifying.certify(work, found, claim)
    await steps.book(work, found, moves, f"claim/{claim}/certify", f"Décompte n° {claim}")
    await work.save(found)
    done = found.claim(claim)
    await steps.tell(
        work,
        found,
        "claim-certified",
        f"claim/{claim}",
        claim=claim,
        certified=euros(done.certified_cents),
        deducted=euros(done.deducted_cents),
        payable=euros(done.payable_cents),
    )
    return found


async def reject_claim(work: Work, grant: str, claim: int, command: RejectClaim) -> Grant:
    """Send a claim back: its sheets are unlocked, and mended hours can be claimed again."""
    found = await work.get(Grant, grant)
    steps.cite(work, found, DutyName.PREPARE, DutyName.INSTRUCT)
    rejected = found.reject_claim(claim, command.points, command.remark, work.actor.organisations(), work.today)
    await _give_back(work, rejected)
    await work.save(found)
    points = " ; ".join(POINTS[point] for point in rejected.points)
    await steps.tell(work, found, "claim-rejected", f"claim/{claim}", claim=claim, points=points, remark=command.remark)
    return found


async def withdraw_certificate(work: Work, grant: str, claim: int, command: WithdrawCertificate) -> Grant:
    """Take back a certificate that proves wrong, while no order rests on it: the claim is mended and made again."""
    found = await work.get(Grant, grant)
    cents = found.claim(claim).claimed_cents
    under = delegation(work.actor, DutyName.CERTIFY, work.today, cents, DutyName.ORDER)
    me, own = work.actor.person, work.actor.organisations()
    moves = found.withdraw_certificate(claim, command.points, command.reason, me, under, own, work.today)
    withdrawn = found.claim(claim)
    await _give_back(work, withdrawn)
    await steps.book(work, found, moves, f"claim/{claim}/withdraw", f"Décompte n° {claim}")
    await work.save(found)
    facts = {"points": " ; ".join(POINTS[point] for point in withdrawn.points), "reason": command.reason}
    then = to_mend(found, withdrawn)
    await steps.tell(work, found, "certificate-withdrawn", f"claim/{claim}/withdraw", claim=claim, then=then, **facts)
    return found


async def _give_back(work: Work, claim: Claim) -> None:
    """A claim that is sent back holds its pieces and its hours no more."""
    for _, sha256 in claim.evidence:
        await work.release(_evidence(sha256))
    await unlock_sheets(work, claim)


async def _reserve_evidence(work: Work, preparations: Sequence[Preparation], holder: str) -> None:
    """A piece justifies one claim, of any grant. Raises EvidenceUsed naming its place."""
    for rank, each in enumerate(preparations):
        for place, piece in enumerate(each.pieces):
            if await work.holder(_evidence(piece.sha256)) is not None:
                raise EvidenceUsed(
                    f"La pièce « {piece.name} » justifie déjà un décompte : joignez celle de cette préparation.",
                    field=f"preparations/{rank}/pieces/{place}/sha256",
                )
            await work.reserve(_evidence(piece.sha256), holder)


def _evidence(sha256: str) -> str:
    return f"evidence:{sha256}"
