"""The lifecycle of an application: the states users know and the verbs each of them allows."""

from enum import StrEnum

from services.chassis.lifecycle import Lifecycle


class State(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    DEPOSITED = "deposited"
    TO_CORRECT = "to-correct"
    ADMISSIBLE = "admissible"
    INADMISSIBLE = "inadmissible"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    OPINION = "opinion-given"
    ACCEPTED = "accepted"
    RESERVE = "reserve"
    REFUSED = "refused"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


LABELS = {
    State.DRAFT: "Brouillon",
    State.DEPOSITED: "Déposée",
    State.TO_CORRECT: "À corriger",
    State.ADMISSIBLE: "Recevable",
    State.INADMISSIBLE: "Irrecevable",
    State.ELIGIBLE: "Éligible",
    State.INELIGIBLE: "Inéligible",
    State.OPINION: "Avis rendu",
    State.ACCEPTED: "Retenue",
    State.RESERVE: "Liste complémentaire",
    State.REFUSED: "Non retenue",
    State.CLOSED: "Classée sans suite",
    State.WITHDRAWN: "Retirée",
}

# What users of other platforms call them (CONVENTIONS): the five words beside the state.
USUAL_WORDS = {
    State.DRAFT: "Brouillon",
    State.DEPOSITED: "En construction",
    State.TO_CORRECT: "À corriger",
    **dict.fromkeys((State.ADMISSIBLE, State.ELIGIBLE, State.OPINION, State.RESERVE), "En instruction"),
    **dict.fromkeys((State.INADMISSIBLE, State.INELIGIBLE), "En instruction"),
    State.ACCEPTED: "Accepté",
    State.REFUSED: "Refusé",
    State.CLOSED: "Classé sans suite",
    State.WITHDRAWN: "Retiré",
}

DECIDED = frozenset({State.ACCEPTED, State.RESERVE, State.REFUSED, State.CLOSED})
OVER = frozenset({State.ACCEPTED, State.REFUSED, State.CLOSED, State.WITHDRAWN})
UNANSWERED = frozenset(State) - OVER - {State.DRAFT, State.RESERVE}

_LEAVES = {"withdraw": State.WITHDRAWN, "close_without_action": State.CLOSED}

LIFECYCLE = Lifecycle(
    {
        State.DRAFT: {
            **dict.fromkeys(("write", "invite_member", "remove_member", "assent"), State.DRAFT),
            "deposit": State.DEPOSITED,
        },
        State.DEPOSITED: {
            "complete": State.DEPOSITED,
            "follow": State.DEPOSITED,
            "request_correction": State.TO_CORRECT,
            "find_admissible": State.ADMISSIBLE,
            "find_inadmissible": State.INADMISSIBLE,
            **_LEAVES,
        },
        State.TO_CORRECT: {
            "correct": State.DEPOSITED,
            "follow": State.TO_CORRECT,
            "find_inadmissible": State.INADMISSIBLE,
            **_LEAVES,
        },
        State.ADMISSIBLE: {
            "follow": State.ADMISSIBLE,
            "find_eligible": State.ELIGIBLE,
            "find_ineligible": State.INELIGIBLE,
            **_LEAVES,
        },
        State.ELIGIBLE: {
            **dict.fromkeys(("follow", "name_assessors", "declare_interest", "score"), State.ELIGIBLE),
            "give_opinion": State.OPINION,
            **_LEAVES,
        },
        State.OPINION: {
            "follow": State.OPINION,
            "accept": State.ACCEPTED,
            "reserve": State.RESERVE,
            "refuse": State.REFUSED,
            **_LEAVES,
        },
        State.RESERVE: {"follow": State.RESERVE, "accept": State.ACCEPTED, "refuse": State.REFUSED, **_LEAVES},
        State.INADMISSIBLE: {"follow": State.INADMISSIBLE, "refuse": State.REFUSED, **_LEAVES},
        State.INELIGIBLE: {"follow": State.INELIGIBLE, "refuse": State.REFUSED, **_LEAVES},
        State.ACCEPTED: {},
        State.REFUSED: {},
        State.CLOSED: {},
        State.WITHDRAWN: {},
    },
    LABELS,
)
