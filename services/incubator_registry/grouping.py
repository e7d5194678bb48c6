"""The grouping that carries an application: one lead, members with roles, and the assent of each. Pure."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Annotated

from pydantic import Field

from contracts.registry_parts import GroupingMember
from services.chassis import reference
from services.chassis.refusal import Invalid, Refusal
from services.chassis.values import Code, Day, Id, Value

LEAD = "chef-de-file"
MOST = 60
Roles = Annotated[tuple[Code, ...], Field(min_length=1, max_length=8)]


class AssentMissing(Refusal):
    """A member has not assented yet."""

    code, title = "assent-missing", "Accord d'un membre manquant"


class OwnOrganisation(Refusal):
    """An officer or an assessor may not act on what their own organisation carries."""

    code, title = "own-organisation", "Déport nécessaire"


class NotInTheGrouping(Refusal):
    """The organisation is no member of the grouping."""

    code, title = "not-in-the-grouping", "Organisme hors du groupement"


class Member(Value):
    """An organisation of the grouping, beside the lead: its roles, and when its representative assented."""

    organisation: Id
    roles: Roles
    assented_on: Day | None = None
    assented_by: Id | None = None


class Grouping(Value):
    """One lead and its members. The lead assents by depositing; ``lead_roles``: what it is beside leading."""

    lead: Id
    lead_roles: tuple[Code, ...] = ()
    members: tuple[Member, ...] = ()

    @property
    def organisations(self) -> frozenset[str]:
        """All organisations of the grouping, the lead among them."""
        return frozenset({self.lead, *(member.organisation for member in self.members)})

    @property
    def awaited(self) -> tuple[str, ...]:
        """The members whose assent is missing."""
        return tuple(member.organisation for member in self.members if member.assented_on is None)

    @property
    def roles(self) -> frozenset[str]:
        """Every role that some organisation of the grouping holds."""
        return frozenset({LEAD, *self.lead_roles, *(role for each in self.members for role in each.roles)})

    def told(self) -> tuple[GroupingMember, ...]:
        """The grouping as it is announced, one item a role, the lead first."""
        pairs = [(self.lead, role) for role in (LEAD, *self.lead_roles)]
        pairs += [(each.organisation, role) for each in self.members for role in each.roles]
        return tuple(GroupingMember(organisation=organisation, role=role) for organisation, role in pairs)

    def lead_with(self, roles: Sequence[str]) -> "Grouping":
        """With what the lead is beside leading (a laboratory, a training organisation). Raises Invalid."""
        _check_roles(roles)
        return self.model_copy(update={"lead_roles": tuple(roles)})

    def invite(self, organisation: str, roles: Sequence[str]) -> "Grouping":
        """With one more member, or other roles for one, who must then assent again. Raises Invalid."""
        if organisation == self.lead:
            raise Invalid("Le chef de file est déjà dans le groupement.", field="organisation")
        _check_roles(roles)
        others = tuple(each for each in self.members if each.organisation != organisation)
        if len(others) >= MOST:
            raise Invalid(f"Un groupement compte au plus {MOST} membres.", field="organisation")
        return self._with((*others, Member(organisation=organisation, roles=tuple(roles))))

    def remove(self, organisation: str) -> "Grouping":
        """Without a member. Raises NotInTheGrouping."""
        self.member(organisation)
        return self._with(each for each in self.members if each.organisation != organisation)

    def assent(self, organisation: str, person: str, on: date) -> "Grouping":
        """With the assent of a member's representative. Raises NotInTheGrouping."""
        given = self.member(organisation).model_copy(update={"assented_on": on, "assented_by": person})
        return self._with(given if each.organisation == organisation else each for each in self.members)

    def member(self, organisation: str) -> Member:
        """The member that an organisation is. Raises NotInTheGrouping."""
        found = next((each for each in self.members if each.organisation == organisation), None)
        if found is None:
            raise NotInTheGrouping("Cet organisme n'est pas membre du groupement.", organisation=organisation)
        return found

    def check_assents(self) -> None:
        """Raises AssentMissing, naming the members that are awaited."""
        if self.awaited:
            raise AssentMissing(
                "Le dépôt attend l'accord de chaque membre : il en manque "
                f"{len(self.awaited)}. Relancez leur représentant, ou retirez ces organismes du groupement.",
                field="members",
                awaited=list(self.awaited),
            )

    def check_free(self, organisations: AbstractSet[str]) -> None:
        """Raises OwnOrganisation when a person's organisations carry this application."""
        if self.organisations & organisations:
            raise OwnOrganisation(
                "Votre organisme est dans ce groupement : vous ne pouvez ni instruire, ni noter, ni décider ce "
                "dossier. Confiez-le à une autre personne.",
                organisations=sorted(self.organisations & organisations),
            )

    def _with(self, members: Iterable[Member]) -> "Grouping":
        return self.model_copy(update={"members": tuple(members)})


def _check_roles(roles: Sequence[str]) -> None:
    for number, role in enumerate(roles):
        if role == LEAD:
            raise Invalid("Un groupement a un seul chef de file : choisissez un autre rôle.", field=f"roles/{number}")
        reference.check("grouping_roles", role, field=f"roles/{number}")
