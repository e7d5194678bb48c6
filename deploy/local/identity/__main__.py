"""Runs the development identity provider on the loopback: ``python -m deploy.local.identity``."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn

from deploy.local.identity.guard import is_loopback
from deploy.local.identity.provider import ROOT, build
from deploy.local.identity.tokens import Signer

# The address is no setting: who hands out tokens without a password does so to this machine only.
HOST = "127.0.0.1"


def issuer_of(environment: Mapping[str, str]) -> str:
    """The provider's name. Ends the process when it is not on this machine."""
    public = environment.get("PEPINIERE_PUBLIC_URL", "http://127.0.0.1:8080").rstrip("/")
    issuer = environment.get("PEPINIERE_ISSUER") or f"{public}{ROOT}"
    if not is_loopback(urlsplit(issuer).hostname):
        sys.exit(
            f"L'identité de développement ne sert que cette machine, et l'émetteur nommé est {issuer}.\n"
            "Pour une vraie installation, nommez un vrai fournisseur OpenID Connect dans PEPINIERE_ISSUER."
        )
    return issuer


def main() -> None:
    """Serve until stopped."""
    folder = Path(os.environ.get("PEPINIERE_STATE", ".pepiniere")) / "identity"
    signer = Signer.open(folder, issuer_of(os.environ), os.environ.get("PEPINIERE_AUDIENCE", "pepiniere"))
    port = int(os.environ.get("PEPINIERE_IDENTITY_PORT", "9010"))
    uvicorn.run(build(signer), host=HOST, port=port, log_level="warning", proxy_headers=False)


if __name__ == "__main__":
    main()
