"""Words of the register: states, kinds, origins (Plan II.4.2–II.4.4, decisions 12–16)."""

from enum import StrEnum

from django.db import models

# The five fields of the Plan (II.4.3), in its order and wording; the first migration writes them into the database.
SECTORS = (
    (1, "Xây dựng Đảng và hệ thống chính trị", "LĨNH VỰC XÂY DỰNG ĐẢNG VÀ HỆ THỐNG CHÍNH TRỊ"),
    (2, "Phát triển kinh tế", "LĨNH VỰC PHÁT TRIỂN KINH TẾ"),
    (3, "Văn hóa - xã hội", "LĨNH VỰC VĂN HÓA - XÃ HỘI"),
    (4, "Quốc phòng - an ninh", "LĨNH VỰC QUỐC PHÒNG - AN NINH"),
    (5, "Chuyển đổi số", "LĨNH VỰC CHUYỂN ĐỔI SỐ"),
)


class InitiativeKind(models.TextChoices):
    MODEL = "MODEL", "Tập thể (mô hình)"
    INDIVIDUAL = "INDIVIDUAL", "Cá nhân (điển hình)"


class Origin(models.TextChoices):
    NEW = "NEW", "Xây dựng mới"
    KEEP = "KEEP", "Tiếp tục duy trì"
    IMPROVE = "IMPROVE", "Duy trì và nâng cao"
    REPLICATE = "REPLICATE", "Nhân rộng mô hình đã có"


class Focus(models.TextChoices):
    """What a registration stands for beside its field (Plan II.3.2, II.3.3; Directive 2). Several at once."""

    KEY_TASK = "KEY_TASK", "Nhiệm vụ trọng tâm"
    CYBERSPACE = "CYBERSPACE", "Không gian mạng"
    GOVERNMENT = "GOVERNMENT", "Dân vận chính quyền"
    SPECIAL_PLACE = "SPECIAL_PLACE", "Địa bàn đặc thù"

    @classmethod
    def joined(cls, values) -> str:
        """As a column holds them: known ones, in this order, with a space between."""
        chosen = set(values)
        return " ".join(value for value in cls.values if value in chosen)


CONTINUING = frozenset({Origin.KEEP, Origin.IMPROVE})


class CarryOver(models.TextChoices):
    """What a unit decides about a model recognised last year (decision 17)."""

    CONTINUE = "CONTINUE", "Duy trì"
    IMPROVE = "IMPROVE", "Nâng cao"
    STOP = "STOP", "Dừng"


ORIGIN_OF = {CarryOver.CONTINUE: Origin.KEEP, CarryOver.IMPROVE: Origin.IMPROVE}


class InitiativeState(models.TextChoices):
    DRAFT = "DRAFT", "Nháp"
    SUBMITTED = "SUBMITTED", "Chờ tiếp nhận"
    RETURNED = "RETURNED", "Cần bổ sung"
    RESUBMITTED = "RESUBMITTED", "Đã bổ sung, chờ xem lại"
    RECEIVED = "RECEIVED", "Đã tiếp nhận"
    REFUSED = "REFUSED", "Không tiếp nhận"
    WITHDRAWN = "WITHDRAWN", "Đã rút"
    DISCONTINUED = "DISCONTINUED", "Đã dừng"
    VOIDED = "VOIDED", "Đã hủy (hoàn tác nhập)"


S = InitiativeState
WAITING_STATES = frozenset({S.SUBMITTED, S.RESUBMITTED})
# What counts for a unit's duty: sent and not withdrawn, refused or discontinued (decision 12).
COUNTING_STATES = frozenset({S.SUBMITTED, S.RETURNED, S.RESUBMITTED, S.RECEIVED})
SENT_STATES = COUNTING_STATES | {S.REFUSED, S.DISCONTINUED, S.WITHDRAWN}


FREED_STATES = frozenset(
    {S.REFUSED, S.VOIDED, S.WITHDRAWN}
)  # what no longer continues a model, as uq_init_continue_once


class Tray(models.IntegerChoices):
    """Where a file lies; a generated column, so that a tab of the queue is an equality (R8)."""

    DRAFT = 1, "Nháp"
    WITH_BAN = 2, "Chờ tiếp nhận"
    RETURNED = 3, "Chờ bổ sung"
    RECEIVED = 4, "Đã tiếp nhận"
    CLOSED = 5, "Đã kết thúc"


class Source(models.TextChoices):
    UNIT = "UNIT", "Đơn vị gửi"
    BEHALF = "BEHALF", "Ban nhập hộ"
    IMPORT = "IMPORT", "Nhập từ danh sách"


class Behalf(models.TextChoices):
    """What the unit says to a registration the Ban typed for it from paper (decision 6); NONE while nothing was sent.

    Not in question for what a unit wrote itself.
    """

    NONE = "", "Không nhập hộ"
    WAITING = "WAITING", "Chờ đơn vị xác nhận"
    CONFIRMED = "CONFIRMED", "Đơn vị đã xác nhận"
    DISPUTED = "DISPUTED", "Đơn vị không đồng ý"
    SETTLED = "SETTLED", "Đã rút do đơn vị không đồng ý"


class CycleState(models.TextChoices):
    PREPARING = "PREPARING", "Đang chuẩn bị"
    OPEN = "OPEN", "Đang mở"
    CLOSED = "CLOSED", "Đã kết thúc"
    HISTORY = "HISTORY", "Năm trước (nhập từ danh sách)"


class Phase(models.TextChoices):
    """How far an open year has come: derived from its windows, never stored (decision 47)."""

    OPENING = "opening", "đang đăng ký"
    RUNNING = "running", "đang thực hiện"
    FINISHING = "finishing", "đang kết thúc"


class Window(models.TextChoices):
    REGISTRATION = "registration", "Đăng ký"
    SELF_ASSESSMENT = "self_assessment", "Tự đánh giá"
    SCORING = "scoring", "Chấm điểm"
    SUBMISSION = "submission", "Trình danh sách"


EXTENDABLE = (Window.REGISTRATION, Window.SELF_ASSESSMENT)  # windows a unit may be given more time in


class DutyKind(models.TextChoices):
    OWES_MODEL = "OWES_MODEL", "Đăng ký ít nhất 1 mô hình"
    COPY_ONLY = "COPY_ONLY", "Gửi 1 bản đăng ký để theo dõi"
    EXEMPT = "EXEMPT", "Miễn"


class SubmissionKind(models.TextChoices):
    REGISTRATION = "REGISTRATION", "Đăng ký"
    SELF_ASSESSMENT = "SELF_ASSESSMENT", "Tự đánh giá"
    IMPORT = "IMPORT", "Nhập từ danh sách"


class SendBasis(models.TextChoices):
    WINDOW = "WINDOW", "Trong hạn"
    GRACE = "GRACE", "Trong thời gian gia hạn chung"
    EXTENSION = "EXTENSION", "Được gia hạn riêng"
    NONE = "NONE", "Không theo đợt"


class RemarkClosing(models.TextChoices):
    OPEN = "", "Chưa trả lời"
    ANSWERED = "ANSWERED", "Đã trả lời"
    WITHDRAWN = "WITHDRAWN", "Hồ sơ đã rút"


class AnswerKind(models.TextChoices):
    """What the unit did about a remark; '' while it has not said."""

    FIXED = "FIXED", "Đã sửa"
    EXPLAINED = "EXPLAINED", "Giải trình, giữ như cũ"


class Level(models.IntegerChoices):
    """The three words of recognition (decision 26). 0 on an initiative = not recognised."""

    MEETS = 1, "Đạt tiêu chí"
    WARD = 2, "Điển hình cấp phường"
    PROVINCE = 3, "Điển hình cấp tỉnh"


class RecognitionSource(models.TextChoices):
    IMPORT = "IMPORT", "Nhập từ danh sách"
    DECISION = "DECISION", "Quyết định của Đảng ủy phường"
    PROVINCE = "PROVINCE", "Quyết định của tỉnh"


class BatchState(models.TextChoices):
    PREVIEW = "PREVIEW", "Đang xem trước"
    COMMITTED = "COMMITTED", "Đã nhập"
    UNDONE = "UNDONE", "Đã hoàn tác"


class RowVerdict(models.TextChoices):
    NEW = "NEW", "Sẽ nhập"
    SAME = "SAME", "Đã có từ trước"
    DIFFERS = "DIFFERS", "Đã có, khác nội dung"
    UPDATE = "UPDATE", "Sẽ cập nhật"
    ASKS = "ASKS", "Cần quyết định"
    SKIPPED = "SKIPPED", "Bỏ qua"
    REFUSED = "REFUSED", "Không nhập được"


class BulkKind(models.TextChoices):
    """What the Ban may do with many registrations at once."""

    RECEIVE = "RECEIVE", "Tiếp nhận"
    ASSIGN = "ASSIGN", "Phân công"
    REMIND = "REMIND", "Nhắc đơn vị"


class YearEnd(StrEnum):
    """As far as everybody who reads the model may know: its report was sent, the Board left it for a later list, its
    result is published."""

    NONE = ""
    SENT = "SENT"
    DEFERRED = "DEFERRED"
    TOLD = "TOLD"


def write_sectors(apps, schema_editor):
    """Write the fields that are missing; for the migration, with its own registry of models."""
    sector = apps.get_model("models_registry", "Sector")
    for number, name, heading in SECTORS:
        sector.objects.get_or_create(number=number, defaults={"name": name, "heading": heading})
