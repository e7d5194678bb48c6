"""Where the money of a grant is: its claims with their timeline, what holds them, what is claimed back."""

import json

from services.chassis.reader import Reader
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.shown_payments import PaymentsView, payments_of
from services.jobrotation_funding.shown_recoveries import RecoveryView


async def show_payments(reader: Reader, grant: str) -> PaymentsView:
    """« Où en est mon paiement ? »: every claim, dated, with what comes next and whose turn it is."""
    found = await reader.get(Grant, grant)
    rows = await reader.timeline(found.subject)
    facts = [(row["type"].split(".")[2], json.loads(row["data"])) for row in rows]
    return payments_of(found, facts, reader.today)


async def show_recoveries(reader: Reader, grant: str) -> list[RecoveryView]:
    """What was claimed back of a grant, and what came of it."""
    found = await reader.get(Grant, grant)
    return [RecoveryView.of(recovery) for recovery in found.recoveries]
