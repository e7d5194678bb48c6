"""The life of a week sheet: one table with one door."""

from enum import StrEnum

from services.chassis.lifecycle import Lifecycle


class State(StrEnum):
    """Where a week sheet stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    LOCKED = "locked"


LIFECYCLE = Lifecycle(
    {
        State.DRAFT: {"write": State.DRAFT, "submit": State.SUBMITTED},
        State.SUBMITTED: {"approve": State.APPROVED, "return": State.DRAFT},
        State.APPROVED: {"lock": State.LOCKED, "reopen": State.DRAFT},
        # A week may lie in two claims: it is free again once neither holds it.
        State.LOCKED: {"lock": State.LOCKED, "keep_locked": State.LOCKED, "unlock": State.APPROVED},
    },
    labels={
        State.DRAFT: "Brouillon",
        State.SUBMITTED: "Transmise",
        State.APPROVED: "Approuvée",
        State.LOCKED: "Dans une demande de paiement",
    },
)
