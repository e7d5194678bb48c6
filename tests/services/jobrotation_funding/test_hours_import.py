"""A file of hours as spreadsheets and payroll tools write it, and every cell at fault named in French."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.jobrotation_funding.hours_import import COLUMNS, MOST_ROWS, Cell, ImportRefused, Read, Row, read
from services.jobrotation_funding.intervals import Entry, Payer
from services.jobrotation_funding.staff import Side

MONDAY = date(2020, 11, 2)
HEADER = "matricule;cote;jour;debut;fin;duree;remplace;paye_par;remarque\n"


def understood(text: str) -> tuple[Row, ...]:
    """The rows of a file without a fault."""
    found = read(text)
    assert found.faults == ()
    return found.rows


def faults(found: Read) -> list[tuple[int, str, str]]:
    """Row, column and kind of each fault."""
    return [(cell.row, cell.column, cell.code) for cell in found.faults]


def test_a_file_with_semicolons_and_french_dates_is_read() -> None:
    rows = understood(
        HEADER
        + "m-12;libéré;02/11/2020;9:00;12:30;;;;Chantier\n"
        + "M-40;Remplaçante;02/11/2020;9h;12h30;;m-12;OPCO;\n"
    )
    assert rows == (
        Row(2, "M-12", Side.RELEASED, Entry(day=MONDAY, since="09:00", until="12:30", remark="Chantier")),
        Row(3, "M-40", Side.REPLACING, Entry(day=MONDAY, since="09:00", until="12:30", paid_by=Payer.OPCO), "M-12"),
    )


def test_a_file_with_commas_quotes_a_mark_of_order_and_other_names_of_columns_is_read() -> None:
    [row] = understood('\ufeff"Matricule","Côté","Jour","Début","Durée"\r\nM-12,LIBÉRÉE,2020-11-02,08:30,"3,5"\r\n')
    assert row.entry == Entry(day=MONDAY, since="08:30", until="12:00")


def test_columns_may_stand_in_any_order_and_blank_rows_are_passed_over() -> None:
    [row] = understood("fin;debut;jour;cote;matricule\n;;;;\n\n12:00;9:00;2020-11-02;libere;M-12\n")
    assert (row.number, row.entry.until) == (4, "12:00")


@pytest.mark.parametrize(
    ("duration", "until"),
    [("3,5", "12:30"), ("3.5", "12:30"), ("0,25", "09:15"), ("3,33", "12:20"), ("15", "00:00"), ("23,9", "08:54")],
)
def test_a_duration_has_a_french_decimal_and_is_rounded_to_the_minute(duration: str, until: str) -> None:
    [row] = understood(HEADER + f"M-12;libéré;02/11/2020;9:00;;{duration};;;\n")
    assert row.entry.until == until


def test_a_duration_is_real_time_over_a_change_of_the_hour() -> None:
    autumn, spring = understood(
        HEADER + "M-12;libéré;24/10/2020;22:00;;5;;;\n" + "M-12;libéré;27/03/2021;22:00;;5;;;\n"
    )
    assert (autumn.entry.until, autumn.entry.until_second) == ("02:00", True)
    assert spring.entry.until == "04:00"


def test_the_second_half_past_two_is_said_bis() -> None:
    [row] = understood(HEADER + "M-12;libéré;25/10/2020;2h30;2:30 bis;;;;\n")
    assert row.entry.span.minutes == 60


def test_every_cell_at_fault_is_named_at_once() -> None:
    found = read(
        HEADER
        + ";libéré;02/11/2020;9:00;12:00;;;;\n"  # nobody
        + "M-12;présent;31/02/2020;25:00;midi;;;pôle;\n"  # side, day, both hours, payer
        + "M-12;libéré;02/11/2020;9:00;12:00;2,5;;;\n"  # a duration that is not so
        + "M-12;libéré;02/11/2020;9:00;;;;;\n"  # no end
        + "M-12;libéré;02/11/2020;9:00;;24;;;\n"  # a day long
        + "M-12;libéré;28/03/2021;2:30;4:00;;;;\n"  # an hour that does not exist
        + "M-12;libéré;02/11/2020;9:00;9:00;;;;\n"  # no time
        + "M-12;libéré;02/11/1920;9:00;12:00;;;;" + "x" * 501 + "\n"
        + "M-12;libéré;02/11/2020;9:00;12:00;;;;;;\n"  # too many cells
        + "M-12;libéré;02/11/2020;9:00;12:00;;;;\n"  # and one that is fine
    )  # fmt: skip
    assert faults(found) == [
        (2, "matricule", "unreadable-cell"),
        (3, "cote", "unreadable-cell"),
        (3, "jour", "unreadable-cell"),
        (3, "debut", "unreadable-cell"),
        (3, "fin", "unreadable-cell"),
        (3, "paye_par", "unreadable-cell"),
        (4, "duree", "unreadable-cell"),
        (5, "fin", "unreadable-cell"),
        (6, "duree", "unreadable-cell"),
        (7, "debut", "no-such-hour"),
        (8, "fin", "no-time-passed"),
        (9, "jour", "unreadable-cell"),
        (9, "remarque", "unreadable-cell"),
        (10, "remarque", "too-many-cells"),
    ]
    assert [row.number for row in found.rows] == [11]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(1, column, "column-missing") for column in ("matricule", "cote", "jour", "debut", "fin")]),
        ("matricule;cote;jour;debut\nM;libéré;02/11/2020;9:00\n", [(1, "fin", "column-missing")]),
        (HEADER.replace("fin", "sortie"), [(1, "sortie", "unknown-column")]),
        (
            HEADER.replace("duree", "fin"),
            [(1, "fin", "column-twice"), (1, "fin", "column-twice")],
        ),
        (HEADER, [(2, "matricule", "no-row")]),
        (HEADER + '"M-12;libéré', [(2, "matricule", "unreadable-row")]),
    ],
)
def test_a_file_that_is_no_table_of_hours_is_refused(text: str, expected: list[tuple[int, str, str]]) -> None:
    found = read(text)
    assert faults(found) == expected
    assert found.rows == ()


def test_a_file_beyond_its_rows_is_refused() -> None:
    row = "M-12;libéré;02/11/2020;9:00;12:00;;;;\n"
    assert faults(read(HEADER + row * MOST_ROWS)) == []
    assert faults(read(HEADER + row * (MOST_ROWS + 1))) == [(MOST_ROWS + 2, "matricule", "too-many-rows")]


def test_a_refusal_says_row_and_column_in_french_and_names_all() -> None:
    refusal = ImportRefused(read(HEADER + "M;libéré;hier;9:00;12:00;;;;\nM;libéré;demain;9:00;12:00;;;;\n").faults)
    assert refusal.detail == (
        "2 erreurs, rien n'est importé. "
        "Ligne 2, colonne « jour » : une date est attendue (12/11/2020 ou 2020-11-12). "
        "Ligne 3, colonne « jour » : une date est attendue (12/11/2020 ou 2020-11-12)."
    )
    assert [error["field"] for error in refusal.facts["errors"]] == ["csv/2/jour", "csv/3/jour"]
    assert ImportRefused([Cell(2, "jour", "x", "non.")]).detail.startswith("Une erreur, rien")


@given(st.text(max_size=200))
def test_whatever_a_file_holds_it_is_read_or_named(text: str) -> None:
    found = read(text)
    assert found.faults
    assert all(cell.says for cell in found.faults)


CELLS = st.text(st.sampled_from('";,\n\r0123456789:h/-MéÉ '), max_size=12)


@given(st.lists(st.lists(CELLS, min_size=9, max_size=9), min_size=1, max_size=5))
def test_whatever_a_row_holds_it_is_read_or_named(rows: list[list[str]]) -> None:
    found = read(HEADER + "\n".join(";".join(row) for row in rows))
    assert found.faults or found.rows


@given(
    st.dates(date(2019, 1, 1), date(2024, 12, 31)),
    st.integers(0, 23),
    st.integers(0, 59),
    st.integers(1, 1_400),
)
def test_a_duration_in_minutes_comes_back_as_those_minutes(day: date, hour: int, minute: int, minutes: int) -> None:
    found = read(HEADER + f"M;libéré;{day:%d/%m/%Y};{hour:02}:{minute:02};;{str(minutes / 60).replace('.', ',')};;;\n")
    if found.rows:
        assert found.rows[0].entry.span.minutes == minutes
    else:
        # A wall time that spring skips; an October duration that ends on the wall where it began.
        assert faults(found)[0][2] in ("no-such-hour", "no-time-passed", "unreadable-cell")
        assert any(abs((day + timedelta(days=more) - change).days) <= 1 for more in (0, 1) for change in CHANGES)


CHANGES = [
    date(2019, 3, 31), date(2020, 3, 29), date(2021, 3, 28), date(2022, 3, 27), date(2023, 3, 26), date(2024, 3, 31),
    date(2019, 10, 27), date(2020, 10, 25), date(2021, 10, 31), date(2022, 10, 30), date(2023, 10, 29),
    date(2024, 10, 27),
]  # fmt: skip


def test_the_columns_that_a_file_may_have_are_few_and_written_down() -> None:
    assert list(COLUMNS) == [
        "matricule", "cote", "jour", "debut", "fin", "duree", "remplace", "paye_par", "remarque",
    ]  # fmt: skip
