"""What the pages of an import show: how the file was understood, the rows as they would be written, what is asked."""

import datetime as dt
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Q

from core.text.formatting import date_vi
from models_registry.enums import BatchState, InitiativeKind, Level, RowVerdict
from models_registry.imports.differences import in_words
from models_registry.imports.rows import (
    SECTOR_NAMES,
    Surroundings,
    candidates_of,
    kind_of,
    level_of,
    name_of,
    period_of,
    sector_of,
)
from models_registry.initiative.looks import Look
from models_registry.models import ImportBatch, ImportRow
from organizations.tree import ward_tree
from organizations.units.lookup import unit_matcher

ROWS_PER_PAGE = 100
ASKED_AT_ONCE = 25
LOOKS = {
    RowVerdict.NEW: Look("ok", "circle-plus", "Sẽ nhập"),
    RowVerdict.SAME: Look("mute", "copy-check", "Đã có"),
    RowVerdict.DIFFERS: Look("mute", "copy-check", "Đã có, bỏ qua"),
    RowVerdict.UPDATE: Look("info", "file-pen-line", "Sẽ cập nhật"),
    RowVerdict.ASKS: Look("warn", "circle-question-mark", "Cần quyết định"),
    RowVerdict.SKIPPED: Look("mute", "circle-minus", "Bỏ qua"),
    RowVerdict.REFUSED: Look("bad", "circle-x", "Không nhập được"),
}
DONE = {
    RowVerdict.NEW: Look("ok", "circle-check", "Đã nhập"),
    RowVerdict.UPDATE: Look("ok", "circle-check", "Đã cập nhật"),
}
UNDONE = Look("mute", "undo-2", "Đã hoàn tác")
COLUMNS = {
    "ordinal": "Số thứ tự",
    "name": "Tên mô hình",
    "name_weak": "Tên mô hình",
    "unit": "Đơn vị",
    "unit_weak": "Đơn vị",
    "unit_code": "Mã đơn vị",
    "sector": "Lĩnh vực",
    "sector_tick": "Lĩnh vực (đánh dấu)",
    "kind": "Tập thể hay cá nhân",
    "kind_tick": "Tập thể, cá nhân (đánh dấu)",
    "person": "Họ tên cá nhân",
    "period": "Thời gian thực hiện",
    "from": "Từ ngày",
    "to": "Đến ngày",
    "note": "Ghi chú",
    "status": "Mới hay duy trì",
    "status_tick": "Mới hay duy trì (đánh dấu)",
    "level": "Cấp công nhận",
    "level_tick": "Cấp công nhận (đánh dấu)",
    "decision": "Số quyết định",
    "decision_date": "Ngày quyết định",
    "outcome": "Kết quả",
}


@dataclass(frozen=True)
class PreviewRow:
    """One row in words."""

    row: ImportRow
    unit: str
    name: str
    sector: str
    kind: str
    period: str
    level: str
    look: Look
    differs: list[str]

    @property
    def spelt_otherwise(self) -> str:
        """The unit as the office wrote it, when that is not its name."""
        return self.row.raw["unit"] if self.row.raw["unit"] != self.unit else ""


@dataclass(frozen=True)
class Understanding:
    """How the file was read: its columns, the paper, what was counted."""

    columns: list[tuple[str, str, str]]  # sheet, what it is, letter
    decision: str
    sectors: list[tuple[str, int]]
    kinds: list[tuple[str, int]]


def understanding(batch: ImportBatch) -> Understanding:
    mapping = batch.mapping
    columns = [
        (sheet["title"], COLUMNS.get(meaning, meaning), letters)
        for sheet in mapping["sheets"]
        for meaning, letters in sorted(sheet["columns"].items(), key=lambda pair: (len(pair[1]), pair[1]))
        if meaning in COLUMNS
    ]
    decision = mapping["decision"]
    on = date_vi(dt.date.fromisoformat(decision["on"])) if decision["on"] else ""
    parts = [decision["number"], f"ngày {on}" if on else "", decision["signatory"]]
    return Understanding(
        columns=columns,
        decision=", ".join(part for part in parts if part),
        sectors=[(name, mapping["by_sector"][str(number)]) for number, name in SECTOR_NAMES.items()],
        kinds=[(kind_words(kind), count) for kind, count in mapping["by_kind"].items()],
    )


def kind_words(kind: str) -> str:
    """“Tập thể”, “Cá nhân”."""
    return InitiativeKind(kind).label.partition(" (")[0] if kind else ""


def asked_rows(batch: ImportBatch) -> list[ImportRow]:
    """Rows with something to decide or decided already, so that it can be changed; the undecided first. One query."""
    chosen = (
        Q(chosen_unit__isnull=False)
        | ~Q(chosen_kind="")
        | Q(chosen_sector__isnull=False)
        | ~Q(chosen_name="")
        | Q(chosen_period__isnull=False)
    )
    open_to_choice = [RowVerdict.ASKS, RowVerdict.SKIPPED, RowVerdict.DIFFERS, RowVerdict.UPDATE]
    rows = batch.rows.filter(Q(verdict__in=open_to_choice) | chosen & Q(verdict=RowVerdict.NEW))
    found = list(rows.select_related("chosen_unit").order_by("id"))
    asking = [row for row in found if row.verdict == RowVerdict.ASKS]
    decided = [row for row in found if row.verdict != RowVerdict.ASKS]
    return sorted((asking + decided)[:ASKED_AT_ONCE], key=lambda row: row.pk)


def suggestions(batch: ImportBatch, rows: list[ImportRow]) -> dict[int, list[int]]:
    """Row → keys of living units its spelling may mean. Two queries when a row asks for its unit, none otherwise."""
    wanted = [row for row in rows if row.unit_id is None or row.chosen_unit_id]
    if not wanted:
        return {}
    around = Surroundings(tree=ward_tree(batch.ward), matcher=unit_matcher(batch.ward))
    return {row.pk: candidates_of(row, around) for row in wanted}


def list_page(batch: ImportBatch, number) -> Page:
    """A page of the list in its own order, each row in words. One query: how many there are was counted before."""
    paginator = Paginator(batch.rows.select_related("unit", "initiative"), ROWS_PER_PAGE)
    paginator.count = sum(batch.counts.values())
    page = paginator.get_page(number)
    around = Surroundings(
        tree=None,
        matcher=None,
        default_kind=batch.mapping.get("default_kind", ""),
        default_sector=batch.mapping.get("default_sector"),
    )
    page.object_list = [_in_words(row, around, batch.state) for row in page.object_list]
    return page


def _look(verdict: str, state: str) -> Look:
    if state == BatchState.PREVIEW or verdict not in DONE:
        return LOOKS[verdict]
    return UNDONE if state == BatchState.UNDONE else DONE[verdict]


def _in_words(row: ImportRow, around: Surroundings, state: str) -> PreviewRow:
    level = level_of(row)
    return PreviewRow(
        row=row,
        unit=row.unit.name if row.unit else "",
        name=name_of(row),
        sector=SECTOR_NAMES.get(sector_of(row, around), ""),
        kind=kind_words(kind_of(row, around)),
        period=_period(row),
        level="" if level == Level.MEETS else Level(level).label,
        look=_look(row.verdict, state),
        differs=in_words(row, SECTOR_NAMES),
    )


def _period(row: ImportRow) -> str:
    """The office's own words, and the days they mean."""
    period = period_of(row)
    days = " – ".join(date_vi(day) for day in (period.starts_on, period.ends_on) if day)
    if period.ongoing:
        days = f"từ {date_vi(period.starts_on)}" if period.starts_on else "thường xuyên"
    if not period.raw or period.raw.casefold() == days.casefold():
        return days
    return f"{period.raw} ({days})" if days else period.raw


def earlier_import(batch: ImportBatch) -> ImportBatch | None:
    """The last import of this very file that still stands. One query."""
    rows = ImportBatch.objects.filter(ward_id=batch.ward_id, year=batch.year, state=BatchState.COMMITTED)
    return rows.filter(mapping__sha256=batch.mapping.get("sha256", "")).exclude(pk=batch.pk).order_by("-id").first()


def rejected_line(row: ImportRow) -> tuple:
    """A row that was not written, under the headings of the template, to be mended and uploaded again."""
    raw = row.raw
    return (
        row.row_number,
        row.ordinal,
        raw["unit"],
        raw["name"],
        kind_words(row.chosen_kind or raw["kind"]),
        SECTOR_NAMES.get(row.chosen_sector or raw["sector"], ""),
        raw["period"],
        raw["person"],
        raw["note"],
        _why(row),
    )


def _why(row: ImportRow) -> str:
    if row.verdict == RowVerdict.SKIPPED:
        return " ".join(["Bỏ qua theo lựa chọn khi nhập.", *(problem["message"] for problem in row.raw["problems"])])
    if row.verdict == RowVerdict.DIFFERS:
        return f"Đã có {row.initiative.code}, khác nội dung, giữ nguyên: {'; '.join(in_words(row, SECTOR_NAMES))}"
    return " ".join(problem["message"] for problem in row.problems) or row.get_verdict_display()
