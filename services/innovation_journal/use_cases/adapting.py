"""« Essayer chez moi »: members declare what their experiment adapts, others tell of elsewhere, editors moderate."""

from services.chassis.refusal import Refusal
from services.chassis.work import Work
from services.innovation_journal import mails, remembered
from services.innovation_journal.adaptation import Account, Adaptation, Declaration
from services.innovation_journal.article import Article
from services.innovation_journal.article_lifecycle import State as ArticleState
from services.innovation_journal.heard import Heard
from services.innovation_journal.remembered import NotKnownYet
from services.innovation_journal.use_cases import lineage
from services.innovation_journal.values import Id, Text, Value


class NotPublished(Refusal):
    """Only what the public can read is adapted by declaration."""

    code, title = "not-published", "Article non publié"


class NotStarted(Refusal):
    """An adaptation is one once the experiment runs."""

    code, title = "not-started", "Expérimentation non démarrée"


class DeclareAdaptation(Account):
    """An experiment of one's own organisation adapts the article."""

    experiment: Id


class DeclineAdaptation(Value):
    """Why a declaration is not kept, or is taken off the lineage; for who made it."""

    reasons: Text


async def declare_adaptation(work: Work, article: str, command: DeclareAdaptation) -> Adaptation:
    """Declare that an experiment of one's own adapts a published article."""
    found = await _published(work, article)
    heard = await work.record(Heard, command.experiment)
    if heard is None or heard.described is None:
        raise NotKnownYet(
            "Cette expérimentation n'est pas encore connue ici : vérifiez-la, ou réessayez bientôt.", field="experiment"
        )
    if heard.started is None:
        raise NotStarted("Déclarez l'adaptation une fois l'expérimentation démarrée.", field="experiment")
    account = Account(kept=command.kept, changed=command.changed)
    return await lineage.declare(work, found, heard, account, work.today, work.actor.person)


async def declare_from_elsewhere(work: Work, article: str, command: Declaration) -> Adaptation:
    """Tell of an adaptation outside the programme; it waits for an editor."""
    found = await _published(work, article)
    by = work.actor.person or work.actor.bearer
    adaptation = Adaptation.from_elsewhere(work.new_id(), found.id, command, by, work.today)
    await work.save(adaptation)
    title, place = found.content.title, adaptation.place
    await mails.tell(
        work, await remembered.editors(work), "adaptation-pending", adaptation.subject, title=title, place=place
    )
    return adaptation


async def accept_adaptation(work: Work, adaptation: str) -> Adaptation:
    """Put a declaration from elsewhere on the lineage."""
    found = await work.get(Adaptation, adaptation)
    tied = (await work.get(Article, found.article)).tied
    found.accept(work.actor.person, work.actor.organisations(), tied, work.today)
    await work.save(found)
    await lineage.refresh(work, found.article)
    await _answer(work, found, "adaptation-accepted")
    return found


async def decline_adaptation(work: Work, adaptation: str, command: DeclineAdaptation) -> Adaptation:
    """Do not keep a declaration from elsewhere, and say why to who made it."""
    found = await work.get(Adaptation, adaptation)
    tied = (await work.get(Article, found.article)).tied
    found.decline(command.reasons, work.actor.person, work.actor.organisations(), tied)
    await work.save(found)
    await _answer(work, found, "adaptation-declined")
    return found


async def remove_adaptation(work: Work, adaptation: str, command: DeclineAdaptation) -> Adaptation:
    """Take off the lineage what proved false, and say why to those whose it is."""
    found = await work.get(Adaptation, adaptation)
    tied = (await work.get(Article, found.article)).tied
    found.remove(command.reasons, work.actor.person, work.actor.organisations(), tied, work.today)
    await work.save(found)
    await lineage.refresh_both(work, found)
    await _answer(work, found, "adaptation-removed")
    return found


async def tell_adaptation(work: Work, adaptation: str, command: Account) -> Adaptation:
    """Say what one's experiment kept of the article, and what it changed."""
    found = await work.get(Adaptation, adaptation)
    found.give_account(command)
    await work.save(found)
    await lineage.refresh(work, found.article)
    return found


async def _published(work: Work, article: str) -> Article:
    found = await work.get(Article, article)
    if found.state is not ArticleState.PUBLISHED:
        raise NotPublished("Cet article n'est pas en ligne : il ne peut pas être adapté par déclaration.")
    return found


async def _answer(work: Work, adaptation: Adaptation, template: str) -> None:
    """Write to who declared it, if we know them, and to those who write for its carriers."""
    who = adaptation.declared_by
    known = await work.row("persons", who) or await work.rows("organisations", people=who) if who else None
    told = [*([who] if known else []), *await remembered.writers(work, adaptation.carriers)]
    await mails.tell(work, told, template, adaptation.subject, title=adaptation.title)
