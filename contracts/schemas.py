"""JSON Schemas of events: the structure that is frozen, and whether a change of it breaks its readers."""

from typing import Any

from contracts.envelope import Event

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ANNOTATIONS = frozenset({"title", "description", "examples", "example", "default"})
MAPS = ("properties", "$defs")

Schema = dict[str, Any]


def structure(event: type[Event]) -> Schema:
    """What a message of this type may look like, without the words around it: rewording is not a change."""
    schema: Schema = bare(event.model_json_schema(mode="validation"))
    return {"$schema": DIALECT, "title": event.type_name()} | schema


def bare(schema: Any) -> Any:
    """A schema without its annotations. Names of properties and definitions are kept, whatever they are."""
    if isinstance(schema, list):
        return [bare(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: value for key, value in schema.items() if key not in ANNOTATIONS}
    return {key: _named(value) if key in MAPS else bare(value) for key, value in kept.items()}


def _named(parts: Schema) -> Schema:
    return {name: bare(part) for name, part in parts.items()}


def only_adds(old: Any, new: Any) -> bool:
    """Whether a new structure only adds optional fields: old messages still parse, old readers still find theirs."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return bool(old == new)
    if set(old) - set(new) or not set(new) - set(old) <= set(MAPS):
        return False
    return all(_adds_names(old[key], new[key]) if key in MAPS else only_adds(old[key], new[key]) for key in old)


def _adds_names(old: Schema, new: Schema) -> bool:
    return all(name in new and only_adds(part, new[name]) for name, part in old.items())


def closed_words(schema: Any) -> list[Any]:
    """Every ``enum`` or ``const`` of a schema: contracts have none, for a new word must not break a reader."""
    if isinstance(schema, list):
        return [found for part in schema for found in closed_words(part)]
    if not isinstance(schema, dict):
        return []
    here = [schema[word] for word in ("enum", "const") if word in schema]
    below = [part for key, value in schema.items() for part in (value.values() if key in MAPS else [value])]
    return here + closed_words(below)
