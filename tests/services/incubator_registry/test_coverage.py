"""What the incubators cover, and where the holes are, for three incubators counted by hand."""

from services.incubator_registry.coverage import WATCHED, Place, coverage, covers

REGIONAL = Place(incubator="i1", type="regional", sectors=("numerique",), territories=("region:32",))
CROSSED = Place(incubator="i2", type="croise", sectors=("btp",), territories=("fragile:bassin-minier",))
TERRITORIAL = Place(incubator="i3", type="organisation-territoriale", sectors=(), territories=("fragile:thierache",))


def test_nothing_is_covered_without_incubators() -> None:
    found = coverage([])
    assert found.covered == ()
    assert len(found.holes) == 12 * 9
    assert all(hole.empty and len(hole.missing) == 3 for hole in found.holes)


def test_a_regional_incubator_covers_every_watched_territory_in_its_sector() -> None:
    found = coverage([REGIONAL])
    assert {cell.territory for cell in found.covered} == set(WATCHED)
    assert {(cell.type, cell.sector) for cell in found.covered} == {("regional", "numerique")}


def test_a_hole_names_the_types_that_are_missing() -> None:
    found = coverage([REGIONAL, CROSSED])
    hole = next(each for each in found.holes if (each.sector, each.territory) == ("numerique", "departement:80"))
    assert (hole.missing, hole.empty) == (("croise", "organisation-territoriale"), False)
    hole = next(each for each in found.holes if (each.sector, each.territory) == ("btp", "departement:80"))
    assert hole.empty


def test_a_territory_that_lies_across_two_departements_is_not_within_either_but_covers_itself() -> None:
    found = coverage([CROSSED])
    assert [cell.territory for cell in found.covered] == ["fragile:bassin-minier"]


def test_an_incubator_in_one_commune_covers_the_departement_it_lies_in() -> None:
    assert covers(["commune:62498"], "departement:62")
    assert not covers(["commune:62498"], "departement:59")


def test_an_incubator_without_a_sector_is_named_apart() -> None:
    assert coverage([REGIONAL, TERRITORIAL]).without_sector == ("i3",)
