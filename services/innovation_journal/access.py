"""Who may do what in innovation_journal: one row for each thing a person can do, part by part."""

from services.chassis.access import Table
from services.innovation_journal import access_articles, access_lineage, access_reading

ACCESS = Table(*access_articles.ROWS, *access_lineage.ROWS, *access_reading.ROWS)
