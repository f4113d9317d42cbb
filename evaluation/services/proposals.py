"""The list of models proposed for recognition: drafted, then locked as a version and submitted (Plan II.4.4).

A draft is edited row by row under the lock of its list; locking writes the frozen version, its rows with the names
of that day, and the seal. Whatever changes afterwards becomes version n + 1.
"""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import F, Max, QuerySet

from core import audit
from core.actor import Actor
from core.exceptions import DomainError, StaleState
from core.notifications import notify
from core.seals import seal
from core.text import clean_line
from core.transitions import move
from models_registry.enums import InitiativeState
from models_registry.models import Cycle, Initiative
from models_registry.notices import role_people
from organizations.enums import Role
from organizations.permissions import Action, require

from ..enums import EvaluationState, ListKind, ListState, Outcome
from ..list_transitions import LIST
from ..models import Evaluation, ProposalDraftItem, ProposalItem, ProposalList, ProposalVersion
from ..models.lists import PROPOSED_LEVELS

ACHIEVEMENT_LENGTH = 300


def candidates(proposal: ProposalList) -> QuerySet[Evaluation]:
    """What may be put on the list: still carried out, recommended by the head, not published yet; best mean first."""
    return (
        Evaluation.objects.filter(
            ward_id=proposal.ward_id,
            cycle_id=proposal.cycle_id,
            state=EvaluationState.CONCLUDED,
            outcome=Outcome.RECOMMEND,
            initiative__state=InitiativeState.RECEIVED,
        )
        .select_related("initiative", "initiative__unit", "sector", "self_assessment")
        .order_by("-mean", "id")
    )


@transaction.atomic
def create_list(*, actor: Actor, cycle: Cycle, title: str = "") -> ProposalList:
    """Begin the year's recognition list. Raises DomainError while another one is open (uq_list_open)."""
    require(actor, Action.DRAFT_PROPOSAL, cycle)
    last = ProposalList.objects.filter(cycle=cycle).aggregate(last=Max("number"))["last"] or 0
    title = clean_line(title) or f"Danh sách mô hình, điển hình “Dân vận khéo” đề nghị công nhận năm {cycle.year}"
    try:
        with transaction.atomic():
            proposal = ProposalList.objects.create(
                ward_id=cycle.ward_id, cycle=cycle, kind=ListKind.RECOGNITION, number=last + 1, title=title
            )
    except IntegrityError as error:
        raise DomainError(f"Năm {cycle.year} đang có một danh sách chưa xong") from error
    audit.record(
        actor=actor, verb="list.create", text="Lập danh sách đề nghị công nhận", subject=proposal,
        ward_key=proposal.ward_id, audience=audit.Audience.BAN,
    )  # fmt: skip
    return proposal


@transaction.atomic
def add_items(*, actor: Actor, proposal: ProposalList, initiatives: Iterable[Initiative]) -> int:
    """Put recommended models on the draft, after the rows already there. Returns how many were new.

    Raises DomainError when one of them is no candidate: nothing is added then.
    """
    _open_draft(actor, proposal)
    wanted = {row.pk for row in initiatives}
    fit = {row.initiative_id: row for row in candidates(proposal).filter(initiative_id__in=wanted)}
    if wanted - fit.keys():
        raise DomainError("Có mô hình chưa được kết luận “Đề nghị công nhận”")
    have = set(proposal.draft_items.values_list("initiative_id", flat=True))
    last = proposal.draft_items.aggregate(last=Max("order"))["last"] or 0
    new = [key for key in fit if key not in have]
    ProposalDraftItem.objects.bulk_create(
        ProposalDraftItem(
            proposal_list=proposal,
            order=last + place,
            initiative_id=key,
            achievement=_first_sentence(fit[key].self_assessment.summary),
        )
        for place, key in enumerate(new, start=1)
    )
    return len(new)


@transaction.atomic
def remove_item(*, actor: Actor, proposal: ProposalList, item: ProposalDraftItem) -> None:
    _open_draft(actor, proposal)
    proposal.draft_items.filter(pk=item.pk).delete()


@transaction.atomic
def edit_item(
    *, actor: Actor, proposal: ProposalList, item: ProposalDraftItem, achievement: str, level: int, to_province: bool
) -> None:
    """The sentence on what it achieved, the level proposed, and whether the province should hear of it."""
    _open_draft(actor, proposal)
    achievement = clean_line(achievement)
    if len(achievement) > ACHIEVEMENT_LENGTH:
        raise DomainError(
            f"Thành tích nổi bật dài quá {ACHIEVEMENT_LENGTH} ký tự, hiện có {len(achievement)}", field="achievement"
        )
    if level not in PROPOSED_LEVELS:
        raise DomainError("Hãy chọn mức đề nghị", field="level")
    proposal.draft_items.filter(pk=item.pk).update(achievement=achievement, level=level, to_province=to_province)


@transaction.atomic
def move_item(*, actor: Actor, proposal: ProposalList, item: ProposalDraftItem, up: bool) -> None:
    """Swap a row with its neighbour; at the end of the list nothing happens."""
    _open_draft(actor, proposal)
    rows = list(proposal.draft_items.order_by("order", "id"))
    place = next(index for index, row in enumerate(rows) if row.pk == item.pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
        _renumber(rows)


@transaction.atomic
def sort_items(*, actor: Actor, proposal: ProposalList) -> None:
    """By field in the Plan's order, then by mean: the order papers print."""
    _open_draft(actor, proposal)
    rows = list(proposal.draft_items.select_related("initiative__evaluation", "initiative__sector"))
    _renumber(sorted(rows, key=lambda row: (row.initiative.sector.number, -row.initiative.evaluation.mean, row.pk)))


@transaction.atomic
def lock_and_submit(*, actor: Actor, proposal: ProposalList) -> ProposalVersion:
    """Freeze the draft as the next version and put it before the Standing (decision 24).

    Raises DomainError for an empty list, a row without its achievement, or a row whose model is no longer
    recommended; StaleState when the list was submitted meanwhile.
    """
    require(actor, Action.LOCK_PROPOSAL, proposal)
    items = list(
        proposal.draft_items.select_related(
            "initiative__unit", "initiative__sector", "initiative__evaluation"
        ).order_by("order", "id")
    )
    _refuse_incomplete(items)
    number = proposal.current_number + 1
    move(proposal, LIST["submit"], changes={"current_number": number})
    sealed = seal(*_sealed_content(proposal, number, items))
    version = ProposalVersion.objects.create(
        proposal_list=proposal,
        number=number,
        locked_by_key=actor.user_key,
        seal=sealed.text,
        sha256=sealed.sha256,
        body=sealed.body,
    )
    ProposalItem.objects.bulk_create(_frozen_row(version, order, item) for order, item in enumerate(items, start=1))
    audit.record(
        actor=actor, verb="list.submit", text=f"Khóa bản số {number} gồm {len(items)} mô hình và trình Thường trực",
        subject=proposal, ward_key=proposal.ward_id, after={"version": number, "items": len(items)},
        audience=audit.Audience.BAN,
    )  # fmt: skip
    tell_members(
        proposal, (Role.STANDING,), f"Danh sách {len(items)} mô hình đề nghị công nhận chờ đồng chí cho ý kiến"
    )
    return version


@transaction.atomic
def call_back(*, actor: Actor, proposal: ProposalList, reason: str) -> None:
    """The head takes a submitted list back to mend it; the locked version stays on file."""
    require(actor, Action.LOCK_PROPOSAL, proposal)
    _need(reason)
    move(proposal, LIST["call_back"])
    audit.record(
        actor=actor, verb="list.call_back", text=f"Rút bản số {proposal.current_number} về để sửa", subject=proposal,
        ward_key=proposal.ward_id, reason=reason, audience=audit.Audience.BAN,
    )  # fmt: skip


@transaction.atomic
def cancel_list(*, actor: Actor, proposal: ProposalList, reason: str) -> None:
    """Give a draft up; another list of the year may then be begun."""
    require(actor, Action.DRAFT_PROPOSAL, proposal)
    _need(reason)
    move(proposal, LIST["cancel"])
    audit.record(
        actor=actor, verb="list.cancel", text="Hủy danh sách đang lập", subject=proposal, ward_key=proposal.ward_id,
        reason=reason, audience=audit.Audience.BAN,
    )  # fmt: skip


def is_on_open_list(initiative: Initiative) -> bool:
    """Whether a version now before the leaders names this model: its conclusion may then not change (decision 22)."""
    return ProposalItem.objects.filter(
        initiative=initiative,
        version__proposal_list__state__in=[ListState.SUBMITTED, ListState.ENDORSED, ListState.CONCLUDED],
        version__number=F("version__proposal_list__current_number"),
    ).exists()


def tell_members(proposal: ProposalList, roles: Iterable[str], text: str) -> None:
    """A notice to everybody who holds one of the roles in the ward today."""
    notify(
        user_keys=role_people(proposal.ward_id, roles),
        ward_key=proposal.ward_id,
        kind="list",
        text=text,
        link=f"/{proposal.cycle.ward.slug}/cho-y-kien/{proposal.address}/",
        dedupe_key=f"list-{proposal.pk}-{proposal.current_number}-{proposal.state}",
    )


def _open_draft(actor: Actor, proposal: ProposalList) -> None:
    """The right to draft, and the list locked while it is edited. Raises StaleState once it was submitted."""
    require(actor, Action.DRAFT_PROPOSAL, proposal)
    locked = ProposalList.objects.select_for_update().get(pk=proposal.pk)
    if locked.state != ListState.DRAFT:
        raise StaleState(f"Danh sách này đã chuyển sang “{locked.get_state_display()}”, không sửa được nữa")


def _renumber(rows: list[ProposalDraftItem]) -> None:
    for order, row in enumerate(rows, start=1):
        row.order = order
    ProposalDraftItem.objects.bulk_update(rows, ["order"])


def _refuse_incomplete(items: list[ProposalDraftItem]) -> None:
    if not items:
        raise DomainError("Danh sách chưa có mô hình nào")
    for item in items:
        name = item.initiative.name
        if item.initiative.state != InitiativeState.RECEIVED:
            raise DomainError(f"Mô hình “{name}” đã dừng. Hãy bỏ khỏi danh sách")
        state, outcome = item.initiative.evaluation.state, item.initiative.evaluation.outcome
        if (state, outcome) != (EvaluationState.CONCLUDED, Outcome.RECOMMEND):
            raise DomainError(f"Mô hình “{name}” không còn kết luận “Đề nghị công nhận”. Hãy bỏ khỏi danh sách")
        if not item.achievement:
            raise DomainError(f"Mô hình “{name}” chưa có câu thành tích nổi bật")


def _sealed_content(proposal, number, items) -> tuple[dict, dict[str, str]]:
    facts = {"list": proposal.address, "kind": proposal.kind, "version": number, "items": []}
    words = {"title": proposal.title}
    for order, item in enumerate(items, start=1):
        row, appraisal = item.initiative, item.initiative.evaluation
        facts["items"].append(
            {
                "order": order,
                "code": row.code,
                "unit": row.unit.name,
                "sector": row.sector.number,
                "kind": row.kind,
                "level": item.level,
                "to_province": item.to_province,
                "mean": appraisal.mean,
                "sheets": appraisal.sheets_done,
                "waived": appraisal.waiver_at is not None,
                "criteria_set": appraisal.criteria_set_id,
            }
        )
        words |= {f"{order}.name": row.name, f"{order}.achievement": item.achievement}
        if row.person_name:
            words[f"{order}.person"] = row.person_name
    return facts, words


def _frozen_row(version: ProposalVersion, order: int, item: ProposalDraftItem) -> ProposalItem:
    row, appraisal = item.initiative, item.initiative.evaluation
    return ProposalItem(
        version=version,
        order=order,
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


def _first_sentence(text: str) -> str:
    """The beginning of the unit's own summary, as a start for the achievement."""
    line = clean_line(text)
    if len(line) <= ACHIEVEMENT_LENGTH:
        return line
    cut = line[:ACHIEVEMENT_LENGTH]
    return cut[: cut.rfind(". ") + 1] or cut[: cut.rfind(" ")]


def _need(reason: str) -> None:
    if not reason.strip():
        raise DomainError("Hãy ghi lý do", field="reason")
