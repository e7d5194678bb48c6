"""Hours, claims and payments for the tests, through the API: the employer's side, and each officer's step.

hours = month("2020-10", 91, 84)                         # hours released and replaced of one month
await work(funding, grant, BATIR, *hours)                # entered, submitted, approved
await claim(funding, grant, "interim", "2020-10-01", "2020-12-31", preparations=6)
await pay(funding, grant, 2, "M-2021-42", date(2021, 2, 8), date(2021, 2, 16))
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from services.chassis.calendar import is_working_day, month_end
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding.making_grants import ASKED, engaged_grant
from tests.support.service import House

A_DAY = 7
ONE = timedelta(days=1)


@dataclass(frozen=True)
class Employer:
    """An employer: who represents it, who writes for it, and the matricules of who is released and who replaces."""

    id: str
    representative: str
    writer: str
    released: str = "R1"
    replacing: str = "S1"


BATIR = Employer("batir", "bea", "ben")
AREP = Employer("arep", "ada", "alan")


@dataclass(frozen=True)
class Worked:
    """Whole hours of one side on one day. ``paid_by``: another payer."""

    day: date
    hours: int
    side: str
    paid_by: str = ""

    def row(self, employer: Employer) -> str:
        """The line of a payroll file."""
        released = self.side == "libéré"
        who, replaces = (employer.released, "") if released else (employer.replacing, employer.released)
        return f"{who};{self.side};{self.day};08:00;{self.hours};{replaces};{self.paid_by}"


def month(name: str, released: int, replaced: int, holiday: str = "", paid: int = 0) -> list[Worked]:
    """The hours of a month (``2020-11``), seven a working day: ``paid`` of the released ones by an OPCO, and a day of
    released hours on a public holiday.
    """
    worked = list(_days(name, released - paid - (A_DAY if holiday else 0), "libéré"))
    if holiday:
        worked.append(Worked(date.fromisoformat(holiday), A_DAY, "libéré"))
    if paid:
        last = max(each.day for each in worked)
        day = next(last + ONE * more for more in range(1, 9) if is_working_day(last + ONE * more))
        worked.append(Worked(day, paid, "libéré", "OPCO"))
    return [*worked, *_days(name, replaced, "remplaçant")]


def _days(name: str, hours: int, side: str) -> Iterator[Worked]:
    day = date.fromisoformat(f"{name}-01")
    last = month_end(day)
    while hours > 0:
        assert day <= last, f"{name} has not that many hours"
        if is_working_day(day):
            yield Worked(day, min(hours, A_DAY), side)
            hours -= A_DAY
        day += ONE


async def staff(house: House, employer: Employer, rate: str = "trainer") -> None:
    """Enter the released person and their substitute in the employer's register."""
    for matricule, side in ((employer.released, "released"), (employer.replacing, "replacing")):
        particulars = {
            "matricule": matricule,
            "sides": [side],
            "rate": rate,
            "team": "chantier-école",
            "informed_on": "2020-05-01",
        }
        body = {"organisation": employer.id, "name": f"Personne {matricule}", "particulars": particulars}
        await house.post(employer.writer, "/staff", body)


async def work(house: House, grant: str, employer: Employer, *worked: Worked) -> list[str]:
    """Hours entered by a file, submitted by their author, approved by who represents the employer; their sheets."""
    rows = ["matricule;cote;jour;debut;duree;remplace;paye_par", *(each.row(employer) for each in worked)]
    body = {"csv": "\n".join(rows), "submit": True}
    done = await house.post(employer.writer, f"/grants/{grant}/week-sheets/import", body)
    sheets: list[str] = done["extra"]["sheets"]
    await house.post(employer.representative, f"/grants/{grant}/week-sheets/approval", {"sheets": sheets})
    return sheets


def preparations(count: int, name: str = "attestation") -> list[dict[str, Any]]:
    """Preparations of substitutes, each on its piece."""
    pieces = [{"name": f"{name} {number}", "sha256": digest(f"{name} {number}")} for number in range(1, count + 1)]
    return [{"rate": "preparation", "count": count, "pieces": pieces}] if count else []


def digest(text: str) -> str:
    """A SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()


async def claim(
    house: House,
    grant: str,
    kind: str,
    since: str,
    until: str,
    prepared: list[dict[str, Any]] | None = None,
    *,
    who: str = "bea",
    expect: int | None = None,
) -> Any:
    """A claim for a period."""
    body = {"kind": kind, "since": since, "until": until, "preparations": prepared or []}
    return await house.post(who, f"/grants/{grant}/claims", body, expect=expect)


async def step(house: House, who: str, grant: str, number: int, verb: str, body: Any = None, **more: Any) -> Any:
    """One officer's step on a claim."""
    return await house.post(who, f"/grants/{grant}/claims/{number}/{verb}", body, **more)


async def certify(house: House, grant: str, number: int, prepared: date, certified: date) -> None:
    """Hélène prepares, Karim certifies."""
    await cast.on(house, prepared)
    await step(house, "helene", grant, number, "preparation")
    await cast.on(house, certified)
    await step(house, "karim", grant, number, "certification")


async def pay(house: House, grant: str, number: int, order: str, ordered: date, paid: date) -> None:
    """Odile orders, and records that the payeur paid."""
    await cast.on(house, ordered)
    await step(house, "odile", grant, number, "order", {"order": order})
    await cast.on(house, paid)
    await step(house, "odile", grant, number, "payment", {"paid_on": paid.isoformat()})


def account(
    hours: int, preparations_cents: int = 0, difference: str = "", name: str = "compte rendu"
) -> dict[str, Any]:
    """What an employer says it spent of a year: cents by nature, its signed piece, and why it is not what was paid."""
    return {
        "hours_cents": hours,
        "preparations_cents": preparations_cents,
        "piece": {"name": name, "sha256": digest(name)},
        "statement": "Les heures des formateurs libérés et remplacés, telles qu'elles sont certifiées.",
        "difference": difference,
    }


async def accounted(house: House, grant: str, year: int, employer: Employer = BATIR, officer: str = "helene") -> None:
    """The financial report of a year, handed in and accepted."""
    path = f"/grants/{grant}/financial-reports/{year}"
    said = account(1, difference="L'avance précède les dépenses.")
    await house.post(employer.representative, path, {"account": said})
    await house.post(officer, f"{path}/acceptance")


# --- where a test begins


async def employers(house: House, *those: Employer) -> None:
    """Employers with their staff, each carrying an experiment of its own (``x-batir``)."""
    for rank, each in enumerate(those or (BATIR,)):
        siren = f"99900{rank + 11:04}"
        people = (each.representative, each.writer)
        await cast.organisation(house, each.id, *people, kinds=("association",), siren=siren, siret=f"{siren}00019")
        await cast.experiment(house, f"x-{each.id}", each.id)
        await staff(house, each)


async def engaged(
    house: House, employer: Employer = BATIR, on: date = date(2020, 9, 24), papers: Any = None, **asked: Any
) -> str:
    """G1 of this employer, engaged, with its agreement unless the papers say otherwise; answers its id."""
    await cast.on(house, on)
    who, experiment = employer.representative, f"x-{employer.id}"
    signed = {"agreement": f"JR-{employer.id}", "signed_on": on.isoformat()}
    return await engaged_grant(
        house, employer.id, who, signed if papers is None else papers, experiment=experiment, **(ASKED | asked)
    )


async def advanced(house: House, employer: Employer = BATIR, order: str = "M-2020-1") -> str:
    """Engaged, and the advance of 7 754.40 paid in October 2020."""
    grant = await engaged(house, employer)
    await cast.on(house, date(2020, 10, 5))
    await house.post(employer.representative, f"/grants/{grant}/claims/advance")
    await certify(house, grant, 1, date(2020, 10, 6), date(2020, 10, 8))
    await pay(house, grant, 1, order, date(2020, 10, 12), date(2020, 10, 20))
    return grant


async def claimed(house: House, employer: Employer = BATIR) -> str:
    """The advance is paid; October 2020 is claimed: 91 hours released, 84 replaced, two preparations."""
    grant = await advanced(house, employer)
    await cast.on(house, date(2020, 11, 5))
    await work(house, grant, employer, *month("2020-10", 91, 84))
    prepared = preparations(2, f"attestation {employer.id}")
    await claim(house, grant, "interim", "2020-10-01", "2020-10-31", prepared, who=employer.representative)
    return grant


async def certified(house: House, employer: Employer = BATIR) -> str:
    """And certified: 3 561.60, of which 1 068.48 are deducted and 2 493.12 to pay."""
    grant = await claimed(house, employer)
    await certify(house, grant, 2, date(2020, 11, 9), date(2020, 11, 10))
    return grant


async def to_later_card(house: House, grant: str) -> None:
    """An amendment of 10 November 2020 brings rate card 2020-B, of the same day: 0.70 more for each rate."""
    act = {"number": "2020.02000", "on": "2020-11-10"}
    rates = [
        {name: rate[name] for name in ("code", "label", "unit")} | {"cents": rate.get("cents", 3_240) + 70}
        for rate in cast.CARD["rates"]
    ]
    card = cast.CARD | {"code": "2020-B", "effective_on": "2020-11-10", "rates": rates, "act": act}
    made = await house.post("solene", "/rate-cards", card)
    change = {"reason": "rate-card", "rate_card": made["id"]}
    await house.post("solene", f"/grants/{grant}/amendments", {"act": act, "change": change})


async def overpaid(house: House, employer: Employer = BATIR) -> str:
    """The advance is paid, the whole service is October's 84 hours: 2 721.60, so 5 032.80 are too much."""
    grant = await advanced(house, employer)
    await cast.on(house, date(2020, 11, 5))
    await work(house, grant, employer, *month("2020-10", 91, 84))
    await claim(house, grant, "balance", "2020-10-01", "2020-10-31", who=employer.representative)
    await certify(house, grant, 2, date(2020, 11, 9), date(2020, 11, 10))
    return grant
