"""Where people meet: a study day in Amiens, held, and a visit near Lens, still to come when the story ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Gathering:
    """One gathering, announced by the journal. ``incubator`` and ``articles`` are keys; hours carry their offset."""

    key: str
    announced: str
    programme: Mapping[str, Any]
    incubator: str
    articles: tuple[str, ...]

    @property
    def step(self) -> str:
        """The step that announces it: other chapters name it so."""
        return f"gathering/{self.key}"


STUDY_DAY = Gathering(
    key="amiens",
    announced="2022-10-24 10:00",
    programme={
        "title": "Adapter, ce n'est pas copier",
        "summary": "Une journée pour ceux qui reprennent une pratique née ailleurs : ce qu'ils en gardent, ce qu'ils "
        "en changent, comment ils savent si l'effet se retrouve. Le matin, CARAVANE et son adaptation dans le "
        "Ponthieu ; l'après-midi, ateliers par publics.",
        "kind": "study-day",
        "starts_at": "2022-12-06T09:30:00+01:00",
        "ends_at": "2022-12-06T16:30:00+01:00",
        "place": "Amiens, salle de conférences du campus",
        "territories": ["commune:80021"],
    },
    incubator="i3",
    articles=("x3", "x6"),
)
VISIT = Gathering(
    key="visite",
    announced="2022-12-05 10:00",
    programme={
        "title": "Visite : les gestes de l'isolation, casque sur la tête",
        "summary": "La Fosse aux Idées ouvre son atelier : essai des cinq scénarios, puis échange avec les formateurs "
        "et les stagiaires. Quinze places ; inscription auprès de l'incubateur.",
        "kind": "visit",
        "starts_at": "2023-02-09T14:00:00+01:00",
        "ends_at": "2023-02-09T17:00:00+01:00",
        "place": "La Fosse aux Idées, Lens",
        "territories": ["commune:62498"],
    },
    incubator="i2",
    articles=("x6",),
)
GATHERINGS = (STUDY_DAY, VISIT)
