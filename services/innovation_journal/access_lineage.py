"""Who may do what about adaptations and gatherings."""

from collections.abc import Iterable

from services.chassis.access import Row, everyone, member, signed_in
from services.chassis.reader import Reader
from services.innovation_journal.access_articles import EDITS, WRITERS
from services.innovation_journal.adaptation import Adaptation
from services.innovation_journal.heard import Heard
from services.innovation_journal.use_cases.adapting import DeclareAdaptation


async def their_experiment(reader: Reader, article: str, command: DeclareAdaptation) -> Iterable[str]:
    """The organisations that carry the experiment for which an adaptation is declared."""
    heard = await reader.record(Heard, command.experiment)
    return heard.carriers if heard else ()


async def adapting_carriers(reader: Reader, adaptation: str, *_: object) -> Iterable[str]:
    """The organisations that carry an adaptation."""
    return (await reader.get(Adaptation, adaptation)).carriers


ROWS: tuple[Row, ...] = (
    Row("declare_adaptation", member(*WRITERS, of=their_experiment)),
    Row("tell_adaptation", member(*WRITERS, of=adapting_carriers)),
    Row("declare_from_elsewhere", signed_in()),
    Row("accept_adaptation", EDITS, confirmed=True),
    Row("decline_adaptation", EDITS, confirmed=True),
    Row("remove_adaptation", EDITS, confirmed=True),
    Row("show_lineage", everyone()),
    Row("list_adaptations", signed_in()),
    Row("show_adaptation", everyone()),
    Row("announce_gathering", EDITS),
    Row("change_gathering", EDITS),
    Row("cancel_gathering", EDITS),
    Row("list_gatherings", everyone()),
    Row("show_gathering", everyone()),
)
