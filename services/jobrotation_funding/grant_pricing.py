"""What a claim is worth: the advance, hours and lump sums at the rates of their days, within what is granted. Pure."""

from collections import Counter
from collections.abc import Sequence

from services.chassis.money import euros, percent
from services.chassis.refusal import Invalid
from services.jobrotation_funding.claim_parts import MoreThanGranted, Period, Preparation
from services.jobrotation_funding.dated_rates import DatedCard, card_on
from services.jobrotation_funding.grant_fields import GrantLine
from services.jobrotation_funding.grant_kept import Kept
from services.jobrotation_funding.matching import Matched


class Pricing(Kept):
    """The lines of a claim, in cents."""

    @property
    def promised_advance_cents(self) -> int:
        """The share of the agreement in what is both engaged and signed, and was not given back since."""
        if self.engagement is None:
            return 0
        later = self.amendments[self.engagement.amended :]
        risen = sum(each.delta_cents for each in later if each.delta_cents > 0 and each.signed_on)
        signed = self.engagement.cents + risen - sum(each.disengaged_cents for each in later)
        return percent(max(0, min(signed, self.engaged_cents)), self.agreed.advance_percent)

    def _hours(self, matched: Matched) -> tuple[GrantLine, ...]:
        asked = Counter[str]()
        for line in matched.lines:
            asked[line.rate] += line.minutes
            left = self.minutes_left().get(line.rate, 0)
            if asked[line.rate] > left:
                raise MoreThanGranted(f"Il reste {left // 60} h à demander au taux « {line.rate} ».", left=left)
        return tuple(
            self._line(self._card(line.rate_card_code), line.rate, minutes=line.minutes) for line in matched.lines
        )

    def _lump_sums(self, preparations: Sequence[Preparation], period: Period) -> tuple[GrantLine, ...]:
        lines, seen, shown, asked = [], set(), set[str](), Counter[str]()
        for rank, each in enumerate(preparations):
            left, field = self.left_count(each.rate), f"preparations/{rank}"
            card = self._card_of(each, period, f"{field}/on")
            if (each.rate, card.code) in seen:
                raise Invalid("Ce forfait est demandé deux fois : réunissez-le en une ligne.", field=f"{field}/rate")
            asked[each.rate] += each.count
            if asked[each.rate] > left:
                raise MoreThanGranted(
                    f"Il reste {left} forfait(s) « {each.rate} » à demander sur cette subvention.",
                    field=f"{field}/count",
                    left=left,
                )
            if len(each.pieces) < each.count:
                raise Invalid(
                    f"Chaque préparation se prouve par sa pièce : {each.count} sont demandées, {len(each.pieces)} "
                    "pièce(s) jointe(s).",
                    field=f"{field}/pieces",
                )
            for place, piece in enumerate(each.pieces):
                if piece.sha256 in shown:
                    raise Invalid("Cette pièce est donnée deux fois.", field=f"{field}/pieces/{place}/sha256")
                shown.add(piece.sha256)
            seen.add((each.rate, card.code))
            lines.append(self._line(card, each.rate, count=each.count))
        return tuple(lines)

    def _card_of(self, preparation: Preparation, period: Period, field: str) -> DatedCard:
        """The card that held on the day of a preparation, which says its day once there were several."""
        cards, on = self.agreed.held, preparation.on
        if on is not None and on > period.until:
            raise Invalid(
                "Une préparation se demande une fois faite, au plus tard à la fin de la période.", field=field
            )
        if on is not None and on < self.agreed.starts_on:
            raise Invalid(
                f"Une préparation se fait pendant la subvention, à partir du {self.agreed.starts_on:%d/%m/%Y}.",
                field=field,
            )
        if on is None and len(cards) > 1:
            raise Invalid(
                f"Le barème a changé le {cards[-1].since:%d/%m/%Y} : dites le jour de cette préparation.", field=field
            )
        return card_on(cards, on or period.until)

    def _within_what_is_left(self, lines: Sequence[GrantLine]) -> int:
        """What the lines make, in cents, without those that the rounding of all lines added (``rounding_cents``)."""
        cents, left = sum(line.cents for line in lines), self.claimable_cents
        rounded = len(lines) + sum(len(claim.lines) for claim in self.live_claims)
        if cents > left + rounded:
            raise MoreThanGranted(
                f"Ce décompte fait {euros(cents)}, il reste {euros(left)} d'engagés sur cette subvention.", left=left
            )
        return min(cents, left)
