"""JSON Schema in French words, for the reference page: « texte, 1 à 80 caractères », « liste de Member »."""

from collections.abc import Mapping
from typing import Any

FORMATS = {"date": "date", "date-time": "instant", "uuid": "identifiant", "uri": "adresse", "email": "courriel"}
PLAIN = {"string": "texte", "integer": "entier", "number": "nombre", "boolean": "vrai ou faux", "null": "rien"}
ANYTHING = "valeur libre"

Schema = Mapping[str, Any]


def short_name(name: str) -> str:
    """The name of a model without the modules that the framework puts before twins."""
    return name.rpartition("/")[2].rpartition("__")[2]


def type_words(schema: Schema, models: Schema | None = None) -> str:
    """What a value may be, in one phrase. Models by their names, but enumerations of ``models`` by their values."""
    if "$ref" in schema:
        target = (models or {}).get(schema["$ref"].rpartition("/")[2], {})
        return type_words(target) if "enum" in target or "const" in target else short_name(schema["$ref"])
    if "enum" in schema or "const" in schema:
        return ", ".join(f"« {each} »" for each in schema.get("enum", [schema.get("const")]))
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return " ou ".join(dict.fromkeys(type_words(part, models) for part in schema[choice]))
    kind = schema.get("type")
    if kind == "array":
        return f"liste de {type_words(schema.get('items', {}), models)}{_between(schema, 'minItems', 'maxItems', '')}"
    if kind == "object":
        values = schema.get("additionalProperties")
        return f"objet, à chaque clé : {type_words(values, models)}" if isinstance(values, dict) else "objet"
    if kind == "string":
        name = FORMATS.get(schema.get("format", ""), "texte")
        return name + _between(schema, "minLength", "maxLength", " caractères")
    if kind in PLAIN:
        return PLAIN[kind] + _between(schema, "minimum", "maximum", "")
    return ANYTHING


def fields(schema: Schema, models: Schema | None = None) -> list[dict[str, Any]]:
    """The fields of an object: name, type in words, whether required, description."""
    required = set(schema.get("required", []))
    return [
        {
            "name": name,
            "type": type_words(part, models),
            "required": name in required,
            "text": part.get("description", ""),
        }
        for name, part in schema.get("properties", {}).items()
    ]


def _between(schema: Schema, low: str, high: str, unit: str) -> str:
    least, most = schema.get(low), schema.get(high)
    if least and most is not None:
        return f", {least} à {most}{unit}"
    if most is not None:
        return f", {most}{unit} au plus"
    return f", au moins {least}{unit}" if least else ""
