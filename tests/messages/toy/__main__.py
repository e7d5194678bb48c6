"""Runs one toy process: ``python -m tests.messages.toy speaker|listener [--role …]``."""

import sys

import uvicorn

from services.chassis import logs, telemetry
from services.chassis.run import application
from services.chassis.runtime import Runtime
from services.chassis.settings import load
from tests.messages.toy.listener import LISTENER
from tests.messages.toy.speaker import SPEAKER

settings = load()
service = {"speaker": SPEAKER, "listener": LISTENER}[sys.argv[1]]
logs.configure(service.name, settings)
telemetry.configure(service.name, settings)
role = sys.argv[3] if len(sys.argv) > 3 else "all"
uvicorn.run(
    application(Runtime(service, settings, role)),
    host=settings.http_host,
    port=settings.http_port,
    log_config=None,
    access_log=False,
    timeout_graceful_shutdown=10,
)
