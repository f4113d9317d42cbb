"""“Tổng hợp mô hình được công nhận”: what is recognised today, with the names its decision froze (decision 26).

It is the Ban's own sum over all decisions of a year and what changed since, never the list that goes out with one of
them: that is drawn from the decision's seal alone (`reports/issued/decision_list.py`) and linked from here.

An old list brought in by import has no decision here; its rows carry the names of the register. Each model stands
once, at the highest level that is not revoked. With `pham_vi=giai-doan` the years of the year's period are taken
together and each chain of continued models counts once, as the period's targets do; `muc` keeps a level and above.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, groupby

from django.urls import reverse

from core import clock
from core.text.vietnamese import lower_first
from evaluation.enums import DecisionKind, DecisionState
from evaluation.models import DecisionItem, RecognitionDecision
from models_registry.enums import Level
from models_registry.initiative.summary import period_words
from models_registry.models import Recognition
from organizations.permissions import Action, can

from ..documents import Column, Group, Link, Table, Total, layout
from .asked import Asked, Built, Tally
from .heads import (
    NO_SECTOR,
    ban_letterhead,
    ban_signature,
    named,
    numbered,
    sector_heading,
    sector_subtotal,
    sectors_in_words,
    ticks,
)

SLUG = "cong-nhan"
PERIOD = "giai-doan"
SUBJECT = "mô hình, điển hình “Dân vận khéo” được công nhận"
COLUMNS = (
    Column("at", "TT", 5, "center"),
    Column("unit", "Đơn vị", 23),
    Column("name", "Tên mô hình, điển hình", 32),
    Column("model", "Tập thể", 6, "center", "Loại"),
    Column("person", "Cá nhân", 6, "center", "Loại"),
    Column("period", "Thời gian thực hiện", 13),
    Column("level", "Mức công nhận", 15),
)


class Row:
    """One recognised model as the paper names it."""

    def __init__(self, recognition: Recognition, item: DecisionItem | None):
        initiative = recognition.initiative
        self.initiative, self.item = initiative, item
        self.level = recognition.level
        if item:
            self.unit, self.name, self.person = item.unit_name, item.label.get("name", ""), item.label.get("person", "")
            self.sector, self.kind = item.sector_number, item.kind
        else:
            self.unit, self.name, self.person = initiative.unit_label, initiative.name, initiative.person_name
            self.sector, self.kind = initiative.sector.number if initiative.sector else NO_SECTOR, initiative.kind

    @property
    def place(self) -> tuple:
        """By field; there in the order of the decision, of an old list in the order of its rows."""
        if self.item:
            return self.sector, self.initiative.year, self.item.decision_id, self.item.order
        return self.sector, self.initiative.year, 0, self.initiative.number

    @property
    def level_words(self) -> str:
        to_province = self.item and self.item.to_province and self.level < Level.PROVINCE
        return Level(self.level).label + (", đề nghị cấp tỉnh" if to_province else "")


def build(asked: Asked) -> Built:
    scope = _scope(asked)
    rows, decisions = _rows(asked, scope)
    decisions = decisions if scope.is_whole_year else []
    tally = Tally()
    table = Table(
        ["TỔNG HỢP", scope.subject, *_grounds(asked, decisions)],
        COLUMNS,
        _groups(rows, tally),
        totals=_totals(tally),
        filter_line=asked.filter_line(scope.words if scope.is_whole_year else f"Bộ lọc: {scope.words}"),
        note=_note(rows),
        letterhead=ban_letterhead(asked.ward, day=clock.today()),
        signature=ban_signature() if _has_decision(rows) else None,
        file_stem=asked.stem(SLUG, scope.part),
        empty_text=f"{scope.words} chưa có mô hình, điển hình được công nhận.",
    )
    return Built(table, tally, scope.words, related=_lists_of(asked, decisions))


def _lists_of(asked: Asked, decisions: list[RecognitionDecision]) -> list[Link]:
    """Where the lists that went out with these decisions are, for whoever may read them."""
    if not can(asked.actor, Action.READ_PROPOSALS):
        return []
    return [
        Link(
            f"Danh sách kèm theo Quyết định số {numbered(row.number, 'QĐ', asked.ward)}",
            reverse("evaluation:decision_detail", args=[asked.ward.slug, row.cycle.year, row.proposal.number]),
        )
        for row in decisions
        if row.kind == DecisionKind.ORIGINAL
    ]


@dataclass(frozen=True)
class Scope:
    """The years and levels a list takes in."""

    from_year: int
    until_year: int
    level: int
    is_period: bool

    @property
    def is_whole_year(self) -> bool:
        return not self.is_period and self.level == Level.MEETS

    @property
    def span(self) -> str:
        return f"giai đoạn {self.from_year}–{self.until_year}" if self.is_period else f"năm {self.until_year}"

    @property
    def subject(self) -> str:
        if self.level == Level.MEETS:
            return f"{SUBJECT} {self.span}"
        above = " trở lên" if self.level == Level.WARD else ""
        return f"{Level(self.level).label.lower()}{above} “Dân vận khéo” {self.span}"

    @property
    def words(self) -> str:
        level = "" if self.level == Level.MEETS else f"; mức: {Level(self.level).label.lower()} trở lên"
        return f"{self.span[0].upper()}{self.span[1:]}{level}"

    @property
    def part(self) -> str:
        part = "giai-doan" if self.is_period else "tat-ca"
        return part if self.level == Level.MEETS else f"{part}-muc{self.level}"


def _scope(asked: Asked) -> Scope:
    level = {str(level.value): level.value for level in Level}.get(asked.params.get("muc", ""), Level.MEETS)
    period = asked.cycle.period if asked.cycle else None
    if period is not None and asked.params.get("pham_vi") == PERIOD:
        return Scope(period.from_year, period.until_year, level, is_period=True)
    return Scope(asked.year, asked.year, level, is_period=False)


def _rows(asked: Asked, scope: Scope) -> tuple[list[Row], list[RecognitionDecision]]:
    """Two queries. The highest live recognition of each model, with the row of the decision that named it."""
    found = (
        Recognition.objects.visible_to(asked.actor)
        .live()
        .filter(year__gte=scope.from_year, year__lte=scope.until_year, level__gte=scope.level)
    )
    best: dict[object, Recognition] = {}
    for recognition in found.select_related("initiative__sector").order_by("level", "year", "id"):
        best[recognition.lineage if scope.is_period else recognition.initiative_id] = recognition
    items = DecisionItem.objects.filter(
        ward_id=asked.actor.ward_key,
        decision__cycle__year__gte=scope.from_year,
        decision__cycle__year__lte=scope.until_year,
        decision__state=DecisionState.PUBLISHED,
    ).exclude(decision__kind=DecisionKind.REVOCATION)
    by_initiative: dict[int, DecisionItem] = {}
    whence = ("decision__cycle", "decision__version__proposal_list", "decision__amends")
    for item in items.select_related(*whence).order_by("decision__published_at", "decision_id", "order"):
        by_initiative[item.initiative_id] = item  # a later decision names it anew
    rows = [Row(recognition, by_initiative.get(recognition.initiative_id)) for recognition in best.values()]
    decisions = {row.item.decision_id: row.item.decision for row in rows if row.item}
    return sorted(rows, key=lambda row: row.place), sorted(decisions.values(), key=lambda row: (row.on, row.pk))


def _has_decision(rows: list[Row]) -> bool:
    return any(row.item for row in rows)


def _note(rows: list[Row]) -> str:
    """What the paper is not."""
    if not rows:
        return ""
    if not _has_decision(rows):
        return "Lập từ danh sách năm trước đã nhập vào phần mềm."
    return (
        "Bảng này để theo dõi, tổng hợp. Danh sách kèm theo quyết định là bản đã lưu cùng quyết định, có mã kiểm chứng."
    )


def _grounds(asked: Asked, decisions: list[RecognitionDecision]) -> list[str]:
    """“(Theo Quyết định số 05-QĐ/ĐU, ngày 05/02/2027 của Ban Thường vụ Đảng ủy)”."""
    if not decisions:
        return []
    papers = [f"số {numbered(row.number, 'QĐ', asked.ward)}, ngày {layout.document_date(row.on)}" for row in decisions]
    several = "các " if len(papers) > 1 else ""
    return [f"(Theo {several}Quyết định {'; '.join(papers)} của Ban Thường vụ {asked.ward.name})"]


def _groups(rows: list[Row], tally: Tally) -> Iterator[Group]:
    order = count(1)
    for number, members in groupby(rows, key=lambda row: row.sector):
        yield Group(sector_heading(number), (_drawn(row, next(order), tally) for row in members))
        model, person = tally.of(number, "model"), tally.of(number, "person")
        yield Group("", (), sector_subtotal(number, model, person))


def _drawn(row: Row, order: int, tally: Tally) -> tuple:
    model, person = ticks(row.kind)
    slot = "model" if model else "person"
    tally.add((row.sector, slot), slot, ("sector", row.sector), ("level", row.level))
    name = named(row.name, row.person)
    return order, row.unit, name, model, person, period_words(row.initiative), row.level_words


def _totals(tally: Tally) -> Iterable[Total]:
    if not tally.rows:
        return
    values = {"model": tally.of("model"), "person": tally.of("person")}
    yield Total(f"Tổng số mô hình, điển hình được công nhận: {tally.rows}", values)
    yield Total("Theo lĩnh vực: " + sectors_in_words(tally))
    yield Total(
        "Theo loại: tập thể {}; cá nhân {}. Theo mức: {}".format(
            tally.of("model"),
            tally.of("person"),
            "; ".join(f"{lower_first(level.label)} {tally.of('level', level)}" for level in Level),
        )
    )
