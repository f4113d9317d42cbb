"""Filters of the lists of units and people; read from the URL."""

import django_filters as filters
from django import forms
from django.db.models import Q

from core import clock
from core.text.vietnamese import search_terms
from organizations.enums import UNIT_KINDS, Role
from organizations.models import Membership, Organization, User


class UnitFilter(filters.FilterSet):
    q = filters.CharFilter(label="Tìm đơn vị", method="find", widget=forms.TextInput(attrs={"placeholder": "Tên, mã"}))
    loai = filters.ChoiceFilter(
        label="Loại", field_name="kind", empty_label="Tất cả", choices=[(k.value, k.label) for k in UNIT_KINDS]
    )
    tinh_trang = filters.ChoiceFilter(
        label="Tình trạng", method="by_life", empty_label="Đang hoạt động", choices=[("het", "Đã kết thúc")]
    )

    class Meta:
        model = Organization
        fields = []

    def find(self, rows, name, value):
        for term in search_terms(value):
            rows = rows.filter(Q(name_fold__contains=term) | Q(code__icontains=term))
        return rows

    def by_life(self, rows, name, value):
        return rows.filter(closed_on__isnull=False)

    @property
    def qs(self):
        rows = super().qs
        chosen = self.form.cleaned_data.get("tinh_trang") if self.form.is_valid() else ""
        return rows if chosen else rows.filter(closed_on__isnull=True)


class PersonFilter(filters.FilterSet):
    q = filters.CharFilter(
        label="Tìm người", method="find", widget=forms.TextInput(attrs={"placeholder": "Họ tên, tên đăng nhập"})
    )
    vai_tro = filters.ChoiceFilter(label="Vai trò", method="by_role", empty_label="Tất cả", choices=Role.choices)
    dang_nhap = filters.ChoiceFilter(
        label="Đăng nhập",
        method="by_sign_in",
        empty_label="Tất cả",
        choices=[("chua", "Chưa đăng nhập lần nào"), ("khoa", "Đang bị khóa")],
    )

    class Meta:
        model = User
        fields = []

    def find(self, rows, name, value):
        for term in search_terms(value):
            rows = rows.filter(Q(name_fold__contains=term) | Q(username_fold__contains=term))
        return rows

    def by_role(self, rows, name, value):
        held = Membership.objects.valid_on(clock.today()).filter(role=value, ward=self.request.ward)
        return rows.filter(pk__in=held.values("user_id"))

    def by_sign_in(self, rows, name, value):
        return rows.filter(is_active=False) if value == "khoa" else rows.filter(last_login__isnull=True)
