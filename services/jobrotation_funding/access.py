"""Who may do what in jobrotation_funding: one row for each thing a person can do, part by part."""

from services.chassis.access import Table
from services.jobrotation_funding import (
    access_budget,
    access_financial_reports,
    access_grants,
    access_hours,
    access_payments,
    access_recoveries,
)

ACCESS = Table(
    *access_budget.ROWS,
    *access_grants.ROWS,
    *access_hours.ROWS,
    *access_payments.ROWS,
    *access_recoveries.ROWS,
    *access_financial_reports.ROWS,
)
