"""The twins of what the rules of payments make (an amount, a day, what is held), and of what the database guards."""

import io
import zipfile
from datetime import date
from itertools import permutations
from typing import Any

import pytest

from contracts.incubator_registry import OrganisationDescribed
from contracts.project_tracking import ReportOverdue
from services.jobrotation_funding.certificate import certificate
from services.jobrotation_funding.claim_parts import WorkedOut
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.grant_fields import Claim
from services.jobrotation_funding.grant_holds import Heard, Lifting
from services.jobrotation_funding.grant_lifecycle import CLAIM_LIFECYCLE, ClaimState
from services.jobrotation_funding.hold_parts import Watched
from services.jobrotation_funding.matching import Matched, RateMinutes
from services.jobrotation_funding.pack import certificate_id
from services.jobrotation_funding.queries import packs
from services.jobrotation_funding.use_cases import certifying, claims, packing, payments, recoveries
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding.making_claims import (
    AUTUMN,
    LATER,
    NEXT_YEAR,
    NOBODY,
    accepted,
    advanced,
    certified,
    certify,
    claim,
    held,
    late,
    letter,
    notified,
    ordered,
    overpaid,
    paid,
    returned,
    titled,
)
from tests.services.jobrotation_funding.making_grants import engaged_unsigned
from tests.services.jobrotation_funding.making_payments import AREP, BATIR, employers, preparations, step
from tests.services.jobrotation_funding.making_payments import certified as certified_there
from tests.services.jobrotation_funding.making_payments import claim as claim_there
from tests.services.jobrotation_funding.making_payments import claimed as claimed_there
from tests.services.jobrotation_funding.making_payments import engaged as engaged_there
from tests.services.jobrotation_funding.making_payments import overpaid as overpaid_there
from tests.services.jobrotation_funding.test_holds import TOLD, back, heard, sent
from tests.services.jobrotation_funding.test_pack import download, written
from tests.services.jobrotation_funding.test_recoveries_api import titled as titled_there
from tests.services.jobrotation_funding.twinning import FUNDING, Fact
from tests.support.service import House
from tests.support.taking_away import Forgotten, each, holds, loosened, no_longer_holds, nothing_awaited, struck

HOLD, ACCEPTED = date(2021, 5, 17), date(2021, 6, 10)


def blocking(grant: Grant, day: date = ACCEPTED) -> list[str]:
    """The reports that block on a day."""
    return [each.report for each in grant.blocking(day)]


def after(*facts: Heard, grant: Grant | None = None) -> Grant:
    """A grant that heard these facts."""
    found = grant or certified()
    for fact in facts:
        found.hear(fact)
    return found


def heard_late() -> tuple[set[date], date | None]:
    """When the notice leaves of a lapse that is heard of on Saturday 15 May, after its day; when it then holds."""
    grant = after(late())
    notices, _ = grant.days_to_come(date(2021, 5, 15))
    [left] = grant.notify(min(notices))
    return notices, left.hold_on


def deducted(period_kind: str = "interim") -> int:
    """What is deducted of the advance on 243 hours and 6 preparations."""
    grant = advanced()
    number = claim(grant, period=AUTUMN.model_copy(update={"kind": period_kind}))
    certify(grant, number)
    return grant.claim(number).deducted_cents


def odd_line() -> int:
    """Seven minutes at 24.75: 2.8875."""
    grant = advanced()
    lines = tuple(line.model_copy(update={"unit_cents": 2_475}) for line in grant.agreed.lines)
    grant.terms = grant.agreed.model_copy(update={"lines": lines})
    found = Matched(released_minutes=7, lines=(RateMinutes(rate="trainer", minutes=7),))
    return grant.claim_period(AUTUMN, found, (), (), "bea", LATER).claimed_cents


def dropped_order() -> str:
    """Where a claim stands whose order the payeur rejected."""
    grant = ordered()
    grant.record_order_rejected(2, "credits", LATER, LATER)
    return grant.claim(2).state.value


def reduced_late() -> int:
    """What a reduction that the year overtook recovers."""
    grant = overpaid(year=2021)
    grant.open_recovery(letter(), "helene", NOBODY, LATER)
    grant.title_recovery(1, "R-1", "odile", NOBODY, date(2021, 9, 9))
    grant.record_returned(1, returned(1_000, NEXT_YEAR), NEXT_YEAR)
    return grant.recovered_cents


def way_of_this_year() -> str:
    """How the service of claim 2 comes back, ordered this year after an advance of the last."""
    grant = paid()
    grant.open_recovery(letter(cents=1, reason="service-not-done", claim=2), "helene", NOBODY, LATER)
    return grant.recovery(1).way


def settled_by_the_last_euro() -> str:
    """The state of a recovery when all came back."""
    grant = titled()
    grant.record_returned(1, returned(451_440), date(2021, 10, 11))
    return str(grant.recovery(1).state)


def last_word(before: Watched, heard: Heard) -> Watched:
    """What was heard last is what is known."""
    said = {name: value for name, value in vars(heard).items() if value and name not in ("report", "label", "on")}
    return before.model_copy(update=said)


def no_share(claimed: int, *, open_advance: int, share: int, room: int) -> WorkedOut:
    """Deduct nothing."""
    return WorkedOut(claimed, 0, claimed)


def cut_off(unit_cents: int, *, minutes: int = 0, count: int = 0) -> int:
    """Cents cut off."""
    return unit_cents * minutes // 60 + unit_cents * count


def noticed(*facts: Heard) -> Grant:
    """A grant that heard these facts (a lapse unless said otherwise), its notice sent on its day."""
    grant = after(*(facts or (late(),)))
    grant.notify(date(2021, 5, 10))
    return grant


def without_clause() -> Grant:
    """A grant whose agreement says nothing of holds."""
    grant = certified()
    grant.terms = grant.agreed.model_copy(update={"hold_clause": False})
    return grant


ALWAYS_AWAITED = property(lambda self: self.due_on is not None and self.accepted_on is None)
NEVER_AGAIN = property(lambda self: self.due_on is not None and not self.unnoticed)
LOST = loosened(CLAIM_LIFECYCLE, ClaimState.ORDERED, refuse_order=ClaimState.REJECTED)
FACTS = (
    Fact("the advance is deducted at its percentage", {"grant_claims.work_out": no_share}, deducted, 311_796),
    Fact("the balance deducts all that is open", {"grant_claims.BALANCE": "never"},
         lambda: deducted("balance"), 775_440),
    Fact("a line is rounded half up", {"grant_fields.worth": cut_off}, odd_line, 289),
    Fact("a rejected order gives its claim back", {"grant_kept.CLAIM_LIFECYCLE": LOST}, dropped_order, "certified"),
    Fact("a hold starts on its day", {"hold_parts.Watched.blocks": lambda self, day: self.awaited},
         lambda: blocking(noticed(), date(2021, 5, 16)), []),
    Fact("nothing is held before its notice has left", {"hold_parts.Watched.noticed": property(lambda _: True)},
         lambda: blocking(after(late()), HOLD), []),
    Fact("an agreement stands behind a hold", {"grant_kept.Kept.is_signed": property(lambda _: True)},
         lambda: engaged_unsigned().hear(late()), False),
    Fact("a hold needs its clause", {"grant_fields.Terms.hold_clause": Forgotten(True)},
         lambda: without_clause().hear(late()), False),
    Fact("an acceptance lifts the hold", {"grant_holds._over": lambda _: ""},
         lambda: [past.because for past in after(accepted(), grant=held()).holds], ["reports-accepted"]),
    Fact("an override outlives what is heard", {"hold_parts.Watched.awaited": ALWAYS_AWAITED},
         lambda: blocking(lifted()), []),
    Fact("what was sent before its notice holds nothing", {"hold_parts.Watched.awaited": ALWAYS_AWAITED},
         lambda: blocking(noticed(late(), sent())), []),
    Fact("what was returned holds again", {"hold_parts.Watched.awaited": NEVER_AGAIN},
         lambda: blocking(noticed(late(), sent(), back()), HOLD), ["r5"]),
    Fact("the order of facts makes no difference", {"grant_holds._merged": last_word},
         lambda: all(heard(order).watched == heard(TOLD).watched for order in permutations(TOLD)), True),
    Fact("an employer noticed late has seven days", {"hold_parts.rest": lambda day: day},
         heard_late, ({date(2021, 5, 17)}, date(2021, 5, 25))),
    Fact("a notice leaves on a working day", {"grant_holds.next_working_day": lambda day: day},
         heard_late, ({date(2021, 5, 17)}, date(2021, 5, 25))),
    Fact("a hold begins on a working day", {"hold_parts.next_working_day": lambda day: day},
         heard_late, ({date(2021, 5, 17)}, date(2021, 5, 25))),
    Fact("a notice leaves once", {"hold_parts.Watched.notice_is_due": lambda self, day: True},
         lambda: [len(found.notify(date(2021, 5, 10))) for found in [after(late())] for _ in range(2)], [1, 0]),
    Fact("what is already claimed back is not overpaid", {"grant_fields.Recovery.left_cents": property(lambda _: 0)},
         lambda: notified().overpaid_cents("advance-above-service"), 0),
    Fact("the year's end makes a title of a reduction",
         {"grant_overpaid.Overpaid.way_now": lambda self, recovery, on: recovery.way},
         reduced_late, 1_000),
    Fact("the way follows from the year of the order that paid too much",
         {"grant_overpaid.Overpaid.way_back": lambda self, claim, on: "title"}, way_of_this_year, "reduction"),
    Fact("the last euro settles", {"grant_recovery.Recovering._settle_when_nothing_is_left": lambda *_: None},
         settled_by_the_last_euro, "settled"),
)  # fmt: skip


def lifted() -> Grant:
    """The hold was lifted by an officer."""
    grant = held()
    grant.lift(Lifting(because="Reçu."), NOBODY, date(2021, 5, 20))
    return grant


@each(FACTS)
def test_with_the_rule_it_answers_so(twin: Fact) -> None:
    holds(twin)


@each(FACTS)
def test_without_the_rule_it_answers_otherwise(twin: Fact, monkeypatch: pytest.MonkeyPatch) -> None:
    no_longer_holds(twin, monkeypatch)


# --- what the door and the database guard


async def test_without_the_delegation_officers_pay_beyond_their_ceiling(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = (("pia", "prepare", "preparation"), ("kim", "certify", "certification"), ("omar", "order", "order"))
    await employers(funding)
    grant = await claimed_there(funding)
    for who, duty, verb in steps:
        await cast.officer(funding, who, duty, ceiling_cents=1)
        body = {"order": "M-2"} if verb == "order" else None
        refused = await step(funding, who, grant, 2, verb, body, expect=409)
        assert refused["type"].endswith("delegation-ceiling")
        with monkeypatch.context() as without:
            without.setattr(payments if verb == "order" else claims, "delegation", lambda *_: None)
            await step(funding, who, grant, 2, verb, body)


async def test_unless_it_is_written_when_certified_a_certificate_says_what_came_later(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await employers(funding)
    grant = await certified_there(funding)
    await cast.hear(funding, cast.example_of(OrganisationDescribed, organisation="batir", name="Autre nom"))
    assert "Bénéficiaire : Batir, SIRET 99900001100019" in written(await _certificate_of(funding, grant, "M-2"))

    async def written_now(work: Any, grant: Grant, claim: Claim) -> bytes:
        return certificate(await certifying._certified(work, grant, claim))

    monkeypatch.setattr(packing, "_certificate", written_now)
    await step(funding, "odile", grant, 2, "order-rejection", {"reason": "credits", "rejected_on": "2020-11-10"})
    later = written(await _certificate_of(funding, grant, "M-3"))
    assert any(line.startswith("Bénéficiaire : Autre nom") for line in later)


async def _certificate_of(house: House, grant: str, order: str) -> bytes:
    """The certificate that an order of claim 2 leaves with."""
    await step(house, "odile", grant, 2, "order", {"order": order})
    seen = await house.get("bea", f"/grants/{grant}/payments")
    pack = await download(house, "bea", grant, seen["claims"][1]["pack_sha256"])
    with zipfile.ZipFile(io.BytesIO(pack.content)) as archive:
        return archive.read(packing.CERTIFICATE)


async def test_unless_it_is_checked_a_certificate_that_was_touched_is_paid_on(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await employers(funding)
    grant = await certified_there(funding)
    touched = {"_id": certificate_id(grant, 2)}
    await funding.runtime.store.database["certificates"].update_one(touched, {"$set": {"content": "JVBERg=="}})
    refused = await step(funding, "odile", grant, 2, "order", {"order": "M-2"}, expect=500)
    assert refused["type"].endswith("certificate-missing")
    away(monkeypatch, struck(packing, "_certificate", "a été altéré"))
    await step(funding, "odile", grant, 2, "order", {"order": "M-2"})


def away(monkeypatch: pytest.MonkeyPatch, function: dict[str, Any]) -> None:
    for name, instead in function.items():
        monkeypatch.setattr(name, instead)


async def test_unless_it_is_reserved_a_piece_proves_twice(funding: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await employers(funding, BATIR, AREP)
    await certified_there(funding)
    other = await engaged_there(funding, AREP, on=date(2020, 11, 11))
    pieces = preparations(2, "attestation batir")
    asked = (funding, other, "interim", "2020-10-01", "2020-10-31", pieces)
    await claim_there(*asked, who="ada", expect=409)
    monkeypatch.setattr(claims, "_reserve_evidence", nothing_awaited)
    await claim_there(*asked, who="ada")


async def test_unless_it_is_reserved_a_number_is_that_of_two_orders(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await employers(funding)
    grant = await certified_there(funding)
    taken = {"order": "M-2020-1"}  # the advance's
    await step(funding, "odile", grant, 2, "order", taken, expect=409)
    monkeypatch.setattr(payments, "reserve_number", nothing_awaited)
    await step(funding, "odile", grant, 2, "order", taken)


async def test_unless_it_is_verified_a_touched_trail_is_paid_on(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await employers(funding)
    grant = await certified_there(funding)
    touched = {"subject": f"grant/{grant}", "entry.action": "certify_claim"}
    await funding.runtime.store.database["audit"].update_one(touched, {"$set": {"entry.actor": "nobody"}})
    await step(funding, "odile", grant, 2, "order", {"order": "M-2"}, expect=500)
    away(monkeypatch, struck(packing, "_audit", "ne se suit pas"))
    await step(funding, "odile", grant, 2, "order", {"order": "M-2"})


async def test_unless_it_is_of_the_grant_a_pack_is_anybodys(funding: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await employers(funding, BATIR, AREP)
    grant = await certified_there(funding)
    digest = (await funding.get("bea", f"/grants/{grant}/payments"))["claims"][0]["pack_sha256"]
    other = await engaged_there(funding, AREP, on=date(2020, 11, 11))
    path = f"/grants/{other}/packs/{digest}"
    assert await funding.status("GET", "ada", path) == 404
    whole = packs.show_pack

    async def of_any(reader: Any, _: str, digest: str) -> Any:
        return await whole(reader, grant, digest)

    of_any.__name__ = "show_pack"
    monkeypatch.setattr(packs, "show_pack", of_any)
    assert await funding.status("GET", "ada", path) == 200


@pytest.mark.parametrize("looks", [True, False])
async def test_unless_the_reports_are_looked_at_a_grant_that_missed_a_lapse_has_no_notice(
    funding: House, monkeypatch: pytest.MonkeyPatch, looks: bool
) -> None:
    await employers(funding)
    grant = await certified_there(funding)
    days = {"due_on": "2020-10-31", "overdue_on": "2020-11-01", "notice_on": "2020-11-09", "hold_on": "2020-11-16"}
    await cast.hear(funding, cast.example_of(ReportOverdue, report="r5", experiment="x-batir", **days))
    database = funding.runtime.store.database
    await database["grant"].update_one({"_id": grant}, {"$set": {"watched": []}})
    await database["deadlines"].delete_many({})
    await cast.on(funding, date(2020, 11, 16))
    if not looks:
        monkeypatch.setattr(FUNDING + "use_cases.holds.cover", nothing_awaited)
    await step(funding, "odile", grant, 2, "order", {"order": "M-2"})
    await cast.on(funding, date(2020, 11, 17))
    letters = database["outward"].find({"to": "bea", "template": "payments-notice"})
    assert bool(await letters.to_list()) == looks


async def test_unless_it_is_new_a_transfer_counts_twice(funding: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await employers(funding)
    recovery = await titled_there(funding, await overpaid_there(funding))
    back = {"on": "2021-02-15", "cents": 100, "reference": "VIR-1"}
    await funding.post("odile", f"{recovery}/returns", back)
    await funding.post("odile", f"{recovery}/returns", back, expect=422)
    monkeypatch.setattr(recoveries, "_check_new", lambda *_: None)
    await funding.post("odile", f"{recovery}/returns", back)


async def test_unless_its_sheets_are_locked_a_claim_rests_on_hours_that_change(
    funding: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "lock_sheets", nothing_awaited)
    await employers(funding)
    grant = await certified_there(funding)
    sheets = await funding.get("ben", f"/grants/{grant}/week-sheets", state="approved")
    reopening = f"/week-sheets/{sheets['items'][0]['id']}/reopening"
    await funding.post("bea", reopening, {"reason": "Une heure de trop."})
