"""Sending a registration, and sending it again after a return (Plan II.4.4 steps 1–2, decisions 3, 6, 16).

The clock inside the transaction judges the window; the code is drawn from the year's counter first, in the same
transaction; whoever presses second finds the first one's result.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from core import clock
from core.actor import Actor, Seat
from core.database.transitions import Transition, move
from core.exceptions import DomainError, StaleState
from core.log import audit, seals
from core.log.notifications import notify
from core.text.vietnamese import quoted
from models_registry.enums import WAITING_STATES, RemarkClosing, SendBasis, Source, SubmissionKind, Window
from models_registry.enums import InitiativeState as S
from models_registry.initiative.access import sending_seat
from models_registry.initiative.completeness import Problem, problems_of
from models_registry.initiative.contents import SCHEMA, Contents, read_contents, sealed_facts, sealed_words
from models_registry.initiative.messages import refuse_stale, window_refusal
from models_registry.initiative.on_behalf import entry_of
from models_registry.initiative.recipients import BAN_ROLES, ban_people, form_address, review_address, unit_people
from models_registry.initiative.windows import Judged, judge, unit_window
from models_registry.models import Initiative, Remark, Submission
from models_registry.registration.marks import registration_mark
from models_registry.registration.services.codes import code_of, draw_numbers
from models_registry.registration.services.passages import remember_passages
from models_registry.transitions import BEHALF, INITIATIVE
from models_registry.years.unit_changes import search_text

CONFIRMATION = "Tôi xác nhận nội dung đã được chi bộ thống nhất"


class Incomplete(DomainError):
    """The registration lacks something. `problems` name the inputs, in the order of the form."""

    def __init__(self, problems: list[Problem]):
        super().__init__(f"Còn {len(problems)} chỗ cần sửa trước khi gửi")
        self.problems = problems


@dataclass(frozen=True)
class Receipt:
    """What was sent; `is_new` is False when an earlier press had sent it already."""

    submission: Submission
    is_new: bool


def send_initiative(*, actor: Actor, initiative: Initiative, seen: int, confirmed: bool) -> Receipt:
    """Send a registration as it stands at version `seen`, or again after a return.

    Raises PermissionDenied for anybody but the head, Incomplete with every place to mend, DomainError outside the
    window, without confirmation or with a remark not answered, StaleState when the text changed meanwhile. Pressed
    twice, the second press gets the first one's submission and writes nothing.
    """
    sending_seat(actor, initiative)
    try:
        return Receipt(_send(actor=actor, initiative=initiative, seen=seen, confirmed=confirmed), is_new=True)
    except StaleState:
        initiative.refresh_from_db(fields=["state", "version", "code", "number", "sent_number", "waiting_since"])
        if initiative.state not in WAITING_STATES:
            raise
        return Receipt(last_submission(initiative), is_new=False)


def last_submission(initiative: Initiative) -> Submission:
    """What was sent last of a registration."""
    return Submission.objects.get(
        initiative=initiative, kind=SubmissionKind.REGISTRATION, number=initiative.sent_number
    )


@transaction.atomic
def _send(*, actor: Actor, initiative: Initiative, seen: int, confirmed: bool) -> Submission:
    seat = sending_seat(actor, initiative)
    refuse_stale(initiative, seen)
    step = INITIATIVE["submit" if initiative.state == S.DRAFT else "resubmit"]
    contents = read_contents(initiative)
    remarks = _answered_remarks(initiative) if step.name == "resubmit" else []
    problems = problems_of(contents)
    if problems:
        raise Incomplete(problems)
    if not confirmed:
        raise DomainError(f"Hãy đánh dấu vào ô “{CONFIRMATION}”", field="confirmed")
    judged = _judge(initiative, step)
    _move(initiative, step, judged, on_behalf=_is_ban(seat))
    submission = _seal(actor, seat, contents, judged)
    remember_passages(initiative, contents.text)
    if remarks:
        Remark.objects.filter(pk__in=[row.pk for row in remarks]).update(
            answered_in=submission, closed_as=RemarkClosing.ANSWERED
        )
    done = _done(step, initiative)
    _record(actor, seat, initiative, submission, done)
    _tell(actor, initiative, submission, remarks, done)
    return submission


def _answered_remarks(initiative: Initiative) -> list[Remark]:
    """The open remarks of the last round. Raises DomainError while one has no answer (decision 16)."""
    rows = list(
        Remark.objects.filter(submission__initiative=initiative, closed_as=RemarkClosing.OPEN).order_by("number")
    )
    silent = [row for row in rows if not row.is_answered]
    if silent:
        raise DomainError(f"Còn {len(silent)} điểm góp ý chưa trả lời", field="answers")
    return rows


def _judge(initiative: Initiative, step: Transition) -> Judged:
    """A first send keeps to the window of the year; an answer to the Ban only to the day the Ban set."""
    today, cycle = clock.today(), initiative.cycle
    if step.name == "resubmit":
        if not cycle.window(Window.REGISTRATION).year_is_open:
            raise DomainError(f"Năm {cycle.year} đã kết thúc, không gửi bổ sung được nữa")
        due = initiative.answer_due_on
        return Judged(SendBasis.NONE, due, late_days=max(0, (today - due).days) if due else 0)
    window = unit_window(cycle, Window.REGISTRATION, initiative.unit_id)
    refusal = window_refusal(window, cycle.year, today, draft_kept=True)
    if refusal:
        raise DomainError(refusal)
    return judge(window, today)


def _is_ban(seat: Seat) -> bool:
    return seat.role in BAN_ROLES


def _move(initiative: Initiative, step: Transition, judged: Judged, *, on_behalf: bool) -> None:
    """Take the step; at the first send the code is drawn before the row is touched (lock order, R14)."""
    now = clock.now()
    changes: dict[str, Any] = {
        "waiting_since": now,
        "sent_number": initiative.sent_number + 1,
        "answer_due_on": None,
        "prepared_at": None,
        "prepared_by_key": None,
    }
    if step.name == "submit":
        changes["late_days"] = judged.late_days
    steps = [step]
    if initiative.source == Source.BEHALF:
        steps.append(BEHALF["await" if on_behalf else "adopt"])
    if not initiative.was_sent:
        number = draw_numbers(ward_key=initiative.ward_id, year=initiative.year)
        coded = Initiative(
            code=code_of(initiative.year, number), name=initiative.name, person_name=initiative.person_name
        )
        changes |= {"number": number, "code": coded.code, "first_sent_at": now}
        changes["search_text"] = search_text(coded, initiative.unit_label)
    move(initiative, *steps, changes=changes)


def _seal(actor: Actor, seat: Seat, contents: Contents, judged: Judged) -> Submission:
    initiative = contents.initiative
    on_behalf = _is_ban(seat)
    facts = sealed_facts(contents) | {
        "number": initiative.sent_number,
        "sent_at": initiative.waiting_since,
        "sent_by": actor.user_key,
        "membership": seat.key,
        "on_behalf": on_behalf,
        "basis": judged.basis,
        "due_on": judged.due_on,
        "allowed_until": judged.allowed_until,
        "late_days": judged.late_days,
        "schema": SCHEMA,
    }
    sealed = seals.seal(facts, sealed_words(contents))
    return Submission.objects.create(
        ward_id=initiative.ward_id,
        initiative=initiative,
        kind=SubmissionKind.REGISTRATION,
        number=initiative.sent_number,
        sent_at=initiative.waiting_since,
        membership_key=seat.key,
        sent_by_key=actor.user_key,
        on_behalf=on_behalf,
        unit_name=initiative.unit.name,
        due_on=judged.due_on,
        allowed_until=judged.allowed_until,
        basis=judged.basis,
        late_days=judged.late_days,
        schema=SCHEMA,
        seal=sealed.text,
        sha256=sealed.sha256,
        body=sealed.body,
    )


def _record(actor: Actor, seat: Seat, initiative: Initiative, submission: Submission, done: str) -> None:
    late = f", muộn {submission.late_days} ngày" if submission.late_days else ""
    audit.record(
        actor=actor, seat=seat, verb="initiative.send", text=f"{done}{late}", subject=initiative,
        ward_key=initiative.ward_id,
        after={
            "code": initiative.code, "number": submission.number, "late_days": submission.late_days,
            **registration_mark(submission),
        },
        on_behalf_key=initiative.unit_id if submission.on_behalf else None, note=_paper_note(initiative, submission),
    )  # fmt: skip


def _paper_note(initiative: Initiative, submission: Submission) -> str:
    """For what the Ban typed: who of the unit brought the paper, beside who typed it."""
    entry = entry_of(initiative) if submission.on_behalf else None
    return f"Nhập hộ, theo bản giấy của {entry.told_by}" if entry and entry.told_by else ""


def _done(step: Transition, initiative: Initiative) -> str:
    """What was done, as the timeline says it."""
    if step.name == "resubmit":
        return f"Gửi bổ sung lần {initiative.rounds}"
    return "Gửi đăng ký" if initiative.sent_number == 1 else "Gửi lại đăng ký"


def _tell(actor: Actor, initiative: Initiative, submission: Submission, remarks: list[Remark], done: str) -> None:
    """The Ban learns of a send; of an answer, those who asked and whoever handles the file."""
    if submission.on_behalf:
        people, kind = unit_people(initiative.unit), "behalf"
        text = f"Ban Xây dựng Đảng đã nhập hộ đăng ký {initiative.code} {quoted(initiative.name)}"
        link = form_address(actor.ward_slug, initiative)
    else:
        askers = {row.asked_by_key for row in remarks} | ({initiative.assignee_id} - {None})
        people, kind = (askers or ban_people(initiative.ward_id)), "sent"
        text = f"{initiative.unit_label}: {done.lower()} {initiative.code} {quoted(initiative.name)}"
        link = review_address(actor.ward_slug, initiative)
    notify(
        user_keys=people, ward_key=initiative.ward_id, kind=kind, text=text[:500], link=link,
        dedupe_key=f"sent-{initiative.pk}-{initiative.sent_number}",
    )  # fmt: skip
