"""What an address of the journal asks for, checked before anything is looked up."""

from typing import Annotated

from fastapi import Depends, Path, Query

from services.chassis.web.door import OpenDoor
from services.innovation_journal.formats.site import Site
from services.innovation_journal.search import LONGEST_SEARCH, Asked

SlugPath = Annotated[str, Path(max_length=60, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
NumberPath = Annotated[int, Path(ge=1, le=100_000)]
Code = Annotated[str, Query(max_length=80, pattern=r"^[A-Za-z0-9._:-]*$")]
Words = Annotated[str, Query(max_length=LONGEST_SEARCH)]


def asked_of(
    q: Words = "",
    public: Code = "",
    territory: Code = "",
    sector: Code = "",
    strand: Code = "",
    evidence: Code = "",
    incubator: Code = "",
) -> Asked:
    """What the address asks for; what it says besides is left alone, for others add their own marks to addresses."""
    return Asked(
        q=q,
        public=public,
        territory=territory,
        sector=sector,
        strand=strand,
        evidence=evidence,
        incubator=incubator,
    )


Search = Annotated[Asked, Depends(asked_of)]


def site_of(door: OpenDoor) -> Site:
    """Where this installation's journal is."""
    return Site(door.runtime.settings.public_url.rstrip("/"))
