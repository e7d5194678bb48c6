"""Whose hands the hours of a claim went through: whose they are, who wrote them, who approved them. Pure.

RULES.md, "Who decides what": nobody certifies their own hours; whoever changed sides since then does not either.
"""

from collections.abc import Collection, Iterable

from services.chassis.refusal import Refusal
from services.jobrotation_funding.week_sheet import WeekSheet


class HandInTheHours(Refusal):
    """An officer whose hours a claim holds, or who wrote or approved some of them. ``facts``: their ``sheets``."""

    code, title = "hand-in-the-hours", "Déport nécessaire"


def check_apart(by: str, sheets: Iterable[WeekSheet], accounts: Collection[str | None] = ()) -> None:
    """Whether an officer had no hand in the hours of a claim, whatever organisation they are a member of today.

    ``accounts``: those that the register gives today to whose hours they are; each sheet knows the one it was written
    with, its writers and who approved it. Raises HandInTheHours.
    """
    named = [sheet.id for sheet in sheets if by in hands(sheet)]
    if named or by in accounts:
        raise HandInTheHours(
            "Des heures de ce décompte sont les vôtres, ou vous les avez saisies ou approuvées : laissez un autre "
            "agent préparer, certifier ou mandater.",
            sheets=named,
        )


def hands(sheet: WeekSheet) -> frozenset[str]:
    """The accounts that a sheet knows: whose hours they are, who wrote, submitted and approved them."""
    known = (sheet.account, *sheet.writers, sheet.submitted_by, sheet.approved_by)
    return frozenset(account for account in known if account)
