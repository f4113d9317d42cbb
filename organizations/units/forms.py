"""Forms over the tree of units."""

from django import forms

from core import clock
from core.forms.base import CleanForm, VietnameseDateField
from organizations.enums import UNIT_KINDS
from organizations.models import Organization


def living_units(ward):
    return Organization.objects.filter(ward=ward).units().living().in_display_order()


class UnitForm(CleanForm):
    name = forms.CharField(label="Tên đơn vị", max_length=200, help_text="Ví dụ: Chi bộ tổ dân phố Minh Tân 2")
    code = forms.RegexField(
        r"^[A-Za-z0-9-]+$",
        label="Mã đơn vị",
        max_length=16,
        help_text="Chữ không dấu và số, viết liền. Ví dụ: TDP24",
        error_messages={"invalid": "Mã đơn vị chỉ gồm chữ không dấu, số và dấu gạch ngang"},
    )
    kind = forms.ChoiceField(
        label="Loại đơn vị", choices=[("", "Chọn loại đơn vị")] + [(k.value, k.label) for k in UNIT_KINDS]
    )
    parent = forms.ModelChoiceField(
        Organization.objects.none(), label="Trực thuộc", required=False, empty_label="Đảng ủy phường"
    )
    reports_vertically = forms.BooleanField(
        label="Đăng ký theo ngành dọc",
        required=False,
        help_text="Công an, Quân sự: chỉ gửi 1 bản để theo dõi, không chấm điểm",
    )

    def __init__(self, ward, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = living_units(ward)


class RenameForm(CleanForm):
    name = forms.CharField(label="Tên mới", max_length=200)
    valid_from = VietnameseDateField(
        label="Dùng tên mới từ ngày", help_text="Văn bản trước ngày này vẫn in tên cũ. Ví dụ: 01/03/2026"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = clock.today()


class MoveForm(CleanForm):
    parent = forms.ModelChoiceField(
        Organization.objects.none(), label="Chuyển về trực thuộc", required=False, empty_label="Đảng ủy phường"
    )

    def __init__(self, unit, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = living_units(unit.ward_id).exclude(pk=unit.pk)


class CloseForm(CleanForm):
    closed_on = VietnameseDateField(label="Kết thúc từ ngày")
    successor = forms.ModelChoiceField(
        Organization.objects.none(),
        label="Đơn vị kế tục",
        required=False,
        empty_label="Không có đơn vị kế tục",
        help_text="Hồ sơ của năm đang mở chuyển sang đơn vị này, giữ nguyên mã",
    )
    reason = forms.CharField(label="Lý do, căn cứ", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, unit, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["closed_on"].initial = clock.today()
        self.fields["successor"].queryset = living_units(unit.ward_id).exclude(pk=unit.pk)
