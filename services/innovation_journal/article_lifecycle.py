"""The lifecycle of an article: the editorial states users know and the verbs each of them allows."""

from enum import StrEnum

from services.chassis.lifecycle import Lifecycle


class State(StrEnum):
    """Where an article stands. What the public reads is its published edition, whatever the draft is."""

    PROPOSED = "proposed"
    IN_REVIEW = "in-review"
    REVISIONS = "revisions"
    ACCEPTED = "accepted"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"


LABELS = {
    State.PROPOSED: "Proposé",
    State.IN_REVIEW: "En relecture",
    State.REVISIONS: "Révisions demandées",
    State.ACCEPTED: "Accepté",
    State.PUBLISHED: "Publié",
    State.WITHDRAWN: "Retiré",
    State.DECLINED: "Décliné",
}

LIFECYCLE = Lifecycle(
    {
        State.PROPOSED: {
            "write": State.PROPOSED,
            "send_for_review": State.IN_REVIEW,
            "decline": State.DECLINED,
            "withdraw_testimony": State.PROPOSED,
        },
        State.IN_REVIEW: {
            "name_reviewers": State.IN_REVIEW,
            "give_review": State.IN_REVIEW,
            "ask_revisions": State.REVISIONS,
            "accept": State.ACCEPTED,
            "decline": State.DECLINED,
            "withdraw_testimony": State.IN_REVIEW,
        },
        State.REVISIONS: {
            "write": State.REVISIONS,
            "send_for_review": State.IN_REVIEW,
            "decline": State.DECLINED,
            "withdraw_testimony": State.REVISIONS,
        },
        State.ACCEPTED: {
            "publish": State.PUBLISHED,
            "ask_revisions": State.REVISIONS,
            "decline": State.DECLINED,
            "withdraw_testimony": State.ACCEPTED,
        },
        State.PUBLISHED: {
            "write": State.PUBLISHED,
            "publish_edition": State.PUBLISHED,
            "answer_flag": State.PUBLISHED,
            "withdraw_testimony": State.PUBLISHED,
            "withdraw": State.WITHDRAWN,
        },
        State.WITHDRAWN: {"withdraw_testimony": State.WITHDRAWN},
        State.DECLINED: {"reopen": State.PROPOSED, "withdraw_testimony": State.DECLINED},
    },
    LABELS,
)
