"""Words of the year end: findings, outcomes, sheets, lists and decisions (decisions 19–26)."""

from django.db import models


class Finding(models.TextChoices):
    MET = "MET", "Đạt"
    NOT_MET = "NOT_MET", "Chưa đạt"
    UNPROVEN = "UNPROVEN", "Chưa đủ minh chứng"


class AppliesTo(models.TextChoices):
    ALL = "ALL", "Mọi mô hình, điển hình"
    INDIVIDUAL = "INDIVIDUAL", "Chỉ điển hình cá nhân"


class Issuer(models.TextChoices):
    WARD = "WARD", "Quy ước nội bộ của phường"
    PROVINCE = "PROVINCE", "Bộ tiêu chí của tỉnh"


class EvaluationState(models.TextChoices):
    DRAFT = "DRAFT", "Đang soạn tự đánh giá"
    SENT = "SENT", "Đã nộp tự đánh giá"
    CONCLUDED = "CONCLUDED", "Đã kết luận"
    PUBLISHED = "PUBLISHED", "Đã công bố"


class Outcome(models.TextChoices):
    NONE = "", "Chưa kết luận"
    RECOMMEND = "RECOMMEND", "Đề nghị công nhận"
    NOT_YET = "NOT_YET", "Chưa đủ điều kiện"
    TOO_EARLY = "TOO_EARLY", "Mới triển khai, chưa đánh giá được"


class SheetState(models.TextChoices):
    ASSIGNED = "ASSIGNED", "Được giao chấm"
    DRAFT = "DRAFT", "Đang chấm"
    COMPLETED = "COMPLETED", "Đã hoàn thành"
    ABSTAINED = "ABSTAINED", "Xin không chấm"
    VOID = "VOID", "Không tính"


TAKEN_SHEETS = (SheetState.ASSIGNED, SheetState.DRAFT, SheetState.COMPLETED)  # somebody scores, or has scored


class ListKind(models.TextChoices):
    REGISTRATION = "REGISTRATION", "Danh sách đăng ký"
    RECOGNITION = "RECOGNITION", "Danh sách đề nghị công nhận"
    COMMENDATION = "COMMENDATION", "Danh sách đề nghị biểu dương, khen thưởng"


class ListState(models.TextChoices):
    DRAFT = "DRAFT", "Đang lập"
    SUBMITTED = "SUBMITTED", "Đã trình Thường trực"
    ENDORSED = "ENDORSED", "Thường trực đã thống nhất"
    CONCLUDED = "CONCLUDED", "Ban Thường vụ đã kết luận"
    PUBLISHED = "PUBLISHED", "Đã công bố"
    ACKNOWLEDGED = "ACKNOWLEDGED", "Đã xem, ghi nhận"
    CANCELLED = "CANCELLED", "Đã hủy"


ENDED_LISTS = (ListState.PUBLISHED, ListState.ACKNOWLEDGED, ListState.CANCELLED)


class Stance(models.TextChoices):
    AGREE = "AGREE", "Đồng ý"
    DIFFER = "DIFFER", "Có ý kiến khác"


class EndorsementAct(models.TextChoices):
    ENDORSE = "ENDORSE", "Thống nhất, trình Ban Thường vụ"
    RETURN = "RETURN", "Trả lại để hoàn thiện"
    ACKNOWLEDGE = "ACKNOWLEDGE", "Đã xem, ghi nhận"


class RowResult(models.TextChoices):
    APPROVE = "APPROVE", "Công nhận"
    REFUSE = "REFUSE", "Không công nhận"
    DEFER = "DEFER", "Để lại, xem xét sau"


class DecisionKind(models.TextChoices):
    ORIGINAL = "ORIGINAL", "Quyết định công nhận"
    CORRECTION = "CORRECTION", "Quyết định đính chính"
    REVOCATION = "REVOCATION", "Quyết định thu hồi"


class DecisionState(models.TextChoices):
    DRAFT = "DRAFT", "Chưa công bố"
    PUBLISHED = "PUBLISHED", "Đã công bố"
