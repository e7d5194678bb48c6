"""Sending and hearing in the test's own process: the real relay and the real groups on the real broker, no loop."""

from services.chassis import rebuild
from services.chassis.reactions import ReactionGroup
from services.chassis.relay import Relay
from services.chassis.views import ViewGroup
from tests.messages.house import House


async def send_all(house: House) -> None:
    """Have the speaker's relay send what is unsent."""
    relay = Relay(house.speaker.database, house.topic, house.kafka)
    try:
        while await relay.send_batch():
            pass
    finally:
        await relay._drop_producer()


async def hear_all(house: House, *groups: ViewGroup | ReactionGroup) -> None:
    """Have these groups (all of the house's when none is named) take the whole topic, from its beginning."""
    for group in groups or (house.views, house.reactions):
        consumer = await rebuild._from_the_beginning((house.topic,), house.kafka)
        try:
            await rebuild._drain(consumer, group, house.known)  # type: ignore[arg-type]
        finally:
            await consumer.stop()


async def said(house: House, *texts: str, note: str | None = None) -> str:
    """Commit these lines (in a new note, or in that one) and send them; answers the note's id."""
    for text in texts:
        note = await house.write(text, note)
    await send_all(house)
    assert note is not None
    return note
