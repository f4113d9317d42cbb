"""The list that goes out with a decision, drawn from its seal alone: the same decision gives the same bytes."""

from collections.abc import Iterator
from itertools import count, groupby

from evaluation.decisions.snapshots import Row, Snapshot
from evaluation.enums import DecisionKind
from evaluation.models import RecognitionDecision
from evaluation.models.verify_codes import shown

from ..documents import Column, Group, Imprint, Letterhead, Signature, Table, Total, layout, render_pdf
from ..lists.asked import Tally
from ..lists.heads import named, sector_heading, sector_subtotal, sectors_in_words, symbolised, ticks


def _start(tick: int) -> tuple[Column, ...]:
    return (
        Column("at", "TT", 5, "center"),
        Column("unit", "Đơn vị", 17),
        Column("name", "Tên mô hình, điển hình", 22),
        Column("model", "Tập thể", tick, "center", "Loại"),
        Column("person", "Cá nhân", tick, "center", "Loại"),
    )


COLUMNS = {
    DecisionKind.ORIGINAL: (
        *_start(6),
        Column("period", "Thời gian thực hiện", 11),
        Column("achievement", "Thành tích nổi bật", 33),
        Column("level", "Mức công nhận", 12),
    ),
    DecisionKind.CORRECTION: (
        *_start(7),
        Column("level", "Mức công nhận", 13),
        Column("reason", "Lý do đính chính", 26),
    ),
    DecisionKind.REVOCATION: (
        *_start(7),
        Column("level", "Mức đã công nhận", 13),
        Column("reason", "Lý do thu hồi", 26),
    ),
}
SUBJECTS = {
    DecisionKind.ORIGINAL: "mô hình, điển hình “Dân vận khéo” được công nhận năm {}",
    DecisionKind.CORRECTION: "mô hình, điển hình “Dân vận khéo” năm {} được đính chính",
    DecisionKind.REVOCATION: "mô hình, điển hình “Dân vận khéo” năm {} bị thu hồi công nhận",
}
FILE_STEMS = {
    DecisionKind.ORIGINAL: "danh-sach-cong-nhan",
    DecisionKind.CORRECTION: "danh-sach-dinh-chinh",
    DecisionKind.REVOCATION: "danh-sach-thu-hoi",
}


def draw_list(decision: RecognitionDecision) -> bytes:
    """The PDF. Raises DomainError when the machine cannot draw one."""
    return render_pdf(table_of(Snapshot(decision)))


def table_of(snapshot: Snapshot) -> Table:
    facts, kind, tally = snapshot.facts, DecisionKind(snapshot.facts["kind"]), Tally()
    rows = sorted(snapshot.rows, key=lambda row: (row.sector, row.order))
    return Table(
        ["DANH SÁCH", SUBJECTS[kind].format(facts["year"]), *_grounds(snapshot)],
        COLUMNS[kind],
        _groups(rows, kind, tally),
        totals=_totals(tally, kind),
        letterhead=letterhead_of(snapshot),
        signature=Signature(facts["authority"], snapshot.word("post").upper(), snapshot.word("signatory")),
        imprint=imprint_of(snapshot),
        orientation="landscape" if kind == DecisionKind.ORIGINAL else "portrait",
        file_stem=FILE_STEMS[kind],
    )


def letterhead_of(snapshot: Snapshot) -> Letterhead:
    """As the committee's address block was on the day of publishing."""
    ward = snapshot.facts["ward"]
    body = ward["body"] or ward["name"].upper()
    return Letterhead(ward["upper"], body, ward["place"], day=snapshot.on, has_number=False)


def imprint_of(snapshot: Snapshot, code: str = "") -> Imprint:
    """What lets a stranger check the paper: its own code or the decision's, where, and the last signs of the seal."""
    code = code or snapshot.facts["code"]
    return Imprint(
        code=shown(code) + (f" · sổ số {snapshot.log_number}" if snapshot.log_number else ""),
        place=f"{snapshot.facts['site']}kiem-chung/",
        address=f"{snapshot.facts['site']}kiem-chung/{code}/",
        fingerprint=snapshot.sha256[-6:],
    )


def number_of(snapshot: Snapshot, number: str) -> str:
    return symbolised(number, "QĐ", snapshot.facts["ward"]["symbol"])


def _grounds(snapshot: Snapshot) -> list[str]:
    facts, body = snapshot.facts, f"Ban Thường vụ {snapshot.facts['ward']['name']}"
    day = layout.document_date(snapshot.on)
    lines = [f"(Kèm theo Quyết định số {number_of(snapshot, facts['number'])}, ngày {day} của {body})"]
    if facts["amends"]:
        first = facts["amends"]
        on = layout.document_date(snapshot.day(first["on"]))
        lines.append(f"(Sửa đổi Quyết định số {number_of(snapshot, first['number'])}, ngày {on})")
    return lines


def _groups(rows: list[Row], kind: str, tally: Tally) -> Iterator[Group]:
    order = count(1)
    for number, members in groupby(rows, key=lambda row: row.sector):
        yield Group(sector_heading(number), (_drawn(row, next(order), kind, tally) for row in members))
        yield Group("", (), sector_subtotal(number, tally.of(number, "model"), tally.of(number, "person")))


def _drawn(row: Row, order: int, kind: str, tally: Tally) -> tuple:
    model, person = ticks(row.kind)
    slot = "model" if model else "person"
    tally.add((row.sector, slot), slot, ("sector", row.sector))
    end = (row.period, row.achievement, row.level_words)
    end = end if kind == DecisionKind.ORIGINAL else (row.level_words, row.reason)
    return order, row.unit, named(row.name, row.person), model, person, *end


def _totals(tally: Tally, kind: str) -> Iterator[Total]:
    yield Total(f"Tổng số: {tally.rows}", {"model": tally.of("model"), "person": tally.of("person")})
    if kind == DecisionKind.ORIGINAL:
        yield Total("Theo lĩnh vực: " + sectors_in_words(tally))
