"""“Danh sách đăng ký” as reported to Thường trực and Ban Thường vụ: one locked version (decision 24).

The register itself (`registrations`) is always of today; this paper stays what was locked. Copies that units of a
vertical branch sent stand in a part of their own and in no sum of the ward.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from evaluation.enums import ListKind
from evaluation.models import ProposalItem
from models_registry.enums import CONTINUING, Origin

from ..documents import Column, Group, Total
from .asked import Asked, Built, Tally
from .heads import COPIES_HEADING, NO_SECTOR, ORIGIN_WORDS, SECTOR_NAMES, named, sector_heading, sector_subtotal, ticks
from .locked import nothing, paper_of, table_of

SLUG = "bao-cao-dang-ky"
COLUMNS = (
    Column("at", "TT", 4, "center"),
    Column("unit", "Đơn vị", 21),
    Column("name", "Tên mô hình, điển hình", 29),
    Column("model", "Tập thể", 6, "center", "Loại"),
    Column("person", "Cá nhân", 6, "center", "Loại"),
    Column("origin", "Hình thức", 10),
    Column("period", "Thời gian thực hiện", 11),
    Column("code", "Mã hồ sơ", 13),
)


def build(asked: Asked) -> Built:
    paper = paper_of(asked, ListKind.REGISTRATION)
    if paper is None:
        subject = f"đăng ký mô hình, điển hình “Dân vận khéo” năm {asked.year}"
        return nothing(asked, SLUG, ListKind.REGISTRATION, COLUMNS, subject)
    tally = Tally()
    table = table_of(asked, SLUG, paper, COLUMNS, _groups(paper.rows, tally), _totals(tally))
    return Built(table, tally, paper.words)


def _groups(rows: Sequence[ProposalItem], tally: Tally) -> Iterator[Group]:
    """The five fields in the Plan's order, those without a row too; then the copies."""
    found = {section: list(members) for section, members in groupby(rows, key=_section)}
    sections = [*SECTOR_NAMES, *(one for one in (NO_SECTOR, COPIES_HEADING) if one in found)]
    for section in sections:
        heading = section if section == COPIES_HEADING else sector_heading(section)
        yield Group(heading, (_row(row, tally, section) for row in found.get(section, ())))
        yield Group("", (), _subtotal(tally, section))


def _section(row: ProposalItem):
    return COPIES_HEADING if row.is_copy else row.sector_number or NO_SECTOR


def _row(row: ProposalItem, tally: Tally, section) -> tuple:
    model, person = ticks(row.kind)
    slot = "model" if model else "person"
    tally.add((section, slot), *(["copy"] if row.is_copy else [("all", slot), row.origin]))
    name = named(row.label.get("name", ""), row.label.get("person", ""))
    return (row.order, row.unit_name, name, model, person, ORIGIN_WORDS[Origin(row.origin)], row.period, row.code)


def _subtotal(tally: Tally, section) -> Total:
    model, person = tally.of(section, "model"), tally.of(section, "person")
    if section == COPIES_HEADING:
        return Total(f"Cộng bản theo dõi: {model + person}", {"model": model, "person": person})
    return sector_subtotal(section, model, person)


def _totals(tally: Tally) -> Iterable[Total]:
    if not tally.rows:
        return
    model, person = tally.of("all", "model"), tally.of("all", "person")
    words = f"Tổng số mô hình, điển hình đăng ký đã tiếp nhận: {model + person}"
    yield Total(words, {"model": model, "person": person})
    keep = sum(tally.of(origin) for origin in CONTINUING)
    yield Total(
        f"Trong đó: {tally.of(Origin.NEW)} xây dựng mới, {keep} duy trì, {tally.of(Origin.REPLICATE)} nhân rộng"
    )
    if tally.of("copy"):
        yield Total(f"Ngoài ra có {tally.of('copy')} bản đăng ký theo ngành dọc gửi để theo dõi, không chấm điểm")
