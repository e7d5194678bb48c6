"""Who may do what about financial reports."""

from services.chassis.access import Row, any_duty, member
from services.jobrotation_funding.access_grants import WRITERS, its_employer
from services.jobrotation_funding.access_payments import PREPARES

ROWS: tuple[Row, ...] = (
    Row("hand_in_financial_report", member(*WRITERS, of=its_employer)),
    Row("return_financial_report", *PREPARES),
    Row("accept_financial_report", *PREPARES),
    Row("show_financial_reports", any_duty(), member(of=its_employer)),
)
