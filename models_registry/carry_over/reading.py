"""Last year's models and what was decided about each: for the unit, the Ban's board and its list.

Reviewed is what may be continued (`sources.is_source`) and what was decided before. The whole is always recognised =
kept up + improved + stopped + not decided, because all four are counted from the recognised models themselves
(decisions 17, 46).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Case, Count, Exists, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from core.text.vietnamese import fold, search_terms
from models_registry.enums import FREED_STATES, CarryOver, CycleState
from models_registry.initiative.looks import Look
from models_registry.models import CarryOverReview, Cycle, Initiative
from models_registry.registration.sources import is_source, last_cycle, rows_of_last_year
from organizations.models import Organization
from organizations.tree import UnitNode, WardTree, ward_tree

UNDECIDED = ""
LOOKS = {
    UNDECIDED: Look("warn", "clock", "Chưa rà soát"),
    CarryOver.CONTINUE: Look("ok", "repeat-2", "Duy trì"),
    CarryOver.IMPROVE: Look("gold", "trending-up", "Nâng cao"),
    CarryOver.STOP: Look("mute", "circle-stop", "Dừng"),
}
VIEWS = {
    "tat-ca": "Tất cả",
    "chua": "Chưa rà soát",
    "duy-tri": "Duy trì",
    "nang-cao": "Nâng cao",
    "dung": "Dừng",
    "chua-dang-ky": "Duy trì, nâng cao nhưng chưa đăng ký",
}
DECISION_OF_VIEW = {
    "chua": UNDECIDED,
    "duy-tri": CarryOver.CONTINUE,
    "nang-cao": CarryOver.IMPROVE,
    "dung": CarryOver.STOP,
}


@dataclass
class Counts:
    """`unregistered` are among the kept and improved: decided, but this year's registration is missing."""

    total: int = 0
    kept: int = 0
    improved: int = 0
    stopped: int = 0
    undecided: int = 0
    unregistered: int = 0

    def add(self, decision: str, registered: bool, number: int) -> None:
        self.total += number
        name = {CarryOver.CONTINUE: "kept", CarryOver.IMPROVE: "improved", CarryOver.STOP: "stopped"}.get(decision)
        name = name or "undecided"
        setattr(self, name, getattr(self, name) + number)
        if name in ("kept", "improved") and not registered:
            self.unregistered += number

    def of(self, view: str) -> int:
        return {
            "tat-ca": self.total,
            "chua": self.undecided,
            "duy-tri": self.kept,
            "nang-cao": self.improved,
            "dung": self.stopped,
            "chua-dang-ky": self.unregistered,
        }[view]


@dataclass
class Carried:
    """One model of last year with what was decided about it."""

    source: Initiative
    review: CarryOverReview | None

    @property
    def decision(self) -> str:
        return self.review.decision if self.review else UNDECIDED

    @property
    def look(self) -> Look:
        return LOOKS[self.decision]

    @property
    def result(self) -> Initiative | None:
        return self.review.result if self.review else None

    @property
    def is_registered(self) -> bool:
        """Whether this year's registration stands: not deleted, withdrawn or refused."""
        return self.result is not None and self.result.deleted_at is None and self.result.state not in FREED_STATES

    @property
    def is_settled(self) -> bool:
        """Decided, and nothing left to do on the page of the review."""
        return self.decision == CarryOver.STOP or self.is_registered

    @property
    def words(self) -> str:
        """“Duy trì, chưa đăng ký” and the like."""
        if self.decision in (UNDECIDED, CarryOver.STOP) or self.is_registered:
            return self.look.label
        gone = self.result is not None and self.result.deleted_at is None
        return f"{self.look.label}, {f'hồ sơ {self.result.get_state_display().lower()}' if gone else 'chưa đăng ký'}"


@dataclass
class UnitReview:
    """One living unit's models of last year; `models` is filled for the units shown."""

    unit: UnitNode
    counts: Counts = field(default_factory=Counts)
    models: list[Carried] = field(default_factory=list)


def reviewed_cycle(ward: Organization, year: int) -> Cycle | None:
    """The year in which the models of `year` are reviewed: the next one, once it is open."""
    rows = Cycle.objects.filter(ward=ward, year=year + 1, state__in=(CycleState.OPEN, CycleState.CLOSED))
    return rows.first()


def reviewed(cycle: Cycle, unit_keys: Collection[int] | None = None) -> QuerySet[Initiative]:
    """Last year's rows that may be continued, and those decided about before, which stay. One query now."""
    last = last_cycle(cycle)
    if last is None:
        return Initiative.objects.none()
    decided = CarryOverReview.objects.filter(source=OuterRef("pk"), cycle=cycle)
    return rows_of_last_year(last, unit_keys).filter(is_source(last) | Exists(decided))


def carried(cycle: Cycle, unit_keys: Collection[int] | None = None, view: str = "tat-ca") -> list[Carried]:
    """These units' models with their reviews, by unit and name. Three queries."""
    rows = reviewed(cycle, unit_keys).select_related("sector").order_by("unit_sort", "name_sort", "id")
    reviews = CarryOverReview.objects.filter(cycle=cycle).select_related("result")
    if unit_keys is not None:
        reviews = reviews.filter(source__unit_id__in=unit_keys)
    by_source = {review.source_id: review for review in reviews}
    found = [Carried(row, by_source.get(row.pk)) for row in rows]
    return [item for item in found if in_view(item.decision, item.is_registered, view)]


def in_view(decision: str, registered: bool, view: str) -> bool:
    if view == "chua-dang-ky":
        return decision in (CarryOver.CONTINUE, CarryOver.IMPROVE) and not registered
    return view not in DECISION_OF_VIEW or decision == DECISION_OF_VIEW[view]


class Board:
    """All units with models of last year, narrowed by what the page asks. One query for every count."""

    def __init__(self, ward: Organization, cycle: Cycle, params):
        self.cycle, self.tree = cycle, ward_tree(ward)
        self.view = params.get("xem", "") if params.get("xem", "") in VIEWS else "tat-ca"
        self.kind = params.get("khoi", "")
        self.words = params.get("q", "")
        self.counts, self.recognised = Counts(), Counts()  # of all that is reviewed; of the recognised among them
        by_unit: dict[int, UnitReview] = {}
        for key, decision, registered, is_recognised, number in _counted(cycle):
            node = self.tree.by_key[self.tree.living(key)]
            unit = by_unit.setdefault(node.key, UnitReview(node))
            for counts in (unit.counts, self.counts, *([self.recognised] if is_recognised else ())):
                counts.add(decision, registered, number)
        order = {node.key: place for place, node in enumerate(self.tree.by_key.values())}
        self.all_units = sorted(by_unit.values(), key=lambda row: order[row.unit.key])

    @property
    def units(self) -> list[UnitReview]:
        terms = search_terms(self.words)
        return [
            row
            for row in self.all_units
            if row.counts.of(self.view)
            and (not self.kind or row.unit.kind == self.kind)
            and all(term in fold(row.unit.name) for term in terms)
        ]

    @property
    def without_result(self) -> int:
        """Models whose result is not published, or that are only followed: they may be continued all the same."""
        return self.counts.total - self.recognised.total

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kind or self.words or self.view != "tat-ca")

    def fill(self, units: Iterable[UnitReview]) -> None:
        """Give the units shown their models. Two queries."""
        by_key = {row.unit.key: row for row in units}
        keys = chain_of(self.tree, by_key)
        for item in carried(self.cycle, keys, self.view):
            by_key[self.tree.living(item.source.unit_id)].models.append(item)


def chain_of(tree: WardTree, unit_keys: Collection[int]) -> list[int]:
    """Living units with the closed ones they are heirs to."""
    return [key for key in tree.by_key if tree.living(key) in unit_keys]


def _counted(cycle: Cycle):
    """(unit, decision, registered, recognised, number) of the models reviewed: one query beside `reviewed`."""
    review = CarryOverReview.objects.filter(source=OuterRef("pk"), cycle=cycle).order_by()
    running = Initiative.objects.filter(continues=OuterRef("pk"), cycle=cycle, deleted_at__isnull=True)
    rows = reviewed(cycle).annotate(
        decided=Coalesce(Subquery(review.values("decision")[:1]), Value(UNDECIDED)),
        registered=Exists(running.exclude(state__in=FREED_STATES)),
        recognised=Case(When(best_level__gt=0, then=True), default=False),
    )
    return rows.order_by().values_list("unit_id", "decided", "registered", "recognised").annotate(number=Count("*"))
