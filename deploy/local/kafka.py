"""A real Apache Kafka on this machine: one node that is broker and controller (KRaft), on a small heap."""

import asyncio
import base64
import os
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from deploy.local import java
from deploy.local.program import Program
from deploy.local.trouble import Trouble

JVM = ("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true")

SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": 1,
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    # Topics come from deploy/topics.yaml, and from nowhere else.
    "auto.create.topics.enable": "false",
    # Topics keep everything; a group that was idle for years goes on where it stopped.
    "log.retention.ms": -1,
    "log.retention.bytes": -1,
    "offsets.retention.minutes": 5_256_000,
    # One machine: one replica, few inner partitions, nobody to wait for.
    "default.replication.factor": 1,
    "min.insync.replicas": 1,
    "offsets.topic.replication.factor": 1,
    "offsets.topic.num.partitions": 4,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
    "transaction.state.log.num.partitions": 2,
    "share.coordinator.state.topic.replication.factor": 1,
    "share.coordinator.state.topic.min.isr": 1,
    "share.coordinator.state.topic.num.partitions": 1,
    "group.initial.rebalance.delay.ms": 0,
    # A broker killed by force is let in again once its old registration has expired (9 s by default).
    "broker.session.timeout.ms": 3_000,
    "broker.heartbeat.interval.ms": 500,
    # A consumer killed by force is missed after a second, if it asks for that.
    "group.min.session.timeout.ms": 1_000,
    "num.network.threads": 2,
    "num.io.threads": 4,
    "log.cleaner.dedupe.buffer.size": 16_777_216,
}

# One JSON object a line, so that the screen can show warnings only while the file keeps all.
LOGGING = """\
status=warn
appender.out.type=Console
appender.out.name=out
appender.out.layout.type=PatternLayout
appender.out.layout.pattern={"time":"%d{ISO8601}","level":"%p","logger":"%c{1}","event":"%enc{%m %throwable}{JSON}"}%n
appender.out.layout.alwaysWriteExceptions=false
rootLogger.level=info
rootLogger.appenderRef.out.ref=out
"""


@dataclass(frozen=True)
class Kafka:
    """One broker: its data folder, its two ports on the loopback, its checked jars."""

    folder: Path
    port: int
    controller_port: int
    jars: tuple[Path, ...]

    @property
    def address(self) -> str:
        """The bootstrap address for clients."""
        return f"127.0.0.1:{self.port}"

    def prepare(self) -> None:
        """Write its settings, and format its storage when it is new (a second or two)."""
        self._write_settings()
        if not (self.data / "meta.properties").exists():
            self._format(self._java(java.find()))

    def program(self) -> Program:
        """How to run it, once prepared. Raises `Trouble` without a Java."""
        command = self._java(java.find())
        # Its many warnings at a first start say nothing that the person could act on.
        return Program("kafka", (*command, "kafka.Kafka", str(self._settings)), self.ready, console="error")

    @property
    def data(self) -> Path:
        """Where the topics are."""
        return self.folder / "data"

    @property
    def _settings(self) -> Path:
        return self.folder / "server.properties"

    def _java(self, program: Path) -> tuple[str, ...]:
        # Only the checked jars, by name: a stranger in the same folder is not loaded.
        classes = os.pathsep.join(map(str, self.jars))
        logging = f"-Dlog4j2.configurationFile={self.folder / 'log4j2.properties'}"
        return (str(program), *JVM, logging, "-cp", classes)

    def _write_settings(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        listeners = f"PLAINTEXT://{self.address},CONTROLLER://127.0.0.1:{self.controller_port}"
        own = {
            "listeners": listeners,
            "advertised.listeners": listeners,
            "controller.quorum.bootstrap.servers": f"127.0.0.1:{self.controller_port}",
            "log.dirs": self.data,
        }
        lines = [f"{key}={value}" for key, value in (SETTINGS | own).items()]
        self._settings.write_text("\n".join(lines) + "\n")
        (self.folder / "log4j2.properties").write_text(LOGGING)

    def _format(self, command: tuple[str, ...]) -> None:
        cluster = base64.urlsafe_b64encode(os.urandom(16)).decode().rstrip("=")
        # In one word: an id may begin with a dash, which would be taken for another option.
        identity = f"--cluster-id={cluster}"
        tool = ("kafka.tools.StorageTool", "format", "--standalone", identity, "-c", str(self._settings))
        done = subprocess.run((*command, *tool), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Trouble(f"Kafka n'a pas pu préparer son dossier {self.data} : {(done.stderr or done.stdout)[-400:]}")

    def ready(self) -> bool:
        """Whether clients are served."""
        return serves(self.address)


def serves(address: str) -> bool:
    """Whether the broker at this address answers clients. Not from inside an event loop."""
    host, _, port = address.rpartition(":")
    with socket.socket() as probe:
        probe.settimeout(0.3)
        if probe.connect_ex((host, int(port))) != 0:
            return False
    return asyncio.run(_serves(address))


async def _serves(address: str) -> bool:
    from aiokafka.admin import AIOKafkaAdminClient
    from aiokafka.errors import KafkaError

    client = AIOKafkaAdminClient(bootstrap_servers=address, request_timeout_ms=2_000)
    try:
        await client.start()
        return bool((await client.describe_cluster())["brokers"])
    except (KafkaError, OSError, TimeoutError):
        return False
    finally:
        await client.close()
