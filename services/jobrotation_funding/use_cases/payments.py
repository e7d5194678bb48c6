"""What who orders does: send a payment order with its pack of pieces, and record what the payeur answers."""

from typing import Annotated

from pydantic import Field

from services.chassis.actor import DutyName
from services.chassis.money import euros
from services.chassis.refusal import Refusal
from services.chassis.values import Readable
from services.chassis.work import Work
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_payments import REASONS, Order, then_of
from services.jobrotation_funding.mails import french
from services.jobrotation_funding.separation import delegation
from services.jobrotation_funding.use_cases import financial_reports, holds, packing, steps
from services.jobrotation_funding.use_cases.hours import check_hands
from services.jobrotation_funding.values import Code, Command, Day

Number = Annotated[str, Field(min_length=1, max_length=60), Readable]
"""The number of a payment order or of a title, as the Région's accounts call it."""


class NumberUsed(Refusal):
    """A number that another order or title bears."""

    code, title = "number-used", "Numéro déjà employé"


class OrderPayment(Command):
    """The number of the payment order (*mandat*)."""

    order: Number


class RecordPayment(Command):
    """The day the payeur paid."""

    paid_on: Day


class RecordOrderRejected(Command):
    """Why the payeur rejected the order (a code of the list), and when."""

    reason: Code
    rejected_on: Day


async def order_payment(work: Work, grant: str, claim: int, command: OrderPayment) -> Grant:
    """Order the payment of a certified claim, unless payments are held; it leaves with its pack of pieces."""
    found = await work.get(Grant, grant)
    await holds.cover(work, found)
    me, own = work.actor.person, work.actor.organisations()
    ordered = found.check_order(claim, me, own, work.today)
    await check_hands(work, ordered, me)
    under = delegation(work.actor, DutyName.ORDER, work.today, ordered.payable_cents)
    await reserve_number(work, "order", command.order, f"{grant}/{claim}/{len(ordered.refused_orders)}")
    pack = await packing.pack(work, found, ordered, command.order, under)
    order = Order(number=command.order, pack_sha256=pack.sha256)
    moves = found.order_payment(ordered, order, me, under, work.today)
    step = f"claim/{claim}/order/{command.order}"
    await steps.book(work, found, moves, step, f"Mandat {command.order}", year=work.today.year)
    await work.add(pack)
    await work.save(found)
    facts = {"order": command.order, "cents": euros(ordered.payable_cents), "on": french(work.today)}
    await steps.tell(work, found, "payment-ordered", step, claim=claim, **facts)
    return found


async def record_payment(work: Work, grant: str, claim: int, command: RecordPayment) -> Grant:
    """Record that the payeur paid the order."""
    found = await work.get(Grant, grant)
    steps.cite(work, found, DutyName.ORDER)
    moves = found.record_payment(claim, command.paid_on, work.today, work.actor.organisations())
    paid = found.claim(claim)
    step = f"claim/{claim}/order/{paid.order}"
    await steps.book(work, found, moves, step, f"Mandat {paid.order}", on=command.paid_on)
    await financial_reports.owe(work, found)
    await work.save(found)
    facts = {"order": paid.order, "cents": euros(paid.payable_cents), "on": french(command.paid_on)}
    await steps.tell(work, found, "payment-paid", step, claim=claim, **facts)
    return found


async def record_order_rejected(work: Work, grant: str, claim: int, command: RecordOrderRejected) -> Grant:
    """Record that the payeur rejected the order: its credits come back, and the claim may be ordered again."""
    found = await work.get(Grant, grant)
    before = found.claim(claim)
    steps.cite(work, found, DutyName.ORDER)
    own = work.actor.organisations()
    moves = found.record_order_rejected(claim, command.reason, command.rejected_on, work.today, own)
    step, reference = f"claim/{claim}/order/{before.order}", f"Mandat {before.order}"
    await steps.book(work, found, moves, step, reference, year=before.year, on=command.rejected_on)
    await work.save(found)
    facts = {"order": before.order, "reason": REASONS[command.reason], "then": then_of(command.reason)}
    await steps.tell(work, found, "payment-rejected", step, **facts)
    return found


async def reserve_number(work: Work, kind: str, number: str, holder: str, field: str = "order") -> None:
    """One number, one order (or title), whatever blanks and capitals it is written with. Raises NumberUsed."""
    key = f"{kind}:{' '.join(number.split()).casefold()}"
    if await work.holder(key) not in (None, holder):
        raise NumberUsed(f"Le numéro « {number} » est déjà employé : donnez celui de vos comptes.", field=field)
    await work.reserve(key, holder)
