"""Who may do what about claims and payment orders."""

from services.chassis.access import Row, any_duty, duty, member
from services.chassis.actor import DutyName
from services.jobrotation_funding.access_grants import WRITERS, its_employer

PREPARES = (duty(DutyName.INSTRUCT), duty(DutyName.PREPARE))

ROWS: tuple[Row, ...] = (
    # employers
    Row("claim_advance", member(*WRITERS, of=its_employer)),
    Row("claim_payment", member(*WRITERS, of=its_employer)),
    # the Région
    Row("prepare_claim", *PREPARES),
    Row("reject_claim", *PREPARES),
    Row("certify_claim", duty(DutyName.CERTIFY), confirmed=True),
    Row("withdraw_certificate", duty(DutyName.CERTIFY), duty(DutyName.ORDER), confirmed=True),
    Row("order_payment", duty(DutyName.ORDER), confirmed=True),
    Row("record_payment", duty(DutyName.ORDER), confirmed=True),
    Row("record_order_rejected", duty(DutyName.ORDER), confirmed=True),
    # reading
    Row("show_payments", any_duty(), member(of=its_employer)),
    Row("show_pack", any_duty(), member(of=its_employer)),
)
