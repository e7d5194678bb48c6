"""The door: one use case or query a request, once per key, against the version that was read, as who may."""

import asyncio
import time
import uuid

import pytest

from services.chassis.web import door
from tests.services.chassis.web.asking import Garden, named


async def test_a_creating_command_answers_201_with_its_receipt_and_tag(garden: Garden) -> None:
    made = await garden.ask("POST", "/beds", {"name": "Carré"})
    receipt = made.json()
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    assert (receipt["kind"], receipt["state"], receipt["version"], receipt["sequence"]) == ("bed", "dug", 1, 1)


async def test_a_command_on_a_dossier_answers_200(garden: Garden) -> None:
    bed = await garden.dig()
    closed = await garden.ask("POST", f"/beds/{bed['id']}/closing", who="solene")
    assert (closed.status_code, closed.json()["state"], closed.headers["etag"]) == (200, "closed", '"2"')


async def test_a_command_without_a_key_is_refused_and_names_the_header(garden: Garden) -> None:
    refused = await garden.ask("POST", "/beds", {"name": "Carré"}, key=None)
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (400, "idempotency-key-missing")
    assert list(named(refused)) == ["Idempotency-Key"]


@pytest.mark.parametrize("key", ["deux mots", "é", "k" * 129, "\t"])
async def test_a_key_is_short_and_plain(garden: Garden, key: str) -> None:
    refused = await garden.ask("POST", "/beds", {"name": "Carré"}, key=key)
    assert refused.status_code == 400
    assert "Idempotency-Key" in named(refused)


async def test_the_same_key_acts_once_and_answers_the_same(garden: Garden) -> None:
    key = str(uuid.uuid4())
    first, second = [await garden.ask("POST", "/beds", {"name": "Une fois"}, key=key) for _ in range(2)]
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    found = await garden.house.runtime.store.database["bed"].count_documents({"name": "Une fois"})
    assert found == 1


async def test_the_same_key_sent_at_the_same_time_acts_once(garden: Garden) -> None:
    key = str(uuid.uuid4())
    asked = [garden.ask("POST", "/beds", {"name": "Ensemble"}, key=key) for _ in range(6)]
    answers = await asyncio.gather(*asked)
    assert {(answer.status_code, answer.json()["id"]) for answer in answers} == {(201, answers[0].json()["id"])}
    assert await garden.house.runtime.store.database["bed"].count_documents({"name": "Ensemble"}) == 1


async def test_a_key_belongs_to_its_bearer(garden: Garden) -> None:
    first = await garden.ask("POST", "/beds", {"name": "Carré"}, key="the-key-of-two")
    second = await garden.ask("POST", "/beds", {"name": "Carré"}, key="the-key-of-two", who="tom")
    assert first.json()["id"] != second.json()["id"]


async def test_a_key_sent_again_with_another_body_is_refused(garden: Garden) -> None:
    await garden.ask("POST", "/beds", {"name": "Carré"}, key="spent")
    refused = await garden.ask("POST", "/beds", {"name": "Rond"}, key="spent")
    assert (refused.status_code, list(named(refused))) == (422, ["Idempotency-Key"])


async def test_the_order_of_fields_does_not_make_another_body(garden: Garden) -> None:
    key = str(uuid.uuid4())
    one = await garden.ask("POST", "/beds", b'{"name":"Carr\xc3\xa9","soil":"sand"}', key=key)
    two = await garden.ask("POST", "/beds", b'{ "soil": "sand", "name": "Carr\\u00e9" }', key=key)
    assert one.json() == two.json()


async def test_a_stale_version_is_refused_and_changes_nothing(garden: Garden) -> None:
    bed = await garden.dig()
    refused = await garden.ask("POST", f"/beds/{bed['id']}/closing", who="solene", If_Match='"7"')
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (412, "stale-version")
    assert (await garden.ask("GET", f"/beds/{bed['id']}")).json()["version"] == 1


async def test_the_tag_of_a_reading_is_good_for_if_match(garden: Garden) -> None:
    bed = await garden.dig()
    tag = (await garden.ask("GET", f"/beds/{bed['id']}")).headers["etag"]
    closed = await garden.ask("POST", f"/beds/{bed['id']}/closing", who="solene", If_Match=tag)
    assert closed.status_code == 200


@pytest.mark.parametrize("tag", ["sept", '"-1"', '""', '"1", "2"', '"1e3"', '"1-zz"'])
async def test_an_if_match_that_no_reading_gave_is_refused(garden: Garden, tag: str) -> None:
    bed = await garden.dig()
    refused = await garden.ask("POST", f"/beds/{bed['id']}/closing", who="solene", If_Match=tag)
    assert (refused.status_code, list(named(refused))) == (400, ["If-Match"])


async def test_who_has_the_answer_already_is_told_304(garden: Garden) -> None:
    bed = await garden.dig()
    first = await garden.ask("GET", f"/beds/{bed['id']}")
    again = await garden.ask("GET", f"/beds/{bed['id']}", If_None_Match=f'"other", {first.headers["etag"]}')
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    await garden.ask("POST", f"/beds/{bed['id']}/closing", who="solene")
    fresh = await garden.ask("GET", f"/beds/{bed['id']}", If_None_Match=first.headers["etag"])
    assert fresh.status_code == 200


async def test_what_one_person_reads_is_kept_for_nobody_else(garden: Garden) -> None:
    bed = await garden.dig()
    seen = await garden.ask("GET", f"/beds/{bed['id']}")
    assert (seen.headers["cache-control"], seen.headers["vary"]) == ("private, no-cache", "Authorization")


async def test_without_a_token_one_is_asked_to_sign_in(garden: Garden) -> None:
    refused = await garden.ask("POST", "/beds", {"name": "Carré"}, who="")
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("header", ["Bearer", "Bearer a.b.c", "Basic bGVhOmxlYQ==", "Bearer " + "x" * 9000])
async def test_a_token_that_does_not_hold_is_refused_even_where_none_is_needed(garden: Garden, header: str) -> None:
    bed = await garden.dig()
    refused = await garden.ask("GET", f"/beds/{bed['id']}", who="", Authorization=header)
    assert refused.status_code == 401


async def test_who_has_not_the_duty_is_told_who_has(garden: Garden) -> None:
    bed = await garden.dig()
    refused = await garden.ask("POST", f"/beds/{bed['id']}/closing")
    assert refused.status_code == 403
    assert "un agent chargé de « decide »" in refused.json()["detail"]


async def test_an_unknown_dossier_is_not_found(garden: Garden) -> None:
    assert (await garden.ask("GET", "/beds/nulle-part")).status_code == 404


@pytest.mark.parametrize("id", ["a" * 65, "%00", "a%20b", "$gt", "a%2Fb%2Fc", "%F0%9F%8C%B1"])
async def test_an_id_that_cannot_be_one_is_refused(garden: Garden, id: str) -> None:
    assert (await garden.ask("GET", f"/beds/{id}")).status_code in (404, 422)


async def test_a_verb_out_of_turn_says_the_state_in_french(garden: Garden) -> None:
    bed = await garden.dig()
    await garden.ask("POST", f"/beds/{bed['id']}/closing", who="solene")
    refused = await garden.ask("POST", f"/beds/{bed['id']}/closing", who="solene")
    assert (refused.status_code, refused.json()["state"]) == (409, "closed")
    assert "« Fermée »" in refused.json()["detail"]


async def test_the_story_of_a_command_is_the_callers_word_for_it(garden: Garden) -> None:
    bed = await garden.dig(X_Correlation_Id="appel-2019")
    event = await garden.house.runtime.store.database["events"].find_one({"subject": f"bed/{bed['id']}"})
    assert ["ce_correlationid", "appel-2019"] in event["headers"]


async def test_a_database_that_is_away_is_a_503_that_says_when_to_come_back(
    garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "PATIENCE", 1.0)
    nowhere = garden.over("mongodb://127.0.0.1:1/?directConnection=true")
    for asked in (nowhere.ask("POST", "/beds", {"name": "Carré"}), nowhere.ask("GET", "/beds/un")):
        began = time.monotonic()
        answer = await asked
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        assert answer.headers["content-type"] == "application/problem+json"
        assert time.monotonic() - began < 3
    await nowhere.house.runtime.stop()
