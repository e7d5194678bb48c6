"""Runs the development identity provider on the loopback: ``python -m deploy.local.identity``."""

import os
from pathlib import Path

import uvicorn

from deploy.local.identity.provider import build
from deploy.local.identity.tokens import Signer

folder = Path(os.environ.get("PEPINIERE_STATE", ".pepiniere")) / "identity"
issuer = os.environ.get("PEPINIERE_ISSUER", "http://127.0.0.1:8080/identite")
signer = Signer.open(folder, issuer, os.environ.get("PEPINIERE_AUDIENCE", "pepiniere"))

# The address is no setting: who hands out tokens without a password does so to this machine only.
uvicorn.run(
    build(signer), host="127.0.0.1", port=int(os.environ.get("PEPINIERE_IDENTITY_PORT", "9010")), log_level="warning"
)
