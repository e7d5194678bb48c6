"""JSON Schema in French words, for the reference page: « texte, 1 à 80 caractères », « liste de Member »."""

from typing import Any

FORMATS = {"date": "date", "date-time": "instant", "uuid": "identifiant", "uri": "adresse", "email": "courriel"}
PLAIN = {"string": "texte", "integer": "entier", "number": "nombre", "boolean": "vrai ou faux", "null": "rien"}
ANYTHING = "valeur libre"


def type_words(schema: dict[str, Any]) -> str:
    """What a value may be, in one phrase; models by their names."""
    for form, words in FORMS.items():
        if form in schema:
            return str(words(schema[form]))
    kind = schema.get("type")
    if kind == "array":
        return f"liste de {type_words(schema.get('items', {}))}{_between(schema, 'minItems', 'maxItems', '')}"
    if kind == "object":
        values = schema.get("additionalProperties")
        return f"objet, à chaque clé : {type_words(values)}" if isinstance(values, dict) else "objet"
    if kind == "string":
        name = FORMATS.get(schema.get("format", ""), "texte")
        return name + _between(schema, "minLength", "maxLength", " caractères")
    if kind in PLAIN:
        return PLAIN[kind] + _between(schema, "minimum", "maximum", "")
    return ANYTHING


def fields(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of an object: name, type in words, whether required, description."""
    required = set(schema.get("required", []))
    return [
        {"name": name, "type": type_words(part), "required": name in required, "text": part.get("description", "")}
        for name, part in schema.get("properties", {}).items()
    ]


def _choice(parts: list[dict[str, Any]]) -> str:
    return " ou ".join(dict.fromkeys(type_words(part) for part in parts))


FORMS: dict[str, Any] = {
    "$ref": lambda value: value.rpartition("/")[2],
    "enum": lambda value: "un de : " + ", ".join(f"« {each} »" for each in value),
    "const": lambda value: f"« {value} »",
    "anyOf": _choice,
    "oneOf": _choice,
    "allOf": _choice,
}


def _between(schema: dict[str, Any], low: str, high: str, unit: str) -> str:
    least, most = schema.get(low), schema.get(high)
    if least and most is not None:
        return f", {least} à {most}{unit}"
    if most is not None:
        return f", {most}{unit} au plus"
    return f", au moins {least}{unit}" if least else ""
