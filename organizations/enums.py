"""Kinds of organisation and roles of people, in the words of the Plan (part II.4 and III)."""

from django.db import models


class OrganizationKind(models.TextChoices):
    PROVINCE = "PROVINCE", "Tỉnh ủy"
    WARD = "WARD", "Đảng ủy phường, xã"
    GRASSROOTS_COMMITTEE = "GRASSROOTS_COMMITTEE", "Đảng bộ cơ sở"
    RESIDENTIAL_CELL = "RESIDENTIAL_CELL", "Chi bộ tổ dân phố"
    OFFICE_CELL = "OFFICE_CELL", "Chi bộ cơ quan"
    SCHOOL_CELL = "SCHOOL_CELL", "Chi bộ trường học"
    BUSINESS_CELL = "BUSINESS_CELL", "Chi bộ doanh nghiệp"
    ARMED_FORCES_CELL = "ARMED_FORCES_CELL", "Chi bộ lực lượng vũ trang"
    FATHERLAND_FRONT = "FATHERLAND_FRONT", "Mặt trận Tổ quốc"
    MASS_ORGANIZATION = "MASS_ORGANIZATION", "Tổ chức chính trị - xã hội"
    GOVERNMENT = "GOVERNMENT", "Cơ quan chính quyền"
    OTHER = "OTHER", "Tổ chức khác"


ABOVE_UNITS = frozenset({OrganizationKind.PROVINCE, OrganizationKind.WARD})
UNIT_KINDS = tuple(kind for kind in OrganizationKind if kind not in ABOVE_UNITS)
# Lists of an office run by kind in this order, then by name; a unit's own `manual_order` may differ.
ORDER_OF_KIND = {kind: 10 * place for place, kind in enumerate(UNIT_KINDS, start=1)}


class Role(models.TextChoices):
    SECRETARY = "SECRETARY", "Người làm việc cho đơn vị"
    OFFICER = "OFFICER", "Chuyên viên Ban Xây dựng Đảng"
    HEAD = "HEAD", "Lãnh đạo Ban Xây dựng Đảng"
    STANDING = "STANDING", "Thường trực Đảng ủy"
    BOARD = "BOARD", "Ủy viên Ban Thường vụ"
    OBSERVER = "OBSERVER", "Theo dõi (chỉ xem)"
    ADMIN = "ADMIN", "Quản trị hệ thống"


CONCLUDING_ROLES = frozenset({Role.STANDING, Role.BOARD})


HEAD_OF_UNIT_TITLE = "Người đứng đầu đơn vị"


class RosterKind(models.TextChoices):
    UNITS = "UNITS", "Đơn vị"
    PEOPLE = "PEOPLE", "Người của đơn vị"


class RosterState(models.TextChoices):
    PREVIEW = "PREVIEW", "Đang xem trước"
    COMMITTED = "COMMITTED", "Đã nhập"
    UNDONE = "UNDONE", "Đã hoàn tác"


class RosterVerdict(models.TextChoices):
    NEW = "NEW", "Sẽ nhập"
    SAME = "SAME", "Đã có"
    DIFFERS = "DIFFERS", "Đã có, bỏ qua"
    UPDATE = "UPDATE", "Sẽ cập nhật"
    REFUSED = "REFUSED", "Không nhập được"
