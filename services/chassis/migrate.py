"""Makes the collections and indexes of a service before its replicas start; safe to run again and by twins."""

from services.chassis.mongo import ASCENDING, DESCENDING, CollectionInvalid, Database, IndexModel, OperationFailure
from services.chassis.reader import view_name
from services.chassis.service import Service
from services.chassis.views import current_generation

OWN = (
    "meta",
    "counters",
    "lines",
    "reservations",
    "requests",
    "events",
    "audit",
    "audit_digests",
    "deadlines",
    "outward",
    "watermarks",
)
NINETY_DAYS = 90 * 24 * 3600
EXISTS = 48

INDEXES: dict[str, list[IndexModel]] = {
    "events": [
        # The relay reads unsent rows only; the index holds nothing else.
        IndexModel([("stamp", ASCENDING), ("sequence", ASCENDING)], partialFilterExpression={"unsent": True}),
        IndexModel([("subject", ASCENDING), ("sequence", ASCENDING)], unique=True),
        # What `/flow` asks for at every look: the latest fact, and those that the broker refused.
        IndexModel([("stamp", DESCENDING)]),
        IndexModel([("refused", ASCENDING)], partialFilterExpression={"refused": {"$exists": True}}),
    ],
    "audit": [
        IndexModel([("subject", ASCENDING), ("number", ASCENDING)], unique=True),
        IndexModel([("entry.actor", ASCENDING), ("entry.at", ASCENDING)]),
    ],
    "deadlines": [IndexModel([("due", ASCENDING)]), IndexModel([("subject", ASCENDING), ("kind", ASCENDING)])],
    "outward": [
        IndexModel([("pending", ASCENDING)], partialFilterExpression={"pending": True}),
        IndexModel([("to", ASCENDING), ("asked", DESCENDING)]),
    ],
    "parked": [
        IndexModel([("group", ASCENDING), ("subject", ASCENDING), ("sequence", ASCENDING)]),
        IndexModel([("status", ASCENDING), ("next_try", ASCENDING)]),
    ],
    "watermarks": [IndexModel([("group", ASCENDING)])],
    "requests": [IndexModel([("at", ASCENDING)], expireAfterSeconds=NINETY_DAYS)],
}


async def migrate(database: Database, service: Service) -> None:
    """Make what is missing: a transaction cannot wait for a collection to be made by a twin."""
    generation = await current_generation(database)
    views = [view_name(view.table, generation) for view in service.views]
    kinds = [dossier.kind for dossier in service.dossiers] + [record.collection for record in service.records]
    existing = set(await database.list_collection_names())
    for name in dict.fromkeys([*OWN, *INDEXES, "leases", *kinds, *views]):
        if name not in existing:
            await _make(database, name)
    for name, models in INDEXES.items():
        await database[name].create_indexes(models)
    for name, fields in service.indexes.items():
        for each in fields:
            await database[_stored(name, views)].create_index([_direction(part) for part in each])


async def _make(database: Database, name: str) -> None:
    try:
        await database.create_collection(name)
    except (CollectionInvalid, OperationFailure) as error:
        if isinstance(error, OperationFailure) and error.code != EXISTS:
            raise


def _stored(name: str, views: list[str]) -> str:
    return next((view for view in views if view.rpartition("_g")[0] == f"view_{name}"), name)


def _direction(part: str) -> tuple[str, int]:
    return (part[1:], DESCENDING) if part.startswith("-") else (part, ASCENDING)
