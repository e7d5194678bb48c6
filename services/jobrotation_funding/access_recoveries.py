"""Who may do what about holds and recoveries."""

from services.chassis.access import Row, any_duty, duty, member
from services.chassis.actor import DutyName
from services.jobrotation_funding.access_grants import its_employer
from services.jobrotation_funding.access_payments import PREPARES

ROWS: tuple[Row, ...] = (
    Row("lift_hold", duty(DutyName.ORDER), confirmed=True),
    Row("open_recovery", *PREPARES),
    Row("answer_recovery", *PREPARES),
    Row("title_recovery", duty(DutyName.ORDER), confirmed=True),
    Row("stagger_recovery", duty(DutyName.ORDER), confirmed=True),
    Row("record_returned", duty(DutyName.ORDER), confirmed=True),
    Row("drop_recovery", duty(DutyName.ORDER), confirmed=True),
    Row("waive_recovery", duty(DutyName.DECIDE), confirmed=True),
    Row("show_recoveries", any_duty(), member(of=its_employer)),
)
