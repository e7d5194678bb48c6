"""What a recovery is made of and why a step of it is refused: reasons, ways, the motivated letter."""

from typing import Annotated

from pydantic import Field

from services.chassis.refusal import Refusal
from services.jobrotation_funding.grant_kept import ADVANCE_ABOVE, NOT_DONE
from services.jobrotation_funding.values import Amount, Code, Day, Text, Value

REASONS = {
    ADVANCE_ABOVE: "L'avance dépasse le service fait",
    NOT_DONE: "Un service certifié n'a pas été fait",
}
"""Why money is claimed back."""
DROPPED = {
    "service-proved": "La réponse prouve que le service a été fait",
    "amount-wrong": "Le montant réclamé n'est pas juste",
    "not-owed": "La somme n'est pas due, pour la raison de droit qui est dite",
    "already-returned": "La somme était déjà revenue",
}
"""Why a debt is not founded after all; giving a founded one up is a waiver, which is voted."""
TITLE, REDUCTION = "title", "reduction"
PAYMENT, OFFSET = "payment", "offset"


class MoreThanOverpaid(Refusal):
    """More than what was paid too much, or than what is still owed. ``facts``: ``left`` in cents."""

    code, title = "more-than-overpaid", "Au-delà du trop-perçu"


class AdvanceStillRuns(Refusal):
    """Hours may still use the advance up."""

    code, title = "advance-still-runs", "L'avance court encore"


class TimeToAnswer(Refusal):
    """The beneficiary has not answered, and still may. ``facts``: ``answer_by``."""

    code, title = "time-to-answer", "Délai de réponse en cours"


class ClaimFirst(Refusal):
    """A claim that waits may still use the advance up."""

    code, title = "claim-first", "Un décompte est en cours"


class Letter(Value):
    """What the motivated letter says. ``answer_by``: the last day to answer.

    ``claim``: the claim whose order paid too much; an advance names itself. ``way`` follows from the year of that
    order: ``reduction`` in that year, ``title`` after it.
    """

    cents: Annotated[Amount, Field(ge=1)]
    reason: Annotated[str, Field(pattern=f"^({ADVANCE_ABOVE}|{NOT_DONE})$")]
    motive: Text
    answer_by: Day
    claim: Annotated[int, Field(strict=True, ge=1, le=1_000)] | None = None
    way: Annotated[str, Field(pattern=f"^({TITLE}|{REDUCTION})$")] | None = None


class Dropping(Value):
    """Why a debt is not founded: a reason of the list, and what shows it."""

    reason: Code
    because: Text
