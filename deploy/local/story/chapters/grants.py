"""Grants: asked for by employers, decided by acts, engaged with the signature, closed once settled."""

from deploy.local.story.addresses import FUNDING
from deploy.local.story.experiments import BY_KEY as EXPERIMENTS
from deploy.local.story.money.grants import FIRST_ACT, G9, GRANTS
from deploy.local.story.money.shape import Act, Disengaged, Grant
from deploy.local.story.people import ODILE, SOLENE, representative, writer
from deploy.local.story.player import Body, Player
from deploy.local.story.scene import Scene, everyone, for_each, scene

ACTS = tuple(dict.fromkeys(grant.decided for grant in GRANTS))
NOT_AN_AID = {
    "basis": "not-an-aid",
    "why": "Temps libéré pour une expérimentation ouverte à tous ; aucun avantage sur un marché.",
}


def scenes() -> list[Scene]:
    """Requests, acts, engagements, what is given back, and the end of each."""
    return [
        *(for_each(f"{grant.asked_on} 11:00", f"Subvention demandée pour {grant.experiment.upper()}.", ask, [grant])
          for grant in GRANTS),
        *(for_each(f"{act.on} 11:00", f"La commission permanente décide (acte {act.number}).", decide, [act])
          for act in ACTS),
        not_enough_left,
        *(for_each(f"{act.on} 17:00", "Les conventions sont signées, les crédits engagés.", engage, granted_by(act))
          for act in ACTS),
        *(for_each(f"{back.on} 16:00", "Ce qui ne servira pas retourne à l'enveloppe.", disengage, [(grant, back)])
          for grant in GRANTS for back in grant.disengaged),
        *(for_each(f"{grant.closed_on} 10:00", "Une subvention est soldée.", close, [grant])
          for grant in GRANTS if grant.closed_on),
    ]  # fmt: skip


def of(player: Player, grant: Grant) -> str:
    """The address of a grant."""
    return f"{FUNDING}/grants/{player.id(grant.step)}"


def granted_by(act: Act) -> list[Grant]:
    """The grants that an act grants."""
    return [grant for grant in GRANTS if grant.decided == act and not grant.refused]


async def ask(player: Player, grant: Grant) -> None:
    """Drafted by the writer, sent by the representative."""
    body = {
        "organisation": player.id(f"organisation/{grant.organisation}"),
        "experiment": player.id(EXPERIMENTS[grant.experiment].step),
        "asked": asked(grant),
    }
    await player.do(writer(grant.organisation), grant.step, f"{FUNDING}/grants", body)
    await player.do(representative(grant.organisation), f"{grant.key}/request", f"{of(player, grant)}/request")


def asked(grant: Grant) -> Body:
    """What the employer writes."""
    lines = [{"rate": role, "minutes": hours * 60} for role, hours in grant.hours]
    if grant.preparations:
        lines.append({"rate": "preparation", "count": grant.preparations})
    plan = {
        "how": grant.replaced_by,
        "preparation": "Deux demi-journées en doublon avec la personne remplacée, puis un point chaque semaine.",
        "substitutes": max(grant.preparations, 1),
    }
    return {
        "lines": lines,
        "starts_on": grant.starts_on,
        "ends_on": grant.ends_on,
        "purpose": grant.purpose,
        "replacement": plan if grant.replaced_by else None,
    }


async def decide(player: Player, act: Act) -> None:
    """One act decides many: each is granted with its envelope, card and aid basis, or refused with its points."""
    decided = [outcome(player, grant) for grant in GRANTS if grant.decided == act]
    body = {"act": {"number": act.number, "on": act.on}, "decided": decided}
    await player.do(SOLENE, f"grants/{act.number}", f"{FUNDING}/decisions", body)


def outcome(player: Player, grant: Grant, envelope: int = 0, card: str = "") -> Body:
    """What the act says of one request."""
    if grant.refused:
        explanation = "Le dossier ne dit pas qui remplace les tuteurs pendant leurs absences."
        return {
            "grant": player.id(grant.step),
            "granted": False,
            "points": list(grant.refused),
            "explanation": explanation,
        }
    return {
        "grant": player.id(grant.step),
        "granted": True,
        "envelope": player.id(f"envelope/{envelope or grant.envelope}"),
        "rate_card": player.id(f"rate-card/{card or grant.card}"),
        "aid": NOT_AN_AID,
    }


@scene(f"{FIRST_ACT.on} 18:00", "G9 demande 2 156,00 €, il en reste 1 632,00.")
async def not_enough_left(player: Player) -> None:
    """70 × 24.80 + 420.00: the request waits for the next vintage."""
    body = {
        "act": {"number": FIRST_ACT.number, "on": FIRST_ACT.on},
        "decided": [outcome(player, G9, envelope=2020, card="2020-A")],
    }
    await player.refused(SOLENE, "g9/not-enough-left", f"{FUNDING}/decisions", body, "not-enough-left")


async def engage(player: Player, grant: Grant) -> None:
    """The agreement is signed and the money engaged."""
    body: dict[str, str] = {
        "agreement": f"JR-{grant.decided.on[:4]}-{grant.key[1:].zfill(3)}",
        "signed_on": grant.decided.on,
    }
    if grant.decided.on >= "2022-01-02":
        body["commitment"] = f"CER {grant.decided.on[:4]}-{grant.key[1:].zfill(3)}"
    await player.do(ODILE, f"{grant.key}/engage", f"{of(player, grant)}/engagement", body)


async def disengage(player: Player, what: tuple[Grant, Disengaged]) -> None:
    """All that no claim will use."""
    grant, back = what
    body = {"cents": back.cents, "reason": back.reason}
    await player.do(ODILE, f"{grant.key}/disengage", f"{of(player, grant)}/disengagements", body)


async def close(player: Player, grant: Grant) -> None:
    """Nothing is engaged, ordered or owed that is not settled."""
    await everyone(player.do(ODILE, f"{grant.key}/close", f"{of(player, grant)}/closing"))
