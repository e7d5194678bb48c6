"""Who may do what: one readable table per service. An action without a row cannot be reached.

A row names an action (the name of a use case or of a query) and who may do it; any of them suffices:

    ACCESS = Table(
        Row("open_call", duty(DutyName.DECIDE)),
        Row("deposit_application", member(Role.REPRESENTATIVE, of=lead_of)),
        Row("score_application", named(assessors_of)),
        Row("show_register", everyone()),
    )

``of`` and ``named`` take an async function of (reader, *arguments of the use case) that answers ids.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.chassis.actor import Actor, DutyName, Role
from services.chassis.refusal import Forbidden, Unauthenticated

Ids = Callable[..., Awaitable[Iterable[str]]]


@dataclass(frozen=True)
class Who:
    """One kind of person in a row. ``words`` is the French sentence shown in refusals and in the README's table."""

    words: str
    kind: str
    duty: DutyName | None = None
    roles: tuple[Role, ...] = ()
    ids: Ids | None = None

    async def holds(self, actor: Actor, day: date, reader: Any, arguments: tuple[Any, ...]) -> bool:
        """Whether this actor is one of them, on that day, for these arguments."""
        match self.kind:
            case "everyone":
                return True
            case "signed-in":
                return actor.signed_in
            case "duty":
                return self.duty is not None and actor.duty(self.duty, day) is not None
            case "any-duty":
                return any(duty.holds_on(day) for duty in actor.duties)
            case "member" if self.ids is None:
                return bool(actor.organisations(*self.roles))
            case "member" if self.ids is not None:
                return bool(actor.organisations(*self.roles) & frozenset(await self.ids(reader, *arguments)))
            case "named" if self.ids is not None:
                return bool(actor.person) and actor.person in frozenset(await self.ids(reader, *arguments))
        return False


def everyone() -> Who:
    """The public, signed in or not."""
    return Who("tout le monde", "everyone")


def signed_in() -> Who:
    """Any person whose token holds, known to the service or not."""
    return Who("toute personne connectée", "signed-in")


def duty(name: DutyName) -> Who:
    """An officer who holds this duty today."""
    return Who(f"un agent chargé de « {name.value} »", "duty", duty=name)


def any_duty() -> Who:
    """Any officer of the Région: holds some duty today."""
    return Who("un agent de la Région", "any-duty")


def member(*roles: Role, of: Ids | None = None) -> Who:
    """A member with one of these roles, of the organisations that ``of`` answers (of any when it is left out)."""
    shown = ", ".join(role.value for role in roles) or "tout rôle"
    return Who(f"un membre ({shown}) de l'organisme", "member", roles=roles, ids=of)


def named(ids: Ids) -> Who:
    """A person named on this very dossier (assessor, evaluator)."""
    return Who("une personne désignée sur ce dossier", "named", ids=ids)


@dataclass(frozen=True)
class Row:
    """One thing a person can do, and who may. ``confirmed`` asks for rights confirmed within 15 minutes."""

    action: str
    who: tuple[Who, ...]
    confirmed: bool

    def __init__(self, action: str, *who: Who, confirmed: bool = False) -> None:
        object.__setattr__(self, "action", action)
        object.__setattr__(self, "who", who)
        object.__setattr__(self, "confirmed", confirmed)


class Table:
    """The rows of a service, by action."""

    def __init__(self, *rows: Row) -> None:
        self.rows = {row.action: row for row in rows}
        if len(self.rows) != len(rows):
            raise ValueError("an action has two rows")

    async def check(self, action: str, actor: Actor, day: date, reader: Any, *arguments: Any) -> Row:
        """The row that lets this actor act. Raises Unauthenticated, Forbidden (naming who may), or KeyError."""
        row = self.rows[action]
        for who in row.who:
            if await who.holds(actor, day, reader, arguments):
                return row
        if not actor.signed_in:
            raise Unauthenticated("Connectez-vous pour continuer : cette action demande une identité vérifiée.")
        allowed = " ou ".join(who.words for who in row.who)
        raise Forbidden(f"Cette action est réservée à : {allowed}.", action=action)


_ADMINISTER = duty(DutyName.ADMINISTER)
# What every service lets people do about its own running; the routes are in web/operations.py.
OPERATIONS = (
    Row("list_parked", _ADMINISTER),
    Row("replay_parked", _ADMINISTER),
    Row("set_aside_parked", _ADMINISTER),
    Row("show_trail", any_duty()),
    Row("list_acts_of", _ADMINISTER),
    Row("list_messages", signed_in()),
)
