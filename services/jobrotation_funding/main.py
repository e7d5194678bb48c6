"""How jobrotation_funding is put together."""

from contracts.catalogue import hears
from services.chassis import learnt_people
from services.chassis.deadlines import Deadline
from services.chassis.reactions import Reaction
from services.chassis.rights import learnt_rights
from services.chassis.service import Service
from services.chassis.views import View, declared
from services.jobrotation_funding import pages, reactions, views
from services.jobrotation_funding.access import ACCESS
from services.jobrotation_funding.api import router
from services.jobrotation_funding.envelope import Envelope
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.ledger import Line
from services.jobrotation_funding.mails import MAILS
from services.jobrotation_funding.pack import CertificateKept, PackKept
from services.jobrotation_funding.rate_card import RateCard
from services.jobrotation_funding.staff import Staff
from services.jobrotation_funding.week_sheet import WeekSheet
from services.jobrotation_funding.week_sheet_parts import Change

NAME = "jobrotation_funding"

SERVICE = Service(
    name=NAME,
    title="Financement de la job-rotation",
    dossiers=(Envelope, RateCard, Grant, Staff, WeekSheet),
    records=(Line, Change, CertificateKept, PackKept),
    access=ACCESS,
    rights=learnt_rights,
    api=router,
    pages=pages.router,
    hears=hears(NAME),
    views=declared(views, View),
    reactions=declared(reactions, Reaction),
    deadlines=declared(reactions, Deadline),
    mails=MAILS,
    indexes={
        "envelope": (("line", "_id"),),
        "grant": (("state", "_id"), ("organisation", "_id"), ("experiment", "_id"), ("terms.envelope", "state")),
        "ledger": (("envelope", "at"), ("grant", "at"), ("line", "vintage", "at"), ("at",), ("on",)),
        "staff": (("organisation", "_id"),),
        "week_sheet": (("grant", "week"), ("grant", "_id"), ("staff", "week")),
        "week_sheet_changes": (("sheet", "_id"),),
        "reports": (("experiment",),),
        **learnt_people.INDEXES,
        # The undertaking: State aid and open data are summed by it.
        "organisations": (*learnt_people.INDEXES["organisations"], ("siren",)),
    },
)
