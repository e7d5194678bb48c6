"""The npm packages that judge what we publish: locked, without a registry's name, installed once."""

import json
import shutil
from pathlib import Path

import pytest

from deploy import node

LOCK = json.loads((node.PROJECT / "package-lock.json").read_text(encoding="utf-8"))


def test_the_lock_names_no_registry() -> None:
    assert [name for name, package in LOCK["packages"].items() if "resolved" in package] == []


def test_every_package_is_held_to_its_digest() -> None:
    assert [name for name, package in LOCK["packages"].items() if name and "integrity" not in package] == []


def test_no_package_runs_a_script_of_its_own_at_installation() -> None:
    assert "ignore-scripts=true" in (node.PROJECT / ".npmrc").read_text(encoding="utf-8")


def test_the_packages_are_installed_once_outside_the_checkout() -> None:
    folder = node.ensure_node_modules()
    assert node.ensure_node_modules() == folder
    assert (folder / "node_modules" / "@asyncapi" / "parser").is_dir()
    assert node.PROJECT not in folder.parents


def test_packages_that_cannot_be_installed_are_told_in_npm_s_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "npm"
    shutil.copytree(node.PROJECT, broken)
    monkeypatch.setattr(node, "PROJECT", broken)
    monkeypatch.setenv("NPM_CONFIG_OFFLINE", "true")
    monkeypatch.setenv("NPM_CONFIG_CACHE", str(tmp_path / "empty"))
    monkeypatch.setenv("PEPINIERE_CACHE", str(tmp_path / "cache"))
    with pytest.raises(RuntimeError, match="ENOTCACHED"):
        node.ensure_node_modules.__wrapped__()


def test_a_script_that_fails_says_why(tmp_path: Path) -> None:
    script = tmp_path / "fails.mjs"
    script.write_text("throw new Error('no such document')", encoding="utf-8")
    with pytest.raises(RuntimeError, match="no such document"):
        node.run_script(script)
