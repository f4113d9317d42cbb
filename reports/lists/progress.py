"""“Tiến độ tự đánh giá, chấm điểm”: every received model of a year with how far its year end is; never a point."""

from collections.abc import Iterator
from itertools import count, groupby

from django.db.models import F, QuerySet
from django.urls import reverse

from core import clock
from evaluation.enums import EvaluationState
from models_registry.enums import InitiativeState
from models_registry.models import Initiative
from organizations.enums import OrganizationKind
from organizations.tree import ward_tree

from ..documents import Column, Group, Link, Table, Total
from .asked import Asked, Built, Tally
from .heads import ban_letterhead, ban_signature, named
from .units import ORDER

SLUG = "tien-do"
ALL, UNSENT, SENT, SCORING, SCORED = "tat-ca", "chua-nop", "da-nop", "dang-cham", "cham-xong"
VIEWS = {
    ALL: "Tất cả mô hình đã tiếp nhận",
    UNSENT: "Chưa nộp tự đánh giá",
    SENT: "Đã nộp tự đánh giá",
    SCORING: "Đã nộp, chưa đủ phiếu",
    SCORED: "Đã chấm đủ phiếu",
}
COLUMNS = (
    Column("at", "TT", 4, "center"),
    Column("unit", "Đơn vị", 22),
    Column("name", "Mô hình, điển hình", 30),
    Column("code", "Mã hồ sơ", 12),
    Column("state", "Tự đánh giá", 12),
    Column("sent", "Ngày nộp", 10, "date"),
    Column("done", "Đã hoàn thành", 8, "integer", "Phiếu chấm"),
    Column("needed", "Cần có", 6, "integer", "Phiếu chấm"),
)


def build(asked: Asked) -> Built:
    view = asked.params.get("xem", "")
    view = view if view in VIEWS else ALL
    kind = asked.params.get("khoi", "")
    kind = kind if kind in ORDER else ""
    tree = ward_tree(asked.ward)
    rows = [(tree.by_key[row.unit_id].kind, row) for row in _rows(asked)]
    rows = [(of, row) for of, row in rows if (not kind or of == kind) and _is_in(row, view)]
    words = VIEWS[view] + (f"; khối: {OrganizationKind(kind).label}" if kind else "")
    tally = Tally()
    table = Table(
        ["DANH SÁCH", f"tiến độ tự đánh giá, chấm điểm mô hình “Dân vận khéo” năm {asked.year}"],
        COLUMNS,
        _groups(asked, sorted(rows, key=lambda pair: ORDER.get(pair[0], len(ORDER))), tally),
        totals=_totals(tally),
        filter_line=asked.filter_line(f"Bộ lọc: {words}"),
        letterhead=ban_letterhead(asked.ward, day=clock.today()),
        signature=ban_signature(),
        file_stem=asked.stem(SLUG, f"{view}-loc" if kind else view),
        empty_text="Không có mô hình khớp bộ lọc." if kind or view != ALL else _nothing(asked),
    )
    return Built(table, tally, words)


def _rows(asked: Asked) -> QuerySet:
    """Copies of vertical units are never appraised, so they are not here."""
    rows = Initiative.objects.visible_to(asked.actor).filter(
        cycle=asked.cycle, state=InitiativeState.RECEIVED, is_copy=False
    )
    return (
        rows.annotate(
            end_state=F("evaluation__state"),
            end_sent_at=F("evaluation__sent_at"),
            done=F("evaluation__sheets_done"),
            needed=F("evaluation__min_sheets"),
        )
        .order_by("unit_sort", "number", "id")
        .iterator(chunk_size=500)
    )


def _was_sent(row) -> bool:
    return row.end_state not in (None, EvaluationState.DRAFT)


def _is_scored(row) -> bool:
    return _was_sent(row) and row.done >= row.needed


def _is_in(row, view: str) -> bool:
    return {
        ALL: True,
        UNSENT: not _was_sent(row),
        SENT: _was_sent(row),
        SCORING: _was_sent(row) and not _is_scored(row),
        SCORED: _is_scored(row),
    }[view]


def _groups(asked: Asked, rows: list[tuple[str, Initiative]], tally: Tally) -> Iterator[Group]:
    order = count(1)
    for kind, members in groupby(rows, key=lambda pair: pair[0]):
        mine = [row for _, row in members]
        yield Group(OrganizationKind(kind).label, (_row(asked, row, next(order), tally) for row in mine))
        sent = sum(_was_sent(row) for row in mine)
        yield Group("", (), Total(f"Cộng: {len(mine)} mô hình, đã nộp {sent}, đã chấm đủ {sum(map(_is_scored, mine))}"))


def _row(asked: Asked, row, order: int, tally: Tally) -> tuple:
    sent = _was_sent(row)
    tally.add(*(["sent"] if sent else []), *(["scored"] if _is_scored(row) else []))
    words = "Đã nộp" if sent else "Đang soạn" if row.end_state else "Chưa bắt đầu"
    return (
        order,
        row.unit_label,
        named(row.name, row.person_name),
        Link(row.code, reverse("registry:initiative_detail", args=[asked.ward.slug, row.code])),
        words,
        clock.local(row.end_sent_at).date() if sent else None,
        row.done if sent else None,
        row.needed if sent else None,
    )


def _totals(tally: Tally) -> Iterator[Total]:
    if tally.rows:
        sent, scored = tally.of("sent"), tally.of("scored")
        yield Total(f"Tổng số: {tally.rows} mô hình; đã nộp tự đánh giá {sent}; đã chấm đủ phiếu {scored}")


def _nothing(asked: Asked) -> str:
    return f"Năm {asked.year} chưa có mô hình nào được tiếp nhận."
