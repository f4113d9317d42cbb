"""The order of appraised models: best mean first; without points by field, then unit (decisions 22, 80)."""

from django.db.models import Case, F, OuterRef, Q, When

from evaluation.models import Evaluation

_FIELD = Case(When(mean__isnull=True, then=F("sector__number")))
_UNIT = Case(When(mean__isnull=True, then=F("initiative__unit_sort")))
BEST_FIRST = (F("mean").desc(nulls_last=True), _FIELD.asc(), _UNIT.asc(), "id")
WORST_FIRST = (F("mean").asc(nulls_first=True), _FIELD.desc(), _UNIT.desc(), "-id")


def stands_before() -> Q:
    """In a subquery: rows that stand before the outer one. A year has points or has none."""
    same, field, unit = _same("mean"), _same("sector__number"), _same("initiative__unit_sort")
    by_place = Q(sector__number__lt=OuterRef("sector__number")) | field & (
        Q(initiative__unit_sort__lt=OuterRef("initiative__unit_sort")) | unit & Q(pk__lt=OuterRef("pk"))
    )
    by_points = Q(mean__gt=OuterRef("mean")) | same & Q(pk__lt=OuterRef("pk"))
    return by_points | Q(mean__isnull=True) & by_place


def stands_after() -> Q:
    """In a subquery: rows that stand after the outer one."""
    same, field, unit = _same("mean"), _same("sector__number"), _same("initiative__unit_sort")
    by_place = Q(sector__number__gt=OuterRef("sector__number")) | field & (
        Q(initiative__unit_sort__gt=OuterRef("initiative__unit_sort")) | unit & Q(pk__gt=OuterRef("pk"))
    )
    by_points = Q(mean__lt=OuterRef("mean")) | same & Q(pk__gt=OuterRef("pk"))
    return by_points | Q(mean__isnull=True) & by_place


def rank_in_field(row: Evaluation) -> tuple:
    """Within a field: best mean first; without points by unit."""
    if row.mean is None:
        return 0, bytes(row.initiative.unit_sort)
    return -row.mean, b""


def _same(name: str) -> Q:
    return Q(**{name: OuterRef(name)})
