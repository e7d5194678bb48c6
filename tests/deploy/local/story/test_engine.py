"""The engine of the story against doors that close, clocks that stand later, and services that still speak."""

import base64
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.local.story import clocks as barrier
from deploy.local.story import doors as public
from deploy.local.story.__main__ import FIRST, check
from deploy.local.story.bar import Bar
from deploy.local.story.clocks import Clocks, damage, quiet, still
from deploy.local.story.doors import Doors
from deploy.local.story.memory import Memory, Receipt
from deploy.local.story.player import RealPlayer
from deploy.local.story.trouble import StoryStopped

NOW = datetime(2020, 1, 1, tzinfo=UTC)
CALM: dict[str, Any] = {
    "service": "s",
    "unsent": 0,
    "due": 0,
    "lag": {"s.views": 0},
    "heard": {"t": 4},
    "said": {"t": 4},
}
REFUSAL = {"type": "urn:pepiniere:probleme:not-known-yet", "detail": "Pas encore.", "errors": []}
RECEIPT = {"id": "1", "kind": "call", "state": "draft", "version": 1, "sequence": 0, "extra": {"code": "abc"}}

Answer = Callable[[httpx.Request], httpx.Response]


def token(lifetime: float = 3600) -> str:
    claims = base64.urlsafe_b64encode(json.dumps({"exp": time.time() + lifetime}).encode()).decode().rstrip("=")
    return f"e30.{claims}.sig"


class Platform:
    """Answers made by hand, and what was asked."""

    def __init__(self, *answers: httpx.Response | Exception, flow: dict[str, Any] | None = None) -> None:
        self.answers, self.flow = list(answers), [flow or CALM]
        self.asked: list[httpx.Request] = []
        self.tokens = 0
        self.lifetime = 3600.0
        self.clock = NOW

    def __call__(self, request: httpx.Request) -> httpx.Response:
        match request.url.path:
            case "/identite/jeton":
                self.tokens += 1
                return httpx.Response(200, text=token(self.lifetime))
            case "/flow":
                seen = self.flow.pop(0) if len(self.flow) > 1 else self.flow[0]
                return httpx.Response(200, json=seen | {"now": self.clock.isoformat()})
            case "/clock":
                return self.put(datetime.fromisoformat(json.loads(request.content)["now"]))
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def put(self, to: datetime) -> httpx.Response:
        if to < self.clock:
            return httpx.Response(409, json={"type": f"urn:pepiniere:probleme:{barrier.GOES_BACK}"})
        self.clock = to
        return httpx.Response(200, json={"now": to.isoformat()})

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "PAUSES", (0.001,))
    monkeypatch.setattr(barrier, "SHORT", 0.001)


async def played(platform: Platform, play: Callable[[RealPlayer], Any], memory: Memory | None = None) -> Any:
    doors = Doors("http://door", platform.transport)
    async with doors, Clocks({"s": "http://s"}, platform.transport) as clocks:
        return await play(RealPlayer(doors, clocks, memory or Memory(), Bar(1)))


async def one_step(player: RealPlayer) -> Receipt:
    return await player.do("agnes.thibaut", "call/2019", "/calls", {"title": "Appel"})


async def test_a_step_carries_the_person_s_token_and_a_key_of_its_own() -> None:
    platform = Platform(httpx.Response(201, json=RECEIPT))
    receipt = await played(platform, one_step)
    assert receipt == Receipt("1", "call", "draft", 1, {"code": "abc"})
    assert platform.asked[0].headers["idempotency-key"] == "story:call/2019"
    assert platform.asked[0].headers["authorization"].startswith("Bearer e30.")


async def test_a_closed_door_is_asked_again_with_the_same_key() -> None:
    platform = Platform(httpx.Response(503), httpx.ConnectError("away"), httpx.Response(201, json=RECEIPT))
    await played(platform, one_step)
    assert {each.headers["idempotency-key"] for each in platform.asked} == {"story:call/2019"}
    assert len(platform.asked) == 3


async def test_a_door_that_stays_closed_stops_the_story(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "PATIENCE", 0.0)
    platform = Platform(*[httpx.Response(503)] * 50)
    with pytest.raises(StoryStopped, match="ne répond pas"):
        await played(platform, one_step)


async def test_what_is_not_known_yet_is_asked_once_more_when_all_has_arrived() -> None:
    platform = Platform(httpx.Response(422, json=REFUSAL), httpx.Response(201, json=RECEIPT))
    platform.flow = [CALM | {"lag": {"s.views": 3}}, CALM, CALM]
    await played(platform, one_step)
    assert len(platform.asked) == 2


async def test_a_refused_step_stops_the_story_and_says_which_and_why() -> None:
    platform = Platform(*[httpx.Response(422, json=REFUSAL)] * 2)
    with pytest.raises(
        StoryStopped, match=r"« call/2019 » \(agnes.thibaut, POST /calls\) est refusée : 422 Pas encore"
    ):
        await played(platform, one_step)


async def test_a_refusal_that_the_story_expects_lets_it_go_on() -> None:
    platform = Platform(httpx.Response(422, json=REFUSAL))
    await played(platform, lambda player: player.refused("agnes.thibaut", "late", "/x", None, "not-known-yet"))


@pytest.mark.parametrize("answer", [httpx.Response(201, json=RECEIPT), httpx.Response(409, json=REFUSAL)])
async def test_another_answer_than_the_expected_refusal_stops_the_story(answer: httpx.Response) -> None:
    with pytest.raises(StoryStopped, match="devait être refusée"):
        await played(Platform(answer), lambda player: player.refused("agnes.thibaut", "late", "/x", None, "too-late"))


async def test_played_again_a_refusal_may_have_another_reason() -> None:
    async def late_again(player: RealPlayer) -> str:
        await player.at(datetime(2019, 9, 30, tzinfo=UTC))
        await player.refused("agnes.thibaut", "late", "/x", None, "too-late")
        return player.memory["late"].state

    platform = Platform(httpx.Response(409, json=REFUSAL))
    assert await played(platform, late_again) == "too-late"
    with pytest.raises(StoryStopped, match="elle est acceptée"):
        await played(Platform(httpx.Response(201, json=RECEIPT)), late_again)


async def test_a_step_that_is_remembered_is_not_asked_again(tmp_path: Path) -> None:
    file = tmp_path / "story.jsonl"
    await played(Platform(httpx.Response(201, json=RECEIPT)), one_step, Memory(file))
    later = Platform()
    assert await played(later, one_step, Memory(file)) == Receipt("1", "call", "draft", 1, {"code": "abc"})
    assert later.asked == []


def test_a_line_torn_by_a_power_cut_is_a_step_not_played(tmp_path: Path) -> None:
    file = tmp_path / "story.jsonl"
    Memory(file).keep("one", Receipt("1"))
    with file.open("a") as out:
        out.write('{"step": "two", "id"')
    memory = Memory(file)
    assert "one" in memory
    assert "two" not in memory
    with pytest.raises(StoryStopped, match="avant de l'avoir jouée"):
        memory["two"]


def test_a_step_played_after_a_torn_line_is_remembered(tmp_path: Path) -> None:
    file = tmp_path / "story.jsonl"
    file.write_text('{"step": "one", "id"')
    Memory(file).keep("two", Receipt("2"))
    assert "two" in Memory(file)


@pytest.mark.parametrize(("status", "known"), [(200, True), (404, False)])
async def test_a_memory_of_data_that_are_gone_is_forgotten(tmp_path: Path, status: int, known: bool) -> None:
    file = tmp_path / "story.jsonl"
    memory = Memory(file)
    memory.keep(FIRST, Receipt("1"))
    async with Doors("http://door", Platform(httpx.Response(status, json={})).transport) as doors:
        await check(memory, doors)
    assert (FIRST in memory, file.exists()) == (known, known)


async def test_a_token_is_kept_until_shortly_before_its_end() -> None:
    platform = Platform(*[httpx.Response(200, json=RECEIPT)] * 4)
    async with Doors("http://door", platform.transport) as doors:
        await doors.ask("agnes.thibaut", "GET", "/a")
        await doors.ask("agnes.thibaut", "GET", "/b")
        assert platform.tokens == 1
        platform.lifetime = 10
        await doors.ask("helene.vasseur", "GET", "/c")
        await doors.ask("helene.vasseur", "GET", "/d")
        assert platform.tokens == 3


async def test_the_clock_moves_and_never_back() -> None:
    platform = Platform()
    async with Clocks({"s": "http://s"}, platform.transport) as clocks:
        await clocks.move(datetime(2021, 1, 1, tzinfo=UTC))
        await clocks.move(datetime(2020, 6, 1, tzinfo=UTC))
    assert platform.clock == datetime(2021, 1, 1, tzinfo=UTC)


async def test_what_was_said_is_heard_before_the_clock_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    platform, to_come, put = Platform(), [], Platform.put

    def seen(to: datetime) -> httpx.Response:
        to_come.append(len(platform.flow))
        return put(platform, to)

    monkeypatch.setattr(platform, "put", seen)
    async with Clocks({"s": "http://s"}, platform.transport) as clocks:
        await clocks.settled()
        clocks.stir()
        platform.flow = [CALM | {"lag": {"s.reactions": 1}}, CALM | {"unsent": 1}, CALM]
        await clocks.move(datetime(2021, 1, 1, tzinfo=UTC))
    assert to_come == [1]


async def test_the_barrier_waits_for_what_is_unsent_unheard_and_due() -> None:
    platform = Platform()
    noisy = [CALM | {"unsent": 1}, CALM | {"due": 2}, CALM | {"lag": None}, CALM | {"lag": {"s.views": 1}}]
    platform.flow = [*noisy, CALM, CALM]
    async with Clocks({"s": "http://s"}, platform.transport) as clocks:
        await clocks.settled()
    assert platform.flow == [CALM]


def test_all_is_still_only_when_each_has_heard_as_far_as_the_others_have_spoken() -> None:
    listener, speaker = CALM | {"said": {}}, CALM | {"heard": {}}
    assert still([listener, speaker])
    assert not still([listener, speaker | {"said": {}}]), "Kafka went away before the speaker was asked"
    assert not still([listener, speaker | {"said": {"t": 5}}]), "a fifth message left after the listener was looked at"
    assert not still([listener | {"heard": {"t": 5}}, speaker]), "the speaker was looked at before its fifth message"
    assert not still([listener, speaker | {"unsent": 1}])


async def test_the_barrier_does_not_ask_when_nothing_was_said_since() -> None:
    platform = Platform()
    async with Clocks({"s": "http://s"}, platform.transport) as clocks:
        await clocks.settled()
        platform.flow = [CALM | {"unsent": 1}]
        await clocks.settled()


async def test_the_barrier_gives_up_and_says_who_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(barrier, "PATIENCE", 0.0)
    platform = Platform(flow=CALM | {"unsent": 1})
    async with Clocks({"s": "http://s"}, platform.transport) as clocks:
        with pytest.raises(StoryStopped, match="n'ont pas fini de se parler : s"):
            await clocks.settled()


async def test_an_event_set_aside_stops_the_story() -> None:
    platform = Platform(flow=CALM | {"parked": 2})
    async with Clocks({"s": "http://s"}, platform.transport) as clocks:
        with pytest.raises(StoryStopped, match=r"s : 2 événement\(s\) mis de côté"):
            await clocks.settled()


def test_a_service_is_quiet_only_when_kafka_answers() -> None:
    assert quiet(CALM)
    assert not quiet(CALM | {"lag": None})
    assert damage(CALM) == ""
