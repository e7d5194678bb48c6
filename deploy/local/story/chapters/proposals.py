"""Experiments begin: taken over from other schemes or proposed in an open incubator, validated, started, attached."""

from collections.abc import Iterable

from deploy.local.story.addresses import TRACKING
from deploy.local.story.chapters.agreements import incubator
from deploy.local.story.experiments import EXPERIMENTS
from deploy.local.story.experiments.adaptations import A1, A2
from deploy.local.story.experiments.proposed import X9, X10, X11, X12
from deploy.local.story.experiments.shape import Experiment
from deploy.local.story.experiments.taken_over_first import X1, X2, X3, X4
from deploy.local.story.experiments.taken_over_next import X5, X6, X7, X8
from deploy.local.story.journal.shape import article_step
from deploy.local.story.people import HELENE, INES, writer
from deploy.local.story.player import Body, Player
from deploy.local.story.scene import Scene, for_each

# When an officer receives what comes from another scheme: before it starts.
TAKEN_OVER = {
    "2019-08-26 10:00": (X1, X8),
    "2019-09-23 10:00": (X3, X4),
    "2019-10-28 10:00": (X2, X5),
    "2019-11-25 10:00": (X6, X7),
}
# Proposed, then the steering group's opinion, then validated.
PROPOSED = (
    (X9, "2020-09-07 10:00", "2020-09-17", "2020-09-22 14:00"),
    (X10, "2020-09-07 10:00", "2020-09-17", "2020-09-22 14:00"),
    (X12, "2020-09-07 10:00", "2020-09-17", "2020-09-22 14:00"),
    (A1, "2021-07-12 10:00", "2021-07-15", "2021-07-20 14:00"),
    (A2, "2022-01-12 10:00", "2022-01-17", "2022-01-20 14:00"),
)
ATTACHED = {
    "2020-01-13 10:00": (X1, X7, X8),
    "2020-01-20 14:00": (X5,),
    "2020-02-10 10:00": (X3, X6),
}


def scenes() -> list[Scene]:
    """All beginnings."""
    return [
        *(for_each(when, f"Reprises d'autres dispositifs : {keys(them)}.", take_over, them)
          for when, them in TAKEN_OVER.items()),
        *(for_each(when, f"Proposition : {each.title}.", propose, [each]) for each, when, _, _ in PROPOSED),
        *(for_each(when, f"Validation : {each.title}.", validate_proposed, [(each, opinion)])
          for each, _, opinion, when in PROPOSED),
        *returned_first(),
        *(for_each(f"{each.starts_on} 10:00", f"Démarrage : {each.title}.", start, [each]) for each in EXPERIMENTS),
        *(for_each(when, f"Rattachements : {keys(them)}.", attach, them) for when, them in ATTACHED.items()),
    ]  # fmt: skip


def returned_first() -> list[Scene]:
    """X11 is proposed, returned for its public and its calendar, completed, then validated."""
    return [
        for_each("2020-12-07 10:00", "Proposition du portfolio digital.", propose, [X11]),
        for_each("2020-12-15 10:00", "Le portfolio digital est renvoyé à son porteur.", send_back, [X11]),
        for_each("2021-01-12 10:00", "Le portfolio digital est proposé à nouveau.", propose_again, [X11]),
        for_each("2021-01-20 14:00", "Le portfolio digital est validé.", validate_proposed, [(X11, "2021-01-18")]),
    ]


async def take_over(player: Player, experiment: Experiment) -> None:
    """The carrier names the scheme and its reference; the Région validates, and names the evaluator."""
    origin, reference = experiment.scheme or ("", "")
    body = {
        "carrier": player.id(f"organisation/{experiment.carrier}"),
        "scheme": {"origin": origin, "reference": reference},
        "description": description(player, experiment),
    }
    await player.do(writer(experiment.carrier), experiment.step, f"{TRACKING}/experiments/taken-over", body)
    await validate(player, experiment, {"opinion": None})


async def propose(player: Player, experiment: Experiment) -> None:
    """A member of an open incubator proposes."""
    body = {
        "carrier": player.id(f"organisation/{experiment.carrier}"),
        "incubator": incubator(player, experiment.incubator),
        "description": description(player, experiment),
    }
    await player.do(writer(experiment.carrier), experiment.step, f"{TRACKING}/experiments", body)


async def send_back(player: Player, experiment: Experiment) -> None:
    """The Région asks for changes, point by point."""
    motives = [
        {"point": "public", "text": "Dites quels habitants des quartiers prioritaires vous rencontrez, et comment."},
        {"point": "calendar", "text": "Prévoyez un bilan à mi-parcours avant l'été 2022."},
    ]
    await player.do(HELENE, f"{experiment.key}/return", f"{of(player, experiment)}/return", {"motives": motives})


async def propose_again(player: Player, experiment: Experiment) -> None:
    """The carrier completes and proposes again."""
    who, key, address = writer(experiment.carrier), experiment.key, of(player, experiment)
    told = description(player, experiment)
    completed = told | {"objectives": f"{told['objectives']} Les permanences se tiennent dans quatre quartiers."}
    await player.do(who, f"{key}/amend", f"{address}/description", {"description": completed})
    await player.do(who, f"{key}/propose-again", f"{address}/proposal")


async def validate_proposed(player: Player, proposed: tuple[Experiment, str]) -> None:
    """Validated after the favourable opinion of the incubator's steering group, given that day."""
    experiment, opinion_on = proposed
    await validate(player, experiment, {"opinion": {"on": opinion_on, "favourable": True}})


async def validate(player: Player, experiment: Experiment, opinion: Body) -> None:
    """Validated by the Région, which names the evaluator; before the start."""
    address, key = of(player, experiment), experiment.key
    await player.do(HELENE, f"{key}/validate", f"{address}/validation", opinion)
    named = {
        "person": player.id(f"person/{INES}"),
        "organisation": player.id("organisation/regard-tiers"),
        "approach": experiment.approach,
    }
    await player.do(HELENE, f"{key}/evaluator", f"{address}/evaluator", named)


async def start(player: Player, experiment: Experiment) -> None:
    """Started on the day: the calendar of reports follows."""
    body = {"on": experiment.starts_on}
    await player.do(writer(experiment.carrier), f"{experiment.key}/start", f"{of(player, experiment)}/start", body)


async def attach(player: Player, experiment: Experiment) -> None:
    """Attached to the incubator that its carrier is a member of."""
    body = {"incubator": incubator(player, experiment.incubator)}
    await player.do(HELENE, f"{experiment.key}/attach", f"{of(player, experiment)}/incubator", body)


def description(player: Player, experiment: Experiment) -> dict[str, object]:
    """Its content, with the ids of its partners and of what it adapts."""
    partners = {key: player.id(f"organisation/{key}") for key in experiment.partners}
    adapted = player.id(f"{experiment.adapts}/propose") if experiment.adapts else None
    article = player.id(article_step(experiment.adapts_article)) if experiment.adapts_article else None
    return experiment.description(partners, adapted, article)


def of(player: Player, experiment: Experiment) -> str:
    """The address of an experiment."""
    return f"{TRACKING}/experiments/{player.id(experiment.step)}"


def keys(them: Iterable[Experiment]) -> str:
    """How a sentence names several."""
    return ", ".join(each.key.upper() for each in them)
