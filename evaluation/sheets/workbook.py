"""A scorer's sheets of the year as a workbook to fill in: written here, and read back cell by cell.

The hidden first column says what each row is: of which model, which version of the sheet, on which text of the unit.
The code in A1 says whose file it is. Nothing of other scorers stands in it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.crypto import constant_time_compare, salted_hmac

from core.actor import Actor
from core.exceptions import DomainError
from core.spreadsheets import (
    FIRST_ROW,
    Cell,
    Choice,
    Entry,
    EntrySheet,
    Formula,
    Grid,
    Steps,
    Words,
    write_entry_workbook,
)
from core.spreadsheets.grid import column_letters
from core.text.formatting import decimal_vi
from core.text.vietnamese import fold
from evaluation import scoring
from evaluation.enums import Finding
from evaluation.models import Criterion
from evaluation.sheets.forms.sheets import COMMENT_LENGTH
from evaluation.sheets.own_sheets import OwnSheet, columns_of
from models_registry.models import Cycle

TITLE = "Phiếu chấm"
PARTS = {"finding": "Kết quả", "points": "Điểm", "comment": "Nhận xét"}  # of each criterion
FIXED_WIDTHS = (4, 17, 40, 30, 9)
WIDTHS = {"finding": 15, "points": 8, "comment": 26}
LABELS = tuple(label for _, label in Finding.choices)
WORDS = (
    "Chỉ ghi vào các ô màu vàng nhạt. Ghi xong, lưu tệp rồi tải lên ở trang Chấm điểm; phiếu được lưu nháp, "
    "không tự hoàn thành."
)
NOT_OURS = "Đây không phải phiếu chấm tải về từ phần mềm. Hãy tải phiếu ở trang Chấm điểm rồi ghi vào đó."


@dataclass(frozen=True)
class Layout:
    """The columns of a file: those before the criteria, then the parts of each criterion. Without points fewer."""

    fixed: tuple[str, ...]
    parts: tuple[str, ...]

    def column(self, place: int, part: str) -> int:
        return len(self.fixed) + place * len(self.parts) + self.parts.index(part) + 1

    def headings(self, numbers: Iterable[int]) -> list[str]:
        return [*self.fixed, *(f"{PARTS[part]} {number}" for number in numbers for part in self.parts)]


ROW = ("Mã dòng", "Mã", "Mô hình, điển hình", "Đơn vị")
WITH_POINTS = Layout((*ROW, "Tổng điểm"), tuple(PARTS))
WITHOUT_POINTS = Layout(ROW, ("finding", "comment"))


@dataclass(frozen=True)
class ReadRow:
    """One row as it came back: `cells` by (criterion number, part)."""

    number: int
    code: str
    version: int
    submission: int
    cells: dict[tuple[int, str], Cell]


def file_code(actor: Actor, cycle: Cycle) -> str:
    """Whose file of which year; tells nothing to anybody else."""
    return "PC1-" + salted_hmac("evaluation.sheet_workbook", f"{actor.user_key}:{cycle.pk}").hexdigest()[:24]


def sheet_workbook(actor: Actor, cycle: Cycle, sheets: Sequence[OwnSheet]) -> bytes:
    """The .xlsx of the sheets that can be written now."""
    criteria = columns_of(sheets)
    layout = WITH_POINTS if scoring.has_points(criteria) or not criteria else WITHOUT_POINTS
    bands = [("", len(layout.fixed))] + [(_band(row), len(layout.parts)) for row in criteria]
    return write_entry_workbook(
        EntrySheet(
            title=TITLE,
            code=file_code(actor, cycle),
            words=f"Phiếu chấm năm {cycle.year} của {actor.user_name}. {WORDS}",
            bands=bands,
            headings=layout.headings(row.number for row in criteria),
            rows=(_row(number, sheet, criteria, layout) for number, sheet in enumerate(sheets, start=FIRST_ROW)),
            widths=[*FIXED_WIDTHS[: len(layout.fixed)], *(WIDTHS[part] for _ in criteria for part in layout.parts)],
            frozen_columns=3,
        )
    )


def _band(criterion: Criterion) -> str:
    most = f" (tối đa {decimal_vi(criterion.max_points)})" if criterion.max_points is not None else ""
    return f"{criterion.number}. {criterion.title}{most}"


def _row(number: int, sheet: OwnSheet, criteria: Sequence[Criterion], layout: Layout) -> list[object]:
    own = {row.number: row for row in sheet.criteria}
    initiative = sheet.evaluation.initiative
    cells = [cell for row in criteria for cell in _cells(own.get(row.number), layout)]
    code = f"{sheet.code}|{sheet.version}|{sheet.evaluation.current_id}"
    named = [code, sheet.code, initiative.name, initiative.unit_label]
    if layout == WITHOUT_POINTS:
        return [*named, *cells]
    points = [f"{column_letters(layout.column(place, 'points'))}{number}" for place in range(len(criteria))]
    return [*named, Formula(f"=SUM({','.join(points)})"), *cells]


def _cells(criterion: Criterion | None, layout: Layout) -> list[object]:
    if criterion is None:
        return [None for _ in layout.parts]
    found = Finding(criterion.my_finding).label if criterion.my_finding else None
    most = criterion.max_points
    cells = {
        "finding": Entry(found, Choice(LABELS)),
        "points": None if most is None else Entry(criterion.my_points, Steps(most)),
        "comment": Entry(criterion.my_comment, Words(COMMENT_LENGTH)),
    }
    return [cells[part] for part in layout.parts]


def read_rows(grids: Sequence[Grid], actor: Actor, cycles: Sequence[Cycle]) -> tuple[Cycle, list[ReadRow]]:
    """Of which of these years the file is, and its filled rows.

    Raises DomainError when it is no such file, somebody else's, of another year, or rearranged.
    """
    grid = next((one for one in grids if one.rows and one.rows[0][0].text.startswith("PC1-")), None)
    if grid is None:
        raise DomainError(NOT_OURS)
    code = grid.rows[0][0].text
    cycle = next((row for row in cycles if constant_time_compare(code, file_code(actor, row))), None)
    if cycle is None:
        years = " hay ".join(str(row.year) for row in cycles)
        raise DomainError(f"Tệp này là phiếu của người chấm khác hoặc của năm khác, không phải năm {years}.")
    layout, numbers = _columns(grid.rows[FIRST_ROW - 2] if len(grid.rows) >= FIRST_ROW else [])
    if not numbers:
        raise DomainError("Các cột của phiếu đã bị đổi. Hãy tải lại phiếu và không thêm, bớt, đổi cột.")
    return cycle, list(_read(grid, layout, numbers))


def _columns(headings: Sequence[Cell]) -> tuple[Layout, list[int]]:
    """The layout, and the criteria of the columns; [] when the headings are not as they were written."""
    found = [cell.text for cell in headings]
    while found and not found[-1]:
        found.pop()
    layout = WITH_POINTS if WITH_POINTS.fixed[-1] in found else WITHOUT_POINTS
    firsts = [text.rpartition(" ")[2] for text in found[len(layout.fixed) :: len(layout.parts)]]
    numbers = [int(number) for number in firsts if number.isascii() and number.isdigit() and len(number) < 5]
    return layout, numbers if layout.headings(numbers) == found else []


def _read(grid: Grid, layout: Layout, numbers: Sequence[int]) -> Iterator[ReadRow]:
    for order, row in enumerate(grid.rows[FIRST_ROW - 1 :], start=FIRST_ROW):
        cells = {
            (number, part): row[layout.column(place, part) - 1]
            for place, number in enumerate(numbers)
            for part in layout.parts
            if layout.column(place, part) <= len(row)
        }
        code, _, rest = row[0].text.partition("|")
        version, _, submission = rest.partition("|")
        if code or any(cell.text for cell in cells.values()):
            yield ReadRow(order, code, _whole(version), _whole(submission), cells)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else -1


def typed_in(row: ReadRow, criteria: Sequence[Criterion]) -> dict[str, str]:
    """The row's cells as the sheet's form takes them."""
    data = {}
    for criterion in criteria:
        number = criterion.number
        for part in PARTS:
            cell = row.cells.get((number, part))
            data[f"{part}_{number}"] = "" if cell is None else _typed(cell, part)
    return data


def _typed(cell: Cell, part: str) -> str:
    if part == "finding":
        by_label = {fold(label): value for value, label in Finding.choices}
        return by_label.get(fold(cell.text), cell.text)
    return cell.value if part == "comment" and isinstance(cell.value, str) else cell.text
