"""The money is voted, set aside and carried over, year by year; two rate cards are adopted. Acts are fictitious."""

from dataclasses import dataclass
from typing import Any

from deploy.local.story.addresses import FUNDING
from deploy.local.story.people import SOLENE
from deploy.local.story.player import Player
from deploy.local.story.scene import Scene, for_each, scene

LINE, SCHEME = "mobilisation", "Job-rotation des incubateurs"


@dataclass(frozen=True)
class Envelope:
    """One vintage of the line: euros voted by source, payment credits by year, the acts that vote and set aside."""

    vintage: int
    state: int
    region: int
    signed_on: str
    credits: tuple[tuple[int, int], ...]
    voted: tuple[str, str]
    affected: tuple[str, str]

    @property
    def step(self) -> str:
        """The step that opens it: other chapters name it so."""
        return f"envelope/{self.vintage}"


ENVELOPES = (
    Envelope(
        2020, 37_200, 24_800, "2020-01-24", ((2020, 20_000), (2021, 38_000), (2022, 4_000)),
        ("2020.00017", "2020-01-30"), ("2020.00930", "2020-05-28"),
    ),
    Envelope(
        2021, 6_000, 4_000, "2021-01-22", ((2021, 3_000), (2022, 7_000)),
        ("2021.00011", "2021-01-28"), ("2021.00012", "2021-01-28"),
    ),
    Envelope(
        2022, 6_000, 4_000, "2022-01-21", ((2022, 7_000), (2023, 3_000)),
        ("2022.00009", "2022-01-27"), ("2022.00010", "2022-01-27"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Card:
    """One rate card: hourly rates in cents by role (the trainer's is computed where ``yearly`` is given), its act."""

    code: str
    effective_on: str
    rates: tuple[tuple[str, str, int], ...]
    preparation: int
    act: tuple[str, str]
    yearly: int | None = None

    @property
    def step(self) -> str:
        """The step that adopts it: other chapters name it so."""
        return f"rate-card/{self.code}"


CARDS = (
    Card(
        "2020-A", "2020-06-01", (("trainer", "Formateur", 3_240), ("support", "Personnel d'appui", 2_480),
                                 ("tutor", "Tuteur", 2_750)),
        42_000, ("2020.00931", "2020-05-28"), yearly=5_206_680,
    ),
    Card(
        "2021-B", "2021-09-23", (("trainer", "Formateur", 3_310), ("support", "Personnel d'appui", 2_540),
                                 ("tutor", "Tuteur", 2_810)),
        43_000, ("2021.01732", "2021-09-23"),
    ),
)  # fmt: skip


def scenes() -> list[Scene]:
    """Votes, affectations, rate cards, and what is carried over at the end of a year."""
    return [
        *(for_each(f"{each.voted[1]} 16:00", f"Les crédits de {each.vintage} sont votés.", open_, [each])
          for each in ENVELOPES),
        *(for_each(f"{each.affected[1]} 17:00", f"Les crédits de {each.vintage} sont affectés.", affect, [each])
          for each in ENVELOPES),
        *(for_each(f"{each.act[1]} 10:00", f"Le barème {each.code} est adopté.", adopt, [each]) for each in CARDS),
        carry_over,
    ]  # fmt: skip


async def open_(player: Player, envelope: Envelope) -> None:
    """The State's part opens with the yearly financial agreement, the Région's with its budget."""
    year = envelope.vintage
    agreement = {"year": year, "signed_on": envelope.signed_on}
    body = {
        "line": LINE,
        "vintage": year,
        "label": "Mobilisation",
        "capped": True,
        "sources": [
            _source("state", envelope.state, f"Convention financière {year}") | {"agreement": agreement},
            _source("region", envelope.region, f"Budget primitif {year}"),
        ],
        "credits": [{"year": paid, "cents": euros * 100} for paid, euros in envelope.credits],
        "act": _act(envelope.voted),
    }
    await player.do(SOLENE, envelope.step, f"{FUNDING}/envelopes", body)


async def affect(player: Player, envelope: Envelope) -> None:
    """The whole of it is set aside for the scheme."""
    cents = (envelope.state + envelope.region) * 100
    body = {"cents": cents, "scheme": SCHEME, "act": _act(envelope.affected)}
    address = f"{FUNDING}/envelopes/{player.id(envelope.step)}/affectations"
    await player.do(SOLENE, f"{envelope.step}/affect", address, body)


async def adopt(player: Player, card: Card) -> None:
    """Rates by role, the lump sum of a preparation, advance and deduction of 30 %."""
    rates: list[dict[str, Any]] = []
    for code, label, cents in card.rates:
        computed = code == "trainer" and card.yearly is not None
        cost = {"yearly_cost_cents": card.yearly} if computed else {"cents": cents}
        rates.append({"code": code, "label": label, "unit": "hour", **cost})
    label = "Préparation d'un remplaçant"
    rates.append({"code": "preparation", "label": label, "unit": "lump-sum", "cents": card.preparation})
    body = {
        "code": card.code,
        "effective_on": card.effective_on,
        "rates": rates,
        "advance_percent": 30,
        "deduction_percent": 30,
        "matching": {"period": "month", "scope": "team"},
        "act": _act(card.act),
    }
    await player.do(SOLENE, card.step, f"{FUNDING}/rate-cards", body)


@scene("2021-01-28 18:00", "Ce qui n'a pas été mandaté en 2020 est reporté.")
async def carry_over(player: Player) -> None:
    """20 000.00 of credits, 18 110.40 ordered: the rest goes to 2021 by an act."""
    body = {"year": 2020, "cents": 188_960, "act": {"number": "2021.00013", "on": "2021-01-28"}}
    address = f"{FUNDING}/envelopes/{player.id('envelope/2020')}/carry-overs"
    await player.do(SOLENE, "envelope/2020/carry-over", address, body)


def _source(source: str, euros: int, reference: str) -> dict[str, Any]:
    return {"source": source, "cents": euros * 100, "reference": reference}


def _act(act: tuple[str, str]) -> dict[str, str]:
    return {"number": act[0], "on": act[1]}
