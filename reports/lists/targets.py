"""“Mục tiêu giai đoạn”: examples of the ward and of the province, counted over the years of the Plan (Plan II.2.1).

Each chain of continued models counts once, by the year of its merit, at the highest level that stands. Under the
reached ones stand the candidates: recognised up to last year or this one, by how many good years follow one another.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count

from django.urls import reverse

from core.text.vietnamese import lower_first
from evaluation.enums import DecisionState
from evaluation.models import DecisionItem
from models_registry.enums import Level
from models_registry.models import Initiative, Period, Recognition

from ..documents import Column, Group, Link, Table, Total
from .asked import Asked, Built, Tally
from .heads import SECTOR_NAMES, ban_letterhead, ban_signature, named

SLUG = "muc-tieu"
PROVINCE, WARD, NEXT, OTHERS = "cap-tinh", "cap-phuong", "nguon", "nguon-khac"
MARKS = {Level.MEETS: "Đạt", Level.WARD: "Phường", Level.PROVINCE: "Tỉnh"}
FEW = 2  # good years in a row that make a candidate


@dataclass
class Chain:
    """One model through its years."""

    levels: dict[int, int] = field(default_factory=dict)  # year of merit → highest level that stands
    last: Initiative | None = None
    named: Recognition | None = None  # the last recognition, with the names a correction gave
    proposed: bool = False  # a decision of the period put it forward to the province

    @property
    def run(self) -> int:
        """Good years in a row up to the last one."""
        year = max(self.levels)
        return next(number for number in count(1) if year - number not in self.levels)

    def best_within(self, period: Period) -> int:
        years = range(period.from_year, period.until_year + 1)
        return max((level for year, level in self.levels.items() if year in years), default=0)


class Targets:
    """What a period has reached, and what may still come. Three queries however many rows."""

    def __init__(self, asked: Asked):
        self.ward, self.year = asked.ward, asked.year
        self.period = asked.cycle.period if asked.cycle else None
        self.groups: dict[str, list[Chain]] = {name: [] for name in (PROVINCE, WARD, NEXT, OTHERS)}
        if self.period:
            for chain in self._chains(asked):
                if name := self._place(chain):
                    self.groups[name].append(chain)
            for rows in self.groups.values():
                rows.sort(key=lambda chain: (-chain.run, -max(chain.levels), bytes(chain.last.name_sort)))

    def _chains(self, asked: Asked) -> Iterable[Chain]:
        rows = Recognition.objects.visible_to(asked.actor).live().filter(year__lte=self.period.until_year)
        chains: dict[object, Chain] = defaultdict(Chain)
        for row in rows.select_related("initiative__sector").order_by("year", "id"):
            chain = chains[row.lineage]
            chain.levels[row.year] = max(row.level, chain.levels.get(row.year, 0))
            if chain.last is None or chain.last.pk != row.initiative_id or row.name or row.unit_name:
                chain.named = row
            chain.last = row.initiative
        proposed = DecisionItem.objects.filter(
            ward_id=asked.actor.ward_key, decision__state=DecisionState.PUBLISHED, to_province=True
        )
        for lineage in proposed.values_list("initiative__lineage", flat=True):
            if lineage in chains:
                chains[lineage].proposed = True
        return chains.values()

    def _place(self, chain: Chain) -> str:
        best = chain.best_within(self.period)
        if best >= Level.WARD:
            return PROVINCE if best == Level.PROVINCE else WARD
        if max(chain.levels) < self.year - 1:
            return ""
        return NEXT if chain.run >= FEW else OTHERS

    @property
    def province(self) -> int:
        return len(self.groups[PROVINCE])

    @property
    def ward_level(self) -> int:
        """Of the ward's level and above: what the province honours, the ward did too."""
        return len(self.groups[WARD]) + self.province

    @property
    def others(self) -> int:
        return len(self.groups[OTHERS])

    @property
    def years(self) -> range:
        return range(self.period.from_year, self.period.until_year + 1)


def build(asked: Asked) -> Built:
    targets, tally = Targets(asked), Tally()
    wanted = asked.params.get("nhom", "")
    names = [wanted] if wanted in targets.groups else [PROVINCE, WARD, NEXT]
    names = [PROVINCE, WARD] if wanted == "tu-cap-phuong" else names
    period = targets.period
    subject = f"mô hình, điển hình “Dân vận khéo” {lower_first(period.name)}" if period else "giai đoạn"
    words = subject[0].upper() + subject[1:]
    table = Table(
        ["KẾT QUẢ THỰC HIỆN MỤC TIÊU", subject],
        _columns(targets) if period else NO_COLUMNS,
        _groups(targets, names, tally) if period else (),
        totals=_totals(targets) if period else (),
        note="Ô năm: “Đạt” là đạt tiêu chí, “Phường”, “Tỉnh” là điển hình cấp phường, cấp tỉnh của năm ấy. "
        "Mô hình duy trì qua nhiều năm tính một lần.",
        letterhead=ban_letterhead(asked.ward, year=asked.year),
        signature=ban_signature(),
        file_stem=asked.stem(SLUG, wanted or "tat-ca"),
        empty_text="Chưa có mô hình nào." if period else f"Năm {asked.year} chưa thuộc giai đoạn nào.",
    )
    return Built(table, tally, words)


NO_COLUMNS = (Column("at", "TT", 6, "center"), Column("name", "Tên mô hình, điển hình", 40))


def _columns(targets: Targets) -> tuple[Column, ...]:
    return (
        Column("at", "TT", 4, "center"),
        Column("code", "Mã hồ sơ", 13),
        Column("name", "Tên mô hình, điển hình", 23),
        Column("unit", "Đơn vị", 16),
        Column("sector", "Lĩnh vực", 12),
        *(Column(f"y{year}", str(year), 7, "center", "Mức công nhận theo năm") for year in targets.years),
        Column("run", "Số năm liền", 6, "center"),
    )


def _groups(targets: Targets, names: list[str], tally: Tally) -> Iterator[Group]:
    period, order = targets.period, count(1)
    headings = {
        PROVINCE: f"ĐIỂN HÌNH CẤP TỈNH: {targets.province}/{period.target_province}",
        WARD: f"ĐIỂN HÌNH CẤP PHƯỜNG TRỞ LÊN: {targets.ward_level}/{period.target_ward}"
        + (f" (kể cả {targets.province} điển hình cấp tỉnh ở trên)" if targets.province else ""),
        NEXT: f"NGUỒN: ĐƯỢC CÔNG NHẬN TỪ {FEW} NĂM LIỀN",
        OTHERS: "NGUỒN: ĐƯỢC CÔNG NHẬN 1 NĂM",
    }
    for name in names:
        rows = targets.groups[name]
        if rows:
            yield Group(headings[name], (_drawn(targets, chain, next(order), tally) for chain in rows))


def _drawn(targets: Targets, chain: Chain, at: int, tally: Tally) -> tuple:
    tally.add("row")
    last = chain.last
    url = reverse("registry:library_detail", args=[targets.ward.slug, last.code])
    name = named(chain.named.name or last.name, last.person_name)
    hint = chain.proposed and max(chain.levels.values()) < Level.PROVINCE
    name += "\nĐã đề nghị xét điển hình cấp tỉnh" if hint else ""
    marks = [MARKS.get(chain.levels.get(year), "") for year in targets.years]
    sector = SECTOR_NAMES.get(last.sector.number, "") if last.sector else ""
    return at, Link(last.code, url), name, chain.named.unit_name or last.unit_label, sector, *marks, chain.run


def _totals(targets: Targets) -> Iterator[Total]:
    period = targets.period
    yield Total(f"Điển hình cấp phường trở lên: {targets.ward_level} trên chỉ tiêu {period.target_ward}")
    yield Total(f"Điển hình cấp tỉnh: {targets.province} trên chỉ tiêu {period.target_province}")
