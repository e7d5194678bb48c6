"""Who may do what about requests and decisions."""

from services.chassis.access import Row

ROWS: tuple[Row, ...] = ()
