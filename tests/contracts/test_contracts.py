"""Every event keeps what it promised: key first, an example, open words, old examples that parse."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]

from contracts.catalogue import EVENTS, LEARNS, MODULES, PRODUCER, TYPES, by_type, events_of, example, summary
from contracts.envelope import Event
from contracts.freeze import CHANGELOG, Frozen, undeclared
from contracts.schemas import closed_words, structure

FROZEN = Frozen()
ALL = list(TYPES.values())
IDS = list(TYPES)
each_event = pytest.mark.parametrize("event", ALL, ids=IDS)

# Written by hand from the project's charter, not read back from the models.
EXPECTED = {
    "person": {"duty-given", "duty-withdrawn", "erased"},
    "organisation": {"described", "member-joined", "member-left"},
    "call": {"described", "published", "opened", "closing-moved", "closed"},
    "application": {
        "deposited",
        "found-admissible",
        "found-inadmissible",
        "correction-requested",
        "corrected",
        "opinion-given",
        "accepted",
        "put-on-the-reserve-list",
        "refused",
        "closed-without-action",
        "withdrawn",
    },
    "agreement": {"signed", "amended", "terminated"},
    "incubator": {"described", "opened", "suspended", "resumed", "closed"},
    "experiment": {
        "described",
        "proposed",
        "taken-over",
        "returned",
        "refused",
        "validated",
        "started",
        "stopped",
        "milestone-reached",
        "milestone-rescheduled",
        "indicator-corrected",
        "evaluated",
        "spread",
        "entered-ordinary-law",
    },
    "report": {"due", "overdue", "submitted", "returned", "accepted"},
    "envelope": {"opened", "amended", "affected"},
    "rate_card": {"adopted"},
    "grant": {
        "requested",
        "refused",
        "granted",
        "amended",
        "engaged",
        "disengaged",
        "hours-approved",
        "claim-submitted",
        "claim-certified",
        "claim-rejected",
        "payment-ordered",
        "payment-rejected",
        "paid",
        "payments-held",
        "payments-released",
        "recovery-opened",
        "recovery-settled",
    },
    "article": {"described", "proposed", "published", "corrected", "withdrawn", "flagged"},
    "adaptation": {"declared", "result-attached"},
    "gathering": {"announced"},
}


@pytest.mark.parametrize("kind", EXPECTED)
def test_a_dossier_announces_every_fact_that_the_charter_lists(kind: str) -> None:
    assert EXPECTED[kind] - {event.fact for event in ALL if event.dossier == kind} == set()


@each_event
def test_an_event_begins_with_the_id_of_its_dossier(event: type[Event]) -> None:
    assert next(iter(event.model_fields)) == event.dossier
    assert event.model_fields[event.dossier].is_required()


@each_event
def test_an_event_says_in_one_sentence_what_happened(event: type[Event]) -> None:
    assert summary(event).endswith(".")
    assert event.__doc__ != Event.__doc__


@each_event
def test_an_example_fits_the_frozen_structure_and_comes_back_as_it_went(event: type[Event]) -> None:
    Draft202012Validator(structure(event), format_checker=FormatChecker()).validate(example(event))
    assert event.model_validate(example(event)).model_dump(mode="json") == example(event)


@each_event
def test_a_frozen_structure_is_today_s_structure(event: type[Event]) -> None:
    assert FROZEN.schema(event.type_name()) == structure(event), "run: python -m contracts.freeze"


@each_event
def test_every_frozen_example_still_parses(event: type[Event]) -> None:
    frozen = FROZEN.examples(event.type_name())
    assert frozen[f"{event.type_name()}.example.json"] == example(event), "run: python -m contracts.freeze"
    for said in frozen.values():
        read = event.model_validate(said).model_dump(mode="json")
        assert without_later_fields(read, said) == said


def without_later_fields(read: Any, said: Any) -> Any:
    """What was read, at every depth without the fields that the example did not know."""
    match said:
        case dict():
            return {field: without_later_fields(read[field], said[field]) for field in said}
        case list() if len(read) == len(said):
            return [without_later_fields(*pair) for pair in zip(read, said, strict=True)]
        case _:
            return read


@each_event
def test_a_reader_ignores_what_it_does_not_know(event: type[Event]) -> None:
    told = event.model_validate(strangers_added(example(event)))
    assert told == event.model_validate(example(event))


def strangers_added(value: Any) -> Any:
    """The same JSON with an unknown field in every object that is a record (not in free-form maps of strings)."""
    if isinstance(value, list):
        return [strangers_added(part) for part in value]
    return {**value, "field-of-tomorrow": {"a": 1}} if isinstance(value, dict) else value


@each_event
def test_enumerations_are_open(event: type[Event]) -> None:
    assert closed_words(structure(event)) == []


@each_event
def test_an_example_stays_far_below_the_size_that_an_event_may_have(event: type[Event]) -> None:
    assert len(event.model_validate(example(event)).model_dump_json().encode()) < 64 * 1024


def test_every_break_and_removal_has_its_line_in_the_changelog() -> None:
    changelog = CHANGELOG.read_text(encoding="utf-8") if CHANGELOG.exists() else ""
    assert undeclared(FROZEN.history(), TYPES, changelog) == []


def test_every_frozen_file_is_of_a_known_type() -> None:
    known = set(FROZEN.history())
    files = {path.name for path in FROZEN.folder.glob("*.json")} - {"index.json"}
    assert {name.split(".schema")[0].split(".example")[0] for name in files} == known & set(TYPES)


def test_each_event_has_one_producer() -> None:
    assert sum(len(events_of(service)) for service in MODULES) == len(TYPES)
    assert set(PRODUCER) == set(EVENTS)


def test_what_a_service_learns_is_announced_by_another() -> None:
    for service, kinds in LEARNS.items():
        for kind in kinds:
            assert {PRODUCER[event.family()] for event in ALL if event.dossier == kind} - {service}


def test_a_type_said_twice_is_an_error() -> None:
    class Twice(Event):
        dossier = "seed"
        fact = "sown"

    with pytest.raises(ValueError, match=r"seed\.sown"):
        by_type([Twice, Twice])
