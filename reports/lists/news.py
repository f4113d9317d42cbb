"""“Tin thực hiện mô hình”: every model at work with the age of its last news, as the Ban's page lists them."""

from collections.abc import Iterator

from django.urls import reverse

from core import clock
from models_registry.implementation.filters import ALL, VIEWS, WorkList
from models_registry.initiative.looks import STILL_AFTER
from models_registry.models import Initiative

from ..documents import Column, Group, Link, Table, Total
from .asked import Asked, Built, Tally
from .heads import ban_letterhead, ban_signature, named

SLUG = "tin-thuc-hien"
COLUMNS = (
    Column("at", "TT", 4, "center"),
    Column("unit", "Đơn vị", 22),
    Column("name", "Mô hình, điển hình", 30),
    Column("code", "Mã hồ sơ", 12),
    Column("last", "Tin cuối", 10, "date"),
    Column("quiet", "Số ngày", 8, "integer"),
    Column("notes", "Số tin", 7, "integer"),
    Column("done", "Đã xong", 8, "integer", "Mốc thực hiện"),
    Column("all", "Đã lập", 8, "integer", "Mốc thực hiện"),
)


def build(asked: Asked) -> Built:
    found = WorkList(asked.params, actor=asked.actor, ward=asked.ward, years=asked.years)
    words = VIEWS[found.view] + (f"; tìm “{found.words}”" if found.words else "")
    tally = Tally()
    table = Table(
        ["DANH SÁCH", f"mô hình “Dân vận khéo” năm {asked.year} đang thực hiện, theo ngày của tin cuối"],
        COLUMNS,
        [Group("", _rows(asked, found, tally))],
        totals=_totals(tally),
        filter_line=asked.filter_line(f"Bộ lọc: {words}"),
        letterhead=ban_letterhead(asked.ward, day=clock.today()),
        signature=ban_signature(),
        file_stem=asked.stem(SLUG, f"{found.view}-loc" if found.words else found.view),
        empty_text="Không có mô hình khớp bộ lọc." if found.words or found.view != ALL else _nothing(asked),
    )
    return Built(table, tally, words)


def _rows(asked: Asked, found: WorkList, tally: Tally) -> Iterator[tuple]:
    for order, row in enumerate(found.rows.iterator(chunk_size=500), start=1):
        tally.add(*(["still"] if row.quiet_days > STILL_AFTER else []))
        yield _row(asked, row, order)


def _row(asked: Asked, row: Initiative, order: int) -> tuple:
    return (
        order,
        row.unit_label,
        named(row.name, row.person_name),
        Link(row.code, reverse("registry:initiative_detail", args=[asked.ward.slug, row.code])),
        row.last_news_on,
        row.quiet_days,
        row.notes,
        row.milestones_done,
        row.milestones_all,
    )


def _totals(tally: Tally) -> Iterator[Total]:
    if tally.rows:
        yield Total(f"Tổng số: {tally.rows} mô hình; đứng yên quá {STILL_AFTER} ngày {tally.of('still')}")


def _nothing(asked: Asked) -> str:
    return f"Năm {asked.year} chưa có mô hình nào đang thực hiện."
