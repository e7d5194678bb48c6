"""Envelopes and rate cards as the story's first acts make them, for tests of pure rules. Amounts in cents."""

from datetime import date
from typing import Any

from services.jobrotation_funding.envelope import Envelope
from services.jobrotation_funding.envelope_lifecycle import State
from services.jobrotation_funding.envelope_parts import Credit, Moved, Source
from services.jobrotation_funding.rate_card import RateCard
from services.jobrotation_funding.use_cases.budget import AdoptRateCard, OpenEnvelope
from services.jobrotation_funding.values import Act
from tests.services.jobrotation_funding.cast import CARD, ENVELOPE

TODAY = date(2020, 6, 2)
NEXT_YEAR = date(2021, 1, 28)
SCHEME = "Job-rotation des incubateurs"
STATE_PART, REGION_PART = (Source.model_validate(source) for source in ENVELOPE["sources"])


def act(number: str = "2020.01000", on: date = TODAY) -> Act:
    """An act."""
    return Act(number=number, on=on)


def opened(id: str = "e2020", today: date = TODAY, line_capped: bool | None = None, **changes: Any) -> Envelope:
    """The envelope of 62 000.00, voted and not affected; CP 20 000.00 in 2020, 42 000.00 in 2021."""
    asked = OpenEnvelope.model_validate(ENVELOPE | changes)
    return Envelope.open(id=id, today=today, line_capped=line_capped, **dict(asked))


def affected(cents: int = 6_200_000, id: str = "e2020", **changes: Any) -> Envelope:
    """The same, so much of it affected."""
    found = opened(id, **changes)
    found.affect(cents, SCHEME, act("2020.00930"), TODAY)
    return found


def other(**changes: Any) -> Envelope:
    """Another line of the same vintage, paid by the Région alone: 10 000.00, CP in 2020."""
    parts = {"sources": [region(1_000_000)], "credits": [{"year": 2020, "cents": 1_000_000}]}
    return opened("o2020", line="fonctionnement", label="Fonctionnement", **(parts | changes))


def region(cents: int, reference: str = "Budget primitif 2020") -> dict[str, Any]:
    """A part of the Région."""
    return {"source": "region", "cents": cents, "reference": reference}


def moved(cents: int, source: str = "region", reference: str = "Budget primitif 2020") -> tuple[Moved, ...]:
    """What a transfer takes of one part."""
    return (Moved.model_validate({"source": source, "cents": cents, "reference": reference}),)


def cp(*credits: tuple[int, int]) -> tuple[Credit, ...]:
    """Payment credits by year."""
    return tuple(Credit(year=year, cents=cents) for year, cents in credits)


def card(today: date = TODAY, **changes: Any) -> RateCard:
    """The rate card 2020-A."""
    asked = AdoptRateCard.model_validate(CARD | changes)
    return RateCard.adopt(id="c2020", today=today, **dict(asked))


IN_STATE = {State.VOTED: opened, State.AFFECTED: lambda: affected(5_000_000)}
