"""“Đơn vị chưa đăng ký” of a year, by kind of unit; with `xem=tat-ca` how every unit stands (Plan II.2.1, II.4.2)."""

from collections.abc import Iterator
from itertools import count, groupby

from core import clock
from models_registry.enums import DutyKind
from models_registry.years.duties import DutyRow, count_duties, duty_rows
from organizations.enums import UNIT_KINDS, OrganizationKind

from ..documents import Column, Group, Table, Total
from .asked import Asked, Built, Tally
from .heads import ban_letterhead, ban_signature

SLUG = "chua-dang-ky"
MISSING, ALL, DONE = "chua", "tat-ca", "da"
VIEWS = {MISSING: "Chưa đăng ký", DONE: "Đã đăng ký", ALL: "Tất cả đơn vị"}
SUBJECTS = {
    MISSING: "đơn vị chưa đăng ký mô hình “Dân vận khéo” năm {year}",
    DONE: "đơn vị đã đăng ký mô hình “Dân vận khéo” năm {year}",
    ALL: "tình hình đăng ký mô hình “Dân vận khéo” của các đơn vị năm {year}",
}
COLUMNS = (
    Column("at", "TT", 6, "center"),
    Column("code", "Mã đơn vị", 12),
    Column("unit", "Đơn vị", 38),
    Column("owed", "Phải đăng ký", 10, "integer"),
    Column("models", "Mô hình đã gửi", 10, "integer"),
    Column("copies", "Bản theo dõi", 10, "integer"),
    Column("state", "Kết quả", 20),
)
ORDER = {kind: place for place, kind in enumerate(UNIT_KINDS)}


def build(asked: Asked) -> Built:
    cycle = asked.cycle
    rows = duty_rows(cycle) if cycle else []
    view = asked.params.get("xem", "")
    view = view if view in VIEWS else MISSING
    kind = asked.params.get("khoi", "")
    kind = kind if kind in ORDER else ""
    shown = [row for row in rows if (not kind or row.unit.kind == kind) and _is_in(row, view)]
    words = VIEWS[view] + (f"; khối: {OrganizationKind(kind).label}" if kind else "")
    tally = Tally()
    table = Table(
        ["DANH SÁCH", SUBJECTS[view].format(year=asked.year)],
        COLUMNS,
        _groups(sorted(shown, key=lambda row: ORDER.get(row.unit.kind, 99)), tally),
        totals=_totals(shown, view),
        filter_line=asked.filter_line(f"Bộ lọc: {words}"),
        letterhead=ban_letterhead(asked.ward, day=clock.today()),
        signature=ban_signature(),
        file_stem=asked.stem(SLUG, f"{view}-loc" if kind else view),
        empty_text=_nothing(asked, rows, view),
    )
    return Built(table, tally, words)


def _is_in(row: DutyRow, view: str) -> bool:
    return {MISSING: row.is_missing, DONE: row.is_fulfilled, ALL: True}[view]


def _groups(rows: list[DutyRow], tally: Tally) -> Iterator[Group]:
    """`sorted` is stable: within a kind units stay in the order they are always shown in."""
    order = count(1)
    for kind, members in groupby(rows, key=lambda row: row.unit.kind):
        mine = list(members)
        yield Group(OrganizationKind(kind).label, (_row(row, next(order), tally) for row in mine))
        yield Group("", (), Total(f"Cộng: {len(mine)} đơn vị", _sums(mine)))


def _row(row: DutyRow, order: int, tally: Tally) -> tuple:
    tally.add()
    owed = row.duty.minimum if row.duty.kind == DutyKind.OWES_MODEL else None
    return order, row.unit.code, row.unit.name, owed, row.models or None, row.copies or None, _result(row)


def _result(row: DutyRow) -> str:
    if row.duty.kind == DutyKind.EXEMPT:
        return f"Miễn: {row.duty.reason}"
    tracked = row.duty.kind == DutyKind.COPY_ONLY
    if row.is_fulfilled:
        return "Đã gửi bản theo dõi" if tracked else "Đã đăng ký"
    if tracked:
        return "Chưa gửi bản theo dõi"
    return "Chưa đủ" if row.models else "Chưa đăng ký"


def _sums(rows: list[DutyRow]) -> dict[str, int]:
    return {"models": sum(row.models for row in rows), "copies": sum(row.copies for row in rows)}


def _totals(rows: list[DutyRow], view: str) -> list[Total]:
    if not rows:
        return []
    counted = count_duties(rows)
    if view == ALL:
        parts = {
            f"{counted.registered}/{counted.owing} đơn vị phải đăng ký mô hình đã đăng ký": counted.owing,
            f"{counted.tracked_done}/{counted.tracked} đơn vị ngành dọc đã gửi bản theo dõi": counted.tracked,
            f"{counted.exempt} đơn vị được miễn": counted.exempt,
        }
    else:
        parts = {
            f"{counted.owing} đơn vị phải đăng ký mô hình": counted.owing,
            f"{counted.tracked} đơn vị ngành dọc gửi bản theo dõi": counted.tracked,
        }
    inside = "; ".join(words for words, number in parts.items() if number)
    return [Total(f"Tổng số: {len(rows)} đơn vị", _sums(rows)), Total(f"Trong đó: {inside}")]


def _nothing(asked: Asked, rows: list[DutyRow], view: str) -> str:
    if not rows:
        return f"Năm {asked.year} chưa giao chỉ tiêu cho đơn vị nào."
    return "Mọi đơn vị đã đăng ký đủ." if view == MISSING else "Không có đơn vị khớp bộ lọc."
