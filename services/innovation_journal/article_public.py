"""From publication on: editions with a public note, flags of corrected figures, withdrawn words, withdrawn articles."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum

from contracts.innovation_journal import ArticleCorrected, ArticleFlagged, ArticlePublished, ArticleWithdrawn
from contracts.tracking_parts import Result
from services.chassis.calendar import legal_day
from services.chassis.refusal import Invalid, Refusal
from services.innovation_journal import article_figures as bound
from services.innovation_journal.article_fields import ArticleFields, Withdrawal, WithdrawalKind
from services.innovation_journal.article_figures import Kept
from services.innovation_journal.article_lifecycle import State
from services.innovation_journal.edition import Edition, EditionKind

SILENCED = "Un témoignage a été retiré : la personne citée n'en autorise plus la publication."


class Answer(StrEnum):
    """How an editor answers a flag: by an edition with the corrected figures, or by keeping what is shown."""

    CORRECT = "correct"
    KEEP = "keep"


class FlagOpen(Refusal):
    """A corrected figure awaits its answer: that comes before another edition."""

    code, title = "flag-open", "Signalement à traiter d'abord"


class NoFlag(Refusal):
    """No figure of the article awaits an answer."""

    code, title = "no-flag", "Aucun signalement"


class NothingChanged(Refusal):
    """A new edition says something new."""

    code, title = "nothing-changed", "Rien n'a changé"


class Publishing(ArticleFields):
    """The verbs of an article that is, or becomes, public."""

    def publish(self, note: str, by: str, editor_of: Iterable[str], at: datetime) -> Edition:
        """Make the first edition public. Raises ContentMissing, SecondPersonNeeded, OwnOrganisation."""
        self._become("publish")
        self._decided_by(by, editor_of)
        self._apart_from_reviewers(by)
        self._check_whole(legal_day(at))
        edition = self._bring_out(EditionKind.PUBLICATION, note, by, at, draft=True)
        self.writers, self.first_published_on = (), edition.on
        self._describe()
        self._announce(
            ArticlePublished(
                article=self.id,
                slug=self.slug,
                experiment=self.experiment,
                edition=edition.number,
                note=note,
                on=edition.on,
            )
        )
        return edition

    def publish_edition(self, kind: EditionKind, note: str, by: str, editor_of: Iterable[str], at: datetime) -> Edition:
        """Another edition, typed. A ``concern`` warns about what is public as it is; the others bring out the draft
        and the newest figures. Raises FlagOpen, NothingChanged, ContentMissing, SecondPersonNeeded, OwnOrganisation.
        """
        self._become("publish_edition")
        if kind is EditionKind.PUBLICATION:
            raise Invalid("La première publication a déjà eu lieu : choisissez un autre type.", field="kind")
        if kind is EditionKind.CONCERN:
            self._stand_aside(editor_of)
            return self._again(kind, note, by, at, draft=False)
        if self.flags:
            raise FlagOpen("Un chiffre a été corrigé à la source : répondez d'abord au signalement.")
        return self._revised(kind, note, by, editor_of, at)

    def answer_flag(self, answer: Answer, note: str, by: str, editor_of: Iterable[str], at: datetime) -> Edition | None:
        """Answer every open flag, publicly. Raises NoFlag, and what an edition raises when it corrects."""
        self._become("answer_flag")
        if not self.flags:
            raise NoFlag("Aucun chiffre de cet article n'attend de réponse.")
        if answer is Answer.CORRECT:
            return self._revised(EditionKind.CORRECTION, note, by, editor_of, at)
        self._stand_aside(editor_of)
        self._keep(note, at)
        return None

    def withdraw(self, kind: WithdrawalKind, reason: str, editor_of: Iterable[str], at: datetime) -> None:
        """Withdraw the article; its page stays and says why."""
        self._become("withdraw")
        self._stand_aside(editor_of)
        self.withdrawn = Withdrawal(kind=kind.value, reason=reason, on=legal_day(at))
        self.changed_at, self.flags = at, ()
        self._announce(
            ArticleWithdrawn(article=self.id, slug=self.slug, kind=kind.value, reason=reason, on=self.withdrawn.on)
        )

    def withdraw_testimony(
        self, testimony: str, by: str, at: datetime, said: Mapping[str, str] | None = None
    ) -> Edition | None:
        """A person no longer agrees to be quoted: the passage leaves the draft and what is public, at once.

        What was public becomes a new edition, so that feeds and harvesters learn it. ``said``: the words that the
        testimony ever had, each with its mark; they leave, and stay away, under any other code too.
        """
        self._become("withdraw_testimony")
        words = said or {}
        self.silenced = tuple(dict.fromkeys([*self.silenced, testimony]))
        self.silenced_words = tuple(dict.fromkeys([*self.silenced_words, *words.values()]))
        self.content = self.content.without(testimony, words)
        if self.published is None or not self.published.content.quotes(testimony, words):
            return None
        self.published = self.published.without(testimony, words)
        if self.state is State.WITHDRAWN:
            return None
        return self._again(EditionKind.UPDATE, SILENCED, by, at, draft=False)

    # --- what others' events change

    def take_correction(self, current: Result, reason: str, on: date, at: datetime) -> bool:
        """A figure was corrected at its source on that day: a draft takes it, a public page is flagged.

        Answers whether it was news.
        """
        known = bound.figure(self.figures, current.indicator)
        if self.state is State.WITHDRAWN or (known and known.version >= current.version):
            return False
        self._note("take_correction")
        self.figures = bound.newest(self.figures, [current])
        if self.published is None:
            self._weigh()
        else:
            self._flag(current, reason, on, at)
        return True

    def reconsider(self, confirmed_elsewhere: Iterable[str], at: datetime) -> bool:
        """Adaptations elsewhere confirmed the effect, or no longer do. Whether anything changed."""
        confirmed = tuple(sorted(confirmed_elsewhere))
        if confirmed == self.confirmed_elsewhere:
            return False
        self._note("reconsider")
        self.confirmed_elsewhere = confirmed
        if self._weigh() and self.published and self.state is State.PUBLISHED:
            self._describe()
        self._touch(at)
        return True

    def lineage_changed(self, at: datetime) -> bool:
        """What the page shows of adaptations changed. Whether it has a page."""
        if self.published is None:
            return False
        self._note("lineage")
        self._touch(at)
        return True

    # --- inside

    @property
    def _public(self) -> Edition:
        if self.published is None:
            raise ValueError("the lifecycle lets nothing unpublished come here")
        return self.published

    def _touch(self, at: datetime) -> None:
        if self.published:
            self.changed_at = at

    def _decided_by(self, by: str, editor_of: Iterable[str]) -> None:
        self._stand_aside(editor_of)
        self._apart_from_writers(by)

    def _check_whole(self, on: date) -> None:
        self.content.check(on)
        self.content.check_said(("title", *self.wanted))

    def _revised(self, kind: EditionKind, note: str, by: str, editor_of: Iterable[str], at: datetime) -> Edition:
        """The draft and the newest figures become the next edition, and every flag is answered by it."""
        self._decided_by(by, editor_of)
        self._check_whole(legal_day(at))
        if (self.content, self.figures) == (self._public.content, self._public.figures):
            raise NothingChanged("Le brouillon est identique à l'édition publiée : corrigez-le d'abord.")
        self.flags, self.kept, self.writers = (), (), ()
        return self._again(kind, note, by, at, draft=True)

    def _again(self, kind: EditionKind, note: str, by: str, at: datetime, *, draft: bool) -> Edition:
        edition = self._bring_out(kind, note, by, at, draft=draft)
        self._describe()
        self._announce(
            ArticleCorrected(
                article=self.id, slug=self.slug, edition=edition.number, kind=kind.value, note=note, on=edition.on
            )
        )
        return edition

    def _flag(self, current: Result, reason: str, on: date, at: datetime) -> None:
        flag = bound.flag(self._public.figures, current, reason, on)
        if flag is None or self.experiment is None:
            return
        self.flags = bound.raised(self.flags, flag)
        self._touch(at)
        self._announce(
            ArticleFlagged(
                article=self.id,
                experiment=self.experiment,
                indicator=flag.indicator,
                shown_version=flag.shown_version,
                current_version=flag.current_version,
                on=flag.on,
            )
        )

    def _keep(self, note: str, at: datetime) -> None:
        answered = {flag.indicator for flag in self.flags}
        now = [Kept(**flag.model_dump(exclude={"reason", "on"}), note=note, on=legal_day(at)) for flag in self.flags]
        self.kept = (*(each for each in self.kept if each.indicator not in answered), *now)
        self.flags = ()
        self._touch(at)
        self._describe()
