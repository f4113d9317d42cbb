"""Who may do what: one table, capacity × action. Which rows: `visible_to` of each queryset. Nothing else decides.

A capacity is a role as it is held: the head of a unit is more than one who works for it, and only a member flagged
`may_conclude` records a conclusion (decisions 5–7, 24–25). Unit capacities reach the actor's own units, the others
the whole ward.
"""

from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.db import models

from core.actor import Seat

from .enums import Role


class Capacity(models.TextChoices):
    SECRETARY = "SECRETARY", "Người làm việc cho đơn vị"
    UNIT_HEAD = "UNIT_HEAD", "Người đứng đầu đơn vị"
    OFFICER = "OFFICER", "Chuyên viên Ban"
    HEAD = "HEAD", "Lãnh đạo Ban"
    STANDING = "STANDING", "Thường trực"
    STANDING_CONCLUDER = "STANDING_CONCLUDER", "Thường trực, được chuyển trình"
    BOARD = "BOARD", "Ban Thường vụ"
    BOARD_CONCLUDER = "BOARD_CONCLUDER", "Ban Thường vụ, được kết luận"
    OBSERVER = "OBSERVER", "Chỉ xem"
    ADMIN = "ADMIN", "Quản trị"


class Action(StrEnum):
    """What can be done. The label is what the table of rights prints."""

    def __new__(cls, value: str, label: str):
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    MANAGE_UNITS = "manage_units", "Thêm, đổi tên, chuyển, kết thúc đơn vị"
    MANAGE_UNIT_PEOPLE = "manage_unit_people", "Tạo tài khoản và giao việc cho người của đơn vị"
    MANAGE_PEOPLE = "manage_people", "Giao và kết thúc mọi vai trò"
    READ_RIGHTS = "read_rights", "Xem bảng quyền"
    READ_AUDIT = "read_audit", "Xem nhật ký toàn phường"

    MANAGE_YEARS = "manage_years", "Lập năm, mở đợt, sửa thời hạn, kết thúc năm"
    REOPEN_YEAR = "reopen_year", "Mở lại năm đã kết thúc"
    MANAGE_DUTIES = "manage_duties", "Miễn hoặc giao chỉ tiêu năm cho đơn vị"
    IMPORT_LISTS = "import_lists", "Nhập danh sách mô hình đã công nhận"

    PREPARE_INITIATIVE = "prepare_initiative", "Soạn đăng ký của đơn vị"
    SEND_INITIATIVE = "send_initiative", "Gửi, rút đăng ký của đơn vị"
    DISCONTINUE_INITIATIVE = "discontinue_initiative", "Dừng mô hình"
    REPORT_PROGRESS = "report_progress", "Ghi tin, mốc thực hiện mô hình của đơn vị"
    RECEIVE_INITIATIVE = "receive_initiative", "Tiếp nhận, đề nghị bổ sung, không tiếp nhận"
    ASSIGN_INITIATIVE = "assign_initiative", "Phân công người xử lý hồ sơ"
    READ_OWN_INITIATIVES = "read_own_initiatives", "Xem mô hình của đơn vị mình"
    READ_INITIATIVES = "read_initiatives", "Xem mọi mô hình đã gửi trong phường"
    READ_LIBRARY = "read_library", "Xem thư viện mô hình"
    LEARN_MODELS = "learn_models", "Xin học tập mô hình, trả lời đơn vị xin học tập"

    EDIT_CRITERIA = "edit_criteria", "Sửa bộ tiêu chí"
    PREPARE_SELF_ASSESSMENT = "prepare_self_assessment", "Soạn tự đánh giá của đơn vị"
    SEND_SELF_ASSESSMENT = "send_self_assessment", "Nộp tự đánh giá của đơn vị"
    SCORE = "score", "Chấm điểm"
    READ_EVALUATIONS = "read_evaluations", "Xem tiến độ chấm điểm"
    ASSIGN_SCORERS = "assign_scorers", "Phân công người chấm"
    CONCLUDE_EVALUATION = "conclude_evaluation", "Chốt kết quả từng tiêu chí, kết luận mô hình"

    DRAFT_PROPOSAL = "draft_proposal", "Lập danh sách đề nghị"
    LOCK_PROPOSAL = "lock_proposal", "Khóa và trình danh sách"
    READ_PROPOSALS = "read_proposals", "Xem danh sách trình"
    GIVE_OPINION = "give_opinion", "Cho ý kiến về danh sách"
    SPEAK_AFTER_ENDORSING = "speak_after_endorsing", "Cho ý kiến sau khi Thường trực đã xem, chuyển"
    ENDORSE_LIST = "endorse_list", "Thống nhất, trả lại danh sách (thay mặt Thường trực)"
    RECORD_MEETING = "record_meeting", "Ghi cuộc họp Ban Thường vụ về danh sách"
    CONCLUDE_LIST = "conclude_list", "Kết luận từng mô hình (thay mặt Ban Thường vụ)"
    DELEGATE = "delegate", "Ủy quyền ghi kết luận khi vắng mặt"
    ENTER_DECISION = "enter_decision", "Nhập số, ngày quyết định"
    PUBLISH_DECISION = "publish_decision", "Công bố quyết định"
    ISSUE_CERTIFICATES = "issue_certificates", "Lập giấy công nhận"
    RECORD_PROVINCE = "record_province", "Ghi nhận công nhận của tỉnh"
    VERIFY_RECORDS = "verify_records", "Kiểm tra niêm phong quyết định, nhật ký"

    READ_OVERVIEW = "read_overview", "Xem tổng quan phong trào"
    TAKE_REPORTS = "take_reports", "Tải danh sách, báo cáo"


A = Action
_EVERYONE = {A.READ_LIBRARY}
_WHOLE_WARD = _EVERYONE | {A.READ_INITIATIVES, A.READ_OVERVIEW, A.TAKE_REPORTS}
_BAN = _WHOLE_WARD | {
    A.MANAGE_UNITS,
    A.READ_RIGHTS,
    A.MANAGE_YEARS,
    A.MANAGE_DUTIES,
    A.IMPORT_LISTS,
    A.RECEIVE_INITIATIVE,
    A.ASSIGN_INITIATIVE,
    A.DISCONTINUE_INITIATIVE,
    A.READ_EVALUATIONS,
    A.READ_PROPOSALS,
    A.ISSUE_CERTIFICATES,
    A.RECORD_PROVINCE,
}

GRANTS: dict[Capacity, frozenset[Action]] = {
    Capacity.SECRETARY: frozenset(
        _EVERYONE
        | {
            A.READ_OWN_INITIATIVES,
            A.PREPARE_INITIATIVE,
            A.REPORT_PROGRESS,
            A.LEARN_MODELS,
            A.PREPARE_SELF_ASSESSMENT,
        }
    ),
    Capacity.UNIT_HEAD: frozenset({A.SEND_INITIATIVE, A.DISCONTINUE_INITIATIVE, A.SEND_SELF_ASSESSMENT}),
    Capacity.OFFICER: frozenset(
        _BAN | {A.MANAGE_UNIT_PEOPLE, A.SCORE, A.DRAFT_PROPOSAL, A.RECORD_MEETING, A.ENTER_DECISION}
    ),
    Capacity.HEAD: frozenset(
        _BAN
        | {
            A.REOPEN_YEAR,
            A.EDIT_CRITERIA,
            A.ASSIGN_SCORERS,
            A.CONCLUDE_EVALUATION,
            A.LOCK_PROPOSAL,
            A.PUBLISH_DECISION,
            A.VERIFY_RECORDS,
        }
    ),
    Capacity.STANDING: frozenset(_WHOLE_WARD | {A.READ_PROPOSALS, A.GIVE_OPINION}),
    Capacity.STANDING_CONCLUDER: frozenset({A.ENDORSE_LIST, A.DELEGATE}),
    Capacity.BOARD: frozenset(_WHOLE_WARD | {A.READ_PROPOSALS, A.GIVE_OPINION, A.SPEAK_AFTER_ENDORSING}),
    Capacity.BOARD_CONCLUDER: frozenset({A.RECORD_MEETING, A.CONCLUDE_LIST, A.DELEGATE}),
    Capacity.OBSERVER: frozenset(_WHOLE_WARD),
    Capacity.ADMIN: frozenset(
        _EVERYONE
        | {A.MANAGE_UNITS, A.MANAGE_UNIT_PEOPLE, A.MANAGE_PEOPLE, A.READ_RIGHTS, A.READ_AUDIT, A.VERIFY_RECORDS}
    ),
}
SYSTEM_SEAT = Seat(
    key=0, role="SYSTEM", organization_key=0, organization_name="", organization_path=b"", ward_key=None,
    is_head=False, may_conclude=False, title="Hệ thống",
)  # fmt: skip


def capacities(seat) -> list[Capacity]:
    """In what capacities a seat acts: the role, and what its flags add."""
    held = [Capacity(seat.role)]
    if seat.role == Role.SECRETARY and seat.is_head:
        held.append(Capacity.UNIT_HEAD)
    if seat.role == Role.STANDING and seat.may_conclude:
        held.append(Capacity.STANDING_CONCLUDER)
    if seat.role == Role.BOARD and seat.may_conclude:
        held.append(Capacity.BOARD_CONCLUDER)
    return held


def reaches(actor, capacity: Capacity, obj) -> bool:
    """Whether a capacity reaches an object: its own units, or the ward. No object: the right as such."""
    if obj is None:
        return True
    if obj.ward_id != actor.ward_key:
        return False
    if capacity == Capacity.UNIT_HEAD:
        return obj.unit_id in actor.head_unit_keys
    if capacity == Capacity.SECRETARY:
        return getattr(obj, "unit_id", None) in actor.unit_keys
    return True


def roles_with(action: Action) -> list[str]:
    """The roles that grant an action by themselves, without a flag."""
    return [role for role in Role.values if action in GRANTS[Capacity(role)]]


def can(actor, action: Action, obj=None) -> bool:
    return seat_for(actor, action, obj) is not None


def seat_for(actor, action: Action, obj=None):
    """The seat under which the actor may do this, or None: the membership an act is recorded under.

    The system itself (commands on the server's own console) may do what it is called for.
    """
    if actor.is_system:
        return SYSTEM_SEAT
    for seat in actor.seats:
        for capacity in capacities(seat):
            if action in GRANTS[capacity] and reaches(actor, capacity, obj):
                return seat
    return None


def require(actor, action: Action, obj=None):
    """The seat under which the actor acts. Raises PermissionDenied with a sentence the page may show."""
    seat = seat_for(actor, action, obj)
    if seat is None:
        raise PermissionDenied(f"Đồng chí không được giao quyền “{action.label}”.")
    return seat
