"""Twins of the inner doors: alive by itself, ready by its role's needs, counted as it stands, without anybody's id."""

import uuid
from typing import Any

import pytest
from aiokafka.errors import KafkaError
from fastapi import APIRouter
from prometheus_client import CollectorRegistry, Counter, Histogram

from services.chassis import metrics
from services.chassis.flow import Flow
from services.chassis.relay import producer
from services.chassis.runtime import Runtime
from services.chassis.web import door, edge, health
from tests.services.chassis.web.asking import Garden
from tests.support.taking_away import nothing_awaited

NOWHERE = "mongodb://127.0.0.1:1/?directConnection=true"


async def status(garden: Garden, path: str) -> int:
    return (await garden.house.client.get(path)).status_code


async def test_without_needs_of_its_role_an_api_that_takes_commands_is_taken_out_while_kafka_is_down(
    garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    garden.house.runtime.ready["migration"] = True
    assert await status(garden, "/readyz") == 200
    of_its_role = Runtime.needs

    async def the_same_for_all(runtime: Runtime) -> dict[str, bool]:
        sender = producer(runtime.settings.kafka)
        try:
            await sender.start()
            reached = True
        except KafkaError:
            reached = False
        finally:
            await sender.stop()
        return {**await of_its_role(runtime), "kafka": reached}

    monkeypatch.setattr(Runtime, "needs", the_same_for_all)
    assert await status(garden, "/readyz") == 503
    assert (await garden.ask("POST", "/beds", {"name": "Carré"})).status_code == 201, "it works all the same"


async def test_without_asking_the_database_a_process_that_can_do_nothing_says_it_is_ready(
    garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off = garden.over(NOWHERE)
    cut_off.house.runtime.ready["migration"] = True
    assert await status(cut_off, "/readyz") == 503

    async def surely(_: Runtime) -> bool:
        return True

    monkeypatch.setattr(Runtime, "_mongo_answers", surely)
    monkeypatch.setattr(door, "PATIENCE", 0.5)
    assert await status(cut_off, "/readyz") == 200
    assert (await cut_off.ask("POST", "/beds", {"name": "Carré"})).status_code == 503
    await cut_off.house.runtime.stop()


async def test_without_a_liveness_that_asks_nothing_a_process_is_killed_for_an_outage_of_its_database(
    garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off = garden.over(NOWHERE)
    assert await status(cut_off, "/livez") == 200
    await cut_off.house.runtime.stop()
    asking = APIRouter()
    asking.get("/livez")(health.ready)
    monkeypatch.setattr(health, "router", asking)
    cut_off = garden.over(NOWHERE)
    assert await status(cut_off, "/livez") == 503
    await cut_off.house.runtime.stop()


async def shown(garden: Garden) -> str:
    return (await garden.house.client.get("/metrics")).text


def value(text: str, name: str) -> float:
    return sum(float(line.rpartition(" ")[2]) for line in text.splitlines() if line.startswith(f"{name} "))


async def counted(garden: Garden) -> tuple[float, float]:
    """By how much two commands, one of them refused, make the counters of commands and of refusals rise."""
    names = ('pepiniere_commands_total{action="close_bed"}', 'pepiniere_refusals_total{code="forbidden"}')
    bed = await garden.dig()
    before = await shown(garden)
    for who in ("lea", "solene"):
        await garden.ask("POST", f"/beds/{bed['id']}/closing", who=who)
    after = await shown(garden)
    accepted, refused = [value(after, name) - value(before, name) for name in names]
    return accepted, refused


@pytest.mark.parametrize(("name", "label", "left"), [("COMMANDS", "action", (0, 1)), ("REFUSALS", "code", (1, 0))])
async def test_without_its_counter_what_is_accepted_or_refused_is_seen_by_nobody(
    garden: Garden, monkeypatch: pytest.MonkeyPatch, name: str, label: str, left: tuple[int, int]
) -> None:
    assert await counted(garden) == (1, 1)
    monkeypatch.setattr(metrics, name, Counter("elsewhere", "", [label], registry=CollectorRegistry()))
    assert await counted(garden) == left


async def unsent_as_shown(garden: Garden) -> float:
    """By how much the gauge of unsent events rises while no relay runs and two beds are dug."""
    before = value(await shown(garden), "pepiniere_unsent")
    for _ in range(2):
        await garden.dig()
    return value(await shown(garden), "pepiniere_unsent") - before


async def test_without_measuring_when_it_is_asked_a_gauge_shows_what_was_long_ago(
    garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await unsent_as_shown(garden) == 2
    monkeypatch.setattr(Flow, "measure", nothing_awaited)
    assert await unsent_as_shown(garden) == 0


async def test_metrics_are_shown_while_the_database_is_away(garden: Garden) -> None:
    cut_off = garden.over(NOWHERE)
    assert "pepiniere_commands_total" in await shown(cut_off)
    await cut_off.house.runtime.stop()


async def measured(garden: Garden, registry: CollectorRegistry) -> list[str]:
    """The labels under which requests are measured that bear an id, or a method that somebody made up."""
    bed, made_up = (await garden.dig())["id"], f"X{uuid.uuid4().hex.upper()}"
    await garden.ask("GET", f"/beds/{bed}")
    await garden.ask(made_up, "/beds")
    labels = [sample.labels for metric in registry.collect() for sample in metric.samples]
    return sorted({kind for kind, text in (("id", bed), ("method", made_up)) if text in str(labels)})


async def test_without_labels_that_are_few_metrics_tell_ids_and_grow_with_whatever_is_sent(
    garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = CollectorRegistry()
    requests = Histogram("requests", "", ["method", "status"], registry=registry)
    monkeypatch.setattr(metrics, "REQUEST", requests)
    assert await measured(garden, registry) == []

    class Whatever:
        def __contains__(self, _: object) -> bool:
            return True

    by_address: Any = Histogram("requests_by_address", "", ["method", "route"], registry=registry)
    monkeypatch.setattr(edge, "METHODS", Whatever())
    monkeypatch.setattr(edge, "_route", lambda scope: scope["path"])
    monkeypatch.setattr(edge, "_count", lambda method, route, status, s: by_address.labels(method, route).observe(s))
    assert await measured(garden, registry) == ["id", "method"]
