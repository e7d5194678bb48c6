"""The twins of what refuses nothing: a fact that holds because of one rule, and no longer once it is taken away; a
command that must say something, and need not say it any more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError, create_model, model_validator

from services.project_tracking import small_cells
from services.project_tracking.evaluation import Evidence, Findings, Original, Verdict
from services.project_tracking.experiment import Experiment
from services.project_tracking.indicators import Baseline, Indicator, Outcome
from services.project_tracking.report import Report
from services.project_tracking.report_schedule import Lateness, Opened, Period, lateness, schedule, still_expected
from services.project_tracking.small_cells import NOTHING
from services.project_tracking.values import Motive
from tests.services.project_tracking.making import END, FREE, LATER, OPEN, START, content, due, findings, running
from tests.services.project_tracking.twinning import TRACKING, Fact
from tests.support.taking_away import Forgotten, Rule, each, goes_through, holds, no_longer_holds

SMALL = ("departement:59", 2, 3)
PARTS = [
    {"code": code, "numerator": numerator, "denominator": denominator}
    for code, numerator, denominator in (("departement:02", 60, 100), SMALL, ("departement:80", 25, 39))
]
WHOLE = {"numerator": 87, "denominator": 142}
ABSENT = {"code": "completed", "label": "Terminés", "unit": "personnes", "baseline": {"absent_because": "Pas suivi."}}
ORIGINAL = Original(experiment="x1", verdict=Verdict.POSITIVE, evidence=Evidence.MEASURED)
HIDDEN = frozenset({("territory", "departement:59"), ("territory", "departement:80")})


@dataclass(frozen=True)
class Said(Rule):
    """A command that must say a field; the scenario is what it says without it."""

    field: str
    home = TRACKING


class Unheeded(Lateness):
    """Days after which a report counts as if it had never been overdue."""

    def __bool__(self) -> bool:
        return False


def unheeded(due_on: date) -> Lateness:
    """The days that follow a due day, soon forgotten."""
    return Unheeded(**dict(lateness(due_on)))


def lapsed() -> Report:
    """Overdue since 1 May, sent on 5 May."""
    found = due()
    found.lapse(date(2021, 5, 1))
    found.write(content(), "ana")
    found.submit("bob", date(2021, 5, 5))
    return found


def due_day_after_a_return() -> date | None:
    """The day a report was overdue for, after it was given until the end of August."""
    found = lapsed()
    found.send_back([Motive(point="narrative", text="Court.")], date(2021, 8, 31), date(2021, 6, 1))
    return found.overdue.due_on if found.overdue else None


def lapses() -> list[bool]:
    """Whether the overdue deadline raised it, the day before, the day after and the next one."""
    found = due()
    return [found.lapse(date(2021, 4, 30)), found.lapse(date(2021, 5, 1)), found.lapse(date(2021, 5, 2))]


def reminders() -> list[bool]:
    """Whether each reminder left."""
    found = due()
    return [found.remind(name) for name in ("J-15", "J-15", "J-5")]


def notices() -> list[bool]:
    """Whether each formal notice left."""
    found = lapsed()
    found.send_back([Motive(point="narrative", text="Court.")], date(2021, 5, 7), date(2021, 5, 6))
    return [found.notify(date(2021, 5, 10)), found.notify(date(2021, 5, 11))]


def hidden_in_a_report() -> list[int | None]:
    """The denominators of an accepted report that everyone may see."""
    found = due()
    found.write(content(**WHOLE, by_territory=PARTS), "ana")
    found.submit("bob", LATER)
    found.accept(LATER)
    return [each.denominator for each in found.results()[0].figures.by_territory]


def outcome(*parts: dict[str, Any]) -> dict[str, Any]:
    """The outcome of CARAVANE by territory."""
    return findings().outcomes[0].model_dump(mode="json") | {"figures": {**WHOLE, "by_territory": parts}}


def evaluated(original: Original | None = None, already: small_cells.Hidden = NOTHING, **changes: Any) -> Experiment:
    """Evaluated, with the verdict's figures by territory."""
    found = running(**changes)
    found.evaluate(findings(outcomes=[outcome(*PARTS)]), FREE, OPEN, original, LATER, already)
    return found


def level(**changes: Any) -> str | None:
    """The level of evidence that was computed."""
    found = evaluated(**changes).evaluation
    return found.evidence.value if found else None


def corrected() -> Indicator:
    """Its small cell was counted wrongly: eight persons, not three."""
    found = evaluated()
    right = outcome({**PARTS[0], "numerator": 55, "denominator": 95}, {**PARTS[1], "numerator": 7, "denominator": 8},
                    PARTS[2])  # fmt: skip
    found.correct_indicator(Outcome.model_validate(right), "Erreur de commune.", None, LATER)
    return found.indicators[0]


def hidden_in_a_result(found: Indicator) -> object:
    """What the version in force hides."""
    return found.latest.hidden if found.latest else None


def asked_again() -> list[str]:
    """The first reports asked once the first quarter's was."""
    asked = still_expected(START, END, [Opened(Period.QUARTER, date(2019, 12, 31))], START)
    return [each.label for each in asked][:1]


def overwritten(it: Indicator, outcome: Outcome, hidden: small_cells.Hidden, on: date, why: str = "") -> Indicator:
    """A result that takes the place of the one before."""
    return WITH_RESULT(it.model_copy(update={"versions": ()}), outcome, hidden, on, why or None)


def afresh(figures: Any, threshold: int, already: small_cells.Hidden = NOTHING) -> small_cells.Hidden:
    """What to hide, whatever was hidden before."""
    return small_cells.pattern(figures, threshold)


WITH_RESULT = Indicator.with_result

FACTS = [
    Fact("due at the end of the month that follows", {"report_schedule.end_of_following_month": lambda day: day},
         lambda: due().lateness.due_on, date(2021, 4, 30)),
    Fact("a notice on a working day", {"report_schedule.next_working_day": lambda day: day},
         lambda: lateness(date(2021, 4, 30)).notice_on, date(2021, 5, 10)),
    Fact("a situation six months after the end", {"report_schedule.number": lambda *_: 0},
         lambda: schedule(START, END)[-1].until, date(2021, 9, 30)),
    Fact("what was asked is not asked again", {"report_schedule.Opened.until": Forgotten(date(2019, 1, 1))},
         asked_again, ["T1 2020"]),
    Fact("reminded once", {"report.Report.reminded": Forgotten(())}, reminders, [True, False, True]),
    Fact("overdue once", {"report.lateness": unheeded}, lapses, [False, True, False]),
    Fact("one formal notice", {"report.Report.notified_on": Forgotten(None)}, notices, [True, False]),
    Fact("overdue stays a fact when dates move", {"report.put_off": lambda late, until: lateness(until)},
         due_day_after_a_return, date(2021, 4, 30)),
    Fact("small cells of a report are hidden", {"report.number": lambda *_: 0},
         hidden_in_a_report, [100, None, None]),
    Fact("a second cell of a report is hidden", {"small_cells._first_exposed": lambda *_: None},
         hidden_in_a_report, [100, None, None]),
    Fact("small cells of a verdict are hidden, with a second one", {"evaluation.number": lambda *_: 0},
         lambda: hidden_in_a_result(evaluated().indicators[0]), HIDDEN),
    Fact("a verdict does not tell what reports hid", {"evaluation.pattern": afresh},
         lambda: ("territory", "departement:02")
         in evaluated(already=frozenset({("territory", "departement:02")})).indicators[0].versions[0].hidden, True),
    Fact("a correction does not tell what was hidden", {"indicators.pattern": afresh},
         lambda: hidden_in_a_result(corrected()), HIDDEN),
    Fact("a correction is a new version", {"indicators.Indicator.with_result": overwritten},
         lambda: [each.number for each in corrected().versions], [1, 2]),
    Fact("observed, not measured, without a baseline", {"indicators.Baseline.stated": property(lambda _: True)},
         lambda: level(indicators=[ABSENT]), "observed"),
    Fact("replicated when it confirms a measured success", {"evaluation.confirms": lambda *_: False},
         lambda: level(original=ORIGINAL), "replicated"),
    Fact("evidence is computed from figures", {"evaluation.evidence": lambda *_: Evidence.REPLICATED},
         lambda: level(), "measured"),
]  # fmt: skip


class AnyBaseline(Baseline):
    """A prior state that may be neither stated nor declared absent."""

    @model_validator(mode="after")
    def _stated_or_absent(self) -> "AnyBaseline":
        return self


class AnyFindings(Findings):
    """Findings in which anything may be declared."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def named(place: str) -> Any:
    """What stands under a dotted name of the service, now."""
    module, _, name = place.rpartition(".")
    return getattr(import_module(TRACKING + module), name)


def said(place: str, field: str, **says: object) -> Said:
    """A command that does not say one field, and its stand-in that need not."""
    model: type[BaseModel] = named(place)
    free = create_model(model.__name__, __base__=model, **{field: (Any, None)})  # type: ignore[call-overload]
    return Said(f"{model.__name__} says its {field}", {place: free}, lambda: read(place, says), field)


def read(place: str, says: Mapping[str, object]) -> object:
    """The command read from JSON."""
    return named(place).model_validate(says)


OUTCOME = outcome(*PARTS)
SAID = [
    said("description.Scheme", "reference", origin="format-innovation"),
    said("use_cases.officer.ReturnExperiment", "motives", motives=[]),
    said("use_cases.officer.RefuseExperiment", "motives", motives=[]),
    said("use_cases.officer.ReturnReport", "motives", motives=[], correct_by="2021-06-08"),
    said("use_cases.officer.EnterOrdinaryLaw", "act"),
    said("use_cases.officer.ReplaceEvaluator", "reason", evaluator={"person": "eva", "organisation": "third-party"}),
    said("use_cases.carrier.RescheduleMilestone", "cause", forecast="2020-01-06", explanation="Autre date."),
    said("use_cases.carrier.RescheduleMilestone", "explanation", forecast="2020-01-06", cause="health"),
    said("use_cases.carrier.StopExperiment", "causes", causes=[], lessons="Trop cher."),
    said("use_cases.carrier.StopExperiment", "lessons", causes=["cost"]),
    said("use_cases.evaluator.CorrectIndicator", "reason", outcome=OUTCOME),
    Said("a baseline is stated whole or declared absent", {"indicators.Baseline": AnyBaseline},
         lambda: read("indicators.Baseline", {"figures": WHOLE, "on": "2019-09-15"}), ""),
    Said("evidence is not declared", {"evaluation.Findings": AnyFindings},
         lambda: read("evaluation.Findings", findings().model_dump(mode="json") | {"evidence": "replicated"}),
         "evidence"),
]  # fmt: skip


@each(FACTS)
def test_with_the_rule_the_fact_holds(twin: Fact) -> None:
    holds(twin)


@each(FACTS)
def test_without_the_rule_the_fact_no_longer_holds(twin: Fact, monkeypatch: pytest.MonkeyPatch) -> None:
    no_longer_holds(twin, monkeypatch)


@each(SAID)
def test_with_the_rule_the_command_names_what_it_lacks(twin: Said) -> None:
    with pytest.raises(ValidationError) as refused:
        twin.scenario()
    assert [".".join(map(str, error["loc"])) for error in refused.value.errors()] == [twin.field]


@each(SAID)
def test_without_the_rule_the_command_is_read_as_it_is(twin: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_through(twin, monkeypatch)
