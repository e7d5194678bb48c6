"""The reference page: drawn from the document, in French, without script, sound HTML; values in words."""

import asyncio

import pytest

from services.chassis.web.schema_words import type_words
from tests.services.chassis.web.asking import Garden
from tests.support.html import html_errors


async def shown(garden: Garden) -> str:
    answer = await garden.house.client.get(garden.house.root + "/docs")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    return answer.text


async def test_every_operation_is_there_with_who_may(garden: Garden) -> None:
    html = await shown(garden)
    for said in ("Bêcher une planche", "/api/toy_garden/v1/beds/{bed}/closing", "Le nom de la plante."):
        assert said in html
    assert "Qui peut&nbsp;: un agent chargé de « decide »." in html


async def test_the_page_is_sound_and_needs_no_script(garden: Garden) -> None:
    html = await shown(garden)
    assert "<script" not in html
    assert "style=" not in html
    assert await asyncio.to_thread(html_errors, html) == []


@pytest.mark.parametrize("path", ["", "/"])
async def test_the_root_of_an_api_leads_to_its_reference(garden: Garden, path: str) -> None:
    answer = await garden.house.client.get(garden.house.root + path)
    assert (answer.status_code, answer.headers["location"]) == (307, "/api/toy_garden/v1/docs")


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string", "minLength": 1, "maxLength": 80}, "texte, 1 à 80 caractères"),
        ({"type": "string", "format": "date"}, "date"),
        ({"type": "integer", "minimum": 1}, "entier, au moins 1"),
        ({"type": "array", "items": {"type": "boolean"}, "maxItems": 3}, "liste de vrai ou faux, 3 au plus"),
        ({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]}, "instant ou rien"),
        ({"enum": ["a", "b"]}, "« a », « b »"),
        ({"const": "a"}, "« a »"),
        ({"$ref": "#/components/schemas/services__x__Plant"}, "Plant"),
        ({"$ref": "#/components/schemas/State"}, "« dug », « closed »"),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, "objet, à chaque clé : entier"),
        ({}, "valeur libre"),
    ],
)
def test_a_schema_reads_aloud(schema: dict[str, object], words: str) -> None:
    assert type_words(schema, {"State": {"enum": ["dug", "closed"]}}) == words
