"""What an envelope is made of: who pays which part by which vote or agreement, and payment credits by year. Pure.

Amounts are cents, days legal days of Europe/Paris.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts import funding_parts
from services.chassis.money import euros
from services.chassis.refusal import Invalid, Refusal
from services.jobrotation_funding.rules import rule
from services.jobrotation_funding.values import Act, Amount, Day, Id, Label, Value, Year

Part = Annotated[int, Field(strict=True, ge=1, le=100_000_000_000)]


class FinancialAgreementMissing(Invalid):
    """The State's part of a vintage opens with the financial agreement of that year."""

    code, title = "financial-agreement-missing", "Convention financière annuelle manquante"


class CreditsAboveVoted(Invalid):
    """More payment credits than there is commitment authority."""

    code, title = "credits-above-voted", "Crédits de paiement au-delà des autorisations votées"


class YearOutOfPact(Invalid):
    """A vintage or a payment year that the Pacte does not have."""

    code, title = "year-out-of-pact", "Année hors du Pacte"


class CommitmentOver(Refusal):
    """Commitment authority is engaged in the years of the Pacte that have some; what is engaged is paid after."""

    code, title = "commitment-over", "Hors des années d'engagement"


class SourceName(StrEnum):
    """Who pays."""

    STATE = "state"
    REGION = "region"


class FinancialAgreement(Value):
    """The yearly agreement by which the State pays its part."""

    year: Year
    signed_on: Day


class Source(Value):
    """A part of the envelope in cents. ``reference``: the budget vote or agreement that it comes from."""

    source: SourceName
    cents: Part
    reference: Label
    agreement: FinancialAgreement | None = None

    @property
    def name(self) -> tuple[SourceName, str]:
        """What tells two parts apart."""
        return self.source, self.reference


class Credit(Value):
    """Payment credits (CP) of one payment year, in cents."""

    year: Year
    cents: Amount


class Moved(Value):
    """What a transfer takes of one part, in cents."""

    source: SourceName
    reference: Label
    cents: Part


class Reason(StrEnum):
    """Why an envelope changed."""

    VOTE = "vote"
    TRANSFER = "transfer"
    AFFECTATION = "affectation"
    TAKEN_BACK = "taken-back"
    CARRY_OVER = "carry-over"
    LAPSE = "lapse"


class Change(Value):
    """One change by an act. ``cents``: of what was voted or affected; of payment credits for their year's end."""

    reason: Reason
    act: Act
    on: Day
    cents: Annotated[int, Field(strict=True)]
    label: str = ""
    # The envelope across a transfer.
    other: Id | None = None
    year: Year | None = None


Sources = Annotated[tuple[Source, ...], Field(min_length=1, max_length=20)]
Credits = Annotated[tuple[Credit, ...], Field(max_length=20)]


def check_vintage(vintage: int, today: date) -> None:
    """Raises YearOutOfPact when the Pacte votes no commitment authority in that year."""
    found = rule("commitment-years", today)
    first, last = found.value
    if not first <= vintage <= last:
        raise YearOutOfPact(
            f"Les autorisations d'engagement vont de {first} à {last} ({found.source}).", field="vintage"
        )


def check_commitment(on: date) -> None:
    """Raises CommitmentOver when a day is in no year of the Pacte's commitment authority."""
    found = rule("commitment-years", on)
    first, last = found.value
    if not first <= on.year <= last:
        raise CommitmentOver(
            f"Les autorisations d'engagement vont de {first} à {last} ({found.source}) : rien ne s'engage en "
            f"{on.year} ; ce qui est déjà engagé se paie encore."
        )


def check_sources(sources: Sequence[Source], vintage: int, today: date) -> None:
    """Each part once, the State's with its agreement of the vintage. Raises FinancialAgreementMissing, Invalid."""
    if len({source.name for source in sources}) != len(sources):
        raise Invalid("La même source est donnée deux fois sous la même référence.", field="sources")
    for rank, source in enumerate(sources):
        if source.source is SourceName.STATE:
            _check_agreement(source.agreement, vintage, today, f"sources/{rank}/agreement")


def _check_agreement(agreement: FinancialAgreement | None, vintage: int, today: date, field: str) -> None:
    if agreement is None or agreement.year != vintage:
        raise FinancialAgreementMissing(
            f"La part de l'État du millésime {vintage} s'ouvre avec la convention financière de {vintage} : donnez son "
            "année et sa signature ; l'argent d'une convention ne change pas de millésime.",
            field=field,
        )
    if agreement.signed_on > today:
        raise FinancialAgreementMissing(
            "La convention financière n'est pas encore signée : la part de l'État attend sa signature.", field=field
        )


def check_credits(credits: Sequence[Credit], vintage: int, voted_cents: int, today: date) -> None:
    """Years of the Pacte, each once, and no more than was voted. Raises YearOutOfPact, CreditsAboveVoted, Invalid."""
    found = rule("payment-years", today)
    _, last = found.value
    for rank, credit in enumerate(credits):
        if not vintage <= credit.year <= last:
            raise YearOutOfPact(
                f"Cette enveloppe se paie de {vintage} à {last} ({found.source}).", field=f"credits/{rank}/year"
            )
    if len({credit.year for credit in credits}) != len(credits):
        raise Invalid("La même année de paiement est donnée deux fois.", field="credits")
    if (total := sum(credit.cents for credit in credits)) > voted_cents:
        raise CreditsAboveVoted(
            f"{euros(total)} de crédits de paiement pour {euros(voted_cents)} votés : répartissez au plus ce qui est "
            "voté.",
            field="credits",
        )


def by_year(credits: Sequence[Credit]) -> dict[int, int]:
    """Cents by payment year."""
    return {credit.year: credit.cents for credit in credits}


def with_credit(credits: Sequence[Credit], year: int, cents: int) -> tuple[Credit, ...]:
    """These credits with so much more (or less) in one year; years in order, those of 0 left out."""
    total = by_year(credits)
    total[year] = total.get(year, 0) + cents
    return tuple(Credit(year=each, cents=total[each]) for each in sorted(total) if total[each])


def without(sources: Sequence[Source], moved: Sequence[Moved]) -> tuple[Source, ...]:
    """These parts less what a transfer takes. Raises Invalid when a part is unknown or too small."""
    left = {source.name: source for source in sources}
    for rank, part in enumerate(moved):
        known = left.get((part.source, part.reference))
        if known is None or known.cents < part.cents:
            raise Invalid(
                f"Cette enveloppe n'a que {euros(known.cents if known else 0)} de cette source sous cette référence.",
                field=f"sources/{rank}/cents",
            )
        left[known.name] = known.model_copy(update={"cents": known.cents - part.cents})
    return tuple(source for source in left.values() if source.cents)


def together(sources: Sequence[Source], moved: Sequence[Moved], giver: Sequence[Source]) -> tuple[Source, ...]:
    """These parts with what a transfer brings; a part keeps the reference and agreement that it had."""
    origin = {source.name: source for source in giver}
    all_of = {source.name: source for source in sources}
    for part in moved:
        came = origin[part.source, part.reference]
        before = all_of[came.name].cents if came.name in all_of else 0
        all_of[came.name] = all_of.get(came.name, came).model_copy(update={"cents": before + part.cents})
    return tuple(all_of.values())


def told_sources(sources: Sequence[Source]) -> tuple[funding_parts.Source, ...]:
    """As they are announced."""
    return tuple(
        funding_parts.Source(source=each.source.value, cents=each.cents, reference=each.reference) for each in sources
    )


def told_credits(credits: Sequence[Credit]) -> tuple[funding_parts.Credit, ...]:
    """As they are announced."""
    return tuple(funding_parts.Credit(year=each.year, cents=each.cents) for each in credits)


def told_act(act: Act) -> funding_parts.Act:
    """As it is announced."""
    return funding_parts.Act(number=act.number, on=act.on)
