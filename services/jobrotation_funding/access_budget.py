"""Who may do what about envelopes and rate cards."""

from collections.abc import Iterable

from services.chassis.access import Row, any_duty, duty, everyone, member
from services.chassis.actor import DutyName
from services.chassis.reader import Reader
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.queries.ledger import Chosen

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


async def its_beneficiary(reader: Reader, chosen: Chosen, *_: object) -> Iterable[str]:
    """The organisation of the one grant whose lines are asked for."""
    found = await reader.find(Grant, chosen.grant) if chosen.grant else None
    return (found.organisation,) if found else ()


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
    Row("show_money", everyone()),
    Row("list_granted_money", everyone()),
    Row("show_grant_money", everyone()),
    Row("show_balance", everyone()),
    # reading: who did what by which piece
    Row("list_ledger_lines", any_duty(), member(of=its_beneficiary)),
    Row("export_accounting", any_duty()),
)
