"""Reading an office's own list of recognised models, whatever it looks like, into rows. Pure: grids in, rows out."""

from collections import Counter
from collections.abc import Callable, Sequence

from core.exceptions import DomainError
from core.spreadsheets import Grid
from core.text.vietnamese import fold, fold_name
from models_registry.imports.recognised_list.refusal import why_not
from models_registry.imports.recognised_list.result import RecognisedList
from models_registry.imports.recognised_list.rows import warn_of_twins
from models_registry.imports.recognised_list.sheets import Sheet, read_sheet

_NOT_RECOGNISED = (
    "khong cong nhan",
    "chua cong nhan",
    "khong du dieu kien",
    "chua du dieu kien",
    "khong dat",
    "chua dat",
)


def read_recognised_list(
    grids: Sequence[Grid], *, year: int, is_known_unit: Callable[[str], bool] = lambda text: False
) -> RecognisedList:
    """The models of the list, with what a person must decide beside each row.

    `year` is the year of recognition the list is imported for; it also stands for years left out of periods.
    `is_known_unit` helps to tell lines that head a unit's models from names. Raises DomainError, with a sentence that
    says what was looked for and found, when no sheet holds such a list.
    """
    sheets = [read_sheet(grid, year=year, is_known_unit=is_known_unit) for grid in grids]
    lists = [sheet for sheet in sheets if sheet.rows]
    if not lists:
        raise DomainError(why_not(sheets))
    chosen, notes = _choose(lists, year)
    notes += [
        f"Trang “{sheet.grid.title}” không được đọc: không phải danh sách mô hình."
        for sheet in sheets
        if not sheet.rows and sheet.grid.rows and not sheet.grid.is_hidden
    ]
    notes += [note for sheet in chosen for note in (*sheet.grid.notes, *sheet.notes)]
    notes += _notes_on_titles(chosen, year)
    rows = warn_of_twins([row for sheet in chosen for row in sheet.rows])
    found = RecognisedList(
        sheets=tuple(sheet.reading for sheet in chosen),
        rows=tuple(rows),
        unread=tuple(row for sheet in chosen for row in sheet.unread),
        notes=(),
        decision=next((sheet.decision for sheet in chosen if sheet.decision.number), chosen[0].decision),
    )
    if found.kind_missing_everywhere:
        notes.append("Không dòng nào đọc được tập thể hay cá nhân. Có thể chọn một loại chung cho tất cả.")
    if found.sector_missing_everywhere:
        notes.append("Không dòng nào đọc được lĩnh vực. Có thể chọn một lĩnh vực chung cho tất cả.")
    return found.with_notes(notes)


def _choose(lists: Sequence[Sheet], year: int) -> tuple[list[Sheet], list[str]]:
    """The sheets that make up the list of this year, in their order, and why the others were left out."""
    notes: list[str] = []

    def keep(sheets: Sequence[Sheet], test: Callable[[Sheet], bool], reason: str) -> list[Sheet]:
        kept = [sheet for sheet in sheets if test(sheet)]
        if not kept:
            return list(sheets)
        notes.extend(f"Trang “{sheet.grid.title}” không được đọc: {reason}." for sheet in sheets if sheet not in kept)
        return kept

    kept = keep(lists, lambda sheet: not sheet.grid.is_hidden, "trang bị ẩn")
    kept = keep(kept, lambda sheet: not sheet.years or year in sheet.years, f"không phải của năm {year}")
    kept = keep(kept, lambda sheet: not _is_of_others(sheet), "ghi là chưa được công nhận")
    if any("cong nhan" in sheet.spoken for sheet in kept):
        kept = keep(kept, lambda sheet: not _is_registration(sheet), "là danh sách đăng ký")
    return _without_repeats(kept, notes), notes


def _without_repeats(sheets: Sequence[Sheet], notes: list[str]) -> list[Sheet]:
    """A summary sheet and the sheets it sums up hold the same rows: the larger ones are read."""
    seen: Counter = Counter()
    kept: list[Sheet] = []
    for sheet in sorted(sheets, key=lambda sheet: -len(sheet.rows)):
        keys = Counter((fold(row.unit_raw), fold_name(row.name)) for row in sheet.rows)
        if kept and keys <= seen:
            notes.append(f"Trang “{sheet.grid.title}” không được đọc: mọi dòng đã có ở trang khác.")
            continue
        seen += keys
        kept.append(sheet)
    return [sheet for sheet in sheets if sheet in kept]


def _is_of_others(sheet: Sheet) -> bool:
    return any(phrase in sheet.spoken for phrase in _NOT_RECOGNISED)


def _is_registration(sheet: Sheet) -> bool:
    return "dang ky" in sheet.spoken and "cong nhan" not in sheet.spoken


def _notes_on_titles(sheets: Sequence[Sheet], year: int) -> list[str]:
    notes = []
    years = set().union(*(sheet.years for sheet in sheets))
    if years and year not in years:
        written = ", ".join(map(str, sorted(years)))
        notes.append(f"Tiêu đề danh sách ghi năm {written}, đang nhập cho năm {year}.")
    if all(_is_registration(sheet) for sheet in sheets):
        notes.append("Tiêu đề ghi là danh sách đăng ký, không ghi “công nhận”. Hãy kiểm tra đúng tệp.")
    return notes
