"""The broker's jars are the ones of the lock file, byte for byte."""

import hashlib
import shutil
from pathlib import Path

import pytest
from requests import ConnectionError as Unreachable

from deploy.local import jars
from deploy.local.jars import Jar
from deploy.local.trouble import Trouble

GOOD = Jar("org.example", "graine", "1.0", hashlib.sha256(b"graine").hexdigest())


class Registry:
    """Stands where jgo stands, and serves `content` or nothing."""

    def __init__(self, content: bytes | None) -> None:
        self.content = content

    def __call__(self, repo_cache: Path, **_: object) -> "Registry":
        self.folder = repo_cache
        return self

    def project(self, *_: str) -> "Registry":
        return self

    def at_version(self, _: str) -> "Registry":
        return self

    def artifact(self) -> "Registry":
        return self

    def resolve(self) -> Path:
        if self.content is None:
            raise Unreachable("no route")
        self.folder.mkdir(parents=True)
        (self.folder / "served").write_bytes(self.content)
        return self.folder / "served"


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "jars"
    folder.mkdir()
    return folder


def serve(monkeypatch: pytest.MonkeyPatch, content: bytes | None) -> None:
    monkeypatch.setattr("jgo.maven.MavenContext", Registry(content))


def test_the_lock_names_forty_six_jars_each_with_its_fingerprint() -> None:
    locked = jars.read_lock()
    assert len({jar.file for jar in locked}) == 46
    assert all(len(bytes.fromhex(jar.sha256)) == 32 for jar in locked)
    assert {"kafka_2.13-4.3.1.jar", "log4j-slf4j-impl-2.25.4.jar"} <= {jar.file for jar in locked}


def test_a_jar_altered_by_one_byte_is_refused_by_name(shelf: Path) -> None:
    (shelf / GOOD.file).write_bytes(b"graine")
    jars.check([GOOD], shelf)
    (shelf / GOOD.file).write_bytes(b"grainE")
    with pytest.raises(Trouble, match=rf"{GOOD.file}.*supprimez-le"):
        jars.check([GOOD], shelf)


def test_a_jar_that_disappeared_is_named(shelf: Path) -> None:
    with pytest.raises(Trouble, match=rf"{GOOD.file} manque"):
        jars.check([GOOD], shelf)


def test_an_altered_jar_among_the_real_ones_stops_the_start(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, b"graine")
    monkeypatch.setattr(jars, "read_lock", lambda: [GOOD])
    jars.ensure(shelf, lambda _: lambda _: None)
    with (shelf / GOOD.file).open("ab") as file:
        file.write(b"!")
    with pytest.raises(Trouble, match="supprimez-le"):
        jars.ensure(shelf, lambda _: lambda _: None)


def test_what_is_missing_is_fetched_once(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, b"graine")
    monkeypatch.setattr(jars, "read_lock", lambda: [GOOD])
    fetched: list[Jar] = []
    assert jars.ensure(shelf, lambda _: fetched.append) == [shelf / GOOD.file]
    serve(monkeypatch, None)
    assert jars.ensure(shelf, lambda _: fetched.append) == [shelf / GOOD.file]
    assert fetched == [GOOD]


def test_a_registry_that_serves_something_else_leaves_nothing_behind(
    shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(monkeypatch, b"ivraie")
    with pytest.raises(Trouble, match="rien n'a été gardé"):
        jars.fetch([GOOD], shelf, lambda _: None)
    assert list(shelf.iterdir()) == []


def test_a_registry_out_of_reach_is_told_with_what_to_do(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, None)
    with pytest.raises(Trouble, match=r"n'est pas joignable.*relancez"):
        jars.fetch([GOOD], shelf, lambda _: None)
    assert list(shelf.iterdir()) == []


def test_a_folder_with_a_stranger_runs_only_the_jars_of_the_lock(shelf: Path) -> None:
    from deploy.local.kafka import Kafka

    (shelf / "aaa.jar").write_bytes(b"stranger")
    (shelf / GOOD.file).write_bytes(b"graine")
    broker = Kafka(shelf / "kafka", 1, 2, (shelf / GOOD.file,))
    command = broker.program().command
    assert command[command.index("-cp") + 1] == str(shelf / GOOD.file)
    shutil.rmtree(shelf)
