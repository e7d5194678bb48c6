"""The packs of pieces that payment orders left with."""

from services.chassis.reader import Reader
from services.chassis.refusal import NotFound
from services.jobrotation_funding.pack import PackKept


async def show_pack(reader: Reader, grant: str, digest: str) -> PackKept:
    """One pack of a grant by its SHA-256, whether its order was paid or rejected. Raises NotFound."""
    found = await reader.record(PackKept, digest)
    if found is None or found.grant != grant:
        raise NotFound("Cette subvention n'a pas de dossier de pièces sous cette empreinte.", kind="pack", id=digest)
    return found
