"""A grant's payment orders: ordered by a third person, accepted or rejected by the payeur, paid. Pure.

RULES.md, "Money": the platform proposes and records, the *comptable public* pays. A hold blocks new orders only.
"""

from collections.abc import Collection
from datetime import date

from contracts import jobrotation_funding as events
from services.chassis.money import euros
from services.chassis.refusal import Invalid, Refusal
from services.jobrotation_funding.duties import check_own
from services.jobrotation_funding.grant_fields import Claim
from services.jobrotation_funding.grant_kept import Kept, Moves
from services.jobrotation_funding.hold_parts import Watched
from services.jobrotation_funding.ledger import Kind
from services.jobrotation_funding.separation import Delegation, another_person
from services.jobrotation_funding.values import Label, Value

REASONS = {
    "bank-details": "Coordonnées bancaires à corriger",
    "missing-piece": "Pièce justificative manquante",
    "wrong-creditor": "Créancier inexact",
    "wrong-amount": "Liquidation inexacte",
    "credits": "Crédits indisponibles ou mal imputés",
    "service-fait": "Certification du service fait irrégulière",
    "other": "Autre motif",
}
"""Why the payeur rejects a payment order."""


OF_THE_CERTIFICATE = frozenset({"wrong-amount", "service-fait"})
"""Reasons that another order of the same certificate does not mend: it is withdrawn, and the claim made again."""


def then_of(reason: str) -> str:
    """What the employer is told that follows an order which the payeur rejected."""
    if reason in OF_THE_CERTIFICATE:
        return (
            "La Région reprend la liquidation : si le certificat de service fait est inexact, elle le retire, et vous "
            "corrigez puis déposez un nouveau décompte."
        )
    return "Le service fait reste certifié : le paiement sera mandaté de nouveau une fois ce point corrigé."


class NothingToOrder(Refusal):
    """The advance covers the whole claim: nothing is paid."""

    code, title = "nothing-to-order", "Rien à mandater"


class PaymentsAreHeld(Refusal):
    """A late report blocks new payment orders. ``facts``: ``reports`` and the day ``since`` when."""

    code, title = "payments-held", "Paiements suspendus"


class BeyondEngaged(Refusal):
    """What was ordered keeps its AE, whatever is recovered: nothing is ordered beyond it. ``facts``: ``left``."""

    code, title = "beyond-engaged", "Au-delà des autorisations engagées"


class Order(Value):
    """A payment order as it leaves: its number and the digest of its pack of pieces."""

    number: Label
    pack_sha256: str


class Paying(Kept):
    """The payment orders of a grant."""

    def blocking(self, day: date) -> tuple[Watched, ...]:
        """The late reports that block new payment orders on a day."""
        return tuple(each for each in self.watched if each.blocks(day))

    def check_order(self, number: int, by: str, own: Collection[str], on: date) -> Claim:
        """The claim as it will be ordered.

        Raises OutOfTurn, OwnOrganisation, SamePerson, AgreementMissing, NothingToOrder, PaymentsAreHeld, BeyondEngaged.
        """
        self._become("order")
        claim = self._claim_after(number, "order")
        check_own(own, self.organisation)
        before = (claim.submitted_by, claim.prepared_by, claim.certified_by)
        another_person(by, "déposé, préparé ou certifié ce décompte", *before)
        self.check_signed()
        if not claim.payable_cents:
            raise NothingToOrder("L'avance déjà versée couvre tout ce décompte : il n'y a rien à mandater.")
        self._check_not_held(on)
        left = self.engaged_cents - self.ordered_cents
        if claim.payable_cents > left:
            raise BeyondEngaged(f"Il ne reste que {euros(left)} d'autorisations à mandater ici.", left=left)
        return claim

    def order_payment(self, claim: Claim, order: Order, by: str, under: Delegation, on: date) -> Moves:
        """Send what ``check_order`` answered to the payeur; answers what it books, in the payment year of that day."""
        done = {"ordered_on": on, "ordered_by": by, "ordered_under": under, "year": on.year}
        self._keep_claim(claim, order=order.number, pack_sha256=order.pack_sha256, **done)
        self.ordered_cents += claim.payable_cents
        self._announce(
            events.PaymentOrdered(
                grant=self.id,
                claim=claim.number,
                order=order.number,
                cents=claim.payable_cents,
                year=on.year,
                pack_sha256=order.pack_sha256,
                on=on,
            )
        )
        return ((Kind.ORDERED, claim.payable_cents),)

    def record_payment(self, number: int, paid_on: date, today: date, own: Collection[str] = ()) -> Moves:
        """The payeur paid. Raises OwnOrganisation, Invalid for a day before the order or to come."""
        self._become("pay")
        claim = self._claim_after(number, "pay")
        check_own(own, self.organisation)
        _check_answered(claim, paid_on, today, "paid_on")
        claim = self._keep_claim(claim, paid_on=paid_on)
        self.paid_cents += claim.payable_cents
        self._announce(
            events.Paid(
                grant=self.id,
                organisation=self.organisation,
                claim=number,
                order=claim.order or "",
                cents=claim.payable_cents,
                year=claim.year or paid_on.year,
                on=paid_on,
            )
        )
        return ((Kind.PAID, claim.payable_cents),)

    def record_order_rejected(
        self, number: int, reason: str, rejected_on: date, today: date, own: Collection[str] = ()
    ) -> Moves:
        """The payeur rejected the order: the claim is certified again, and may be ordered once mended.

        What was ordered and its payment credits come back. Raises OwnOrganisation, Invalid.
        """
        self._become("refuse_order")
        claim = self._claim_after(number, "refuse_order")
        check_own(own, self.organisation)
        if reason not in REASONS:
            raise Invalid(f"Ce motif n'existe pas ; les motifs sont : {', '.join(REASONS)}.", field="reason")
        _check_answered(claim, rejected_on, today, "rejected_on")
        order, year = claim.order or "", claim.year or rejected_on.year
        refused = (*claim.refused_orders, (order, reason, rejected_on))
        none = dict.fromkeys(("order", "ordered_on", "ordered_by", "ordered_under", "year", "pack_sha256"))
        self._keep_claim(claim, refused_orders=refused, **none)
        self.ordered_cents -= claim.payable_cents
        self._announce(
            events.PaymentRejected(
                grant=self.id,
                claim=number,
                order=order,
                cents=claim.payable_cents,
                year=year,
                reason=reason,
                on=rejected_on,
            )
        )
        return ((Kind.ORDER_REJECTED, claim.payable_cents),)

    def _check_not_held(self, on: date) -> None:
        blocking = self.blocking(on)
        if not blocking:
            return
        since = min(each.hold_on for each in blocking if each.hold_on)
        names = ", ".join(f"« {each.label} »" for each in blocking)
        raise PaymentsAreHeld(
            f"Les nouveaux paiements sont suspendus depuis le {since:%d/%m/%Y} : le bilan {names} est en retard. Son "
            "acceptation lève la suspension.",
            reports=[each.report for each in blocking],
            since=since.isoformat(),
        )


def _check_answered(claim: Claim, on: date, today: date, field: str) -> None:
    if on > today:
        raise Invalid("Ce jour est à venir.", field=field)
    if claim.ordered_on and on < claim.ordered_on:
        raise Invalid(f"L'ordre de paiement est du {claim.ordered_on:%d/%m/%Y} : la réponse le suit.", field=field)
