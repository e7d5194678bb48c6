"""How incubator_registry is put together."""

from functools import cache

from contracts.catalogue import hears
from services.chassis.deadlines import Deadline
from services.chassis.reactions import Reaction
from services.chassis.service import Service
from services.chassis.settings import load
from services.chassis.views import View, declared
from services.incubator_registry import mails, pages, reactions, views
from services.incubator_registry.access import ACCESS
from services.incubator_registry.agreement import Agreement
from services.incubator_registry.api import router
from services.incubator_registry.application import Application
from services.incubator_registry.call import Call
from services.incubator_registry.committee import Session
from services.incubator_registry.decision import ActOfDecision
from services.incubator_registry.deposit import DraftVersion
from services.incubator_registry.incubator import Incubator
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
    dossiers=(Person, Organisation, Call, Application, Agreement, Incubator),
    records=(DraftVersion, Session, ActOfDecision),
    access=ACCESS,
    rights=OwnRights(first),
    api=router,
    pages=pages.router,
    hears=hears(NAME),
    views=declared(views, View),
    reactions=declared(reactions, Reaction),
    deadlines=declared(reactions, Deadline),
    mails=mails.MAILS,
    indexes={
        "person": (("bearer",), ("duties.name", "_id")),
        "organisation": (("members.person",), ("siret",), ("identity.nda",)),
        "call": (("state", "_id"),),
        "application": (
            ("call", "state", "_id"),
            ("state", "_id"),
            ("grouping.lead", "_id"),
            ("grouping.members.organisation", "_id"),
            ("assessments.assessor", "_id"),
            ("followers", "_id"),
        ),
        "draft_versions": (("application", "_id"),),
        "committee_sessions": (("call", "_id"),),
        "agreement": (("state", "_id"), ("members.organisation", "_id")),
        "incubator": (("public", "_id"), ("state", "_id"), ("members.organisation", "_id")),
        "experiments": (("incubator",),),
        "reports": (("experiment",),),
    },
)
