"""Hours: the staff of each employer, and every month the hours released and replaced, imported and approved."""

from collections import defaultdict
from datetime import date, timedelta

from deploy.local.story.addresses import FUNDING
from deploy.local.story.chapters.grants import of
from deploy.local.story.money.grants import GRANTS
from deploy.local.story.money.shape import Grant, Month
from deploy.local.story.money.weeks import Hand, file_of, hands
from deploy.local.story.people import representative, writer
from deploy.local.story.player import Player
from deploy.local.story.scene import Scene, everyone, for_each
from services.chassis.calendar import months_later, next_working_day

AFTER_THE_MONTH = 4  # days
Entered = tuple[Grant, list[Month]]


def scenes() -> list[Scene]:
    """The registers before the first hours; then month after month, entered in the morning, approved after noon."""
    registers: dict[str, list[Grant]] = defaultdict(list)
    entered: dict[date, list[Entered]] = defaultdict(list)
    for grant in GRANTS:
        if grant.months:
            registers[grant.decided.on].append(grant)
        for month in sorted({month.month for month in grant.months}):
            theirs = [each for each in grant.months if each.month == month]
            entered[_entered_on(month)].append((grant, theirs))
    return [
        *(for_each(f"{_day_after(on)} 09:00", "Les employeurs disent qui est libéré et qui remplace.", register, them)
          for on, them in registers.items()),
        *(for_each(f"{day} 10:00", f"Heures saisies : {len(them)} subventions.", enter, them)
          for day, them in entered.items()),
        *(for_each(f"{day} 15:00", f"Heures approuvées : {len(them)} subventions.", approve, them)
          for day, them in entered.items()),
    ]  # fmt: skip


async def register(player: Player, grant: Grant) -> None:
    """Each of the staff, informed that presence serves to check hours."""
    await everyone(*(_register(player, grant, hand) for hand in hands(grant)))


async def _register(player: Player, grant: Grant, hand: Hand) -> None:
    particulars = {
        "matricule": hand.matricule,
        "sides": [hand.side],
        "rate": hand.role,
        "team": f"Équipe {hand.role}",
        "informed_on": grant.decided.on,
    }
    organisation = player.id(f"organisation/{grant.organisation}")
    body = {"organisation": organisation, "name": hand.name, "particulars": particulars}
    await player.do(writer(grant.organisation), f"{grant.key}/staff/{hand.matricule}", f"{FUNDING}/staff", body)


async def enter(player: Player, what: Entered) -> None:
    """The writer imports the month's file and hands the sheets in."""
    grant, months = what
    body = {"csv": file_of(grant, months), "submit": True}
    address = f"{of(player, grant)}/week-sheets/import"
    await player.do(writer(grant.organisation), _step(what), address, body)


async def approve(player: Player, what: Entered) -> None:
    """The representative approves them."""
    grant, _ = what
    body = {"sheets": list(player.told_list(_step(what), "sheets"))}
    address = f"{of(player, grant)}/week-sheets/approval"
    await player.do(representative(grant.organisation), f"{_step(what)}/approve", address, body)


def _step(what: Entered) -> str:
    grant, months = what
    return f"{grant.key}/hours/{months[0].month}"


def _entered_on(month: str) -> date:
    return next_working_day(months_later(date.fromisoformat(f"{month}-01"), 1) + timedelta(days=AFTER_THE_MONTH))


def _day_after(day: str) -> str:
    return next_working_day(date.fromisoformat(day) + timedelta(days=1)).isoformat()
