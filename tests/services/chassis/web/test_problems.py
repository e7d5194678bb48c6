"""Every refusal is a French problem detail that names the field; an error of ours tells nothing of itself."""

import httpx
import pytest

from services.chassis import refusal as refusals
from services.chassis.mongo import DuplicateKeyError, OperationFailure
from services.chassis.web import problems
from services.chassis.web.openapi import COMMANDED
from services.chassis.web.sentences import SENTENCES
from tests.services.chassis.web.asking import Garden, named
from tests.services.chassis.web.garden import SECRET

ENGLISH = ("should", "input", "field", "value", "valid", "must", "error")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"name": "Ce champ est obligatoire."}),
        ({"name": "a", "nom": 1}, {"nom": "Ce champ n'est pas attendu ici."}),
        ({"name": ""}, {"name": "Au moins 1 caractère(s) attendu(s)."}),
        ({"name": "a" * 41}, {"name": "Au plus 40 caractères."}),
        ({"name": 12}, {"name": "Un texte est attendu."}),
        ({"name": ["a"]}, {"name": "Un texte est attendu."}),
        ({"name": "a", "soil": "loam"}, {"soil": "Valeurs possibles : 'sand' ou 'clay'."}),
        ({"name": "a", "on": "30/09/2019"}, {"on": "Une date AAAA-MM-JJ est attendue."}),
        ({"name": "a", "at": "2019-09-30T12:00:00"}, {"at": "L'instant doit porter son décalage horaire."}),
        ({"name": "a", "plants": [{"name": "ail", "count": 0}]}, {"plants/0/count": "Au moins 1."}),
        ({"name": "a", "plants": [{"name": "ail", "count": "3"}]}, {"plants/0/count": "Un nombre entier est attendu."}),
        ({"name": "a", "plants": {}}, {"plants": "Une liste est attendue."}),
        ({"name": "a", "plants": ["ail"]}, {"plants/0": "Un objet est attendu."}),
        ({"name": "a", "remarks": {"x/y": 1}}, {"remarks/x~1y": "Un texte est attendu."}),
    ],
)
async def test_each_field_at_fault_is_named_with_what_to_do(
    garden: Garden, body: object, fields: dict[str, str]
) -> None:
    refused = await garden.ask("POST", "/beds", body)
    assert (refused.status_code, named(refused)) == (422, fields)
    assert refused.headers["content-type"] == "application/problem+json"
    problem = refused.json()
    assert (problem["status"], problem["title"]) == (422, "Données à corriger")
    assert all(field in problem["detail"] for field in fields)


async def test_all_faults_are_told_at_once_and_not_without_end(garden: Garden) -> None:
    refused = await garden.ask("POST", "/beds", {f"inconnu{n}": 1 for n in range(5_000)})
    assert len(refused.json()["errors"]) == problems.MOST_ERRORS
    assert len(refused.content) < 20_000


async def test_what_was_sent_is_not_said_again(garden: Garden) -> None:
    refused = await garden.ask("POST", "/beds", {"name": {"jeton": "tres-secret"}})
    assert "tres-secret" not in refused.text


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=dix", "after=%20", "after=" + "a" * 401])
async def test_a_parameter_at_fault_is_named(garden: Garden, query: str) -> None:
    refused = await garden.ask("GET", f"/beds?{query}")
    assert (refused.status_code, list(named(refused))) == (422, [query.partition("=")[0]])


def test_no_sentence_of_ours_is_english() -> None:
    assert [said for said in SENTENCES.values() if any(word in said.lower().split() for word in ENGLISH)] == []


async def test_an_address_that_leads_nowhere_is_a_problem(garden: Garden) -> None:
    refused = await garden.ask("GET", "/nulle-part")
    assert (refused.status_code, refused.headers["content-type"]) == (404, "application/problem+json")


async def test_a_method_that_an_address_does_not_know_is_a_problem_that_says_which_it_knows(garden: Garden) -> None:
    refused = await garden.ask("DELETE", "/beds")
    assert (refused.status_code, refused.headers["content-type"]) == (405, "application/problem+json")
    assert refused.headers["allow"]


async def test_an_error_of_ours_gives_a_reference_and_nothing_else(
    garden: Garden, capsys: pytest.CaptureFixture[str]
) -> None:
    failed = await garden.ask("GET", "/spade")
    problem = failed.json()
    assert (failed.status_code, failed.headers["content-type"]) == (500, "application/problem+json")
    assert problem["reference"] in problem["detail"]
    assert SECRET not in failed.text
    assert "RuntimeError" not in failed.text
    assert problem["reference"] in capsys.readouterr().out


async def test_an_error_of_ours_leaves_with_the_headers_of_every_answer(garden: Garden) -> None:
    failed = await garden.ask("GET", "/spade")
    assert failed.headers["content-security-policy"]
    assert failed.headers["x-correlation-id"]


def test_a_twin_that_wrote_first_is_a_conflict_and_a_busy_database_is_to_be_tried_again() -> None:
    assert problems.of_database(DuplicateKeyError("E11000 secret@exemple.fr")).status == 409
    assert "secret" not in problems.of_database(DuplicateKeyError("E11000 secret@exemple.fr")).detail
    assert problems.of_database(OperationFailure("WriteConflict", 112)).status == 503
    assert problems.of_database(OperationFailure("no such command", 59)).status == 500


def test_every_refusal_has_a_status_that_the_reference_tells() -> None:
    known = set(COMMANDED)
    waiting = list(refusals.Refusal.__subclasses__())
    while waiting:
        found = waiting.pop()
        waiting += found.__subclasses__()
        assert found.status in known, found


async def page(garden: Garden, path: str, accept: str = "text/html,*/*") -> httpx.Response:
    return await garden.house.client.get(path, headers={"Accept": accept})


@pytest.mark.parametrize("path", ["/jardin/perdu", "/jardin/nulle-part"])
async def test_a_person_who_reads_pages_gets_a_page(garden: Garden, path: str) -> None:
    lost = await page(garden, path)
    assert (lost.status_code, lost.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "<h1>Introuvable</h1>" in lost.text
    assert 'lang="fr"' in lost.text


async def test_a_machine_gets_a_problem_from_the_same_address(garden: Garden) -> None:
    lost = await page(garden, "/jardin/perdu", "application/json")
    assert lost.headers["content-type"] == "application/problem+json"


async def test_the_api_answers_problems_to_browsers_too(garden: Garden) -> None:
    lost = await page(garden, garden.house.root + "/nulle-part")
    assert lost.headers["content-type"] == "application/problem+json"
