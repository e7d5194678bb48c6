"""Who may do what about staff and week sheets."""

from services.chassis.access import Row

ROWS: tuple[Row, ...] = ()
