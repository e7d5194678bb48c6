"""Plays the story on nothing: counts its steps, and finds a step named twice or a day that goes back."""

from dataclasses import dataclass, field
from datetime import datetime

from deploy.local.story.memory import Receipt
from deploy.local.story.player import Body
from deploy.local.story.trouble import StoryStopped


@dataclass(frozen=True)
class Played:
    """One step as it was rehearsed: when, by whom, what."""

    at: datetime | None
    who: str
    step: str
    method: str
    path: str
    body: Body | None
    refused: str = ""


@dataclass
class Rehearsal:
    """A player whose every door says yes, with the step's own name as the dossier's id."""

    steps: dict[str, Played] = field(default_factory=dict)
    now: datetime | None = None

    async def at(self, moment: datetime) -> None:
        """Note the instant. Raises StoryStopped when the story goes back."""
        if self.now and moment < self.now:
            raise StoryStopped(f"L'histoire recule du {self.now} au {moment}.")
        self.now = moment

    async def settled(self) -> None:
        """Nothing is ever on its way here."""

    async def do(self, who: str, step: str, path: str, body: Body | None = None, method: str = "POST") -> Receipt:
        """Note the step. Raises StoryStopped when it was played before."""
        self._note(Played(self.now, who, step, method, path, body))
        return Receipt(step)

    async def refused(self, who: str, step: str, path: str, body: Body | None, expected: str) -> None:
        """Note a step that must be refused."""
        self._note(Played(self.now, who, step, "POST", path, body, expected))

    async def lookup(self, who: str, paths: tuple[str, ...], **equals: str) -> str:
        """A made-up id."""
        return "/".join((*paths, *equals.values()))

    def knows(self, step: str) -> bool:
        """Whether it was rehearsed."""
        return step in self.steps

    def id(self, step: str) -> str:
        """The step's own name. Raises StoryStopped when it was not played yet."""
        if step not in self.steps:
            raise StoryStopped(f"L'histoire parle de l'étape « {step} » avant de l'avoir jouée.")
        return step

    def told(self, step: str, name: str) -> str:
        """A made-up code."""
        return f"{self.id(step)}:{name}"

    def told_list(self, step: str, name: str) -> tuple[str, ...]:
        """One made-up code."""
        return (self.told(step, name),)

    def _note(self, played: Played) -> None:
        if played.step in self.steps:
            raise StoryStopped(f"Deux étapes s'appellent « {played.step} ».")
        self.steps[played.step] = played
