"""The state page tells the truth within a second, whatever happens to the services."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from deploy.portal import state as page
from deploy.portal.mood import card, verdict
from deploy.portal.state import Watch, look

Answer = Callable[[str], Awaitable[tuple[int, str]]]

FLOW = """{
 "now": "2021-05-18T08:00:00Z", "unsent": 3, "parked": 1, "refused": 0, "due": 2, "stuck": 1, "field-of-tomorrow": 1,
 "lag": {"a.views": 4, "a.reactions": 1200},
 "latest": {"type": "pepiniere.report.overdue.v1", "time": "2021-05-01T22:00:00Z"}
}"""


GIVEN = page.PATIENCE  # seconds
# On a busy machine even a service that is well may take longer; one that never answers is told from it all the same.
BUSY, NEVER = 5.0, 60.0


@pytest.fixture(autouse=True)
def busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "PATIENCE", BUSY)


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[str]:
    """A service of straw on a real port, saying what it is told to."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            path = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
            status, body = await answer(path)
            head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body.encode())}\r\nConnection: close\r\n\r\n"
            writer.write(head.encode() + body.encode())
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


def saying(flow: str, ready: int = 200) -> Answer:
    async def answer(path: str) -> tuple[int, str]:
        return (ready, "") if path == "/readyz" else (200, flow if path == "/flow" else "ok")

    return answer


async def test_a_service_that_is_well_shows_what_waits_in_it() -> None:
    async with serving(saying(FLOW)) as url:
        (state,) = await look({"project_tracking": url})
    assert state.mood == "well"
    shown = {row.name: row.value for row in card(state).rows}
    assert shown == {
        "À lire chez les autres": "1\u202f200",
        "À envoyer": "3",
        "Mis de côté": "2",
        "Échéances à traiter": "2",
        "Dernière annonce": "Un compte rendu est en retard",
        "Horloge du service": "18 mai 2021 à 10\u00a0h\u00a000",
    }


async def test_a_service_without_its_broker_works_but_hears_nobody() -> None:
    async with serving(saying('{"lag": null, "unsent": 7}', ready=503)) as url:
        (state,) = await look({"project_tracking": url})
    assert state.mood == "deaf"
    assert card(state).rows[0].value == "inconnu"


@pytest.mark.parametrize("flow", ["", "[]", "not json", '{"unsent": "many"}'])
async def test_an_answer_that_makes_no_sense_is_no_answer(flow: str) -> None:
    async with serving(saying(flow)) as url:
        (state,) = await look({"project_tracking": url})
    assert state.mood == "silent"


async def test_a_stopped_service_is_said_to_be_down() -> None:
    async with serving(saying(FLOW)) as url:
        pass
    (state,) = await look({"incubator_registry": url})
    assert state.mood == "down"
    assert verdict([state]) == "À surveiller\u00a0: Registre des incubateurs."


async def test_services_that_never_answer_do_not_keep_the_page_waiting() -> None:
    async def never(path: str) -> tuple[int, str]:
        await asyncio.sleep(NEVER)
        return 200, ""

    async with serving(never) as slow, serving(saying(FLOW)) as well, asyncio.timeout(NEVER / 2):
        states = await look({"slow": slow, "gone": "http://127.0.0.1:1", "well": well})
    assert [state.mood for state in states] == ["down", "down", "well"]
    assert GIVEN < 1, "the page itself answers within a second"


async def test_messages_put_aside_are_told_even_when_all_is_well() -> None:
    async with serving(saying(FLOW)) as url:
        assert "2 message(s)" in verdict(await look({"project_tracking": url}))
    async with serving(saying('{"lag": {}}')) as url:
        assert verdict(await look({"project_tracking": url})) == "Tous les services marchent."


async def test_a_hundred_visitors_at_once_ask_a_service_once() -> None:
    asked: list[str] = []

    async def answer(path: str) -> tuple[int, str]:
        asked.append(path)
        return 200, FLOW

    async with serving(answer) as url:
        watch = Watch({"project_tracking": url})
        seen = await asyncio.gather(*(watch.now() for _ in range(100)))
    assert sorted(asked) == ["/flow", "/livez", "/readyz"]
    assert len(set(map(id, seen))) == 1


async def test_a_service_that_comes_back_is_seen_after_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy.portal.state.FRESH", 0.0)
    async with serving(saying(FLOW)) as url:
        watch = Watch({"project_tracking": url})
        assert (await watch.now())[1][0].mood == "well"
    assert (await watch.now())[1][0].mood == "down"
