"""The money of the story as its tables make it: hours × rates give the amounts of STORY.md, to the cent."""

from collections import Counter
from csv import DictReader
from datetime import date
from io import StringIO

import pytest

from deploy.local.story.chapters.budget import CARDS, ENVELOPES
from deploy.local.story.chapters.financial_reports import ACCEPTED, HANDED_IN, paid_in, spent
from deploy.local.story.money import BY_KEY
from deploy.local.story.money.shape import Grant
from deploy.local.story.money.weeks import file_of, hands
from services.chassis.calendar import is_working_day

EACH = pytest.mark.parametrize("grant", BY_KEY.values(), ids=BY_KEY)

# (granted, paid claim by claim): written by hand from the story.
EXPECTED = {
    "g1": (25_848_00, (7_754_40, 7_275_24, 6_395_76, 3_256_20)),
    "g2": (11_400_00, (3_420_00, 4_284_00, 3_436_80)),
    "g3": (7_320_00, (2_196_00, 5_124_00)),
    "g4": (5_240_00, (1_572_00, 3_448_00)),
    "g5": (10_560_00, (3_168_00, 0)),
    "g6": (6_818_00, (2_045_40, 2_826_32, 1_946_28)),
    "g7": (8_241_00, (2_472_30, 3_822_42)),
    "g8": (6_600_00, ()),
    "g9": (2_208_00, (662_40, 1_545_60)),
}


def rates(grant: Grant) -> dict[str, int]:
    card = next(card for card in CARDS if card.code == grant.card)
    return {code: cents for code, _, cents in card.rates} | {"preparation": card.preparation}


def granted(grant: Grant) -> int:
    cents = rates(grant)
    return sum(hours * cents[role] for role, hours in grant.hours) + grant.preparations * cents["preparation"]


def payments(grant: Grant) -> list[int]:
    advance, deducted, paid = granted(grant) * 30 // 100, 0, []
    for claim in grant.claims:
        if claim.kind == "advance":
            paid.append(advance)
            continue
        certified = claim.preparations * rates(grant)["preparation"]
        for month in grant.months:
            if claim.since[:7] <= month.month <= claim.until[:7]:
                counting = month.released - (7 if month.holiday else 0) - month.paid_elsewhere
                certified += min(counting, month.replaced) * rates(grant)[month.role]
        part = certified if claim.kind == "balance" else certified * 30 // 100
        taken = min(advance - deducted, part)
        deducted += taken
        paid.append(certified - taken)
    return paid


@EACH
def test_hours_and_rates_make_the_amounts_of_the_story(grant: Grant) -> None:
    assert (granted(grant), tuple(payments(grant))) == EXPECTED[grant.key]


def test_each_year_pays_what_the_story_says() -> None:
    years: Counter[str] = Counter()
    for grant in BY_KEY.values():
        for claim, cents in zip(grant.claims, payments(grant), strict=True):
            years[claim.paid[:4]] += cents
    assert years == {"2020": 18_110_40, "2021": 35_927_80, "2022": 12_612_92, "": 0}


@EACH
def test_the_accounts_of_all_years_hold_what_is_certified(grant: Grant) -> None:
    card, certified = rates(grant), sum(month.replaced * rates(grant)[month.role] for month in grant.months)
    certified += sum(claim.preparations for claim in grant.claims) * card["preparation"]
    assert sum(sum(spent(grant, year)) for year in (2020, 2021, 2022)) == certified


def test_every_grant_paid_in_2020_and_2021_renders_its_account_in_time() -> None:
    """By hand from STORY.md: G1 to G5 were advanced in 2020; G5 was paid nothing more, G6 and G9 begin in 2021."""
    assert {year: [grant.key for grant in paid_in(year)] for year in HANDED_IN} == {
        2020: ["g1", "g2", "g3", "g4", "g5"],
        2021: ["g1", "g2", "g3", "g4", "g6", "g9"],
    }
    for year, day in ACCEPTED.items():
        assert HANDED_IN[year] < day < f"{year + 1}-06-30"
        assert is_working_day(date.fromisoformat(day))
        assert is_working_day(date.fromisoformat(HANDED_IN[year]))
    assert spent(BY_KEY["g1"], 2020) == (7_873_20, 2_520_00)


def test_what_is_left_after_the_first_five_is_what_g9_meets() -> None:
    first = sum(granted(BY_KEY[key]) for key in ("g1", "g2", "g3", "g4", "g5"))
    assert (ENVELOPES[0].state + ENVELOPES[0].region) * 100 - first == 1_632_00


@EACH
def test_the_files_hold_the_hours_of_the_table_on_working_days(grant: Grant) -> None:
    rows = list(DictReader(StringIO(file_of(grant, list(grant.months))), delimiter=";"))
    hours: Counter[str] = Counter()
    for row in rows:
        hours[row["cote"]] += int(row["fin"][:2]) - int(row["debut"].partition(":")[0])
        day = date.fromisoformat(row["jour"])
        assert is_working_day(day) or row["jour"] == "2020-11-11"
        assert grant.starts_on <= row["jour"] <= grant.ends_on
    assert hours["libéré"] == sum(month.released for month in grant.months)
    assert hours["remplaçant"] == sum(month.replaced for month in grant.months)


@EACH
def test_nobody_is_in_two_places_and_everybody_is_in_the_register(grant: Grant) -> None:
    rows = list(DictReader(StringIO(file_of(grant, list(grant.months))), delimiter=";"))
    assert max(Counter((row["matricule"], row["jour"]) for row in rows).values(), default=1) == 1
    assert {row["matricule"] for row in rows} <= {hand.matricule for hand in hands(grant)}
