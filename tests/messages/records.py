"""Kafka records made by hand, for tests that hand them straight to the inbox."""

from typing import Any

from aiokafka import ConsumerRecord


def record(message: tuple[bytes, list[tuple[str, bytes]], bytes | None], offset: int = 0) -> Any:
    """The record that a broker would deliver for this message."""
    key, headers, value = message
    return ConsumerRecord(
        topic="toy_speaker",
        partition=0,
        offset=offset,
        timestamp=2**41,
        timestamp_type=0,
        key=key,
        value=value,
        checksum=None,
        serialized_key_size=len(key),
        serialized_value_size=len(value or b""),
        headers=tuple(headers),
    )
