"""The year's points as a workbook whose totals are live formulas: every number can be followed to its parts.

Where criteria have no points (decision 80) the sheets show findings, and there are no totals.
"""

from collections.abc import Iterable, Sequence

from core.spreadsheets import Formula, Sheet, write_workbook
from evaluation import scoring
from evaluation.enums import Finding, SheetState
from evaluation.models import Criterion, CriterionScore, Evaluation, ScoreSheet

FIRST_ROW = 2  # below the headings
SHEETS, MODELS = "Phiếu", "Tổng hợp"


def points_workbook(evaluations: Iterable[Evaluation], criteria: Sequence[Criterion]) -> bytes:
    """The .xlsx: “Phiếu” with one row a completed sheet, “Tổng hợp” with mean, median and spread a model.

    `evaluations` in the order they are shown, with initiative and sector; three queries more.
    """
    evaluations = list(evaluations)
    rows, first, last = _sheet_rows(evaluations, criteria)
    models = [_model_row(row, first.get(row.pk), last.get(row.pk), len(criteria)) for row in evaluations]
    model_headings = ["Mã", "Mô hình, điển hình", "Đơn vị", "Số phiếu", "Trung bình", "Trung vị", "Chênh lệch"]
    sheet_headings = ["Mã", "Mô hình, điển hình", "Người chấm", *map(_heading, criteria), "Tổng điểm"]
    if evaluations and not scoring.has_points(criteria):
        models = [[*row[:3], evaluation.sheets_done] for row, evaluation in zip(models, evaluations, strict=True)]
        rows, model_headings, sheet_headings = [row[:-1] for row in rows], model_headings[:4], sheet_headings[:-1]
    widths = (16, 50, 26, *(14 for _ in criteria), 12)
    return write_workbook(
        [
            Sheet(MODELS, model_headings, models, (16, 50, 36, 10, 12, 12, 12)[: len(model_headings)]),
            Sheet(SHEETS, sheet_headings, rows, widths[: len(sheet_headings)]),
        ]
    )


def _heading(row: Criterion) -> str:
    return f"{row.number}. {row.title}" + (f" (tối đa {row.max_points:g})" if row.max_points is not None else "")


def _sheet_rows(evaluations, criteria):
    done = ScoreSheet.objects.filter(evaluation__in=evaluations, state=SheetState.COMPLETED).select_related("scorer")
    of_model: dict[int, list[ScoreSheet]] = {}
    for sheet in done.order_by("pk"):
        of_model.setdefault(sheet.evaluation_id, []).append(sheet)
    said = CriterionScore.objects.filter(sheet__in=done).values_list("sheet_id", "criterion_id", "points", "finding")
    scored = {row.pk for row in criteria if row.max_points is not None}
    points = {
        (key, criterion): value if criterion in scored else Finding(finding).label if finding else None
        for key, criterion, value, finding in said
    }
    rows, first, last = [], {}, {}
    for evaluation in evaluations:
        for sheet in of_model.get(evaluation.pk, ()):
            number = FIRST_ROW + len(rows)
            first.setdefault(evaluation.pk, number)
            last[evaluation.pk] = number
            given = [points.get((sheet.pk, criterion.pk)) for criterion in criteria]
            total = Formula(f"=SUM({_cell(4, number)}:{_cell(3 + len(criteria), number)})")
            initiative = evaluation.initiative
            rows.append([initiative.code, initiative.name, sheet.scorer.full_name, *given, total])
    return rows, first, last


def _model_row(evaluation: Evaluation, first: int | None, last: int | None, criteria: int) -> list:
    initiative = evaluation.initiative
    named = [initiative.code, initiative.name, initiative.unit_label]
    if first is None:
        return [*named, 0, None, None, None]
    column = 4 + criteria
    span = f"'{SHEETS}'!{_cell(column, first)}:{_cell(column, last)}"
    return [
        *named,
        Formula(f"=COUNT({span})"),
        Formula(f"=ROUND(AVERAGE({span}),2)"),
        Formula(f"=ROUND(MEDIAN({span}),2)"),
        Formula(f"=MAX({span})-MIN({span})"),
    ]


def _cell(column: int, row: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
