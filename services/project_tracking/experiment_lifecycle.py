"""The lifecycle of an experiment: the states users know and the verbs each of them allows."""

from enum import StrEnum

from services.chassis.lifecycle import Lifecycle


class State(StrEnum):
    """Where an experiment stands."""

    PROPOSED = "proposed"
    RETURNED = "returned"
    REFUSED = "refused"
    VALIDATED = "validated"
    RUNNING = "running"
    STOPPED = "stopped"
    EVALUATED = "evaluated"
    SPREAD = "spread"
    ORDINARY_LAW = "ordinary-law"


LABELS = {
    State.PROPOSED: "Proposée",
    State.RETURNED: "À compléter",
    State.REFUSED: "Refusée",
    State.VALIDATED: "Validée",
    State.RUNNING: "En cours",
    State.STOPPED: "Arrêtée",
    State.EVALUATED: "Évaluée",
    State.SPREAD: "Essaimée",
    State.ORDINARY_LAW: "Entrée au droit commun",
}

_FOLLOWED = ("plan_milestone", "reach_milestone", "reschedule_milestone")


def _stay(state: State, *verbs: str) -> dict[str, State]:
    return dict.fromkeys(verbs, state)


LIFECYCLE = Lifecycle(
    {
        State.PROPOSED: {
            "validate": State.VALIDATED,
            "return": State.RETURNED,
            "refuse": State.REFUSED,
            **_stay(State.PROPOSED, "attach", "name_evaluator", "state_baseline"),
        },
        State.RETURNED: {
            "propose_again": State.PROPOSED,
            **_stay(State.RETURNED, "amend", "attach", "name_evaluator", "state_baseline"),
        },
        State.VALIDATED: {
            "start": State.RUNNING,
            "stop": State.STOPPED,
            **_stay(State.VALIDATED, "attach", "name_evaluator", "state_baseline"),
            **_stay(State.VALIDATED, "plan_milestone", "reschedule_milestone"),
        },
        State.RUNNING: {
            "evaluate": State.EVALUATED,
            "stop": State.STOPPED,
            **_stay(State.RUNNING, "attach", "replace_evaluator", *_FOLLOWED),
        },
        State.EVALUATED: {
            "spread": State.SPREAD,
            "enter_ordinary_law": State.ORDINARY_LAW,
            "stop": State.STOPPED,
            **_stay(State.EVALUATED, "attach", *_FOLLOWED, "correct_indicator"),
        },
        State.SPREAD: {
            "spread": State.SPREAD,
            "enter_ordinary_law": State.ORDINARY_LAW,
            **_stay(State.SPREAD, "attach", *_FOLLOWED, "correct_indicator"),
        },
        State.ORDINARY_LAW: {
            "spread": State.ORDINARY_LAW,
            **_stay(State.ORDINARY_LAW, "correct_indicator"),
        },
        State.STOPPED: _stay(State.STOPPED, "correct_indicator"),
        State.REFUSED: {},
    },
    LABELS,
)
