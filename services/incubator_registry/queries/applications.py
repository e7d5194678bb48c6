"""Applications as each person may see them: lists, tabs, proofs, drafts, scores and sessions."""

from enum import StrEnum
from typing import Any

from services.chassis.actor import DutyName
from services.chassis.page import Page
from services.chassis.reader import Reader
from services.chassis.refusal import NotFound
from services.chassis.values import Moment, Value
from services.incubator_registry import scoring
from services.incubator_registry.application import Application, ScoresMissing
from services.incubator_registry.application_lifecycle import LABELS, OVER, USUAL_WORDS, State
from services.incubator_registry.application_view import ApplicationView, Eyes, view
from services.incubator_registry.committee import Session
from services.incubator_registry.deposit import CallNotOpen, Content, DraftVersion, Proof, PublishedCall
from services.incubator_registry.use_cases.seen import published_call

NOT_OVER = tuple(state for state in State if state not in OVER and state is not State.DRAFT)
WHO_READ_ALL = (DutyName.INSTRUCT, DutyName.DECIDE)
RECEIVED = tuple(state for state in State if state is not State.DRAFT)


class SeenAs(StrEnum):
    """In what capacity one asks for a list."""

    OFFICER = "officer"
    LEAD = "lead"
    PARTNER = "partner"
    ASSESSOR = "assessor"


class Tab(StrEnum):
    """The officer's tabs."""

    TO_FOLLOW = "to-follow"
    FOLLOWED = "followed"
    PROCESSED = "processed"
    TOTAL = "total"


TAB_WORDS = {
    Tab.TO_FOLLOW: "À suivre",
    Tab.FOLLOWED: "Suivis par moi",
    Tab.PROCESSED: "Traités",
    Tab.TOTAL: "Au total",
}


class Summary(Value):
    """One line of a list."""

    id: str
    version: int
    call: str
    state: State
    label: str
    usual_word: str
    title: str
    incubator_type: str
    lead: str
    deposited_at: Moment | None
    silently_refused_on: str | None


class TabCount(Value):
    """How many applications a tab holds."""

    tab: Tab
    label: str
    count: int


class DraftView(Value):
    """One autosaved version."""

    id: str
    number: int
    at: Moment
    by: str
    content: Content


class ScoreLine(Value):
    """One application before the committee: totals in hundredths, or how many assessments are awaited."""

    application: str
    title: str
    totals: tuple[int, ...] = ()
    mean: int | None = None
    spread: int | None = None
    awaited: int = 0


async def show_application(reader: Reader, application: str) -> ApplicationView:
    """One application, as who asks may see it. Raises NotFound for another's draft."""
    found = await reader.get(Application, application)
    eyes = eyes_on(reader, found)
    if found.state is State.DRAFT and eyes is not Eyes.GROUPING:
        raise NotFound("Ce dossier n'existe pas, ou vous n'y avez pas accès.", kind="application", id=application)
    rules = await published_call(reader, found.call)
    return view(found, rules, eyes, reader.actor.person, reader.today)


def eyes_on(reader: Reader, application: Application) -> Eyes:
    """A member of the grouping is an applicant whatever else they are; then comes the assessor, then the officer."""
    if reader.actor.organisations() & application.grouping.organisations:
        return Eyes.GROUPING
    if reader.actor.person in application.assessors:
        return Eyes.ASSESSOR
    return Eyes.OFFICER


async def show_proof(reader: Reader, application: str) -> Proof:
    """The proof of the latest deposit. Raises NotFound before it."""
    found = await reader.get(Application, application)
    if not found.proofs:
        raise NotFound("Cette candidature n'est pas déposée.", kind="application", id=application)
    return found.proofs[-1]


async def list_drafts(reader: Reader, application: str, after: str | None, limit: int) -> Page:
    """Every autosaved version of a draft, the oldest first."""
    found = await reader.records(DraftVersion, application=application, after=after, limit=limit + 1)
    return Page.of([DraftView(**each.model_dump(exclude={"application"})) for each in found], limit)


async def list_applications(
    reader: Reader,
    seen_as: SeenAs,
    call: str | None,
    state: State | None,
    tab: Tab | None,
    after: str | None,
    limit: int,
) -> Page:
    """The applications that one may see in a capacity; an officer sees no draft."""
    chosen = _capacity(reader, seen_as) | ({"call": call} if call else {})
    if tab is not None and seen_as is SeenAs.OFFICER:
        chosen |= _tab(reader, tab)
    if state is not None:
        allowed = chosen.get("state", tuple(State))
        chosen["state"] = tuple(each for each in allowed if each is state)
    found = await reader.where(Application, after=after, limit=limit + 1, **chosen)
    return Page.of([_summary(reader, each) for each in found], limit)


async def count_applications(reader: Reader, call: str | None) -> list[TabCount]:
    """The officer's tabs with their counts."""
    of_call = {"call": call} if call else {}
    return [
        TabCount(tab=tab, label=TAB_WORDS[tab], count=await reader.count(Application, **(_tab(reader, tab) | of_call)))
        for tab in Tab
    ]


async def show_scores(reader: Reader, call: str) -> list[ScoreLine]:
    """What the committee will rank: the totals of each eligible application, or what is awaited."""
    try:
        rules = await published_call(reader, call)
    except CallNotOpen as refusal:
        raise NotFound(f"Aucune note : {refusal.detail}", field="call") from None
    found = await reader.where(Application, call=call, state=State.ELIGIBLE)
    own = reader.actor.organisations()
    return [
        _score(each, rules, reader)
        for each in found
        # An officer of the grouping is an applicant here; an assessor stays blind until they have submitted.
        if not own & each.grouping.organisations and reader.actor.person not in _blind(each)
    ]


async def list_sessions(reader: Reader, call: str, after: str | None, limit: int) -> Page:
    """The sessions of the committee on a call, with list, cut-off and overrides."""
    found = await reader.records(Session, call=call, after=after, limit=limit + 1)
    return Page.of(found, limit)


def _blind(application: Application) -> set[str]:
    return {each.assessor for each in application.assessments if each.submitted_at is None}


def _score(each: Application, rules: PublishedCall, reader: Reader) -> ScoreLine:
    try:
        totals = each.totals(rules.criteria, reader.today)
    except ScoresMissing as missing:
        awaited = len(missing.facts["awaited"])
        return ScoreLine(application=each.id, title=each.content.title, awaited=awaited)
    return ScoreLine(
        application=each.id,
        title=each.content.title,
        totals=totals,
        mean=scoring.rounded(scoring.mean(totals)),
        spread=scoring.spread(totals),
    )


def _capacity(reader: Reader, seen_as: SeenAs) -> dict[str, Any]:
    own = sorted(reader.actor.organisations())
    match seen_as:
        case SeenAs.OFFICER if any(reader.actor.duty(name, reader.today) for name in WHO_READ_ALL):
            return {"state": RECEIVED}
        case SeenAs.LEAD:
            return {"grouping__lead": own}
        case SeenAs.PARTNER:
            return {"grouping__members__organisation": own}
        case SeenAs.ASSESSOR if reader.actor.person:
            return {"assessments__assessor": reader.actor.person}
    return {"id": ()}


def _tab(reader: Reader, tab: Tab) -> dict[str, Any]:
    match tab:
        case Tab.TO_FOLLOW:
            return {"state": NOT_OVER, "followed": False}
        case Tab.FOLLOWED:
            return {"state": NOT_OVER, "followers": reader.actor.person}
        case Tab.PROCESSED:
            return {"state": tuple(OVER)}
        case Tab.TOTAL:
            return {"state": RECEIVED}


def _summary(reader: Reader, each: Application) -> Summary:
    silent = each.silently_refused_on(reader.today) if each.proofs else None
    return Summary(
        id=each.id,
        version=each.version,
        call=each.call,
        state=each.state,
        label=LABELS[each.state],
        usual_word=USUAL_WORDS[each.state],
        title=each.content.title,
        incubator_type=each.content.incubator_type,
        lead=each.lead,
        deposited_at=each.proofs[-1].at if each.proofs else None,
        silently_refused_on=silent.isoformat() if silent else None,
    )
