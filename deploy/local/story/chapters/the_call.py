"""The call of 2019: rules, drafts, five deposits and one that comes a second too late, examination, decision."""

from typing import Any

from deploy.local.story.addresses import REGISTRY
from deploy.local.story.documents import EXPIRES, PIECES, joined
from deploy.local.story.groupings import (
    ACCEPTED,
    ALL,
    ANSWERS,
    ASSESSED,
    CAPLITTORAL,
    CRITERIA,
    DEPOSITED,
    EDTECH_EXPRESS,
    I3,
    NUMERIPOLE,
    WEIGHTS,
    Grouping,
    Marks,
)
from deploy.local.story.people import HELENE, LUC, NADIA, SOLENE, representative, writer
from deploy.local.story.player import Player
from deploy.local.story.scene import Scene, everyone, for_each, paris, scene

CALL = "call/2019"
RULES_ACT = {"number": "2019.00987", "on": "2019-06-20"}
DECISION_ACT = {"number": "2019.02214", "on": "2019-11-26"}
OPENS, CLOSES = "2019-07-08 09:00:00", "2019-09-30 12:00:00"
TOO_LATE = "2019-09-30 12:00:01"

ELIGIBILITY = (
    ("laboratoire", "Le groupement compte un laboratoire de recherche.", "laboratoire"),
    ("organisme-de-formation", "Le groupement compte un organisme de formation.", "organisme-de-formation"),
    ("hauts-de-france", "L'incubateur travaille dans les Hauts-de-France.", None),
)


def scenes() -> list[Scene]:
    """All of it."""
    return [
        draft_call,
        publish_call,
        for_each("2019-09-16 10:00", "Les candidatures se préparent.", write, ALL),
        for_each("2019-09-23 11:00", "Les membres des groupements donnent leur accord.", assent, ALL),
        *(for_each(each.deposited, f"Dépôt : {each.title}.", deposit, [each]) for each in DEPOSITED),
        for_each(TOO_LATE, "EdTech Express arrive une seconde trop tard.", deposit_too_late, [EDTECH_EXPRESS]),
        *corrections(),
        for_each("2019-10-11 10:00", "Recevabilité et éligibilité.", examine, DEPOSITED),
        for_each("2019-10-14 10:00", "Les évaluateurs sont désignés.", name_assessors, ASSESSED),
        for_each("2019-10-18 10:00", "Les évaluateurs notent sans se voir.", assess, ASSESSED),
        committee,
        decide,
    ]


@scene("2019-06-20 15:00", "Le règlement de l'appel est adopté.")
async def draft_call(player: Player) -> None:
    """The rules of the scheme, with the four criteria weighted 30, 25, 25 and 20."""
    body = {
        "title": "Appel à projets « Incubateurs d'innovation pédagogique » 2019",
        "summary": "La Région soutient des lieux où organismes de formation, entreprises, laboratoires et EdTech "
        "construisent ensemble de nouvelles réponses pédagogiques.",
        "rules": rules(),
    }
    await player.do(HELENE, CALL, f"{REGISTRY}/calls", body)


def rules() -> dict[str, Any]:
    """The rules that are published."""
    return {
        "opens_at": paris(OPENS).isoformat(),
        "closes_at": paris(CLOSES).isoformat(),
        "act": RULES_ACT,
        "incubator_types": ["regional", "croise", "organisation-territoriale"],
        "questions": [{"code": code, "label": words} for code, words in ANSWERS.items()],
        "pieces": [{"code": code, "label": label, "administrative": own} for code, (label, own) in PIECES.items()],
        "criteria": [{"code": code, "weight": weight} for code, weight in zip(CRITERIA, WEIGHTS, strict=True)],
        "eligibility": [
            {"code": code, "label": words, "article": f"Règlement, article {number}", "requires_role": role}
            for number, (code, words, role) in enumerate(ELIGIBILITY, 4)
        ],
        "priorities": [
            {"code": code, "article": "Règlement, article 8", "effect": "tie-break"}
            for code in ("probleme-sectoriel", "probleme-territorial", "mixite-situations", "individualisation")
        ],
    }


@scene("2019-07-02 10:00", "L'appel est publié.")
async def publish_call(player: Player) -> None:
    """Public and immutable; it opens on 8 July at 9:00 and closes on 30 September at 12:00:00 by itself."""
    await player.do(SOLENE, f"{CALL}/publish", f"{REGISTRY}/calls/{player.id(CALL)}/publication")


async def write(player: Player, grouping: Grouping) -> None:
    """The lead's writer starts the draft, writes it and asks the members to join."""
    who, content = writer(grouping.lead), grouping.content(expired=EXPIRES if grouping is I3 else "")
    body = {"call": player.id(CALL), "lead": player.id(f"organisation/{grouping.lead}")}
    await player.do(who, grouping.step, f"{REGISTRY}/applications", body)
    written = {"content": content, "lead_roles": list(grouping.lead_roles)}
    address = of(player, grouping)
    await player.do(who, f"{grouping.step}/write", f"{address}/draft", written, method="PUT")
    for organisation, roles in grouping.members.items():
        asked = {"organisation": player.id(f"organisation/{organisation}"), "roles": list(roles)}
        await player.do(who, f"{grouping.step}/invite-{organisation}", f"{address}/partners", asked)


async def assent(player: Player, grouping: Grouping) -> None:
    """Each member's representative assents."""
    for organisation in grouping.members:
        address = f"{of(player, grouping)}/partners/{player.id(f'organisation/{organisation}')}/assent"
        await player.do(representative(organisation), f"{grouping.step}/assent-{organisation}", address)


async def deposit(player: Player, grouping: Grouping) -> None:
    """The lead's representative deposits."""
    await player.do(representative(grouping.lead), f"{grouping.step}/deposit", f"{of(player, grouping)}/deposit")


async def deposit_too_late(player: Player, grouping: Grouping) -> None:
    """Refused to the second; the draft is kept."""
    who, address = representative(grouping.lead), f"{of(player, grouping)}/deposit"
    await player.refused(who, f"{grouping.step}/deposit", address, None, "closing-instant-passed")


def corrections() -> list[Scene]:
    """The certificate of Thiérache Apprenante has expired: an administrative piece, so it may be mended."""
    return [
        for_each("2019-10-02 10:00", "Une pièce administrative est à corriger.", ask_correction, [I3]),
        for_each("2019-10-09 10:00", "La pièce est corrigée.", correct, [I3]),
    ]


async def ask_correction(player: Player, grouping: Grouping) -> None:
    """The officer follows the dossier and asks for the piece again."""
    address = of(player, grouping)
    await player.do(HELENE, f"{grouping.step}/follow", f"{address}/followers")
    remark = "L'attestation a expiré le 15 septembre : joignez celle du trimestre."
    asked = {"piece": EXPIRES, "fault": "perime", "fields": ["valid_until"], "remark": remark}
    body = {"asked": [asked], "due_on": "2019-10-16"}
    await player.do(HELENE, f"{grouping.step}/ask-correction", f"{address}/corrections", body)


async def correct(player: Player, grouping: Grouping) -> None:
    """The lead sends it."""
    body = {"pieces": [joined(grouping.key, EXPIRES)]}
    who, address = writer(grouping.lead), of(player, grouping)
    await player.do(who, f"{grouping.step}/correct", f"{address}/pieces", body)


async def examine(player: Player, grouping: Grouping) -> None:
    """Pieces complete; then each rule of eligibility is answered: NumériPôle Oise has no research partner."""
    address = of(player, grouping)
    await player.do(HELENE, f"{grouping.step}/admissible", f"{address}/admissibility")
    without = grouping is NUMERIPOLE
    checks = [
        {
            "rule": code,
            "met": not (without and role == "laboratoire"),
            "remark": "Aucun partenaire de recherche." if without and role == "laboratoire" else "",
        }
        for code, _, role in ELIGIBILITY
    ]
    await player.do(HELENE, f"{grouping.step}/eligible", f"{address}/eligibility", {"checks": checks})


async def name_assessors(player: Player, grouping: Grouping) -> None:
    """Two assessors whose organisations are not in the grouping."""
    body = {"assessors": [player.id(f"person/{who}") for who in (NADIA, LUC)]}
    await player.do(HELENE, f"{grouping.step}/assessors", f"{of(player, grouping)}/assessors", body, "PUT")


async def assess(player: Player, grouping: Grouping) -> None:
    """Each declares to have no interest, then marks every criterion with a justification."""
    first, second = grouping.marks
    await everyone(mark(player, grouping, NADIA, first), mark(player, grouping, LUC, second))


async def mark(player: Player, grouping: Grouping, who: str, points: Marks) -> None:
    """One assessor."""
    address, step = of(player, grouping), f"{grouping.step}/{who}"
    await player.do(who, f"{step}/interest", f"{address}/interests", {"interest": False})
    marks = [
        {"criterion": code, "points": given, "justification": JUSTIFIED[given >= 4]}
        for code, given in zip(CRITERIA, points, strict=True)
    ]
    await player.do(who, f"{step}/scores", f"{address}/scores", {"marks": marks})


JUSTIFIED = {
    True: "Réponse précise, étayée par des partenaires engagés et des exemples du territoire.",
    False: "Réponse juste mais générale : les moyens et les engagements restent à préciser.",
}


@scene("2019-10-24 14:00", "Le comité de sélection rend son avis.")
async def committee(player: Player) -> None:
    """I2 81.0, I1 80.0, I3 70.5, CapLittoral 65.5: three places."""
    body = {
        "on": "2019-10-24",
        "cut_off": len(ACCEPTED),
        "priorities": [
            {"application": player.id(each.step), "codes": list(each.priorities)}
            for each in ASSESSED
            if each.priorities
        ],
    }
    await player.do(HELENE, "committee/2019", f"{REGISTRY}/calls/{player.id(CALL)}/opinions", body)


@scene("2019-11-26 18:00", "La commission permanente décide.")
async def decide(player: Player) -> None:
    """One act decides five applications; it is notified on 28 November."""
    reason = {
        "code": "laboratoire",
        "article": "Règlement, article 4",
        "reason": "Le groupement ne compte aucun partenaire de recherche.",
    }
    body = {
        "recorded": {
            "act": DECISION_ACT,
            "stood_aside": ["un siège, présidence de l'Université"],
            "notified_on": "2019-11-28",
        },
        "decided": [
            *({"application": player.id(each.step), "outcome": "accepted"} for each in ACCEPTED),
            {"application": player.id(CAPLITTORAL.step), "outcome": "reserve", "rank": 1},
            {"application": player.id(NUMERIPOLE.step), "outcome": "refused", "motives": [reason]},
        ],
    }
    await player.do(SOLENE, "decision/2019", f"{REGISTRY}/decisions", body)


def of(player: Player, grouping: Grouping) -> str:
    """The address of an application."""
    return f"{REGISTRY}/applications/{player.id(grouping.step)}"
