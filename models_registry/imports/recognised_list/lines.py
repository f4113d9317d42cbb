"""What kind of line each row of the table is: a model, a group, a total, a signature, or something unknown."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from core.spreadsheets import Cell
from core.spreadsheets.headings import row_of, words
from models_registry.imports.recognised_list import vocabulary as v
from models_registry.imports.recognised_list.layout import Column, Layout
from models_registry.imports.recognised_list.values import (
    NUMERAL,
    WHOLE_NUMBER,
    is_ditto,
    kind_named,
    sector_of,
    speaks_of_sector,
    starts_closing,
    starts_remark,
    starts_total,
    strip_enumeration,
    tick_of,
    without_count,
)
from organizations.units.words import begins_like_unit

_COLUMN_NUMBER = re.compile(r"\(?\s*(?:\d{1,2}|[A-Za-z])\s*\)?")
_COUNT = re.compile(
    r"\(?\s*(?:tổng số|tổng cộng|tổng|cộng|gồm|có)?\s*:?\s*\d{1,4}"
    r"(?:\s*(?:mô hình|điển hình|mh|tập thể|cá nhân|gương)[\s,;]*)*\)?",
    re.IGNORECASE,
)
_MARKS = (v.KIND_TICK, v.KIND, v.PERIOD, v.FROM, v.TO, v.SECTOR_TICK, v.SECTOR, v.PERSON, v.LEVEL_TICK, v.STATUS)
_ASIDE = (v.PERIOD, v.FROM, v.TO, v.NOTE, v.DECISION, v.DECISION_DATE)  # dates stand here that close no list

_WORDS_OF_A_GROUP = 14


class LineKind(Enum):
    EMPTY = auto()
    HEADING = auto()  # the heading repeated on a new page, or the row that numbers the columns
    TOTAL = auto()
    CLOSING = auto()
    REMARK = auto()
    SECTOR_GROUP = auto()
    KIND_GROUP = auto()
    UNIT_GROUP = auto()
    MODEL = auto()
    UNKNOWN = auto()


@dataclass(slots=True)
class Line:
    """One row of the sheet. `own` has the texts that begin here, by column; `number` counts from 1."""

    cells: Sequence[Cell]
    layout: Layout
    own: dict[int, str]

    @property
    def number(self) -> int:
        return row_of(self.cells[0].address)

    def value(self, column: Column | None) -> str:
        """The column's text, also of a cell merged from above, but not of one merged over from another column."""
        if column is None:
            return ""
        cell = self.cells[column.index]
        return "" if cell.merged_from and cell.merged_from.rstrip("0123456789") != column.letter else cell.text

    def hangs(self, column: Column) -> bool:
        """Whether the cell shows the value of one merged above it."""
        cell = self.cells[column.index]
        return bool(cell.merged_from) and row_of(cell.merged_from) < self.number

    def first(self, columns: Sequence[Column]) -> str:
        return next((text for column in columns if (text := self.value(column))), "")

    @property
    def ordinal(self) -> str:
        return self.value(self.layout.one(v.ORDINAL))

    @property
    def is_numbered(self) -> bool:
        """A whole number of its own in the column of ordinals; “I” and “A” number groups."""
        column = self.layout.one(v.ORDINAL)
        return column is not None and WHOLE_NUMBER.fullmatch(self.own.get(column.index, "")) is not None

    @property
    def names(self) -> list[Column]:
        return [column for column in self.layout.by_meaning[v.NAME] if self.value(column)]

    def has_marks(self) -> bool:
        """Whether a tick, kind, period, field or person of its own stands in the row."""
        return any(
            tick_of(text) is not False and column.meaning != v.NAME and column.index not in self._spoken_columns()
            for column in self.layout.all(*_MARKS)
            if (text := self.own.get(column.index))
        )

    def has_own(self, columns: Sequence[Column]) -> bool:
        return any(column.index in self.own for column in columns)

    def _spoken_columns(self) -> set[int]:
        return {column.index for column in self.layout.all(v.NAME, v.UNIT, v.ORDINAL)}

    def speech(self) -> list[tuple[int, str]]:
        """Texts that are neither the numeral in front nor counts; what is left alone in its row heads a group."""
        numbered = self.layout.one(v.ORDINAL)
        front = numbered.index if numbered else min(self.own)
        return [
            (column, text)
            for column, text in self.own.items()
            if not (column == front and NUMERAL.fullmatch(text))
            and not (_COUNT.fullmatch(text) and not (self.is_numbered and tick_of(text)))
        ]


def lines_of(rows: Sequence[Sequence[Cell]], layout: Layout, until: int) -> list[Line]:
    """The rows under the heading; ditto marks have become the text above them."""
    above: dict[int, Cell] = {}
    lines = []
    for row in rows[layout.heading.below : until]:
        cells = [
            replace(above[index], address=cell.address, merged_from=cell.merged_from)
            if index in above and is_ditto(cell.text)
            else cell
            for index, cell in enumerate(row)
        ]
        above.update({index: cell for index, cell in enumerate(cells) if cell.text})
        own = {index: cell.text for index, cell in enumerate(cells) if cell.text and not cell.merged_from}
        lines.append(Line(cells, layout, own))
    return lines


@dataclass(slots=True)
class Sorter:
    """Tells lines apart by what is true of the whole table: do units stand over their models, do rows have marks."""

    units_are_groups: bool
    rows_have_marks: bool
    rows_are_numbered: bool
    is_known_unit: Callable[[str], bool]
    closed: bool = False
    has_sector_groups: bool = False

    @classmethod
    def of(cls, lines: Sequence[Line], layout: Layout, is_known_unit: Callable[[str], bool]) -> "Sorter":
        named = [line for line in lines if line.names and len(line.own) > 1]
        units = layout.all(v.UNIT)
        count = max(len(named), 1)
        return cls(
            units_are_groups=not units or sum(bool(line.first(units)) for line in named) < 0.2 * count,
            rows_have_marks=sum(line.has_marks() or line.has_own(units) for line in named) >= 0.3 * count,
            rows_are_numbered=sum(line.is_numbered for line in named) >= 0.5 * count,
            is_known_unit=is_known_unit,
        )

    def kind_of(self, line: Line) -> LineKind:
        if not line.own:
            return LineKind.EMPTY
        if _repeats_heading(line) or _numbers_columns(line):
            return LineKind.HEADING
        if len(speech := line.speech()) == 1 and starts_total(speech[0][1]):
            return LineKind.TOTAL
        if not line.is_numbered and (ending := self._ending(line)):
            self.closed = self.closed or ending is LineKind.CLOSING
            return ending
        if group := self._group(line):
            self.has_sector_groups = self.has_sector_groups or group is LineKind.SECTOR_GROUP
            return group
        return self._model(line)

    def _ending(self, line: Line) -> LineKind | None:
        aside = {column.index for column in line.layout.all(*_ASIDE)} if len(line.own) > 1 else set()
        front = {column.index for column in line.layout.all(v.ORDINAL, v.UNIT, v.NAME)} | {min(line.own)}
        texts = [text for index, text in line.own.items() if index in front - aside] or list(line.own.values())[:1]
        if any(starts_total(text) for text in texts):
            return LineKind.TOTAL
        if any(starts_closing(text) for text in texts):
            return LineKind.CLOSING
        return LineKind.REMARK if starts_remark(texts[0]) else None

    def _group(self, line: Line) -> LineKind | None:
        speech = line.speech()
        if len(speech) != 1 and not (speech and words(speech[0][1]) in v.SECTOR_PREFIXES):
            return None
        text = group_text(line)
        if speaks_of_sector(text):
            return LineKind.SECTOR_GROUP
        looks_like_model = line.is_numbered and not self.rows_have_marks
        if (
            any(line.hangs(column) for column in line.layout.all(v.UNIT))
            or looks_like_model
            and not self.units_are_groups
        ):
            return None
        if kind_named(text) and not looks_like_model:
            return LineKind.KIND_GROUP
        reading = sector_of(text)
        if reading.is_name and reading.number and not looks_like_model:
            return LineKind.SECTOR_GROUP
        return self._other_group(line, text, looks_like_model)

    def _other_group(self, line: Line, text: str, looks_like_model: bool) -> LineKind | None:
        if self.units_are_groups:
            if self.is_known_unit(text) or (begins_like_unit(text) and not looks_like_model):
                return LineKind.UNIT_GROUP
            if self.rows_are_numbered and not line.is_numbered and not self.closed:
                return LineKind.SECTOR_GROUP if self.has_sector_groups and _heads(line) else LineKind.UNIT_GROUP
        elif self.has_sector_groups and not self.closed and (_heads(line) or self._stands_out(line, text)):
            return LineKind.SECTOR_GROUP  # not one of the five: its rows must ask rather than belong to the group above
        return None

    def _stands_out(self, line: Line, text: str) -> bool:
        """A few words alone where rows have numbers or marks: a group without a numeral."""
        is_bare = not line.is_numbered and (self.rows_are_numbered or self.rows_have_marks)
        return is_bare and len(text.split()) <= _WORDS_OF_A_GROUP

    def _model(self, line: Line) -> LineKind:
        units = line.layout.all(v.UNIT)
        has_unit = bool(line.first(units))
        if self.closed and not (line.is_numbered and line.names and (has_unit or line.has_marks())):
            return LineKind.EMPTY
        if line.names:
            is_bare = not (line.is_numbered or has_unit or line.has_marks())
            if is_bare and self.rows_are_numbered:
                return LineKind.UNKNOWN
            return LineKind.MODEL
        if has_unit and (line.is_numbered or line.has_marks()):
            return LineKind.MODEL  # its name is missing
        return LineKind.UNKNOWN if line.speech() else LineKind.EMPTY


def group_text(line: Line) -> str:
    """What a group line is called: “I. LĨNH VỰC KINH TẾ (14 mô hình)” → LĨNH VỰC KINH TẾ."""
    return without_count(strip_enumeration(" ".join(text for _, text in line.speech())))


def _heads(line: Line) -> bool:
    """“I”, “II.”, “A/” in front, as groups are numbered where rows have 1, 2, 3; or words where numbers stand."""
    if ordinal := line.ordinal:
        return not WHOLE_NUMBER.fullmatch(ordinal)
    text = next(iter(line.own.values()))
    return strip_enumeration(text) != text and not text[:1].isdigit() and text[:1].isalpha()


def _repeats_heading(line: Line) -> bool:
    headed = [column for column in line.layout.columns if column.index in line.own]
    same = sum(line.own[column.index].casefold() in column.headings for column in headed)
    return same >= 2 and same >= 0.6 * len(line.own)


def _numbers_columns(line: Line) -> bool:
    name = line.own.get(line.layout.name_index, "")
    return len(line.own) >= 3 and all(_COLUMN_NUMBER.fullmatch(text) for text in (name, *line.own.values()))
