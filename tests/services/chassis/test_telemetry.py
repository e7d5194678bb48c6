"""Traces: a traceparent in, a traceparent out; spans leave the process only where a collector is named."""

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from services.chassis import telemetry
from services.chassis.settings import Settings

SETTINGS = Settings(mongo_url="mongodb://m", kafka="k:1", issuer="http://i", bearer_key="k" * 32, master_key="0" * 64)
PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
PROGRAM = """
import json, sys
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry import trace
from services.chassis import telemetry
from services.chassis.settings import Settings
settings = Settings(mongo_url="mongodb://m", kafka="k:1", issuer="http://i", bearer_key="k" * 32,
                    master_key="0" * 64, otlp_endpoint=sys.argv[2])
kept = InMemorySpanExporter() if sys.argv[2] == "" else None
telemetry.configure("essai", settings, kept)
exec(sys.argv[1])
trace.get_tracer_provider().shutdown()
"""


def run(program: str, collector: str = "") -> list[str]:
    """The lines of a process of its own: a tracer provider is set once."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, program, collector], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_span_goes_on_with_the_trace_that_came() -> None:
    (said,) = run(f"with telemetry.span('x', '{PARENT}'): print(telemetry.current())")
    version, trace, span, flags = said.split("-")
    assert (version, trace, flags) == ("00", PARENT.split("-")[1], "01")
    assert span != PARENT.split("-")[2]


def test_a_span_without_a_parent_begins_a_trace() -> None:
    first, second = run("for _ in range(2):\n    with telemetry.span('x'): print(telemetry.current())")
    assert first.split("-")[1] != second.split("-")[1]


def test_a_batch_is_one_span_linked_to_each_command_that_caused_it() -> None:
    program = f"""
with telemetry.batch_span('p.views', ['{PARENT}', None, '{PARENT.replace("a3ce", "b3ce")}']): pass
trace.get_tracer_provider().force_flush()
(span,) = kept.get_finished_spans()
print(json.dumps([len(span.links), dict(span.attributes), format(span.context.trace_id, '032x'), span.kind.name]))
"""
    links, attributes, trace, kind = json.loads(run(program)[0])
    assert (links, kind) == (2, "CONSUMER")
    assert trace != PARENT.split("-")[1]
    assert attributes == {
        "messaging.system": "kafka",
        "messaging.consumer.group.name": "p.views",
        "messaging.batch.message_count": 3,
        "messaging.operation.type": "process",
    }


@pytest.mark.parametrize("bad", [None, "", "x", "00-zz-yy-01", "00-" + "0" * 32 + "-" + "0" * 16 + "-01"])
def test_what_is_no_traceparent_begins_nothing(bad: str | None) -> None:
    with telemetry.span("x", bad):
        pass


def test_nothing_leaves_the_process_unless_a_collector_is_named() -> None:
    assert telemetry.collector(SETTINGS) is None


def test_spans_are_sent_to_the_collector_that_is_named() -> None:
    received: list[tuple[str, bytes]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append((self.path, self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        run("with telemetry.span('decided'): pass", f"http://127.0.0.1:{server.server_port}/")
    finally:
        server.shutdown()
        server.server_close()
    (path, body) = received[0]
    assert path == "/v1/traces"
    assert b"essai" in body or body[:2] == b"\x1f\x8b"
