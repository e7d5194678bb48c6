"""The rules of one report that an experiment owes: written by one, submitted by a second person, accepted, locked."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field

from contracts import project_tracking as events
from contracts import tracking_parts as published
from services.chassis.dossier import Dossier
from services.chassis.lifecycle import Lifecycle
from services.chassis.refusal import Invalid, Refusal
from services.project_tracking.disclosure import Key
from services.project_tracking.figures import Figures, Measure
from services.project_tracking.indicators import LARGEST
from services.project_tracking.report_schedule import Expected, Lateness, Period, lateness, put_off
from services.project_tracking.rules import number
from services.project_tracking.small_cells import NOTHING, pattern, publish, tallies
from services.project_tracking.values import Day, Id, Label, Motive, OwnOrganisation, Remark, Slug, Value


class State(StrEnum):
    """Where a report stands."""

    DUE = "due"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"


LABELS = {
    State.DUE: "Attendu",
    State.SUBMITTED: "Transmis",
    State.RETURNED: "À corriger",
    State.ACCEPTED: "Accepté",
}

_AWAITED = ("write", "remind", "lapse", "notify")

LIFECYCLE = Lifecycle(
    {
        State.DUE: {"submit": State.SUBMITTED, **dict.fromkeys(_AWAITED, State.DUE)},
        State.SUBMITTED: {"return": State.RETURNED, "accept": State.ACCEPTED},
        State.RETURNED: {"submit": State.SUBMITTED, **dict.fromkeys(_AWAITED, State.RETURNED)},
        State.ACCEPTED: {},
    },
    LABELS,
)


class SecondPersonNeeded(Refusal):
    """Who wrote the report does not submit it."""

    code, title = "second-person-needed", "Une seconde personne doit transmettre"


class ReportIncomplete(Refusal):
    """The report lacks something that every report has."""

    code, title = "report-incomplete", "Bilan incomplet"


class KnownIndicator(Value):
    """What the report already knows of an indicator. ``numerator`` and ``denominator``: the last accepted report's."""

    code: Slug
    label: Label
    unit: Label
    measure: Measure
    numerator: int | None = None
    denominator: int | None = None


class KnownMilestone(Value):
    """A milestone as it stood when the report opened."""

    code: Slug
    label: Label
    planned: Day
    forecast: Day
    actual: Day | None = None


class Known(Value):
    """What was said once and is not asked again: the report is written from it."""

    title: Label
    publics: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    milestones: tuple[KnownMilestone, ...] = ()
    indicators: tuple[KnownIndicator, ...] = ()


class Line(Value):
    """One indicator over the period: its figures, or a remark that says why there are none."""

    indicator: Slug
    figures: Figures | None = None
    remark: Remark = ""


class Content(Value):
    """What the carrier writes."""

    narrative: Annotated[str, Field(max_length=20_000)] = ""
    difficulties: Annotated[str, Field(max_length=20_000)] = ""
    lines: Annotated[tuple[Line, ...], Field(max_length=LARGEST)] = ()


class Report(Dossier):
    """One report: what it is about, what was written, and what happened around its due day."""

    kind: ClassVar[str] = "report"
    lifecycle: ClassVar[Lifecycle[State]] = LIFECYCLE

    state: State = State.DUE
    experiment: Id
    carrier: Id
    partners: tuple[Id, ...] = ()
    period: Period
    label: Label
    since: Day
    until: Day
    lateness: Lateness
    known: Known
    content: Content = Content()
    writers: tuple[str, ...] = ()
    # Returned and not rewritten yet: until then the text is still its first writers'.
    to_rewrite: bool = False
    attempt: int = 0
    submitted_by: str | None = None
    submitted_on: Day | None = None
    motives: tuple[Motive, ...] = ()
    correct_by: Day | None = None
    reminded: tuple[str, ...] = ()
    overdue: Lateness | None = None
    notified_on: Day | None = None
    accepted_on: Day | None = None
    hidden: frozenset[Key] = NOTHING

    @classmethod
    def open(
        cls, id: str, experiment: str, carrier: str, partners: Sequence[str], expected: Expected, known: Known
    ) -> Self:
        """Ask for a report once its period is over, prefilled with what is known."""
        report = cls(
            id=id,
            experiment=experiment,
            carrier=carrier,
            partners=tuple(partners),
            period=expected.period,
            label=expected.label,
            since=expected.since,
            until=expected.until,
            lateness=lateness(expected.due_on),
            known=known,
            content=Content(lines=tuple(Line(indicator=each.code) for each in known.indicators)),
        )
        report._note("open")
        report._announce(
            events.ReportDue(
                **report._named(),
                period=report.period.value,
                since=report.since,
                until=report.until,
                **report._late_days(report.lateness),
            )
        )
        return report

    @property
    def carriers(self) -> frozenset[str]:
        """The organisations whose members write and submit it."""
        return frozenset({self.carrier, *self.partners})

    @property
    def awaited(self) -> bool:
        """Whether it is with its writers: expected, or returned to them."""
        return self.state in (State.DUE, State.RETURNED)

    def write(self, content: Content, by: str) -> None:
        """Replace what is written; nothing is announced before it is submitted.

        Raises Invalid for an unknown or repeated indicator, FiguresDoNotAddUp naming the cell.
        """
        self._become("write")
        measures = {each.code: each.measure for each in self.known.indicators}
        for rank, line in enumerate(content.lines):
            field = f"content/lines/{rank}"
            if line.indicator not in measures:
                raise Invalid("Cet indicateur n'est pas suivi par l'expérimentation.", field=f"{field}/indicator")
            if line.indicator in {other.indicator for other in content.lines[:rank]}:
                raise Invalid("Cet indicateur est donné deux fois.", field=f"{field}/indicator")
            if line.figures:
                line.figures.check(measures[line.indicator], f"{field}/figures")
        self.content = content
        self.writers = tuple(dict.fromkeys((*(() if self.to_rewrite else self.writers), by)))
        self.to_rewrite = False

    def submit(self, by: str, on: date) -> None:
        """Send what another person wrote. Raises SecondPersonNeeded, ReportIncomplete naming what is missing."""
        self._become("submit")
        self._check_complete()
        if by in self.writers:
            raise SecondPersonNeeded("Vous avez écrit dans ce bilan : une autre personne de l'organisme le transmet.")
        self.attempt += 1
        self.submitted_by, self.submitted_on, self.motives = by, on, ()
        self._announce(
            events.ReportSubmitted(
                **self._named(),
                attempt=self.attempt,
                late=on > self.lateness.due_on,
                noticed=self.notified_on is not None,
                on=on,
            )
        )

    def send_back(
        self, motives: Sequence[Motive], correct_by: date, on: date, officer_of: frozenset[str] = frozenset()
    ) -> None:
        """Return line by line, each with its motive. Who writes next may be anyone; a second person submits again.

        A report that was not overdue has until ``correct_by``; one that was stays overdue. Raises Invalid.
        """
        self._become("return")
        self._stand_aside(officer_of)
        if correct_by <= on:
            raise Invalid("Laissez au moins un jour pour corriger.", field="correct_by")
        if not motives:
            raise Invalid("Donnez au moins un motif, ligne par ligne.", field="motives")
        lines = self.lines()
        for rank, motive in enumerate(motives):
            if motive.point not in lines:
                raise Invalid("Cette ligne n'existe pas dans le bilan.", field=f"motives/{rank}/point", lines=lines)
        self.motives, self.correct_by, self.to_rewrite = tuple(motives), correct_by, True
        if self.overdue is None:
            self.lateness = lateness(max(self.lateness.due_on, correct_by))
        elif self.notified_on is None:
            self.overdue = put_off(self.overdue, correct_by)
        late = self.overdue or self.lateness
        self._announce(
            events.ReportReturned(
                **self._named(),
                attempt=self.attempt,
                lines=tuple(dict.fromkeys(motive.point for motive in motives)),
                correct_by=correct_by,
                notice_on=late.notice_on,
                hold_on=late.hold_on,
                on=on,
            )
        )

    def accept(self, on: date, officer_of: frozenset[str] = frozenset()) -> None:
        """Accept and lock; the small cells of the period are worked out here, once."""
        self._become("accept")
        self._stand_aside(officer_of)
        together = [(figures, known.measure) for known, figures in self._told()]
        self.hidden = pattern(together, number("small-cell", on))
        self.accepted_on = on
        self._explain(
            "RULES Experiments: small cells",
            "2019-02-08",
            f"{len(self.hidden)} hidden",
            threshold=number("small-cell", on),
        )
        self._announce(
            events.ReportAccepted(
                **self._named(),
                period=self.period.value,
                since=self.since,
                until=self.until,
                attempt=self.attempt,
                was_overdue=self.overdue is not None,
                results=self.results(),
                on=on,
            )
        )

    # --- what deadlines raise, each once

    def remind(self, name: str) -> bool:
        """Remind the writers (``J-15``, ``J-5``); False when it was done."""
        self._become("remind")
        if name in self.reminded:
            return False
        self.reminded = (*self.reminded, name)
        return True

    def lapse(self, today: date) -> bool:
        """The due day passed: overdue from now on, whatever dates do later; False when not, or said before."""
        self._become("lapse")
        if self.overdue or today < self.lateness.overdue_on:
            return False
        self.overdue = self.lateness
        self._announce(events.ReportOverdue(**self._named(), **self._late_days(self.overdue)))
        return True

    def notify(self, today: date) -> bool:
        """The formal notice leaves; False when it left before or nothing is overdue."""
        self._become("notify")
        if self.overdue is None or self.notified_on or today < self.overdue.notice_on:
            return False
        self.notified_on = today
        return True

    # --- what is known of it

    def results(self) -> tuple[published.PeriodFigures, ...]:
        """The accepted figures as everyone may see them; none before."""
        if self.accepted_on is None:
            return ()
        return tuple(
            published.PeriodFigures(
                indicator=known.code,
                label=known.label,
                unit=known.unit,
                measure=known.measure.value,
                figures=publish(figures, self.hidden),
            )
            for known, figures in self._told()
        )

    def hidden_persons(self) -> dict[str, dict[Key, int]]:
        """By indicator, how many persons each hidden part counts."""
        return {
            known.code: {key: tally.denominator for key, tally in tallies(figures).items() if key in self.hidden}
            for known, figures in self._told()
        }

    def lines(self) -> tuple[str, ...]:
        """Every line that may be returned, as ``indicators/<code>/by_public``."""
        parts = ("", "/by_public", "/by_territory", "/cells")
        indicators = [f"indicators/{each.code}{part}" for each in self.known.indicators for part in parts]
        return ("narrative", "difficulties", "milestones", *indicators)

    def _stand_aside(self, officer_of: frozenset[str]) -> None:
        if officer_of & self.carriers:
            raise OwnOrganisation("Vous appartenez à un organisme porteur : laissez un collègue lire ce bilan.")

    def _check_complete(self) -> None:
        if not self.content.narrative.strip():
            raise ReportIncomplete("Racontez la période avant de transmettre.", field="content/narrative")
        told = {line.indicator for line in self.content.lines if line.figures or line.remark.strip()}
        missing = [each for each in self.known.indicators if each.code not in told]
        if missing:
            named = ", ".join(each.label for each in missing)
            raise ReportIncomplete(
                f"Donnez les chiffres, ou dites pourquoi il n'y en a pas, pour : {named}.",
                field="content/lines",
                indicators=[each.code for each in missing],
            )

    def _told(self) -> list[tuple[KnownIndicator, Figures]]:
        known = {each.code: each for each in self.known.indicators}
        return [(known[line.indicator], line.figures) for line in self.content.lines if line.figures]

    def _named(self) -> dict[str, str]:
        return {"report": self.id, "experiment": self.experiment, "carrier": self.carrier, "label": self.label}

    @staticmethod
    def _late_days(late: Lateness) -> dict[str, date]:
        days = ("due_on", "overdue_on", "notice_on", "hold_on")
        return {name: getattr(late, name) for name in days}
