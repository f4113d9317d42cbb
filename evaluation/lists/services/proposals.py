"""The list of models proposed for recognition: drafted, then locked as a version and submitted (Plan II.4.4).

A draft is edited row by row under the lock of its list; locking writes the frozen version, its rows with the names
of that day, and the seal. Whatever changes afterwards becomes version n + 1.
"""

import hashlib
from collections.abc import Iterable, Sequence

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q, QuerySet

from core.actor import Actor
from core.exceptions import DomainError, StaleState
from core.log import audit
from core.log.notifications import notify
from core.log.seals import canonical, seal
from core.text.vietnamese import clean_line
from evaluation.appraisal.marks import VERSIONS
from evaluation.conclusions.ordering import BEST_FIRST, rank_in_field
from evaluation.enums import ENDED_LISTS, EvaluationState, ListKind, ListState, Outcome
from evaluation.lists.kinds import WORDS, words_of
from evaluation.lists.rows import draft_rows, rows_to_lock, sealed_content
from evaluation.lists.transitions import take_step
from evaluation.models import (
    Evaluation,
    ProposalDraftItem,
    ProposalItem,
    ProposalList,
    ProposalVersion,
)
from evaluation.models.lists import PRAISE, PROPOSED_LEVELS
from models_registry.enums import InitiativeState, Level
from models_registry.initiative.open_year import hold_open_year, year_refusal
from models_registry.initiative.recipients import role_people
from models_registry.models import Cycle, Initiative
from organizations.enums import Role
from organizations.permissions import Action, can, require

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
        .order_by(*BEST_FIRST)
    )


def commendable(proposal: ProposalList) -> QuerySet[Initiative]:
    """Recognised models of the list's year and the year before, the newest first: what may be commended."""
    years = (proposal.cycle.year, proposal.cycle.year - 1)
    rows = Initiative.objects.recognised().filter(ward_id=proposal.ward_id, year__in=years, deleted_at__isnull=True)
    return (
        rows.with_corrected_names().select_related("unit", "sector").order_by("-year", "-best_level", "name_sort", "id")
    )


def is_open(proposal: ProposalList) -> bool:
    """Whether another list of its kind and year has to wait for this one (uq_list_open)."""
    done = (*ENDED_LISTS, ListState.CONCLUDED) if is_commendation(proposal) else ENDED_LISTS
    return proposal.state not in done


def may_draft(actor: Actor, proposal: ProposalList) -> bool:
    """Whether this person may edit drafts of the list's year; `proposal` comes with its cycle."""
    return can(actor, Action.DRAFT_PROPOSAL, proposal) and not year_refusal(proposal.cycle)


def is_commendation(proposal: ProposalList) -> bool:
    return proposal.kind == ListKind.COMMENDATION


@transaction.atomic
def create_list(*, actor: Actor, cycle: Cycle, title: str = "", kind: str = ListKind.RECOGNITION) -> ProposalList:
    """Begin a list of the year, the second of its kind as “đợt 2”.

    Raises DomainError while another one of its kind is open (uq_list_open), StaleState when the year is not open.
    """
    require(actor, Action.DRAFT_PROPOSAL, cycle)
    hold_open_year(cycle.pk)
    lists = ProposalList.objects.filter(cycle=cycle)
    same_kind = Count("pk", filter=Q(kind=kind) & ~Q(state=ListState.CANCELLED))
    before = lists.aggregate(last=Max("number"), rounds=same_kind)
    last = before["last"] or 0
    words = WORDS[ListKind(kind)]
    title = clean_line(title) or words.titled(cycle.year, before["rounds"] + 1)
    try:
        with transaction.atomic():
            proposal = ProposalList.objects.create(
                ward_id=cycle.ward_id, cycle=cycle, kind=kind, number=last + 1, title=title
            )
    except IntegrityError as error:
        raise DomainError(f"Năm {cycle.year} đang có một {words.name.lower()} chưa xong") from error
    audit.record(
        actor=actor, verb="list.create", text=words.begin, subject=proposal,
        ward_key=proposal.ward_id, audience=audit.Audience.BAN,
    )  # fmt: skip
    return proposal


@transaction.atomic
def add_items(*, actor: Actor, proposal: ProposalList, initiatives: Iterable[Initiative]) -> int:
    """Put recommended models, of a commendation recognised ones, on the draft, after the rows already there.

    Returns how many were new.

    Raises DomainError when one of them is no candidate: nothing is added then.
    """
    open_draft(actor, proposal)
    wanted = {row.pk for row in initiatives}
    fit = _fit(proposal, wanted)
    if wanted - fit.keys():
        raise DomainError(
            f"Có mô hình chưa {'được công nhận' if is_commendation(proposal) else 'được kết luận “Đề nghị công nhận”'}"
        )
    have = set(proposal.draft_items.values_list("initiative_id", flat=True))
    last = last_order(proposal)
    new = [key for key in fit if key not in have]
    ProposalDraftItem.objects.bulk_create(
        ProposalDraftItem(
            ward_id=proposal.ward_id,
            proposal_list=proposal,
            order=last + place,
            initiative=fit[key][0],
            kind=fit[key][0].kind,
            achievement=first_sentence(fit[key][1]),
        )
        for place, key in enumerate(new, start=1)
    )
    return len(new)


def _fit(proposal: ProposalList, wanted: set[int]) -> dict[int, tuple[Initiative, str]]:
    """Of the models wanted those that may stand on the list, each with its summary to begin the sentence from."""
    if is_commendation(proposal):
        rows = commendable(proposal).filter(pk__in=wanted).select_related("evaluation__self_assessment")
        return {row.pk: (row, _summary(row)) for row in rows}
    rows = candidates(proposal).filter(initiative_id__in=wanted)
    return {row.initiative_id: (row.initiative, row.self_assessment.summary) for row in rows}


def _summary(initiative: Initiative) -> str:
    """Of a model that was appraised here; what was imported has no report of its own."""
    try:
        return initiative.evaluation.self_assessment.summary
    except ObjectDoesNotExist:
        return ""


@transaction.atomic
def remove_item(*, actor: Actor, proposal: ProposalList, item: ProposalDraftItem) -> None:
    open_draft(actor, proposal)
    proposal.draft_items.filter(pk=item.pk).delete()


@transaction.atomic
def edit_item(
    *,
    actor: Actor,
    proposal: ProposalList,
    item: ProposalDraftItem,
    achievement: str,
    level: int = Level.MEETS,
    to_province: bool = False,
    award: str = "",
    post: str = "",
) -> None:
    """The sentence on what it achieved; for recognition the level, and whether the province should hear of it.

    Of a commendation what is asked for (biểu dương while nothing is typed), and what a person is.
    """
    open_draft(actor, proposal)
    achievement = clean_achievement(achievement)
    if level not in PROPOSED_LEVELS:
        raise DomainError("Hãy chọn mức đề nghị", field="level")
    typed = {"achievement": achievement, "level": level, "to_province": to_province}
    if is_commendation(proposal):
        typed |= {"award": clean_line(award) or PRAISE, "post": clean_line(post)}
    proposal.draft_items.filter(pk=item.pk).update(**typed)


@transaction.atomic
def move_item(*, actor: Actor, proposal: ProposalList, item: ProposalDraftItem, up: bool) -> None:
    """Swap a row with its neighbour; at the end of the list, or of its part of a commendation, nothing happens."""
    open_draft(actor, proposal)
    rows = draft_rows(proposal)
    place = next(index for index, row in enumerate(rows) if row.pk == item.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    if is_commendation(proposal) and rows[other].kind != rows[place].kind:
        return
    rows[place], rows[other] = rows[other], rows[place]
    _renumber(rows)


@transaction.atomic
def sort_items(*, actor: Actor, proposal: ProposalList) -> None:
    """By field in the Plan's order, then by mean, without points by unit: the order papers print."""
    open_draft(actor, proposal)
    if is_commendation(proposal):
        raise DomainError("Danh sách này xếp theo thứ tự đồng chí chọn")
    rows = list(proposal.draft_items.select_related("initiative__evaluation", "initiative__sector"))
    _renumber(sorted(rows, key=_by_field))


def _by_field(row: ProposalDraftItem) -> tuple:
    return row.initiative.sector.number, *rank_in_field(row.initiative.evaluation), row.pk


@transaction.atomic
def lock_and_submit(*, actor: Actor, proposal: ProposalList, seen: str = "") -> ProposalVersion:
    """Freeze the draft as the next version and put it before the Standing; registrations also before the Board.

    `seen` is the digest of the rows whose paper was looked at. Raises DomainError for an empty list, a row without
    its achievement or no longer recommended; StaleState when the list was submitted or its rows changed meanwhile.
    """
    require(actor, Action.LOCK_PROPOSAL, proposal)
    hold_open_year(proposal.cycle_id)
    _hold(proposal)
    rows = rows_to_lock(proposal)
    is_draft = proposal.state == ListState.DRAFT  # else somebody, or the first press, locked it: told below
    if is_draft and seen and seen != draft_digest(proposal, rows):
        raise StaleState("Danh sách vừa thay đổi sau khi đồng chí mở trang này. Hãy xem lại rồi khóa")
    number = proposal.current_number + 1
    take_step(proposal, "submit", current_number=number)
    sealed = seal(*sealed_content(proposal, number, rows))
    version = ProposalVersion.objects.create(
        ward_id=proposal.ward_id,
        proposal_list=proposal,
        number=number,
        locked_by_key=actor.user_key,
        seal=sealed.text,
        sha256=sealed.sha256,
        body=sealed.body,
    )
    for row in rows:
        row.ward_id, row.version = version.ward_id, version
    ProposalItem.objects.bulk_create(rows)
    is_report = proposal.kind == ListKind.REGISTRATION
    words = f"{len(rows)} {words_of(proposal).what}"
    audit.record(
        actor=actor, verb="list.submit", text=f"Khóa bản số {number} gồm {words} và {words_of(proposal).sent}",
        subject=proposal, ward_key=proposal.ward_id,
        after={"version": number, "items": len(rows), **VERSIONS.mark(version.pk)}, audience=audit.Audience.BAN,
    )  # fmt: skip
    roles = (Role.STANDING, Role.BOARD) if is_report else (Role.STANDING,)
    asked = "để đồng chí xem" if is_report else "chờ đồng chí cho ý kiến"
    tell_members(proposal, roles, f"Danh sách {words} năm {proposal.cycle.year} {asked}")
    return version


def _hold(proposal: ProposalList) -> None:
    """Let no row, and no conclusion of a model on it, change while the list is locked: the list first, then these."""
    ProposalList.objects.select_for_update().get(pk=proposal.pk)
    if proposal.kind == ListKind.RECOGNITION:
        listed = proposal.draft_items.order_by().values("initiative_id")
        held = Evaluation.objects.filter(initiative_id__in=listed).order_by("pk").select_for_update()
        list(held.values_list("pk"))


def draft_digest(proposal: ProposalList, rows: Sequence[ProposalItem]) -> str:
    """Tells whether the rows are still those somebody looked at."""
    content = [proposal.current_number, *sealed_content(proposal, proposal.current_number + 1, rows)]
    return hashlib.sha256(canonical(content).encode()).hexdigest()


@transaction.atomic
def call_back(*, actor: Actor, proposal: ProposalList, reason: str) -> None:
    """The head takes a submitted list back to mend it; the locked version stays on file."""
    require(actor, Action.LOCK_PROPOSAL, proposal)
    hold_open_year(proposal.cycle_id)
    take_step(proposal, "call_back", note=reason)
    audit.record(
        actor=actor, verb="list.call_back", text=f"Rút bản số {proposal.current_number} về để sửa", subject=proposal,
        ward_key=proposal.ward_id, reason=reason, audience=audit.Audience.BAN,
    )  # fmt: skip


@transaction.atomic
def cancel_list(*, actor: Actor, proposal: ProposalList, reason: str) -> None:
    """Give a draft up; another list of the year may then be begun."""
    require(actor, Action.DRAFT_PROPOSAL, proposal)
    hold_open_year(proposal.cycle_id)
    take_step(proposal, "cancel", note=reason)
    audit.record(
        actor=actor, verb="list.cancel", text="Hủy danh sách đang lập", subject=proposal, ward_key=proposal.ward_id,
        reason=reason, audience=audit.Audience.BAN,
    )  # fmt: skip


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


def clean_achievement(typed: str) -> str:
    line = clean_line(typed)
    if len(line) > ACHIEVEMENT_LENGTH:
        raise DomainError(
            f"Thành tích nổi bật dài quá {ACHIEVEMENT_LENGTH} ký tự, hiện có {len(line)}", field="achievement"
        )
    return line


def last_order(proposal: ProposalList) -> int:
    return proposal.draft_items.aggregate(last=Max("order"))["last"] or 0


def open_draft(actor: Actor, proposal: ProposalList) -> None:
    """The right to draft, and the list locked while it is edited.

    Raises StaleState once it was submitted, or when its year is not open.
    """
    require(actor, Action.DRAFT_PROPOSAL, proposal)
    hold_open_year(proposal.cycle_id)
    if proposal.kind == ListKind.REGISTRATION:
        raise DomainError("Danh sách đăng ký lấy từ hồ sơ đã tiếp nhận, không sửa từng dòng")
    locked = ProposalList.objects.select_for_update().get(pk=proposal.pk)
    if locked.state != ListState.DRAFT:
        raise StaleState(f"Danh sách này đã chuyển sang “{locked.get_state_display()}”, không sửa được nữa")


def _renumber(rows: list[ProposalDraftItem]) -> None:
    for order, row in enumerate(rows, start=1):
        row.order = order
    ProposalDraftItem.objects.bulk_update(rows, ["order"])


def first_sentence(text: str) -> str:
    """The beginning of the unit's own summary, as a start for the achievement."""
    line = clean_line(text)
    if len(line) <= ACHIEVEMENT_LENGTH:
        return line
    cut = line[:ACHIEVEMENT_LENGTH]
    return cut[: cut.rfind(". ") + 1] or cut[: cut.rfind(" ")]


def may_record(actor: Actor, proposal: ProposalList) -> bool:
    """Whether this person may now write down the meeting on the list."""
    is_due = proposal.state == ListState.ENDORSED and not year_refusal(proposal.cycle)
    return is_due and can(actor, Action.RECORD_MEETING, proposal)
