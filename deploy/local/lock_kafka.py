"""`python -m deploy.local.lock_kafka VERSION`: writes kafka.lock anew, from what Maven says Kafka needs.

Maven resolves the versions (jgo's own resolver picks wrong ones), jgo fetches, and the SHA-256 of what came is kept.
"""

import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deploy.local.jars import AT_ONCE, LOCK, Jar, sha256

POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>pepiniere</groupId><artifactId>lock</artifactId><version>1</version><packaging>pom</packaging>
<dependencies><dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId>
<version>{version}</version></dependency></dependencies></project>
"""
HEAD = """\
# The jars of the local Kafka broker, each with the SHA-256 that is checked before it runs.
# Written by `python -m deploy.local.lock_kafka {version}` (needs Maven); do not edit by hand.
"""
# Kafka writes its log through slf4j 1.7 and brings no binding: without this one its own log stays empty.
BINDING = ("org.apache.logging.log4j", "log4j-slf4j-impl")
LINE = re.compile(r"^\s+([\w.-]+):([\w.-]+):jar:([\w.-]+):(?:compile|runtime)", re.MULTILINE)


def wanted(version: str) -> list[tuple[str, str, str]]:
    """The coordinates that this version of Kafka runs with, and the logging binding at log4j's own version."""
    with tempfile.TemporaryDirectory() as desk:
        Path(desk, "pom.xml").write_text(POM.format(version=version))
        plugin = ("dependency:list", f"-DoutputFile={desk}/list", "-DincludeScope=runtime")
        subprocess.run(("mvn", "-q", "-B", *plugin), cwd=desk, check=True)
        found = LINE.findall(Path(desk, "list").read_text())
    log4j = next(version for group, _, version in found if group == BINDING[0])
    return sorted([*found, (*BINDING, log4j)])


def locked(coordinates: tuple[str, str, str]) -> Jar:
    """Fetch one jar and take its SHA-256."""
    from jgo.maven import MavenContext

    group, artifact, version = coordinates
    with tempfile.TemporaryDirectory() as desk:
        registry = MavenContext(repo_cache=Path(desk), local_repos=[], timeout=60)
        got = registry.project(group, artifact).at_version(version).artifact().resolve()
        return Jar(group, artifact, version, sha256(got))


def main() -> None:
    """Write the lock file."""
    version = sys.argv[1]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        jars = list(pool.map(locked, wanted(version)))
    lines = [f"{jar.group}:{jar.artifact}:{jar.version} {jar.sha256}\n" for jar in jars]
    LOCK.write_text(HEAD.format(version=version) + "".join(lines))
    print(f"{LOCK.name} : {len(jars)} fichiers pour Kafka {version}.")


if __name__ == "__main__":
    main()
