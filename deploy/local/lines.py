"""Turns a log line of any of our programs into what the screen shows: a level and a short text."""

import json
import re
from typing import Any

LEVELS = {"debug": 0, "info": 1, "warning": 2, "error": 3, "critical": 4}
# How each program names its levels, in lower case.
SYNONYMS = {
    "i": "info", "d": "debug", "w": "warning", "e": "error", "f": "critical",
    "warn": "warning", "fatal": "critical", "panic": "critical", "trace": "debug", "exception": "error",
}  # fmt: skip
PLAIN = re.compile("(DEBUG|INFO|WARNING|ERROR|CRITICAL):")
LEVEL_KEYS = ("level", "s", "log_level")
TEXT_KEYS = ("event", "msg", "message")
LONGEST = 300  # characters; the log file has the whole line


def read(line: str) -> tuple[str, str]:
    """The level and the text of a line; what is no JSON object and names no level is shown as it is, as a warning."""
    try:
        said = json.loads(line)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        named = PLAIN.match(line)
        return (named.group(1).lower() if named else "warning"), line[:LONGEST]
    return level(said), text(said, line)[:LONGEST]


def level(said: dict[str, Any]) -> str:
    """The level in our words; unknown ones are shown rather than hidden."""
    named = str(next((said[key] for key in LEVEL_KEYS if key in said), "warning")).lower()
    known = SYNONYMS.get(named[:1] if named[:1] == "d" and named[1:].isdigit() else named, named)
    return known if known in LEVELS else "warning"


def text(said: dict[str, Any], line: str) -> str:
    """What happened, and the reason where there is one."""
    words = [str(said[key]) for key in (*TEXT_KEYS, "reason", "error", "logger") if said.get(key)]
    return " · ".join(words[:2]) or line


def is_shown(line_level: str, lowest: str) -> bool:
    """Whether a line of that level reaches the screen."""
    return LEVELS[line_level] >= LEVELS[lowest]
