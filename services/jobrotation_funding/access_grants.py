"""Who may do what about requests and decisions."""

from collections.abc import Iterable

from services.chassis.access import Row, duty, everyone, member
from services.chassis.actor import DutyName, Role
from services.chassis.reader import Reader
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.use_cases.applicant import DraftRequest

WRITERS = (Role.REPRESENTATIVE, Role.WRITER)


async def asking(reader: Reader, command: DraftRequest) -> Iterable[str]:
    """The employer that a draft is for."""
    return (command.organisation,)


async def its_employer(reader: Reader, grant: str, *_: object) -> Iterable[str]:
    """The employer that asks for a grant."""
    return ((await reader.get(Grant, grant)).organisation,)


ROWS: tuple[Row, ...] = (
    # employers
    Row("draft_request", member(*WRITERS, of=asking)),
    Row("edit_request", member(*WRITERS, of=its_employer)),
    Row("request_grant", member(*WRITERS, of=its_employer)),
    Row("withdraw_grant", member(*WRITERS, of=its_employer)),
    Row("abandon_grant", member(*WRITERS, of=its_employer)),
    # the Région
    Row("decide_grants", duty(DutyName.DECIDE), confirmed=True),
    Row("amend_grant", duty(DutyName.DECIDE), confirmed=True),
    Row("engage_grant", duty(DutyName.ORDER), confirmed=True),
    Row("engage_amendment", duty(DutyName.ORDER), confirmed=True),
    Row("sign_agreement", duty(DutyName.ORDER), confirmed=True),
    Row("disengage_grant", duty(DutyName.ORDER), confirmed=True),
    Row("close_grant", duty(DutyName.ORDER), confirmed=True),
    # reading
    Row("list_grants", everyone()),
    Row("show_grant", everyone()),
    Row("show_timeline", everyone()),
    Row("list_published_grants", everyone()),
    Row("export_published_grants", everyone()),
)
