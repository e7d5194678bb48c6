"""Claims and payments: claimed by the employer, prepared, certified and ordered by three persons, paid by the payeur.

The second claim of G1 is held while the report of X5 is late; what was paid too much on G5 comes back.
"""

import hashlib
from collections.abc import Awaitable, Callable, Iterator

from deploy.local.story.chapters.grants import of
from deploy.local.story.money.grants import G1, G5, GRANTS
from deploy.local.story.money.shape import Claim, Grant
from deploy.local.story.people import HELENE, KARIM, ODILE, representative
from deploy.local.story.player import Body, Player
from deploy.local.story.scene import Play, Scene, paris, scene

HALF = 25_680
INSTALMENTS = ("2021-10-15", "2021-12-15")
Verb = Callable[[Player, Grant, int, Claim], Awaitable[None]]


def scenes() -> list[Scene]:
    """Each step of each claim on its day, the hold of G1 and the recovery of G5."""
    return [*(each for grant in GRANTS for each in _claims(grant)), held, *recovery()]


def _claims(grant: Grant) -> Iterator[Scene]:
    for number, claim in enumerate(grant.claims, start=1):
        words = f"{grant.key.upper()}, demande {number}"
        for day, hour, what, play in (
            (claim.submitted, 10, "déposée", submit),
            (claim.prepared, 10, "service fait préparé", prepare),
            (claim.certified, 11, "service fait certifié", certify),
            (claim.ordered, 14, "mandatée", order),
            (claim.paid, 9, "payée", pay),
        ):
            if day:
                yield Scene(paris(f"{day} {hour:02d}:00"), f"{words} : {what}.", _step(play, grant, number, claim))


def _step(play: Verb, grant: Grant, number: int, claim: Claim) -> Play:
    async def once(player: Player) -> None:
        await play(player, grant, number, claim)

    return once


async def submit(player: Player, grant: Grant, number: int, claim: Claim) -> None:
    """The representative claims the advance, or what a period's hours make."""
    address = f"{of(player, grant)}/claims"
    if claim.kind == "advance":
        await player.do(representative(grant.organisation), step(grant, number, "submit"), f"{address}/advance")
        return
    body: Body = {
        "kind": claim.kind,
        "since": claim.since,
        "until": claim.until,
        "preparations": [_preparations(grant, claim)] if claim.preparations else [],
    }
    await player.do(representative(grant.organisation), step(grant, number, "submit"), address, body)


async def prepare(player: Player, grant: Grant, number: int, _: Claim) -> None:
    """Hélène prepares the service fait."""
    await player.do(HELENE, step(grant, number, "prepare"), f"{address_of(player, grant, number)}/preparation")


async def certify(player: Player, grant: Grant, number: int, _: Claim) -> None:
    """Karim validates it."""
    await player.do(KARIM, step(grant, number, "certify"), f"{address_of(player, grant, number)}/certification")


async def order(player: Player, grant: Grant, number: int, claim: Claim) -> None:
    """Odile orders the payment."""
    body = {"order": order_number(grant, number, claim)}
    await player.do(ODILE, step(grant, number, "order"), f"{address_of(player, grant, number)}/order", body)


async def pay(player: Player, grant: Grant, number: int, claim: Claim) -> None:
    """The payeur has paid; Odile records it."""
    body = {"paid_on": claim.paid}
    await player.do(ODILE, step(grant, number, "pay"), f"{address_of(player, grant, number)}/payment", body)


@scene("2021-05-20 14:00", "Le mandat de G1 est refusé : le bilan de X5 manque.")
async def held(player: Player) -> None:
    """The claim is certified; new orders are blocked since Monday 17 May."""
    body = {"order": "M-2021-G1-3-avant"}
    await player.refused(ODILE, "g1/3/held", f"{address_of(player, G1, 3)}/order", body, "payments-held")


def recovery() -> list[Scene]:
    """G5: the letter, the answer, the title, two instalments."""
    return [notify, answer, title, *(_returned(number) for number in (1, 2))]


@scene("2021-05-18 10:00", "L'AREP a reçu 513,60 € de trop : la lettre part.")
async def notify(player: Player) -> None:
    """3 168.00 of advance, 2 654.40 of service."""
    letter = {
        "cents": 2 * HALF,
        "reason": "advance-above-service",
        "motive": "L'expérimentation s'est arrêtée le 30 avril 2021 : le service fait est inférieur à l'avance versée.",
        "answer_by": "2021-06-18",
        "way": "title",
    }
    await player.do(HELENE, "g5/recovery", f"{of(player, G5)}/recoveries", {"letter": letter})


@scene("2021-06-10 14:00", "L'AREP répond et demande deux échéances.")
async def answer(player: Player) -> None:
    """The answer is recorded."""
    text = "L'AREP ne conteste pas le montant et demande à le rendre en deux fois."
    await player.do(HELENE, "g5/recovery/answer", f"{of(player, G5)}/recoveries/1/answer", {"answer": text})


@scene("2021-09-09 10:00", "Le titre de recettes est émis.")
async def title(player: Player) -> None:
    """The title, and the delay that the accountant grants."""
    address = f"{of(player, G5)}/recoveries/1"
    await player.do(ODILE, "g5/recovery/title", f"{address}/title", {"title": "T-2021-0117"})
    instalments = [{"due_on": day, "cents": HALF} for day in INSTALMENTS]
    await player.do(ODILE, "g5/recovery/instalments", f"{address}/instalments", {"instalments": instalments})


def _returned(number: int) -> Scene:
    day = INSTALMENTS[number - 1]

    async def returned(player: Player) -> None:
        body = {"on": day, "cents": HALF, "reference": f"Encaissement {day}"}
        await player.do(ODILE, f"g5/recovery/returned-{number}", f"{of(player, G5)}/recoveries/1/returns", body)

    return Scene(paris(f"{day} 15:00"), "L'AREP rend 256,80 €.", returned)


def step(grant: Grant, number: int, what: str) -> str:
    """The name of a step of a claim."""
    return f"{grant.key}/{number}/{what}"


def address_of(player: Player, grant: Grant, number: int) -> str:
    """The address of a claim."""
    return f"{of(player, grant)}/claims/{number}"


def order_number(grant: Grant, number: int, claim: Claim) -> str:
    """The number that the Région's accounts give."""
    return f"M-{claim.ordered[:4]}-{grant.key.upper()}-{number}"


def _preparations(grant: Grant, claim: Claim) -> Body:
    """Evidence of each prepared substitute: the name and digest of a signed attendance sheet (an invented file)."""
    pieces = [
        {"name": f"Attestation de préparation {n}", "sha256": hashlib.sha256(f"{grant.key}/{n}".encode()).hexdigest()}
        for n in range(1, claim.preparations + 1)
    ]
    return {"rate": "preparation", "count": claim.preparations, "pieces": pieces}
