"""What this service remembers of the others, as its dossiers need it. What has not arrived yet is said so, kindly."""

from collections.abc import Iterable, Sequence

from services.chassis.actor import DutyName, Role
from services.chassis.reader import Reader
from services.chassis.refusal import Invalid
from services.innovation_journal.article_review import Reviewer


class NotKnownYet(Invalid):
    """A person, organisation, incubator or experiment that the others have not told us about (yet)."""

    code, title = "not-known-yet", "Pas encore connu ici"


async def check_known(reader: Reader, table: str, ids: Sequence[str], field: str) -> None:
    """Raises NotKnownYet naming the first id without a row; ``field`` is of the list, or of the one id."""
    for rank, id in enumerate(ids):
        if await reader.row(table, id) is None:
            place = field.format(rank=rank)
            raise NotKnownYet(f"« {id} » n'est pas encore connu ici : vérifiez-le, ou réessayez bientôt.", field=place)


async def reviewer(reader: Reader, person: str, field: str) -> Reviewer:
    """A person with the organisations they belong to. Raises NotKnownYet for a stranger, or someone erased."""
    row = await reader.row("persons", person)
    organisations = await reader.rows("organisations", people=person)
    if (row is None and not organisations) or (row or {}).get("erased"):
        raise NotKnownYet(
            "Cette personne n'est pas encore connue ici : vérifiez-la, ou réessayez bientôt.", field=field
        )
    return Reviewer(person=person, organisations=frozenset(found["_id"] for found in organisations))


async def writers(reader: Reader, organisations: Iterable[str]) -> list[str]:
    """The persons who write for these organisations, or represent them; each once, in order of id."""
    wanted = {Role.WRITER.value, Role.REPRESENTATIVE.value}
    rows = [await reader.row("organisations", id) for id in organisations]
    members = [member for row in rows if row for member in row.get("members", {}).items()]
    return sorted({person for person, roles in members if wanted & set(roles)})


async def editors(reader: Reader) -> list[str]:
    """The persons who hold the duty to edit the journal today, in order of id."""
    rows = await reader.rows("persons", duties__name=DutyName.EDIT)
    today = reader.today.isoformat()
    return [row["_id"] for row in rows if any(_edits(duty, today) for duty in row["duties"])]


def _edits(duty: dict[str, str | None], today: str) -> bool:
    since, until = str(duty["since"]), duty["until"]
    return duty["name"] == DutyName.EDIT and since <= today and (until is None or today <= until)
