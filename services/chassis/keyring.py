"""The keyring's command line: ``python -m services.chassis.keyring <verb>``, with the settings of a service."""

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, TypeAdapter, ValidationError

from services.chassis.calendar import legal_day
from services.chassis.clock import system_now
from services.chassis.mongo import PyMongoError, connect
from services.chassis.sealing import Keyring, WrongMasterKey
from services.chassis.settings import load


class Entry(BaseModel):
    """One line of an exported log."""

    person: str
    at: AwareDatetime
    why: str


LINES = TypeAdapter(list[Entry])


async def status(keyring: Keyring, _: Any) -> str:
    """How many keys there are, under which master key, how many are restricted or erased."""
    keys = keyring.database["keys"]
    turned = await keys.count_documents({"master": keyring.masters.name})
    every = await keys.count_documents({})
    restricted = await keyring.erasures.restricted()
    erased = await keyring.erasures.log.count_documents({})
    return (
        f"{every} clé(s), dont {every - turned} sous une ancienne clé maîtresse ; {len(restricted)} limitée(s) ; "
        f"{erased} personne(s) effacée(s).\n"
        + "".join(f"  limitée jusqu'au {row['until']} : {row['person']} ({row['why']})\n" for row in restricted)
    ).rstrip()


async def turn(keyring: Keyring, _: Any) -> str:
    """Wrap every key again under today's master key; then remove PEPINIERE_FORMER_MASTER_KEYS."""
    return f"{await keyring.turn()} clé(s) passée(s) sous la clé maîtresse actuelle."


async def replay(keyring: Keyring, chosen: Any) -> str:
    """After a restore: forget again every erased person (--file: from a log kept elsewhere)."""
    if chosen.file:
        lines = chosen.file.read_text().splitlines()
        entries = LINES.validate_python([json.loads(line) for line in lines if line.strip()])
        learnt = await keyring.erasures.learn(entry.model_dump() for entry in entries)
        print(f"{learnt} effacement(s) retrouvé(s) dans {chosen.file}.")
    return f"{await keyring.erasures.replay()} clé(s) revenue(s), effacée(s) de nouveau."


async def export(keyring: Keyring, _: Any) -> str:
    """Print the log of erasures, one JSON line a person: keep it outside the databases."""
    return "\n".join(Entry.model_validate(row).model_dump_json() for row in await keyring.erasures.entries())


async def due(keyring: Keyring, _: Any) -> str:
    """List the restricted persons whose retention is over: erase them in the registry, with the archives' visa."""
    over = await keyring.erasures.restricted(before=legal_day(system_now()))
    return "\n".join(f"{row['until']}  {row['person']}" for row in over) or "Aucune conservation n'est échue."


VERBS: dict[str, Callable[[Keyring, Any], Awaitable[str]]] = {
    "status": status,
    "turn": turn,
    "replay": replay,
    "export": export,
    "due": due,
}


def main(arguments: list[str] | None = None) -> int:
    """Run one verb; 1 with a plain sentence when it cannot be done."""
    words = "\n".join(f"  {name:8} {(verb.__doc__ or '').splitlines()[0]}" for name, verb in VERBS.items())
    parser = argparse.ArgumentParser(
        prog="python -m services.chassis.keyring", epilog=words, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("verb", choices=VERBS)
    parser.add_argument("--file", type=Path, help="un journal exporté par « export »")
    try:
        print(asyncio.run(_run(parser.parse_args(arguments))))
    except (WrongMasterKey, PyMongoError, OSError) as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except (ValidationError, ValueError) as trouble:
        print(f"Ce fichier n'est pas un journal d'effacements : {type(trouble).__name__}.", file=sys.stderr)
        return 1
    return 0


async def _run(chosen: Any) -> str:
    settings = load()
    client = connect(settings.mongo_url)
    try:
        return await VERBS[chosen.verb](Keyring.open(client, settings), chosen)
    finally:
        client.close()


if __name__ == "__main__":
    sys.exit(main())
