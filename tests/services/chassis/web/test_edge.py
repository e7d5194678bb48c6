"""Every answer leaves with its security headers and its story; every request leaves one line, one measure, one span."""

from collections.abc import Iterator

import pytest
import structlog
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import REGISTRY
from structlog.testing import LogCapture

from tests.services.chassis.web.asking import Garden

PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.fixture(scope="module")
def exporter() -> InMemorySpanExporter:
    """What the spans of this process become; the provider is one for the process."""
    if not isinstance(trace.get_tracer_provider(), TracerProvider):
        trace.set_tracer_provider(TracerProvider())
    kept = InMemorySpanExporter()
    trace.get_tracer_provider().add_span_processor(SimpleSpanProcessor(kept))  # type: ignore[attr-defined]
    return kept


@pytest.fixture
def lines() -> Iterator[LogCapture]:
    """What is logged, context included."""
    before = structlog.get_config()
    kept = LogCapture()
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, kept], cache_logger_on_first_use=False)
    yield kept
    structlog.configure(**before)


@pytest.mark.parametrize("path", ["/api/toy_garden/v1/beds", "/jardin", "/livez", "/static/pepiniere.css", "/rien"])
async def test_every_answer_carries_the_strict_policy(garden: Garden, path: str) -> None:
    headers = (await garden.house.client.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "geolocation=()" in headers["permissions-policy"]


async def test_what_the_api_says_is_kept_nowhere_unless_it_says_so(garden: Garden) -> None:
    assert (await garden.ask("POST", "/beds", {"name": "a"})).headers["cache-control"] == "no-store"
    assert (await garden.ask("GET", "/nulle-part")).headers["cache-control"] == "no-store"
    assert (await garden.ask("GET", "/beds")).headers["cache-control"] == "private, no-cache"


async def test_a_story_named_by_the_caller_is_kept_and_one_is_made_otherwise(garden: Garden) -> None:
    assert (await garden.ask("GET", "/beds", X_Correlation_Id="x-1")).headers["x-correlation-id"] == "x-1"
    made = [(await garden.ask("GET", "/beds")).headers["x-correlation-id"] for _ in range(2)]
    assert made[0] != made[1]


@pytest.mark.parametrize("bad", ["deux mots", "a" * 65, "$gt", "é", '"'])
async def test_a_name_of_a_story_that_could_be_anything_is_not_kept(garden: Garden, bad: str) -> None:
    headers = [(b"X-Correlation-Id", bad.encode())]
    assert (await garden.house.client.get("/livez", headers=headers)).headers["x-correlation-id"] != bad


async def test_a_request_is_one_line_without_the_ids_it_names(garden: Garden, lines: LogCapture) -> None:
    bed = await garden.dig(X_Correlation_Id="x-2")
    await garden.ask("GET", f"/beds/{bed['id']}")
    posted, read = [line for line in lines.entries if line["event"] == "request"]
    assert (posted["method"], posted["route"], posted["status"]) == ("POST", "/api/toy_garden/v1/beds", 201)
    assert (posted["correlation"], posted["ms"] > 0) == ("x-2", True)
    assert read["route"] == "/api/toy_garden/v1/beds/{bed}"
    assert bed["id"] not in str(lines.entries)


async def test_no_line_holds_a_token_a_body_or_a_query(garden: Garden, lines: LogCapture) -> None:
    await garden.ask("POST", "/beds", {"name": "Prune de Ente"}, Authorization="Bearer motsecret")
    await garden.ask("GET", "/beds?after=motsecret", who="")
    assert "motsecret" not in str(lines.entries)
    assert "Prune" not in str(lines.entries)


async def test_inner_doors_that_are_asked_all_day_leave_no_line(garden: Garden, lines: LogCapture) -> None:
    for path in ("/livez", "/metrics"):
        await garden.house.client.get(path)
    assert lines.entries == []


async def test_requests_are_measured_under_a_bounded_set_of_names(garden: Garden) -> None:
    for method in ("GET", "PROPFIND", "X" * 500):
        await garden.house.client.request(method, garden.house.root + "/beds")
    found = {s.labels["method"] for metric in REGISTRY.collect() for s in metric.samples if "method" in s.labels}
    assert found <= {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "other"}
    assert "other" in found


async def test_a_command_is_a_span_in_the_callers_trace_and_its_event_carries_it_on(
    garden: Garden, exporter: InMemorySpanExporter
) -> None:
    exporter.clear()
    bed = await garden.dig(traceparent=PARENT)
    spans = {span.name: span for span in exporter.get_finished_spans()}
    command, request = spans["command dig_bed"], spans["POST /api/toy_garden/v1/beds"]
    assert format(request.context.trace_id, "032x") == PARENT.split("-")[1]
    assert command.parent is not None
    assert command.parent.span_id == request.context.span_id
    assert request.attributes is not None
    assert request.attributes["http.response.status_code"] == 201
    event = await garden.house.runtime.store.database["events"].find_one({"subject": f"bed/{bed['id']}"})
    carried = dict(event["headers"])["traceparent"]
    assert carried.split("-")[1:3] == [PARENT.split("-")[1], format(command.context.span_id, "016x")]


@pytest.mark.parametrize("bad", ["", "00-zz", "00-" + "0" * 32 + "-" + "0" * 16 + "-01", "é" * 60])
async def test_a_traceparent_that_is_none_begins_a_trace_of_our_own(garden: Garden, bad: str) -> None:
    answer = await garden.house.client.get(garden.house.root + "/beds", headers=[(b"traceparent", bad.encode())])
    assert answer.status_code == 200
