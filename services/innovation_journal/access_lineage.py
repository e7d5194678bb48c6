"""Who may do what about adaptations and gatherings."""

from services.chassis.access import Row

ROWS: tuple[Row, ...] = ()
