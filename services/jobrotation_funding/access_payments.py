"""Who may do what about claims and payment orders."""

from services.chassis.access import Row

ROWS: tuple[Row, ...] = ()
