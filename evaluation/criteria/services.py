"""The criteria of a year: made from the Plan or last year's set, edited by the head until self-assessment opens, then
frozen (decision 20)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max

from core import clock
from core.actor import Actor
from core.database.transitions import update_if_unchanged
from core.exceptions import DomainError, StaleState
from core.log import audit
from core.text.formatting import decimal_vi
from core.text.vietnamese import clean_line, clean_text, lower_first
from evaluation import scoring
from evaluation.criteria.plan import BASIS, PLAN_CRITERIA, CriterionDraft, default_title
from evaluation.enums import AppliesTo, Issuer
from evaluation.models import CriteriaSet, Criterion, scales
from models_registry.enums import CycleState, Window
from models_registry.models import Cycle
from organizations.permissions import Action, require

WORKING = (CycleState.PREPARING, CycleState.OPEN)
KEY_LENGTH = 24


@dataclass(frozen=True, kw_only=True)
class SetFacts:
    """What a set says of itself."""

    title: str
    issuer: str = Issuer.WARD
    basis: str = ""
    pass_mark: Decimal | None = None


def live_set(cycle: Cycle) -> CriteriaSet | None:
    """The criteria in force in a year, or None."""
    return CriteriaSet.objects.filter(cycle=cycle, replaced_at__isnull=True).first()


def proposed_criteria(cycle: Cycle) -> tuple[CriteriaSet | None, Sequence[CriterionDraft]]:
    """What a year without criteria would get: the last earlier year's set with its source, else the Plan's."""
    earlier = CriteriaSet.objects.filter(
        ward_id=cycle.ward_id, cycle__year__lt=cycle.year, replaced_at__isnull=True
    ).select_related("cycle")
    source = earlier.order_by("-cycle__year").first()
    if source is None:
        return None, PLAN_CRITERIA
    return source, [_draft_of(row) for row in source.criteria.all()]


def earlier_sets(cycle: Cycle) -> list[CriteriaSet]:
    """The year's replaced sets, kept on file, last one first."""
    return list(CriteriaSet.objects.filter(cycle=cycle, replaced_at__isnull=False).order_by("-number"))


def edit_refusal(cycle: Cycle, criteria_set: CriteriaSet | None) -> str:
    """Why the criteria of this year cannot be changed now; '' when they can."""
    if cycle.state not in WORKING:
        return f"Năm {cycle.year} đã kết thúc, bộ tiêu chí không sửa được nữa"
    frozen = criteria_set is not None and criteria_set.frozen_at is not None
    if frozen or cycle.window(Window.SELF_ASSESSMENT).has_opened(clock.today()):
        return "Đợt tự đánh giá đã mở, bộ tiêu chí của năm không sửa được nữa"
    return ""


@transaction.atomic
def ensure_criteria(*, actor: Actor, cycle: Cycle) -> CriteriaSet:
    """The year's live set; made from the proposal when there is none, whatever window is open.

    Raises PermissionDenied for all but the head, and DomainError for a year that is closed or history.
    """
    require(actor, Action.EDIT_CRITERIA, cycle)
    found = live_set(cycle)
    if found is not None:
        return found
    if cycle.state not in WORKING:
        raise DomainError(f"Năm {cycle.year} đã kết thúc, không lập bộ tiêu chí được nữa")
    source, drafts = proposed_criteria(cycle)
    title = default_title(cycle.year)
    facts = SetFacts(title=title, basis=BASIS) if source is None else _facts_of(source, title)
    made = _insert(cycle, facts, drafts, copied_from=source)
    audit.record(
        actor=actor, verb="criteria.create", text=f"Dùng bộ tiêu chí năm {cycle.year}", subject=made,
        ward_key=cycle.ward_id, audience=audit.Audience.BAN,
    )  # fmt: skip
    return made


@transaction.atomic
def edit_criteria(
    *,
    actor: Actor,
    criteria_set: CriteriaSet,
    facts: SetFacts,
    criteria: Sequence[CriterionDraft],
    seen_version: int | None = None,
) -> None:
    """Write the set anew: its facts, and its criteria in the given order.

    Raises DomainError when points do not make 100 (a set may have none at all, decision 80) or a row is incomplete,
    or once self-assessment has opened; StaleState when somebody else changed the set meanwhile.
    """
    require(actor, Action.EDIT_CRITERIA, criteria_set)
    _refuse_closed(criteria_set)
    _refuse_unsound(facts, criteria)
    if seen_version is not None and seen_version != criteria_set.version:
        raise StaleState("Bộ tiêu chí vừa được sửa ở nơi khác. Hãy tải lại trang để xem bản mới")
    before = {"title": criteria_set.title, "points": [row.max_points for row in criteria_set.criteria.all()]}
    update_if_unchanged(criteria_set, changes=_columns(facts))
    criteria_set.criteria.all().delete()
    _insert_criteria(criteria_set, criteria)
    audit.record(
        actor=actor, verb="criteria.edit", text=f"Sửa bộ tiêu chí năm {criteria_set.cycle.year}", subject=criteria_set,
        ward_key=criteria_set.ward_id, before=before,
        after={"title": facts.title, "points": [row.max_points for row in criteria]}, audience=audit.Audience.BAN,
    )  # fmt: skip


@transaction.atomic
def replace_criteria(*, actor: Actor, criteria_set: CriteriaSet, seen_number: int | None = None) -> CriteriaSet:
    """Put a new set in the place of the live one, which is kept on file; the new one begins as its copy.

    `seen_number`: of the set the button stood beside; when that was replaced already, the live one is the answer.
    """
    require(actor, Action.EDIT_CRITERIA, criteria_set)
    if seen_number not in (None, criteria_set.number):
        return criteria_set
    _refuse_closed(criteria_set)
    drafts = [_draft_of(row) for row in criteria_set.criteria.all()]
    update_if_unchanged(criteria_set, changes={"replaced_at": clock.now()})
    made = _insert(criteria_set.cycle, _facts_of(criteria_set, criteria_set.title), drafts, copied_from=criteria_set)
    audit.record(
        actor=actor, verb="criteria.replace", text=f"Thay bộ tiêu chí bằng bản số {made.number}", subject=made,
        ward_key=made.ward_id, audience=audit.Audience.BAN,
    )  # fmt: skip
    return made


def freeze_criteria(criteria_set: CriteriaSet) -> None:
    """Called by the first write after self-assessment has opened; from then on the database itself refuses."""
    if criteria_set.frozen_at is None:
        criteria_set.frozen_at = clock.now()
        CriteriaSet.objects.filter(pk=criteria_set.pk, frozen_at__isnull=True).update(frozen_at=criteria_set.frozen_at)


def _refuse_closed(criteria_set: CriteriaSet) -> None:
    if criteria_set.replaced_at is not None:
        raise StaleState("Bộ tiêu chí này đã được thay bằng bản mới")
    refusal = edit_refusal(criteria_set.cycle, criteria_set)
    if refusal:
        raise DomainError(refusal)


def _refuse_unsound(facts: SetFacts, criteria: Sequence[CriterionDraft]) -> None:
    if not clean_line(facts.title):
        raise DomainError("Hãy nhập tên bộ tiêu chí", field="title")
    if facts.pass_mark is not None and not 0 < facts.pass_mark <= scoring.FULL_MARK:
        raise DomainError("Mức điểm nhắc phải lớn hơn 0 và không quá 100", field="pass_mark")
    without_points = not scoring.has_points(criteria)
    if without_points:
        _refuse_points_of_none(facts, criteria)
    for number, row in enumerate(criteria, start=1):
        if not clean_line(row.title) or not clean_text(row.wording):
            raise DomainError(f"Tiêu chí {number} chưa có đủ tên và nội dung")
        if row.applies_to == AppliesTo.INDIVIDUAL and row.max_points is not None:
            raise DomainError(f"Tiêu chí {number} chỉ dành cho cá nhân nên không chấm điểm")
        if row.applies_to == AppliesTo.ALL and not without_points and (row.max_points is None or row.max_points <= 0):
            raise DomainError(f"Tiêu chí {number} chưa có điểm tối đa")
        if row.max_points is not None and not scoring.is_on_step(row.max_points):
            raise DomainError(f"Điểm tối đa của tiêu chí {number} phải theo bước 0,5")
        wrong = scales.scale_error(row.levels, row.max_points or scoring.ZERO)
        if wrong:
            raise DomainError(f"Tiêu chí {number}: {lower_first(wrong)}")
    points = scoring.total(row.max_points for row in criteria)
    if points != scoring.FULL_MARK and not without_points:
        raise DomainError(f"Tổng điểm các tiêu chí phải bằng 100, hiện là {decimal_vi(points)}")


def _refuse_points_of_none(facts: SetFacts, criteria: Sequence[CriterionDraft]) -> None:
    """What means points cannot stand in a set that has none."""
    if all(row.applies_to == AppliesTo.INDIVIDUAL for row in criteria):
        raise DomainError("Cần ít nhất một tiêu chí áp dụng cho mọi mô hình, điển hình")
    if facts.pass_mark is not None:
        raise DomainError("Bộ tiêu chí không cho điểm nên không đặt mức điểm nhắc", field="pass_mark")


def _columns(facts: SetFacts) -> dict:
    return {
        "title": clean_line(facts.title),
        "issuer": Issuer(facts.issuer),
        "basis": clean_line(facts.basis),
        "pass_mark": facts.pass_mark,
    }


def _facts_of(source: CriteriaSet, title: str) -> SetFacts:
    return SetFacts(title=title, issuer=source.issuer, basis=source.basis, pass_mark=source.pass_mark)


def _insert(cycle: Cycle, facts: SetFacts, criteria: Sequence[CriterionDraft], copied_from) -> CriteriaSet:
    last = CriteriaSet.objects.filter(cycle=cycle).aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            made = CriteriaSet.objects.create(
                ward_id=cycle.ward_id, cycle=cycle, number=last + 1, copied_from=copied_from, **_columns(facts)
            )
    except IntegrityError as error:
        raise StaleState("Bộ tiêu chí của năm vừa được lập ở nơi khác. Hãy tải lại trang") from error
    _insert_criteria(made, criteria)
    return made


def _insert_criteria(criteria_set: CriteriaSet, criteria: Sequence[CriterionDraft]) -> None:
    Criterion.objects.bulk_create(
        Criterion(
            criteria_set=criteria_set,
            number=number,
            key=(row.key or f"c{number}")[:KEY_LENGTH],
            title=clean_line(row.title),
            wording=clean_text(row.wording),
            guidance=clean_text(row.guidance),
            applies_to=AppliesTo(row.applies_to),
            max_points=row.max_points,
            levels=scales.to_store(row.levels),
        )
        for number, row in enumerate(criteria, start=1)
    )


def _draft_of(row: Criterion) -> CriterionDraft:
    return CriterionDraft(
        key=row.key,
        title=row.title,
        wording=row.wording,
        guidance=row.guidance,
        applies_to=row.applies_to,
        max_points=row.max_points,
        levels=scales.from_store(row.levels),
    )
