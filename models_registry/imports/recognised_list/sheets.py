"""One sheet, top to bottom: its tables, its groups, its models, and whether its own totals agree."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from core.spreadsheets import Grid
from core.spreadsheets.headings import words
from models_registry.imports.recognised_list import vocabulary as v
from models_registry.imports.recognised_list.carrying import Context, Entry
from models_registry.imports.recognised_list.layout import Layout, find_headings, layout_of
from models_registry.imports.recognised_list.lines import Line, LineKind, Sorter, group_text, lines_of
from models_registry.imports.recognised_list.result import Decision, ListRow, SheetReading, UnreadRow
from models_registry.imports.recognised_list.rows import rows_of
from models_registry.imports.recognised_list.values import (
    count_in,
    decision_of,
    is_refusal,
    kind_of,
    sector_of,
    unit_named,
)

_YEAR_OF_LIST = re.compile(r"(?<!thang \d )(?<!thang \d\d )\bnam (20\d\d)\b|\bgiai doan (20\d\d) (20\d\d)\b")
_YEAR = re.compile(r"\b20\d\d\b")
_NUMBER = re.compile(r"\d+")
_SCORES_OF_A_SHEET = 3  # from so many columns of points on, a table without “công nhận” in its title is a score table


@dataclass(slots=True)
class Sheet:
    """What one sheet gave. `titles` are the texts above the heading."""

    grid: Grid
    titles: list[str]
    reading: SheetReading | None = None
    rows: list[ListRow] = field(default_factory=list)
    unread: list[UnreadRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    decision: Decision = Decision()
    is_score_table: bool = False

    @property
    def spoken(self) -> str:
        return words(" . ".join([self.grid.title, *self.titles]))

    @property
    def years(self) -> set[int]:
        """The years the list says it is for; a year in the sheet's own name counts in whatever form."""
        found = {int(year) for match in _YEAR_OF_LIST.finditer(self.spoken) for year in match.groups() if year}
        return found | {int(year) for year in _YEAR.findall(self.grid.title)}


@dataclass(slots=True)
class _Group:
    line: int
    expected: int | None
    start: int


class _Walk:
    """Follows the lines of all tables of a sheet; groups last until the next of their rank or a wider one."""

    def __init__(self, sheet: Sheet, context: Context, year: int):
        self.sheet = sheet
        self.year = year
        self.outer = context  # what groups fall back to
        self.context = context
        self.ranks: list[str] = []  # kinds of groups, widest first, as they first appear
        self.open: dict[str, _Group] = {}
        self.entries: list[Entry] = []
        self.count = 0
        self.total: Line | None = None

    def take(self, line: Line, kind: LineKind) -> None:
        if kind is LineKind.MODEL:
            self._models(line)
        elif kind is LineKind.SECTOR_GROUP:
            text = group_text(line)
            self._enter(line, "sector", sector=sector_of(text).number, sector_text=text)
        elif kind is LineKind.KIND_GROUP:
            self._enter(line, "kind", kind=kind_of(group_text(line)))
        elif kind is LineKind.UNIT_GROUP:
            self._enter(line, "unit", unit=unit_named(" ".join(text for _, text in line.speech())))
        elif kind is LineKind.TOTAL:
            self.total = line
        elif kind is LineKind.UNKNOWN:
            text = " | ".join(line.own.values())
            reason = "Không có số thứ tự, đơn vị hay dấu tích nên không rõ có phải mô hình không."
            self.sheet.unread.append(UnreadRow(self.sheet.grid.title, line.number, text, reason))

    def _models(self, line: Line) -> None:
        outcome = line.value(line.layout.one(v.OUTCOME))
        if outcome and is_refusal(outcome):
            text = " | ".join(line.own.values())
            reason = f"Danh sách ghi “{outcome}”."
            self.sheet.unread.append(UnreadRow(self.sheet.grid.title, line.number, text, reason))
            return
        for column in line.names or line.layout.by_meaning[v.NAME][:1]:
            kind = column.detail if isinstance(column.detail, str) else None
            self.entries.append(Entry(self.sheet.grid.title, self.year, line, self.context, column, kind))
            self.count += 1

    def _enter(self, line: Line, rank: str, **values) -> None:
        if rank not in self.ranks:
            self.ranks.append(rank)
        narrower = self.ranks[self.ranks.index(rank) + 1 :]
        self._close(rank, *narrower)
        for inner in narrower:
            values.setdefault(inner, getattr(self.outer, inner))
            if inner == "sector":
                values.setdefault("sector_text", "")
        expected = next((count for text in line.own.values() if (count := count_in(text)) is not None), None)
        self.open[rank] = _Group(line.number, expected, self.count)
        self.context = replace(self.context, block=self.context.block + 1, **values)

    def _close(self, *ranks: str) -> None:
        for rank in ranks:
            group = self.open.pop(rank, None)
            if group and group.expected is not None and group.expected != self.count - group.start:
                read = self.count - group.start
                self.sheet.notes.append(f"Dòng {group.line}: nhóm ghi {group.expected} mô hình, đọc được {read}.")

    def finish(self) -> None:
        self._close(*self.ranks)
        if self.total is None:
            return
        numbers = [int(number) for text in self.total.own.values() for number in _NUMBER.findall(text)[:2]]
        ticks = {column.index for column in self.total.layout.all(v.KIND_TICK, v.SECTOR_TICK)}
        in_ticks = sum(int(text) for index, text in self.total.own.items() if index in ticks and text.isdigit())
        if numbers and self.count not in (*numbers, in_ticks):
            self.sheet.notes.append(
                f"Dòng {self.total.number} ghi tổng cộng {max(numbers)}, đọc được {self.count} mô hình."
            )


def read_sheet(grid: Grid, *, year: int, is_known_unit: Callable[[str], bool]) -> Sheet:
    """The sheet's models; `reading` stays None when nothing in it is headed like a list of models."""
    headings = find_headings(grid)
    first = headings[0].top if headings else 0
    sheet = Sheet(grid, [cell.text for row in grid.rows[:first] for cell in row if cell.text and not cell.merged_from])
    sheet.decision = decision_of(" ".join(sheet.titles))
    walk = _Walk(sheet, _context_of(sheet), year)
    for layout, until in _layouts(grid, headings):
        if len(layout.all(v.SCORE)) >= _SCORES_OF_A_SHEET and "duoc cong nhan" not in sheet.spoken:
            sheet.is_score_table = True
            continue
        if sheet.reading is None:
            rows = tuple(range(layout.heading.top + 1, layout.heading.below + 1))
            sheet.reading = SheetReading(grid.title, rows, layout.letters)
        lines = lines_of(grid.rows, layout, until)
        sorter = Sorter.of(lines, layout, is_known_unit)
        walk.entries = []
        for line in lines:
            walk.take(line, sorter.kind_of(line))
        walk.entries = _of_the_year(sheet, walk.entries, year)
        sheet.rows += rows_of(walk.entries, sheet.decision)
        _note_habits(sheet, layout, walk.entries)
    walk.finish()
    return sheet


def _of_the_year(sheet: Sheet, entries: list[Entry], year: int) -> list[Entry]:
    """Where a column tells years of recognition and some are this year, the others are not read."""
    years = [set(_YEAR.findall(entry.line.value(entry.line.layout.one(v.MERIT)))) for entry in entries]
    if not any(str(year) in found for found in years):
        return entries
    kept = []
    for entry, found in zip(entries, years, strict=True):
        if found and str(year) not in found:
            reason = f"Danh sách ghi năm công nhận {', '.join(sorted(found))}."
            text = " | ".join(entry.line.own.values())
            sheet.unread.append(UnreadRow(sheet.grid.title, entry.line.number, text, reason))
        else:
            kept.append(entry)
    return kept


def _layouts(grid: Grid, headings: list) -> Iterator[tuple[Layout, int]]:
    for place, heading in enumerate(headings):
        until = headings[place + 1].top if place + 1 < len(headings) else len(grid.rows)
        if layout := layout_of(grid.rows, heading, until):
            yield layout, until


def _context_of(sheet: Sheet) -> Context:
    """What the titles and the sheet's name say of all its rows: “lĩnh vực kinh tế”, “điển hình cá nhân”."""
    texts = [sheet.grid.title, *sheet.titles]
    sectors = {sector_of(rest).number for text in texts if (rest := words(text).partition("linh vuc")[2].strip())}
    named = sector_of(sheet.grid.title)
    if named.is_name:
        sectors.add(named.number)
    kinds = {kind_of(text) for text in texts if v.COLLECTIVE_WORDS in words(text) or v.PERSON_WORDS in words(text)}
    sector = sectors.pop() if len(sectors) == 1 else None
    kind = kinds.pop() if len(kinds) == 1 else None
    if kind:
        name = "tập thể" if kind == v.MODEL else "cá nhân"
        sheet.notes.append(
            f"Trang “{sheet.grid.title}”: tiêu đề nói về {name}; dòng không ghi gì khác được hiểu như vậy."
        )
    return Context(sector=sector, kind=kind)


def _note_habits(sheet: Sheet, layout: Layout, entries: list[Entry]) -> None:
    title = sheet.grid.title
    if not layout.all(v.UNIT) and not any(entry.context.unit for entry in entries):
        sheet.notes.append(f"Trang “{title}”: không tìm thấy cột đơn vị.")
    if len(ticks := layout.all(v.KIND_TICK)) == 1:
        sheet.notes.append(f"Chỉ có cột “{ticks[0].title}”: dòng không đánh dấu được hiểu là loại kia.")
    column = layout.one(v.SECTOR)
    if column and column.texts and column.share(lambda text: words(text) in _NUMERAL_WORDS) > 0.5:
        sheet.notes.append(f"Cột “{column.title}” ghi số, hiểu theo thứ tự năm lĩnh vực của Kế hoạch.")


_NUMERAL_WORDS = frozenset(("1", "2", "3", "4", "5", "i", "ii", "iii", "iv", "v"))
