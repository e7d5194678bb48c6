"""Who one can be, by organisation, for the pages."""

from pathlib import Path

from deploy.local.identity.cast import CAST, Person
from deploy.local.story.organisations import BY_KEY
from services.chassis.web.pages import environment

TEMPLATES = environment(Path(__file__).parent / "templates")
REGION = "Région"
WITHOUT_HOUSE = {"assessor": "Expertise", "visitor": "Ailleurs"}


def house(person: Person) -> str:
    """For whom a person acts."""
    if person.organisation:
        return BY_KEY[person.organisation].name
    return WITHOUT_HOUSE.get(person.role, REGION)


def groups() -> dict[str, list[Person]]:
    """The cast by house, in the order of the cast."""
    found: dict[str, list[Person]] = {}
    for person in CAST.values():
        found.setdefault(house(person), []).append(person)
    return found
