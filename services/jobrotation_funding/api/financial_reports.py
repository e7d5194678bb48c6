"""Routes of financial reports (*comptes rendus financiers*)."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from services.chassis.web.answers import DONE, shows
from services.chassis.web.door import Door, IdPath
from services.jobrotation_funding.queries import financial_reports as queries
from services.jobrotation_funding.shown_financial_reports import FinancialReportView
from services.jobrotation_funding.use_cases import financial_reports

router = APIRouter()

Year = Annotated[int, Path(ge=2019, le=2060, description="L'exercice : une année civile où quelque chose fut payé.")]


@router.get(
    "/grants/{grant}/financial-reports", tags=["comptes rendus financiers"], responses=shows(list[FinancialReportView])
)
async def show_financial_reports(door: Door, grant: IdPath) -> Response:
    """Les comptes rendus financiers d'une subvention, un par exercice, avec leurs versions."""
    return await door.query(queries.show_financial_reports, grant)


@router.post("/grants/{grant}/financial-reports/{year}", tags=["comptes rendus financiers"], responses=DONE)
async def hand_in_financial_report(
    door: Door, grant: IdPath, year: Year, command: financial_reports.HandInFinancialReport
) -> Response:
    """Remettre le compte rendu financier d'un exercice terminé, ou sa version corrigée."""
    return await door.command(financial_reports.hand_in_financial_report, grant, year, command)


@router.post("/grants/{grant}/financial-reports/{year}/return", tags=["comptes rendus financiers"], responses=DONE)
async def return_financial_report(
    door: Door, grant: IdPath, year: Year, command: financial_reports.ReturnFinancialReport
) -> Response:
    """Renvoyer un compte rendu financier, avec ses motifs."""
    return await door.command(financial_reports.return_financial_report, grant, year, command)


@router.post("/grants/{grant}/financial-reports/{year}/acceptance", tags=["comptes rendus financiers"], responses=DONE)
async def accept_financial_report(door: Door, grant: IdPath, year: Year) -> Response:
    """Accepter un compte rendu financier."""
    return await door.command(financial_reports.accept_financial_report, grant, year)
