"""What the events of `incubator_registry` are made of: delegations, groupings, the published rules of a call."""

from datetime import date
from typing import Annotated

from pydantic import Field

from contracts.envelope import Cents, Code, Contract, Id, Text
from contracts.tracking_parts import Act, Label

__all__ = [
    "Act",
    "BearerHash",
    "Criterion",
    "DutyHeld",
    "EligibilityRule",
    "GroupingMember",
    "Label",
    "Piece",
    "Priority",
    "Question",
    "Reason",
]

# HMAC-SHA256 of (issuer, subject) under the installation's key: services recognise a bearer, nobody reads a person.
BearerHash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class DutyHeld(Contract):
    """A duty with its delegation: reference, scope, ceiling in cents (None: no ceiling), days both included."""

    name: Code
    reference: Label
    scope: Annotated[str, Field(max_length=500)] = ""
    ceiling_cents: Cents | None = None
    since: date
    until: date | None = None


class GroupingMember(Contract):
    """An organisation of a grouping and a role there (one item a role); the role ``chef-de-file`` is the lead's."""

    organisation: Id
    role: Code


class Criterion(Contract):
    """A criterion of selection with its weight in percent; the weights of a call add up to 100."""

    code: Code
    label: Text
    weight: int = Field(ge=1, le=100)


class EligibilityRule(Contract):
    """A rule that an application must meet, with its article. ``requires_role``: a role the grouping must hold."""

    code: Code
    label: Text
    article: Label
    requires_role: Code | None = None


class Piece(Contract):
    """A piece to join. ``administrative`` pieces may be corrected after the closing instant, the others may not."""

    code: Code
    label: Label
    administrative: bool
    required: bool = True


class Question(Contract):
    """A question of the form; its answer is read as deposited."""

    code: Code
    label: Text
    required: bool = True


class Priority(Contract):
    """A published priority. ``effect``: ``bonus`` (``points`` in hundredths of a point of 100) or ``tie-break``."""

    code: Code
    label: Text
    article: Label
    effect: Code
    points: int = Field(default=0, ge=0, le=10_000)


class Reason(Contract):
    """Why an application is not examined further: the rule or piece it lacks, and its article when there is one."""

    code: Code
    article: Label | None = None
