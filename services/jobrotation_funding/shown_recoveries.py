"""What the beneficiary and officers see of an overpayment that is claimed back."""

from datetime import date
from typing import Self

from services.jobrotation_funding.grant_fields import Instalment, Recovery, Returned
from services.jobrotation_funding.grant_lifecycle import RECOVERY_LIFECYCLE, RecoveryState
from services.jobrotation_funding.recovery_parts import DROPPED, REASONS
from services.jobrotation_funding.values import Value

WHO = ("opened_by", "titled_by", "titled_under", "dropped_by", "dropped_under", "waived_by", "waived_under")


class RecoveryView(Value):
    """One overpayment and what came of it. Cents."""

    recovery: int
    state: RecoveryState
    state_label: str
    reason: str
    reason_label: str
    motive: str
    claim: int | None
    way: str
    cents: int
    recovered_cents: int
    waived_cents: int
    dropped_cents: int
    left_cents: int
    opened_on: date
    answer_by: date
    answer: str
    answered_on: date | None
    title: str | None
    titled_on: date | None
    instalments: tuple[Instalment, ...]
    returned: tuple[Returned, ...]
    dropped_reason: str | None
    dropped_reason_label: str
    dropped_because: str
    settled_on: date | None

    @classmethod
    def of(cls, recovery: Recovery) -> Self:
        """What is shown of a recovery: who acted stays in the audit."""
        return cls(
            recovery=recovery.number,
            state_label=RECOVERY_LIFECYCLE.labels[recovery.state],
            reason_label=REASONS[recovery.reason],
            recovered_cents=recovery.recovered_cents,
            left_cents=recovery.left_cents,
            dropped_reason_label=DROPPED.get(recovery.dropped_reason or "", ""),
            **recovery.model_dump(exclude={"number", "waived_act", *WHO}),
        )
