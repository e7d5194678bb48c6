"""One realistic example of each fact of `jobrotation_funding`, from the demonstration story."""

from typing import Any

from contracts.tracking_examples import FIT, REPORT

ENVELOPE, ENVELOPE_2021 = (f"0192f0c1-7a3e-7c4e-9f52-2b6d6a1f{end}" for end in ("0501", "0502"))
CARD = "0192f0c1-7a3e-7c4e-9f52-2b6d6a1f0510"
GRANT = "0192f0c1-7a3e-7c4e-9f52-2b6d6a1f0521"
BUILDERS = "0192f0c1-7a3e-7c4e-9f52-2b6d6a1f0204"
PERSON, SHEET = (f"0192f0c1-7a3e-7c4e-9f52-2b6d6a1f{end}" for end in ("0531", "0541"))

LINE = {"line": "mobilisation", "vintage": 2020}
ACT: dict[str, Any] = {"number": "2020.01512", "on": "2020-09-24"}
SOURCES = [
    {"source": "state", "cents": 3_720_000, "reference": "Convention financière 2020"},
    {"source": "region", "cents": 2_480_000, "reference": "Budget primitif 2020"},
]
CREDITS = [{"year": 2020, "cents": 2_000_000}, {"year": 2021, "cents": 4_200_000}]
CARD_CODE = {"rate_card_code": "2020-A"}
TRAINERS = {"rate": "trainer", "minutes": 43_200, "unit_cents": 3_240, **CARD_CODE, "cents": 2_332_800}
PREPARATIONS = {"rate": "preparation", "count": 6, "unit_cents": 42_000, **CARD_CODE, "cents": 252_000}
CLAIMED: list[dict[str, Any]] = [
    {"rate": "trainer", "minutes": 14_580, "unit_cents": 3_240, **CARD_CODE, "cents": 787_320},
    PREPARATIONS,
]

EXAMPLES: dict[str, dict[str, Any]] = {
    "envelope.opened": {
        "envelope": ENVELOPE,
        **LINE,
        "label": "Mobilisation",
        "voted_cents": 6_200_000,
        "sources": SOURCES,
        "credits": CREDITS,
        "capped": True,
        "act": {"number": "2020.00017", "on": "2020-01-30"},
        "on": "2020-01-30",
    },
    "envelope.amended": {
        "envelope": ENVELOPE,
        **LINE,
        "voted_cents": 6_200_000,
        "delta_cents": 0,
        "sources": SOURCES,
        "credits": [{"year": 2020, "cents": 1_811_040}, {"year": 2021, "cents": 4_388_960}],
        "reason": "carry-over",
        "act": {"number": "2021.00008", "on": "2021-01-28"},
        "on": "2021-01-28",
    },
    "envelope.affected": {
        "envelope": ENVELOPE,
        **LINE,
        "cents": 6_200_000,
        "affected_cents": 6_200_000,
        "scheme": "Job-rotation des incubateurs",
        "act": {"number": "2020.00930", "on": "2020-05-28"},
        "on": "2020-05-28",
    },
    "rate_card.adopted": {
        "rate_card": CARD,
        "code": "2020-A",
        "effective_on": "2020-06-01",
        "hours_a_year": 1607,
        "rates": [
            {
                "code": "trainer",
                "label": "Formateur",
                "unit": "hour",
                "cents": 3_240,
                "yearly_cost_cents": 5_206_680,
            },
            {"code": "support", "label": "Personnel d'appui", "unit": "hour", "cents": 2_480},
            {"code": "tutor", "label": "Tuteur", "unit": "hour", "cents": 2_750},
            {"code": "preparation", "label": "Préparation d'un remplaçant", "unit": "lump-sum", "cents": 42_000},
        ],
        "advance_percent": 30,
        "deduction_percent": 30,
        "matching": {"period": "month", "scope": "team"},
        "act": {"number": "2020.00931", "on": "2020-05-28"},
        "on": "2020-05-28",
    },
    "grant.requested": {
        "grant": GRANT,
        "organisation": BUILDERS,
        "experiment": FIT,
        "lines": [{"rate": "trainer", "minutes": 43_200}, {"rate": "preparation", "count": 6}],
        "starts_on": "2020-10-01",
        "ends_on": "2021-06-30",
        "replacement_plan": True,
        "on": "2020-07-06",
    },
    "grant.refused": {
        "grant": GRANT,
        "organisation": BUILDERS,
        "experiment": FIT,
        "points": ["no-replacement-plan"],
        "act": ACT,
        "on": "2020-09-24",
    },
    "grant.granted": {
        "grant": GRANT,
        "organisation": BUILDERS,
        "experiment": FIT,
        "envelope": ENVELOPE,
        "rate_card": CARD,
        "lines": [TRAINERS, PREPARATIONS],
        "cents": 2_584_800,
        "advance_cents": 775_440,
        "act": ACT,
        "on": "2020-09-24",
    },
    "grant.amended": {
        "grant": GRANT,
        "rate_card": CARD,
        "lines": [TRAINERS],
        "cents": 2_332_800,
        "delta_cents": -252_000,
        "starts_on": "2020-10-01",
        "ends_on": "2021-09-30",
        "reason": "hours",
        "act": {"number": "2021.00411", "on": "2021-03-25"},
        "on": "2021-03-25",
    },
    "grant.engaged": {
        "grant": GRANT,
        "organisation": BUILDERS,
        "envelope": ENVELOPE,
        **LINE,
        "cents": 2_584_800,
        "engaged_cents": 2_584_800,
        "agreement": "JR-2020-001",
        "signed_on": "2020-09-24",
        "on": "2020-09-24",
    },
    "grant.disengaged": {
        "grant": GRANT,
        "envelope": ENVELOPE,
        **LINE,
        "cents": 116_640,
        "engaged_cents": 2_468_160,
        "reason": "hours-not-done",
        "on": "2021-12-02",
    },
    "grant.hours-approved": {
        "grant": GRANT,
        "week_sheet": SHEET,
        "staff": PERSON,
        "side": "released",
        "rate": "trainer",
        "week": "2020-10-05",
        "minutes": 1_260,
        "on": "2020-10-13",
    },
    "grant.claim-submitted": {
        "grant": GRANT,
        "claim": 2,
        "kind": "interim",
        "since": "2020-10-01",
        "until": "2020-12-31",
        "released_minutes": 15_840,
        "matched_minutes": 14_580,
        "lines": CLAIMED,
        "cents": 1_039_320,
        "on": "2021-01-15",
    },
    "grant.claim-certified": {
        "grant": GRANT,
        "claim": 2,
        "kind": "interim",
        "lines": CLAIMED,
        "certified_cents": 1_039_320,
        "deducted_cents": 311_796,
        "payable_cents": 727_524,
        "on": "2021-02-01",
    },
    "grant.claim-rejected": {"grant": GRANT, "claim": 2, "points": ["hours-without-substitute"], "on": "2021-01-20"},
    "grant.payment-ordered": {
        "grant": GRANT,
        "claim": 2,
        "order": "M-2021-000042",
        "cents": 727_524,
        "year": 2021,
        "pack_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "on": "2021-02-08",
    },
    "grant.payment-rejected": {
        "grant": GRANT,
        "claim": 2,
        "order": "M-2021-000042",
        "cents": 727_524,
        "year": 2021,
        "reason": "bank-details",
        "on": "2021-02-10",
    },
    "grant.paid": {
        "grant": GRANT,
        "organisation": BUILDERS,
        "claim": 2,
        "order": "M-2021-000042",
        "cents": 727_524,
        "year": 2021,
        "on": "2021-02-16",
    },
    "grant.payments-held": {
        "grant": GRANT,
        "experiment": FIT,
        "reports": [REPORT["report"]],
        "notice_on": "2021-05-10",
        "rule": "Règlement d'intervention 2020, article 9",
        "on": "2021-05-17",
    },
    "grant.payments-released": {
        "grant": GRANT,
        "experiment": FIT,
        "reports": [REPORT["report"]],
        "because": "reports-accepted",
        "on": "2021-06-10",
    },
    "grant.recovery-opened": {
        "grant": GRANT,
        "recovery": 1,
        "cents": 51_360,
        "reason": "advance-above-service",
        "way": "title",
        "answer_by": "2021-06-18",
        "on": "2021-05-18",
    },
    "grant.recovery-settled": {
        "grant": GRANT,
        "recovery": 1,
        "cents": 51_360,
        "recovered_cents": 51_360,
        "title": "T-2021-0117",
        "on": "2021-12-10",
    },
}
