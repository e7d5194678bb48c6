"""Twins of the trace: it goes with the event, and what another service does about it goes on with it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider

from contracts.envelope import Envelope
from services.chassis import telemetry
from services.chassis.arrivals import Arrival
from services.chassis.reactions import ReactionGroup
from services.chassis.work import Cause
from tests.messages.hearing import hear_all, send_all
from tests.messages.house import House
from tests.messages.toy.note import Line, start_note

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"


@pytest.fixture(autouse=True)
def traced(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tracer of these tests' own: that of a process is set once."""
    ours = TracerProvider().get_tracer("twins")
    monkeypatch.setattr(telemetry, "tracer", lambda: ours)


async def one_command(house: House) -> tuple[dict[str, str], dict[str, str]]:
    """The headers of what a command said, and of what the other service answered."""
    with telemetry.span("command", PARENT):
        cause = Cause("test", "dossier-2019", traceparent=telemetry.current())
        note = await house.speaker.within(cause, lambda work: start_note(work, Line(text="suivi")))
    await send_all(house)
    await hear_all(house, house.reactions)
    echo = await house.listener.database["echo"].find_one({"text": f"{note.id}:1:suivi"})
    said = await house.speaker.database["events"].find_one({"subject": f"note/{note.id}"})
    answered = await house.listener.database["events"].find_one({"subject": f"echo/{echo['_id']}"})
    return dict(said["headers"]), dict(answered["headers"])


def trace_of(headers: dict[str, str]) -> str:
    return headers.get("traceparent", "--").split("-")[1]


whole = Envelope.headers


def untraced(envelope: Envelope) -> list[tuple[str, bytes]]:
    return [(name, value) for name, value in whole(envelope) if name != "traceparent"]


def begun_anew(group: ReactionGroup, arrival: Arrival) -> AbstractContextManager[Any]:
    return telemetry.span("react")


AWAY: list[tuple[Any, str, Callable[..., Any]]] = [
    (Envelope, "headers", untraced),
    (ReactionGroup, "_traced", begun_anew),
    (telemetry, "context_of", lambda _: None),
]


@pytest.mark.parametrize(("where", "name", "instead"), AWAY, ids=["header", "reaction", "parent"])
async def test_without_one_of_its_links_the_trace_of_a_command_ends_before_the_other_service(
    own_house: House, monkeypatch: pytest.MonkeyPatch, where: Any, name: str, instead: Callable[..., Any]
) -> None:
    said, answered = await one_command(own_house)
    assert (trace_of(said), trace_of(answered)) == (TRACE, TRACE)
    assert said["traceparent"] != answered["traceparent"], "a span of its own"
    monkeypatch.setattr(where, name, instead)
    said, answered = await one_command(own_house)
    assert trace_of(answered) != TRACE


async def test_without_its_cause_nobody_can_tell_which_event_an_answer_answers(
    own_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, answered = await one_command(own_house)
    assert answered["ce_causationid"] == said["ce_id"]
    assert answered["ce_correlationid"] == "dossier-2019"
    monkeypatch.setattr(ReactionGroup, "_cause", lambda group, arrival: Cause("react", ""))
    said, answered = await one_command(own_house)
    assert "ce_causationid" not in answered
    assert answered["ce_correlationid"] == ""
