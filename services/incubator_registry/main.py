"""How incubator_registry is put together."""

from functools import cache

from services.chassis.deadlines import Deadline
from services.chassis.reactions import Reaction
from services.chassis.service import Service
from services.chassis.settings import load
from services.chassis.views import declared
from services.incubator_registry import reactions
from services.incubator_registry.access import ACCESS
from services.incubator_registry.api import router
from services.incubator_registry.call import Call
from services.incubator_registry.organisation import Organisation
from services.incubator_registry.person import Person
from services.incubator_registry.rights import OwnRights, first_administrator

NAME = "incubator_registry"


@cache
def first() -> str:
    """The first administrator of this installation; read when somebody asks, for importing needs no settings."""
    return first_administrator(load())


SERVICE = Service(
    name=NAME,
    title="Registre des incubateurs",
    dossiers=(Person, Organisation, Call),
    access=ACCESS,
    rights=OwnRights(first),
    api=router,
    reactions=declared(reactions, Reaction),
    deadlines=declared(reactions, Deadline),
    indexes={
        "person": (("bearer",), ("duties.name", "_id")),
        "organisation": (("members.person",), ("siret",), ("identity.nda",)),
        "call": (("state", "_id"),),
    },
)
