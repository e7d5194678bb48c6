"""JSON logs, one line a fact, with correlation and trace; never a name, a token, a body or a value of a variable."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog
from opentelemetry import trace
from pydantic import ValidationError
from structlog.typing import EventDict, Processor

from services.chassis.settings import Settings

FRAMES = 12
LONGEST = 300


def configure(service: str, settings: Settings) -> None:
    """Write structured lines on standard output; the libraries' own warnings join them in the same form."""
    level = getattr(logging, settings.log_level)
    render = structlog.processors.JSONRenderer(ensure_ascii=False)
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*SHARED, _of_library],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    # aiokafka warns at each reconnection while the broker is away: our own loops say it once, better.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[*SHARED, render],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)


def _traced(_: Any, __: str, line: EventDict) -> EventDict:
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        line["trace"] = f"{context.trace_id:032x}"
    return line


def _told(_: Any, __: str, line: EventDict) -> EventDict:
    """Replace ``exc_info`` by the kind of the error and where it came from; locals would carry names and tokens."""
    found = line.pop("exc_info", None)
    error = sys.exc_info()[1] if found is True else found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        line["error"] = told(error)
        line["frames"] = [
            f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)[-FRAMES:]
        ]
    return line


def told(error: BaseException) -> str:
    """An error in words that quote no data: pydantic's and the database's messages repeat what they were given."""
    kind = type(error).__name__
    if isinstance(error, ValidationError):
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        return f"{kind}: " + ", ".join(f"{'/'.join(map(str, fault['loc']))} {fault['type']}" for fault in faults[:10])
    code = getattr(error, "code", None)
    if isinstance(code, int):
        return f"{kind}: code {code}"
    return f"{kind}: {error}"[:LONGEST]


def _of_library(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    record = line.get("_record")
    if record is not None:
        line["logger"] = record.name
    return line


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    _traced,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _told,
]
