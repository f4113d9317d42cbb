"""“Rà soát mô hình năm trước”: each model that may be continued is kept up, improved or stopped.

Plan II.4.1–II.4.2, decisions 17, 46, 77. Stopping a model whose result is not published leaves it in its appraisal.

The unit decides; the Ban may write down what a unit told it. Only keeping up and improving make a registration.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse

from core import clock
from core.actor import Actor, Seat
from core.exceptions import DomainError, StaleState
from core.log import audit
from core.log.notifications import Notice, notify, notify_many
from core.models import Notification
from models_registry.enums import FREED_STATES, ORIGIN_OF, CarryOver, CycleState, Window
from models_registry.initiative.messages import model_begins, model_of_year
from models_registry.initiative.recipients import BAN_ROLES, ban_people, people_of, unit_people
from models_registry.models import CarryOverReview, Cycle, Initiative
from models_registry.registration.services.continuing import lock_source, write_review
from models_registry.registration.services.drafts import start_draft
from models_registry.registration.sources import sources_of
from organizations.models import Organization
from organizations.permissions import Action, can, require
from organizations.tree import ward_tree

REASON_LENGTH = 500


@dataclass(frozen=True)
class Choice:
    """What is decided about one model; `seen` is the version of the decision the page showed, 0 for none."""

    source: Initiative
    decision: str
    reason: str = ""
    seen: int = 0


@transaction.atomic
def decide(*, actor: Actor, cycle: Cycle, choices: Sequence[Choice], told_by: str = "") -> list[CarryOverReview]:
    """Decide about last year's models, all of them or none; what is decided so already is left as it is.

    Kept up or improved by the unit itself while registration is open, a model gets its draft at once. Raises
    PermissionDenied, DomainError with the field `<name>-<code>`, and StaleState when somebody decided otherwise first.
    """
    if cycle.state != CycleState.OPEN:
        raise DomainError(f"Năm {cycle.year} không mở, không rà soát được")
    choices = sorted(choices, key=lambda choice: choice.source.pk)
    for choice in choices:
        lock_source(choice.source)
    reviews = []
    for choice in choices:
        try:
            reviews.append(_decide(actor, cycle, choice, told_by))
        except DomainError as error:
            if error.field != "told_by":
                error.field = f"{'reason' if error.field == 'reason' else 'decision'}-{choice.source.code}"
            raise
    return reviews


def _decide(actor: Actor, cycle: Cycle, choice: Choice, told_by: str) -> CarryOverReview:
    source, decision = choice.source, CarryOver(choice.decision)
    reason = choice.reason if decision == CarryOver.STOP else ""
    unit = deciding_unit(source)
    seat = _seat(actor, unit, decision)
    on_behalf = seat.role in BAN_ROLES
    _refuse(cycle, source, decision, reason, told_by=told_by, on_behalf=on_behalf)
    review = CarryOverReview.objects.filter(source=source, cycle=cycle).select_related("result").first()
    running = continuing_row(source, cycle)
    starts = decision != CarryOver.STOP and not on_behalf and cycle.window(Window.REGISTRATION).is_open(clock.today())
    if review and (review.decision, review.reason) == (decision, reason) and (running or not starts):
        return review
    if running is not None:
        raise DomainError(
            f"{model_begins(source.name)} đã có hồ sơ năm {cycle.year} ({running.get_state_display().lower()}). "
            "Hãy đổi hình thức ngay trong hồ sơ đó; muốn dừng thì xóa nháp, rút hoặc dừng hồ sơ trước"
        )
    if review and review.version != choice.seen:
        told = CarryOver(review.decision).label.lower()
        raise StaleState(
            f"{model_begins(source.name)} vừa được người khác quyết định: {told}. Hãy tải lại trang để xem"
        )
    before = review.decision if review else None
    if starts:
        start_draft(
            actor=actor, unit=unit, cycle=cycle, token=uuid.uuid4(), origin=ORIGIN_OF[decision], continues=source
        )
        review = CarryOverReview.objects.select_related("result").get(source=source, cycle=cycle)
    else:
        review = write_review(
            source, cycle=cycle, unit_key=unit.pk, decision=decision, reason=reason, result=None, on_behalf=on_behalf,
            decided_by_key=actor.user_key, told_by=told_by if on_behalf else "",
        )  # fmt: skip
    _record(actor, seat, review, before=before)
    _tell(actor, review, unit)
    return review


def deciding_unit(source: Initiative) -> Organization:
    """The model's unit, or the living heir of it."""
    ward_key, unit_key = source.ward_id, source.unit_id
    ward = Organization.objects.get(pk=ward_key)
    return Organization.objects.select_related("ward").get(pk=ward_tree(ward).living(unit_key))


def continuing_row(source: Initiative, cycle: Cycle) -> Initiative | None:
    """The year's registration that continues a model and stands; at most one (uq_init_continue_once)."""
    rows = Initiative.objects.filter(continues=source, cycle=cycle, deleted_at__isnull=True)
    return rows.exclude(state__in=FREED_STATES).first()


def _seat(actor: Actor, unit: Organization, decision: CarryOver) -> Seat:
    """Who prepares registrations keeps a model up; stopping one is for the unit's head. The Ban acts for a unit."""
    if decision == CarryOver.STOP:
        return require(actor, Action.DISCONTINUE_INITIATIVE, unit)
    prepares = can(actor, Action.PREPARE_INITIATIVE, unit)
    return require(actor, Action.PREPARE_INITIATIVE if prepares else Action.RECEIVE_INITIATIVE, unit)


def _refuse(cycle: Cycle, source: Initiative, decision: CarryOver, reason: str, *, told_by: str, on_behalf: bool):
    if not sources_of(cycle).filter(pk=source.pk).exists():
        raise DomainError("Chỉ rà soát mô hình năm trước được công nhận hoặc còn chờ kết quả")
    if decision == CarryOver.STOP and not reason:
        raise DomainError("Hãy ghi lý do dừng mô hình", field="reason")
    if len(reason) > REASON_LENGTH:
        raise DomainError(f"Lý do dài quá {REASON_LENGTH} ký tự, hiện có {len(reason)}", field="reason")
    if on_behalf and not told_by:
        raise DomainError("Hãy ghi ai của đơn vị cho biết quyết định này", field="told_by")


def _record(actor: Actor, seat: Seat, review: CarryOverReview, *, before: str | None) -> None:
    """On the history of the model decided about: who wrote it down and, for the Ban, who of the unit said so."""
    decision = CarryOver(review.decision)
    audit.record(
        actor=actor, seat=seat, verb="carry_over.decide", subject=review.source, ward_key=review.ward_id,
        text=f"Rà soát năm {review.cycle.year}: {decision.label.lower()}", reason=review.reason,
        note=f"Ban ghi thay, theo lời {review.told_by}" if review.on_behalf else "",
        before={"decision": CarryOver(before) if before else None}, after={"decision": decision},
        on_behalf_key=review.unit_id if review.on_behalf else None,
    )  # fmt: skip


def _tell(actor: Actor, review: CarryOverReview, unit: Organization) -> None:
    """The unit hears what was written down for it; the Ban hears when a unit stops a model."""
    source, decision = review.source, CarryOver(review.decision)
    if review.on_behalf:
        people, page = unit_people(unit), "carry_over_review"
        done = f"{decision.label.lower()} {model_of_year(source)}"
        text = f"Ban Xây dựng Đảng ghi thay, theo lời {review.told_by}: {done}"
        link = reverse(f"registry:{page}", args=[actor.ward_slug, source.year])
    elif decision == CarryOver.STOP:
        people = ban_people(source.ward_id)
        text = f"{unit.name}: dừng {model_of_year(source)}"
        link = reverse("registry:carry_over_board", args=[actor.ward_slug, review.cycle.year])
    else:
        return
    notify(
        user_keys=people, ward_key=source.ward_id, kind="carry_over", text=text[:500], link=link,
        dedupe_key=f"carry-{source.pk}-{review.cycle_id}-{review.version}",
    )  # fmt: skip


# Reminding ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reminder:
    """A unit to remind, and what is said to it."""

    unit_key: int
    text: str


@transaction.atomic
def remind(*, actor: Actor, cycle: Cycle, reminders: Sequence[Reminder]) -> dict[int, int]:
    """Tell the people of units that models wait for their decision: once a day, whoever presses how often.

    Returns by unit how many people it has to tell; 0 means nobody there has an account.
    """
    seat = require(actor, Action.RECEIVE_INITIATIVE, cycle)
    link = reverse("registry:carry_over_review", args=[actor.ward_slug, cycle.year - 1])
    units = Organization.objects.filter(ward_id=cycle.ward_id, pk__in=[reminder.unit_key for reminder in reminders])
    people = people_of(units)
    notices = [
        Notice(
            user_keys=people.get(reminder.unit_key, []), ward_key=cycle.ward_id, kind="carry_over_reminder",
            text=reminder.text[:500], link=link,
            dedupe_key=f"carry-remind-{cycle.pk}-{reminder.unit_key}-{clock.today():%Y%m%d}",
        )
        for reminder in reminders
    ]  # fmt: skip
    if not _was_told(notices):
        notify_many(notices)
        audit.record(
            actor=actor, seat=seat, verb="carry_over.remind", subject=cycle, ward_key=cycle.ward_id,
            text=f"Nhắc {len(reminders)} đơn vị rà soát mô hình năm {cycle.year - 1}", audience=audit.Audience.BAN,
            after={"units": [reminder.unit_key for reminder in reminders]},
        )  # fmt: skip
    return {reminder.unit_key: len(people.get(reminder.unit_key, [])) for reminder in reminders}


def _was_told(notices: Sequence[Notice]) -> bool:
    """Whether everybody has these notices already: the button was pressed twice, or by a colleague the same day."""
    wanted = {(key, notice.dedupe_key) for notice in notices for key in notice.user_keys}
    rows = Notification.objects.filter(user_key__in={key for key, _ in wanted}, kind="carry_over_reminder")
    rows = rows.filter(dedupe_key__in={dedupe for _, dedupe in wanted})
    return wanted <= set(rows.values_list("user_key", "dedupe_key"))
