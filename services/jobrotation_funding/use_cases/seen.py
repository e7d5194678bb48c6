"""What the use cases of grants look up: rate cards, what is left of an envelope, other grants, who receives."""

from datetime import date
from typing import Any

from services.chassis import counters
from services.chassis.reader import Reader
from services.chassis.refusal import Invalid
from services.chassis.turns import in_line
from services.chassis.work import Work
from services.jobrotation_funding import aid
from services.jobrotation_funding.calculation import CardSeen
from services.jobrotation_funding.envelope import Envelope
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_decision import Purse
from services.jobrotation_funding.grant_engagement import Body
from services.jobrotation_funding.grant_lifecycle import State
from services.jobrotation_funding.grant_request import OPEN
from services.jobrotation_funding.money_counters import ENVELOPE
from services.jobrotation_funding.rate_card import RateCard


async def card(reader: Reader, id: str, field: str) -> CardSeen:
    """The rate card of that id. Raises Invalid."""
    found = await reader.find(RateCard, id)
    if found is None:
        raise Invalid("Ce barème n'existe pas : nommez un barème adopté.", field=field)
    return found.seen()


async def purse(work: Work, envelope: str, field: str) -> Purse:
    """What is left of an envelope, once those before have taken theirs. Raises Invalid.

    What is decided and not yet engaged, of a grant or of its amendments, is promised already.
    """
    found = await work.find(Envelope, envelope)
    if found is None:
        raise Invalid("Cette enveloppe n'existe pas.", field=field)
    await in_line(work, f"envelope/{envelope}")
    totals = await counters.totals(work, ENVELOPE, envelope)
    waiting = await work.where(Grant, state=(State.GRANTED, State.ENGAGED), terms__envelope=envelope)
    promised = sum(grant.promised_cents for grant in waiting)
    left = max(totals["affected"] - totals["engaged"] - promised, 0)
    return Purse(envelope=found.id, label=found.label, line=found.line, vintage=found.vintage, left_cents=left)


async def siblings(work: Work, grant: Grant) -> list[Grant]:
    """The open grants of the same organisation for the same experiment, once those before have asked for theirs."""
    await in_line(work, f"asks/{grant.organisation}/{grant.experiment}")
    return await work.where(Grant, organisation=grant.organisation, experiment=grant.experiment, state=OPEN)


async def aid_held(work: Work, organisation: str) -> aid.Given:
    """What the undertaking of an organisation has of de minimis aid, once those before have had theirs."""
    await in_line(work, f"aid/{await _siren(work, organisation)}")
    return await aid_given(work, organisation)


async def aid_given(reader: Reader, organisation: str) -> aid.Given:
    """The same, to be shown."""
    grants = await reader.where(Grant, organisation=await undertaking(reader, organisation), state=aid.HELD)
    return aid.given_by(grants)


async def body(work: Work, grant: Grant, on: date) -> Body:
    """Who receives, and what else is engaged for the same body in the year of a day, once those before engaged theirs.

    Grants of one body lie in several envelopes: no counter orders their engagements.
    """
    await in_line(work, f"body/{await _siren(work, grant.organisation)}")
    row = await organisation_row(work, grant.organisation)
    same = await undertaking(work, grant.organisation)
    grants = await work.where(Grant, organisation=same, state=(State.ENGAGED, State.CLOSED))
    others = [each for each in grants if each.id != grant.id and each.committed.on.year == on.year]
    return Body(kinds=frozenset(row.get("kinds", ())), other_cents=sum(each.engaged_cents for each in others))


async def undertaking(reader: Reader, organisation: str) -> list[str]:
    """The organisations (SIRET) of the same undertaking (SIREN), this one among them."""
    siren = (await organisation_row(reader, organisation)).get("siren")
    rows = await reader.rows("organisations", siren=siren) if siren else []
    return sorted({organisation, *(str(row["_id"]) for row in rows)})


async def _siren(reader: Reader, organisation: str) -> str:
    """What names the undertaking of an organisation: its SIREN; its own id while that has not arrived."""
    return str((await organisation_row(reader, organisation)).get("siren") or organisation)


async def organisation_row(reader: Reader, organisation: str) -> dict[str, Any]:
    """What is known of an organisation; empty while nothing has arrived."""
    return await reader.row("organisations", organisation) or {}


async def title(reader: Reader, experiment: str) -> str:
    """The title of an experiment; its number while it has not arrived."""
    return str((await reader.row("experiments", experiment) or {}).get("title", experiment))
