"""“Danh sách đăng ký”: the register of a year by field, or the Ban's queue exactly as its page shows it.

With `nhom` in the address the rows, order and columns are those of the queue under that tab; without it the paper is
the register: every registration that stands, in the Plan's five fields, what units of a vertical branch sent apart.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, count, groupby

from django.urls import reverse

from core import clock
from models_registry.enums import CONTINUING, Origin
from models_registry.initiative.looks import LOOKS
from models_registry.initiative.summary import period_words
from models_registry.reviewing.queue import ReviewQueue
from organizations.permissions import Action, can

from ..documents import Column, Group, Link, Table, Total
from .asked import Asked, Built, Tally
from .heads import (
    COPIES_HEADING,
    NO_SECTOR,
    ORIGIN_WORDS,
    SECTOR_NAMES,
    ban_letterhead,
    ban_signature,
    named,
    sector_heading,
    sector_subtotal,
    ticks,
)

SLUG = "dang-ky"
EVERYTHING = "tat-ca"
CHUNK = 500  # rows in memory at a time
REGISTER = (
    Column("at", "TT", 4, "center"),
    Column("unit", "Đơn vị", 20),
    Column("name", "Tên mô hình, điển hình", 30),
    Column("model", "Tập thể", 6, "center", "Loại"),
    Column("person", "Cá nhân", 6, "center", "Loại"),
    Column("origin", "Hình thức", 9),
    Column("period", "Thời gian thực hiện", 14),
    Column("code", "Mã hồ sơ", 12),
    Column("state", "Tình trạng", 9),
)
QUEUE = (
    Column("at", "TT", 4, "center"),
    Column("code", "Mã hồ sơ", 12),
    Column("name", "Mô hình, điển hình", 25),
    Column("unit", "Đơn vị", 17),
    Column("sector", "Lĩnh vực", 12),
    Column("sent", "Ngày gửi", 10, "date"),
    Column("waited", "Đã chờ (ngày làm việc)", 7, "integer"),
    Column("person", "Người xử lý", 10),
    Column("state", "Trạng thái", 10),
)


def build(asked: Asked) -> Built:
    queue = ReviewQueue(asked.params, actor=asked.actor, ward=asked.ward, years=asked.years)
    if "nhom" in asked.params:
        return _as_on_screen(asked, queue)
    return _register(asked, queue)


def address_of(asked: Asked, code: str) -> str:
    """Where a row leads: the Ban's page of the file, or the page every reader may open."""
    page = "review_detail" if can(asked.actor, Action.RECEIVE_INITIATIVE) else "initiative_detail"
    return reverse(f"registry:{page}", args=[asked.ward.slug, code])


# The register --------------------------------------------------------------------------------------------------------


def _register(asked: Asked, queue: ReviewQueue) -> Built:
    chosen = "; ".join(f"{label}: {words}" for _, label, words in queue.filter.chosen)
    tally = Tally()
    rows = queue.filter.qs.counting().order_by("is_copy", "sector__number", "unit_sort", "number", "id")
    fields = (
        "unit_label", "name", "person_name", "kind", "origin", "starts_on", "ends_on", "ongoing", "code", "state",
        "is_copy", "sector__number",
    )  # fmt: skip
    table = Table(
        ["DANH SÁCH", f"đăng ký mô hình, điển hình “Dân vận khéo” năm {asked.year}"],
        REGISTER,
        _groups(asked, rows.values_list(*fields, named=True).iterator(chunk_size=CHUNK), tally, bool(chosen)),
        totals=_totals(tally),
        filter_line=asked.filter_line(f"Bộ lọc: {chosen}" if chosen else "Toàn bộ hồ sơ còn hiệu lực"),
        letterhead=ban_letterhead(asked.ward, day=clock.today()),
        signature=ban_signature(),
        file_stem=asked.stem(SLUG, f"{EVERYTHING}-loc" if chosen else EVERYTHING),
        empty_text="Không có hồ sơ khớp bộ lọc." if chosen else f"Năm {asked.year} chưa có đăng ký.",
    )
    return Built(table, tally, chosen or "Tất cả", queue.filter.form)


def _groups(asked: Asked, rows: Iterator, tally: Tally, is_filtered: bool) -> Iterator[Group]:
    first = next(rows, None)
    if first is None:
        return
    order = count(1)
    runs = groupby(chain([first], rows), key=_section)
    waiting = [] if is_filtered else list(SECTOR_NAMES)  # of the whole register fields without a row are shown too
    for section, members in runs:
        while waiting and waiting[0] != section:
            yield _empty(waiting.pop(0))
        waiting = waiting[1:]
        heading = section if section == COPIES_HEADING else sector_heading(section)
        yield Group(heading, (_row(asked, row, next(order), tally, section) for row in members))
        yield Group("", (), _subtotal(tally, section))
    yield from (_empty(number) for number in waiting)


def _section(row):
    return COPIES_HEADING if row.is_copy else row.sector__number or NO_SECTOR


def _empty(number: int) -> Group:
    return Group(sector_heading(number), (), sector_subtotal(number, 0, 0))


def _row(asked: Asked, row, order: int, tally: Tally, section) -> tuple:
    model, person = ticks(row.kind)
    slot = "model" if model else "person"
    tally.add((section, slot), *(["copy"] if row.is_copy else [("all", slot), row.origin]))
    return (
        order,
        row.unit_label,
        named(row.name, row.person_name),
        model,
        person,
        ORIGIN_WORDS[row.origin],
        period_words(row),
        Link(row.code, address_of(asked, row.code)),
        LOOKS[row.state].label,
    )


def _subtotal(tally: Tally, section) -> Total:
    model, person = tally.of(section, "model"), tally.of(section, "person")
    if section == COPIES_HEADING:
        return Total(f"Cộng bản theo dõi: {model + person}", {"model": model, "person": person})
    return sector_subtotal(section, model, person)


def _totals(tally: Tally) -> Iterable[Total]:
    """Read after the rows. Copies are counted apart: totals without and with them."""
    if not tally.rows:
        return
    model, person = tally.of("all", "model"), tally.of("all", "person")
    yield Total(f"Tổng số mô hình, điển hình đăng ký: {model + person}", {"model": model, "person": person})
    keep = sum(tally.of(origin) for origin in CONTINUING)
    parts = f"{tally.of(Origin.NEW)} xây dựng mới, {keep} duy trì, {tally.of(Origin.REPLICATE)} nhân rộng"
    yield Total(f"Trong đó: {parts}")
    if tally.of("copy"):
        yield Total(f"Kể cả {tally.of('copy')} bản đăng ký theo ngành dọc: {tally.rows}")


# The queue -----------------------------------------------------------------------------------------------------------


def _as_on_screen(asked: Asked, queue: ReviewQueue) -> Built:
    tally = Tally()
    table = Table(
        ["DANH SÁCH", f"hồ sơ đăng ký mô hình, điển hình “Dân vận khéo” năm {asked.year}"],
        QUEUE,
        [Group("", _queue_rows(asked, queue, tally))],
        totals=(Total(f"Tổng số: {tally.rows} hồ sơ") for _ in range(1)),  # asked for once the rows have passed
        filter_line=asked.filter_line(f"Bộ lọc: {queue.words}"),
        file_stem=asked.stem(SLUG, f"{queue.tab}-loc" if queue.filter.chosen else queue.tab),
        empty_text="Không có hồ sơ khớp bộ lọc." if queue.filter.chosen else queue.empty_text,
    )
    return Built(table, tally, queue.words, queue.filter.form)


def _queue_rows(asked: Asked, queue: ReviewQueue, tally: Tally) -> Iterator[tuple]:
    for order, row in enumerate(queue.rows.iterator(chunk_size=CHUNK), start=1):
        tally.add()
        (line,) = queue.lines([row])
        yield (
            order,
            Link(row.code or "Nháp", address_of(asked, row.address)),
            named(row.name or str(row), row.person_name),
            row.unit_label,
            row.sector.name if row.sector else "",
            clock.local(row.first_sent_at).date() if row.first_sent_at else None,
            line.days,
            row.assignee.full_name if row.assignee else "Chưa phân công",
            "; ".join(look.label for look in (row.look, *row.marks)),
        )
