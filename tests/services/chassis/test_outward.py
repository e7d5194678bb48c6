"""Messages on a real MongoDB and a real SMTP server: one a cause, kept in the person's box when there is no server."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from services.chassis.outward import Outward
from services.chassis.settings import Settings
from services.chassis.store import Store
from services.chassis.work import Cause, Work
from tests.support.ports import free_port

TEXTS = {"echo": "Écho de « {title} »\nBonjour,\nvoici {missing}."}


class Mailbox:
    """Keeps what arrives."""

    def __init__(self) -> None:
        self.letters: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.letters.append(envelope)
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    box, port = Mailbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, f"127.0.0.1:{port}"
    controller.stop()


def outward(store: Store, smtp: str = "") -> Outward:
    given: dict[str, Any] = {"mongo_url": "mongodb://x:1", "kafka": "x:1", "issuer": "http://x"}
    return Outward(store, TEXTS, Settings(bearer_key="k" * 32, master_key="0" * 64, smtp=smtp, **given))


async def ask(store: Store, cause: str, **facts: str) -> None:
    async def run(work: Work) -> None:
        await work.mail("tom", "echo", cause, **facts)

    await store.within(Cause("test", "c"), run)


async def box(store: Store) -> list[Any]:
    return list(await store.database["outward"].find({}).sort("_id", 1).to_list(None))


async def test_the_same_cause_never_sends_twice(store: Store) -> None:
    for _ in range(2):
        await ask(store, "call/1#1", title="l'appel")
        assert await outward(store).send_some() <= 1
    await ask(store, "call/1#2", title="l'appel")
    assert await outward(store).send_some() == 1
    assert [row["_id"] for row in await box(store)] == ["call/1#1|echo|tom", "call/1#2|echo|tom"]


async def test_without_a_server_the_message_waits_in_the_persons_box(store: Store) -> None:
    await ask(store, "call/1#1", title="l'appel")
    await outward(store).send_some()
    [row] = await box(store)
    assert row["delivered"] == "box"
    assert row["text"] == "Écho de « l'appel »\nBonjour,\nvoici [missing]."
    assert "pending" not in row


async def test_with_a_server_it_leaves_with_an_id_made_of_its_cause(store: Store, mailbox: tuple[Mailbox, str]) -> None:
    kept, address = mailbox
    await ask(store, "call/1#1", title="l'appel", address="tom@exemple.test")
    await outward(store, address).send_some()
    [letter] = kept.letters
    assert letter.rcpt_tos == ["tom@exemple.test"]
    assert b"<call.1#1.echo.tom@pepiniere>" in letter.content
    assert (await box(store))[0]["delivered"] == "smtp"


async def test_a_server_that_is_away_is_waited_for(store: Store, mailbox: tuple[Mailbox, str]) -> None:
    kept, address = mailbox
    await ask(store, "call/1#1", title="l'appel", address="tom@exemple.test")
    away = asyncio.create_task(outward(store, f"127.0.0.1:{free_port()}").run())
    await asyncio.sleep(0.5)
    away.cancel()
    assert (await box(store))[0]["pending"] is True
    await outward(store, address).send_some()
    assert len(kept.letters) == 1
