"""Who may do what about articles and their review."""

from services.chassis.access import Row

ROWS: tuple[Row, ...] = ()
