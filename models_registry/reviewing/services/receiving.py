"""What the Ban does with a registration: receive, ask for more, refuse, assign (Plan II.4.4, decisions 15–16)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Max
from django.urls import reverse

from core import clock
from core.actor import Actor
from core.database.transitions import move
from core.exceptions import DomainError, StaleState
from core.log import audit
from core.log.notifications import notify
from core.text.formatting import date_vi
from core.text.vietnamese import quoted
from models_registry.enums import Behalf, SubmissionKind, Tray
from models_registry.initiative.open_year import refuse_row_of_closed_year
from models_registry.initiative.recipients import officers, unit_people
from models_registry.models import Initiative, Remark, Submission
from models_registry.parts import PART, WHOLE, part_label
from models_registry.transitions import INITIATIVE
from organizations.models import User
from organizations.permissions import Action, require

LONGEST_REPLY = dt.timedelta(days=365)
ASSIGNABLE = frozenset({Tray.WITH_BAN, Tray.RETURNED, Tray.RECEIVED})


@dataclass(frozen=True)
class RemarkDraft:
    """What is asked about one field; '' is the whole."""

    field: str
    text: str


@transaction.atomic
def receive(*, actor: Actor, initiative: Initiative) -> None:
    """Take a registration in. Raises DomainError while the unit disputes what was typed on its behalf."""
    step = INITIATIVE["receive"]
    seat = require(actor, step.action, initiative)
    refuse_row_of_closed_year(initiative)
    if initiative.behalf == Behalf.DISPUTED:
        raise DomainError(
            "Đơn vị đang không đồng ý với bản nhập hộ. Hãy thống nhất lại với đơn vị trước khi tiếp nhận."
        )
    changes = {"received_at": clock.now(), "answer_due_on": None, "last_news_on": clock.today()}
    move(initiative, step, changes=changes)
    audit.record(
        actor=actor, seat=seat, verb="initiative.receive", text="Tiếp nhận đăng ký", subject=initiative,
        ward_key=initiative.ward_id,
    )  # fmt: skip
    _tell_unit(actor, initiative, "received", f"Đã tiếp nhận {initiative.code} {quoted(initiative.name)}")


@transaction.atomic
def return_initiative(
    *, actor: Actor, initiative: Initiative, remarks: Sequence[RemarkDraft], due_on: dt.date
) -> list[Remark]:
    """Send a registration back with a remark per field, to be answered by a day; who asks handles the answer.

    The remarks are written on the last submission, so that what they speak of never changes under them.
    """
    step = INITIATIVE["return"]
    seat = require(actor, step.action, initiative)
    refuse_row_of_closed_year(initiative)
    remarks = _worded(remarks)
    _check_due(due_on)
    changes = {"answer_due_on": due_on, "rounds": F("rounds") + 1, "waiting_since": clock.now()}
    if actor.user_key is not None:
        changes["assignee_id"] = actor.user_key  # the answer comes back to who asked
    move(initiative, step, changes=changes)
    submission = Submission.objects.get(
        initiative=initiative, kind=SubmissionKind.REGISTRATION, number=initiative.sent_number
    )
    first = (submission.remarks.aggregate(last=Max("number"))["last"] or 0) + 1
    rows = Remark.objects.bulk_create(
        Remark(
            ward_id=initiative.ward_id,
            submission=submission,
            number=number,
            field=remark.field,
            text=remark.text,
            asked_by_key=actor.user_key,
            due_on=due_on,
        )
        for number, remark in enumerate(remarks, start=first)
    )
    audit.record(
        actor=actor, seat=seat, verb="initiative.return", text=f"Đề nghị bổ sung, trả lời trước ngày {date_vi(due_on)}",
        subject=initiative, ward_key=initiative.ward_id, after={"due_on": due_on, "remarks": len(rows)},
        reason="\n".join(f"{part_label(row.field)}: {row.text}" for row in rows),
    )  # fmt: skip
    text = f"Cần bổ sung {initiative.code} {quoted(initiative.name)} trước ngày {date_vi(due_on)}"
    _tell_unit(actor, initiative, "returned", text)
    return rows


@transaction.atomic
def refuse(*, actor: Actor, initiative: Initiative, reason: str) -> None:
    """Do not take a registration in, for good and with a reason; it no longer counts for the unit's duty."""
    step = INITIATIVE["refuse"]
    seat = require(actor, step.action, initiative)
    refuse_row_of_closed_year(initiative)
    move(initiative, step, note=reason, changes={"end_reason": reason, "answer_due_on": None})
    audit.record(
        actor=actor, seat=seat, verb="initiative.refuse", text="Không tiếp nhận đăng ký", subject=initiative,
        ward_key=initiative.ward_id, reason=reason,
    )  # fmt: skip
    _tell_unit(actor, initiative, "refused", f"Không tiếp nhận {initiative.code} {quoted(initiative.name)}, xem lý do")


@transaction.atomic
def assign(*, actor: Actor, initiative: Initiative, officer: User | None) -> None:
    """Say which officer handles a file; None takes it from whoever had it.

    The version of the file is left alone, so that a unit typing its supplement is not disturbed; a press on an old
    page still fails, by the officer it saw.
    """
    seat = require(actor, Action.ASSIGN_INITIATIVE, initiative)
    if initiative.tray not in ASSIGNABLE:
        raise DomainError("Hồ sơ này không còn ở bước cần phân công")
    if officer is not None and not officers(initiative.ward_id).filter(pk=officer.pk).exists():
        raise DomainError("Hãy chọn người của Ban Xây dựng Đảng", field="officer")
    seen = initiative.assignee_id
    if seen == (officer and officer.pk):
        return
    if not Initiative.objects.filter(pk=initiative.pk, assignee_id=seen).update(assignee=officer):
        raise StaleState("Hồ sơ vừa được người khác phân công. Hãy tải lại trang để xem.")
    initiative.assignee = officer
    text = f"Phân công {officer.full_name} xử lý" if officer else "Bỏ phân công người xử lý"
    audit.record(
        actor=actor, seat=seat, verb="initiative.assign", text=text, subject=initiative, ward_key=initiative.ward_id,
        before={"assignee": seen}, after={"assignee": officer and officer.pk}, audience=audit.Audience.BAN,
    )  # fmt: skip
    if officer is not None and officer.pk != actor.user_key:
        notify(
            user_keys=[officer.pk], ward_key=initiative.ward_id, kind="assigned",
            text=f"Đồng chí được phân công xử lý {initiative.code} {quoted(initiative.name)}",
            link=reverse("registry:review_detail", args=[actor.ward_slug, initiative.address]),
            dedupe_key=f"assign-{initiative.pk}-{clock.now().isoformat()}",
        )  # fmt: skip


def _worded(remarks: Sequence[RemarkDraft]) -> list[RemarkDraft]:
    remarks = [remark for remark in remarks if remark.text]
    if not remarks:
        raise DomainError("Hãy ghi ít nhất một điểm cần bổ sung")
    if any(remark.field != WHOLE and remark.field not in PART for remark in remarks):
        raise DomainError("Có điểm cần bổ sung không thuộc phiếu đăng ký")
    return remarks


def _check_due(due_on: dt.date) -> None:
    today = clock.today()
    if due_on <= today:
        raise DomainError("Hạn trả lời phải sau hôm nay", field="due_on")
    if due_on > today + LONGEST_REPLY:
        raise DomainError("Hạn trả lời xa quá một năm", field="due_on")


def _tell_unit(actor: Actor, initiative: Initiative, kind: str, text: str) -> None:
    notify(
        user_keys=unit_people(initiative.unit), ward_key=initiative.ward_id, kind=kind, text=text,
        link=reverse("registry:initiative_detail", args=[actor.ward_slug, initiative.address]),
        dedupe_key=f"{kind}-{initiative.pk}-{initiative.version}",
    )  # fmt: skip
