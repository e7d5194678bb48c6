"""What editors do about gatherings: announce, announce anew, cancel."""

from services.chassis.refusal import Invalid
from services.chassis.work import Work
from services.innovation_journal import remembered
from services.innovation_journal.article import Article
from services.innovation_journal.article_lifecycle import State
from services.innovation_journal.gathering import Gathering, Programme
from services.innovation_journal.use_cases.keeping import free_slug
from services.innovation_journal.values import Command, Text


class AnnounceGathering(Command):
    """What is announced; instants carry their offset (2022-12-06T09:30:00+01:00)."""

    programme: Programme


class CancelGathering(Command):
    """Why it does not take place; the reason is public."""

    reason: Text


async def announce_gathering(work: Work, command: AnnounceGathering) -> Gathering:
    """Announce a gathering to come."""
    await _check_referents(work, command.programme)
    id = work.new_id()
    slug = await free_slug(work, "gathering", command.programme.title, id)
    gathering = Gathering.announce(id, slug, command.programme, work.now)
    await work.save(gathering)
    return gathering


async def change_gathering(work: Work, gathering: str, command: AnnounceGathering) -> Gathering:
    """Announce it anew with other data; its address stays."""
    found = await work.get(Gathering, gathering)
    await _check_referents(work, command.programme)
    found.change(command.programme, work.now)
    await work.save(found)
    return found


async def cancel_gathering(work: Work, gathering: str, command: CancelGathering) -> Gathering:
    """Say that it does not take place."""
    found = await work.get(Gathering, gathering)
    found.cancel(command.reason, work.now)
    await work.save(found)
    return found


async def _check_referents(work: Work, programme: Programme) -> None:
    if programme.incubator:
        await remembered.check_known(work, "incubators", (programme.incubator,), "programme/incubator")
    for rank, id in enumerate(programme.articles):
        article = await work.find(Article, id)
        if article is None or article.state is not State.PUBLISHED:
            raise Invalid("Cet article n'est pas en ligne.", field=f"programme/articles/{rank}")
