"""Outward effects: mail rows named by their cause, sent by a lease holder. Never twice for one cause."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import structlog

from services.chassis.clock import system_now
from services.chassis.leases import Lease
from services.chassis.logs import told
from services.chassis.mongo import PyMongoError
from services.chassis.settings import Settings
from services.chassis.store import Store

POLL = 1.0
AT_ONCE = 50

log = structlog.get_logger(__name__)


@dataclass
class Outward:
    """The outward effects of one service. Without an SMTP server the messages stay readable in the person's box."""

    store: Store
    templates: Mapping[str, str]
    settings: Settings

    def __post_init__(self) -> None:
        self.lease = Lease(self.store.database, "outward", 10.0)

    async def run(self) -> None:
        """Send what is pending until cancelled."""
        while True:
            try:
                await self.lease.prepare()
                while await self.lease.hold() and await self.send_some():
                    pass
            except (PyMongoError, OSError) as trouble:
                log.warning("outward_waits", reason=told(trouble))
            await asyncio.sleep(POLL)

    async def send_some(self) -> int:
        """Send a few pending messages; answers how many."""
        rows = await self.store.database["outward"].find({"pending": True}).limit(AT_ONCE).to_list(AT_ONCE)
        for row in rows:
            await self._send(row)
        return len(rows)

    async def _send(self, row: dict[str, Any]) -> None:
        text = self.templates.get(row["template"], row["template"]).format_map(_Gentle(row["facts"]))
        delivered = await self._deliver(row, text)
        change = {"text": text, "delivered": delivered, "sent": system_now()}
        await self.store.database["outward"].update_one(
            {"_id": row["_id"]}, {"$set": change, "$unset": {"pending": ""}}
        )

    async def _deliver(self, row: dict[str, Any], text: str) -> str:
        """How it left: ``smtp`` or ``box`` (kept for the person to read on the platform)."""
        if not self.settings.smtp or not row["facts"].get("address"):
            return "box"
        import aiosmtplib

        message = EmailMessage()
        message["From"], message["To"] = self.settings.smtp_from, row["facts"]["address"]
        # The same cause always carries the same id: a mail server that sees it twice can tell.
        message["Message-ID"] = f"<{row['_id'].replace('|', '.').replace('/', '.')}@pepiniere>"
        subject, _, body = text.partition("\n")
        message["Subject"] = subject
        message.set_content(body)
        host, _, port = self.settings.smtp.partition(":")
        await aiosmtplib.send(message, hostname=host, port=int(port or 25), timeout=10)
        return "smtp"


class _Gentle(dict[str, Any]):
    """A missing fact shows its name instead of failing a whole box of messages."""

    def __missing__(self, key: str) -> str:
        return f"[{key}]"
