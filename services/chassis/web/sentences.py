"""What pydantic says of an input, in the words of the person who fills a form."""

from typing import Any

from services.chassis.web.pointer import pointer

INSTANT = "Un instant avec son décalage horaire est attendu (2019-09-30T12:00:00+02:00)."
DATE = "Une date AAAA-MM-JJ est attendue."
INTEGER = "Un nombre entier est attendu."
NUMBER = "Un nombre est attendu."
TEXT = "Un texte est attendu."
LIST = "Une liste est attendue."
OBJECT = "Un objet est attendu."
BOOLEAN = "Vrai ou faux est attendu."
CHOICE = "Valeurs possibles : {expected}."
OTHERWISE = "Cette valeur ne convient pas."

# {…} are pydantic's own context values.
SENTENCES: dict[str, str] = {
    "missing": "Ce champ est obligatoire.",
    "extra_forbidden": "Ce champ n'est pas attendu ici.",
    "json_invalid": "Le corps de la requête n'est pas du JSON lisible.",
    "string_type": TEXT,
    "string_too_short": "Au moins {min_length} caractère(s) attendu(s).",
    "string_too_long": "Au plus {max_length} caractères.",
    "string_pattern_mismatch": "La forme attendue est {pattern}.",
    "string_unicode": "Ce texte contient un caractère illisible.",
    "int_type": INTEGER,
    "int_parsing": INTEGER,
    "int_parsing_size": "Ce nombre est hors de toute mesure.",
    "int_from_float": INTEGER,
    "float_type": NUMBER,
    "float_parsing": NUMBER,
    "finite_number": NUMBER,
    "decimal_type": NUMBER,
    "decimal_parsing": NUMBER,
    "decimal_max_places": "Au plus {decimal_places} décimale(s).",
    "decimal_max_digits": "Au plus {max_digits} chiffre(s).",
    "multiple_of": "Un multiple de {multiple_of} est attendu.",
    "greater_than_equal": "Au moins {ge}.",
    "greater_than": "Plus de {gt}.",
    "less_than_equal": "Au plus {le}.",
    "less_than": "Moins de {lt}.",
    "bool_type": BOOLEAN,
    "bool_parsing": BOOLEAN,
    "list_type": LIST,
    "tuple_type": LIST,
    "set_type": LIST,
    "frozen_set_type": LIST,
    "dict_type": OBJECT,
    "model_type": OBJECT,
    "model_attributes_type": OBJECT,
    "too_long": "Au plus {max_length} éléments.",
    "too_short": "Au moins {min_length} élément(s).",
    "none_required": "Rien n'est attendu ici.",
    "enum": CHOICE,
    "literal_error": CHOICE,
    "union_tag_not_found": "Le champ {discriminator} dit de quel genre d'objet il s'agit : il manque.",
    "union_tag_invalid": "Genres possibles : {expected_tags}.",
    "date_type": DATE,
    "date_parsing": DATE,
    "date_from_datetime_parsing": DATE,
    "date_from_datetime_inexact": DATE,
    "datetime_type": INSTANT,
    "datetime_parsing": INSTANT,
    "datetime_object_invalid": INSTANT,
    "datetime_from_date_parsing": INSTANT,
    "timezone_aware": "L'instant doit porter son décalage horaire.",
    "uuid_type": "Un identifiant est attendu.",
    "uuid_parsing": "Un identifiant est attendu.",
    "url_type": "Une adresse est attendue.",
    "url_parsing": "Une adresse est attendue.",
    "url_scheme": "Une adresse commençant par {expected_schemes} est attendue.",
}

# The contracts speak English; people who fill a form do not have to.
OURS = {
    "an instant needs its offset to UTC": SENTENCES["timezone_aware"],
    "an instant between 2000 and 2099": "Un instant entre 2000 et 2099 est attendu.",
    "a day is written AAAA-MM-JJ, an instant AAAA-MM-JJThh:mm:ss with its offset": (
        "Une date s'écrit AAAA-MM-JJ, un instant AAAA-MM-JJThh:mm:ss avec son décalage."
    ),
}


def sentence(fault: Any) -> str:
    """One French sentence for one fault of pydantic; a validator's own words are kept."""
    if fault["type"] in ("value_error", "assertion_error"):
        own = str(fault["msg"]).removeprefix("Value error, ").removeprefix("Assertion failed, ")
        return OURS.get(own, own)
    template = SENTENCES.get(fault["type"], OTHERWISE)
    try:
        return template.format(**fault.get("ctx", {})).replace(" or ", " ou ")
    except (KeyError, IndexError):
        return OTHERWISE


def place(fault: Any) -> str:
    """Where the fault is: a JSON pointer without its first slash; ``limit`` for a query, ``If-Match`` for a header."""
    where = list(fault["loc"])
    return pointer(where[1:] if where and where[0] in ("body", "query", "path", "header") else where)
