"""What an application announces: its facts in the words of the contract, without free text or names. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from contracts import incubator_registry as contract
from contracts.envelope import Event
from services.incubator_registry.admissibility import AskedPiece, Finding
from services.incubator_registry.decision import Decision, Outcome
from services.incubator_registry.deposit import JoinedPiece, Proof

if TYPE_CHECKING:
    from services.incubator_registry.application import Application


def deposited(application: "Application", proof: Proof, rules_version: int) -> Event:
    """The proof of deposit is what is announced."""
    return contract.ApplicationDeposited(
        application=application.id,
        call=application.call,
        title=application.content.title,
        incubator_type=application.content.incubator_type,
        lead=application.lead,
        members=application.grouping.told(),
        rules_version=rules_version,
        at=proof.at,
        silent_refusal_on=proof.silent_refusal_on,
    )


def correction_requested(application: "Application", asked: Sequence[AskedPiece], due_on: date, on: date) -> Event:
    """Which pieces, until when."""
    pieces = tuple(each.piece for each in asked)
    return contract.ApplicationCorrectionRequested(**_of(application), pieces=pieces, due_on=due_on, on=on)


def corrected(application: "Application", sent: Sequence[JoinedPiece], silent_on: date, on: date) -> Event:
    """Which pieces came, and when silence will refuse."""
    pieces = tuple(piece.code for piece in sent)
    return contract.ApplicationCorrected(**_of(application), pieces=pieces, silent_refusal_on=silent_on, on=on)


def found_admissible(application: "Application", on: date) -> Event:
    """Pieces complete, every rule met."""
    return contract.ApplicationFoundAdmissible(**_of(application), on=on)


def found_inadmissible(application: "Application", ground: str, findings: Sequence[Finding], on: date) -> Event:
    """Why it goes no further, by codes."""
    reasons = tuple(finding.told() for finding in findings)
    return contract.ApplicationFoundInadmissible(**_of(application), ground=ground, reasons=reasons, on=on)


def opinion_given(application: "Application", opinion: str, rank: int, score: int, on: date) -> Event:
    """The committee's opinion."""
    return contract.ApplicationOpinionGiven(**_of(application), opinion=opinion, rank=rank, score=score, on=on)


def withdrawn(application: "Application", on: date) -> Event:
    """The lead took it back."""
    return contract.ApplicationWithdrawn(**_of(application), on=on)


def decided(application: "Application", decision: Decision, on: date) -> Event:
    """What the act decided."""
    reasons = tuple(finding.told() for finding in decision.motives)
    if decision.outcome is Outcome.CLOSED:
        return contract.ApplicationClosedWithoutAction(**_of(application), reasons=reasons, on=on)
    recorded = decision.recorded
    by_act = {
        **_of(application),
        "act": recorded.told(),
        "stood_aside": len(recorded.stood_aside),
        "notified_on": recorded.notified_on,
    }
    match decision.outcome:
        case Outcome.ACCEPTED:
            described = {
                "title": application.content.title,
                "incubator_type": application.content.incubator_type,
                "members": application.grouping.told(),
            }
            return contract.ApplicationAccepted.model_validate(by_act | described)
        case Outcome.RESERVE:
            return contract.ApplicationPutOnTheReserveList.model_validate(by_act | {"rank": decision.rank})
        case _:
            return contract.ApplicationRefused.model_validate(by_act | {"reasons": reasons})


def _of(application: "Application") -> dict[str, str]:
    return {"application": application.id, "call": application.call, "lead": application.lead}
