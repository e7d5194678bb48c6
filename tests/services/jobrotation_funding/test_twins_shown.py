"""The twins of what is shown and sent: cells at fault, steps of a payment, a hold's letter, the pieces of a pack."""

import io
import json
import zipfile
from datetime import date
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from services.chassis.calendar import paris
from services.chassis.lifecycle import Lifecycle
from services.chassis.refusal import OutOfTurn
from services.jobrotation_funding import cap, rules
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.hours_import import ImportRefused, read
from services.jobrotation_funding.mails import MAILS
from services.jobrotation_funding.pack import CertificateKept, sha256
from services.jobrotation_funding.rate_card import RateCard
from services.jobrotation_funding.shown_payments import Fact as Told
from services.jobrotation_funding.shown_payments import claim_view
from services.jobrotation_funding.staff import Staff
from services.jobrotation_funding.use_cases import holds as use_cases
from services.jobrotation_funding.use_cases import packing, steps
from services.jobrotation_funding.week_sheet import WeekSheet
from services.jobrotation_funding.week_sheet_lifecycle import LIFECYCLE
from tests.services.jobrotation_funding import making_hours
from tests.services.jobrotation_funding.making_budget import card
from tests.services.jobrotation_funding.making_claims import LATER, ORDERS, accepted, certified, held, late, order
from tests.services.jobrotation_funding.twinning import Fact
from tests.support.taking_away import Away, Forgotten, cut, each, finish, holds, no_longer_holds

HOLD, RULE = date(2021, 5, 17), "Règlement d'intervention 2020, article 9"
TWO_BAD_CELLS = "matricule;cote;jour;debut;fin\nM;libéré;hier;9:00;12:00\nM;présent;02/11/2020;9:00;12:00\n"


# --- hours


def refusal() -> ImportRefused:
    """What a file with two cells at fault is told."""
    return ImportRefused(read(TWO_BAD_CELLS).faults)


def mended() -> int | str:
    """The minutes of a sheet that was approved, then reopened, written and approved again; no more than refused."""
    sheet, longer = making_hours.approved(), making_hours.grounds(making_hours.entry(until="13:00"))
    try:
        sheet.reopen("bob", making_hours.NOW, "Une heure oubliée.")
    except OutOfTurn:
        return "stays as it is"
    sheet.write(longer, "ben", making_hours.NOW, "L'heure de midi.")
    sheet.submit(longer, "ben", making_hours.ON)
    sheet.approve("bea", making_hours.ON, None)
    return sheet.minutes


FINAL = {
    state: {verb: to for verb, to in verbs.items() if verb != "reopen"} for state, verbs in LIFECYCLE.table.items()
}
NO_REOPENING = Lifecycle(FINAL, LIFECYCLE.labels)


# --- where is my payment


def waited_and_paid() -> Grant:
    """Claim 2, certified on 6 May, held on the 17th, released on 10 June, ordered on the 14th, paid on the 21st."""
    grant = held()
    grant.claims = tuple(each.model_copy(update={"certified_on": date(2021, 5, 6)}) for each in grant.claims)
    grant.hear(accepted())
    order(grant, 2, date(2021, 6, 14))
    grant.record_payment(2, date(2021, 6, 21), date(2021, 6, 21))
    return grant


def timeline() -> list[tuple[str, date]]:
    """What its beneficiary sees of claim 2 from its certification on: what, on which day."""
    grant = waited_and_paid()
    facts: list[Told] = [(event.fact, event.model_dump(mode="json")) for event in grant.announced]
    shown = claim_view(grant, grant.claims[1], facts, date(2021, 7, 1))
    return [(step.what, step.on) for step in shown.steps if step.what not in ("deposited", "prepared")]


DATED = [
    ("certified", date(2021, 5, 6)),
    ("held", HOLD),
    ("released", date(2021, 6, 10)),
    ("ordered", date(2021, 6, 14)),
    ("paid", date(2021, 6, 21)),
]


def whose_turn() -> tuple[str, str]:
    """What comes next of a certified claim, held or not."""
    turns = [claim_view(grant, grant.claims[1], [], HOLD).next for grant in (certified(), held())]
    return tuple(turn.whose if turn else "nobody" for turn in turns)  # type: ignore[return-value]


# --- holds


def letter_names(words: str) -> bool:
    """Whether the letter of the hold has these words."""
    written: list[str] = []

    async def tell(_: Any, __: Grant, template: str, ___: str, **facts: Any) -> None:
        written.append(MAILS[template].format(title="FIT Bassin minier", **facts))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steps, "tell", tell)
        finish(use_cases._tell(None, held()))  # type: ignore[arg-type]
    return words in written[0]


def heard_again() -> bool:
    """Whether a lapse that is delivered again changes anything."""
    grant = certified()
    grant.hear(late())
    return grant.hear(late())


def heard_backwards() -> list[str]:
    """The reports that block after their acceptance is heard first, then their lapse."""
    grant = certified()
    grant.hear(accepted())
    grant.hear(late())
    grant.notify(date(2021, 5, 10))
    return [each.report for each in grant.blocking(HOLD)]


FORGETS_ACCEPTANCE = property(lambda self: self.due_on is not None and not self.lifted_because)


# --- the pieces of a pack


class Bench:
    """What the pack asks of its transaction: a sheet, who worked, the certificate, an audit that follows."""

    now, today, actor = paris(LATER, 10), LATER, SimpleNamespace(person="odile")
    known: ClassVar[dict[type, Any]] = {WeekSheet: [making_hours.approved()], Staff: [making_hours.staff()]}

    async def get(self, kind: type[RateCard], id: str) -> RateCard:
        """The rate card."""
        return card()

    async def where(self, kind: type, **_: Any) -> Any:
        """All there is of a kind."""
        return self.known[kind]

    async def record(self, kind: type[CertificateKept], id: str) -> CertificateKept:
        """The certificate as it was written."""
        return CertificateKept.of(b"%PDF", "g1", 2, self.now)

    async def trail(self, subject: str) -> list[Any]:
        """Nothing was kept, nothing was touched."""
        return []


def essence(name: str, piece: bytes) -> Any:
    """What a piece is there for."""
    return ESSENCE[name](piece if name in (packing.HOURS, packing.CERTIFICATE) else json.loads(piece))


ESSENCE: dict[str, Any] = {
    packing.ACT: lambda said: said["decided"]["act"]["number"],
    packing.AGREEMENT: lambda said: said["engagement"]["agreement"],
    packing.CARDS: lambda said: [each["code"] for each in said],
    packing.CLAIM: lambda said: said["payable_cents"],
    packing.HOURS: lambda said: said.count(b"M-ANA"),
    packing.CERTIFICATE: sha256,
    packing.DELEGATIONS: lambda said: [said[each]["by"] for each in ("prepared", "certified", "ordered")],
    packing.AUDIT: lambda said: (said["subject"], said["verified_at"][:10]),
}


def pieces() -> dict[str, Any]:
    """What the pack of claim 2's order holds, by name of piece."""
    grant = certified()
    claim = grant.claims[1].model_copy(update={"certificate_sha256": sha256(b"%PDF"), "sheets": ("s1",)})
    kept = finish(packing.pack(Bench(), grant, claim, "M-2", ORDERS))  # type: ignore[arg-type]
    with zipfile.ZipFile(io.BytesIO(kept.zip)) as archive:
        return {name: essence(name, archive.read(name)) for name in archive.namelist() if name in ESSENCE}


def piece(words: str, constant: str, answer: Any) -> Fact:
    """That a piece is in the pack, and what it is there for."""
    name = getattr(packing, constant)
    return Fact(f"a pack holds {words}", cut(packing, "pack", constant), lambda: pieces().get(name), answer)


NO_ROWS: Away = {"hours_import.Cell.detail": property(lambda self: self.says)}
NO_FIELDS: Away = {"hours_import.Cell.told": lambda self: {"field": "csv", "type": self.code, "detail": self.says}}
FACTS = (
    Fact("a cell at fault is named by its row and its column", NO_ROWS,
         lambda: "Ligne 2, colonne « jour »" in refusal().detail, True),
    Fact("a machine finds the row and the column of each", NO_FIELDS,
         lambda: [each["field"] for each in refusal().facts["errors"]], ["csv/2/jour", "csv/3/cote"]),
    Fact("every cell at fault is named at once", {"hours_import.MOST_TOLD": 1},
         lambda: len(refusal().facts["errors"]), 2),
    Fact("hours are mended before the claim", {"week_sheet.WeekSheet.lifecycle": NO_REOPENING}, mended, 240),
    Fact("a payment's orders and what came of them are told", {"shown_payments.SAID": {}}, timeline, DATED),
    Fact("the hold that a claim met is told", {"shown_payments._held": lambda *_: []}, timeline, DATED),
    Fact("each step has its day", {"shown_payments.Step.on": Forgotten(LATER)}, timeline, DATED),
    Fact("whose turn it is is told", {"shown_payments._next": lambda *_: None}, whose_turn, ("region", "employer")),
    Fact("a hold's letter names its rule", {"grant_holds.Holding.hold_rule": staticmethod(lambda _: "règlement")},
         lambda: letter_names(RULE), True),
    Fact("a hold's letter names the report that lifts it", {"hold_parts.Watched.label": Forgotten("attendu")},
         lambda: letter_names("L'acceptation du bilan T1 2021 lève la suspension."), True),
    Fact("a fact that is delivered again changes nothing", {"hold_parts.Watched.__eq__": lambda *_: False},
         heard_again, False),
    Fact("a lapse that is heard after its acceptance holds nothing", {"hold_parts.Watched.awaited": FORGETS_ACCEPTANCE},
         heard_backwards, []),
    piece("the act", "ACT", "2020.01512"),
    piece("the agreement", "AGREEMENT", "JR-2020-001"),
    piece("the rate card", "CARDS", ["2020-A"]),
    piece("the calculation", "CLAIM", 727_524),
    piece("the hours", "HOURS", 1),
    piece("the certificate", "CERTIFICATE", sha256(b"%PDF")),
    piece("the delegations", "DELEGATIONS", ["helene", "karim", "odile"]),
    piece("the verified audit", "AUDIT", ("grant/g1", LATER.isoformat())),
)  # fmt: skip


@each(FACTS)
def test_with_the_rule_it_is_so(twin: Fact) -> None:
    holds(twin)


@each(FACTS)
def test_without_the_rule_it_is_otherwise(twin: Fact, monkeypatch: pytest.MonkeyPatch) -> None:
    no_longer_holds(twin, monkeypatch)


def test_the_base_of_the_cap_is_a_parameter_with_its_source(monkeypatch: pytest.MonkeyPatch) -> None:
    before, corrected = cap.ceiling(LATER), "lecture de la Région, 2021"
    [base] = rules.RULES._rows["cap-base-state-cents"]
    lower = rules.RULES._rows | {"cap-base-state-cents": (type(base)(base.code, 100, base.since, corrected),)}
    known = rules.number
    monkeypatch.setattr(rules.RULES, "_rows", lower)
    assert (cap.ceiling(LATER), cap.prudent(LATER).source) == (7, corrected)
    monkeypatch.setattr(cap, "number", lambda code, on: base.value if code == base.code else known(code, on))
    assert cap.ceiling(LATER) == before, "a constant follows no correction"
