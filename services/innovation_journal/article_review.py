"""Before publication: the draft is written, reviewed by persons who carry nothing in it, then accepted or declined."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from itertools import zip_longest
from typing import ClassVar

from services.chassis.dossier import Record
from services.chassis.refusal import Invalid, Refusal
from services.innovation_journal.article_content import Content
from services.innovation_journal.article_fields import ArticleFields
from services.innovation_journal.rules import number, rule
from services.innovation_journal.values import Day, Id, Text, Value

ACCEPTANCE, REFUSAL = "Charte du journal: acceptance", "Charte du journal: refusal"


class Recommendation(StrEnum):
    """What a reviewer recommends."""

    ACCEPT = "accept"
    REVISE = "revise"
    DECLINE = "decline"


class ReviewerTied(Refusal):
    """A reviewer belongs to an organisation that carries or signs the article, or wrote in it."""

    code, title = "reviewer-tied", "Relecteur non indépendant"


class ConflictOfInterest(Refusal):
    """A reviewer who has a conflict of interest does not review."""

    code, title = "conflict-of-interest", "Conflit d'intérêts"


class NotAReviewer(Refusal):
    """Only those named for this round review, each once."""

    code, title = "not-a-reviewer", "Relecture non attendue"


class NotReviewed(Refusal):
    """An article is accepted after a review of its latest round."""

    code, title = "not-reviewed", "Relecture manquante"


class ConsentWithdrawn(Invalid):
    """A testimony whose consent was withdrawn does not come back."""

    code, title = "consent-withdrawn", "Accord retiré"


class SlugFixed(Invalid):
    """The address of a published article is cited elsewhere: it does not change."""

    code, title = "slug-fixed", "Adresse déjà publiée"


class Reviewer(Value):
    """Who is asked to review, and the organisations they belong to."""

    person: Id
    organisations: frozenset[Id] = frozenset()


class Review(Record):
    """One reviewer's opinion in one round; it is for the editors and the authors."""

    collection: ClassVar[str] = "reviews"

    article: Id
    round: int
    reviewer: Id
    recommendation: Recommendation
    note: Text
    on: Day


def of_round(reviews: Iterable[Review], number: int) -> list[Review]:
    """The reviews of one round: those of an older one are of an older text."""
    return [each for each in reviews if each.round == number]


class Reviewing(ArticleFields):
    """The verbs of an article until it is accepted."""

    def write(self, content: Content, by: str, on: date, marks: Sequence[str] = ()) -> None:
        """Write the draft again, whole; ``marks`` of its testimonies' words. Raises Invalid, ConsentWithdrawn."""
        self._become("write")
        content.check(on)
        self._check_consents(content, marks)
        self.content = content
        self.writers = (*(each for each in self.writers if each != by), by)

    def rename(self, slug: str) -> None:
        """Give the article another address, before it is public. Raises SlugFixed."""
        if slug != self.slug and self.published:
            raise SlugFixed("L'adresse d'un article publié ne change plus : gardez la sienne.", field="slug")
        self.slug = slug

    def send_for_review(self, reviewers: Sequence[Reviewer], editor_of: Iterable[str]) -> None:
        """Begin a round with these reviewers. Raises ContentMissing, ReviewerTied, OwnOrganisation."""
        self._become("send_for_review")
        self._stand_aside(editor_of)
        self.content.check_said(("title", *self.wanted))
        self._check_reviewers(reviewers)
        self.round, self.reviewed = self.round + 1, ()
        self.reviewers = tuple(each.person for each in reviewers)

    def name_reviewers(self, reviewers: Sequence[Reviewer], editor_of: Iterable[str]) -> None:
        """Name other reviewers in the same round; reviews that were given stay."""
        self._become("name_reviewers")
        self._stand_aside(editor_of)
        self._check_reviewers(reviewers)
        self.reviewers = tuple(dict.fromkeys([*self.reviewed, *(each.person for each in reviewers)]))

    def give_review(
        self, reviewer: Reviewer, recommendation: Recommendation, note: str, no_conflict: bool, on: date
    ) -> Review:
        """A named reviewer's opinion. Raises NotAReviewer, ConflictOfInterest, ReviewerTied when ties came since."""
        self._become("give_review")
        if reviewer.person not in self.reviewers or reviewer.person in self.reviewed:
            raise NotAReviewer("Votre relecture n'est pas attendue pour ce tour, ou elle est déjà rendue.")
        if not no_conflict:
            raise ConflictOfInterest(
                "Avec un conflit d'intérêts, ne relisez pas : la rédaction désignera une autre personne.",
                field="no_conflict",
            )
        self._check_untied(reviewer, None)
        self.reviewed = (*self.reviewed, reviewer.person)
        self.judges = tuple(dict.fromkeys([*self.judges, reviewer.person]))
        return Review(
            id=f"{self.id}.{self.round}.{reviewer.person}",
            article=self.id,
            round=self.round,
            reviewer=reviewer.person,
            recommendation=recommendation,
            note=note,
            on=on,
        )

    def ask_revisions(self, reasons: str, editor_of: Iterable[str]) -> None:
        """Ask the authors for changes; what was accepted may come back too."""
        self._become("ask_revisions")
        self._stand_aside(editor_of)
        self.reasons = reasons

    def accept(self, reasons: str, reviews: Sequence[Review], by: str, editor_of: Iterable[str], on: date) -> None:
        """Accept after the reviews of this round. Raises NotReviewed, SecondPersonNeeded, OwnOrganisation."""
        self._become("accept")
        self._stand_aside(editor_of)
        self._apart_from_writers(by)
        self._apart_from_reviewers(by)
        given = of_round(reviews, self.round)
        if len(given) < number("reviews-before-acceptance", on):
            raise NotReviewed("Attendez une relecture au moins, ou désignez d'autres relecteurs.")
        self.reasons = reasons
        said = [each.recommendation.value for each in given]
        self._explain(
            ACCEPTANCE,
            rule("reviews-before-acceptance", on).version,
            "accepted",
            round=self.round,
            recommendations=said,
        )

    def decline(self, reasons: str, by: str, editor_of: Iterable[str], on: date) -> None:
        """Decline, with reasons; it can be opened again. Raises SecondPersonNeeded, OwnOrganisation."""
        self._become("decline")
        self._stand_aside(editor_of)
        self._apart_from_reviewers(by)
        self.reasons = reasons
        self._explain(REFUSAL, rule("reviews-before-acceptance", on).version, "declined")

    def reopen(self, reasons: str, editor_of: Iterable[str]) -> None:
        """Take up again what was declined, with its reasons."""
        self._become("reopen")
        self._stand_aside(editor_of)
        self.reasons = reasons

    def _check_consents(self, content: Content, marks: Sequence[str]) -> None:
        """What was withdrawn comes back neither under its code nor, the same words, under another."""
        for rank, (testimony, mark) in enumerate(zip_longest(content.testimonies, marks)):
            if testimony.code in self.silenced:
                raise ConsentWithdrawn(
                    "Cette personne a retiré son accord : son témoignage ne peut pas revenir.",
                    field=f"content/testimonies/{rank}/code",
                )
            if mark in self.silenced_words:
                raise ConsentWithdrawn(
                    "Qui a dit ces mots a retiré son accord : ils ne peuvent pas revenir sous un autre nom.",
                    field=f"content/testimonies/{rank}/text",
                )

    def _check_reviewers(self, reviewers: Sequence[Reviewer]) -> None:
        for rank, reviewer in enumerate(reviewers):
            if reviewer.person in {other.person for other in reviewers[:rank]}:
                raise Invalid("Cette personne est désignée deux fois.", field=f"reviewers/{rank}")
            self._check_untied(reviewer, f"reviewers/{rank}")

    def _check_untied(self, reviewer: Reviewer, field: str | None) -> None:
        tied = reviewer.organisations & self.tied
        if tied:
            raise ReviewerTied(
                "Cette personne appartient à un organisme qui porte ou signe l'article : désignez quelqu'un d'autre.",
                field=field,
                organisations=sorted(tied),
            )
        if reviewer.person in self.writers or reviewer.person == self.proposer:
            raise ReviewerTied("Cette personne a écrit dans l'article : désignez quelqu'un d'autre.", field=field)
