"""The organisations that an agreement binds: one lead, known roles, and nobody who judges their own. Pure."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from contracts.registry_parts import GroupingMember
from services.chassis import reference
from services.chassis.refusal import Invalid
from services.incubator_registry.grouping import LEAD, MOST, OwnOrganisation


def check_partners(lead: str, members: Sequence[GroupingMember]) -> None:
    """Raises Invalid unless the lead, and it alone, is ``chef-de-file``, and every role is known and said once."""
    leads = [each.organisation for each in members if each.role == LEAD]
    if leads != [lead]:
        raise Invalid("Le chef de file ne change pas par avenant, et il n'y en a qu'un.", field="members")
    if len({each.organisation for each in members}) > MOST:
        raise Invalid(f"Un groupement compte au plus {MOST} membres.", field="members")
    for number, each in enumerate(members):
        reference.check("grouping_roles", each.role, field=f"members/{number}/role")
        if each in members[:number]:
            raise Invalid("Ce rôle est donné deux fois au même organisme.", field=f"members/{number}")


def check_free(carriers: AbstractSet[str], organisations: AbstractSet[str]) -> None:
    """Raises OwnOrganisation when an officer's organisations are among those that carry the dossier."""
    if carriers & organisations:
        raise OwnOrganisation(
            "Votre organisme est partie à cette convention : confiez ce dossier à un autre agent.",
            organisations=sorted(carriers & organisations),
        )
