"""What a grant says of hours: who may enter them, what was approved, and what is left to claim. Pure."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby

from contracts.jobrotation_funding import HoursApproved
from services.chassis.refusal import Refusal
from services.jobrotation_funding.grant_fields import Claim, GrantFields, Terms
from services.jobrotation_funding.grant_lifecycle import ClaimState, State
from services.jobrotation_funding.matching import Days
from services.jobrotation_funding.week_sheet import WeekSheet

OPEN = (State.GRANTED, State.ENGAGED)


class NotOpenForHours(Refusal):
    """Hours are entered on a grant that was decided and is not over."""

    code, title = "not-open-for-hours", "Subvention sans heures à saisir"


class Hours(GrantFields):
    """The hours of a grant; its sheets are dossiers of their own."""

    def open_for_hours(self) -> Terms:
        """The terms under which hours are entered now. Raises NotOpenForHours."""
        if self.terms is None or self.state not in OPEN:
            now = self.lifecycle.labels[self.state]
            raise NotOpenForHours(f"Les heures se saisissent sur une subvention accordée ; celle-ci est « {now} ».")
        return self.terms

    def approve_hours(self, sheet: WeekSheet, on: date) -> None:
        """Say that a sheet was approved; approved again after a correction, it is said again with the new minutes."""
        self.open_for_hours()
        self._note("approve_hours")
        self._announce(
            HoursApproved(
                grant=self.id,
                week_sheet=sheet.id,
                staff=sheet.staff,
                side=sheet.side.value,
                rate=sheet.rate,
                week=sheet.week,
                minutes=sheet.minutes,
                on=on,
            )
        )

    @property
    def days(self) -> Days | None:
        """The days of the grant, both included; None before it is decided."""
        return Days(self.terms.starts_on, self.terms.ends_on) if self.terms else None

    @property
    def live_claims(self) -> tuple[Claim, ...]:
        """The claims that hold their hours: those that were not rejected."""
        return tuple(claim for claim in self.claims if claim.state is not ClaimState.REJECTED)

    def minutes_left(self) -> Mapping[str, int]:
        """By rate, the minutes granted that no live claim has matched."""
        lines = self.terms.lines if self.terms else ()
        left = {
            rate: sum(line.minutes for line in those)
            for rate, those in groupby(sorted(lines, key=lambda line: line.rate), key=lambda line: line.rate)
        }
        for claim in self.live_claims:
            for line in claim.lines:
                left[line.rate] = max(0, left.get(line.rate, 0) - line.minutes)
        return left

    def claimed(self, sheet: str, day: date) -> bool:
        """Whether a live claim holds this sheet's hours of this day."""
        return self.claim_of(sheet, day) is not None

    def claim_of(self, sheet: str, day: date) -> int | None:
        """The number of the first live claim that holds this sheet's hours of this day."""
        those = (claim.number for claim in self.live_claims if sheet in claim.sheets and _covers(claim, day))
        return next(those, None)


def _covers(claim: Claim, day: date) -> bool:
    return claim.since is not None and claim.until is not None and claim.since <= day <= claim.until
