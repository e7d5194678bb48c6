"""The reference data says what the Pacte says, names its source, and refuses the rest helpfully."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis import reference
from services.chassis.reference.extract_territories import extract
from services.chassis.refusal import Invalid

SIZES = {
    "incubator_types": 3,
    "entries": 4,
    "functions": 12,
    "criteria": 4,
    "project_natures": 10,
    "strands": 4,
    "natures": 2,
    "axes": 3,
    "sectors": 12,
}
DEPARTEMENTS = {"02": "Aisne", "59": "Nord", "60": "Oise", "62": "Pas-de-Calais", "80": "Somme"}


@pytest.mark.parametrize(("name", "size"), SIZES.items())
def test_a_list_has_as_many_entries_as_the_pacte_names(name: str, size: int) -> None:
    assert len(reference.codes(name)) == size


@pytest.mark.parametrize("name", reference.names())
def test_every_entry_has_a_label_a_source_and_a_date(name: str) -> None:
    assert reference.reference_list(name).source
    for code, entry in reference.codes(name).items():
        assert entry.code == code
        assert entry.label.strip()
        assert entry.source
        assert entry.holds_on(date(2019, 7, 8))


def test_the_call_owns_the_weights_and_the_list_of_criteria_does_not() -> None:
    assert tuple(reference.codes("criteria")) == ("identification", "lieu", "moyens", "ressources")
    assert not hasattr(reference.codes("criteria")["lieu"], "weight")


def test_a_known_code_is_answered_as_it_is() -> None:
    assert reference.check("publics", "rqth", field="publics/0") == "rqth"


def test_an_unknown_code_is_refused_with_its_field_and_the_nearest_codes() -> None:
    with pytest.raises(Invalid) as refused:
        reference.check("publics", "RQHT", field="publics/0")
    assert refused.value.field == "publics/0"
    assert refused.value.facts["nearest"] == ["rqth"]
    assert "rqth" in refused.value.detail


def test_a_place_said_by_its_name_is_led_to_its_code() -> None:
    with pytest.raises(Invalid) as refused:
        reference.check("territories", "Lille")
    assert refused.value.facts["nearest"][0] == "commune:59350"


def test_a_code_is_not_offered_before_its_date() -> None:
    with pytest.raises(Invalid, match="à cette date"):
        reference.check("sectors", "btp", on=date(2019, 2, 7))


def test_a_code_that_the_list_does_not_know_is_shown_as_it_is() -> None:
    assert reference.label("sectors", "btp") == "Bâtiment et travaux publics"
    assert reference.label("sectors", "a-code-of-tomorrow") == "a-code-of-tomorrow"


def test_a_wrong_list_name_is_an_error_of_ours() -> None:
    with pytest.raises(KeyError, match="publics"):
        reference.codes("public")


def test_the_region_has_its_five_departements() -> None:
    found = {code: entry.label for code, entry in reference.codes("territories").items() if "departement:" in code}
    assert found == {f"departement:{code}": name for code, name in DEPARTEMENTS.items()}


@pytest.mark.parametrize(
    ("inner", "outer"),
    [
        ("commune:59350", "departement:59"),
        ("commune:59350", "epci:200093201"),
        ("commune:62498", "fragile:bassin-minier"),
        ("epci:246200364", "departement:62"),
        ("epci:246200364", "fragile:bassin-minier"),
        ("fragile:sambre", "fragile:avesnois"),
        ("departement:80", "region:32"),
        ("fragile:zrr", "region:32"),
    ],
)
def test_a_territory_lies_within_the_wider_one_and_not_the_reverse(inner: str, outer: str) -> None:
    assert reference.within(inner, outer)
    assert not reference.within(outer, inner)


@pytest.mark.parametrize(
    ("inner", "outer"),
    [
        ("commune:59350", "departement:62"),
        ("fragile:bassin-minier", "departement:62"),
        ("epci:200069722", "region:32"),
        ("epci:200069722", "departement:80"),
        ("commune:75056", "region:32"),
    ],
)
def test_a_territory_that_reaches_beyond_does_not_lie_within(inner: str, outer: str) -> None:
    assert not reference.within(inner, outer)


CODES = tuple(code for code in reference.codes("territories"))
WIDE = tuple(code for code in CODES if not code.startswith("commune:"))


@given(st.sampled_from(CODES), st.sampled_from(WIDE), st.sampled_from(WIDE))
def test_within_is_transitive(small: str, middle: str, wide: str) -> None:
    if reference.within(small, middle) and reference.within(middle, wide):
        assert reference.within(small, wide)


@given(st.sampled_from(CODES))
def test_every_territory_lies_within_itself(code: str) -> None:
    assert reference.within(code, code)


@given(st.sampled_from(CODES), st.sampled_from(WIDE))
def test_what_lies_within_another_is_not_apart_from_it_nor_it_from_the_other(one: str, other: str) -> None:
    assert reference.apart(one, other) == reference.apart(other, one)
    assert not (reference.within(one, other) and reference.apart(one, other))


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("departement:02", "departement:80", True),
        ("departement:59", "fragile:bassin-minier", False),
        ("departement:80", "fragile:qpv", False),
        ("departement:80", "elsewhere", False),
    ],
)
def test_territories_are_apart_when_it_is_known_that_they_share_no_commune(one: str, other: str, apart: bool) -> None:
    assert reference.apart(one, other) is apart


def test_the_extraction_keeps_the_region_and_what_crosses_its_border() -> None:
    communes = [
        {"code": "80001", "nom": "Ici", "departement": "80", "region": "32", "type": "commune-actuelle"},
        {"code": "80002", "nom": "Jadis", "departement": "80", "region": "32", "type": "commune-deleguee"},
        {"code": "76001", "nom": "Voisine", "departement": "76", "region": "28", "type": "commune-actuelle"},
    ]
    epcis = [{"code": "1", "nom": "CC Des Deux", "membres": [{"code": "80001"}, {"code": "76001"}]}]
    departements = [{"code": "80", "nom": "Somme", "region": "32"}, {"code": "76", "nom": "S.-M.", "region": "28"}]
    regions = [{"code": "32", "nom": "Hauts-de-France"}, {"code": "28", "nom": "Normandie"}]
    assert extract(communes, departements, epcis, regions) == {
        "regions": {"32": "Hauts-de-France"},
        "departements": {"80": "Somme"},
        "epci": {"1": ["CC Des Deux", "76", "80"]},
        "communes": {"80001": ["Ici", "80", "1"]},
    }
