"""Logs: one JSON line a fact, ours and the libraries', with the story and the trace, and nobody's data."""

import json
import subprocess
import sys
import textwrap
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from services.chassis.logs import told
from services.chassis.mongo import DuplicateKeyError

SAYING = """
import logging, structlog
from services.chassis import logs, telemetry
from services.chassis.settings import Settings
settings = Settings(mongo_url="mongodb://m", kafka="k:1", issuer="http://i", bearer_key="k" * 32, master_key="0" * 64)
logs.configure("essai", settings)
telemetry.configure("essai", settings)
log = structlog.get_logger()
"""


def lines_of(program: str) -> list[dict[str, Any]]:
    """What a process that runs this writes, line by line."""
    done = subprocess.run([sys.executable, "-c", SAYING + textwrap.dedent(program)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_line_is_json_with_its_service_level_and_time() -> None:
    (line,) = lines_of("log.info('deposit_received', status=201)")
    assert (line["event"], line["status"], line["service"], line["level"]) == ("deposit_received", 201, "essai", "info")
    assert line["timestamp"].endswith("Z")


def test_a_line_within_a_span_carries_its_trace() -> None:
    outside, inside = lines_of("""
        log.info("outside")
        with telemetry.span("x", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"):
            log.info("inside")
    """)
    assert "trace" not in outside
    assert inside["trace"] == "4bf92f3577b34da6a3ce929d0e0e4736"


def test_a_library_speaks_in_the_same_form() -> None:
    (line,) = lines_of("logging.getLogger('uvicorn.error').warning('%s requests', 3)")
    assert (line["event"], line["logger"], line["level"]) == ("3 requests", "uvicorn.error", "warning")


def test_an_error_tells_where_it_was_and_none_of_the_values_around_it() -> None:
    (line,) = lines_of("""
        def decide(name, token):
            raise LookupError("no act")
        try:
            decide("Agathe Dupuis", "eyJhbGciOi")
        except LookupError:
            log.error("failed", exc_info=True)
    """)
    assert line["error"] == "LookupError: no act"
    assert line["frames"][-1].endswith("decide")
    assert "Agathe" not in json.dumps(line)
    assert "eyJ" not in json.dumps(line)


def test_a_library_that_fails_tells_no_more() -> None:
    (line,) = lines_of("""
        try:
            secret = "Agathe Dupuis"
            raise LookupError("no act")
        except LookupError:
            logging.getLogger("uvicorn.error").exception("failed")
    """)
    assert line["error"] == "LookupError: no act"
    assert "Agathe" not in json.dumps(line)


def test_errors_that_quote_their_input_are_told_without_it() -> None:
    class Named(BaseModel):
        age: int

    with pytest.raises(ValidationError) as refused:
        Named.model_validate({"age": "Agathe"})
    assert told(refused.value) == "ValidationError: age int_parsing"
    assert told(DuplicateKeyError("E11000 dup key: agathe@exemple.fr", 11000)) == "DuplicateKeyError: code 11000"
    assert told(ValueError("x" * 1000)) == ("ValueError: " + "x" * 1000)[:300]
