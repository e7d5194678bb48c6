"""Money booked step by step, as the use cases of a grant book it: G1 and G5 of the story. Amounts in cents."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.chassis.calendar import paris
from services.chassis.work import Cause, Work
from services.jobrotation_funding.ledger import Kind, Line, line_id
from services.jobrotation_funding.use_cases.booking import Account, Entry, book
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding.making_grants import engaged
from tests.support.service import House


@dataclass(frozen=True)
class Step:
    """One step of a grant's money: its name within the grant, its day, what it books."""

    name: str
    on: date
    entries: tuple[Entry, ...]
    reference: str = ""


def step(name: str, on: date, *moves: tuple[Kind, int], year: int | None = None) -> Step:
    """A step; ``year``: the payment year of its orders."""
    return Step(name, on, tuple(Entry(kind, cents, year) for kind, cents in moves), f"Pièce {name}")


def paid_claim(name: str, certified: date, ordered: date, paid: date, cents: int, deducted: int = 0) -> Iterator[Step]:
    """A claim certified, ordered and paid; ``deducted`` of the advance."""
    payable = cents - deducted
    yield step(f"{name}/certify", certified, (Kind.CERTIFIED, cents), (Kind.ADVANCE_DEDUCTED, deducted))
    yield step(f"{name}/order", ordered, (Kind.ORDERED, payable), year=ordered.year)
    yield step(f"{name}/pay", paid, (Kind.PAID, payable))


def advance(on: date, cents: int) -> Iterator[Step]:
    """The advance certified, ordered and paid on the same days."""
    yield step("1/certify", on, (Kind.ADVANCE_OPENED, cents))
    yield step("1/order", on, (Kind.ORDERED, cents), year=on.year)
    yield step("1/pay", on, (Kind.PAID, cents))


# Batir's G1: 25 848.00, the advance, two claims and the balance, 1 166.40 given back.
G1 = (
    step("engage", date(2020, 9, 24), (Kind.ENGAGED, 2_584_800)),
    *advance(date(2020, 10, 19), 775_440),
    *paid_claim("2", date(2021, 2, 1), date(2021, 2, 8), date(2021, 2, 16), 1_039_320, 311_796),
    *paid_claim("3", date(2021, 5, 6), date(2021, 6, 14), date(2021, 6, 21), 913_680, 274_104),
    *paid_claim("4", date(2021, 11, 22), date(2021, 11, 25), date(2021, 12, 2), 515_160, 189_540),
    step("disengage", date(2021, 12, 2), (Kind.DISENGAGED, 116_640)),
)
# Arep's G5: stopped; the advance was more than its service, the rest recovered by a title.
G5 = (
    step("engage", date(2020, 9, 24), (Kind.ENGAGED, 1_056_000)),
    *advance(date(2020, 10, 19), 316_800),
    step("2/certify", date(2021, 5, 11), (Kind.CERTIFIED, 265_440), (Kind.ADVANCE_DEDUCTED, 265_440)),
    step("disengage", date(2021, 5, 18), (Kind.DISENGAGED, 739_200)),
    step("title", date(2021, 9, 9), (Kind.CLAIMED_BACK, 51_360)),
    step("recover/1", date(2021, 10, 11), (Kind.RECOVERED, 25_680), (Kind.ADVANCE_RETURNED, 25_680)),
    step("recover/2", date(2021, 12, 10), (Kind.RECOVERED, 25_680), (Kind.ADVANCE_RETURNED, 25_680)),
)
STORY = {"g1": ("batir", G1), "g5": ("arep", G5)}


async def account(house: House, grant: str, organisation: str) -> Account:
    """The account of a grant in the fixture's envelope."""
    envelope = (await cast.made(house))["envelope"]
    return Account(envelope, cast.LINE, cast.VINTAGE, grant=grant, organisation=organisation)


async def booked(house: House, where: Account, *entries: Entry, cause: str, on: date | None = None) -> dict[str, int]:
    """Book in one transaction, as one command would."""

    async def run(work: Work) -> dict[str, int]:
        return await book(work, where, *entries, cause=cause, reference="Pièce", on=on)

    return await house.runtime.store.within(Cause("book", "test"), run)


async def play(house: House, until: date = date(2099, 1, 1)) -> None:
    """The steps of the story's two grants, each on its day at 10:00 in Paris, in the order of days."""
    steps = sorted(
        ((each.on, rank, grant, organisation, each) for grant, (organisation, steps) in STORY.items()
         for rank, each in enumerate(steps) if each.on <= until),
        key=lambda found: found[:3],
    )  # fmt: skip
    for on, rank, grant, organisation, each in steps:
        await house.move_to(paris(on, 10, rank))
        where = await account(house, grant, organisation)
        await booked(house, where, *each.entries, cause=f"grant/{grant}/{each.name}", on=on)


def lines(*steps: Step, organisation: str = "batir") -> list[Line]:
    """The same as ledger lines, without a database."""
    return [
        Line(
            id=line_id(each.name, entry.kind),
            at=paris(each.on, 10),
            on=each.on,
            kind=entry.kind,
            cents=entry.cents,
            envelope="e2020",
            line="mobilisation",
            vintage=2020,
            grant="g1",
            organisation=organisation,
            reference=each.reference,
            cause=each.name,
        )
        for each in steps
        for entry in each.entries
        if entry.cents
    ]


async def known(house: House, **organisations: str) -> None:
    """Grants that were engaged, by id, each of an organisation (``g1="batir"``); their money is booked by ``play``."""
    envelope = (await cast.made(house))["envelope"]

    async def run(work: Work) -> None:
        for id, organisation in organisations.items():
            grant = engaged(id, organisation=organisation)
            assert grant.terms
            grant.terms = grant.terms.model_copy(update={"envelope": envelope})
            await work.save(grant)

    await house.runtime.store.within(Cause("known", "test"), run)
