"""Forms of what the province decided."""

from django import forms

from core.forms.base import CleanForm, VietnameseDateField


class ProvinceForm(CleanForm):
    number = forms.CharField(label="Số quyết định của tỉnh", max_length=60, help_text="Ví dụ: 45-QĐ/TU")
    on = VietnameseDateField(label="Ngày ký")
    issuer = forms.CharField(label="Cơ quan ban hành", max_length=200)
    signatory = forms.CharField(label="Họ tên người ký", max_length=200, required=False)


class ProvinceEndForm(CleanForm):
    on = VietnameseDateField(label="Từ ngày")
    number = forms.CharField(
        label="Số quyết định của tỉnh", max_length=60, required=False, help_text="Để trống khi do ghi nhầm"
    )
    reason = forms.CharField(label="Lý do", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
