"""Writes the certificate of a *service fait* on the day it is certified, from what is known and holds on that day."""

from datetime import date

from services.chassis.money import euros
from services.chassis.work import Work
from services.jobrotation_funding.calculation import hours, named
from services.jobrotation_funding.certificate import Certified, certificate
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_fields import Claim, GrantLine
from services.jobrotation_funding.grant_kept import KINDS
from services.jobrotation_funding.mails import french
from services.jobrotation_funding.matching import REASONS
from services.jobrotation_funding.open_data import grantor
from services.jobrotation_funding.pack import CertificateKept
from services.jobrotation_funding.separation import Delegation
from services.jobrotation_funding.use_cases.seen import organisation_row, title


async def certify(work: Work, grant: Grant, number: int) -> None:
    """Write and keep the certificate of a claim that was just certified: whatever comes later does not change it."""
    written = certificate(await _certified(work, grant, grant.claim(number)))
    kept = CertificateKept.of(written, grant.id, number, work.now)
    grant.keep_certificate(number, kept.sha256)
    await work.add(kept)


async def _certified(work: Work, grant: Grant, claim: Claim) -> Certified:
    body, engagement = await organisation_row(work, grant.organisation), grant.engagement
    facts = [
        ("Financeur", f"{grantor().name}, SIRET {grantor().siret}"),
        ("Bénéficiaire", f"{body.get('name', grant.organisation)}, SIRET {body.get('siret', 'inconnu')}"),
        ("Expérimentation", await title(work, grant.experiment)),
        ("Acte", f"{grant.decided.act.number} du {french(grant.decided.act.on)}" if grant.decided else ""),
        ("Convention", (engagement and engagement.agreement) or "sans convention"),
        ("Barème", ", ".join(card.code for card in claim.cards)),
        ("Décompte", f"n° {claim.number}, {KINDS[claim.kind].lower()}"),
    ]
    if claim.since and claim.until:
        facts += [
            ("Période", f"du {french(claim.since)} au {french(claim.until)}"),
            ("Heures libérées", hours(claim.released_minutes)),
            ("Heures libérées et remplacées", hours(claim.matched_minutes)),
        ]
    return Certified(
        title=f"Certificat de service fait – décompte n° {claim.number}",
        facts=facts,
        rows=[_row(line) for line in named(claim.lines)],
        totals=_totals(claim),
        unmatched=[(REASONS.get(reason, reason), hours(minutes)) for reason, minutes in claim.unmatched],
        statement=(
            f"Préparé le {_step(claim.prepared_on, claim.prepared_by, claim.prepared_under)}. "
            f"Certifié le {_step(claim.certified_on, claim.certified_by, claim.certified_under)}."
        ),
        at=work.now,
    )


def _row(line: GrantLine) -> tuple[str, str, str, str]:
    quantity = hours(line.minutes) if line.minutes else str(line.count)
    return (line.label, quantity, euros(line.unit_cents), euros(line.cents))


def _totals(claim: Claim) -> list[tuple[str, int]]:
    if not claim.lines:
        return [("Avance à verser", claim.payable_cents)]
    # Lines that make some cents more than « Certifié » say why.
    rounded = [("Arrondis au-delà de l'engagé", -claim.rounding_cents)] if claim.rounding_cents else []
    return [
        *rounded,
        ("Certifié", claim.certified_cents),
        ("Avance déduite", claim.deducted_cents),
        ("À payer", claim.payable_cents),
    ]


def _step(on: date | None, by: str | None, under: Delegation | None) -> str:
    cited = f", en vertu de la délégation « {under.reference} »" if under else ""
    return f"{french(on) if on else ''} par l'agent {by}{cited}"
