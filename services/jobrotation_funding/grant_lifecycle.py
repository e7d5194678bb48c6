"""The life of a grant, of its claims, of its recoveries and of its financial reports: four tables, one door each."""

from enum import StrEnum

from services.chassis.lifecycle import Lifecycle


class State(StrEnum):
    """Where a grant stands."""

    DRAFT = "draft"
    ABANDONED = "abandoned"
    REQUESTED = "requested"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    GRANTED = "granted"
    ENGAGED = "engaged"
    CLOSED = "closed"


# What is owed back may show after the grant is closed: a control comes years later.
_RECOVERED = ("open_recovery", "answer", "title", "stagger", "recover", "waive", "drop")
# The account of a year is rendered in the next one, when the grant may be closed already.
_REPORTED = ("ask_report", "hand_in_report", "return_report", "accept_report")
_AFTERWARDS = (*_RECOVERED, *_REPORTED)
_CERTIFIED = ("claim", "prepare", "certify", "reject", "withdraw_certificate")
_PAID = (*_CERTIFIED, "order", "pay", "refuse_order", "hold", "lift", *_AFTERWARDS)
# An agreement is signed with the engagement or after it; what an amendment adds is engaged in its turn.
_COMMITTED = ("sign", "amend", "engage_amendment", "disengage")

LIFECYCLE = Lifecycle(
    {
        State.DRAFT: {"edit": State.DRAFT, "request": State.REQUESTED, "abandon": State.ABANDONED},
        State.REQUESTED: {"grant": State.GRANTED, "refuse": State.REFUSED, "withdraw": State.WITHDRAWN},
        State.GRANTED: {"amend": State.GRANTED, "engage": State.ENGAGED, "withdraw": State.WITHDRAWN},
        # It is closed once nothing is engaged, ordered or owed any more that is not settled.
        State.ENGAGED: {"close": State.CLOSED} | dict.fromkeys((*_COMMITTED, *_PAID), State.ENGAGED),
        State.ABANDONED: {},
        State.WITHDRAWN: {},
        State.REFUSED: {},
        State.CLOSED: dict.fromkeys(_AFTERWARDS, State.CLOSED),
    },
    labels={
        State.DRAFT: "Brouillon",
        State.ABANDONED: "Abandonnée",
        State.REQUESTED: "Demandée",
        State.WITHDRAWN: "Retirée",
        State.REFUSED: "Refusée",
        State.GRANTED: "Accordée",
        State.ENGAGED: "Engagée",
        State.CLOSED: "Soldée",
    },
)


class ClaimState(StrEnum):
    """Where a claim for payment stands."""

    SUBMITTED = "submitted"
    PREPARED = "prepared"
    CERTIFIED = "certified"
    REJECTED = "rejected"
    ORDERED = "ordered"
    PAID = "paid"


CLAIM_LIFECYCLE = Lifecycle(
    {
        ClaimState.SUBMITTED: {"prepare": ClaimState.PREPARED, "reject": ClaimState.REJECTED},
        ClaimState.PREPARED: {"certify": ClaimState.CERTIFIED, "reject": ClaimState.REJECTED},
        # A certificate that proves wrong is withdrawn while no order rests on it; the claim is mended and made again.
        ClaimState.CERTIFIED: {"order": ClaimState.ORDERED, "withdraw_certificate": ClaimState.REJECTED},
        # The payeur rejects an order, not the claim: it is ordered again once mended.
        ClaimState.ORDERED: {"pay": ClaimState.PAID, "refuse_order": ClaimState.CERTIFIED},
        ClaimState.REJECTED: {},
        ClaimState.PAID: {},
    },
    labels={
        ClaimState.SUBMITTED: "Déposée",
        ClaimState.PREPARED: "Service fait préparé",
        ClaimState.CERTIFIED: "Service fait certifié",
        ClaimState.REJECTED: "À corriger",
        ClaimState.ORDERED: "Mandatée",
        ClaimState.PAID: "Payée",
    },
)


class RecoveryState(StrEnum):
    """Where a recovery stands."""

    NOTIFIED = "notified"
    ANSWERED = "answered"
    TITLED = "titled"
    SETTLED = "settled"


RECOVERY_LIFECYCLE = Lifecycle(
    {
        # The answer, or its time being over, comes before any title (phase contradictoire).
        RecoveryState.NOTIFIED: {
            "answer": RecoveryState.ANSWERED,
            "title": RecoveryState.TITLED,
            "drop": RecoveryState.SETTLED,
        },
        RecoveryState.ANSWERED: {"title": RecoveryState.TITLED, "drop": RecoveryState.SETTLED},
        RecoveryState.TITLED: {
            "recover": RecoveryState.TITLED,
            "stagger": RecoveryState.TITLED,
            "waive": RecoveryState.TITLED,
            "settle": RecoveryState.SETTLED,
        },
        RecoveryState.SETTLED: {},
    },
    labels={
        RecoveryState.NOTIFIED: "Notifiée, réponse attendue",
        RecoveryState.ANSWERED: "Contestée ou répondue",
        RecoveryState.TITLED: "Titre de recettes émis",
        RecoveryState.SETTLED: "Soldée",
    },
)


class ReportState(StrEnum):
    """Where the financial report (*compte rendu financier*) of one year stands."""

    RUNNING = "running"
    DUE = "due"
    HANDED_IN = "handed-in"
    RETURNED = "returned"
    ACCEPTED = "accepted"


REPORT_LIFECYCLE = Lifecycle(
    {
        ReportState.RUNNING: {"ask": ReportState.DUE},
        ReportState.DUE: {"hand_in": ReportState.HANDED_IN},
        ReportState.HANDED_IN: {"return": ReportState.RETURNED, "accept": ReportState.ACCEPTED},
        ReportState.RETURNED: {"hand_in": ReportState.HANDED_IN},
        # A payment of that year was recorded after all: the account does not hold it.
        ReportState.ACCEPTED: {"reopen": ReportState.DUE},
    },
    labels={
        ReportState.RUNNING: "Exercice en cours",
        ReportState.DUE: "À remettre",
        ReportState.HANDED_IN: "Remis, à examiner",
        ReportState.RETURNED: "À corriger",
        ReportState.ACCEPTED: "Accepté",
    },
)
