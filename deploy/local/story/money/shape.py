"""The shape of a grant in the story's tables. Days are ISO dates, hours whole hours, a working day has seven."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Act:
    """A *délibération* of the commission permanente (fictitious number)."""

    number: str
    on: str


@dataclass(frozen=True)
class Month:
    """The hours of one role in one month (``2020-11``).

    ``replaced`` are those of the substitutes; of the ``released``, ``holiday`` fall on the public holiday of the month
    and ``paid_elsewhere`` are already paid by an OPCO.
    """

    month: str
    role: str
    released: int
    replaced: int
    holiday: str = ""
    paid_elsewhere: int = 0


@dataclass(frozen=True)
class Claim:
    """One claim (``advance``, ``interim``, ``balance``) and its days; a balance of nothing is not ordered."""

    kind: str
    submitted: str
    prepared: str
    certified: str
    ordered: str = ""
    paid: str = ""
    since: str = ""
    until: str = ""
    # How many substitutes were prepared: lump sums claimed on evidence.
    preparations: int = 0


@dataclass(frozen=True)
class Disengaged:
    """What will not be spent gives its AE back, on a day. ``cents`` is what the Région writes in its decision."""

    on: str
    reason: str
    cents: int


@dataclass(frozen=True)
class Grant:
    """One grant: who asks what for which experiment, which act decides it, and what became of it.

    ``hours``: asked by role. ``envelope``: the vintage; ``card``: the rate card that the decision names.
    """

    key: str
    organisation: str
    experiment: str
    asked_on: str
    starts_on: str
    ends_on: str
    purpose: str
    hours: tuple[tuple[str, int], ...]
    preparations: int
    decided: Act
    envelope: int
    card: str
    months: tuple[Month, ...] = ()
    claims: tuple[Claim, ...] = ()
    disengaged: tuple[Disengaged, ...] = ()
    closed_on: str = ""
    replaced_by: str = "Un formateur vacataire par groupe, préparé deux jours avec la personne qu'il remplace."
    refused: tuple[str, ...] = field(default=())

    @property
    def step(self) -> str:
        """The step at which it is drafted: other scenes name it so."""
        return f"{self.key}/draft"
