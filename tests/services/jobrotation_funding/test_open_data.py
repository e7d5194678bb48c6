"""Open data of grants: which ones are published and by when, and the CSV against a file written by hand."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.open_data import (
    AMOUNT,
    COLUMNS,
    SUM,
    Due,
    Part,
    Signed,
    as_csv,
    due,
    last_payment,
    published,
    purpose,
    row,
)
from services.jobrotation_funding.queries import open_data as queries
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding import making_grants as making
from tests.support.service import House

EXPECTED = Path(__file__).parent / "expected" / "subventions.csv"
THE_DAY = date(2020, 9, 24)
YEAR_LATER = date(2021, 9, 24)
EXEMPTED = {"basis": "exempted-scheme", "why": "Régime cadre exempté SA.40207."}
SECOND_ACT = {"number": "2021.00411", "on": "2021-03-25"}


def signed(
    cents: int,
    on: date = THE_DAY,
    grant: str = "g1",
    undertaking: str = "999000011",
    later: Sequence[tuple[date, int]] = (),
    **changes: Any,
) -> Signed:
    """A signed grant; ``later``: what amendments changed, by the day of their signature."""
    given: dict[str, Any] = {
        "name": "Bâtir Ensemble Formation",
        "siret": "99900001100019",
        "decision": "2020.01512",
        "purpose": "Libérer les formateurs.",
        "aid": "exempted-scheme",
        "paid_until": date(2024, 12, 31),
        "parts": (Part(on=on, cents=cents), *(Part(on=day, cents=more) for day, more in later)),
    }
    return Signed(grant=grant, undertaking=undertaking, on=on, **given | changes)


def published_row(grant: Grant) -> dict[str, str]:
    """The row of a grant."""
    found = queries._signed(grant, {}, YEAR_LATER)
    assert found is not None
    return row(found)


# --- which ones, and by when


def alone(grant: Signed) -> Due | None:
    """When a grant is due whose undertaking has no other."""
    return due(grant, [grant])


def test_an_agreement_above_23_000_euros_is_published_within_three_months() -> None:
    assert alone(signed(2_300_001)) == Due(because=AMOUNT, publish_by=date(2020, 12, 24))
    assert alone(signed(2_300_000)) is None


def test_three_months_after_the_end_of_a_month_is_the_last_day_there_is() -> None:
    found = alone(signed(2_300_001, date(2020, 11, 30)))
    assert found is not None
    assert found.publish_by == date(2021, 2, 28)


def test_grants_that_pass_the_threshold_together_over_twelve_months_are_all_published() -> None:
    first, second = signed(1_140_000), signed(1_160_001, date(2021, 9, 23), "g2")
    assert [(each.grant, why) for each, why in published([second, first])] == [
        ("g1", Due(because=SUM, publish_by=date(2021, 12, 23))),
        ("g2", Due(because=SUM, publish_by=date(2021, 12, 23))),
    ]


@pytest.mark.parametrize(
    ("cents", "on", "undertaking"),
    [
        (1_160_000, date(2021, 9, 23), "999000011"),  # 23 000.00 in all, not more
        (1_160_001, date(2021, 9, 24), "999000011"),  # a day after twelve months
        (1_160_001, date(2021, 9, 23), "999000029"),  # another beneficiary
    ],
)
def test_grants_that_do_not_pass_it_together_are_not(cents: int, on: date, undertaking: str) -> None:
    assert published([signed(1_140_000), signed(cents, on, "g2", undertaking)]) == []


def test_a_grant_outside_the_twelve_months_of_the_others_is_not_published_with_them() -> None:
    old = signed(1_140_000, date(2019, 9, 24), "g0")
    rest = [signed(1_200_000), signed(1_200_000, date(2021, 3, 25), "g2")]
    assert [each.grant for each, _ in published([old, *rest])] == ["g1", "g2"]


def test_a_grant_that_an_amendment_takes_above_the_threshold_is_due_from_the_amendments_signature() -> None:
    grown = signed(2_292_000, later=[(YEAR_LATER, 308_000)])
    assert alone(grown) == Due(because=AMOUNT, publish_by=date(2021, 12, 24))
    assert (row(grown)["dateConvention"], row(grown)["montant"]) == ("2020-09-24", "26000.00")


def test_what_was_due_before_an_amendment_stays_due_by_the_same_day_and_keeps_its_date() -> None:
    for change in (308_000, -1_000_000):
        amended = signed(2_584_800, later=[(YEAR_LATER, change)])
        assert alone(amended) == Due(because=AMOUNT, publish_by=date(2020, 12, 24))
        assert row(amended)["dateConvention"] == "2020-09-24"


def test_what_an_amendment_adds_counts_with_other_grants_from_its_signature() -> None:
    grown, other = signed(1_140_000, later=[(date(2021, 3, 25), 560_000)]), signed(700_000, date(2021, 3, 26), "g2")
    assert [(each.grant, why) for each, why in published([grown, other])] == [
        ("g1", Due(because=SUM, publish_by=date(2021, 6, 26))),
        ("g2", Due(because=SUM, publish_by=date(2021, 6, 26))),
    ]
    late = signed(700_000, date(2021, 9, 30), "g2")  # the first 11 400.00 are over twelve months old
    assert published([grown, late]) == []


def test_the_first_reason_that_makes_a_grant_due_holds() -> None:
    small = signed(1_200_000, later=[(date(2021, 9, 23), 1_300_000)])
    assert due(small, [small, signed(1_200_000, date(2021, 1, 5), "g2")]) == Due(
        because=SUM, publish_by=date(2021, 4, 5)
    )


# --- the rows


def test_a_row_has_the_columns_of_the_schema_in_its_order() -> None:
    assert tuple(row(signed(100))) == COLUMNS


@pytest.mark.parametrize(("cents", "shown"), [(2_584_800, "25848.00"), (5, "0.05"), (1_296_050, "12960.50")])
def test_an_amount_has_a_point_and_two_decimals(cents: int, shown: str) -> None:
    assert row(signed(cents))["montant"] == shown


def test_a_purpose_stands_on_one_line_and_has_255_signs_at_most() -> None:
    assert purpose("Libérer\r\n  les formateurs.\t") == "Libérer les formateurs."
    assert purpose("é" * 255) == "é" * 255
    assert purpose("é" * 256) == "é" * 254 + "…"


def test_the_period_is_that_of_payments_from_the_day_the_money_counts_to_the_last_year_that_pays() -> None:
    assert row(signed(100))["datesPeriodeVersement"] == "2020-09-24/2024-12-31"
    assert last_payment(None, YEAR_LATER) == date(2024, 12, 31)


def test_the_period_of_a_closed_grant_ends_with_its_closing() -> None:
    assert last_payment(date(2021, 12, 3), date(2022, 1, 10)) == date(2021, 12, 3)
    closed = making.engaged()
    closed.closed_on = date(2021, 12, 3)
    assert published_row(closed)["datesPeriodeVersement"] == "2020-09-24/2021-12-03"


@pytest.mark.parametrize(("aid", "said"), [(making.DE_MINIMIS, "oui"), (making.NOT_AN_AID, "non"), (EXEMPTED, "non")])
def test_an_aid_is_notified_in_the_sense_of_the_schema_when_it_is_de_minimis(aid: dict[str, Any], said: str) -> None:
    assert published_row(making.engaged(aid=aid))["notificationUE"] == said


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t"])
def test_no_cell_runs_as_a_formula(sign: str) -> None:
    cell = as_csv([row(signed(100, name=f"{sign}cmd"))]).splitlines()[1].split(",")[4]
    assert cell.strip('"') == f"'{sign}cmd"


# --- through the door


async def sign(
    house: House, employer: tuple[str, str], day: date, act: dict[str, str], number: str, **asked: Any
) -> str:
    """Ask, grant by the act and engage with an agreement signed the day after the act was taken, or on the day."""
    organisation, who = employer
    await cast.on(house, day)
    grant = await making.asked_for(house, organisation, who, f"x-{number}", **asked)
    await making.decide(house, await making.granting(house, grant), act=act)
    await house.post("odile", f"/grants/{grant}/engagement", {"agreement": number, "signed_on": day.isoformat()})
    return grant


async def story(house: House) -> dict[str, str]:
    """Four signed grants: one large, two that pass the threshold together, one small; and one that is only granted."""
    names = {"batir": "Bâtir Ensemble Formation", "formascarpe": "Formascarpe", "arep": "AREP Saint-Ernestin"}
    sirets = {"batir": "99900001100019", "formascarpe": "99900002900013", "arep": "99900003700016"}
    for id, who in (("batir", "bea"), ("formascarpe", "fatou"), ("arep", "ada")):
        await cast.organisation(house, id, who, name=names[id], siret=sirets[id], siren=sirets[id][:9])
    trainers = {"rate": "trainer", "minutes": 16_800}
    lines = [trainers, {"rate": "support", "minutes": 3_600}, {"rate": "preparation", "count": 2}]
    asked: dict[str, Any] = {"lines": lines, "purpose": "Libérer les formateurs,\net l’appui, des infrastructures."}
    grants = {"g1": await sign(house, ("batir", "bea"), THE_DAY, making.ACT, "g1")}
    grants["g2"] = await sign(house, ("formascarpe", "fatou"), THE_DAY, making.ACT, "g2", **asked)
    small: dict[str, Any] = {"lines": [{"rate": "trainer", "minutes": 18_000}]}
    grants["g5"] = await sign(house, ("arep", "ada"), THE_DAY, making.ACT, "g5", **small)
    later: dict[str, Any] = {
        "lines": [{"rate": "support", "minutes": 31_356}],  # 522 h 36 × 24.80 = 12 960.48
        "purpose": "Libérer les formateurs de DIVA.",
        "starts_on": "2021-04-01",
        "ends_on": "2021-12-31",
    }
    grants["g6"] = await sign(house, ("formascarpe", "fatou"), date(2021, 3, 26), SECOND_ACT, "g6", **later)
    await making.granted_by_act(house, "batir", "bea", experiment="x-g7", lines=[{"rate": "trainer", "minutes": 60}])
    return grants


async def test_a_public_bodys_grant_is_due_three_months_after_the_amendment_that_passes_the_threshold(
    funding: House,
) -> None:
    await making.begin(funding)
    await cast.organisation(funding, "batir", "bea", kinds=("collectivite",), siren="999000011", siret="99900001100019")
    lines = [{"rate": "trainer", "minutes": 30_000}, {"rate": "preparation", "count": 16}]  # 22 920.00
    grant = await making.engaged_grant(funding, lines=lines, papers={})
    assert (await funding.get("", f"/grants/{grant}"))["publication"] is None
    await cast.on(funding, YEAR_LATER)
    change = {"reason": "hours", "lines": [lines[0], lines[1] | {"count": 24}]}
    act = {"number": "2021.01800", "on": "2021-09-24"}
    await funding.post("solene", f"/grants/{grant}/amendments", {"act": act, "change": change})
    assert (await funding.get("", f"/grants/{grant}"))["publication"] is None
    await funding.post("odile", f"/grants/{grant}/amendments/engagement")
    shown = (await funding.get("", f"/grants/{grant}"))["publication"]
    assert (shown["because"], shown["publish_by"]) == ("amount", "2021-12-24")
    assert (shown["row"]["dateConvention"], shown["row"]["montant"]) == ("2020-09-24", "26280.00")


async def test_the_export_reads_some_grants_at_a_time(funding: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await story(funding)
    whole = (await funding.client.get(f"{funding.root}/open-data/grants.csv")).content
    monkeypatch.setattr(queries, "SOME", 1)
    assert (await funding.client.get(f"{funding.root}/open-data/grants.csv")).content == whole


async def test_the_csv_is_the_one_written_by_hand_and_the_days_are_shown(funding: House) -> None:
    grants = await story(funding)
    answer = await funding.client.get(f"{funding.root}/open-data/grants.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.decode() == EXPECTED.read_bytes().decode()
    listed = await funding.get("", "/open-data/grants")
    assert {each["id"]: (each["because"], each["publish_by"]) for each in listed["items"]} == {
        grants["g1"]: ("amount", "2020-12-24"),
        grants["g2"]: ("sum", "2021-06-26"),
        grants["g6"]: ("sum", "2021-06-26"),
    }
    first = await funding.get("", "/open-data/grants", limit=1)
    rest = await funding.get("", "/open-data/grants", after=first["next"])
    assert [each["id"] for each in first["items"] + rest["items"]] == [each["id"] for each in listed["items"]]
    assert (await funding.get("", f"/grants/{grants['g2']}"))["publication"]["publish_by"] == "2021-06-26"
    assert (await funding.get("", f"/grants/{grants['g5']}"))["publication"] is None
