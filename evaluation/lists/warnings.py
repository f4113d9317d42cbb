"""What somebody should know of a model before it is put before the leaders. Warnings stop nothing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Case, Count, F, IntegerField, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from core.text.formatting import decimal_vi
from evaluation.appraisal.dossier import applicable
from evaluation.appraisal.evidence import criterion_of
from evaluation.enums import AppliesTo, SheetState
from evaluation.models import Criterion, Evaluation, KeptScore, ScoreSheet
from models_registry.enums import InitiativeKind
from models_registry.models import Attachment, Cycle
from models_registry.models.files import FilePlace

PREFIX = f"{FilePlace.SELF_ASSESSMENT}.criterion."


def warnings_of(evaluations: Sequence[Evaluation], cycle: Cycle) -> Mapping[int, list[str]]:
    """By initiative: few sheets or a waiver, late, criteria without a file, an old text, sheets apart. Four queries."""
    files, criteria = _files(evaluations), _criteria(evaluations)
    done = ScoreSheet.objects.filter(evaluation__in=evaluations, state=SheetState.COMPLETED)
    old = set(done.exclude(submission=F("evaluation__current")).values_list("evaluation_id", flat=True))
    kept = set(KeptScore.objects.filter(evaluation__in=evaluations).values_list("evaluation_id", flat=True))
    found = {}
    for one in evaluations:
        words = [
            _sheets(one),
            f"nộp muộn {one.late_days} ngày" if one.late_days else "",
            _thin(len(criteria[one.initiative_id]), len(criteria[one.initiative_id] - files[one.initiative_id])),
            "có phiếu chấm trên bản cũ" if one.pk in old else "",
            _apart(one, cycle, has_reasons=one.pk in kept),
        ]
        found[one.initiative_id] = [word for word in words if word]
    return found


def with_bare(rows: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """`applying`: how many criteria a model is judged by; `proven`: for how many its unit gave a file."""
    every = Criterion.objects.filter(criteria_set=OuterRef("criteria_set")).order_by()
    common = every.filter(applies_to=AppliesTo.ALL)
    files = Attachment.objects.filter(
        initiative=OuterRef("initiative"), place__startswith=PREFIX, removed_at__isnull=True
    ).order_by()
    return rows.annotate(
        applying=Case(
            When(kind=InitiativeKind.INDIVIDUAL, then=_counted(every, "criteria_set", "pk")),
            default=_counted(common, "criteria_set", "pk"),
        ),
        proven=_counted(files, "initiative", "place"),
    )


def bare_words(row: Evaluation) -> str:
    """Of a row `with_bare`; '' where each criterion has a file."""
    return _thin(row.applying, row.applying - row.proven)


def _counted(rows, group: str, what: str):
    counted = rows.values(group).annotate(count=Count(what, distinct=True)).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _criteria(evaluations: Sequence[Evaluation]) -> Mapping[int, set[int]]:
    """By initiative the numbers of the criteria that apply."""
    sets: dict[int, list[Criterion]] = defaultdict(list)
    for row in Criterion.objects.filter(criteria_set__in={one.criteria_set_id for one in evaluations}):
        sets[row.criteria_set_id].append(row)
    return {
        one.initiative_id: {row.number for row in applicable(sets[one.criteria_set_id], one.kind)}
        for one in evaluations
    }


def _files(evaluations: Sequence[Evaluation]) -> Mapping[int, set[int | None]]:
    """By initiative the criteria its own files prove."""
    rows = Attachment.objects.filter(
        initiative__in={one.initiative_id for one in evaluations}, place__startswith=PREFIX, removed_at__isnull=True
    )
    found: dict[int, set[int | None]] = defaultdict(set)
    for initiative, place in rows.values_list("initiative_id", "place"):
        found[initiative].add(criterion_of(place))
    return found


def _sheets(one: Evaluation) -> str:
    if one.sheets_done >= one.min_sheets:
        return ""
    waived = ", lãnh đạo Ban cho phép kết luận" if one.waiver_at else ""
    return f"mới có {one.sheets_done} trên {one.min_sheets} phiếu chấm{waived}"


def _thin(applying: int, missing: int) -> str:
    if missing <= 0:
        return ""
    if missing == applying:
        return "không tiêu chí nào có tệp minh chứng"
    return f"{missing} trên {applying} tiêu chí không có tệp minh chứng"


def _apart(one: Evaluation, cycle: Cycle, *, has_reasons: bool) -> str:
    if one.spread is None or one.spread <= cycle.spread_limit:
        return ""
    what = "người chấm giữ điểm, có ghi lý do" if has_reasons else "chưa đối chiếu"
    return f"điểm chênh {decimal_vi(one.spread)}, {what}"
