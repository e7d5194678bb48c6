"""The state folder, held by one run and remembered by the next, and what is looked at before anything starts."""

import shutil
import socket
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from deploy.local import java, mongod, place, preflight, reset
from deploy.local.place import Place
from deploy.local.trouble import Trouble


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def home(tmp_path: Path) -> Place:
    return Place(tmp_path / ".pepiniere")


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_second_run_in_the_same_folder_is_told_so(home: Place) -> None:
    with home.held(), pytest.raises(Trouble, match="tourne déjà dans ce dossier"), home.held():
        pass
    with home.held():
        pass


def test_the_next_run_finds_the_same_ports_and_secrets(home: Place) -> None:
    home.folder.mkdir()
    ports, key = home.ports(), home.secret("bearer-key")
    assert (home.ports(), home.secret("bearer-key")) == (ports, key)
    assert len(set(ports.values())) == len(place.INNER)
    assert home.secret("master-key") != key


def test_an_inner_port_that_a_stranger_took_is_replaced_alone(home: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    home.folder.mkdir()
    ports = home.ports()
    monkeypatch.setattr(place, "frees", lambda port: port != ports["portal"])
    moved = home.ports()
    assert moved["portal"] != ports["portal"]
    assert {**moved, "portal": 0} == {**ports, "portal": 0}


def test_secrets_can_be_read_by_their_owner_only(home: Place) -> None:
    home.secret("master-key")
    file = home.folder / "secrets" / "master-key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.folder.stat().st_mode) & 0o077 == 0
    assert len(bytes.fromhex(file.read_text())) == 32


def test_reset_forgets_the_folder_but_not_while_a_run_holds_it(
    home: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reset, "Place", lambda: home)
    home.secret("master-key")
    with home.held():
        assert reset.main() == 1
    assert home.folder.exists()
    assert reset.main() == 0
    assert not home.folder.exists()
    assert reset.main() == 0
    said = capsys.readouterr().out
    assert "arrêtez-la d'abord" in said
    assert "est oublié" in said
    assert "rien à oublier" in said


def test_a_taken_door_names_the_port_and_another_one(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", str(taken))
    with pytest.raises(Trouble, match=f"Le port {taken} est déjà pris.*make run PORT={taken + 1}"):
        preflight.door()


@pytest.mark.parametrize("said", ["huit", "0", "65536", "-1", "80.5"])
def test_a_door_that_is_no_port_is_refused(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", said)
    with pytest.raises(Trouble, match="n'est pas un numéro de port"):
        preflight.door()


def test_less_than_a_gigabyte_of_disk_is_told_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.check_room(tmp_path / "not" / "yet")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 10**12, 999_000_000))
    with pytest.raises(Trouble, match=r"Il reste 999 Mo.*Libérez de la place"):
        place.check_room(tmp_path)


def test_a_named_server_that_is_silent_is_told_by_its_variable(monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    monkeypatch.delenv("PEPINIERE_KAFKA", raising=False)
    assert preflight.named("PEPINIERE_KAFKA", "un courtier") is None
    monkeypatch.setenv("PEPINIERE_KAFKA", f"127.0.0.1:{taken}")
    assert preflight.named("PEPINIERE_KAFKA", "un courtier") == f"127.0.0.1:{taken}"
    monkeypatch.setenv("PEPINIERE_MONGO_URL", "mongodb://moi:secret@127.0.0.1:1/?replicaSet=rs0")
    with pytest.raises(Trouble, match=r"PEPINIERE_MONGO_URL nomme une base à l'adresse 127\.0\.0\.1:1, et"):
        preflight.named("PEPINIERE_MONGO_URL", "une base")


def test_without_java_seventeen_the_bundled_one_is_taken_and_without_any_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "jdk11" / "bin" / "java"
    old.parent.mkdir(parents=True)
    old.write_text("")
    (old.parent.parent / "release").write_text('JAVA_VERSION="11.0.2"\n')
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "jdk11"))
    monkeypatch.setenv("PATH", "")
    assert java.find() == java.bundled()[0]
    assert (java.major(java.find()) or 0) >= java.OLDEST
    monkeypatch.setattr(java, "bundled", list)
    with pytest.raises(Trouble, match=r"Java 17 ou plus récent.*apt-get install"):
        java.find()


def test_a_java_without_a_release_file_is_asked(tmp_path: Path) -> None:
    program = tmp_path / "bin" / "java"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho 'openjdk version \"21.0.1\" 2023-10-17' >&2\n")
    program.chmod(0o755)
    assert java.major(program) == 21


def test_a_missing_system_library_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "mongod: error while loading shared libraries: libcurl.so.4: cannot open shared object file"
    failed = subprocess.CompletedProcess((), 127, "", said)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(Trouble, match=r"libcurl\.so\.4 manque.*apt-get install libcurl4"):
        mongod.check(Path("mongod"))
