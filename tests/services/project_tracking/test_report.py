"""Every verb of a report from every state, and each rule of the regulation by its name."""

from collections.abc import Callable
from datetime import date

import pytest

from contracts import project_tracking as events
from services.chassis.refusal import Invalid, OutOfTurn
from services.project_tracking.figures import FiguresDoNotAddUp
from services.project_tracking.report import LIFECYCLE, Content, Report, ReportIncomplete, SecondPersonNeeded, State
from services.project_tracking.values import Motive
from tests.services.project_tracking.making import REPORT_IN_STATE, accepted, content, due, sent_back, submitted

MOTIVE = Motive(point="narrative", text="Dites ce que sont devenus les sortants.")
LATE = date(2021, 5, 20)


def sent(report: Report) -> None:
    """Written by Ana where it is with its writers, and sent by Bob."""
    if report.awaited:
        report.write(content(), "ana")
    report.submit("bob", LATE)


VERBS: dict[str, Callable[[Report], object]] = {
    "write": lambda r: r.write(content(31), "ana"),
    "submit": sent,
    "return": lambda r: r.send_back([MOTIVE], date(2021, 6, 8), date(2021, 6, 1)),
    "accept": lambda r: r.accept(date(2021, 6, 10)),
    "remind": lambda r: r.remind("J-15"),
    "lapse": lambda r: r.lapse(date(2021, 7, 1)),
    "notify": lambda r: r.notify(date(2021, 7, 1)),
}

# Written from RULES.md and CONVENTIONS.md ("Follow-up"): an accepted report is locked.
EXPECTED = {
    "due": {"write": "due", "submit": "submitted", "remind": "due", "lapse": "due", "notify": "due"},
    "submitted": {"return": "returned", "accept": "accepted"},
    "returned": {
        "write": "returned",
        "submit": "submitted",
        "remind": "returned",
        "lapse": "returned",
        "notify": "returned",
    },
    "accepted": {},
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", State)
def test_every_verb_from_every_state(state: State, verb: str) -> None:
    report = REPORT_IN_STATE[state]()
    expected = EXPECTED[state.value].get(verb)
    if expected is None:
        with pytest.raises(OutOfTurn, match=f"état « {LIFECYCLE.labels[state]} »"):
            VERBS[verb](report)
        assert report.state is state
    else:
        VERBS[verb](report)
        assert report.state.value == expected


def test_the_table_above_knows_every_verb_and_every_state() -> None:
    assert set(VERBS) == set(LIFECYCLE.all_verbs())
    assert set(EXPECTED) == {state.value for state in State}


def test_a_report_is_asked_with_its_due_day_and_what_follows() -> None:
    (event,) = due().announced
    assert isinstance(event, events.ReportDue)
    assert (event.due_on, event.overdue_on, event.notice_on, event.hold_on) == (
        date(2021, 4, 30),
        date(2021, 5, 1),
        date(2021, 5, 10),
        date(2021, 5, 17),
    )


def test_a_report_is_prefilled_with_what_is_known() -> None:
    report = due()
    assert [line.indicator for line in report.content.lines] == ["entered"]
    assert report.known.title == "CARAVANE"


def test_a_draft_announces_nothing() -> None:
    report = due()
    report.settle()
    report.write(content(), "ana")
    assert report.announced == ()


def test_who_wrote_the_report_does_not_submit_it() -> None:
    report = due()
    report.write(content(), "ana")
    with pytest.raises(SecondPersonNeeded):
        report.submit("ana", LATE)


def test_who_wrote_a_part_of_it_does_not_submit_it_either() -> None:
    report = due()
    report.write(content(), "ana")
    report.write(content(31), "bob")
    with pytest.raises(SecondPersonNeeded):
        report.submit("ana", LATE)


def test_a_returned_report_that_nobody_rewrote_is_still_its_writers() -> None:
    with pytest.raises(SecondPersonNeeded):
        sent_back().submit("ana", LATE)


def test_who_submitted_may_mend_a_returned_report_and_its_first_writer_submit_it() -> None:
    report = sent_back()
    report.write(content(), "bob")
    report.submit("ana", LATE)
    assert report.state is State.SUBMITTED
    assert report.attempt == 2


def test_a_report_without_words_or_figures_is_not_submitted() -> None:
    for wrong, field in (
        (Content.model_validate({**content().model_dump(), "narrative": "  "}), "content/narrative"),
        (Content(narrative="Rien à compter."), "content/lines"),
    ):
        report = due()
        report.write(wrong, "ana")
        with pytest.raises(ReportIncomplete) as refused:
            report.submit("bob", LATE)
        assert refused.value.field == field


def test_missing_figures_may_be_explained() -> None:
    report = due()
    report.write(
        Content.model_validate(
            {"narrative": "Suspendu.", "lines": [{"indicator": "entered", "remark": "Aucun groupe, confinement."}]}
        ),
        "ana",
    )
    report.submit("bob", LATE)


def test_figures_that_do_not_add_up_are_refused_when_they_are_written() -> None:
    wrong = content(by_public=[{"code": "rqth", "numerator": 29, "denominator": 40}])
    with pytest.raises(FiguresDoNotAddUp) as refused:
        due().write(wrong, "ana")
    assert refused.value.field == "content/lines/0/figures/by_public"


def test_an_indicator_has_one_line() -> None:
    line = content().lines[0]
    with pytest.raises(Invalid) as refused:
        due().write(Content(lines=(line, line)), "ana")
    assert refused.value.field == "content/lines/1/indicator"


def test_an_indicator_that_is_not_followed_has_no_line() -> None:
    with pytest.raises(Invalid, match="pas suivi"):
        due().write(Content.model_validate({"lines": [{"indicator": "happiness"}]}), "ana")


def test_a_report_is_returned_with_a_motive_line_by_line() -> None:
    event = sent_back().announced[-1]
    assert isinstance(event, events.ReportReturned)
    assert event.lines == ("indicators/entered/by_public",)
    assert "entrées" not in event.model_dump_json()


def test_a_return_names_lines_of_the_report_gives_motives_and_leaves_time() -> None:
    unknown = Motive(point="indicators/happiness", text="Manque.")
    for motives, until, words in (
        ([unknown], date(2021, 6, 8), "n'existe pas"),
        ([], date(2021, 6, 8), "au moins un motif"),
        ([MOTIVE], date(2021, 6, 1), "au moins un jour"),
    ):
        with pytest.raises(Invalid, match=words):
            submitted().send_back(motives, until, date(2021, 6, 1))


def test_an_accepted_report_is_locked() -> None:
    with pytest.raises(OutOfTurn, match="Accepté"):
        accepted().write(content(32), "ana")


def test_the_accepted_figures_hide_small_cells() -> None:
    report = due()
    report.write(
        content(
            by_territory=[
                {"code": "commune:02001", "numerator": 2, "denominator": 3},
                {"code": "commune:59350", "numerator": 8, "denominator": 11},
                {"code": "commune:80001", "numerator": 20, "denominator": 26},
            ]
        ),
        "ana",
    )
    report.submit("bob", LATE)
    report.accept(date(2021, 6, 10))
    event = report.announced[-1]
    assert isinstance(event, events.ReportAccepted)
    assert [part.denominator for part in event.results[0].figures.by_territory] == [None, None, 26]
    assert report.hidden == {("territory", "commune:02001"), ("territory", "commune:59350")}


def test_the_late_report_of_the_story_is_overdue_until_it_is_accepted() -> None:
    report = due()
    assert report.lapse(date(2021, 5, 1))
    report.write(content(), "ana")
    report.submit("bob", date(2021, 5, 27))
    report.send_back([MOTIVE], date(2021, 6, 8), date(2021, 6, 1))
    report.write(content(31), "ana")
    report.submit("bob", date(2021, 6, 7))
    report.accept(date(2021, 6, 10))
    sendings = [event for event in report.announced if isinstance(event, events.ReportSubmitted)]
    end = report.announced[-1]
    assert [(event.attempt, event.late) for event in sendings] == [(1, True), (2, True)]
    assert isinstance(end, events.ReportAccepted)
    assert (end.was_overdue, end.attempt) == (True, 2)


# --- deadlines


def test_a_reminder_is_sent_once() -> None:
    report = due()
    assert report.remind("J-15") is True
    assert report.remind("J-15") is False
    assert report.remind("J-5") is True


def test_overdue_is_raised_the_day_after_and_once() -> None:
    report = due()
    assert report.lapse(date(2021, 4, 30)) is False
    assert report.lapse(date(2021, 5, 1)) is True
    assert report.lapse(date(2021, 5, 2)) is False
    assert [type(event) for event in report.announced] == [events.ReportDue, events.ReportOverdue]


def test_an_overdue_report_stays_a_fact_when_dates_move_later() -> None:
    report = due()
    report.lapse(date(2021, 5, 1))
    report.write(content(), "ana")
    report.submit("bob", date(2021, 5, 27))
    report.send_back([MOTIVE], date(2021, 8, 31), date(2021, 6, 1))
    assert report.overdue is not None
    assert (report.overdue.due_on, report.lateness.due_on) == (date(2021, 4, 30), date(2021, 4, 30))


def test_a_report_sent_in_time_and_returned_has_until_its_new_date() -> None:
    report = due()
    report.write(content(), "ana")
    report.submit("bob", date(2021, 4, 29))
    report.send_back([MOTIVE], date(2021, 5, 14), date(2021, 5, 3))
    assert report.lapse(date(2021, 5, 14)) is False
    assert report.lapse(date(2021, 5, 15)) is True


def test_a_late_report_returned_before_any_notice_is_given_its_time_and_a_week_after_the_notice() -> None:
    report = due()
    report.lapse(date(2021, 5, 1))
    report.write(content(), "ana")
    report.submit("bob", date(2021, 5, 5))
    report.send_back([MOTIVE], date(2021, 5, 28), date(2021, 5, 20))
    event = report.announced[-1]
    assert isinstance(event, events.ReportReturned)
    assert (event.notice_on, event.hold_on) == (date(2021, 5, 31), date(2021, 6, 7))
    assert report.overdue is not None
    assert (report.overdue.due_on, report.overdue.overdue_on) == (date(2021, 4, 30), date(2021, 5, 1))
    assert report.notify(date(2021, 5, 30)) is False
    assert report.notify(date(2021, 5, 31)) is True


def test_a_report_returned_after_its_notice_keeps_its_hold() -> None:
    report = due()
    report.lapse(date(2021, 5, 1))
    report.notify(date(2021, 5, 10))
    report.write(content(), "ana")
    report.submit("bob", date(2021, 5, 27))
    report.send_back([MOTIVE], date(2021, 6, 8), date(2021, 6, 1))
    sent, back = report.announced[-2:]
    assert isinstance(sent, events.ReportSubmitted)
    assert isinstance(back, events.ReportReturned)
    assert (sent.noticed, back.hold_on) == (True, date(2021, 5, 17))


def test_the_formal_notice_leaves_once_and_only_for_an_overdue_report() -> None:
    report = due()
    assert report.notify(date(2021, 5, 10)) is False
    report.lapse(date(2021, 5, 1))
    assert report.notify(date(2021, 5, 9)) is False
    assert report.notify(date(2021, 5, 10)) is True
    assert report.notify(date(2021, 5, 11)) is False
