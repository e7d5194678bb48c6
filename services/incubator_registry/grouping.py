"""The grouping that carries an application: one lead, members with roles, and the assent of each. Pure."""

from collections.abc import Iterable
from datetime import date

from contracts.registry_parts import GroupingMember
from services.chassis import reference
from services.chassis.refusal import Invalid, Refusal
from services.incubator_registry.values import Code, Day, Id, Value

LEAD = "chef-de-file"
MOST = 60


class AssentMissing(Refusal):
    """A member has not assented yet."""

    code, title = "assent-missing", "Accord d'un membre manquant"


class NotInTheGrouping(Refusal):
    """The organisation is no member of the grouping."""

    code, title = "not-in-the-grouping", "Organisme hors du groupement"


class Member(Value):
    """An organisation of the grouping, beside the lead: its role, and when its representative assented."""

    organisation: Id
    role: Code
    assented_on: Day | None = None
    assented_by: Id | None = None


class Grouping(Value):
    """One lead and its members. The lead assents by depositing."""

    lead: Id
    members: tuple[Member, ...] = ()

    @property
    def organisations(self) -> frozenset[str]:
        """All organisations of the grouping, the lead among them."""
        return frozenset({self.lead, *(member.organisation for member in self.members)})

    @property
    def awaited(self) -> tuple[str, ...]:
        """The members whose assent is missing."""
        return tuple(member.organisation for member in self.members if member.assented_on is None)

    def told(self) -> tuple[GroupingMember, ...]:
        """The grouping as it is announced, the lead first."""
        lead = GroupingMember(organisation=self.lead, role=LEAD)
        return (lead, *(GroupingMember(organisation=each.organisation, role=each.role) for each in self.members))

    def invite(self, organisation: str, role: str) -> "Grouping":
        """With one more member, or another role for one, who must then assent again. Raises Invalid."""
        if organisation == self.lead or role == LEAD:
            raise Invalid("Un groupement a un seul chef de file : choisissez un autre rôle.", field="role")
        reference.check("grouping_roles", role, field="role")
        others = tuple(each for each in self.members if each.organisation != organisation)
        if len(others) >= MOST:
            raise Invalid(f"Un groupement compte au plus {MOST} membres.", field="organisation")
        return self._with((*others, Member(organisation=organisation, role=role)))

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

    def _with(self, members: Iterable[Member]) -> "Grouping":
        return self.model_copy(update={"members": tuple(members)})
