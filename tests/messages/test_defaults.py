"""The defaults of our libraries that lose messages: one test each, on the objects that really run."""

import ast
from pathlib import Path
from typing import Any

import pytest
from faststream import AckPolicy

from services.chassis import consume
from services.chassis.arrivals import Known
from services.chassis.mongo import MAJORITY, connect
from services.chassis.relay import producer

SERVICES = Path(consume.__file__).parent.parent


async def nothing(_: Any) -> None:
    """Takes a batch."""


@pytest.fixture
def subscriber() -> Any:
    listener = consume.Listener("g", ("t",), Known({}), nothing)
    listener.subscribe(consume.broker("127.0.0.1:1", "test"))
    return listener.subscriber


def test_the_offset_is_committed_after_the_handler_and_never_skips(subscriber: Any) -> None:
    assert subscriber.ack_policy is AckPolicy.NACK_ON_ERROR


def test_a_new_group_reads_from_the_beginning(subscriber: Any) -> None:
    assert subscriber._connection_args["auto_offset_reset"] == "earliest"


def test_the_client_never_commits_by_itself(subscriber: Any) -> None:
    assert subscriber._connection_args["enable_auto_commit"] is False


def test_a_consumer_reads_what_is_committed_only(subscriber: Any) -> None:
    assert subscriber._connection_args["isolation_level"] == "read_committed"


def test_a_fetch_does_not_hold_new_events_back_for_half_a_second(subscriber: Any) -> None:
    assert subscriber._connection_args["fetch_max_wait_ms"] <= 100


async def test_an_empty_look_for_messages_is_not_followed_by_a_pause() -> None:
    class Broker:
        """Finds something at the third look."""

        looks = 0

        async def getmany(self, **_: Any) -> dict[str, list[str]]:
            self.looks += 1
            return {"p": ["m"]} if self.looks == 3 else {}

    consumer = Broker()
    listener = consume.Listener("g", ("t",), Known({}), nothing, subscriber=type("S", (), {"consumer": consumer})())
    listener.attend()
    assert await consumer.getmany() == {"p": ["m"]}
    assert consumer.looks == 3


def test_one_sequential_batch_subscriber_keeps_the_order(subscriber: Any) -> None:
    assert type(subscriber).__name__ == "BatchSubscriber"


def test_members_are_dynamic_so_that_replicas_may_be_taken_away(subscriber: Any) -> None:
    assert subscriber._connection_args.get("group_instance_id") is None


def test_the_tolerant_parser_is_the_one_that_reads(subscriber: Any) -> None:
    parser, decoder = subscriber._get_parser_and_decoder()
    assert parser.custom_func is consume.tolerant
    assert decoder.custom_func.__name__ == "_decode"


async def test_a_sent_event_is_acknowledged_by_all_and_never_reordered() -> None:
    made = producer("127.0.0.1:1")
    assert made._sender._acks == -1
    assert made._txn_manager is not None, "idempotence"
    await made.stop()


def test_a_commit_waits_for_the_majority_and_the_journal() -> None:
    client = connect("mongodb://127.0.0.1:1")
    assert client.write_concern.document == {"w": "majority", "j": True}
    assert client.read_concern.level == "majority"
    assert (MAJORITY.document["w"], MAJORITY.document["j"]) == ("majority", True)
    client.close()


def test_no_other_file_subscribes_or_acknowledges() -> None:
    found = [
        path.name
        for path in SERVICES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"subscriber", "ack", "nack", "reject", "commit"}
    ]
    assert set(found) <= {"consume.py", "runtime.py"}
