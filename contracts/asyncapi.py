"""The catalogue for machines, from the models; ``python -m contracts.freeze`` writes it to ``asyncapi.yaml``."""

from pathlib import Path
from typing import Any

from pydantic.json_schema import models_json_schema

from contracts.catalogue import (
    GROUPS,
    MODULES,
    PARTITIONS,
    PRODUCER,
    TYPES,
    events_of,
    example,
    groups,
    hears,
    subject,
    summary,
    topic,
)
from contracts.envelope import CONTENT_TYPE, HEADERS, Envelope, Event

FILE = Path(__file__).parent / "asyncapi.yaml"
Node = dict[str, Any]

MOMENT = "2019-11-26T14:00:00Z"
INSTANCE: Node = {
    "id": "0192f0c1-7a3e-7c4e-9f52-2b6d6a1f0001",
    "time": MOMENT,
    "sequence": "4",
    "correlation": "0192f0c1-7a3e-7c4e-9f52-2b6d6a1f0000",
    "causation": "0192f0c1-7a3e-7c4e-9f52-2b6d6a1effff",
    "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
}

ABOUT = """\
What the services of Pépinière say to one another. One topic per service; the Kafka key is the dossier, so all that is
said of one dossier stays in order. Envelope: CloudEvents 1.0 in Kafka binary mode. Readers ignore fields they do not
know and accept new words in enumerations. Topic and group names may carry the deployment's prefix."""


def document() -> Node:
    """The whole AsyncAPI document."""
    return {
        "asyncapi": "3.1.0",
        "info": {
            "title": "Pépinière",
            "version": "0.1.0",
            "description": ABOUT,
            "license": {"name": "EUPL-1.2", "url": "https://joinup.ec.europa.eu/collection/eupl/eupl-text-eupl-12"},
            "tags": [{"name": service} for service in MODULES],
        },
        "defaultContentType": CONTENT_TYPE,
        "servers": {"broker": {"host": "127.0.0.1:19092", "protocol": "kafka", "description": "Apache Kafka 4"}},
        "channels": {service: channel(service) for service in MODULES},
        "operations": operations(),
        "components": {
            "messages": {name: message(event) for name, event in TYPES.items()},
            "schemas": schemas(),
        },
    }


def channel(service: str) -> Node:
    """The topic of one service and every message on it."""
    return {
        "address": topic(service),
        "title": service,
        "description": f"Every event that {service} announces, kept without limit.",
        "servers": [{"$ref": "#/servers/broker"}],
        "messages": {event.type_name(): {"$ref": _message(event)} for event in events_of(service)},
        "bindings": {
            "kafka": {
                "topic": topic(service),
                "partitions": PARTITIONS,
                "topicConfiguration": {"cleanup.policy": ["delete"], "retention.ms": -1},
            }
        },
    }


def operations() -> Node:
    """Each service sends on its own topic; each of its groups receives the messages it learns from another's."""
    found: Node = {}
    for service in MODULES:
        if events_of(service):
            found[f"{service}.send"] = _operation("send", service, events_of(service))
        for producer, heard in hears(service).items():
            for name, group in zip(GROUPS, groups(service), strict=True):
                binding = {"kafka": {"groupId": {"type": "string", "const": group}}}
                received = _operation("receive", producer, heard)
                found[f"{service}.{name}.receive.{producer}"] = received | {"bindings": binding}
    return found


def _operation(action: str, service: str, events: tuple[type[Event], ...]) -> Node:
    channel_ref = f"#/channels/{service}"
    return {
        "action": action,
        "channel": {"$ref": channel_ref},
        "messages": [{"$ref": f"{channel_ref}/messages/{event.type_name()}"} for event in events],
    }


def message(event: type[Event]) -> Node:
    """One event: key, headers, payload, an example of each."""
    return {
        "name": event.type_name(),
        "title": event.__name__,
        "summary": summary(event),
        "contentType": CONTENT_TYPE,
        "tags": [{"name": PRODUCER[event.family()]}, {"name": event.dossier}],
        "headers": {"$ref": "#/components/schemas/EnvelopeHeaders"},
        "payload": {"$ref": f"#/components/schemas/{schema_name(event)}"},
        "bindings": {"kafka": {"key": {"type": "string", "pattern": rf"^{event.dossier}/[A-Za-z0-9._:-]+$"}}},
        "examples": [{"name": event.fact, "headers": headers(event), "payload": example(event)}],
    }


def headers(event: type[Event]) -> Node:
    """The Kafka headers of the event's example, as text."""
    said = {"source": f"/{PRODUCER[event.family()]}", "type": event.type_name(), "subject": subject(event)}
    envelope = Envelope.model_validate(INSTANCE | said)
    return {name: value.decode() for name, value in envelope.headers()}


def headers_schema() -> Node:
    """Every header is text on the wire; those of the envelope that have no default are required."""
    optional = {name for name, field in Envelope.model_fields.items() if not field.is_required()}
    fields: Node = {header: {"type": "string"} for header in [*HEADERS.values(), "content-type"]}
    fields["ce_specversion"] |= {"const": "1.0"}
    fields["ce_time"] |= {"format": "date-time"}
    fields["ce_sequence"] |= {"pattern": "^[1-9][0-9]*$", "description": "Counts the dossier's events without a gap."}
    fields["ce_subject"] |= {"description": "The dossier: its kind, a slash, its id. The same as the Kafka key."}
    required = [header for name, header in HEADERS.items() if name not in optional]
    return {"type": "object", "required": [*required, "content-type"], "properties": fields}


_REFS, _DEFINITIONS = models_json_schema(
    [(event, "validation") for event in TYPES.values()], ref_template="#/components/schemas/{model}"
)


def schema_name(event: type[Event]) -> str:
    """The name of an event's payload among the components."""
    return str(_REFS[(event, "validation")]["$ref"]).rpartition("/")[2]


def schemas() -> Node:
    """Every payload and what they share; examples live in the messages."""
    definitions: Node = _DEFINITIONS.get("$defs", {})
    shown = {
        name: {k: v for k, v in schema.items() if k not in ("examples", "example")}
        for name, schema in definitions.items()
    }
    return {"EnvelopeHeaders": headers_schema()} | dict(sorted(shown.items()))


def _message(event: type[Event]) -> str:
    return f"#/components/messages/{event.type_name()}"
