"""The shape of an experiment in the story's tables, and how it is written for the API. Days are ISO dates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Parts = Mapping[str, tuple[int, int]]
HOURS = "heures-de-formation"
END = "end"


@dataclass(frozen=True)
class Tally:
    """Persons among others, and the same by public and by territory."""

    numerator: int
    denominator: int
    by_public: Parts = field(default_factory=dict)
    by_territory: Parts = field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        """As the API takes figures."""
        return {
            "numerator": self.numerator,
            "denominator": self.denominator,
            "by_public": _parts(self.by_public),
            "by_territory": _parts(self.by_territory),
        }


def _parts(parts: Parts) -> list[dict[str, Any]]:
    return [{"code": code, "numerator": n, "denominator": d} for code, (n, d) in parts.items()]


@dataclass(frozen=True)
class Before:
    """The prior state of the main indicator."""

    tally: Tally
    on: str
    source: str

    def json(self) -> dict[str, Any]:
        """As the API takes a baseline."""
        return {"figures": self.tally.json(), "on": self.on, "source": self.source}


@dataclass(frozen=True)
class Absent:
    """The declaration that there is no prior state, and why."""

    because: str

    def json(self) -> dict[str, Any]:
        """As the API takes a baseline."""
        return {"absent_because": self.because}


@dataclass(frozen=True)
class Indicator:
    """What success is measured by: a share of persons."""

    code: str
    label: str
    before: Before | Absent
    target: float | None = None

    def json(self) -> dict[str, Any]:
        """As the API takes the definition of an indicator."""
        said = {"code": self.code, "label": self.label, "unit": "personnes", "measure": "share"}
        return said | {"target": self.target, "baseline": self.before.json()}


REALISED = {
    "code": HOURS,
    "label": "Heures de formation par personne entrée",
    "unit": "heures",
    "measure": "mean",
    "baseline": {"absent_because": "Indicateur de réalisation : il n'a pas d'état antérieur."},
}


@dataclass(frozen=True)
class Move:
    """A milestone that moved: when that was said, to which day, and why."""

    said_on: str
    to: str
    cause: str
    explanation: str


@dataclass(frozen=True)
class Milestone:
    """A milestone with what became of it; the one called ``end`` is the end of the experiment."""

    code: str
    label: str
    planned: str
    reached: str | None = None
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True)
class Experiment:
    """One experiment. ``incubator`` is the one it is proposed in or joins, empty for none; ``scheme`` where it was
    taken over from with its reference. ``ends_on`` is the end as planned, ``ended_on`` as it came (None: it runs on).
    ``adapts`` is the experiment it adapts, ``adapts_article`` the one whose article its proposal names (keys).
    ``entries`` are the persons of an ordinary quarter, each trained ``hours`` hours, in two ``places``.
    """

    key: str
    title: str
    summary: str
    diagnosis: str
    objectives: str
    nature: str
    project_natures: tuple[str, ...]
    strand: str
    axis: str
    other_axes: tuple[str, ...]
    publics: tuple[str, str] | tuple[str, str, str]
    territories: tuple[str, ...]
    sectors: tuple[str, ...]
    carrier: str
    incubator: str
    starts_on: str
    ends_on: str
    ended_on: str | None
    indicator: Indicator
    milestones: tuple[Milestone, ...]
    entries: int
    hours: int
    places: tuple[str, str]
    partners: tuple[str, ...] = ()
    scheme: tuple[str, str] | None = None
    adapts: str = ""
    adapts_article: str = ""
    approach: str = "impact"

    @property
    def step(self) -> str:
        """The step at which it is proposed or taken over: other chapters name it so."""
        return f"{self.key}/propose"

    def description(
        self, organisations: Mapping[str, str], adapted: str | None, article: str | None = None
    ) -> dict[str, Any]:
        """The content of its proposal. ``organisations``: ids by key; the others: what it adapts, by id."""
        names = ("title", "summary", "diagnosis", "objectives", "nature", "strand", "axis", "starts_on", "ends_on")
        several = ("project_natures", "other_axes", "publics", "territories", "sectors")
        return {
            **{name: getattr(self, name) for name in names},
            **{name: list(getattr(self, name)) for name in several},
            "partners": [organisations[key] for key in self.partners],
            "adapts_experiment": adapted,
            "adapts_article": article,
            "milestones": [
                {"code": each.code, "label": each.label, "planned": each.planned}
                for each in self.milestones
                if each.code != END
            ],
            "indicators": [self.indicator.json(), REALISED],
        }
