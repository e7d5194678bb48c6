"""What the incubators cover, type × sector × territory, and where the holes are. Pure."""

from collections.abc import Iterable, Sequence

from services.chassis import reference
from services.chassis.values import Value

# The territories that the programme looks at: the départements, and the fragile ones whose perimeter is known.
WATCHED = (
    *(f"departement:{code}" for code in ("02", "59", "60", "62", "80")),
    *(f"fragile:{code}" for code in ("bassin-minier", "thierache", "avesnois", "sambre")),
)


class Place(Value):
    """What one incubator says of itself."""

    incubator: str
    type: str
    sectors: tuple[str, ...]
    territories: tuple[str, ...]


class Cell(Value):
    """The incubators of one type, for one sector, in one territory."""

    type: str
    sector: str
    territory: str
    incubators: tuple[str, ...]


class Hole(Value):
    """A sector in a territory, with the types of incubator that are missing there; ``empty`` when all are."""

    sector: str
    territory: str
    missing: tuple[str, ...]
    empty: bool


class Coverage(Value):
    """The covered cells, the holes, and the incubators that name no sector."""

    types: tuple[str, ...]
    sectors: tuple[str, ...]
    territories: tuple[str, ...]
    covered: tuple[Cell, ...]
    holes: tuple[Hole, ...]
    without_sector: tuple[str, ...]


def coverage(places: Sequence[Place]) -> Coverage:
    """The coverage of the open incubators, in the order of the reference data."""
    types, sectors = tuple(reference.codes("incubator_types")), tuple(reference.codes("sectors"))
    cells = [
        Cell(type=type_, sector=sector, territory=territory, incubators=_covering(places, type_, sector, territory))
        for territory in WATCHED
        for sector in sectors
        for type_ in types
    ]
    covered = tuple(cell for cell in cells if cell.incubators)
    return Coverage(
        types=types,
        sectors=sectors,
        territories=WATCHED,
        covered=covered,
        holes=tuple(_holes(cells, len(types))),
        without_sector=tuple(place.incubator for place in places if not place.sectors),
    )


def covers(territories: Iterable[str], watched: str) -> bool:
    """Whether one of these territories contains the watched one, or lies within it."""
    return any(reference.within(watched, each) or reference.within(each, watched) for each in territories)


def _covering(places: Sequence[Place], type_: str, sector: str, territory: str) -> tuple[str, ...]:
    return tuple(
        place.incubator
        for place in places
        if place.type == type_ and sector in place.sectors and covers(place.territories, territory)
    )


def _holes(cells: Sequence[Cell], types: int) -> Iterable[Hole]:
    missing: dict[tuple[str, str], list[str]] = {}
    for cell in cells:
        if not cell.incubators:
            missing.setdefault((cell.sector, cell.territory), []).append(cell.type)
    for (sector, territory), absent in missing.items():
        yield Hole(sector=sector, territory=territory, missing=tuple(absent), empty=len(absent) == types)
