"""How many registrations a year has: one count for every page that says so, each notion under its own word.

`models` is what “mô hình đã đăng ký” means everywhere: sent and standing, copies of vertical units and entries a unit
disputes left out (decision 12). What a page shows besides is named, so that the parts add up to its rows.
"""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from core.text.formatting import integer_vi
from models_registry.enums import COUNTING_STATES, Behalf, InitiativeState
from models_registry.models.initiatives import COUNTED

COPIES, DISPUTED, DRAFTS, ENDED = "copies", "disputed", "drafts", "ended"
NOTIONS = {  # `received` is a part of `models`; with the others `models` makes up all rows
    "models": COUNTED & Q(is_copy=False),
    "received": COUNTED & Q(is_copy=False, state=InitiativeState.RECEIVED),
    COPIES: COUNTED & Q(is_copy=True),
    DISPUTED: Q(state__in=COUNTING_STATES, behalf=Behalf.DISPUTED),
    DRAFTS: Q(state=InitiativeState.DRAFT),
    ENDED: ~Q(state__in=[*COUNTING_STATES, InitiativeState.DRAFT]),
}
COUNTS = {name: Count("pk", filter=where) for name, where in NOTIONS.items()}
WORDS = {
    COPIES: "bản theo dõi của ngành dọc",
    DISPUTED: "bản nhập hộ đơn vị không đồng ý",
    DRAFTS: "bản nháp",
    ENDED: "hồ sơ đã kết thúc",
}


@dataclass(frozen=True)
class YearCounts:
    """Registrations of one year, by notion; `recognised` are those of any notion with a recognition."""

    models: int = 0
    received: int = 0
    copies: int = 0
    disputed: int = 0  # entered on behalf, not agreed to by the unit
    drafts: int = 0
    ended: int = 0  # withdrawn, refused, discontinued, or their import undone
    recognised: int = 0

    @property
    def with_copies(self) -> int:
        return self.models + self.copies

    @property
    def not_received(self) -> int:
        return self.models - self.received

    @property
    def words(self) -> str:
        """“61 mô hình đã đăng ký (kể cả 1 bản theo dõi của ngành dọc: 62)”."""
        more = f" (kể cả {self._part(COPIES)}: {integer_vi(self.with_copies)})" if self.copies else ""
        return f"{integer_vi(self.models)} mô hình đã đăng ký{more}"

    @property
    def parts(self) -> str:
        """What all rows of the year are: “61 mô hình đã đăng ký, 1 bản theo dõi của ngành dọc, 6 bản nháp”."""
        others = [self._part(name) for name in WORDS if getattr(self, name)]
        return ", ".join([f"{integer_vi(self.models)} mô hình đã đăng ký", *others])

    def _part(self, name: str) -> str:
        return f"{integer_vi(getattr(self, name))} {WORDS[name]}"


def counts_by_year(rows: QuerySet) -> dict[int, YearCounts]:
    """Counts of these registrations by key of their year; a year without one is not in it. One query."""
    counted = rows.order_by().values("cycle_id").annotate(**COUNTS, recognised=Count("pk", filter=Q(best_level__gt=0)))
    return {row.pop("cycle_id"): YearCounts(**row) for row in counted}


def counts_of_year(rows: QuerySet, cycle) -> YearCounts:
    """Counts of these registrations in one year. One query."""
    return counts_by_year(rows.filter(cycle=cycle)).get(cycle.pk, YearCounts())
