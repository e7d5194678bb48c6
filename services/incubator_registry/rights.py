"""Who asks, from the registry's own dossiers: it owns persons and organisations, so its rights are always fresh."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from services.chassis.actor import Actor, Duty, DutyName
from services.chassis.identity import bearer_hash
from services.chassis.reader import Reader
from services.chassis.settings import Settings
from services.incubator_registry.organisation import Organisation
from services.incubator_registry.person import Person, State

FIRST = Duty(name=DutyName.ADMINISTER, reference="premier administrateur", since=date(2000, 1, 1))


def first_administrator(settings: Settings) -> str:
    """The keyed hash of the first administrator (``issuer|subject`` of the settings), empty when none is named."""
    issuer, _, subject = settings.first_administrator.partition("|")
    return bearer_hash(settings.bearer_key, issuer, subject) if subject else ""


@dataclass(frozen=True)
class OwnRights:
    """Answers the actor behind a bearer. ``first`` gives the hash of the first administrator when it is asked."""

    first: Callable[[], str]

    async def __call__(self, reader: Reader, bearer: str) -> Actor:
        """The actor: duties and memberships of an active person; a bearer without a person is signed in, no more."""
        if not bearer:
            return Actor()
        found = await reader.where(Person, bearer=bearer, state=State.ACTIVE, limit=1)
        duties = (found[0].duties if found else ()) + await self._first_duty(reader, bearer)
        if not found:
            return Actor(bearer=bearer, kind="person", duties=duties)
        person = found[0].id
        organisations = await reader.where(Organisation, members__person=person)
        memberships = {each.id: frozenset(each.roles_of(person)) for each in organisations}
        return Actor(person=person, kind="person", bearer=bearer, duties=duties, memberships=memberships)

    async def _first_duty(self, reader: Reader, bearer: str) -> tuple[Duty, ...]:
        """The first administrator administers while no duty was ever given."""
        if bearer != self.first() or await reader.count(Person, duties__name=list(DutyName)):
            return ()
        return (FIRST,)
