"""What the API and the pages show of grants: public parts for everyone, ``inside`` for those whom a grant concerns.

Amounts are cents; ``words`` say a calculation in French.
"""

from datetime import date, datetime
from typing import Any, Self

from pydantic import BaseModel

from services.chassis.money import euros, percent
from services.jobrotation_funding import aid, calculation
from services.jobrotation_funding.expected import Expected, expected
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_amendment import AMENDMENT_REASONS
from services.jobrotation_funding.grant_decision import REFUSAL_POINTS
from services.jobrotation_funding.grant_fields import AidBasis, Engagement, GrantLine, Request, Terms
from services.jobrotation_funding.queries.open_data import PublishedGrant
from services.jobrotation_funding.values import Act


class Names(BaseModel):
    """What is known here of the others: how employer, experiment and its incubator are called; empty while unknown."""

    organisation: str = ""
    experiment: str = ""
    incubator: str | None = None
    incubator_name: str = ""


class GrantSummary(BaseModel):
    """One grant in a list."""

    id: str
    state: str
    state_label: str
    organisation: str
    organisation_name: str
    experiment: str
    experiment_title: str
    purpose: str
    starts_on: date | None
    ends_on: date | None
    envelope: str | None
    line: str | None
    vintage: int | None
    act: Act | None
    cents: int | None
    engaged_cents: int
    paid_cents: int

    @classmethod
    def of(cls, grant: Grant, names: Names) -> Self:
        """The line of a grant."""
        return cls.model_validate(_summary(grant, names))


class LineView(BaseModel):
    """One line of the calculation."""

    rate: str
    label: str
    minutes: int
    count: int
    unit_cents: int
    rate_card_code: str | None
    cents: int
    words: str

    @classmethod
    def of(cls, line: GrantLine, words: str) -> Self:
        """A line with its words."""
        return cls(**line.model_dump(), cents=line.cents, words=words)


class Calculation(BaseModel):
    """How the amount was calculated, at which rate card, and what it opens."""

    rate_card: str
    rate_card_code: str
    lines: tuple[LineView, ...]
    cents: int
    total: str
    advance_percent: int
    deduction_percent: int
    advance_cents: int
    advance: str
    matching_period: str
    matching_scope: str
    hold_clause: bool


class Decision(BaseModel):
    """What was decided, by which act; ``by`` and why are for those concerned."""

    granted: bool
    act: Act
    recorded_on: date
    by: str | None = None
    points: tuple[str, ...] = ()
    points_words: tuple[str, ...] = ()
    explanation: str = ""


class AmendmentView(BaseModel):
    """One amendment: by which act, why, and the difference."""

    act: Act
    on: date
    reason: str
    reason_words: str
    delta_cents: int
    before: Calculation


class Amounts(BaseModel):
    """The chain of amounts, from what was granted to what came back; ``engaged`` is net of what was disengaged."""

    granted_cents: int
    engaged_cents: int
    # What amendments added and nobody has engaged yet.
    awaiting_cents: int
    disengaged_cents: int
    advance_cents: int
    open_advance_cents: int
    certified_cents: int
    ordered_cents: int
    paid_cents: int
    recovered_cents: int
    # Engaged and neither certified nor advanced.
    left_cents: int


class AidView(BaseModel):
    """The State aid basis of a grant; ``total_cents``: de minimis aid of the undertaking today, with this grant."""

    basis: str
    label: str
    why: str
    declared_cents: int
    total_cents: int

    @classmethod
    def of(cls, basis: AidBasis, total_cents: int) -> Self:
        """A basis with its words."""
        return cls(label=aid.BASES.get(basis.basis, basis.basis), total_cents=total_cents, **basis.model_dump())


class Inside(BaseModel):
    """What only the employer and officers see; ``verbs`` is what the state allows now."""

    asked: Request
    replacement_plan: bool
    requested_by: str
    requested_on: date | None
    decision: Decision | None
    engagement: Engagement | None
    aid: AidView | None
    expected: tuple[Expected, ...]
    verbs: tuple[str, ...]


class GrantView(GrantSummary):
    """One grant."""

    version: int
    sequence: int
    decision: Decision | None
    calculation: Calculation | None
    agreement: str | None
    signed_on: date | None
    engaged_on: date | None
    amendments: tuple[AmendmentView, ...]
    amounts: Amounts
    closed_on: date | None
    publication: PublishedGrant | None
    inside: Inside | None = None

    @classmethod
    def of(
        cls,
        grant: Grant,
        names: Names,
        publication: PublishedGrant | None = None,
        aid_cents: int = 0,
        *,
        concerned: bool = False,
    ) -> Self:
        """What is shown of a grant to the public, or to someone concerned. ``aid_cents``: the de minimis total."""
        engagement = grant.engagement
        return cls.model_validate(
            _summary(grant, names)
            | {
                "version": grant.version,
                "sequence": grant.sequence,
                "decision": _decision(grant, whole=False),
                "calculation": _calculation(grant.terms) if grant.terms else None,
                "agreement": engagement.agreement if engagement else None,
                "signed_on": engagement.signed_on if engagement else None,
                "engaged_on": engagement.on if engagement else None,
                "amendments": tuple(_amendments(grant)),
                "amounts": _amounts(grant),
                "closed_on": grant.closed_on,
                "publication": publication,
                "inside": _inside(grant, aid_cents) if concerned else None,
            }
        )


class Moment(BaseModel):
    """One fact of a grant's timeline."""

    sequence: int
    type: str
    time: datetime
    data: dict[str, Any]


def _summary(grant: Grant, names: Names) -> dict[str, Any]:
    terms, asked = grant.terms, grant.asked
    same = ("id", "organisation", "experiment", "engaged_cents", "paid_cents")
    return {
        **{name: getattr(grant, name) for name in same},
        "state": grant.state.value,
        "state_label": grant.lifecycle.labels[grant.state],
        "organisation_name": names.organisation,
        "experiment_title": names.experiment,
        "purpose": asked.purpose,
        "starts_on": terms.starts_on if terms else asked.starts_on,
        "ends_on": terms.ends_on if terms else asked.ends_on,
        "envelope": terms.envelope if terms else None,
        "line": terms.line if terms else None,
        "vintage": terms.vintage if terms else None,
        "act": grant.decided.act if grant.decided else None,
        "cents": terms.cents if terms else None,
    }


def _calculation(terms: Terms) -> Calculation:
    same = ("rate_card", "rate_card_code", "cents", "advance_percent", "deduction_percent", "matching_period")
    advance = percent(terms.cents, terms.advance_percent)
    return Calculation(
        **{name: getattr(terms, name) for name in (*same, "matching_scope", "hold_clause")},
        lines=tuple(map(LineView.of, terms.lines, calculation.in_words(terms.lines))),
        total=f"Total\u00a0: {euros(terms.cents)}",
        advance_cents=advance,
        advance=f"Avance\u00a0: {terms.advance_percent}\u00a0% de {euros(terms.cents)} = {euros(advance)}",
    )


def _decision(grant: Grant, *, whole: bool) -> Decision | None:
    decided = grant.decided
    if decided is None:
        return None
    if not whole:
        return Decision(granted=decided.granted, act=decided.act, recorded_on=decided.recorded_on)
    words = tuple(REFUSAL_POINTS.get(point, point) for point in decided.points)
    return Decision(**dict(decided), points_words=words)


def _amendments(grant: Grant) -> list[AmendmentView]:
    return [
        AmendmentView(
            act=each.act,
            on=each.on,
            reason=each.reason,
            reason_words=AMENDMENT_REASONS.get(each.reason, each.reason),
            delta_cents=each.delta_cents,
            before=_calculation(each.before),
        )
        for each in grant.amendments
    ]


def _amounts(grant: Grant) -> Amounts:
    same = ("engaged", "awaiting", "disengaged", "advance", "open_advance", "certified", "ordered", "paid", "recovered")
    return Amounts(
        **{f"{name}_cents": getattr(grant, f"{name}_cents") for name in same},
        granted_cents=grant.terms.cents if grant.terms else 0,
        left_cents=grant.engaged_cents - grant.certified_cents - grant.open_advance_cents,
    )


def _inside(grant: Grant, aid_cents: int) -> Inside:
    return Inside(
        asked=grant.asked,
        replacement_plan=grant.has_plan,
        requested_by=grant.requested_by,
        requested_on=grant.requested_on,
        decision=_decision(grant, whole=True),
        engagement=grant.engagement,
        aid=AidView.of(grant.terms.aid, aid_cents) if grant.terms else None,
        expected=expected(grant),
        verbs=grant.lifecycle.verbs(grant.state),
    )
