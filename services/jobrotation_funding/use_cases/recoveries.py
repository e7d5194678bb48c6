"""What was paid too much: the letter and its answer, the title, what comes back, what a vote gives up."""

from typing import Annotated

from pydantic import Field

from services.chassis.actor import DutyName
from services.chassis.money import euros
from services.chassis.refusal import Invalid, Refusal
from services.chassis.work import Work
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_fields import Instalment, Recovery, Returned
from services.jobrotation_funding.grant_lifecycle import ClaimState, RecoveryState
from services.jobrotation_funding.mails import french
from services.jobrotation_funding.recovery_parts import OFFSET, PAYMENT, REASONS, TITLE, Dropping, Letter
from services.jobrotation_funding.separation import delegation
from services.jobrotation_funding.use_cases import steps
from services.jobrotation_funding.use_cases.payments import Number, reserve_number
from services.jobrotation_funding.values import Act, Amount, Code, Command, Day, Id, Text

Some = Annotated[Amount, Field(ge=1)]


PREPARING = (DutyName.PREPARE, DutyName.INSTRUCT)


class OffsetTaken(Refusal):
    """A payment order that serves another offset."""

    code, title = "offset-taken", "Mandat déjà compensé"


class OpenRecovery(Command):
    """The motivated letter: how much (cents), why, on which order, and until when the beneficiary may answer."""

    letter: Letter


class AnswerRecovery(Command):
    """What the beneficiary answered."""

    answer: Text


class TitleRecovery(Command):
    """The number of the *titre de recettes*, or of the reducing order."""

    title: Number


class StaggerRecovery(Command):
    """The instalments that the accountant granted; together they make what is left."""

    instalments: Annotated[tuple[Instalment, ...], Field(min_length=1, max_length=120)]


class OffsetOn(Command):
    """The paid claim, of any grant of the same employer, on whose order the accountant offset."""

    grant: Id
    claim: Annotated[int, Field(strict=True, ge=1, le=1_000)]


class RecordReturned(Command):
    """What came back (cents), when, under which reference; ``offset`` where it was kept from a payment."""

    on: Day
    cents: Some
    reference: Number
    offset: OffsetOn | None = None


class WaiveRecovery(Command):
    """What a vote gives up (cents)."""

    cents: Some
    act: Act


class DropRecovery(Command):
    """Why the debt is not founded: a reason of the list, and what shows it."""

    reason: Code
    because: Text


async def open_recovery(work: Work, grant: str, command: OpenRecovery) -> Grant:
    """Claim an overpayment back by a motivated letter."""
    found = await work.get(Grant, grant)
    steps.cite(work, found, *PREPARING)
    opened = found.open_recovery(command.letter, work.actor.person, work.actor.organisations(), work.today)
    await work.save(found)
    await steps.tell(
        work,
        found,
        "recovery-opened",
        f"recovery/{opened.number}",
        cents=euros(opened.cents),
        reason=REASONS[opened.reason],
        motive=opened.motive,
        answer_by=french(opened.answer_by),
    )
    return found


async def answer_recovery(work: Work, grant: str, recovery: int, command: AnswerRecovery) -> Grant:
    """Record the beneficiary's answer."""
    found = await work.get(Grant, grant)
    steps.cite(work, found, *PREPARING)
    found.answer_recovery(recovery, command.answer, work.actor.organisations(), work.today)
    await work.save(found)
    return found


async def title_recovery(work: Work, grant: str, recovery: int, command: TitleRecovery) -> Grant:
    """Issue the title once the beneficiary answered or their time is over."""
    found = await work.get(Grant, grant)
    me, own = work.actor.person, work.actor.organisations()
    under = delegation(work.actor, DutyName.ORDER, work.today, found.recovery(recovery).cents)
    moves = found.title_recovery(recovery, command.title, me, own, work.today, under)
    await reserve_number(work, "title", command.title, f"{grant}/{recovery}", field="title")
    done = found.recovery(recovery)
    template, name = ("recovery-titled", "Titre") if done.way == TITLE else ("recovery-reduced", "Mandat réduit")
    await steps.book(work, found, moves, f"recovery/{recovery}/title", f"{name} {command.title}")
    await work.save(found)
    facts = {"title_number": command.title, "cents": euros(done.cents)}
    await steps.tell(work, found, template, f"recovery/{recovery}", **facts)
    return found


async def stagger_recovery(work: Work, grant: str, recovery: int, command: StaggerRecovery) -> Grant:
    """Record the delays that the accountant granted."""
    found = await work.get(Grant, grant)
    steps.cite(work, found, DutyName.ORDER)
    found.stagger_recovery(recovery, command.instalments, work.today, work.actor.organisations())
    await work.save(found)
    return found


async def record_returned(work: Work, grant: str, recovery: int, command: RecordReturned) -> Grant:
    """Record a payment, or an offset on a payment of the same employer; the last euro settles."""
    found = await work.get(Grant, grant)
    before = found.recovery(recovery)
    way = OFFSET if command.offset else PAYMENT
    returned = Returned(on=command.on, cents=command.cents, way=way, reference=command.reference)
    _check_new(before, returned)
    steps.cite(work, found, DutyName.ORDER)
    moves = found.record_returned(recovery, returned, work.today, work.actor.organisations())
    if command.offset:
        await _check_offset(work, found, before, command.offset, command)
    year = found.claim(before.claim).year if before.claim else None
    step = f"recovery/{recovery}/returned/{len(before.returned) + 1}"
    await steps.book(work, found, moves, step, command.reference, year=year, on=command.on)
    await work.save(found)
    await _tell_settled(work, found, recovery)
    return found


async def waive_recovery(work: Work, grant: str, recovery: int, command: WaiveRecovery) -> Grant:
    """Record the vote that gives up a part, or all, of what is owed."""
    found = await work.get(Grant, grant)
    me, own = work.actor.person, work.actor.organisations()
    under = delegation(work.actor, DutyName.DECIDE, work.today)
    moves = found.waive_recovery(recovery, command.cents, command.act, own, work.today, me, under)
    await steps.book(work, found, moves, f"recovery/{recovery}/waiver", f"Acte {command.act.number}")
    await work.save(found)
    await _tell_settled(work, found, recovery)
    return found


async def drop_recovery(work: Work, grant: str, recovery: int, command: DropRecovery) -> Grant:
    """End it before any title, since the debt is not founded."""
    found = await work.get(Grant, grant)
    me, own = work.actor.person, work.actor.organisations()
    under = delegation(work.actor, DutyName.ORDER, work.today, found.recovery(recovery).cents)
    dropping = Dropping(reason=command.reason, because=command.because)
    found.drop_recovery(recovery, dropping, me, own, work.today, under)
    await work.save(found)
    await _tell_settled(work, found, recovery)
    return found


def _check_new(recovery: Recovery, returned: Returned) -> None:
    if any(each.reference == returned.reference for each in recovery.returned):
        raise Invalid("Cette référence est déjà enregistrée sur ce recouvrement.", field="reference")


async def _check_offset(
    work: Work, owing: Grant, recovery: Recovery, offset: OffsetOn, command: RecordReturned
) -> None:
    """An order serves one offset, of at most what it pays, to the same employer, once the title stands.

    Raises Invalid, OffsetTaken.
    """
    paying = owing if offset.grant == owing.id else await work.find(Grant, offset.grant)
    if paying is None or paying.organisation != owing.organisation:
        raise Invalid("La compensation se fait sur un paiement du même organisme.", field="offset/grant")
    claim = next((each for each in paying.claims if each.number == offset.claim), None)
    if claim is None or claim.state is not ClaimState.PAID:
        raise Invalid("La compensation se constate sur un décompte payé.", field="offset/claim")
    if recovery.titled_on and claim.paid_on and claim.paid_on < recovery.titled_on:
        raise Invalid("Ce paiement précède le titre : rien n'y a été retenu.", field="offset/claim")
    paid = claim.payable_cents - paying.reduced_cents(claim.number)
    if command.cents > paid:
        raise Invalid(f"Ce décompte n'a payé que {euros(paid)}.", field="cents")
    key = f"offset:{offset.grant}/{offset.claim}"
    if await work.holder(key) is not None:
        raise OffsetTaken("Ce paiement sert déjà une autre compensation.", field="offset/claim")
    await work.reserve(key, f"{owing.id}/{recovery.number}")


async def _tell_settled(work: Work, grant: Grant, recovery: int) -> None:
    if grant.recovery(recovery).state is RecoveryState.SETTLED:
        await steps.tell(work, grant, "recovery-settled", f"recovery/{recovery}/settled", recovery=recovery)
