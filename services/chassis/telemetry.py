"""OpenTelemetry: one trace is a command and its direct effects, through events, Kafka and the other service.

The names of the semantic conventions are kept here, and only here: they still change.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import Link, Span, SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from services.chassis.settings import Settings

SYSTEM = "messaging.system"
GROUP = "messaging.consumer.group.name"
BATCH_COUNT = "messaging.batch.message_count"
OPERATION = "messaging.operation.type"
METHOD = "http.request.method"
ROUTE = "http.route"
STATUS = "http.response.status_code"
MOST_LINKS = 64

_propagator = TraceContextTextMapPropagator()


def configure(service: str, settings: Settings, exporter: SpanExporter | None = None) -> None:
    """Trace under the service's name; spans leave the process only where a collector is named."""
    provider = TracerProvider(resource=Resource.create({"service.name": service, "service.namespace": "pepiniere"}))
    chosen = exporter or collector(settings)
    if chosen is not None:
        provider.add_span_processor(BatchSpanProcessor(chosen))
    trace.set_tracer_provider(provider)


def collector(settings: Settings) -> SpanExporter | None:
    """The exporter to the named collector; None when none is named."""
    if not settings.otlp_endpoint:
        return None
    # A tenth of a second to import: only who exports pays it.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    return OTLPSpanExporter(endpoint=f"{settings.otlp_endpoint.rstrip('/')}/v1/traces")


def tracer() -> trace.Tracer:
    """The tracer of this process."""
    return trace.get_tracer("pepiniere")


def context_of(traceparent: str | None) -> Context | None:
    """The context that a W3C traceparent carries."""
    return _propagator.extract({"traceparent": traceparent}) if traceparent else None


def traceparent_of(span: Span) -> str | None:
    """The W3C traceparent of a span; None when nothing is traced."""
    carrier: dict[str, str] = {}
    _propagator.inject(carrier, trace.set_span_in_context(span))
    return carrier.get("traceparent")


def current() -> str | None:
    """The traceparent of the span at hand."""
    return traceparent_of(trace.get_current_span())


@contextmanager
def span(name: str, parent: str | None = None, kind: SpanKind = SpanKind.INTERNAL, **attributes: Any) -> Iterator[Span]:
    """A span, child of a traceparent that came from elsewhere or of the span at hand."""
    with tracer().start_as_current_span(name, context_of(parent), kind, attributes) as opened:
        yield opened


@contextmanager
def batch_span(group: str, traceparents: Sequence[str | None]) -> Iterator[Span]:
    """One span for a batch of messages, linked to each command that caused one of them."""
    spans = [trace.get_current_span(context_of(each)) for each in traceparents[:MOST_LINKS] if each]
    attributes: dict[str, Any] = {SYSTEM: "kafka", GROUP: group, BATCH_COUNT: len(traceparents), OPERATION: "process"}
    links = [Link(each.get_span_context()) for each in spans]
    with tracer().start_as_current_span(
        f"process {group}", Context(), SpanKind.CONSUMER, attributes, links=links
    ) as opened:
        yield opened
