"""Exchange workbooks as they are written: every text stays text."""

import io
from datetime import date, datetime
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.spreadsheets import Sheet, read_grids, write_workbook
from core.text.vietnamese import clean_line, looks_like_old_encoding


def test_formulas_errors_and_links_stay_text():
    dangerous = [
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(1)",
        "\t=1",
        "=cmd|' /C calc'!A0",
        "#REF!",
        '=HYPERLINK("http://x")',
        "3-2",
    ]
    data = write_workbook([Sheet("T", ["Cột"], [[text] for text in dangerous])])
    cells = [row[0] for row in load_workbook(io.BytesIO(data)).active.iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type) for cell in cells] == [(text, "s") for text in dangerous]


def test_dates_and_numbers_stay_dates_and_numbers():
    values = [7, 17.5, Decimal("17.5"), date(2026, 11, 27), None, True, date(1899, 5, 1)]
    page = load_workbook(io.BytesIO(write_workbook([Sheet("T", list("abcdefg"), [values])]))).active
    assert [cell.value for cell in page[2]] == [7, 17.5, 17.5, datetime(2026, 11, 27), None, "x", "01/05/1899"]
    assert page["D2"].number_format == "dd/mm/yyyy"
    assert (page.freeze_panes, page.auto_filter.ref) == ("A2", "A1:G2")
    assert (page.page_setup.paperSize, page.page_setup.fitToHeight, page.print_title_rows) == (9, 0, "$1:$1")


def test_sheet_names_are_made_lawful_and_different():
    sheets = [Sheet(name, ["a"], []) for name in ("Dòng [loại]", "Dòng  loại ", "", "x" * 50, "x" * 50)]
    names = load_workbook(io.BytesIO(write_workbook(sheets))).sheetnames
    assert len({name.casefold() for name in names}) == 5
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_control_characters_and_half_characters_are_dropped():
    data = write_workbook([Sheet("T", ["a"], [["a\x0b\x00b\ud800\uffffc\r\nd"]])])
    assert load_workbook(io.BytesIO(data)).active["A2"].value == "a\nbc\nd"


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.text(max_size=60).filter(lambda text: not looks_like_old_encoding(clean_line(text))), min_size=1, max_size=6
    )
)
def test_any_text_comes_back_as_it_was_written(values):
    data = write_workbook([Sheet("T", ["mốc", *["c"] * len(values)], [["mốc", *values]])])
    assert all(cell.data_type != "f" for cell in load_workbook(io.BytesIO(data)).active[2])
    read = [cell.text for cell in read_grids(data)[0].rows[1]][1:]
    read += [""] * (len(values) - len(read))
    assert read == [clean_line(value) for value in values]


def test_what_looks_like_an_escape_stays_literal():
    data = write_workbook([Sheet("T", ["a"], [["_x0041_ _x000D_"]])])
    assert read_grids(data)[0].rows[1][0].value == "_x0041_ _x000D_"
