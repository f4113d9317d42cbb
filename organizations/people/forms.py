"""Forms over people and their roles."""

from django import forms

from core import clock
from core.forms.base import CleanForm, VietnameseDateField
from organizations.enums import CONCLUDING_ROLES, OrganizationKind, Role
from organizations.models import Organization
from organizations.permissions import Action, can
from organizations.units.forms import living_units
from organizations.units.services import ward_place


class RoleForm(CleanForm):
    """A role and where it is held. Unit roles need a unit, the others are held at the ward."""

    role = forms.ChoiceField(label="Vai trò", widget=forms.RadioSelect, choices=())
    unit = forms.ModelChoiceField(
        Organization.objects.none(),
        label="Đơn vị",
        required=False,
        empty_label="Chọn đơn vị",
        help_text="Chỉ chọn khi vai trò là “Người làm việc cho đơn vị”",
    )
    is_head = forms.BooleanField(
        label="Là người đứng đầu đơn vị",
        required=False,
        help_text="Bí thư, thủ trưởng: được gửi đăng ký, nộp tự đánh giá. Người đứng đầu cũ thôi giữ quyền này",
    )
    may_conclude = forms.BooleanField(
        label="Được ghi kết luận",
        required=False,
        help_text="Chỉ dùng cho Thường trực, Ban Thường vụ",
    )

    def __init__(self, actor, ward, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.ward = ward
        everything = can(actor, Action.MANAGE_PEOPLE, ward_place(ward))
        self.fields["role"].choices = Role.choices if everything else [(Role.SECRETARY.value, Role.SECRETARY.label)]
        self.fields["role"].initial = Role.SECRETARY
        self.fields["unit"].queryset = living_units(ward)
        if not everything:
            del self.fields["may_conclude"]

    def clean(self):
        data = super().clean()
        role = data.get("role")
        if role == Role.SECRETARY and not data.get("unit") and "unit" not in self.errors:
            self.add_error("unit", "Hãy chọn đơn vị")
        if role and role != Role.SECRETARY and data.get("is_head"):
            self.add_error("is_head", "Chỉ người làm việc cho đơn vị mới là người đứng đầu đơn vị")
        if data.get("may_conclude") and role not in CONCLUDING_ROLES:
            self.add_error("may_conclude", "Chỉ Thường trực, Ban Thường vụ được ghi kết luận")
        return data

    def grant(self) -> dict:
        """The fields of services.people.grant_role."""
        data = self.cleaned_data
        return {
            "organization": data["unit"] if data["role"] == Role.SECRETARY else self.ward,
            "role": data["role"],
            "is_head": data["is_head"],
            "may_conclude": data.get("may_conclude", False),
        }


class PersonForm(RoleForm):
    full_name = forms.CharField(label="Họ và tên", max_length=120)
    username = forms.RegexField(
        r"^[A-Za-z0-9._-]+$",
        label="Tên đăng nhập",
        max_length=60,
        help_text="Chữ không dấu, số, dấu chấm. Ví dụ: bithu.tdp24",
        error_messages={"invalid": "Tên đăng nhập chỉ gồm chữ không dấu, số, dấu chấm, gạch ngang"},
        widget=forms.TextInput(attrs={"autocapitalize": "off", "autocorrect": "off", "spellcheck": "false"}),
    )
    phone = forms.CharField(label="Số điện thoại", max_length=20, required=False)
    home_cell = forms.ModelChoiceField(
        Organization.objects.none(),
        label="Chi bộ nơi sinh hoạt Đảng",
        required=False,
        empty_label="Chưa rõ",
        help_text="Người chấm không chấm mô hình của chi bộ mình sinh hoạt",
    )
    field_order = ["full_name", "username", "phone", "home_cell", "role", "unit", "is_head", "may_conclude"]

    def __init__(self, actor, ward, *args, **kwargs):
        super().__init__(actor, ward, *args, **kwargs)
        units = living_units(ward).exclude(
            kind__in=[
                OrganizationKind.FATHERLAND_FRONT,
                OrganizationKind.MASS_ORGANIZATION,
                OrganizationKind.GOVERNMENT,
            ]
        )
        self.fields["home_cell"].queryset = units

    def person(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("username", "full_name", "phone", "home_cell")}


class RoleEndForm(CleanForm):
    on = VietnameseDateField(label="Kết thúc từ ngày")
    reason = forms.CharField(label="Lý do", max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today()


class LockForm(CleanForm):
    reason = forms.CharField(label="Lý do", max_length=200)
