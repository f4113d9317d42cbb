"""One task: its words, state, day and address. Made from a unit's duty of the year and from each of its models."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from core import clock
from core.actor import Actor
from core.text.formatting import date_vi, days_left_vi
from core.text.vietnamese import quoted
from evaluation.enums import EvaluationState, Outcome
from models_registry.enums import (
    FREED_STATES,
    Behalf,
    CarryOver,
    CycleState,
    DutyKind,
    InitiativeState,
    Level,
    Window,
    YearEnd,
)
from models_registry.initiative.looks import Look, still
from models_registry.initiative.messages import model_begins, work_refusal
from models_registry.initiative.on_behalf import waits_for_unit
from models_registry.initiative.recipients import form_address
from models_registry.models import Cycle, Initiative
from models_registry.models.years import OpenWindow

from ..journey import DEFERRED
from .reading import Duty

S = InitiativeState
NOT_OPEN = Look("mute", "lock", "Chưa mở")
NOT_BEGUN = Look("mute", "circle", "Chưa làm")
WRITING = Look("info", "half", "Đang soạn")
TO_SEND = Look("gold", "send", "Chờ gửi")
RETURNED = Look("warn", "undo-2", "Cần bổ sung")
TO_CLARIFY = Look("warn", "message-square", "Cần làm rõ")
DONE = Look("ok", "circle-check", "Hoàn thành")
EXEMPT = Look("mute", "circle-minus", "Được miễn")
RECOGNISED = Look("gold", "star", "Được công nhận")
ANSWERED = Look("ok", "circle-check", "Đã có kết quả")
CLOSED_WORDS = "Đã đóng, gọi Ban Xây dựng Đảng"
SOON = 7  # days from which a deadline is told in bold and may become the page's one alert


@dataclass(frozen=True)
class Task:
    """`closes` is the last day a late answer is still taken; none: any day. Without url there is nothing to open.

    `cycle` is the year it is a task of; None for what belongs to no year. `opens`: the day a locked one opens.
    """

    name: str
    hint: str
    look: Look
    unit_key: int
    url: str = ""
    act: str = ""  # the button of the alert
    due: dt.date | None = None
    closes: dt.date | None = None
    quote: str = ""
    is_mine: bool = True  # whether this person can take the next step
    cycle: Cycle | None = None
    opens: dt.date | None = None

    @property
    def is_done(self) -> bool:
        return self.look.tone in ("ok", "gold") and self.look != TO_SEND or self.look in (EXEMPT, DEFERRED)

    @property
    def is_result(self) -> bool:
        return self.look in (RECOGNISED, ANSWERED)

    @property
    def is_locked(self) -> bool:
        return self.look == NOT_OPEN

    @cached_property
    def is_open(self) -> bool:
        return not self.is_done and not self.is_locked and not self.is_closed

    @cached_property
    def days(self) -> int | None:
        return (self.due - clock.today()).days if self.due else None

    @property
    def is_closed(self) -> bool:
        return self.closes is not None and clock.today() > self.closes and not self.is_done

    @property
    def is_soon(self) -> bool:
        return self.days is not None and self.days <= SOON and not self.is_done

    @property
    def left_words(self) -> str:
        """“Còn 3 ngày”, “Quá hạn 2 ngày, vẫn nộp được”, “Đã đóng, gọi Ban Xây dựng Đảng”."""
        if self.is_done or self.is_locked or self.due is None:
            return ""
        if self.is_closed:
            return CLOSED_WORDS
        left = days_left_vi(self.due, clock.today())
        return f"{left}, vẫn nộp được" if self.days < 0 else left

    @property
    def rank(self) -> tuple:
        """Returned first, then open tasks by their day, closed ones, done ones, those not open yet."""
        place = 0 if self.look == RETURNED else 1
        place = 2 if self.is_closed else 3 if self.is_done else 4 if self.is_locked else place
        return place, self.due or dt.date.max


class UnitYear:
    """One unit in one year: its duty and its models, and whether this person may send for it."""

    def __init__(self, actor: Actor, cycle: Cycle, unit_key: int, duty: Duty | None, models: list[Initiative]):
        self.actor, self.cycle, self.unit_key, self.duty = actor, cycle, unit_key, duty
        self.models = [row for row in models if row.cycle_id == cycle.pk]
        for row in self.models:
            row.cycle = cycle  # read already
        self.earlier = [row for row in models if row.year == cycle.year - 1 and row.is_source]
        self.is_head = unit_key in actor.head_unit_keys
        self.registration = cycle.window(Window.REGISTRATION, duty and duty.registration_until)
        self.self_assessment = cycle.window(Window.SELF_ASSESSMENT, duty and duty.assessment_until)

    def tasks(self) -> list[Task]:
        """Of a closed year only what was done: nothing can be made up for."""
        found = [*self._duty(), *self._review()]
        found += [task for row in self.models for task in self._of(row)]
        return [task for task in found if task.is_done or self.cycle.state != CycleState.CLOSED]

    @property
    def continues_now(self) -> bool:
        """Whether the unit may begin a registration of this year today."""
        return self.registration.is_open(clock.today())

    def _task(self, name: str, hint: str, look: Look, **more) -> Task:
        return Task(name, hint, look, self.unit_key, cycle=self.cycle, **more)

    def _page(self, row: Initiative, page: str = "initiative_detail", *args) -> str:
        return form_address(self.actor.ward_slug, row, page, *args)

    # The duty to register ---------------------------------------------------------------------------------------------

    def _duty(self) -> Iterator[Task]:
        if self.duty is None:
            if self.registration.has_opened(clock.today()) or self.registration.year_is_open:
                return
            yield self._task(
                f"Đăng ký mô hình năm {self.cycle.year}", _opening(self.registration), NOT_OPEN,
                opens=self.registration.opens,
            )  # fmt: skip
            return
        is_copy = self.duty.kind == DutyKind.COPY_ONLY
        name = f"{'Gửi bản đăng ký để theo dõi' if is_copy else 'Đăng ký mô hình'} năm {self.cycle.year}"
        if self.duty.kind == DutyKind.EXEMPT:
            yield self._task(name, f"Được miễn: {self.duty.reason}", EXEMPT)
            return
        sent = [row for row in self.models if row.is_counted and row.is_copy == is_copy]
        missing = (1 if is_copy else self.duty.minimum) - len(sent)
        if missing <= 0:
            first = min(sent, key=lambda row: row.first_sent_at)
            hint = f"Đã gửi ngày {date_vi(clock.local(first.first_sent_at).date())}"
            hint += f", cùng {len(sent) - 1} hồ sơ khác" if len(sent) > 1 else ""
            yield self._task(name, hint, DONE, url=self._page(first))
        elif not any(row.state == S.DRAFT for row in self.models):
            yield self._start(name, missing, has_some=bool(sent))

    def _start(self, name: str, missing: int, *, has_some: bool) -> Task:
        window, today = self.registration, clock.today()
        hint = f"Cần thêm {missing} mô hình" if has_some else f"Mỗi đơn vị đăng ký ít nhất {missing} mô hình"
        if self.duty.kind == DutyKind.COPY_ONLY:
            hint = "Gửi 1 bản đã đăng ký với ngành dọc, không chấm điểm tại phường"
        elif fit := self.continuable():
            hint += f". Có thể duy trì {len(fit)} {_models_of(fit)} năm {self.cycle.year - 1}"
        if any(row.behalf == Behalf.DISPUTED for row in self.models):
            hint = "Bản nhập hộ đơn vị chưa đồng ý nên chưa được tính, chờ Ban Xây dựng Đảng sửa"
        if not window.has_opened(today):
            return self._task(name, _opening(window), NOT_OPEN, opens=window.opens)
        hint += _more_time(window)
        url = start_url(self.actor, self.cycle) if window.is_open(today) else ""
        return self._task(
            name, hint, NOT_BEGUN, url=url, act="Bắt đầu đăng ký", due=window.closes, closes=window.last_day
        )

    def continuable(self) -> list[Initiative]:
        """Last year's models that may still be continued: not yet continued, not given up."""
        taken = {row.continues_id for row in self.models if row.state not in FREED_STATES}
        return [row for row in self.earlier if row.pk not in taken and row.carry_over != CarryOver.STOP]

    # Last year's models -----------------------------------------------------------------------------------------------

    def _review(self) -> Iterator[Task]:
        """Decide about last year's models: kept up, improved or stopped (Plan II.4.1, II.4.2, decision 46)."""
        if not self.earlier or self.cycle.state != CycleState.OPEN:
            return
        year, total = self.cycle.year - 1, len(self.earlier)
        url = reverse("registry:carry_over_review", args=[self.actor.ward_slug, year])
        waiting = sum(not row.carry_over for row in self.earlier)
        name = f"Rà soát {total} {_models_of(self.earlier)} năm {year}"
        if not waiting:
            yield self._task(name, "Mọi mô hình đã có quyết định", DONE, url=url)
            return
        hint = "Chọn duy trì, nâng cao hay dừng từng mô hình"
        hint += f", còn {waiting}" if waiting < total else ""
        look = NOT_BEGUN if waiting == total else WRITING
        yield self._task(name, hint, look, url=url, act="Rà soát", due=self.registration.closes)

    # One model --------------------------------------------------------------------------------------------------------

    def _of(self, row: Initiative) -> Iterator[Task]:
        if waits_for_unit(row):
            yield self._behalf(row)
        if row.state == S.DRAFT:
            yield self._draft(row)
        elif row.state == S.RETURNED:
            yield self._returned(row)
        elif row.end_state == EvaluationState.PUBLISHED:
            yield self._result(row)
        elif row.state == S.RECEIVED and not row.is_copy:
            if row.is_still and row.end_state in (None, EvaluationState.DRAFT) and not work_refusal(row):
                yield self._silent(row)
            if row.end_questions:
                yield self._clarify(row)
            yield self._deferred(row) if row.year_end == YearEnd.DEFERRED else self._assessment(row)

    def _behalf(self, row: Initiative) -> Task:
        hint = "Ban Xây dựng Đảng đã nhập từ bản giấy" + ("" if self.is_head else ", chờ người đứng đầu trả lời")
        url = self._page(row, "initiative_detail")  # what was typed, with the two answers above it
        return self._task(
            f"Xác nhận bản nhập hộ {quoted(row)}", hint, NOT_BEGUN, url=url, act="Xem và trả lời", is_mine=self.is_head
        )

    def _draft(self, row: Initiative) -> Task:
        window = self.registration
        day = {"due": window.closes, "closes": window.last_day}
        if row.prepared_at is None:
            hint = f"Bản nháp, chưa gửi nên chưa được tính là đã đăng ký{_more_time(window)}"
            url = self._page(row, "initiative_step", 1)
            return self._task(f"Soạn tiếp đăng ký {quoted(row)}", hint, WRITING, url=url, act="Soạn tiếp", **day)
        hint = f"Đã soạn xong, chờ {'đồng chí kiểm tra và gửi' if self.is_head else 'người đứng đầu gửi'}"
        hint += _more_time(window)
        url = self._page(row, "initiative_check" if self.is_head else "initiative_detail")
        name, mine = f"Gửi đăng ký {quoted(row)}", self.is_head
        return self._task(name, hint, TO_SEND, url=url, act="Kiểm tra và gửi", is_mine=mine, **day)

    def _returned(self, row: Initiative) -> Task:
        asked = f"Còn {row.asked} nội dung theo góp ý" if row.asked else "Theo góp ý của Ban Xây dựng Đảng"
        asked += f" ngày {clock.local(row.asked_at).date():%d/%m}" if row.asked_at else ""
        if row.prepared_at:
            asked += f". Đã soạn xong, chờ {'đồng chí kiểm tra và gửi' if self.is_head else 'người đứng đầu gửi'}"
        name, url = f"Bổ sung hồ sơ {quoted(row)}", self._page(row, "initiative_supplement")
        return self._task(
            name, asked, RETURNED, url=url, act="Xem góp ý và bổ sung", due=row.answer_due_on,
            quote=row.asked_first or "",
        )  # fmt: skip

    def _silent(self, row: Initiative) -> Task:
        hint = f"Đã {row.quiet_days} ngày chưa có tin. Một ảnh, vài chữ, chưa đến một phút"
        url = self._page(row, "note_add")
        return self._task(f"Ghi tin mới {quoted(row)}", hint, still(row.quiet_days), url=url, act="Ghi tin mới")

    def _clarify(self, row: Initiative) -> Task:
        hint = f"{row.end_questions} câu hỏi về bản tự đánh giá{'' if self.is_head else ', người đứng đầu gửi trả lời'}"
        url = reverse("evaluation:clarification_list", args=[self.actor.ward_slug, row.address])
        return self._task(f"Trả lời đề nghị làm rõ {quoted(row)}", hint, TO_CLARIFY, url=url, act="Xem và trả lời")

    def _assessment(self, row: Initiative) -> Task:
        window, today = self.self_assessment, clock.today()
        name, hint = f"Nộp tự đánh giá năm {self.cycle.year}", f"{model_begins(row)}"
        url = reverse("evaluation:self_assessment", args=[self.actor.ward_slug, row.address])
        if row.end_state in (EvaluationState.SENT, EvaluationState.CONCLUDED):
            sent = f"{hint}. Đã nộp ngày {date_vi(clock.local(row.end_sent_at).date())}"
            return self._task(name, sent, DONE, url=url)
        if not window.has_opened(today):
            return self._task(name, f"{hint}. {_opening(window)}", NOT_OPEN, opens=window.opens)
        day = {"due": window.closes, "closes": window.last_day}
        hint += _more_time(window)
        if row.end_state is None:
            return self._task(name, hint, NOT_BEGUN, url=url, act="Viết tự đánh giá", **day)
        if row.end_prepared_at is None:
            return self._task(name, hint, WRITING, url=url, act="Viết tiếp", **day)
        ready = f"{hint}. Đã soạn xong, chờ {'đồng chí kiểm tra và nộp' if self.is_head else 'người đứng đầu nộp'}"
        if self.is_head:
            url = reverse("evaluation:self_assessment_check", args=[self.actor.ward_slug, row.address])
        return self._task(name, ready, TO_SEND, url=url, act="Kiểm tra và nộp", is_mine=self.is_head, **day)

    def _deferred(self, row: Initiative) -> Task:
        hint = f"{model_begins(row)}: Ban Thường vụ để lại, chưa kết luận. Đơn vị chưa phải làm gì thêm"
        url = reverse("evaluation:result", args=[self.actor.ward_slug, row.address])
        return self._task(f"Kết quả xét công nhận năm {self.cycle.year}", hint, DEFERRED, url=url)

    def _result(self, row: Initiative) -> Task:
        if row.best_level:
            look = RECOGNISED
            hint = f"{model_begins(row)}: {Level(row.best_level).label.lower()}"
        else:
            early = row.end_outcome == Outcome.TOO_EARLY
            words = "mới triển khai, chưa đánh giá được" if early else "chưa đủ điều kiện"
            look, hint = ANSWERED, f"{model_begins(row)}: {words}"
        url = reverse("evaluation:result", args=[self.actor.ward_slug, row.address])
        return self._task(f"Kết quả xét công nhận năm {self.cycle.year}", hint, look, url=url)


def learn_task(actor: Actor, unit_key: int, models: list[Initiative]) -> Iterator[Task]:
    """Units that ask to learn a model of one unit: a task of no year (Plan II.4.1)."""
    rows = [row for row in models if row.learners]
    if waiting := sum(row.learners for row in rows):
        hint = ", ".join(quoted(row) for row in rows)
        url = reverse("registry:learn_list", args=[actor.ward_slug])
        yield Task(f"Trả lời {waiting} lời xin học tập", hint, NOT_BEGUN, unit_key, url=url, act="Xem và trả lời")


def start_url(actor: Actor, cycle: Cycle) -> str:
    """Where a registration of this year begins, whatever year is opened until it is pressed."""
    return f"{reverse('registry:initiative_start', args=[actor.ward_slug])}?nam={cycle.year}"


def _models_of(rows: list[Initiative]) -> str:
    """What last year's rows are called: results may not be published yet (decision 46)."""
    return "mô hình được công nhận" if all(row.best_level for row in rows) else "mô hình"


def _more_time(window: OpenWindow) -> str:
    """Told as long as the unit's own extension reaches further than what everybody has."""
    return f". Được gia hạn đến hết ngày {date_vi(window.extended_until)}" if window.is_extended else ""


def _opening(window: OpenWindow) -> str:
    """When what is locked opens."""
    label = {"Đăng ký": "đăng ký", "Tự đánh giá": "tự đánh giá"}[window.label]
    return f"Mở {label} từ ngày {date_vi(window.opens)}" if window.opens else f"Chưa có ngày mở {label}"
