"""The one door to MongoDB: client, transactions, and the driver's names that the rest of the chassis may use.

Motor is named by the person this is built for and is deprecated; calls are kept to what PyMongo's own async client
shares, so that its successor is one file away.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC
from typing import Any, TypeVar

from bson import Binary
from bson.codec_options import CodecOptions
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import ASCENDING, DESCENDING, DeleteOne, IndexModel, InsertOne, ReplaceOne, ReturnDocument, UpdateOne
from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    CollectionInvalid,
    ConnectionFailure,
    DuplicateKeyError,
    ExecutionTimeout,
    NotPrimaryError,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
    WaitQueueTimeoutError,
    WTimeoutError,
)
from pymongo.read_concern import ReadConcern
from pymongo.read_preferences import ReadPreference
from pymongo.write_concern import WriteConcern

__all__ = [
    "ASCENDING",
    "DESCENDING",
    "Binary",
    "BulkWriteError",
    "CollectionInvalid",
    "DeleteOne",
    "DuplicateKeyError",
    "IndexModel",
    "InsertOne",
    "OperationFailure",
    "PyMongoError",
    "ReplaceOne",
    "ReturnDocument",
    "UpdateOne",
    "connect",
    "database",
    "is_outage",
    "is_own_failure",
    "is_write_conflict",
    "transaction",
]

# Motor's classes are generic over documents in name only; these aliases say what we pass around.
Client = Any
Database = Any
Session = Any

OUTAGES = (
    AutoReconnect,
    ConnectionFailure,
    NotPrimaryError,
    ServerSelectionTimeoutError,
    WaitQueueTimeoutError,
    WTimeoutError,
    ExecutionTimeout,
)
MAJORITY = WriteConcern("majority", j=True, wtimeout=20_000)
WRITE_CONFLICT = 112

T = TypeVar("T")


def connect(url: str, *, timeout_ms: int = 3_000) -> Client:
    """A client whose reads and writes wait for the majority and the journal; no wire compression (old releases)."""
    return AsyncIOMotorClient(
        url,
        tz_aware=True,
        serverSelectionTimeoutMS=timeout_ms,
        connectTimeoutMS=timeout_ms,
        socketTimeoutMS=60_000,
        maxPoolSize=64,
        w="majority",
        journal=True,
        readConcernLevel="majority",
        retryWrites=True,
    )


def database(client: Client, name: str) -> Database:
    """A database of that client, with instants read back in UTC."""
    return client.get_database(name, codec_options=CodecOptions(tz_aware=True, tzinfo=UTC))


async def transaction(client: Client, run: Callable[[Session], Awaitable[T]]) -> T:
    """Run in one transaction (snapshot read, majority and journaled write); the driver may run it again.

    The answer comes only once the commit is acknowledged by the majority.
    """
    async with await client.start_session() as session:
        return await session.with_transaction(  # type: ignore[no-any-return]
            run,
            read_concern=ReadConcern("snapshot"),
            write_concern=MAJORITY,
            read_preference=ReadPreference.PRIMARY,
        )


def is_outage(error: BaseException) -> bool:
    """Whether this error says that MongoDB is away, rather than that we asked something wrong."""
    return isinstance(error, OUTAGES)


def is_write_conflict(error: BaseException) -> bool:
    """Whether a twin at work wrote the same document: to be run again, never counted as a failed attempt."""
    if isinstance(error, OperationFailure):
        return error.code == WRITE_CONFLICT or error.has_error_label("TransientTransactionError")
    return isinstance(error, PyMongoError) and error.has_error_label("TransientTransactionError")


def is_own_failure(error: BaseException) -> bool:
    """Whether a handler failed by itself: an outage is waited for and a write conflict run again, both uncounted."""
    return not (is_outage(error) or is_write_conflict(error))
