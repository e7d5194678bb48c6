"""How project_tracking is put together."""

from contracts.catalogue import hears
from services.chassis import learnt_people
from services.chassis.deadlines import Deadline
from services.chassis.reactions import Reaction
from services.chassis.rights import learnt_rights
from services.chassis.service import Service
from services.chassis.views import View, declared
from services.project_tracking import reactions, views
from services.project_tracking.access import ACCESS
from services.project_tracking.api import router
from services.project_tracking.experiment import Experiment
from services.project_tracking.mails import MAILS
from services.project_tracking.observation import Observation
from services.project_tracking.report import Report

NAME = "project_tracking"

SERVICE = Service(
    name=NAME,
    title="Suivi des expérimentations",
    dossiers=(Experiment, Report),
    records=(Observation,),
    access=ACCESS,
    rights=learnt_rights,
    api=router,
    hears=hears(NAME),
    views=declared(views, View),
    reactions=declared(reactions, Reaction),
    deadlines=declared(reactions, Deadline),
    mails=MAILS,
    indexes={
        "experiment": (("state", "_id"), ("carrier", "_id"), ("incubator", "_id"), ("evaluator.person",)),
        "report": (("experiment",), ("carrier", "_id"), ("state", "_id")),
        "observations": (("experiment", "_id"),),
        "adaptations": (("experiment",),),
        **learnt_people.INDEXES,
    },
)
