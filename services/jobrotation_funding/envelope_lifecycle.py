"""The life of an envelope: one table, one door."""

from enum import StrEnum

from services.chassis.lifecycle import Lifecycle


class State(StrEnum):
    """Where an envelope stands."""

    VOTED = "voted"
    AFFECTED = "affected"


# Changes of the vote and of payment credits, which move no state.
CHANGES = ("amend", "give", "receive", "carry_over", "lapse")

LIFECYCLE = Lifecycle(
    {
        State.VOTED: {"affect": State.AFFECTED} | dict.fromkeys(CHANGES, State.VOTED),
        State.AFFECTED: {"affect": State.AFFECTED, "take_back": State.AFFECTED, "take_back_all": State.VOTED}
        | dict.fromkeys(CHANGES, State.AFFECTED),
    },
    labels={State.VOTED: "Votée", State.AFFECTED: "Affectée"},
)
