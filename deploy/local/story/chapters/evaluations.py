"""What came of the experiments: verdicts, a correction, a stop, a success taken up, an entry into ordinary law."""

from deploy.local.story.chapters.proposals import of
from deploy.local.story.experiments import BY_KEY
from deploy.local.story.experiments.findings import FINDINGS, X3_CORRECTED, Findings, outcome
from deploy.local.story.experiments.shape import Experiment
from deploy.local.story.people import HELENE, INES, SOLENE, representative
from deploy.local.story.player import Player
from deploy.local.story.scene import Scene, for_each, scene


def scenes() -> list[Scene]:
    """Every outcome."""
    return [
        *(for_each(f"{found.on} 10:00", f"Évaluation : {BY_KEY[key].title}.", evaluate, [(BY_KEY[key], found)])
          for key, found in FINDINGS.items()),
        observe, stop, correct, spread, enter_ordinary_law,
    ]  # fmt: skip


async def evaluate(player: Player, evaluated: tuple[Experiment, Findings]) -> None:
    """The evaluator hands in the findings; the level of evidence is computed."""
    experiment, found = evaluated
    body = found.json(experiment.indicator.code)
    await player.do(INES, f"{experiment.key}/evaluate", f"{of(player, experiment)}/evaluation", body)


@scene("2021-04-30 16:00", "L'AREP arrête la découverte des métiers en réalité virtuelle.")
async def stop(player: Player) -> None:
    """X10: shared headsets under Covid, scenarios too dear."""
    body = {
        "causes": ["health", "equipment", "cost"],
        "lessons": "Des casques partagés ne se prêtent pas en période d'épidémie, et un scénario de métier a coûté "
        "trois fois le prix prévu. Nous referions des vidéos à 360 degrés, sur le téléphone de chacun.",
    }
    await player.do(representative("arep"), "x10/stop", f"{of(player, BY_KEY['x10'])}/stop", body)


@scene("2021-02-12 14:00", "L'évaluatrice observe un chantier-école.")
async def observe(player: Player) -> None:
    """A grid filled on a building site of X5."""
    body = {
        "on": "2021-02-11",
        "territory": "epci:246200364",
        "grid": "Conduite d'une formation en situation de travail",
        "marks": [
            {"criterion": "phase-reflexive", "label": "Une phase réflexive suit la mise en situation", "level": 3,
             "remark": "Le tuteur revient sur le geste le jour même."},
            {"criterion": "preuves", "label": "Les acquis laissent une preuve", "level": 2,
             "remark": "Photos et carnet, pas encore signés."},
        ],
    }  # fmt: skip
    await player.do(INES, "x5/observe", f"{of(player, BY_KEY['x5'])}/observations", body)


@scene("2022-09-12 10:00", "Un chiffre de CARAVANE est corrigé.")
async def correct(player: Player) -> None:
    """X3: 87 of 142 becomes 84 of 142."""
    found = FINDINGS["x3"]
    body = {
        "outcome": outcome("parcours-acheves", X3_CORRECTED, found.measured_on, found.source),
        "reason": "Trois parcours avaient été comptés deux fois, dans deux villages de la même tournée.",
    }
    await player.do(INES, "x3/correct", f"{of(player, BY_KEY['x3'])}/corrections", body)


@scene("2022-10-12 10:00", "La formation sur les chantiers s'étend.")
async def spread(player: Player) -> None:
    """X5 is taken up around Béthune and Valenciennes."""
    body = {
        "territories": ["epci:200072460", "epci:245901160"],
        "adopters": [player.id("organisation/greta")],
        "explanation": "Le GRETA des Terrils et deux bailleurs reprennent les chantiers-écoles dès janvier 2023.",
    }
    await player.do(HELENE, "x5/spread", f"{of(player, BY_KEY['x5'])}/spread", body)


@scene("2022-11-24 16:00", "Immersion Cambrésis entre au droit commun.")
async def enter_ordinary_law(player: Player) -> None:
    """X4: by act, after a positive evaluation."""
    body = {"act": {"number": "2022.02117", "on": "2022-11-24"}}
    await player.do(SOLENE, "x4/ordinary-law", f"{of(player, BY_KEY['x4'])}/ordinary-law", body)
