"""The signature of a grant's agreement and of its amendments: recorded with the engagement, or after it. Pure.

RULES.md, "Money": engaged before or with the signature. Days are legal days (Europe/Paris).
"""

from collections.abc import Collection
from datetime import date
from typing import Annotated

from pydantic import Field

from contracts import jobrotation_funding as events
from services.chassis.refusal import Invalid, NotFound, Refusal
from services.jobrotation_funding.duties import check_own
from services.jobrotation_funding.grant_fields import Amendment, Engagement
from services.jobrotation_funding.grant_kept import Kept
from services.jobrotation_funding.separation import Delegation
from services.jobrotation_funding.values import Day, Label, Value


class AlreadySigned(Refusal):
    """What is signed changes only by an amendment."""

    code, title = "already-signed", "Signature déjà enregistrée"


class RiseNotEngaged(Refusal):
    """What an amendment adds is engaged before or with its signature."""

    code, title = "rise-not-engaged", "Hausse non engagée"


class Signature(Value):
    """What was signed: its number and the day. ``amendment``: of which amendment (from 1); of the agreement if None."""

    agreement: Label
    signed_on: Day
    amendment: Annotated[int, Field(strict=True, ge=1)] | None = None


class Signing(Kept):
    """What both sides sign."""

    def sign(
        self,
        paper: Signature,
        by: str,
        today: date,
        own: Collection[str] = (),
        under: Delegation | None = None,
    ) -> None:
        """Record the signature of the agreement, or of one amendment.

        Raises OwnOrganisation, AlreadySigned, RiseNotEngaged, NotFound, Invalid.
        """
        self._become("sign")
        check_own(own, self.organisation)
        if paper.amendment is None:
            self._sign_agreement(paper, {"recorded_on": today, "recorded_by": by, "recorded_under": under}, today)
        else:
            self._sign_amendment(paper, paper.amendment, today)
        self._announce(
            events.AgreementSigned(
                grant=self.id,
                organisation=self.organisation,
                agreement=paper.agreement,
                signed_on=paper.signed_on,
                amendment=paper.amendment,
                engaged_cents=self.engaged_cents,
                on=today,
            )
        )

    @property
    def committed(self) -> Engagement:
        """The engagement. Raises ValueError before it."""
        if self.engagement is None:
            raise ValueError("a grant has an engagement once it is engaged")
        return self.engagement

    def _sign_agreement(self, paper: Signature, recorded: dict[str, object], today: date) -> None:
        before = self.committed
        if before.agreement is not None:
            raise AlreadySigned(
                f"La convention {before.agreement} est déjà signée : ce qui la change est un avenant.",
                field="agreement",
            )
        _check_day(paper, before.on, today)
        signed = {"agreement": paper.agreement, "signed_on": paper.signed_on}
        self.engagement = before.model_copy(update=signed | recorded)

    def _sign_amendment(self, paper: Signature, rank: int, today: date) -> None:
        amendment = self._amendment(rank)
        if amendment.agreement is not None:
            raise AlreadySigned(f"L'avenant {amendment.agreement} est déjà signé.", field="agreement")
        if self.awaiting_cents and amendment.delta_cents > 0 and amendment.engaged_on is None:
            raise RiseNotEngaged("La hausse s'engage avant ou avec la signature : engagez d'abord cet avenant.")
        _check_day(paper, max(amendment.engaged_on or amendment.on, self.committed.on), today)
        signed = amendment.model_copy(update={"agreement": paper.agreement, "signed_on": paper.signed_on})
        self.amendments = tuple(signed if each is amendment else each for each in self.amendments)

    def _amendment(self, rank: int) -> Amendment:
        if rank > len(self.amendments):
            raise NotFound("Cette subvention n'a pas d'avenant de ce rang.", amendment=rank)
        return self.amendments[rank - 1]


def _check_day(paper: Signature, engaged_on: date, today: date) -> None:
    if not engaged_on <= paper.signed_on <= today:
        raise Invalid(
            f"La signature est du jour de l'engagement ({engaged_on:%d/%m/%Y}) ou d'après, et pas dans l'avenir.",
            field="signed_on",
        )
