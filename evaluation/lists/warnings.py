"""What somebody should know of a model before it is put before the leaders. Warnings stop nothing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import F

from core.text.formatting import decimal_vi
from evaluation.appraisal.dossier import applicable
from evaluation.appraisal.evidence import PREFIX, criterion_of, files_missing_words
from evaluation.enums import SheetState
from evaluation.models import Criterion, Evaluation, KeptScore, ScoreSheet
from models_registry.models import Attachment, Cycle


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
            files_missing_words(
                len(criteria[one.initiative_id]), len(criteria[one.initiative_id] - files[one.initiative_id])
            ),
            "có phiếu chấm trên bản cũ" if one.pk in old else "",
            _apart(one, cycle, has_reasons=one.pk in kept),
        ]
        found[one.initiative_id] = [word for word in words if word]
    return found


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


def _apart(one: Evaluation, cycle: Cycle, *, has_reasons: bool) -> str:
    if one.spread is None or one.spread <= cycle.spread_limit:
        return ""
    what = "người chấm giữ điểm, có ghi lý do" if has_reasons else "chưa đối chiếu"
    return f"điểm chênh {decimal_vi(one.spread)}, {what}"
