"""What adaptations keep and change, the declaration that waits, and the answer to a corrected figure."""

from dataclasses import dataclass
from typing import Any

from deploy.local.story.experiments.adaptations import A1, A2
from deploy.local.story.experiments.shape import Experiment


@dataclass(frozen=True)
class Account:
    """What an experiment kept of an article (by key) and what it changed; ``when`` it is told."""

    experiment: Experiment
    article: str
    when: str
    kept: str
    changed: str

    @property
    def step(self) -> str:
        """The step that tells it: other chapters name it so."""
        return f"{self.experiment.key}/adaptation"

    def json(self) -> dict[str, Any]:
        """As the API takes it."""
        return {"kept": self.kept, "changed": self.changed}


# Its proposal names the article, so that it stands by itself when A1 starts; its carrier then tells the rest.
PONTHIEU = Account(
    experiment=A1,
    article="x3",
    when="2021-09-20 11:00",
    kept="Le fourgon, qui vient à heure fixe, et le code de la route comme porte d'entrée vers les savoirs de base.",
    changed="Des séances le soir, pour des personnes dont les horaires sont coupés, et un point d'attache dans six "
    "médiathèques : on s'y met au chaud, et l'on y revient seul.",
)
# Proposed before the article was published: declared once the experiment runs.
ISOLATION = Account(
    experiment=A2,
    article="x6",
    when="2022-03-17 11:00",
    kept="L'observation du travail réel avant d'écrire, des scénarios courts, et un débat après chacun.",
    changed="Le métier : cinq gestes de l'isolation au lieu de six situations chez les personnes. Chacun a son casque.",
)

# The last one of the story waits for an editor.
BRETAGNE_WHEN = "2022-11-24 16:00"
BRETAGNE = {
    "title": "Le code en bibliobus",
    "place": "Monts d'Arrée, Bretagne",
    "territories": [],
    "kept": "Le code de la route pour revenir à la lecture, et la halte à heure fixe près d'un lieu de vie.",
    "changed": "Pas de fourgon : nous montons dans le bibliobus du département, qui passe tous les quinze jours. Les "
    "séances sont plus longues et plus rares.",
}

ANSWER_WHEN = "2022-09-20 10:00"
ANSWER = {
    "answer": "correct",
    "note": "Trois parcours avaient été comptés deux fois, dans deux villages de la même tournée. Lire 84 parcours "
    "achevés sur 142, soit 59,2 %, et non 87. La conclusion ne change pas.",
}
