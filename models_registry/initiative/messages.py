"""Sentences that refuse a form, and a model's name in a sentence, each written in one place."""

import datetime as dt

from core import clock
from core.actor import Actor
from core.exceptions import DomainError, StaleState
from core.log import audit
from core.models import Audience
from core.text.formatting import date_vi, datetime_vi, time_vi
from core.text.vietnamese import fold, lower_first, quoted, upper_first
from models_registry.enums import SENT_STATES, WAITING_STATES, CycleState
from models_registry.enums import InitiativeState as S
from models_registry.initiative.open_year import refuse_row_of_closed_year
from models_registry.models import Cycle, Initiative, RegistrationText
from models_registry.models.years import OpenWindow
from models_registry.transitions import EDITABLE_STATES

BEGINNINGS = ("mo hinh ", "dien hinh ")


def when(instant: dt.datetime) -> str:
    """“10:05” of today, “10:05 ngày 27/11/2026” of another day."""
    return time_vi(instant) if clock.local(instant).date() == clock.today() else datetime_vi(instant)


def already_sent(initiative: Initiative) -> str:
    return f"Hồ sơ này đã được gửi lúc {when(initiative.waiting_since)}. Không cần gửi lại"


def changed_by_another(initiative: Initiative, actor: Actor | None = None) -> str:
    """Why a save or a press on an old page is not taken: what became of the row meanwhile, and by whom.

    Told who asks, it knows one's own other window from another person.
    """
    initiative.refresh_from_db(fields=["state", "version", "waiting_since", "deleted_at"])
    if initiative.deleted_at is not None:
        return "Bản nháp này vừa bị xóa. Đồng chí có thể khôi phục ở danh sách mô hình"
    if initiative.state in WAITING_STATES:
        return already_sent(initiative)
    if initiative.state != S.RETURNED and initiative.state in SENT_STATES:
        return f"Hồ sơ này đã ở trạng thái “{S(initiative.state).label}”, không sửa được nữa"
    last = next(iter(audit.timeline(initiative, audiences=[Audience.UNIT], limit=1)), None)
    saved = RegistrationText.objects.filter(initiative=initiative).values_list("saved_at", flat=True).first()
    told = "Hồ sơ vừa được người khác sửa"
    if last:
        at = max(last.at, saved or last.at)  # what saves itself while one types is one line of the history
        own = actor is not None and last.user_key == actor.user_key
        by = "chính đồng chí, ở cửa sổ khác," if own else last.who_text
        told = f"Hồ sơ vừa được {by} sửa lúc {when(at)}"
    return f"{told}. Xem hai bản để chọn"


def refuse_stale(initiative: Initiative, seen: int, actor: Actor | None = None) -> None:
    """Refuse an act typed on another version than the row has now, telling who changed it, or in a closed year."""
    refuse_row_of_closed_year(initiative)
    if initiative.state not in EDITABLE_STATES or initiative.version != seen or initiative.deleted_at is not None:
        raise StaleState(changed_by_another(initiative, actor))


def refuse_other_words(initiative: Initiative, text: RegistrationText, seen: int, actor: Actor | None = None) -> None:
    """Refuse words typed on a page that had not seen the newest words, telling who wrote those.

    Files and marks raise the version of the row, never that of its words: `text.version` is the version the row got
    when they were last written.
    """
    if not text.version <= seen <= initiative.version:
        raise StaleState(changed_by_another(initiative, actor))
    refuse_stale(initiative, initiative.version, actor)


def already_continued(cycle: Cycle, source: Initiative | None) -> DomainError:
    """Last year's row is continued by one row a year (uq_init_continue_once)."""
    named = model_begins(source.name) if source else "Mô hình này"
    return DomainError(f"{named} đã có hồ sơ tiếp tục trong năm {cycle.year}. Hãy mở hồ sơ đó", field="continues")


def window_refusal(window: OpenWindow, year: int, today: dt.date, *, draft_kept: bool = False) -> str:
    """Why nothing is sent or started today; '' when the window is open."""
    if window.is_open(today):
        return ""
    if window.has_closed(today):
        kept = ". Bản nháp vẫn được giữ" if draft_kept else ""
        return f"Đợt đăng ký năm {year} đã kết thúc lúc 24 giờ ngày {date_vi(window.last_day)}{kept}"
    if window.year_is_over:
        return f"Năm {year} đã kết thúc, không đăng ký được nữa"
    if window.year_is_open and window.opens is not None:
        return f"Đợt đăng ký năm {year} mở từ ngày {date_vi(window.opens)}"
    return f"Năm {year} chưa mở đăng ký"


def work_refusal(initiative: Initiative) -> str:
    """Why no news and no milestone of it is written; '' while it is at work: received, to be judged, its year open."""
    if initiative.is_copy:
        return "Bản đăng ký này chỉ gửi để theo dõi, không ghi tin thực hiện"
    if initiative.state != S.RECEIVED:
        return "Chỉ ghi tin, mốc của mô hình đã được Ban Xây dựng Đảng tiếp nhận và đang thực hiện"
    if initiative.cycle.state != CycleState.OPEN:
        return f"Năm {initiative.year} đã kết thúc, không ghi thêm tin"
    return ""


def model_words(name: object) -> str:
    """“mô hình “Ngõ xanh””; of a name that says itself what it is: ““Mô hình cổng rào””, “mô hình “Cổng rào””."""
    words = str(name)
    if not fold(words).startswith(BEGINNINGS):
        return f"mô hình {quoted(words)}"
    return lower_first(words) if quoted(words) == words else quoted(words)


def model_begins(name: object) -> str:
    """The same at the beginning of a sentence."""
    return upper_first(model_words(name))


def model_of_year(initiative: Initiative) -> str:
    """“mô hình “Ngõ xanh” năm 2026”, for what is told without its code: the name goes on from year to year."""
    return f"{model_words(initiative.name)} năm {initiative.year}"
