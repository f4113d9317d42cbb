"""What the leaders say of a version: opinions, the Standing's endorsement, the Board's conclusion (decision 25).

Everything points at one version: who holds an outdated one is refused with a word on the newer.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from core import clock
from core.actor import Actor
from core.exceptions import DomainError, StaleState
from core.log import audit
from core.text.vietnamese import clean_text, lower_first
from evaluation.appraisal.marks import CONCLUSIONS, ENDORSEMENTS, OPINIONS
from evaluation.enums import EndorsementAct, ListKind, ListState, RowResult, Stance
from evaluation.lists.kinds import list_of_year, result_words
from evaluation.lists.services.proposals import tell_members
from evaluation.lists.transitions import open_moves, take_step
from evaluation.models import (
    BoardMeeting,
    Conclusion,
    ConclusionRow,
    Endorsement,
    Opinion,
    ProposalItem,
    ProposalList,
    ProposalVersion,
)
from evaluation.models.lists import PROPOSED_LEVELS
from models_registry.initiative.open_year import hold_open_year, year_refusal
from organizations.enums import Role
from organizations.models import Membership
from organizations.permissions import Action, can, require, seat_for

STEP_OF = {
    EndorsementAct.ENDORSE: "endorse",
    EndorsementAct.RETURN: "return",
    EndorsementAct.ACKNOWLEDGE: "acknowledge",
}
NOUNS = {ListKind.RECOGNITION: "mô hình", ListKind.COMMENDATION: "tập thể, cá nhân"}
# What it takes to speak while a list waits: before the Standing both bodies, after it the Board alone.
SPEAKING = {ListState.SUBMITTED: Action.GIVE_OPINION, ListState.ENDORSED: Action.SPEAK_AFTER_ENDORSING}


def speaking(proposal: ProposalList) -> Action | None:
    """What it takes to speak now: of registrations the Board may also after the Standing has acknowledged them."""
    if (proposal.kind, proposal.state) == (ListKind.REGISTRATION, ListState.ACKNOWLEDGED):
        return Action.SPEAK_AFTER_ENDORSING
    return SPEAKING.get(proposal.state)


def may_speak(actor: Actor, proposal: ProposalList) -> bool:
    """Whether the list is with those whose seat this person holds."""
    right = speaking(proposal)
    return right is not None and can(actor, right, proposal) and not year_refusal(proposal.cycle)


def is_submitter(actor: Actor, version: ProposalVersion) -> bool:
    """Who locked and submitted a version does not conclude on it (decision 25)."""
    return version.locked_by_key == actor.user_key


def may_conclude(actor: Actor, version: ProposalVersion) -> bool:
    """Whether this person may now record the Board's conclusion on the version; `version.proposal_list` is read."""
    return "conclude" in open_moves(actor, version.proposal_list) and not is_submitter(actor, version)


@dataclass(frozen=True)
class RowConclusion:
    """The Board on one row. `reason` is required unless the row is approved; votes None: hands were not counted."""

    result: str
    level: int | None = None  # of a commendation none
    reason: str = ""
    votes_for: int | None = None
    votes_against: int | None = None


@transaction.atomic
def give_opinion(
    *, actor: Actor, version: ProposalVersion, stance: str, text: str = "", item: ProposalItem | None = None
) -> Opinion:
    """A member's word on the list or one row; said again, it replaces the earlier one while the list is still open."""
    proposal = current_list(version)  # its year is held: two presses at once are one
    require(actor, Action.GIVE_OPINION, proposal)
    right = speaking(proposal)
    seat = seat_for(actor, right, proposal) if right else None
    if seat is None:
        raise StaleState(f"Danh sách đã chuyển sang “{proposal.get_state_display()}”, không nhận thêm ý kiến")
    text = clean_text(text)
    if stance not in Stance.values:
        raise DomainError("Hãy chọn “Đồng ý” hoặc “Có ý kiến khác”", field="stance")
    if stance == Stance.DIFFER and not text:
        raise DomainError("Hãy ghi ý kiến của đồng chí", field="text")
    said = Opinion.objects.filter(version=version, item=item, membership_id=seat.key, stance=stance, text=text).first()
    if said is not None:
        return said  # the second press of one button
    opinion, _ = Opinion.objects.update_or_create(
        version=version, item=item, membership_id=seat.key,
        defaults={"ward_id": proposal.ward_id, "stance": stance, "text": text, "at": clock.now()},
    )  # fmt: skip
    where = f" về {item.code}" if item else ""
    audit.record(
        actor=actor, verb="list.opinion", text=f"Cho ý kiến{where}: {Stance(stance).label}", subject=proposal,
        ward_key=proposal.ward_id, after={"version": version.number, "words": text, **OPINIONS.mark(opinion.pk)},
        audience=audit.Audience.BAN, seat=seat,
    )  # fmt: skip
    return opinion


@transaction.atomic
def endorse_list(*, actor: Actor, version: ProposalVersion) -> None:
    """The Standing agrees and puts the version before the Board (Plan II.4.4). Once, by the member entitled to."""
    _answer(actor, version, EndorsementAct.ENDORSE, reason="")
    proposal = version.proposal_list
    tell_members(proposal, (Role.BOARD,), f"{list_of_year(proposal)}, bản số {version.number}, chờ kết luận")


@transaction.atomic
def return_list(*, actor: Actor, version: ProposalVersion, reason: str) -> None:
    """The Standing sends the list back with a reason; the Ban mends it and locks the next version."""
    _answer(actor, version, EndorsementAct.RETURN, reason=clean_text(reason))
    proposal = version.proposal_list
    tell_members(proposal, (Role.HEAD, Role.OFFICER), f"Thường trực trả lại {lower_first(list_of_year(proposal))}")


@transaction.atomic
def acknowledge_list(*, actor: Actor, version: ProposalVersion) -> None:
    """The Standing has seen a list of registrations and keeps it on file; nothing is approved by it (decision 24)."""
    _answer(actor, version, EndorsementAct.ACKNOWLEDGE, reason="")
    proposal = version.proposal_list
    words = f"Thường trực đã xem, ghi nhận {lower_first(list_of_year(proposal))}, bản số {version.number}"
    tell_members(proposal, (Role.HEAD, Role.OFFICER), words)


@transaction.atomic
def conclude_list(
    *,
    actor: Actor,
    version: ProposalVersion,
    rows: Mapping[int, RowConclusion],
    meeting_on: dt.date | None = None,
    minutes: str = "",
) -> Conclusion:
    """Record the Board's conclusion, a result for every row (keys: item ids). Who submitted the list may not.

    Raises PermissionDenied without the right to conclude, DomainError for a missing row or reason, StaleState for an
    outdated version or a conclusion recorded meanwhile.
    """
    proposal = current_list(version)
    seat = require(actor, Action.CONCLUDE_LIST, proposal)
    if is_submitter(actor, version):
        raise DomainError("Người trình danh sách không ghi kết luận trên chính danh sách đó")
    if meeting_on is not None and meeting_on > clock.today():
        raise DomainError("Ngày họp không được sau hôm nay", field="meeting_on")
    items = list(version.items.all())
    _refuse_open_rows(proposal, items, rows)
    take_step(proposal, "conclude")
    conclusion = Conclusion.objects.create(
        ward_id=proposal.ward_id, version=version, membership_id=seat.key, meeting_on=meeting_on,
        minutes=clean_text(minutes), attendance=_attendance(version),
    )  # fmt: skip
    ConclusionRow.objects.bulk_create(_row_of(conclusion, item, rows[item.pk]) for item in items)
    approved = sum(rows[item.pk].result == RowResult.APPROVE for item in items)
    said = result_words(proposal.kind, RowResult.APPROVE).lower()
    words = f"Ban Thường vụ kết luận: {said} {approved} trên {len(items)} {NOUNS[proposal.kind]}"
    audit.record(
        actor=actor, verb="list.conclude", text=words,
        subject=proposal, ward_key=proposal.ward_id,
        after={"version": version.number, "approved": approved, **CONCLUSIONS.mark(conclusion.pk)},
        audience=audit.Audience.BAN, seat=seat,
    )  # fmt: skip
    words = f"Ban Thường vụ đã kết luận {lower_first(list_of_year(proposal))}"
    tell_members(proposal, (Role.HEAD, Role.OFFICER), words)
    return conclusion


def _row_of(conclusion: Conclusion, item: ProposalItem, said: RowConclusion) -> ConclusionRow:
    return ConclusionRow(
        ward_id=conclusion.ward_id, conclusion=conclusion, item=item, result=said.result, level=said.level,
        reason=clean_text(said.reason), votes_for=said.votes_for, votes_against=said.votes_against,
    )  # fmt: skip


def _attendance(version: ProposalVersion) -> dict:
    """Who met, as the meeting's secretary wrote it down; {} when the conclusion is recorded at the desk."""
    held = BoardMeeting.objects.filter(of=version).first()
    if held is None:
        return {}
    return {"chair": held.chair, "secretary": held.secretary, "present": held.present, "absent": held.absent}


def board_members(proposal: ProposalList) -> list[str]:
    """“Họ tên, chức danh” of everybody who sits on the Board today, in the order of given names."""
    today = clock.today()
    seats = Membership.objects.filter(ward_id=proposal.ward_id, role=Role.BOARD, delegated_by=None).valid_on(today)
    seats = seats.filter(user__is_active=True).select_related("user").order_by("user__given_sort")
    return [f"{row.user.full_name}, {row.title}" for row in seats]


def _answer(actor: Actor, version: ProposalVersion, act: str, reason: str) -> None:
    proposal = current_list(version)
    seat = require(actor, Action.ENDORSE_LIST, proposal)
    take_step(proposal, STEP_OF[act], note=reason)
    try:
        with transaction.atomic():
            endorsement = Endorsement.objects.create(
                ward_id=proposal.ward_id, version=version, act=act, membership_id=seat.key, reason=reason
            )
    except IntegrityError as error:
        raise StaleState(f"Bản số {version.number} đã được Thường trực trả lời") from error
    audit.record(
        actor=actor, verb=f"list.{act.lower()}", text=f"{EndorsementAct(act).label}, bản số {version.number}",
        subject=proposal, ward_key=proposal.ward_id, after=ENDORSEMENTS.mark(endorsement.pk), reason=reason,
        audience=audit.Audience.BAN, seat=seat,
    )  # fmt: skip


def current_list(version: ProposalVersion) -> ProposalList:
    """The list as it is now, its year held. Raises StaleState when the version in hand is not its current one,
    or the year is not open."""
    hold_open_year(version.proposal_list.cycle_id)
    proposal = ProposalList.objects.select_related("cycle__ward").get(pk=version.proposal_list_id)
    version.proposal_list = proposal
    if version.number != proposal.current_number:
        raise StaleState(f"Bản số {version.number} đã được thay bằng bản số {proposal.current_number}. Hãy xem bản mới")
    return proposal


def _refuse_open_rows(proposal: ProposalList, items: list[ProposalItem], rows: Mapping[int, RowConclusion]) -> None:
    levels = levels_of(proposal.kind)
    for item in items:
        row = rows.get(item.pk)
        if row is None or row.result not in RowResult.values:
            raise DomainError(f"Hãy kết luận dòng {item.order}: {item.label['name']}", field=f"result_{item.pk}")
        if row.result != RowResult.APPROVE and not row.reason.strip():
            raise DomainError(f"Hãy ghi lý do ở dòng {item.order}: {item.label['name']}", field=f"reason_{item.pk}")
        if row.level not in levels:
            raise DomainError(f"Hãy chọn mức công nhận ở dòng {item.order}", field=f"level_{item.pk}")


def levels_of(kind: str) -> tuple[int | None, ...]:
    """What level the Board may grant a row: of a commendation none."""
    return (None,) if kind == ListKind.COMMENDATION else PROPOSED_LEVELS
