"""What each of our own programs is told: the settings of the services, identity provider, portal and story."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from deploy.local.caddy import answers
from deploy.local.place import CHECKOUT, SERVICES, Place
from deploy.local.program import Program

AUDIENCE = "pepiniere"
ADMINISTRATOR = "agnes.thibaut"


@dataclass(frozen=True)
class Wiring:
    """Where everything is on this machine, and the settings that follow from it."""

    place: Place
    door: int
    ports: Mapping[str, int]
    mongo_url: str
    kafka: str

    @property
    def public_url(self) -> str:
        """The address that people type, without a final slash."""
        return f"http://127.0.0.1:{self.door}"

    @property
    def issuer(self) -> str:
        """The identity provider's name. It is part of every person's key, so it stays that of the first run."""
        file = self.place.sub("identity") / "issuer"
        if not file.exists():
            file.write_text(f"{self.public_url}/identite")
        return file.read_text().strip()

    def environment(self) -> dict[str, str]:
        """The settings that all our programs share."""
        return {
            "PEPINIERE_MONGO_URL": self.mongo_url,
            "PEPINIERE_KAFKA": self.kafka,
            "PEPINIERE_PREFIX": os.environ.get("PEPINIERE_PREFIX", ""),
            "PEPINIERE_PUBLIC_URL": self.public_url,
            "PEPINIERE_ISSUER": self.issuer,
            "PEPINIERE_AUDIENCE": AUDIENCE,
            "PEPINIERE_JWKS_URL": f"http://127.0.0.1:{self.ports['identity']}/identite/jwks",
            "PEPINIERE_BEARER_KEY": self.place.secret("bearer-key"),
            "PEPINIERE_MASTER_KEY": self.place.secret("master-key"),
            "PEPINIERE_FIRST_ADMINISTRATOR": f"{self.issuer}|{ADMINISTRATOR}",
            "PEPINIERE_DEMO": "1",
            "PEPINIERE_IDENTITY_PORT": str(self.ports["identity"]),
            "PEPINIERE_PORTAL_PORT": str(self.ports["portal"]),
            "PEPINIERE_STATE": str(self.place.folder),
            "PEPINIERE_SERVICES": ",".join(f"{name}=http://127.0.0.1:{self.ports[name]}" for name in SERVICES),
        }

    def services(self) -> tuple[Program, ...]:
        """One process a service."""
        return tuple(self._program(name, "/readyz", "services.chassis.run", name, "--role", "all") for name in SERVICES)

    def companions(self) -> tuple[Program, ...]:
        """The identity provider and the portal."""
        return (
            self._program("identity", "/livez", "deploy.local.identity"),
            self._program("portal", "/livez", "deploy.portal"),
        )

    def story(self) -> Program:
        """The demonstration, played once to its end through the door."""
        return self._program("story", "", "deploy.local.story")

    def _program(self, name: str, path: str, module: str, *arguments: str) -> Program:
        """One of ours: a module, ready when `path` of its inner port answers 200."""
        port = self.ports.get(name, 0)
        env = {**self.environment(), "PEPINIERE_HTTP_PORT": str(port), "PYTHONUNBUFFERED": "1"}
        command = (sys.executable, "-m", module, *arguments)
        return Program(name, command, lambda: answers(port, path), env=env, folder=CHECKOUT)
