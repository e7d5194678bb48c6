"""The rules that a call publishes: its form, its four weighted criteria, its eligibility rules, its priorities.

They are edited as a draft and checked whole at publication; from then on they are a version that never changes.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts import registry_parts as published
from services.chassis import reference
from services.chassis.refusal import Invalid
from services.chassis.values import Act, Code, Label, Moment, Slug, Text, Value

WHOLE = 100
LARGEST = 60


class CallIncomplete(Invalid):
    """The draft lacks something that a published call has."""

    code, title = "call-incomplete", "Appel incomplet"


class WeightsDoNotAddUp(Invalid):
    """The weights of the criteria are not 100 together."""

    code, title = "weights-do-not-add-up", "Pondérations à corriger"


class CriteriaOfThePacte(Invalid):
    """The criteria are not the four of the Pacte."""

    code, title = "criteria-of-the-pacte", "Critères du Pacte"


class InstantsBackwards(Invalid):
    """The call would close before it opens, or its instants are not on a whole second."""

    code, title = "instants-backwards", "Ouverture et clôture à corriger"


class Effect(StrEnum):
    """What a published priority changes."""

    BONUS = "bonus"
    TIE_BREAK = "tie-break"


class Question(Value):
    """A question of the form; the answer is read as deposited."""

    code: Slug
    label: Text
    required: bool = True


class Piece(Value):
    """A piece to join; only an administrative one may be corrected after the closing."""

    code: Slug
    label: Label
    administrative: bool
    required: bool = True


class Weight(Value):
    """A criterion of the Pacte with its weight in percent."""

    code: Code
    weight: Annotated[int, Field(strict=True, ge=1, le=WHOLE)]


class EligibilityRule(Value):
    """A rule that an application must meet, and the article that sets it.

    ``requires_role``: the grouping needs a member of that role; without it an officer judges.
    """

    code: Slug
    label: Text
    article: Label
    requires_role: Code | None = None


class Priority(Value):
    """A published priority: a bonus in hundredths of a point (of 100), or a tie-break."""

    code: Code
    article: Label
    effect: Effect
    points: Annotated[int, Field(strict=True, ge=0, le=WHOLE * WHOLE)] = 0


class CallRules(Value):
    """The content of a call; a draft may lack any of it."""

    opens_at: Moment | None = None
    closes_at: Moment | None = None
    act: Act | None = None
    incubator_types: Annotated[tuple[Code, ...], Field(max_length=LARGEST)] = ()
    questions: Annotated[tuple[Question, ...], Field(max_length=LARGEST)] = ()
    pieces: Annotated[tuple[Piece, ...], Field(max_length=LARGEST)] = ()
    criteria: Annotated[tuple[Weight, ...], Field(max_length=LARGEST)] = ()
    eligibility: Annotated[tuple[EligibilityRule, ...], Field(max_length=LARGEST)] = ()
    priorities: Annotated[tuple[Priority, ...], Field(max_length=LARGEST)] = ()

    def check(self) -> None:
        """Whether it may be published. Raises CallIncomplete, InstantsBackwards, CriteriaOfThePacte and their like."""
        self._check_complete()
        self._check_instants()
        self._check_criteria()
        self._check_codes()
        self._check_priorities()

    def _check_complete(self) -> None:
        for name, words in REQUIRED.items():
            if not getattr(self, name):
                raise CallIncomplete(f"Avant de publier, indiquez {words}.", field=f"rules/{name}")

    def _check_instants(self) -> None:
        opens, closes = instant(self.opens_at), instant(self.closes_at)
        for name, moment in (("opens_at", opens), ("closes_at", closes)):
            if moment.microsecond:
                raise InstantsBackwards("L'instant est donné à la seconde.", field=f"rules/{name}")
        if closes <= opens:
            raise InstantsBackwards("La clôture suit l'ouverture.", field="rules/closes_at")

    def _check_criteria(self) -> None:
        said = Counter(each.code for each in self.criteria)
        if said != Counter(list(reference.codes("criteria"))):
            expected = ", ".join(reference.codes("criteria"))
            raise CriteriaOfThePacte(f"Les critères sont les quatre du Pacte : {expected}.", field="rules/criteria")
        total = sum(each.weight for each in self.criteria)
        if total != WHOLE:
            raise WeightsDoNotAddUp(f"Les pondérations font {total}, il faut {WHOLE}.", field="rules/criteria")

    def _check_codes(self) -> None:
        for place, code in enumerate(self.incubator_types):
            reference.check("incubator_types", code, field=f"rules/incubator_types/{place}")
        for place, rule in enumerate(self.eligibility):
            if rule.requires_role is not None:
                reference.check("grouping_roles", rule.requires_role, field=f"rules/eligibility/{place}/requires_role")
        for name in ("questions", "pieces", "eligibility", "priorities"):
            check_once((each.code for each in getattr(self, name)), f"rules/{name}")
        check_once(self.incubator_types, "rules/incubator_types")

    def _check_priorities(self) -> None:
        for place, each in enumerate(self.priorities):
            reference.check("priorities", each.code, field=f"rules/priorities/{place}/code")
            if (each.effect is Effect.BONUS) != bool(each.points):
                raise Invalid(
                    "Un bonus vaut des points ; un départage n'en vaut pas.", field=f"rules/priorities/{place}/points"
                )

    def weights(self) -> dict[str, int]:
        """The weight in percent of each criterion."""
        return {each.code: each.weight for each in self.criteria}

    def public(self) -> dict[str, object]:
        """The parts of the call's public snapshot; criteria and priorities with the label of the Pacte."""
        return {
            "incubator_types": self.incubator_types,
            "questions": tuple(published.Question(**each.model_dump()) for each in self.questions),
            "pieces": tuple(published.Piece(**each.model_dump()) for each in self.pieces),
            "criteria": tuple(
                published.Criterion(code=each.code, label=reference.label("criteria", each.code), weight=each.weight)
                for each in self.criteria
            ),
            "eligibility": tuple(published.EligibilityRule(**each.model_dump()) for each in self.eligibility),
            "priorities": tuple(
                published.Priority(label=reference.label("priorities", each.code), **each.model_dump(mode="json"))
                for each in self.priorities
            ),
        }


REQUIRED = {
    "opens_at": "l'instant d'ouverture",
    "closes_at": "l'instant de clôture",
    "act": "l'acte qui adopte le règlement (numéro et date)",
    "incubator_types": "les types d'incubateur attendus",
    "questions": "au moins une question du formulaire",
    "pieces": "au moins une pièce à joindre",
    "criteria": "les quatre critères et leurs pondérations",
    "eligibility": "au moins une règle d'éligibilité avec son article",
}


def instant(moment: datetime | None) -> datetime:
    """An instant that a complete call has. Raises CallIncomplete."""
    if moment is None:
        raise CallIncomplete("Avant de publier, indiquez les instants d'ouverture et de clôture.", field="rules")
    return moment


def check_once(codes: Iterable[str], field: str) -> None:
    """Raises Invalid when a code is said twice."""
    for code, times in Counter(codes).items():
        if times > 1:
            raise Invalid(f"« {code} » est dit {times} fois : une seule suffit.", field=field)
