"""Where each euro is, for everyone: by line and vintage, under the cap, by grant, and when. Amounts in cents."""

from collections.abc import Iterator

from services.chassis import counters
from services.chassis.page import Page
from services.chassis.reader import Reader
from services.chassis.refusal import NotFound
from services.jobrotation_funding.balances import figures
from services.jobrotation_funding.calculation import in_words
from services.jobrotation_funding.envelope import Envelope
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_holds import BECAUSE
from services.jobrotation_funding.grant_lifecycle import ReportState
from services.jobrotation_funding.ledger import Kind, Line
from services.jobrotation_funding.money_counters import ENVELOPE
from services.jobrotation_funding.queries.budget import CapView, YearOfCredits, show_cap, show_credits
from services.jobrotation_funding.queries.grants import names_of
from services.jobrotation_funding.queries.ledger import PUBLIC, Step, chain
from services.jobrotation_funding.shown_grants import Names
from services.jobrotation_funding.values import Act, Day, Value

FIGURES = ("voted", "affected", "engaged", "ordered", "paid", "recovered")
# What each movement of a grant is called, in the order of one step; what only accompanies another one is left out.
MOVED: dict[Kind, str] = {
    Kind.ENGAGED: "Engagement",
    Kind.DISENGAGED: "Dégagement de ce qui ne sera pas dépensé",
    Kind.ADVANCE_OPENED: "Avance certifiée",
    Kind.CERTIFIED: "Service fait certifié",
    Kind.ADVANCE_DEDUCTED: "Avance déduite du service fait",
    Kind.ORDERED: "Paiement ordonné",
    Kind.ORDER_REJECTED: "Ordre de paiement rejeté par le payeur",
    Kind.ORDER_REDUCED: "Ordre de paiement réduit",
    Kind.PAID: "Paiement",
    Kind.CLAIMED_BACK: "Trop-perçu réclamé",
    Kind.RECOVERED: "Trop-perçu recouvré",
    Kind.WAIVED: "Remise gracieuse votée",
}
TAKEN_BACK = {
    Kind.ADVANCE_OPENED: "Certificat de l'avance retiré",
    Kind.CERTIFIED: "Service fait retiré",
    Kind.ADVANCE_DEDUCTED: "Déduction de l'avance annulée",
    Kind.PAID: "Reversement dans l'année du paiement",
}


class EnvelopeMoney(Value):
    """One line in one vintage. ``left_cents``: what may still be engaged."""

    id: str
    line: str
    label: str
    vintage: int
    capped: bool
    voted_cents: int
    affected_cents: int
    engaged_cents: int
    ordered_cents: int
    paid_cents: int
    recovered_cents: int
    left_cents: int


class GrantMoney(Value):
    """One grant: its employer, its experiment and the incubator of it, its money.

    ``held_by``: the late reports that block payments.
    """

    id: str
    organisation: str
    organisation_name: str
    experiment: str
    experiment_title: str
    incubator: str | None
    incubator_name: str
    state: str
    state_label: str
    act: Act
    cents: int
    engaged_cents: int
    paid_cents: int
    recovered_cents: int
    held_by: tuple[str, ...]


class Money(Value):
    """All of it on a day. ``granted``: how many grants were decided; they are a list of their own."""

    on: Day
    envelopes: tuple[EnvelopeMoney, ...]
    total: EnvelopeMoney
    credits: tuple[YearOfCredits, ...]
    cap: CapView
    granted: int


class MoneyMoment(Value):
    """One dated step of a grant's money; a hold moves none."""

    on: Day
    what: str
    cents: int | None = None


class GrantMoneyView(GrantMoney):
    """One grant with its calculation, its balance and its dated steps."""

    line: str
    line_label: str
    vintage: int
    rate_card_code: str
    starts_on: Day
    ends_on: Day
    calculation: tuple[str, ...]
    chain: tuple[Step, ...]
    moments: tuple[MoneyMoment, ...]


async def show_money(reader: Reader) -> Money:
    """Every envelope, its payment credits, the cap, and how many grants were decided."""
    envelopes = sorted(await reader.where(Envelope), key=lambda each: (each.line, each.vintage))
    shown = [await _envelope(reader, each) for each in envelopes]
    lines = dict.fromkeys(each.line for each in envelopes)
    return Money(
        on=reader.today,
        envelopes=tuple(shown),
        total=_total(shown),
        credits=tuple([year for line in lines for year in await show_credits(reader, line)]),
        cap=await show_cap(reader),
        granted=await reader.count(Grant, state=sorted(PUBLIC)),
    )


async def list_granted_money(reader: Reader, after: str | None, limit: int) -> Page:
    """The grants that were decided, each with its money."""
    found = await reader.where(Grant, state=sorted(PUBLIC), after=after, limit=limit + 1)
    names = await names_of(reader, found)
    return Page.of([_grant(reader, each, names[each.id]) for each in found], limit)


async def show_grant_money(reader: Reader, grant: str) -> GrantMoneyView:
    """One grant's money. Raises NotFound before it was decided."""
    found = await reader.get(Grant, grant)
    if found.state not in PUBLIC:
        raise NotFound("Cette subvention n'existe pas, ou n'est pas encore décidée.", kind="grant", id=grant)
    names = await names_of(reader, (found,))
    lines = await reader.records(Line, grant=grant, order="at")
    terms = found.agreed
    return GrantMoneyView(
        **dict(_grant(reader, found, names[found.id])),
        line=terms.line,
        line_label=(await reader.get(Envelope, terms.envelope)).label,
        vintage=terms.vintage,
        rate_card_code=terms.rate_card_code,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        calculation=in_words(terms.lines),
        chain=chain(await figures(reader, grant=grant), of_an_envelope=False),
        moments=tuple(sorted(moments(found, lines), key=lambda moment: moment.on)),
    )


def moments(grant: Grant, lines: list[Line]) -> Iterator[MoneyMoment]:
    """The dated steps of a grant, those of one day in the order they happened."""
    if grant.decided and grant.terms:
        before = grant.amendments[0].before if grant.amendments else grant.terms
        yield MoneyMoment(on=grant.decided.act.on, what=_by("Attribution", grant.decided.act), cents=before.cents)
    for amendment in grant.amendments:
        yield MoneyMoment(on=amendment.act.on, what=_by("Avenant", amendment.act), cents=amendment.delta_cents)
    rank = {kind: place for place, kind in enumerate(MOVED)}
    for line in sorted(lines, key=lambda line: (line.at, rank.get(line.kind, 0))):
        if line.kind in MOVED:
            what = MOVED[line.kind] if line.cents >= 0 else TAKEN_BACK[line.kind]
            yield MoneyMoment(on=line.on, what=what, cents=abs(line.cents))
    labels = {watched.report: watched.label for watched in grant.watched}
    for past in grant.holds:
        late = ", ".join(labels.get(report, "") for report in past.reports)
        yield MoneyMoment(on=past.since, what=f"Paiements suspendus : bilan en retard ({late})")
        yield MoneyMoment(on=past.until, what=f"Suspension levée : {BECAUSE.get(past.because, past.because)}")
    for watched in grant.watched:
        if watched.held_on and watched.awaited:
            yield MoneyMoment(on=watched.held_on, what=f"Paiements suspendus : bilan en retard ({watched.label})")
    yield from _accounts(grant)


def _accounts(grant: Grant) -> Iterator[MoneyMoment]:
    for report in grant.financial_reports:
        if report.versions:
            handed, accepted = report.versions[0], report.state is ReportState.ACCEPTED
            what = f"Compte rendu financier {report.year}"
            yield MoneyMoment(on=handed.submitted_on, what=f"{what} remis")
            if accepted and (on := report.versions[-1].answered_on):
                yield MoneyMoment(on=on, what=f"{what} accepté")


def _by(what: str, act: Act) -> str:
    return f"{what} par l'acte n° {act.number}"


async def _envelope(reader: Reader, envelope: Envelope) -> EnvelopeMoney:
    totals = await counters.totals(reader, ENVELOPE, envelope.id)
    return EnvelopeMoney(
        id=envelope.id,
        line=envelope.line,
        label=envelope.label,
        vintage=envelope.vintage,
        capped=envelope.capped,
        left_cents=totals["affected"] - totals["engaged"],
        **{f"{name}_cents": totals[name] for name in FIGURES},
    )


def _total(envelopes: list[EnvelopeMoney]) -> EnvelopeMoney:
    """The sum of all envelopes."""
    names = [*(f"{name}_cents" for name in FIGURES), "left_cents"]
    sums = {name: sum(getattr(each, name) for each in envelopes) for name in names}
    return EnvelopeMoney(id="", line="", label="Ensemble", vintage=0, capped=False, **sums)


def _grant(reader: Reader, grant: Grant, names: Names) -> GrantMoney:
    if grant.decided is None:
        raise ValueError("a public grant was decided")
    return GrantMoney(
        id=grant.id,
        organisation=grant.organisation,
        organisation_name=names.organisation,
        experiment=grant.experiment,
        experiment_title=names.experiment,
        incubator=names.incubator,
        incubator_name=names.incubator_name,
        state=grant.state.value,
        state_label=grant.lifecycle.labels[grant.state],
        act=grant.decided.act,
        cents=grant.agreed.cents,
        engaged_cents=grant.engaged_cents,
        paid_cents=grant.paid_cents,
        recovered_cents=grant.recovered_cents,
        held_by=tuple(watched.label for watched in grant.watched if watched.blocks(reader.today)),
    )
