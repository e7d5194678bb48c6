"""Gathers the pieces that a payment order leaves with, from the grant, its rate cards, its hours and its audit."""

from typing import Any

from pydantic_core import to_jsonable_python

from services.chassis import audit
from services.chassis.calendar import PARIS
from services.chassis.refusal import Refusal
from services.chassis.work import Work
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_fields import Claim
from services.jobrotation_funding.pack import (
    CertificateKept,
    PackKept,
    certificate_id,
    csv_piece,
    json_piece,
    packed,
    sha256,
)
from services.jobrotation_funding.queries.budget import card_view
from services.jobrotation_funding.rate_card import RateCard
from services.jobrotation_funding.separation import Delegation
from services.jobrotation_funding.staff import Side, Staff
from services.jobrotation_funding.week_sheet import WeekSheet

ACT, AGREEMENT, CARDS, CLAIM = "1-acte.json", "2-convention.json", "3-bareme.json", "4-decompte.json"
HOURS, CERTIFICATE, DELEGATIONS = "5-heures.csv", "6-certificat-service-fait.pdf", "7-delegations.json"
AUDIT = "8-journal-audit.json"
HOURS_HEAD = (
    "feuille",
    "volet",
    "matricule",
    "equipe",
    "taux",
    "remplace",
    "debut",
    "fin",
    "minutes",
    "paye_par",
    "approuvee_le",
    "approuvee_par",
    "minutes_decomptees",
)


class TrailBroken(Refusal):
    """The audit chain of the grant was touched: nothing is paid on it. ``facts``: ``faults``."""

    status, code, title = 500, "audit-trail-broken", "Journal d'audit altéré"


class CertificateMissing(Refusal):
    """The certificate of *service fait* is not as it was written: nothing is paid on it. ``facts``: ``claim``."""

    status, code, title = 500, "certificate-missing", "Certificat de service fait manquant"


async def pack(work: Work, grant: Grant, claim: Claim, order: str, ordered_under: Delegation) -> PackKept:
    """The pack of a claim that is being ordered. Raises TrailBroken, CertificateMissing."""
    about = {
        "grant": grant.id,
        "claim": claim.number,
        "order": order,
        "beneficiary": grant.organisation,
        "cents": claim.payable_cents,
        "on": work.today,
    }
    pieces = {
        ACT: json_piece(_plain({"decided": grant.decided, "amendments": grant.amendments})),
        AGREEMENT: json_piece(_plain({"engagement": grant.engagement, "terms": grant.terms})),
        CARDS: json_piece([card_view(await work.get(RateCard, card.id)) for card in claim.cards]),
        CLAIM: json_piece(_plain(_claim(claim))),
        HOURS: csv_piece(HOURS_HEAD, await _hours(work, claim)),
        CERTIFICATE: await _certificate(work, grant, claim),
        DELEGATIONS: json_piece(_plain(_delegations(work, claim, ordered_under))),
        AUDIT: json_piece(await _audit(work, grant)),
    }
    content = packed(pieces, _plain(about))
    return PackKept.of(content, grant=grant.id, claim=claim.number, order=order, made_at=work.now)


def _plain(content: Any) -> Any:
    return to_jsonable_python(content)


def _claim(claim: Claim) -> dict[str, Any]:
    lines = [{**line.model_dump(), "cents": line.cents} for line in claim.lines]
    return {
        **claim.model_dump(exclude={"prepared_under", "certified_under", "ordered_under", "pack_sha256"}),
        "lines": lines,
        "rounding_cents": claim.rounding_cents,
    }


def _delegations(work: Work, claim: Claim, ordered_under: Delegation) -> dict[str, Any]:
    return {
        "prepared": {"by": claim.prepared_by, "on": claim.prepared_on, "under": claim.prepared_under},
        "certified": {"by": claim.certified_by, "on": claim.certified_on, "under": claim.certified_under},
        "ordered": {"by": work.actor.person, "on": work.today, "under": ordered_under},
    }


async def _hours(work: Work, claim: Claim) -> list[tuple[object, ...]]:
    """The hours of the claim's period, released and replacing, by matricule: a pack names nobody.

    Each released stretch with the minutes that this claim counts; another one may count others of the same months.
    """
    if claim.since is None or claim.until is None:
        return []
    sheets = await work.where(WeekSheet, id=claim.sheets)
    named = {sheet.staff for sheet in sheets} | {entry.replaces for sheet in sheets for entry in sheet.entries}
    staff = await work.where(Staff, id=sorted(each for each in named if each))
    matricules = {each.id: each.particulars.matricule for each in staff}
    rows: list[tuple[object, ...]] = []
    for sheet in sheets:
        about = (sheet.id, sheet.side.value, matricules.get(sheet.staff))
        for entry in sheet.entries:
            for day, span in entry.span.by_day():
                if claim.since <= day <= claim.until:
                    times = (moment.astimezone(PARIS).isoformat() for moment in (span.start, span.end))
                    replaces = matricules.get(entry.replaces or "")
                    approved = (sheet.approved_on, sheet.approved_by)
                    counted = sheet.minutes_counted(claim.number, span) if sheet.side is Side.RELEASED else None
                    worked = (span.minutes, entry.paid_by, *approved, counted)
                    rows.append((*about, entry.team, sheet.rate, replaces, *times, *worked))
    return sorted(rows, key=lambda row: (str(row[6]), str(row[1]), str(row[2]), str(row[0])))


async def _certificate(work: Work, grant: Grant, claim: Claim) -> bytes:
    """The certificate as it was written when the claim was certified. Raises CertificateMissing."""
    kept = await work.record(CertificateKept, certificate_id(grant.id, claim.number))
    if kept is None or sha256(kept.pdf) != claim.certificate_sha256:
        raise CertificateMissing(
            "Le certificat de service fait de ce décompte manque, ou a été altéré : rien n'est mandaté, prévenez "
            "l'administrateur.",
            claim=claim.number,
        )
    return kept.pdf


async def _audit(work: Work, grant: Grant) -> dict[str, Any]:
    """The whole trail of the grant before this order, its chain verified against the head that the grant keeps."""
    trail = await work.trail(grant.subject)
    faults = audit.broken_links(grant.subject, grant.audit_head, grant.audit_count, trail)
    if faults:
        raise TrailBroken(
            "Le journal de cette subvention ne se suit pas : rien n'est mandaté, prévenez l'administrateur.",
            faults=faults,
        )
    entries = [{name: row[name] for name in ("number", "previous", "hash", "entry")} for row in trail]
    checked = {"head": grant.audit_head, "count": grant.audit_count, "verified_at": work.now.isoformat()}
    return {"subject": grant.subject, **checked, "entries": entries}
