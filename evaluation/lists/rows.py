"""The rows a version is locked with, kind by kind: read from the draft or the register, named as they are today."""

from collections.abc import Sequence

from django.db.models import OuterRef, QuerySet, Subquery

from core.exceptions import DomainError
from core.text.formatting import date_party
from evaluation.enums import EvaluationState, ListKind, Outcome
from evaluation.models import ProposalDraftItem, ProposalItem, ProposalList
from evaluation.models.lists import PRAISE
from models_registry.enums import InitiativeKind, InitiativeState, Origin
from models_registry.initiative.messages import model_begins
from models_registry.initiative.summary import period_words
from models_registry.models import Initiative, Recognition


def registered(proposal: ProposalList) -> QuerySet[Initiative]:
    """What the list of registrations holds: every registration received, by field; copies of vertical branches last."""
    rows = Initiative.objects.counting().filter(cycle_id=proposal.cycle_id, state=InitiativeState.RECEIVED)
    rows = rows.select_related("unit", "sector").defer("search_text")
    return rows.order_by("is_copy", "sector__number", "unit_sort", "number", "id")


def draft_rows(proposal: ProposalList) -> list[ProposalDraftItem]:
    """The draft in its order with all its rows need; of a commendation collectives stand before individuals."""
    rows = proposal.draft_items.select_related(
        "initiative__unit", "initiative__sector", "initiative__evaluation", "unit"
    ).order_by("order", "id")
    if proposal.kind == ListKind.COMMENDATION:
        live = Recognition.objects.live().filter(initiative=OuterRef("initiative")).order_by("-level", "-pk")
        rows = rows.annotate(
            corrected_name=Subquery(live.exclude(name="").values("name")[:1]),
            recognised_number=Subquery(live.values("number")[:1]),
            recognised_on=Subquery(live.values("on")[:1]),
        )
        return sorted(rows, key=lambda row: row.kind == InitiativeKind.INDIVIDUAL)
    return list(rows)


def rows_to_lock(proposal: ProposalList) -> list[ProposalItem]:
    """Unsaved rows of the next version, in order. Raises DomainError for what keeps the list from being locked."""
    if proposal.kind == ListKind.REGISTRATION:
        rows = [_registration(row) for row in registered(proposal)]
        if not rows:
            raise DomainError(f"Năm {proposal.cycle.year} chưa có đăng ký nào được tiếp nhận")
    else:
        drafted = draft_rows(proposal)
        _refuse_incomplete(proposal, drafted)
        frozen = _recognition if proposal.kind == ListKind.RECOGNITION else _commendation
        rows = [frozen(row) for row in drafted]
    for order, row in enumerate(rows, start=1):
        row.order = order
    return rows


def lock_problem(proposal: ProposalList, drafted: Sequence[ProposalDraftItem]) -> str:
    """What keeps the rows of a draft from being locked and printed, in words; '' when nothing does."""
    try:
        if proposal.kind != ListKind.REGISTRATION:
            _refuse_incomplete(proposal, drafted)
    except DomainError as error:
        return error.message
    return ""


def sealed_content(proposal: ProposalList, number: int, rows: Sequence[ProposalItem]) -> tuple[dict, dict[str, str]]:
    """What a version's seal says: facts, and the words that can be erased."""
    facts = {"list": proposal.address, "kind": proposal.kind, "version": number, "items": []}
    words = {"title": proposal.title}
    for row in rows:
        facts["items"].append(_facts(proposal.kind, row))
        words[f"{row.order}.name"] = row.label["name"]
        if row.achievement or proposal.kind != ListKind.REGISTRATION:
            words[f"{row.order}.achievement"] = row.achievement
        said = {
            "person": row.label["person"],
            "post": row.label.get("post"),
            "award": row.award,
            "grounds": row.grounds,
        }
        words |= {f"{row.order}.{name}": text for name, text in said.items() if text}
    return facts, words


def _facts(kind: str, row: ProposalItem) -> dict:
    known = {"order": row.order, "code": row.code, "unit": row.unit_name, "sector": row.sector_number, "kind": row.kind}
    if kind == ListKind.REGISTRATION:
        return known | {"origin": row.origin, "period": row.period, "copy": row.is_copy}
    if kind == ListKind.COMMENDATION:
        return known
    appraisal = row.initiative.evaluation
    return known | {
        "level": row.level,
        "to_province": row.to_province,
        "mean": row.mean,
        "sheets": row.sheets_done,
        "waived": appraisal.waiver_at is not None,
        "criteria_set": appraisal.criteria_set_id,
    }


def _registration(row: Initiative) -> ProposalItem:
    return ProposalItem(
        initiative=row,
        code=row.code,
        unit_name=row.unit.name,
        sector_number=row.sector.number if row.sector else None,
        kind=row.kind,
        is_copy=row.is_copy,
        origin=Origin(row.origin),
        period=period_words(row),
        label={"name": row.name, "person": row.person_name},
    )


def _recognition(item: ProposalDraftItem) -> ProposalItem:
    row, appraisal = item.initiative, item.initiative.evaluation
    return ProposalItem(
        initiative=row,
        code=row.code,
        unit_name=row.unit.name,
        sector_number=row.sector.number,
        kind=row.kind,
        level=item.level,
        to_province=item.to_province,
        mean=appraisal.mean,
        median=appraisal.median,
        spread=appraisal.spread,
        sheets_done=appraisal.sheets_done,
        achievement=item.achievement,
        label={"name": row.name, "person": row.person_name},
    )


def _commendation(item: ProposalDraftItem) -> ProposalItem:
    """A person stands under its own name, a collective under its model's, its own or its unit's."""
    row = item.initiative
    unit = row.unit if row else item.unit
    label = {"name": item.name, "person": row.person_name if row else ""}
    return ProposalItem(
        initiative=row,
        code=row.code if row else "",
        unit_name=unit.name,
        sector_number=row.sector.number if row and row.sector else None,
        kind=item.kind,
        achievement=item.achievement,
        award=item.award or PRAISE,
        grounds=_decision(item),
        label=label | ({"post": item.post} if item.post else {}),
    )


def _decision(item: ProposalDraftItem) -> str:
    """“125-QĐ/ĐU, ngày 20/11/2026”: what a model of a commendation was recognised by; an old list names none."""
    if not item.recognised_number:
        return ""
    day = f", ngày {date_party(item.recognised_on)}" if item.recognised_on else ""
    return f"{item.recognised_number}{day}"


def _refuse_incomplete(proposal: ProposalList, items: Sequence[ProposalDraftItem]) -> None:
    if not items:
        raise DomainError(
            "Danh sách chưa có mô hình nào"
            if proposal.kind == ListKind.RECOGNITION
            else "Danh sách chưa có tập thể, cá nhân nào"
        )
    for item in items:
        if proposal.kind == ListKind.RECOGNITION:
            _refuse_unfit(item.initiative)
        if not item.achievement:
            raise DomainError(f"“{item.name}” chưa có câu thành tích nổi bật")


def _refuse_unfit(initiative: Initiative) -> None:
    name = model_begins(initiative.name)
    if initiative.state != InitiativeState.RECEIVED:
        raise DomainError(f"{name} đã dừng. Hãy bỏ khỏi danh sách")
    state, outcome = initiative.evaluation.state, initiative.evaluation.outcome
    if (state, outcome) != (EvaluationState.CONCLUDED, Outcome.RECOMMEND):
        raise DomainError(f"{name} không còn kết luận “Đề nghị công nhận”. Hãy bỏ khỏi danh sách")
