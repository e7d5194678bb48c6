"""The operator's command line: ``python -m services.chassis <verb> <service>`` (parked, replay, rebuild, verify…)."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from services.chassis.rebuild import rebuild
from services.chassis.republish import republish
from services.chassis.run import find
from services.chassis.runtime import Runtime
from services.chassis.settings import load


async def parked(runtime: Runtime, _: Any) -> int:
    """List what is parked: why, where from, which consumer, how often."""
    count = 0
    async for row in runtime.store.database["parked"].find({}).sort("parked_at", 1):
        count += 1
        print(
            f"{row['_id']}\n    {row['status']} · {row['reason']} · {row['attempts']} essai(s) · {row['topic']}"
            f"/{row['partition']}/{row['offset']} · {row['type'] or 'type inconnu'}\n    {row['detail']}"
        )
    print(f"{count} événement(s) en attente ou mis de côté.")
    return 0


async def replay(runtime: Runtime, chosen: Any) -> int:
    """Try parked events again: the one named, or all, in the order of their dossiers."""
    query = {"_id": chosen.id} if chosen.id else {"status": {"$in": ["waiting", "unplaced"]}}
    rows = await runtime.store.database["parked"].find(query).sort("sequence", 1).to_list(None)
    done = [await runtime.parking.replay(row["_id"]) for row in rows if await _still(runtime, row["_id"])]
    print(f"{sum(done)} rejoué(s), {len(done) - sum(done)} encore en attente.")
    return 0 if all(done) else 1


async def _still(runtime: Runtime, id: str) -> bool:
    return await runtime.store.database["parked"].find_one({"_id": id}) is not None


async def set_aside(runtime: Runtime, chosen: Any) -> int:
    """Go on without one event; who and why are kept."""
    if not (chosen.id and chosen.who and chosen.why):
        sys.exit("Indiquez --id, --who et --why : une mise de côté garde son auteur et son motif.")
    await runtime.parking.set_aside(chosen.id, chosen.who, chosen.why)
    print("Mis de côté.")
    return 0


async def rebuild_views(runtime: Runtime, _: Any) -> int:
    """Rebuild every view into its next generation and swap."""
    generation = await rebuild(runtime.views, runtime.service.known, runtime.topics, runtime.settings.kafka)
    print(f"Vues reconstruites : génération {generation}.")
    return 0


async def reproject(runtime: Runtime, _: Any) -> int:
    """Write again what the service keeps to be read, from its own dossiers (the journal's public documents)."""
    for write in runtime.service.projections:
        print(f"{await write(runtime.store)} document(s) réécrit(s).")
    if not runtime.service.projections:
        print("Ce service ne garde rien à réécrire : ses pages lisent ses dossiers.")
    return 0


async def republish_events(runtime: Runtime, chosen: Any) -> int:
    """Send every event of the service (or of one dossier) again."""
    print(
        f"{await republish(runtime.store.database, subject=chosen.id)} événement(s) à renvoyer ; le relais s'en charge."
    )
    return 0


async def verify(runtime: Runtime, _: Any) -> int:
    """Verify the audit chains and their digests, and name what was touched."""
    faults = await runtime.digests.verify()
    print("\n".join(faults) if faults else "Journal intact : chaque chaîne et chaque empreinte quotidienne concordent.")
    return 1 if faults else 0


async def digest(runtime: Runtime, _: Any) -> int:
    """Make today's digest of the audit heads."""
    made = await runtime.digests.make((await runtime.store.reader()).today.isoformat())
    print("Empreinte du jour écrite." if made else "L'empreinte du jour existe déjà, ou il n'y a rien à sceller.")
    return 0


VERBS: dict[str, Callable[[Runtime, Any], Awaitable[int]]] = {
    "parked": parked,
    "replay": replay,
    "set-aside": set_aside,
    "rebuild": rebuild_views,
    "reproject": reproject,
    "republish": republish_events,
    "verify": verify,
    "digest": digest,
}


def main() -> None:
    """Parse the command line and run one verb."""
    words = "\n".join(f"  {name:10} {(verb.__doc__ or '').splitlines()[0]}" for name, verb in VERBS.items())
    parser = argparse.ArgumentParser(
        prog="python -m services.chassis", epilog=words, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("verb", choices=VERBS)
    parser.add_argument("service")
    for option in ("--id", "--who", "--why"):
        parser.add_argument(option)
    chosen = parser.parse_args()
    sys.exit(asyncio.run(_run(chosen)))


async def _run(chosen: Any) -> int:
    runtime = Runtime(find(chosen.service), load())
    try:
        return await VERBS[chosen.verb](runtime, chosen)
    finally:
        await runtime.flow.close()
        runtime.client.close()


if __name__ == "__main__":
    main()
