"""Routes of staff and week sheets."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.chassis.web.answers import DONE, MADE, shows
from services.chassis.web.cursor import After, Limit, Listing
from services.chassis.web.door import Door, IdPath
from services.jobrotation_funding.hours_shown import (
    ChangeView,
    ClaimHours,
    SheetLine,
    SheetView,
    StaffView,
    WeekOfHours,
)
from services.jobrotation_funding.queries import hours as queries
from services.jobrotation_funding.queries import staff as staff_queries
from services.jobrotation_funding.queries.hours import SheetFilter
from services.jobrotation_funding.staff import Side
from services.jobrotation_funding.use_cases import hours, hours_import
from services.jobrotation_funding.use_cases import staff as register
from services.jobrotation_funding.values import Day
from services.jobrotation_funding.week_sheet_lifecycle import State

router = APIRouter()

IdAsked = Annotated[str | None, Query(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._:-]+$")]


# --- the staff register


@router.get("/organisations/{organisation}/staff", tags=["effectif"], responses=shows(Listing[StaffView]))
async def list_staff(door: Door, organisation: IdPath, after: After = None, limit: Limit = 50) -> Response:
    """L'effectif d'un employeur : qui est libéré, qui remplace."""
    return await door.query(staff_queries.list_staff, organisation, door.after(after), limit)


@router.post("/staff", tags=["effectif"], status_code=201, responses=MADE)
async def register_staff(door: Door, command: register.RegisterStaff) -> Response:
    """Inscrire une personne à l'effectif ; son nom est scellé."""
    return await door.command(register.register_staff, command)


@router.get("/staff/{staff}", tags=["effectif"], responses=shows(StaffView))
async def show_staff(door: Door, staff: IdPath) -> Response:
    """Une personne de l'effectif."""
    return await door.query(staff_queries.show_staff, staff)


@router.post("/staff/{staff}/description", tags=["effectif"], responses=DONE)
async def amend_staff(door: Door, staff: IdPath, command: register.AmendStaff) -> Response:
    """Corriger ce qui est dit d'une personne ; les feuilles écrites gardent leur taux et leur équipe.

    Personne ne change le compte (`person`) de sa propre entrée.
    """
    return await door.command(register.amend_staff, staff, command)


@router.post("/staff/{staff}/departure", tags=["effectif"], responses=DONE)
async def leave_staff(door: Door, staff: IdPath, command: register.LeaveStaff) -> Response:
    """Constater un départ ; les heures passées restent."""
    return await door.command(register.leave_staff, staff, command)


@router.post("/staff/{staff}/return", tags=["effectif"], responses=DONE)
async def bring_staff_back(door: Door, staff: IdPath) -> Response:
    """Constater un retour."""
    return await door.command(register.bring_staff_back, staff)


# --- the hours of a grant


@router.get("/grants/{grant}/hours", tags=["heures"], responses=shows(list[WeekOfHours]))
async def show_hours(door: Door, grant: IdPath, since: Day | None = None, until: Day | None = None) -> Response:
    """Les heures d'une subvention, semaine par semaine ; une année au plus, jusqu'à aujourd'hui par défaut."""
    return await door.query(queries.show_hours, grant, since, until)


@router.get("/grants/{grant}/hours/matching", tags=["heures"], responses=shows(ClaimHours))
async def preview_claim_hours(door: Door, grant: IdPath, since: Day, until: Day) -> Response:
    """Ce qu'une demande de paiement de ces jours contiendrait, et pourquoi le reste ne compterait pas.

    Ce que d'autres décomptes comptent déjà n'y est plus. Quand les heures se rapprochent par mois, les jours sont des
    mois entiers.
    """
    return await door.query(queries.preview_claim_hours, grant, since, until)


@router.get("/grants/{grant}/week-sheets", tags=["heures"], responses=shows(Listing[SheetLine]))
async def list_week_sheets(
    door: Door,
    grant: IdPath,
    state: State | None = None,
    side: Side | None = None,
    staff: IdAsked = None,
    week: Day | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Response:
    """Les feuilles de semaine d'une subvention."""
    asked = SheetFilter(state=state, side=side, staff=staff, week=week)
    return await door.query(queries.list_week_sheets, grant, asked, door.after(after), limit)


@router.post("/grants/{grant}/week-sheets", tags=["heures"], status_code=201, responses=MADE)
async def open_week_sheet(door: Door, grant: IdPath, command: hours.OpenWeekSheet) -> Response:
    """Ouvrir la feuille d'une personne, d'un côté et d'une semaine.

    Les heures sont celles du mur (Europe/Paris) ; une fin avant le début est le lendemain. La nuit d'octobre où 2 h 30
    arrive deux fois, `since_second` et `until_second` disent la seconde. Les heures d'un jour férié sont gardées et ne
    comptent pas. Quand un décompte tient la feuille de la semaine, une autre s'ouvre pour les jours qu'il ne couvre
    pas.
    """
    return await door.command(hours.open_week_sheet, grant, command)


@router.post("/grants/{grant}/week-sheets/import", tags=["heures"], responses=DONE)
async def import_week_sheets(door: Door, grant: IdPath, command: hours_import.ImportWeekSheets) -> Response:
    """Importer des heures d'un fichier CSV : toutes, ou aucune avec chaque erreur nommée (ligne et colonne).

    Séparateur « ; » ou « , ». Colonnes, aux accents près : `matricule` ; `cote` (libéré, remplaçant) ;
    `jour` (12/11/2020 ou 2020-11-12) ; `debut` et `fin` (8:30, 8h30 ou 8h ; « bis » pour la seconde 2h30 d'octobre) ou
    `duree` (heures : 3,5) ; `remplace` (matricule de la personne libérée, du côté remplaçant) ; `paye_par` (OPCO, ADEC,
    marché, autre) ; `remarque`. D'une feuille en brouillon, les jours du fichier sont remplacés, les autres
    restent ; les jours qu'un décompte tient ne changent plus. `extra.sheets` nomme les feuilles.
    """
    return await door.command(hours_import.import_week_sheets, grant, command)


@router.post("/grants/{grant}/week-sheets/approval", tags=["heures"], responses=DONE)
async def approve_week_sheets(door: Door, grant: IdPath, command: hours.ApproveWeekSheets) -> Response:
    """Approuver des feuilles que d'autres ont saisies et transmises : toutes, ou aucune."""
    return await door.command(hours.approve_week_sheets, grant, command)


# --- one sheet


@router.get("/week-sheets/{sheet}", tags=["heures"], responses=shows(SheetView))
async def show_week_sheet(door: Door, sheet: IdPath) -> Response:
    """Une feuille, ses minutes réelles et ce qui n'y compte pas."""
    return await door.query(queries.show_week_sheet, sheet)


@router.get("/week-sheets/{sheet}/changes", tags=["heures"], responses=shows(Listing[ChangeView]))
async def list_changes(door: Door, sheet: IdPath, after: After = None, limit: Limit = 50) -> Response:
    """Chaque changement : qui, quand, avant, après, pourquoi."""
    return await door.query(queries.list_changes, sheet, door.after(after), limit)


@router.post("/week-sheets/{sheet}/entries", tags=["heures"], responses=DONE)
async def write_week_sheet(door: Door, sheet: IdPath, command: hours.WriteWeekSheet) -> Response:
    """Remplacer les heures d'un brouillon ; If-Match dit la version lue."""
    return await door.command(hours.write_week_sheet, sheet, command)


@router.post("/week-sheets/{sheet}/submission", tags=["heures"], responses=DONE)
async def submit_week_sheet(door: Door, sheet: IdPath) -> Response:
    """Transmettre les heures que l'on a saisies."""
    return await door.command(hours.submit_week_sheet, sheet)


@router.post("/week-sheets/{sheet}/return", tags=["heures"], responses=DONE)
async def return_week_sheet(door: Door, sheet: IdPath, command: hours.SendBack) -> Response:
    """Rendre une feuille à son auteur, avec la raison."""
    return await door.command(hours.return_week_sheet, sheet, command)


@router.post("/week-sheets/{sheet}/reopening", tags=["heures"], responses=DONE)
async def reopen_week_sheet(door: Door, sheet: IdPath, command: hours.SendBack) -> Response:
    """Reprendre une approbation avant toute demande de paiement, avec la raison."""
    return await door.command(hours.reopen_week_sheet, sheet, command)
