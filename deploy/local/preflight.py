"""Looks before anything starts: each check passes in silence or raises a `Trouble` that says what to do."""

import os
import socket

from deploy.local.place import is_free
from deploy.local.trouble import Trouble

HIGHEST_PORT = 65_535


def door() -> int:
    """The public port: PORT, else 8080. Raises `Trouble` when it is no port or is taken."""
    said = os.environ.get("PORT") or "8080"
    if not said.isdecimal() or not 0 < int(said) <= HIGHEST_PORT:
        raise Trouble(f"PORT={said} n'est pas un numéro de port (1 à {HIGHEST_PORT}) ; essayez PORT=8081.")
    port = int(said)
    if not is_free(port):
        raise Trouble(
            f"Le port {port} est déjà pris par un autre programme. Arrêtez-le, ou choisissez-en un autre : "
            f"« make run PORT={port + 1} »."
        )
    return port


def named(variable: str, what: str) -> str | None:
    """The address of a server that the person runs; nothing when none is named. Raises `Trouble` if it is silent."""
    if not (address := os.environ.get(variable)):
        return None
    hosts = address.split("://")[-1].split("/")[0].split("@")[-1].split(",")
    if not any(answers(host) for host in hosts):
        raise Trouble(
            f"{variable} nomme {what} à l'adresse {', '.join(hosts)}, et personne n'y répond. Démarrez ce serveur, ou "
            f"retirez {variable} de l'environnement : Pépinière lancera le sien."
        )
    return address


def answers(host: str) -> bool:
    """Whether something listens at `name:port`."""
    name, _, port = host.rpartition(":")
    try:
        socket.create_connection((name.strip("[]"), int(port)), timeout=3).close()
    except (OSError, ValueError):
        return False
    return True
