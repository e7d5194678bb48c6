"""The committed AsyncAPI document is what the models say, and an outside parser accepts it."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml as outside_yaml
from hypothesis import given
from hypothesis import strategies as st

from contracts import yaml
from contracts.asyncapi import FILE, document
from contracts.catalogue import MODULES, TYPES, groups
from deploy.node import PROJECT, run_script

WORDS = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")) | st.sampled_from("\n\t"), max_size=60)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS | st.sampled_from(["yes", "null", "12", "- a", "a: b", "#"]),
    lambda inner: st.lists(inner) | st.dictionaries(WORDS | st.sampled_from(["yes", "null", "$ref", "a.b-c"]), inner),
)


def judged(path: Path) -> list[str]:
    """What the official parser holds against a document: errors and warnings."""
    said = run_script(PROJECT / "check_asyncapi.mjs", str(path))
    return [f"{one['path']}: {one['message']}" for one in said if int(str(one["severity"])) < 2]


def test_the_committed_document_is_the_generated_one() -> None:
    assert FILE.read_text(encoding="utf-8") == yaml.dump(document()), "run: python -m contracts.freeze"


def test_the_document_is_the_same_every_time() -> None:
    assert json.dumps(document()) == json.dumps(document())


def test_the_official_parser_finds_nothing_wrong() -> None:
    assert judged(FILE) == []


def test_the_official_parser_does_find_a_message_that_points_nowhere(tmp_path: Path) -> None:
    broken = document()
    broken["channels"][next(iter(MODULES))]["messages"] = {"x": {"$ref": "#/components/messages/nowhere"}}
    (tmp_path / "broken.yaml").write_text(yaml.dump(broken), encoding="utf-8")
    assert judged(tmp_path / "broken.yaml")


def test_every_service_has_its_topic_of_twelve_partitions() -> None:
    channels = document()["channels"]
    assert {name: channel["bindings"]["kafka"]["partitions"] for name, channel in channels.items()} == dict.fromkeys(
        MODULES, 12
    )


@pytest.mark.parametrize("name", TYPES)
def test_a_message_shows_its_key_headers_and_payload(name: str) -> None:
    message: dict[str, Any] = document()["components"]["messages"][name]
    said = message["examples"][0]
    dossier = TYPES[name].dossier
    assert said["headers"]["ce_type"] == name
    assert said["headers"]["ce_subject"] == f"{dossier}/{said['payload'][dossier]}"
    assert message["bindings"]["kafka"]["key"]["pattern"].startswith(f"^{dossier}/")


def test_both_groups_of_a_service_receive_what_it_learns() -> None:
    received = [one for one in document()["operations"].values() if one["action"] == "receive"]
    named = {one["bindings"]["kafka"]["groupId"]["const"] for one in received}
    assert named == {group for service in MODULES for group in groups(service)}


@given(JSON)
def test_what_we_write_as_yaml_is_read_back_by_others(value: Any) -> None:
    assert outside_yaml.safe_load(yaml.dump(value)) == value
