"""The rules of an article, from proposal to withdrawal. Figures are bound to tracking's, evidence is computed."""

from datetime import date
from typing import Self

from contracts.innovation_journal import ArticleProposed
from services.innovation_journal import article_drafting as drafting
from services.innovation_journal import article_figures as bound
from services.innovation_journal.article_content import Content
from services.innovation_journal.article_lifecycle import State
from services.innovation_journal.article_public import Publishing
from services.innovation_journal.article_review import Reviewing
from services.innovation_journal.heard import Heard
from services.innovation_journal.values import Source

COMPLETED = ("figures", "verdict", "was_stopped", "content")


class Article(Reviewing, Publishing):
    """One article of the journal: of an experiment that was evaluated or stopped, or of a captured practice."""

    @classmethod
    def of_experiment(cls, id: str, slug: str, heard: Heard, on: date) -> Self:
        """Proposed by what was heard: favourable or not, evaluated or stopped."""
        article = cls(
            id=id,
            source=Source.EXPERIMENT,
            experiment=heard.id,
            proposed_on=on,
            slug=slug,
            content=drafting.draft(heard, on),
        )
        article._note("propose")
        article._take(heard, on)
        article._announce(ArticleProposed(article=id, source=Source.EXPERIMENT.value, experiment=heard.id, on=on))
        return article

    @classmethod
    def of_practice(
        cls, id: str, slug: str, content: Content, proposer: str, organisation: str | None, on: date
    ) -> Self:
        """A practice captured without an experiment, from here or elsewhere. Raises Invalid."""
        content.check(on)
        article = cls(
            id=id,
            source=Source.PRACTICE,
            organisation=organisation,
            carriers=(organisation,) if organisation else (),
            proposer=proposer,
            proposed_on=on,
            slug=slug,
            content=content,
            writers=(proposer,),
        )
        article._note("propose")
        article._weigh()
        article._announce(ArticleProposed(article=id, source=Source.PRACTICE.value, on=on))
        return article

    def complete(self, heard: Heard, on: date) -> bool:
        """More was heard of its experiment: fill in what is blank. Whether anything changed; a withdrawn one rests.

        What is public does not change by itself: the next edition brings the rest out.
        """
        if self.state is State.WITHDRAWN:
            return False
        before = {name: getattr(self, name) for name in COMPLETED}
        self._take(heard, on)
        changed = before != {name: getattr(self, name) for name in COMPLETED}
        if changed:
            self._note("complete")
        return changed

    def follow(self, heard: Heard) -> bool:
        """Its experiment was described anew: other partners, another incubator. Whether anything changed."""
        before = (self.incubator, self.organisation, self.carriers)
        self.incubator, self.organisation, self.carriers = heard.incubator, heard.carrier, heard.carriers
        if before == (self.incubator, self.organisation, self.carriers):
            return False
        self._note("follow")
        if self.state is State.PUBLISHED:
            self._describe()
        return True

    def _take(self, heard: Heard, on: date) -> None:
        self.incubator, self.organisation, self.carriers = heard.incubator, heard.carrier, heard.carriers
        self.was_stopped, self.verdict = heard.stopped is not None, heard.verdict
        self.figures = bound.newest(self.figures, heard.results)
        self.content = drafting.filled(self.content, heard, on)
        if self.published is None:
            self._weigh()
