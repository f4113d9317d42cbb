"""“Rà soát mô hình năm trước”: every model of last year with what its unit decided, by unit (Plan II.4.1)."""

from collections.abc import Iterator
from itertools import count

from django.urls import reverse

from core import clock
from models_registry.carry_over.reading import VIEWS, Board, Carried, UnitReview
from models_registry.enums import CarryOver, CycleState
from organizations.enums import UNIT_KINDS, OrganizationKind

from ..documents import Column, Group, Link, Table, Total
from .asked import Asked, Built, Tally
from .heads import ban_letterhead, ban_signature, named

SLUG = "ra-soat"
COLUMNS = (
    Column("at", "TT", 4, "center"),
    Column("name", "Mô hình, điển hình năm trước", 30),
    Column("code", "Mã hồ sơ", 12),
    Column("decision", "Kết quả rà soát", 16),
    Column("reason", "Lý do dừng, ghi chú", 24),
    Column("result", "Hồ sơ năm nay", 14),
)

__all__ = ["SLUG", "VIEWS", "build"]


def build(asked: Asked) -> Built:
    cycle = asked.cycle if asked.cycle and asked.cycle.state != CycleState.HISTORY else None
    kind = asked.params.get("khoi", "")
    kind = kind if kind in {each.value for each in UNIT_KINDS} else ""
    narrowed = {"xem": asked.params.get("xem", ""), "q": asked.params.get("q", ""), "khoi": kind}
    board = Board(asked.ward, cycle, narrowed) if cycle else None
    units = board.units if board else []
    if units:
        board.fill(units)
    view = board.view if board else "tat-ca"
    words = VIEWS[view] + (f"; khối: {OrganizationKind(kind).label}" if kind else "")
    words += f"; đơn vị: “{board.words}”" if board and board.words else ""
    tally = Tally()
    table = Table(
        ["DANH SÁCH", f"rà soát mô hình “Dân vận khéo” năm {asked.year - 1} để duy trì, nâng cao năm {asked.year}"],
        COLUMNS,
        _groups(asked, units, tally),
        totals=_totals(board, tally),
        filter_line=asked.filter_line(f"Bộ lọc: {words}"),
        letterhead=ban_letterhead(asked.ward, day=clock.today()),
        signature=ban_signature(),
        file_stem=asked.stem(SLUG, f"{view}-loc" if board and (kind or board.words) else view),
        empty_text=_nothing(asked, board),
    )
    return Built(table, tally, words)


def _groups(asked: Asked, units: list[UnitReview], tally: Tally) -> Iterator[Group]:
    order = count(1)
    for row in units:
        yield Group(row.unit.name, (_row(asked, item, next(order), tally) for item in row.models))


def _row(asked: Asked, item: Carried, order: int, tally: Tally) -> tuple:
    source, review, slug = item.source, item.review, asked.ward.slug
    tally.add(("decision", item.decision))
    notes = [review.reason] if review and review.reason else []
    if review and review.on_behalf:
        notes.append(f"Ban ghi thay{f', theo lời {review.told_by}' if review.told_by else ''}")
    result = ""
    if item.is_registered:
        was_sent = item.result.code is not None
        page = reverse("registry:initiative_detail", args=[slug, item.result.address])
        result = Link(item.result.code, page) if was_sent else "Bản nháp"
    return (
        order,
        named(source.name, source.person_name),
        Link(source.code, reverse("registry:library_detail", args=[slug, source.code])),
        item.words,
        "; ".join(notes),
        result,
    )


def _totals(board: Board | None, tally: Tally) -> Iterator[Total]:
    """Read after the rows; narrowed to some rows, their number alone."""
    if not tally.rows:
        return
    yield Total(f"Tổng số: {tally.rows} mô hình")
    if not board.is_narrowed:
        yield Total(f"Đã được công nhận: {board.recognised.total or 'chưa có'}")
        parts = (
            (tally.of("decision", CarryOver.CONTINUE), "duy trì"),
            (tally.of("decision", CarryOver.IMPROVE), "nâng cao"),
            (tally.of("decision", CarryOver.STOP), "dừng"),
            (tally.of("decision", ""), "chưa rà soát"),
        )
        yield Total(f"Trong đó: {', '.join(f'{number} {words}' for number, words in parts)}")


def _nothing(asked: Asked, board: Board | None) -> str:
    if board is None or not board.counts.total:
        return f"Năm {asked.year - 1} chưa có mô hình để duy trì, nâng cao."
    return "Không có mô hình khớp bộ lọc."
