"""From lines to rows: each cell is understood; what is missing or contradicts itself becomes a problem."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.text.periods import Period, PeriodError, read_period, read_period_between
from core.text.vietnamese import clean_line, fold, fold_name, is_no_name, looks_like_old_encoding, no_name_words
from models_registry.imports.recognised_list import vocabulary as v
from models_registry.imports.recognised_list.carrying import (
    Entry,
    carried_texts,
    carried_units,
    lone_kind_of,
    persons_tell_kinds,
)
from models_registry.imports.recognised_list.layout import Column, is_about_persons
from models_registry.imports.recognised_list.lines import Line
from models_registry.imports.recognised_list.result import OLD_LETTERS, Decision, ListRow
from models_registry.imports.recognised_list.values import (
    day_of,
    decision_of,
    holds_old_letters,
    kind_of,
    level_of,
    models_in,
    sector_of,
    split_person,
    tick_of,
)

NAME_LIMIT = 200  # characters a model's name may have


def rows_of(entries: Sequence[Entry], decision: Decision) -> Iterator[ListRow]:
    """All rows of one table. Blank cells are filled from above only where the table does so as a habit."""
    if not entries:
        return
    layout = entries[0].line.layout
    units = list(carried_units(entries))
    sectors = list(carried_texts(entries, layout.one(v.SECTOR)))
    kinds = list(carried_texts(entries, layout.one(v.KIND)))
    lone_kind = lone_kind_of(entries)
    named_persons = persons_tell_kinds(entries)
    has_old_letters = any(looks_like_old_encoding(entry.line.value(entry.name)) for entry in entries)
    for entry, unit, sector, kind in zip(entries, units, sectors, kinds, strict=True):
        yield _row(
            entry, unit, _sector(entry, sector), _kind(entry, kind, lone_kind, named_persons), decision, has_old_letters
        )


def _row(
    entry: Entry, unit: str, sector: int | None, kind: str | None, decision: Decision, strict_letters: bool
) -> ListRow:
    line, layout = entry.line, entry.line.layout
    name = _name(entry)
    person, unit = _person(entry, kind, unit)
    for text, column in ((name, entry.name), (unit, layout.one(v.UNIT)), (person, layout.one(v.PERSON))):
        if looks_like_old_encoding(text) or (strict_letters and holds_old_letters(text)):
            where = entry.address(column or entry.name)
            message = (
                f"Ô {where}: chữ gõ bằng bảng mã cũ (TCVN3 hoặc VNI): “{text}”. Hãy chuyển sang Unicode rồi tải lại."
            )
            entry.ask(OLD_LETTERS, message, column or entry.name)
            break
    return ListRow(
        sheet=entry.sheet,
        row_number=line.number,
        ordinal=line.ordinal,
        unit_raw=unit,
        name=name,
        sector_number=sector,
        kind=kind,
        person_name=person,
        period=_period(entry),
        note=_note(line),
        raw={column.title: text for column in layout.columns if (text := line.value(column))},
        level=_level(line),
        decision=_own_decision(line, decision),
        problems=tuple(entry.problems),
        warnings=tuple(entry.warnings),
    )


def _name(entry: Entry) -> str:
    name = clean_line(entry.line.value(entry.name))
    where = entry.address(entry.name)
    cell = entry.line.cells[entry.name.index]
    if not name:
        entry.ask("name", f"Ô {where}: chưa có tên mô hình.", entry.name)
    elif cell.is_error:
        entry.ask("name", f"Ô {where}: công thức bị lỗi ({name}).", entry.name)
        return ""
    elif (count := models_in(cell.value)) > 1:
        entry.ask("name", f"Ô {where}: ghi {count} mô hình trong một ô, hãy tách thành từng dòng.", entry.name)
    elif len(name) > NAME_LIMIT:
        entry.ask("name", f"Ô {where}: tên dài {len(name)} ký tự, chỉ giữ được {NAME_LIMIT}.", entry.name)
    elif is_no_name(name):
        entry.ask("name", f"Ô {where}: {no_name_words(name)}.", entry.name)
    return name


def _sector(entry: Entry, text: str) -> int | None:
    layout, line = entry.line.layout, entry.line
    ticks = [column for column in layout.all(v.SECTOR_TICK) if tick_of(line.cells[column.index].text)]
    if len(ticks) == 1:
        return ticks[0].detail
    if len(ticks) > 1:
        where = ", ".join(entry.address(column) for column in ticks)
        entry.ask("sector", f"Ô {where}: đánh dấu nhiều lĩnh vực.", ticks[0])
        return None
    column = layout.one(v.SECTOR)
    if text:
        if (number := sector_of(text).number) is None:
            entry.ask("sector", f"Ô {entry.address(column)}: chưa rõ “{text}” thuộc lĩnh vực nào.", column)
        return number
    if entry.context.sector is None:
        if entry.context.sector_text:
            message = f"Nhóm “{entry.context.sector_text}” không phải một trong năm lĩnh vực."
        elif columns := layout.all(v.SECTOR, v.SECTOR_TICK):
            message = f"Ô {', '.join(entry.address(column) for column in columns)}: chưa ghi lĩnh vực."
        else:
            message = f"Dòng {line.number}: danh sách không ghi lĩnh vực."
        entry.ask("sector", message, column)
    return entry.context.sector


def _kind(entry: Entry, text: str, lone_kind: str | None, named_persons: bool) -> str | None:
    if entry.kind:
        return entry.kind
    columns = entry.line.layout.all(v.KIND_TICK)
    ticked = {c.detail for c in columns if tick_of(entry.line.cells[c.index].text) is not False}
    where = ", ".join(entry.address(column) for column in columns)
    if len(ticked) == 1:
        return ticked.pop()
    if len(ticked) > 1:
        entry.ask("kind", f"Ô {where}: đánh dấu cả tập thể và cá nhân.", columns[0])
        return None
    column = entry.line.layout.one(v.KIND)
    if text:
        if (kind := kind_of(text)) is None:
            entry.ask("kind", f"Ô {entry.address(column)}: chưa rõ “{text}” là tập thể hay cá nhân.", column)
        return kind
    if kind := entry.context.kind or lone_kind:
        return kind
    if named_persons:
        return v.INDIVIDUAL if entry.line.value(entry.line.layout.one(v.PERSON)) else v.MODEL
    if columns:
        entry.ask("kind", f"Ô {where}: chưa đánh dấu tập thể hay cá nhân.", columns[0])
    elif column:
        entry.ask("kind", f"Ô {entry.address(column)}: chưa ghi tập thể hay cá nhân.", column)
    else:
        entry.ask("kind", f"Dòng {entry.line.number}: danh sách không ghi tập thể hay cá nhân.")
    return None


def _person(entry: Entry, kind: str | None, unit: str) -> tuple[str, str]:
    """The person of an individual's row, and the unit, where both are written in one cell: “Trần Thị Mẫu, Chi bộ A”."""
    if kind != v.INDIVIDUAL:
        return "", unit
    line = entry.line
    person = clean_line(line.value(line.layout.one(v.PERSON)))
    of_persons = [column for column in line.layout.all(v.KIND_TICK) if column.detail == v.INDIVIDUAL]
    written = next((text for column in of_persons if tick_of(text := line.value(column)) is None), "")
    if written:
        found, own_unit = split_person(clean_line(written))
        if fold(unit) == fold(written):  # the column of persons is all that names a unit
            unit = own_unit
            if not unit:
                entry.ask("unit", f"Ô {entry.address(of_persons[0])}: chưa có đơn vị của cá nhân.", of_persons[0])
        return person or found, unit
    if any(is_about_persons(column) for column in line.layout.all(v.UNIT) if line.value(column)):
        found, own_unit = split_person(unit)
        if own_unit or not any(letter.isdigit() for letter in unit):
            return found if person in ("", unit) else person, own_unit or unit
    return person, unit


def _period(entry: Entry) -> Period:
    """A day that does not exist is a problem; a text not understood is kept and shown."""
    line, year = entry.line, entry.year
    start, end, whole = (line.layout.one(meaning) for meaning in (v.FROM, v.TO, v.PERIOD))
    texts = [line.value(column) for column in (start, end)]
    column = next((c for c in (start, end, whole) if c is not None and line.value(c)), None)
    if column is None:
        return Period()
    try:
        period = read_period_between(*texts, year=year) if any(texts) else read_period(line.value(whole), year=year)
    except PeriodError as error:
        column = _guilty(line, [c for c in (start, end) if c is not None and any(texts)], year) or column
        entry.ask("period", f"Ô {entry.address(column)}: {error}.", column)
        raw = " - ".join(text for text in texts if text) or line.value(column)
        return Period(raw=clean_line(raw))
    if not period.is_understood and period.raw:
        entry.warnings.append(f"Ô {entry.address(column)}: chưa hiểu thời gian “{period.raw}”, giữ nguyên văn.")
    return period


def _guilty(line: Line, columns: Sequence[Column], year: int) -> Column | None:
    for column in columns:
        try:
            read_period(line.value(column), year=year)
        except PeriodError:
            return column
    return None


def _note(line: Line) -> str:
    """Notes, and what the list says about new or kept, in one text."""
    said = [line.value(column) for column in line.layout.all(v.NOTE, v.STATUS)]
    said += [
        column.title.rpartition(" – ")[2].partition(" (")[0]
        for column in line.layout.all(v.STATUS_TICK)
        if tick_of(line.value(column))
    ]
    return "; ".join(dict.fromkeys(clean_line(text) for text in said if text))


def _level(line: Line) -> str | None:
    for column in line.layout.all(v.LEVEL_TICK):
        if tick_of(line.value(column)):
            return column.detail
    return level_of(line.value(line.layout.one(v.LEVEL)))


def _own_decision(line: Line, of_list: Decision) -> Decision:
    text = clean_line(line.value(line.layout.one(v.DECISION)))
    day = day_of(line.value(line.layout.one(v.DECISION_DATE)))
    if not text:
        return replace(of_list, on=day) if day else of_list
    own = decision_of(text)
    return Decision(own.number or text[:60], own.on or day)


def warn_of_twins(rows: Sequence[ListRow]) -> list[ListRow]:
    """Rows alike in unit and name are both kept; the second says so."""
    first: dict[tuple[str, str], ListRow] = {}
    warned = []
    for row in rows:
        earlier = first.setdefault((fold(row.unit_raw), fold_name(row.name)), row)
        if earlier is not row and row.name:
            warning = f"Dòng {row.row_number} trùng đơn vị và tên với dòng {earlier.row_number}."
            row = replace(row, warnings=(*row.warnings, warning))
        warned.append(row)
    return warned
