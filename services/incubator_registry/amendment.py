"""Signatures of two sides, and the amendments (*avenants*) by which alone a signed agreement changes. Pure."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from contracts.registry_parts import GroupingMember
from services.chassis.refusal import Refusal
from services.chassis.values import Act, Code, Day, Id, Value


class Side(StrEnum):
    """Who signs: the representative of the lead for the grouping, an officer for the Région."""

    LEAD = "lead"
    REGION = "region"


class AlreadySigned(Refusal):
    """This side has signed."""

    code, title = "already-signed", "Déjà signé"


class SamePersonSigns(Refusal):
    """Nobody signs for both sides."""

    code, title = "same-person-signs", "Une même personne ne signe pas pour les deux parties"


class Signature(Value):
    """One side's signature."""

    side: Side
    person: Id
    on: Day


class Amendment(Value):
    """One amendment: what it changes, under which act, and its signatures. ``until`` and ``members`` are whole."""

    number: int
    changes: tuple[Code, ...]
    until: Day
    members: tuple[GroupingMember, ...]
    act: Act
    signatures: tuple[Signature, ...] = ()

    def signed(self, side: Side, person: str, on: date) -> "Amendment":
        """With one more signature. Raises AlreadySigned, SamePersonSigns."""
        return self.model_copy(update={"signatures": with_signature(self.signatures, side, person, on)})


def with_signature(given: Sequence[Signature], side: Side, person: str, on: date) -> tuple[Signature, ...]:
    """The signatures with one more. Raises AlreadySigned, SamePersonSigns."""
    if any(each.side is side for each in given):
        raise AlreadySigned("Votre partie a déjà signé ; l'autre signature est attendue.")
    if any(each.person == person for each in given):
        raise SamePersonSigns("Vous avez signé pour l'autre partie : une autre personne signe pour celle-ci.")
    return (*given, Signature(side=side, person=person, on=on))


def complete(given: Sequence[Signature]) -> bool:
    """Whether both sides have signed."""
    return {each.side for each in given} == set(Side)


def changed(**parts: tuple[Any, Any]) -> tuple[str, ...]:
    """The names of the parts whose two values differ."""
    return tuple(name for name, (before, after) in parts.items() if before != after)
