"""The account of each year: handed in by every employer that was paid in it, accepted before 30 June of the next one.

The one of Bâtir Ensemble for 2020 comes back first: its piece is not signed.
"""

import hashlib
from functools import partial

from deploy.local.story.chapters.budget import CARDS
from deploy.local.story.chapters.grants import of
from deploy.local.story.money.grants import G1, GRANTS
from deploy.local.story.money.shape import Grant
from deploy.local.story.people import HELENE, representative
from deploy.local.story.player import Body, Player
from deploy.local.story.scene import Scene, for_each, scene

HANDED_IN = {2020: "2021-03-23", 2021: "2022-03-22"}
ACCEPTED = {2020: "2021-04-13", 2021: "2022-04-12"}
STATEMENT = "Les heures des personnes libérées et remplacées, et la préparation de celles qui les remplacent."
DIFFERENCE = (
    "L'avance est versée avant les heures, et chaque décompte après elles : ce qui est payé dans un exercice et ce qui "
    "y est dépensé ne coïncident pas."
)


def scenes() -> list[Scene]:
    """What each employer hands in, and what the Région answers."""
    found = [sent_back, handed_in_again, accepted_at_last]
    for year, day in HANDED_IN.items():
        theirs = paid_in(year)
        rest = [grant for grant in theirs if (grant, year) != (G1, 2020)]
        words = f"Comptes rendus financiers {year}"
        found += [
            for_each(f"{day} 11:30", f"{words} remis : {len(theirs)}.", partial(_hand_in, year=year), theirs),
            for_each(f"{ACCEPTED[year]} 15:30", f"{words} acceptés : {len(rest)}.", partial(_accept, year=year), rest),
        ]
    return found


def paid_in(year: int) -> list[Grant]:
    """The grants of which something was paid in a year."""
    return [grant for grant in GRANTS if any(claim.paid.startswith(str(year)) for claim in grant.claims)]


def spent(grant: Grant, year: int) -> tuple[int, int]:
    """What was spent in a year, in cents: hours that were released and replaced, and preparations."""
    card = next(card for card in CARDS if card.code == grant.card)
    rates = {code: cents for code, _, cents in card.rates}
    hours = sum(month.replaced * rates[month.role] for month in grant.months if month.month.startswith(str(year)))
    prepared = sum(claim.preparations for claim in grant.claims if claim.since.startswith(str(year)))
    return hours, prepared * card.preparation


@scene("2021-04-13 16:00", "Le compte rendu financier de G1 revient : sa pièce n'est pas signée.")
async def sent_back(player: Player) -> None:
    """Hélène says what is to be mended."""
    body = {"points": ["piece"], "remark": "Le compte rendu n'est pas signé par le représentant de l'organisme."}
    await player.do(HELENE, step(G1, 2020, "return"), f"{address_of(player, G1, 2020)}/return", body)


@scene("2021-04-20 11:30", "Bâtir Ensemble remet son compte rendu financier, signé.")
async def handed_in_again(player: Player) -> None:
    """A second version; the first one stays."""
    body = account(G1, 2020, "signé")
    await player.do(representative(G1.organisation), step(G1, 2020, "again"), address_of(player, G1, 2020), body)


@scene("2021-04-27 15:30", "Le compte rendu financier de G1 est accepté.")
async def accepted_at_last(player: Player) -> None:
    """Two months before its last day."""
    await _accept(player, G1, 2020)


async def _hand_in(player: Player, grant: Grant, year: int) -> None:
    body = account(grant, year)
    await player.do(
        representative(grant.organisation), step(grant, year, "hand-in"), address_of(player, grant, year), body
    )


async def _accept(player: Player, grant: Grant, year: int) -> None:
    await player.do(HELENE, step(grant, year, "accept"), f"{address_of(player, grant, year)}/acceptance")


def account(grant: Grant, year: int, version: str = "") -> Body:
    """What an employer says of a year, with the digest of an invented file."""
    hours, prepared = spent(grant, year)
    name = f"Compte rendu financier {year} {version}".strip()
    said = {
        "hours_cents": hours,
        "preparations_cents": prepared,
        "piece": {"name": name, "sha256": hashlib.sha256(f"{grant.key}/{name}".encode()).hexdigest()},
        "statement": STATEMENT,
        "difference": DIFFERENCE,
    }
    return {"account": said}


def step(grant: Grant, year: int, what: str) -> str:
    """The name of a step of the account of a year."""
    return f"{grant.key}/account-{year}/{what}"


def address_of(player: Player, grant: Grant, year: int) -> str:
    """The address of the account of a year."""
    return f"{of(player, grant)}/financial-reports/{year}"
