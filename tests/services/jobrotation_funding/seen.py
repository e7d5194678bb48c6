"""Public money to look at: G1 with its payments held, G5, and a request that nobody has decided."""

from datetime import date
from typing import Any

from services.chassis.work import Cause, Work
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.hold_parts import HoldPast, Watched
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding.making_grants import asked_for
from tests.services.jobrotation_funding.making_money import known, play
from tests.support.service import House

LATE = Watched(
    report="r1",
    label="T1 2021",
    due_on=date(2021, 4, 30),
    notice_on=date(2021, 5, 10),
    hold_on=date(2021, 5, 17),
    noticed_on=date(2021, 5, 10),
    held_on=date(2021, 5, 17),
)
HELD = {"watched": (LATE,), "paid_cents": 1_502_964}
RELEASED = {
    "watched": (LATE.model_copy(update={"accepted_on": date(2021, 6, 10)}),),
    "holds": (HoldPast(reports=("r1",), since=date(2021, 5, 17), until=date(2021, 6, 10), because="reports-accepted"),),
    "paid_cents": 2_142_540,
}


async def spring(house: House) -> None:
    """On 17 May 2021, the payments of G1 held since midnight."""
    await cast.settle_in(house)
    await cast.budget(house)
    await cast.organisation(house, "batir", "bea", name="Bâtir Ensemble <Formation>")
    await cast.organisation(house, "arep", "alix")
    await cast.organisation(house, "secret", "sam", name="Demande en cours")
    await cast.incubator(house, "i2", "La Fosse aux Idées")
    await cast.experiment(house, "x5", "batir", title="FIT Bassin minier", incubator="i2")
    await known(house, g1="batir", g5="arep")
    await play(house, until=date(2021, 5, 17))
    await cast.on(house, date(2021, 5, 17))
    await kept(house, "g1", **HELD)
    await cast.experiment(house, "x6", "secret")
    await asked_for(house, "secret", "sam", "x6")


async def kept(house: House, id: str, **fields: Any) -> None:
    """What a grant has come to meanwhile."""

    async def run(work: Work) -> None:
        grant = await work.get(Grant, id)
        for name, value in fields.items():
            setattr(grant, name, value)
        await work.save(grant)

    await house.runtime.store.within(Cause("kept", "test"), run)
