"""What the employer and officers read of the financial reports of a grant."""

from services.chassis.reader import Reader
from services.jobrotation_funding.grant import Grant
from services.jobrotation_funding.shown_financial_reports import FinancialReportView, reports_of


async def show_financial_reports(reader: Reader, grant: str) -> list[FinancialReportView]:
    """The account of each year in which something was paid."""
    return list(reports_of(await reader.get(Grant, grant), reader.today))
