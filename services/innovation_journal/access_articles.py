"""Who may do what about articles and their review."""

from collections.abc import Iterable

from services.chassis.access import Row, duty, everyone, member, named
from services.chassis.actor import DutyName, Role
from services.chassis.reader import Reader
from services.innovation_journal.article import Article
from services.innovation_journal.use_cases.writing import ProposePractice

WRITERS = (Role.REPRESENTATIVE, Role.WRITER)
EDITS = duty(DutyName.EDIT)


async def its_organisation(reader: Reader, command: ProposePractice) -> Iterable[str]:
    """The organisation that a practice is proposed for."""
    return (command.organisation,) if command.organisation else ()


async def its_carriers(reader: Reader, article: str, *_: object) -> Iterable[str]:
    """The organisations that carry what an article tells."""
    return (await reader.get(Article, article)).carriers


async def its_proposer(reader: Reader, article: str, *_: object) -> Iterable[str]:
    """The person who proposed a practice."""
    proposer = (await reader.get(Article, article)).proposer
    return (proposer,) if proposer else ()


async def its_reviewers(reader: Reader, article: str, *_: object) -> Iterable[str]:
    """The persons named to review an article in its latest round."""
    return (await reader.get(Article, article)).reviewers


AUTHORS = (member(*WRITERS, of=its_carriers), named(its_proposer))

ROWS: tuple[Row, ...] = (
    # authors
    Row("propose_practice", member(*WRITERS, of=its_organisation), EDITS),
    Row("write_article", *AUTHORS, EDITS),
    Row("withdraw_testimony", *AUTHORS, EDITS),
    # reviewers
    Row("give_review", named(its_reviewers)),
    # editors
    Row("send_for_review", EDITS),
    Row("name_reviewers", EDITS),
    Row("ask_revisions", EDITS),
    Row("accept_article", EDITS, confirmed=True),
    Row("decline_article", EDITS, confirmed=True),
    Row("reopen_article", EDITS),
    Row("publish_article", EDITS, confirmed=True),
    Row("publish_edition", EDITS, confirmed=True),
    Row("answer_flag", EDITS, confirmed=True),
    Row("withdraw_article", EDITS, confirmed=True),
    # reading
    Row("list_articles", everyone()),
    Row("show_article", everyone()),
    Row("list_editions", everyone()),
)
