"""Runs one process of one service: ``python -m services.chassis.run <service> [--role all|api|consumers|relay]``."""

import argparse
import importlib
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI

from services.chassis import logs, telemetry
from services.chassis.runtime import ROLES, Runtime
from services.chassis.service import Service
from services.chassis.settings import load
from services.chassis.web.app import build_app


def find(name: str) -> Service:
    """The service of that name. Raises SystemExit with a plain sentence when there is none."""
    try:
        module = importlib.import_module(f"services.{name}.main")
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith(f"services.{name}"):
            raise
        sys.exit(f"Il n'y a pas de service « {name} ».")
    service: Service = module.SERVICE
    return service


def application(runtime: Runtime) -> FastAPI:
    """The service's doors, with its loops started and stopped around them."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await runtime.start()
        yield
        await runtime.stop()

    return build_app(runtime.service, runtime.settings, runtime, lifespan=lifespan)


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line, validate the settings, serve until SIGTERM."""
    parser = argparse.ArgumentParser(description="Lance un service de Pépinière.")
    parser.add_argument("service")
    parser.add_argument("--role", choices=ROLES, default="all")
    chosen = parser.parse_args(arguments)
    settings = load()
    logs.configure(chosen.service, settings)
    telemetry.configure(chosen.service, settings)
    runtime = Runtime(find(chosen.service), settings, chosen.role)
    uvicorn.run(
        application(runtime),
        host=settings.http_host,
        port=settings.http_port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=10,
        server_header=False,
    )


if __name__ == "__main__":
    main()
