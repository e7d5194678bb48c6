"""Who may do what about calls for projects."""

from services.chassis.access import Row, duty, everyone
from services.chassis.actor import DutyName

ROWS = (
    Row("draft_call", duty(DutyName.INSTRUCT)),
    Row("edit_call", duty(DutyName.INSTRUCT)),
    Row("publish_call", duty(DutyName.DECIDE), confirmed=True),
    Row("move_closing", duty(DutyName.DECIDE), confirmed=True),
    Row("show_call", everyone()),
    Row("list_calls", everyone()),
)
