"""Inner doors: alive without anything, ready by role, counted, and the clock of a demonstration."""

from datetime import datetime

from services.chassis.runtime import Runtime
from services.chassis.web.app import build_app
from tests.services.chassis.web.asking import Garden
from tests.services.chassis.web.garden import GARDEN


async def test_a_process_is_alive_and_not_ready_while_its_database_is_away(garden: Garden) -> None:
    nowhere = garden.over("mongodb://127.0.0.1:1/?directConnection=true")
    assert (await nowhere.house.client.get("/livez")).status_code == 200
    ready = await nowhere.house.client.get("/readyz")
    assert (ready.status_code, ready.json()["needs"]["mongo"]) == (503, False)
    await nowhere.house.runtime.stop()


async def test_an_api_replica_is_ready_with_kafka_down(garden: Garden) -> None:
    garden.house.runtime.ready["migration"] = True
    ready = await garden.house.client.get("/readyz")
    assert (ready.status_code, ready.json()) == (
        200,
        {"role": "api", "needs": {"migration": True, "mongo": True}},
    )


async def test_what_flows_and_what_waits_is_told(garden: Garden) -> None:
    before = (await garden.house.client.get("/flow")).json()["unsent"]
    await garden.dig()
    flow = (await garden.house.client.get("/flow")).json()
    assert (flow["service"], flow["unsent"], flow["parked"]) == ("toy_garden", before + 1, 0)


async def test_the_counters_are_there_for_prometheus(garden: Garden) -> None:
    await garden.dig()
    await garden.ask("GET", "/beds/nulle-part")
    counted = (await garden.house.client.get("/metrics")).text
    assert 'pepiniere_commands_total{action="dig_bed"}' in counted
    assert 'pepiniere_refusals_total{code="not-found"}' in counted
    assert 'pepiniere_request_seconds_bucket{le="0.01",method="POST",status="201"}' in counted


async def test_the_clock_of_a_demonstration_moves_forward_only(garden: Garden) -> None:
    moved = await garden.house.client.put("/clock", json={"now": "2031-09-30T12:00:00+02:00"})
    assert moved.status_code == 200
    assert datetime.fromisoformat(moved.json()["now"]) == datetime.fromisoformat("2031-09-30T10:00:00+00:00")
    back = await garden.house.client.put("/clock", json={"now": "2031-09-30T11:59:59+02:00"})
    assert (back.status_code, back.json()["type"].rpartition(":")[2]) == (409, "clock-goes-back")


async def test_a_clock_needs_its_offset(garden: Garden) -> None:
    refused = await garden.house.client.put("/clock", json={"now": "2031-09-30T12:00:00"})
    assert refused.status_code == 422


async def test_outside_a_demonstration_the_clock_stands(garden: Garden) -> None:
    settings = garden.house.runtime.settings.model_copy(update={"demo": False})
    runtime = Runtime(GARDEN, settings, "api")
    strict = garden.at(build_app(GARDEN, settings, runtime), runtime)
    refused = await strict.house.client.put("/clock", json={"now": "2040-01-01T00:00:00Z"})
    assert refused.status_code == 403
    await runtime.stop()


async def test_inner_doors_are_not_in_the_reference(garden: Garden) -> None:
    paths = garden.app.openapi()["paths"]
    assert [path for path in paths if not path.startswith(garden.house.root)] == []
