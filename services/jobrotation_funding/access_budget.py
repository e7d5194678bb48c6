"""Who may do what about envelopes and rate cards."""

from services.chassis.access import Row

ROWS: tuple[Row, ...] = ()
