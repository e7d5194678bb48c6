"""Who may do what about envelopes and rate cards."""

from services.chassis.access import Row, duty, everyone
from services.chassis.actor import DutyName

ACTS = (
    "open_envelope",
    "amend_envelope",
    "transfer_between",
    "affect_envelope",
    "take_affectation_back",
    "carry_credits_over",
    "let_credits_lapse",
    "adopt_rate_card",
)

ROWS: tuple[Row, ...] = (
    # who records acts
    *(Row(action, duty(DutyName.DECIDE), confirmed=True) for action in ACTS),
    # reading: public money
    Row("list_envelopes", everyone()),
    Row("show_envelope", everyone()),
    Row("show_credits", everyone()),
    Row("show_cap", everyone()),
    Row("list_rate_cards", everyone()),
    Row("show_rate_card", everyone()),
    Row("quote_lines", everyone()),
)
