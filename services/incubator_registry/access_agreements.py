"""Who may do what about agreements and incubators."""

from collections.abc import Iterable

from services.chassis.access import Row, any_duty, duty, everyone, member, signed_in
from services.chassis.actor import DutyName, Role
from services.chassis.reader import Reader
from services.incubator_registry.agreement import Agreement
from services.incubator_registry.incubator import Incubator

WRITERS = (Role.REPRESENTATIVE, Role.WRITER)


async def agreement_lead(reader: Reader, agreement: str, *_: object) -> Iterable[str]:
    """The organisation that signs for the grouping."""
    return ((await reader.get(Agreement, agreement)).lead,)


async def agreement_parties(reader: Reader, agreement: str, *_: object) -> Iterable[str]:
    """The organisations that an agreement binds."""
    return (await reader.get(Agreement, agreement)).organisations


async def incubator_lead(reader: Reader, incubator: str, *_: object) -> Iterable[str]:
    """The organisation that leads an incubator."""
    return ((await reader.get(Incubator, incubator)).founding.lead,)


INSTRUCTS, DECIDES = duty(DutyName.INSTRUCT), duty(DutyName.DECIDE)
LEAD_SIGNS = member(Role.REPRESENTATIVE, of=agreement_lead)

ROWS = (
    Row("draft_agreement", INSTRUCTS),
    Row("revise_agreement", INSTRUCTS, member(*WRITERS, of=agreement_lead)),
    Row("submit_agreement", LEAD_SIGNS),
    Row("request_agreement_changes", INSTRUCTS),
    Row("approve_agreement", INSTRUCTS),
    Row("sign_agreement_for_lead", LEAD_SIGNS),
    Row("sign_agreement_for_region", DECIDES, confirmed=True),
    Row("propose_amendment", INSTRUCTS),
    Row("sign_amendment_for_lead", LEAD_SIGNS),
    Row("sign_amendment_for_region", DECIDES, confirmed=True),
    Row("drop_amendment", INSTRUCTS),
    Row("terminate_agreement", DECIDES, confirmed=True),
    Row("denounce_agreement", LEAD_SIGNS),
    Row("show_agreement", any_duty(), member(of=agreement_parties)),
    Row("list_agreements", signed_in()),
    Row("describe_incubator", INSTRUCTS, member(*WRITERS, of=incubator_lead)),
    Row("suspend_incubator", INSTRUCTS, DECIDES),
    Row("resume_incubator", INSTRUCTS, DECIDES),
    Row("show_incubator", everyone()),
    Row("list_incubators", everyone()),
    Row("show_incubator_timeline", everyone()),
    Row("show_coverage", everyone()),
)
