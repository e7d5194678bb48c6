"""Who may do what about holds, disengaging and recoveries."""

from services.chassis.access import Row

ROWS: tuple[Row, ...] = ()
