"""Who may do what about reading, searching and harvesting the journal: it is all public."""

from services.chassis.access import Row, everyone

PUBLIC = (
    "search_articles",
    "count_facets",
    "read_article",
    "read_edition",
    "list_agenda",
    "list_all_gatherings",
    "read_gathering",
    "list_changes",
    "harvest",
    "find_article",
    "earliest_change",
    "list_sets",
    "count_parts",
    "list_addresses",
)

ROWS: tuple[Row, ...] = tuple(Row(action, everyone()) for action in PUBLIC)
