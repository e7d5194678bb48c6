"""The fields of an event as rows that a person can read, taken from its JSON Schema."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from contracts.envelope import Event

Schema = dict[str, Any]

FORMATS = {"date-time": "instant (UTC)", "date": "date", "time": "heure", "uri": "adresse web"}
SIMPLE = {"integer": "nombre entier", "number": "nombre", "boolean": "oui ou non", "object": "correspondances"}
CODE_LENGTH = 80


@dataclass(frozen=True)
class FieldRow:
    """One field: its path (``lead.organisation``; ``[]`` for each item of a list), its form, whether it is required."""

    path: str
    form: str
    always: bool


def fields_of(event: type[Event]) -> tuple[FieldRow, ...]:
    """Every field of an event, those of its parts after it."""
    schema = event.model_json_schema(mode="validation")
    return tuple(_rows(schema, schema.get("$defs", {}), ""))


def _rows(schema: Schema, parts: Schema, before: str) -> Iterator[FieldRow]:
    required = schema.get("required", [])
    for name, field in schema.get("properties", {}).items():
        shape, path = _shape(field, parts), before + name
        yield FieldRow(path, _form(shape, parts, name), name in required)
        inner, suffix = (_shape(shape["items"], parts), "[]") if shape.get("items") else (shape, "")
        yield from _rows(inner, parts, f"{path}{suffix}.")


def _shape(field: Schema, parts: Schema) -> Schema:
    """The field itself, behind references and « or nothing »."""
    if "$ref" in field:
        return _shape(parts[field["$ref"].rpartition("/")[2]], parts)
    choices = [choice for choice in field.get("anyOf", ()) if choice.get("type") != "null"]
    return _shape(choices[0], parts) if choices else field


def _form(shape: Schema, parts: Schema, name: str) -> str:
    if shape.get("items"):
        return f"liste\u00a0: {_form(_shape(shape['items'], parts), parts, name)}"
    if "properties" in shape:
        return "objet"
    if shape.get("type") == "string":
        return _text_form(shape)
    if name.endswith("cents"):
        return "montant en centimes d'euro"
    return SIMPLE.get(shape.get("type", ""), "libre")


def _text_form(shape: Schema) -> str:
    if shape.get("format") in FORMATS:
        return FORMATS[shape["format"]]
    if "A-Za-z0-9" in shape.get("pattern", ""):
        return "identifiant"
    return "code" if shape.get("maxLength") == CODE_LENGTH else "texte"
