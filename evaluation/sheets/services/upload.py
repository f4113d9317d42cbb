"""A scorer's Excel sheet sent back: read and compared first, then kept as drafts, exactly what the preview showed.

Reading writes nothing. What is to be kept travels signed through the preview page, so that nothing else can be kept.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, BinaryIO

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from core.actor import Actor
from core.exceptions import DomainError, StaleState
from core.spreadsheets import MAX_BYTES, read_grids
from core.text.formatting import datetime_vi, decimal_vi
from core.text.vietnamese import lower_first
from evaluation import scoring
from evaluation.enums import Finding
from evaluation.models import Criterion, Evaluation
from evaluation.sheets.forms.sheets import SheetForm
from evaluation.sheets.own_sheets import OwnSheet, read_own_sheets
from evaluation.sheets.services.sheets import Score, save_sheet
from evaluation.sheets.workbook import ReadRow, read_rows, typed_in
from models_registry.models import Cycle
from organizations.models import Organization
from organizations.permissions import Action, require
from organizations.units.services import ward_place

SALT, LIVES = "evaluation.sheet_upload", 24 * 60 * 60
OUTDATED = "Bản xem trước đã quá một ngày hoặc không phải của đồng chí. Hãy tải tệp lên lại"
RESENT = "Đơn vị đã nộp lại bản tự đánh giá sau khi đồng chí tải phiếu. Hãy xem lại rồi chấm trên trang"


class Verdict(models.TextChoices):
    NEW = "NEW", "Phiếu mới"
    CHANGED = "CHANGED", "Có thay đổi"
    SAME = "SAME", "Không đổi"
    WRONG = "WRONG", "Có ô sai"
    REFUSED = "REFUSED", "Không nhận"


@dataclass
class Line:
    """One row of the preview: what would be kept, or why not."""

    number: int
    code: str
    name: str
    verdict: Verdict
    reasons: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    total: Decimal | None = None
    sheet: OwnSheet | None = None
    scores: Mapping[int, Score] = field(default_factory=dict)

    @property
    def is_kept(self) -> bool:
        return self.verdict in (Verdict.NEW, Verdict.CHANGED)


def read_upload(*, actor: Actor, ward: Organization, cycle: Cycle, file: BinaryIO) -> tuple[Cycle, list[Line]]:
    """The year the file is of, and its rows compared with the web. `cycle`: the one expected.

    Raises DomainError at `file` when it is no sheet of this scorer in any open year of the ward.
    """
    require(actor, Action.SCORE, ward_place(ward))
    others = Cycle.objects.of_ward(ward).working().exclude(pk=cycle.pk).order_by("year")
    try:
        cycle, rows = read_rows(read_grids(file.read(MAX_BYTES + 1)), actor, [cycle, *others])
    except DomainError as error:
        raise DomainError(error.message, field="file") from error
    own = {sheet.code: sheet for sheet in read_own_sheets(actor, cycle)}
    lines, met = [], set()
    for row in rows:
        lines.append(_line(row, own.get(row.code), is_second=row.code in met))
        met.add(row.code)
    return cycle, lines


def _line(row: ReadRow, sheet: OwnSheet | None, *, is_second: bool) -> Line:
    if sheet is None:
        words = "Mô hình này không chờ đồng chí chấm" if row.code else "Dòng này không còn mã của mô hình"
        return Line(row.number, row.code, "", Verdict.REFUSED, [words])
    line = Line(row.number, row.code, sheet.evaluation.initiative.name, Verdict.REFUSED, sheet=sheet)
    form = SheetForm(typed_in(row, sheet.criteria), criteria=sheet.criteria)
    wrong = [] if form.is_valid() else _at_cells(form, row)
    wrong += _beside(row, sheet.criteria)
    line.scores = {} if wrong else form.scores()
    line.changes = [] if wrong else _changes(sheet.criteria, line.scores)
    if not wrong and sheet.has_points:
        line.total = scoring.total(score.points for score in line.scores.values())
    if is_second:
        line.reasons = ["Mô hình này đã có ở dòng trên"]
    elif not wrong and not line.changes:
        line.verdict = Verdict.SAME
    elif refusal := _refusal(row, sheet):
        line.reasons = [refusal]
    elif wrong:
        line.verdict, line.reasons = Verdict.WRONG, wrong
    else:
        line.verdict = Verdict.CHANGED if sheet.version else Verdict.NEW
    return line


def _refusal(row: ReadRow, sheet: OwnSheet) -> str:
    evaluation = sheet.evaluation
    if sheet.refusal:
        return sheet.refusal
    if row.submission != evaluation.current_id:
        return RESENT
    if row.version != sheet.version:
        at = f" (lưu lúc {datetime_vi(evaluation.my_saved_at)})" if evaluation.my_saved_at else ""
        return f"Phiếu trên phần mềm mới hơn tệp{at}. Hãy tải phiếu mới rồi ghi lại dòng này"
    return ""


def _at_cells(form: SheetForm, row: ReadRow) -> list[str]:
    found = []
    for name, errors in form.errors.items():
        part, _, number = name.partition("_")
        cell = row.cells.get((int(number), part)) if number else None
        at = f"Ô {cell.address}: " if cell is not None else ""
        found += [f"{at}{lower_first(error)}" if at else error for error in errors]
    return found


def _beside(row: ReadRow, criteria: Sequence[Criterion]) -> list[str]:
    """Cells filled where this model has nothing to say."""
    asked = {(one.number, "finding") for one in criteria} | {(one.number, "comment") for one in criteria}
    asked |= {(one.number, "points") for one in criteria if one.max_points is not None}
    cells = [cell for place, cell in row.cells.items() if place not in asked and cell.text]
    return [f"Ô {cell.address}: tiêu chí này không chấm điểm với mô hình này" for cell in cells]


def _changes(criteria: Sequence[Criterion], scores: Mapping[int, Score]) -> list[str]:
    found = []
    for one in criteria:
        new, parts = scores[one.number], []
        if new.finding != one.my_finding:
            parts.append(f"kết quả {_told(_label(new.finding), _label(one.my_finding))}")
        if new.points != one.my_points:
            parts.append(f"điểm {_told(_shown(new.points), _shown(one.my_points))}")
        if new.comment != one.my_comment:
            parts.append("nhận xét" if new.comment else "bỏ nhận xét")
        if parts:
            found.append(f"Tiêu chí {one.number}: {', '.join(parts)}")
    return found


def _told(new: str, old: str) -> str:
    return f"{new or 'để trống'} (đang là {old})" if old else new


def _label(finding: str) -> str:
    return f"“{Finding(finding).label}”" if finding else ""


def _shown(points: Decimal | None) -> str:
    return "" if points is None else decimal_vi(points)


def seal(actor: Actor, cycle: Cycle, lines: Iterable[Line]) -> str:
    """What confirming keeps in this year, signed for this scorer."""
    rows = [
        [line.code, line.sheet.version, line.sheet.evaluation.current_id, _packed(line.scores)]
        for line in lines
        if line.is_kept
    ]
    return signing.dumps({"by": actor.user_key, "cycle": cycle.pk, "rows": rows}, salt=SALT, compress=True)


def _packed(scores: Mapping[int, Score]) -> list[list[Any]]:
    return [
        [number, one.finding, None if one.points is None else str(one.points), one.comment]
        for number, one in scores.items()
    ]


def save_upload(*, actor: Actor, ward: Organization, cycle: Cycle, sealed: str) -> tuple[int, list[str]]:
    """Keep each row of the preview as a draft: (how many, sentences about the others).

    Rows stand alone: one that was saved elsewhere meanwhile is refused and the others are kept. The same preview
    confirmed twice is kept once. Raises DomainError when it is not this scorer's, of another year, or of yesterday.
    """
    require(actor, Action.SCORE, ward_place(ward))
    kept, refused = 0, []
    rows = _opened(sealed, actor, cycle)
    found = Evaluation.objects.visible_to(actor).of_ward(ward).sent().filter(cycle=cycle)
    evaluations = {row.initiative.code: row for row in _of_codes(found, [code for code, *_ in rows])}
    for code, version, submission, packed in rows:
        scores = {number: _unpacked(*rest) for number, *rest in packed}
        try:
            if code not in evaluations:
                raise DomainError("Mô hình này không còn chờ chấm")
            _save_row(actor, evaluations[code], scores, version, submission)
            kept += 1
        except DomainError as error:
            refused.append(f"{code}: {error.message}")
        except PermissionDenied as error:
            refused.append(f"{code}: {error}")
    return kept, refused


def _of_codes(rows, codes: Sequence[str]):
    return rows.filter(initiative__code__in=codes).select_related("initiative", "cycle")


@transaction.atomic
def _save_row(actor: Actor, evaluation: Evaluation, scores: Mapping[int, Score], version: int, submission: int) -> None:
    save_sheet(actor=actor, evaluation=evaluation, scores=scores, seen_version=version)
    if not Evaluation.objects.filter(pk=evaluation.pk, current_id=submission).exists():  # its row is locked by now
        raise StaleState(RESENT)


def _opened(sealed: str, actor: Actor, cycle: Cycle) -> list[list[Any]]:
    try:
        content = signing.loads(sealed, salt=SALT, max_age=LIVES)
    except signing.BadSignature as error:
        raise DomainError(OUTDATED) from error
    if (content["by"], content.get("cycle")) != (actor.user_key, cycle.pk):
        raise DomainError(OUTDATED)
    return content["rows"]


def _unpacked(finding: str, points: str | None, comment: str) -> Score:
    return Score(finding=finding, points=None if points is None else Decimal(points), comment=comment)
