"""Republishes a service's own events if Kafka is lost: marks them unsent, and the relay sends them in their order."""

from services.chassis.mongo import Database


async def republish(database: Database, *, subject: str | None = None) -> int:
    """Have every event (or those of one dossier) sent again; readers know them by their sequence. Answers how many."""
    chosen = {} if subject is None else {"subject": subject}
    changed = await database["events"].update_many(chosen, {"$set": {"unsent": True}, "$unset": {"refused": ""}})
    return int(changed.modified_count)
