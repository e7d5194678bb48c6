"""Agreements: drafted, handed in, signed by both; the incubators open on their day, and Covid suspends one."""

from dataclasses import dataclass

from deploy.local.story.addresses import REGISTRY
from deploy.local.story.groupings import I1, I2, I3, Grouping
from deploy.local.story.people import HELENE, SOLENE, representative
from deploy.local.story.player import Player
from deploy.local.story.scene import Scene, for_each, scene

LAST_DAY = "2023-12-31"


@dataclass(frozen=True)
class Agreed:
    """One agreement: its number, the days it was signed by both and the incubator opens."""

    grouping: Grouping
    number: str
    signed_on: str
    opens_on: str

    @property
    def step(self) -> str:
        """The step that drafts it: other chapters name it so."""
        return f"agreement/{self.grouping.key}"


AGREED = (
    Agreed(I1, "19006101", "2019-12-16", "2020-01-06"),
    Agreed(I2, "19006102", "2019-12-19", "2020-01-20"),
    Agreed(I3, "19006103", "2020-01-14", "2020-02-03"),
)


def scenes() -> list[Scene]:
    """All of it."""
    return [
        for_each("2019-12-09 10:00", "Les projets de convention sont prêts.", draft, AGREED),
        *(for_each(f"{each.signed_on} 11:00", f"Convention signée : {each.grouping.title}.", sign, [each])
          for each in AGREED),
        *(for_each(f"{each.opens_on} 09:00", f"L'incubateur ouvre : {each.grouping.title}.", describe, [each])
          for each in AGREED),
        suspend, resume,
    ]  # fmt: skip


async def draft(player: Player, agreed: Agreed) -> None:
    """Drafted by the Région, handed in by the lead, found ready to be signed."""
    grouping = agreed.grouping
    body = {
        "application": player.id(grouping.step),
        "number": agreed.number,
        "terms": {"since": agreed.opens_on, "until": LAST_DAY},
        "incubator": {"entries": list(grouping.entries), "functions": list(grouping.functions)},
    }
    await player.do(HELENE, agreed.step, f"{REGISTRY}/agreements", body)
    address = of(player, agreed)
    await player.do(representative(grouping.lead), f"{agreed.step}/submit", f"{address}/submission")
    await player.do(HELENE, f"{agreed.step}/approve", f"{address}/approval")


async def sign(player: Player, agreed: Agreed) -> None:
    """The lead signs for the grouping, then the Région: with the second signature the incubator is public."""
    address = of(player, agreed)
    await player.do(representative(agreed.grouping.lead), f"{agreed.step}/sign-lead", f"{address}/signatures/lead")
    await player.do(SOLENE, f"{agreed.step}/sign-region", f"{address}/signatures/region")


async def describe(player: Player, agreed: Agreed) -> None:
    """On the opening day the lead names who steers."""
    grouping = agreed.grouping
    steering = [player.id(f"person/{representative(each)}") for each in (grouping.lead, *grouping.members)]
    body = {
        "description": {
            "name": grouping.title,
            "summary": grouping.summary,
            "entries": list(grouping.entries),
            "functions": list(grouping.functions),
            "territories": list(grouping.territories),
            "sectors": list(grouping.sectors),
            "publics": list(grouping.publics),
            "steering": steering,
        }
    }
    address = f"{REGISTRY}/incubators/{incubator(player, grouping.key)}"
    await player.do(representative(grouping.lead), f"incubator/{grouping.key}/describe", address, body, method="PUT")


@scene("2020-03-17 12:00", "Covid : Thiérache Apprenante est suspendu.")
async def suspend(player: Player) -> None:
    """I3 works in media libraries and village halls, which close."""
    body = {
        "reason": "health",
        "explanation": "Les médiathèques et les salles communales ferment : l'incubateur est suspendu.",
    }
    await player.do(HELENE, "incubator/i3/suspend", f"{REGISTRY}/incubators/{incubator(player, 'i3')}/suspension", body)


@scene("2020-06-02 09:00", "Thiérache Apprenante reprend.")
async def resume(player: Player) -> None:
    """The places open again."""
    await player.do(HELENE, "incubator/i3/resume", f"{REGISTRY}/incubators/{incubator(player, 'i3')}/resumption")


def incubator(player: Player, key: str) -> str:
    """The incubator that an agreement founds."""
    return player.told(f"agreement/{key}", "incubator")


def of(player: Player, agreed: Agreed) -> str:
    """The address of an agreement."""
    return f"{REGISTRY}/agreements/{player.id(agreed.step)}"
