"""Makes the topics of deploy/topics.yaml on a broker, and refuses one that stands with another number of partitions."""

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import for_code

from deploy.local.trouble import Trouble

FILE = Path(__file__).resolve().parents[1] / "topics.yaml"
EXISTS = 36  # Kafka's error code
PATIENCE = 30.0  # seconds


@dataclass(frozen=True)
class Topics:
    """What the file says."""

    names: tuple[str, ...]
    partitions: int
    replication: int
    config: dict[str, str]


def read(file: Path = FILE) -> Topics:
    """The topics as data."""
    said = yaml.safe_load(file.read_text())
    return Topics(tuple(said["topics"]), said["partitions"], said["replication"], said["config"])


async def ensure(address: str, prefix: str = "") -> list[str]:
    """Make the missing ones; the names of those that were made. Raises `Trouble` when one stands cut otherwise."""
    wanted = read()
    client = AIOKafkaAdminClient(bootstrap_servers=address)
    await client.start()
    try:
        names = [prefix + name for name in wanted.names]
        copies = min(wanted.replication, len((await client.describe_cluster())["brokers"]))
        config = {**wanted.config, "min.insync.replicas": str(max(1, copies - 1))}
        new = [NewTopic(name, wanted.partitions, copies, topic_configs=config) for name in names]
        made = created(await client.create_topics(new))
        await asyncio.wait_for(check_cut(client, names, wanted.partitions), PATIENCE)
    finally:
        await client.close()
    return made


def created(answer: object) -> list[str]:
    """The names that the broker made; one that exists already is no error, anything else is."""
    made = []
    for name, code, *_ in answer.topic_errors:  # type: ignore[attr-defined]
        if code == 0:
            made.append(name)
        elif code != EXISTS:
            raise Trouble(f"Kafka refuse de créer le sujet {name} : {for_code(code).__name__}.")
    return made


async def check_cut(client: AIOKafkaAdminClient, names: list[str], partitions: int) -> None:
    """Wait until the broker shows them all. Raises `Trouble` for one whose number of partitions is not the file's."""
    shown = await client.describe_topics(names)
    while any(topic["error_code"] for topic in shown):  # made a moment ago, and not yet known to its broker
        await asyncio.sleep(0.02)
        shown = await client.describe_topics(names)
    for topic in shown:
        if (found := len(topic["partitions"])) != partitions:
            raise Trouble(
                f"Le sujet Kafka {topic['topic']} a {found} partitions au lieu de {partitions} : l'ordre des dossiers "
                "n'y serait plus garanti. Supprimez ce sujet, relancez, puis republiez les événements des services."
            )


def main() -> None:
    """`python -m deploy.local.topics`: on the broker named by PEPINIERE_KAFKA."""
    address = os.environ.get("PEPINIERE_KAFKA", "127.0.0.1:9092")
    try:
        made = asyncio.run(ensure(address, os.environ.get("PEPINIERE_PREFIX", "")))
    except Trouble as trouble:
        sys.exit(str(trouble))
    print(f"Sujets créés : {', '.join(made) or 'aucun, ils étaient déjà là'}.")


if __name__ == "__main__":
    main()
