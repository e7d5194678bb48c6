"""Before the call: the administrator, the duties with their delegations, the organisations and their members."""

from dataclasses import dataclass
from typing import Any

from deploy.local.identity.cast import CAST
from deploy.local.story.addresses import REGISTRY
from deploy.local.story.organisations import ORGANISATIONS, Organisation
from deploy.local.story.people import AGNES, BRUNO, HELENE, KARIM, LUC, NADIA, ODILE, SOLENE, representative, writer
from deploy.local.story.player import Player
from deploy.local.story.scene import Scene, everyone, for_each, scene

ELECTIONS = "2021-07-05"


@dataclass(frozen=True)
class Delegation:
    """A duty of an officer, with the act that founds it. ``ceiling`` in euros."""

    who: str
    duty: str
    scope: str
    ceiling: int | None = None

    def json(self, act: str, since: str) -> dict[str, Any]:
        """As the API takes it; ``act`` is its reference, in force from ``since`` on."""
        cents = None if self.ceiling is None else self.ceiling * 100
        return {"duty": self.duty, "reference": act, "scope": self.scope, "ceiling_cents": cents, "since": since}


# The administrator first: until a duty is given, only she may give one.
ADMINISTRATION = Delegation(AGNES, "administer", "Comptes et missions de la plateforme")
DELEGATIONS = (
    Delegation(HELENE, "instruct", "Appels à projets, expérimentations et bilans du Pacte"),
    Delegation(HELENE, "prepare", "Service fait des subventions de mobilisation"),
    Delegation(KARIM, "certify", "Service fait de la direction de la formation", 90_000),
    Delegation(ODILE, "order", "Mandats de la ligne « Mobilisation »", 90_000),
    Delegation(SOLENE, "decide", "Enregistrement des délibérations de la commission permanente"),
    Delegation(BRUNO, "edit", "Journal des innovations pédagogiques"),
)
FIRST_ACT, SECOND_ACT = "Arrêté 2019-A-0412", "Arrêté 2021-A-0733"


def scenes() -> list[Scene]:
    """The people, the organisations, and the new delegations after the regional elections."""
    words = "Les organismes s'inscrivent et invitent leurs membres."
    return [officers, for_each("2019-06-24 10:00", words, register, ORGANISATIONS), delegate_again]


@scene("2019-06-03 09:00", "La première administratrice donne les missions.")
async def officers(player: Player) -> None:
    """Everybody of the Région registers; the administrator gives each duty with its delegation."""
    await everyone(*(enter(player, who) for who in (AGNES, HELENE, KARIM, ODILE, SOLENE, BRUNO, NADIA, LUC)))
    await give(player, ADMINISTRATION, FIRST_ACT, "2019-06-03")
    await in_turn(player, FIRST_ACT, "2019-06-03")


@scene(f"{ELECTIONS} 09:00", "Après les élections régionales, de nouvelles délégations.")
async def delegate_again(player: Player) -> None:
    """The old delegations end and new ones take their place (regional elections of June 2021)."""
    await in_turn(player, SECOND_ACT, ELECTIONS)
    for each in DELEGATIONS:
        body = {"duty": each.duty, "reference": FIRST_ACT, "on": ELECTIONS}
        address = f"{person(player, each.who)}/duties/withdrawal"
        await player.do(AGNES, f"duty/{each.who}/{each.duty}/withdrawn", address, body)


async def in_turn(player: Player, act: str, since: str) -> None:
    """Give every duty under an act."""
    for each in DELEGATIONS:
        await give(player, each, act, since)


async def give(player: Player, delegation: Delegation, act: str, since: str) -> None:
    """Give one duty."""
    step = f"duty/{delegation.who}/{delegation.duty}/{since}"
    await player.do(AGNES, step, f"{person(player, delegation.who)}/duties", delegation.json(act, since))


async def register(player: Player, organisation: Organisation) -> None:
    """Its representative registers it and invites a second person, who joins."""
    first, second = representative(organisation.key), writer(organisation.key)
    await everyone(enter(player, first), enter(player, second))
    identity = {
        "name": organisation.name,
        "kinds": list(organisation.kinds),
        "nda": organisation.nda,
        "commune": f"commune:{organisation.commune}",
    }
    body = {"siret": organisation.siret, "identity": identity}
    made = await player.do(first, organisation.step, f"{REGISTRY}/organisations", body)
    address, invitation = f"{REGISTRY}/organisations/{made.id}", f"{organisation.step}/invitation"
    await player.do(first, invitation, f"{address}/invitations", {"role": "writer"})
    code = player.told(invitation, "code")
    await player.do(second, f"{organisation.step}/member", f"{address}/members", {"code": code})


async def enter(player: Player, who: str) -> None:
    """A bearer becomes a person of the platform, with a sealed name."""
    told = CAST[who]
    body = {"given_name": told.given_name, "usual_name": told.usual_name}
    await player.do(who, f"person/{who}", f"{REGISTRY}/persons", body)


def person(player: Player, who: str) -> str:
    """The address of a person."""
    return f"{REGISTRY}/persons/{player.id(f'person/{who}')}"
