"""Who may do what in incubator_registry: one row for each thing a person can do, part by part."""

from services.chassis.access import Table
from services.incubator_registry import access_agreements, access_applications, access_calls, access_people

ACCESS = Table(
    *access_people.ROWS,
    *access_calls.ROWS,
    *access_applications.ROWS,
    *access_agreements.ROWS,
)
