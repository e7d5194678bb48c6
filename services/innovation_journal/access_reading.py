"""Who may do what about reading, searching and harvesting the journal."""

from services.chassis.access import Row

ROWS: tuple[Row, ...] = ()
