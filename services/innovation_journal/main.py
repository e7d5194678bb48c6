"""How innovation_journal is put together."""

from contracts.catalogue import hears
from services.chassis import learnt_people
from services.chassis.deadlines import Deadline
from services.chassis.reactions import Reaction
from services.chassis.rights import learnt_rights
from services.chassis.service import Service
from services.chassis.views import View, declared
from services.innovation_journal import pages, public, reactions, reshow, views
from services.innovation_journal.access import ACCESS
from services.innovation_journal.adaptation import Adaptation
from services.innovation_journal.api import router
from services.innovation_journal.article import Article
from services.innovation_journal.article_review import Review
from services.innovation_journal.edition import Edition
from services.innovation_journal.gathering import Gathering
from services.innovation_journal.heard import Heard
from services.innovation_journal.mails import MAILS

NAME = "innovation_journal"

SERVICE = Service(
    name=NAME,
    title="Journal des innovations",
    dossiers=(Article, Adaptation, Gathering),
    records=(Edition, Heard, Review, public.Shown, public.FacetCount),
    access=ACCESS,
    rights=learnt_rights,
    api=router,
    pages=pages.router,
    hears=hears(NAME),
    views=declared(views, View),
    reactions=declared(reactions, Reaction),
    deadlines=declared(reactions, Deadline),
    mails=MAILS,
    projections=(reshow.show_again,),
    indexes={
        "article": (("state", "_id"), ("carriers", "_id"), ("reviewers", "_id"), ("experiment",), ("slug",)),
        "editions": (("article",),),
        "reviews": (("article",),),
        "heard": (("described.adapts_experiment",), ("described.adapts_article",)),
        "adaptation": (
            ("article", "state"),
            ("experiment", "state"),
            ("state", "_id"),
            ("declared_by", "_id"),
            ("carriers", "_id"),
        ),
        "gathering": (("programme.starts_at", "_id"), ("programme.incubator", "_id"), ("slug",)),
        **learnt_people.INDEXES,
        **public.INDEXES,
    },
)
