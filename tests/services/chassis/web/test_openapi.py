"""The document of an API tells what every door does: keys, tags, problems, receipts, and who may."""

from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from services.chassis.web.actions import action_of, handed
from services.chassis.web.openapi import ANSWERS
from tests.services.chassis.web.asking import Garden
from tests.services.chassis.web.garden import get_beds, page, post_bed


@pytest.fixture
def document(garden: Garden) -> dict[str, Any]:
    return garden.app.openapi()


def operation(document: dict[str, Any], method: str, path: str) -> dict[str, Any]:
    found: dict[str, Any] = document["paths"][f"/api/toy_garden/v1{path}"][method]
    return found


def parameters(found: dict[str, Any]) -> dict[str, bool]:
    return {each["name"]: each.get("required", False) for each in found["parameters"]}


def test_it_is_openapi_3_1_under_our_licence(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    assert document["info"]["license"]["identifier"] == "EUPL-1.2"


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    def references(part: Any) -> set[str]:
        if isinstance(part, dict):
            own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
            return own.union(*map(references, part.values()))
        return set().union(*map(references, part)) if isinstance(part, list) else set()

    for reference in references(document):
        found: Any = document
        for name in reference.removeprefix("#/").split("/"):
            found = found[name]


def test_a_command_asks_for_its_key_and_takes_a_version(document: dict[str, Any]) -> None:
    assert parameters(operation(document, "post", "/beds")) == {"Idempotency-Key": True, "If-Match": False}


def test_a_reading_takes_the_tag_one_has(document: dict[str, Any]) -> None:
    assert parameters(operation(document, "get", "/beds/{bed}")) == {"bed": True, "If-None-Match": False}


def test_a_command_answers_a_receipt_unless_its_route_says_better(document: dict[str, Any]) -> None:
    made, done = operation(document, "post", "/beds"), operation(document, "post", "/beds/{bed}/closing")
    receipt = {"$ref": "#/components/schemas/Receipt"}
    assert [made["responses"][status]["content"]["application/json"]["schema"] for status in ("200", "201")] == [
        receipt,
        receipt,
    ]
    assert {status for status in done["responses"] if status < "3"} == {"200"}


def test_a_list_answers_pages_with_their_link(document: dict[str, Any]) -> None:
    answers = operation(document, "get", "/beds-too")["responses"]["200"]
    assert answers["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Listing"}
    assert set(answers["headers"]) == {"ETag", "Link"}


def test_every_refusal_is_a_problem(document: dict[str, Any]) -> None:
    for item in document["paths"].values():
        for found in item.values():
            refusals = {status: each for status, each in found["responses"].items() if status >= "4"}
            assert {"400", "401", "403", "404", "422", "500", "503"} <= set(refusals)
            assert {each["$ref"] for each in refusals.values()} <= {
                f"#/components/responses/Probleme{status}" for status in ANSWERS
            }
    assert "HTTPValidationError" not in document["components"]["schemas"]


async def test_a_real_problem_is_of_the_form_that_the_document_tells(garden: Garden, document: dict[str, Any]) -> None:
    problem = (await garden.ask("POST", "/beds", {})).json()
    schema = {"$ref": "#/components/schemas/Problem", "components": document["components"]}
    jsonschema.validate(problem, schema)


def test_who_may_is_told_and_the_public_needs_no_token(document: dict[str, Any]) -> None:
    closing, shown = operation(document, "post", "/beds/{bed}/closing"), operation(document, "get", "/beds/{bed}")
    assert closing["x-qui-peut"] == ["un agent chargé de « decide »"]
    assert (closing["security"], shown["security"]) == ([{"jeton": []}], [{"jeton": []}, {}])


def test_each_operation_is_named_in_french(document: dict[str, Any]) -> None:
    names = [operation(document, *at)["summary"] for at in (("post", "/beds"), ("get", "/beds/{bed}"))]
    assert names == ["Bêcher une planche", "Une planche"]
    assert operation(document, "post", "/beds/{bed}/closing")["summary"] == "Fermer une planche"


def test_what_a_route_hands_to_its_door_is_its_action() -> None:
    assert handed(post_bed) == ("command", "dig_bed")
    assert action_of(get_beds) == "list_beds"
    assert action_of(page) is None
