"""What rows inherit: from the groups above them, from cells merged or left blank, from the only column of ticks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from core.text.vietnamese import clean_line
from models_registry.imports.recognised_list import vocabulary as v
from models_registry.imports.recognised_list.layout import Column
from models_registry.imports.recognised_list.lines import Line
from models_registry.imports.recognised_list.result import Problem
from models_registry.imports.recognised_list.values import tick_of


@dataclass(frozen=True, slots=True)
class Context:
    """What groups above a row, the sheet's title and its own lines say; `block` counts the groups, so that no cell left
    blank takes its text from another group."""

    sector: int | None = None
    sector_text: str = ""
    kind: str | None = None
    unit: str = ""
    block: int = 0


@dataclass(slots=True)
class Entry:
    """A model found in the sheet, before what other rows tell about it. `kind` when its column is for one kind."""

    sheet: str
    year: int
    line: Line
    context: Context
    name: Column
    kind: str | None = None
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def ask(self, needs: str, message: str, column: Column | None = None) -> None:
        cell = self.line.cells[column.index] if column else self.line.cells[0]
        self.problems.append(Problem(cell.address, message, needs))

    def address(self, column: Column) -> str:
        return self.line.cells[column.index].address


def carried_units(entries: Sequence[Entry]) -> Iterator[str]:
    """Merged cells and groups first. A blank cell means “as above” where the table leaves several blank, or where the
    number in front is blank too; a single one among full ones was forgotten."""
    columns = entries[0].line.layout.all(v.UNIT)
    own = [clean_line(entry.line.first(columns)) for entry in entries]
    merges = any(entry.line.hangs(column) for entry in entries for column in columns)
    blanks = sum(not text and not entry.context.unit for text, entry in zip(own, entries, strict=True))
    last, block = "", -1
    for entry, text in zip(entries, own, strict=True):
        if entry.context.block != block:
            last, block = "", entry.context.block
        if text:
            last = text
        elif entry.context.unit:
            text = entry.context.unit
        elif last and (not entry.line.ordinal or (blanks > 1 and not merges)):
            text = last
            entry.warnings.append(f"Dòng {entry.line.number}: ô đơn vị để trống, hiểu là cùng đơn vị với dòng trên.")
        if not text:
            _ask_unit(entry, columns, last)
        yield text


def _ask_unit(entry: Entry, columns: Sequence[Column], last: str) -> None:
    if not columns:
        return entry.ask("unit", f"Dòng {entry.line.number}: danh sách không có cột đơn vị.")
    above = f" Dòng trên là “{last}”." if last else ""
    return entry.ask("unit", f"Ô {entry.address(columns[0])}: chưa có đơn vị.{above}", columns[0])


def carried_texts(entries: Sequence[Entry], column: Column | None) -> Iterator[str]:
    """Texts of a column of fields or kinds; blanks take the text above where a third of the cells are blank."""
    if column is None:
        yield from ("" for _ in entries)
        return
    own = [entry.line.value(column) for entry in entries]
    once = sum(not text for text in own) * 3 >= len(own) and not any(entry.line.hangs(column) for entry in entries)
    last = ""
    for text in own:
        last = text or last
        yield last if once else text


def lone_kind_of(entries: Sequence[Entry]) -> str | None:
    """Where only one kind has a column of ticks, and it is used, a row without tick is of the other kind."""
    ticks = entries[0].line.layout.all(v.KIND_TICK)
    if len(ticks) != 1 or not any(tick_of(entry.line.value(ticks[0])) for entry in entries):
        return None
    return v.INDIVIDUAL if ticks[0].detail == v.MODEL else v.MODEL


def persons_tell_kinds(entries: Sequence[Entry]) -> bool:
    """Where nothing else speaks of kinds, a column for names of individuals, filled in some rows only, does."""
    layout = entries[0].line.layout
    column = layout.one(v.PERSON)
    if column is None or layout.all(v.KIND, v.KIND_TICK) or v.PERSON_WORDS not in " ".join(column.path):
        return False
    filled = sum(bool(entry.line.value(column)) for entry in entries)
    return 0 < filled < len(entries)
