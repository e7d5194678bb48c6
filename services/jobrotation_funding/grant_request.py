"""What an employer asks: a draft that loses nothing, a whole request, one open grant for the same days. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from contracts import jobrotation_funding as events
from contracts.funding_parts import RequestedLine
from services.chassis.refusal import Invalid, Refusal
from services.jobrotation_funding.calculation import check_lines, counted
from services.jobrotation_funding.grant_fields import AskedLine, GrantFields, Request
from services.jobrotation_funding.grant_lifecycle import State

OPEN = (State.REQUESTED, State.GRANTED, State.ENGAGED)
PARTS = {
    "purpose": "l'objet",
    "starts_on": "le premier jour",
    "ends_on": "le dernier jour",
    "lines": "les heures ou forfaits",
}


class Incomplete(Invalid):
    """A request leaves whole. ``facts``: what is ``missing``; the draft is kept as it was typed."""

    code, title = "incomplete", "Demande incomplète"


class DoubleGrant(Refusal):
    """The organisation has an open grant for this experiment over the same days. ``facts``: the ``grant``."""

    code, title = "double-grant", "Une subvention couvre déjà ces jours"


class Requesting(GrantFields):
    """From the first draft to the request, and out again."""

    @classmethod
    def draft(cls, id: str, organisation: str, experiment: str, asked: Request, by: str) -> Self:
        """A draft of an employer; everything may still be missing."""
        grant = cls(id=id, organisation=organisation, experiment=experiment, requested_by=by, asked=asked)
        grant._note("draft")
        return grant

    def edit(self, asked: Request, by: str, experiment: str | None = None) -> None:
        """The whole draft as it stands on the screen, in place of what was there."""
        self._become("edit")
        self.asked, self.requested_by = asked, by
        self.experiment = experiment or self.experiment

    def request(self, by: str, on: date, others: Iterable[GrantFields] = ()) -> None:
        """Ask the Région. ``others``: open grants of the organisation for the experiment.

        Raises Incomplete, Invalid, MoreThanAsked, DoubleGrant. A missing replacement plan is not refused here: the
        decision is.
        """
        self._become("request")
        lines = checked(self.asked)
        starts_on, ends_on = self.period
        check_alone(self, starts_on, ends_on, others)
        self.requested_by, self.requested_on = by, on
        self._announce(
            events.GrantRequested(
                grant=self.id,
                organisation=self.organisation,
                experiment=self.experiment,
                lines=tuple(RequestedLine(**line.model_dump()) for line in lines),
                starts_on=starts_on,
                ends_on=ends_on,
                replacement_plan=self.has_plan,
                on=on,
            )
        )

    def withdraw(self) -> None:
        """The employer no longer asks, or renounces what was granted and not engaged."""
        self._become("withdraw")

    def abandon(self) -> None:
        """Give a draft up."""
        self._become("abandon")

    @property
    def has_plan(self) -> bool:
        """Whether the request says who replaces, and how they were prepared."""
        return self.asked.replacement is not None and self.asked.replacement.whole

    @property
    def period(self) -> tuple[date, date]:
        """The days that are granted, or asked. Raises Incomplete for a draft without them."""
        starts_on = self.terms.starts_on if self.terms else self.asked.starts_on
        ends_on = self.terms.ends_on if self.terms else self.asked.ends_on
        if starts_on is None or ends_on is None:
            raise Incomplete(
                "Donnez le premier et le dernier jour.", field="starts_on", missing=["starts_on", "ends_on"]
            )
        return starts_on, ends_on


def checked(asked: Request) -> tuple[AskedLine, ...]:
    """What a whole request asks of the Région, without the hours that others pay.

    Raises Incomplete naming all that is missing, Invalid, MoreThanAsked.
    """
    missing = [name for name in PARTS if _is_missing(asked, name)]
    if missing:
        named = ", ".join(PARTS[name] for name in missing)
        raise Incomplete(f"Il manque {named} : votre brouillon est gardé.", field=missing[0], missing=missing)
    if asked.starts_on and asked.ends_on and asked.ends_on < asked.starts_on:
        raise Invalid("Le dernier jour précède le premier.", field="ends_on")
    check_lines(asked.lines, "lines")
    lines = counted(asked)
    if not lines:
        raise Invalid("Toutes ces heures sont déjà payées par ailleurs : il ne reste rien à demander.", field="others")
    return lines


def check_alone(grant: GrantFields, starts_on: date, ends_on: date, others: Iterable[GrantFields]) -> None:
    """One open grant for an organisation, an experiment and a day. Raises DoubleGrant with the other's number."""
    for other in others:
        if other.id == grant.id or other.state not in OPEN:
            continue
        first = other.terms.starts_on if other.terms else other.asked.starts_on
        last = other.terms.ends_on if other.terms else other.asked.ends_on
        if first and last and first <= ends_on and starts_on <= last:
            raise DoubleGrant(
                f"Le dossier n° {other.id} couvre déjà ces jours ({first:%d/%m/%Y} au {last:%d/%m/%Y}) pour la même "
                "expérimentation : complétez-le par un avenant, ou choisissez d'autres jours.",
                field="starts_on",
                grant=other.id,
            )


def _is_missing(asked: Request, name: str) -> bool:
    value = getattr(asked, name)
    return not (value.strip() if isinstance(value, str) else value)
