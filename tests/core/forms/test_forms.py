"""Forms clean what was typed and answer in Vietnamese."""

import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from core.exceptions import DomainError, StaleState
from core.forms.base import (
    LONGEST_TEXT,
    CleanForm,
    CleanModelForm,
    VietnameseDateField,
    VietnameseDecimalField,
    errors_on,
)
from core.models import DownloadLog
from core.text.formatting import date_vi, decimal_vi


class SampleForm(CleanForm):
    name = forms.CharField(label="Tên mô hình", max_length=20, min_length=3)
    method = forms.CharField(label="Cách làm", widget=forms.Textarea, required=False)
    sector = forms.ChoiceField(label="Lĩnh vực", choices=[("1", "Kinh tế")], required=False)
    agreed = forms.BooleanField(label="Tôi xác nhận", required=False)
    file = forms.FileField(label="Tệp", required=False)
    password = forms.CharField(label="Mật khẩu", widget=forms.PasswordInput, required=False, strip=False)


def sample(**data) -> SampleForm:
    return SampleForm({"name": "Dân vận", **data})


def test_lines_and_texts_are_cleaned_before_they_are_judged_and_shown_again():
    form = sample(name="  Da\u0302n\u200b  vận ", method="Một\r\n\r\n\r\n\r\nHai\t")
    assert form.is_valid()
    assert form.cleaned_data["name"] == "Dân vận"
    assert form.cleaned_data["method"] == "Một\n\nHai"
    assert form["name"].value() == "Dân vận"


def test_posted_data_and_prefixes_are_cleaned_too():
    form = SampleForm(QueryDict("a-name=++D%C3%A2n++v%E1%BA%ADn"), prefix="a")
    assert form.is_valid()
    assert form.cleaned_data["name"] == "Dân vận"


def test_passwords_are_left_as_typed():
    form = sample(password="  mật\u200b  khẩu ")
    assert form.is_valid()
    assert form.cleaned_data["password"] == "  mật\u200b  khẩu "


def test_missing_answers_are_named():
    class Strict(SampleForm):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            for field in self.fields.values():
                field.required = True

    assert {name: errors[0] for name, errors in Strict({}).errors.items()} == {
        "name": "Hãy nhập tên mô hình",
        "method": "Hãy nhập cách làm",
        "sector": "Hãy chọn lĩnh vực",
        "agreed": "Hãy đánh dấu vào ô “Tôi xác nhận”",
        "file": "Hãy chọn tệp",
        "password": "Hãy nhập mật khẩu",
    }


def test_wrong_lengths_and_choices_are_named():
    assert sample(name="x" * 21).errors["name"] == ["Tên mô hình dài quá 20 ký tự, hiện có 21"]
    assert sample(name="x").errors["name"] == ["Nội dung “Tên mô hình” quá ngắn: cần ít nhất 3 ký tự, hiện có 1"]
    assert sample(sector="9").errors["sector"] == ["Hãy chọn lĩnh vực trong danh sách"]
    assert sample(method="x" * (LONGEST_TEXT + 1)).errors["method"] == ["Cách làm dài quá 50000 ký tự, hiện có 50001"]


def test_text_from_an_old_font_is_refused_by_name_of_the_trouble():
    assert sample(name="M« h×nh D©n vËn").errors["name"] == [
        "Chữ này gõ bằng phông cũ (.VnTime hoặc VNI) nên hiện sai. Hãy gõ lại bằng bảng mã Unicode"
    ]
    assert sample(password="M« h×nh D©n vËn").is_valid()


def test_a_sentence_the_form_chose_stays():
    class Chosen(CleanForm):
        name = forms.CharField(label="Tên", error_messages={"required": "Xin cho biết tên"})
        unit = forms.CharField(label="TDP")
        said = forms.CharField(label="Ý kiến")
        whom = forms.ChoiceField(
            label="Đăng ký cho", choices=[("a", "A")], error_messages={"required": "Hãy chọn tập thể hay cá nhân"}
        )

    assert {name: errors[0] for name, errors in Chosen({"whom": "b"}).errors.items()} == {
        "name": "Xin cho biết tên",
        "unit": "Hãy nhập TDP",
        "said": "Hãy nhập ý kiến",
        "whom": "Hãy chọn một mục trong danh sách “Đăng ký cho”",
    }


def test_forms_over_tables_clean_as_well():
    class LogForm(CleanModelForm):
        class Meta:
            model = DownloadLog
            fields = ["what"]

    form = LogForm({"what": " Danh  sách "})
    assert form.is_valid()
    assert form.instance.what == "Danh sách"


@given(st.text())
def test_any_name_is_stored_in_one_form(text):
    form = SampleForm({"name": text})
    if form.is_valid():
        assert unicodedata.is_normalized("NFC", form.cleaned_data["name"])


@pytest.mark.parametrize(
    "typed", ["1/3/2026", "01-03-2026", "1.3.2026", " 1 / 3 / 2026 ", "1 3 2026", "1/3/26", "01032026"]
)
def test_date_is_read_however_it_is_punctuated(typed):
    assert VietnameseDateField().clean(typed) == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("hôm nay", "Hãy ghi ngày theo dạng ngày/tháng/năm, ví dụ 01/03/2026"),
        ("010326", "Hãy ghi ngày theo dạng ngày/tháng/năm, ví dụ 01/03/2026"),
        ("2026-03-01", "Hãy ghi ngày theo dạng ngày/tháng/năm, ví dụ 01/03/2026"),
        ("١/٣/٢٠٢٦", "Hãy ghi ngày theo dạng ngày/tháng/năm, ví dụ 01/03/2026"),
        ("31/02/2026", "Ngày 31/02/2026 không có thật"),
        ("31022026", "Ngày 31/02/2026 không có thật"),
        ("29/2/2026", "Ngày 29/02/2026 không có thật"),
        ("01/13/2026", "Ngày 01/13/2026 không có thật"),
        ("01/01/0201", "Ngày 01/01/0201 không có thật"),
        ("01/01/9999", "Ngày 01/01/9999 không có thật"),
    ],
)
def test_wrong_date_is_refused_in_words(typed, message):
    with pytest.raises(forms.ValidationError) as refused:
        VietnameseDateField().clean(typed)
    assert refused.value.messages == [message]


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_date_shown_is_the_date_read(day):
    field = VietnameseDateField()
    assert field.prepare_value(day) == date_vi(day)
    assert field.clean(date_vi(day)) == day
    assert not field.has_changed(day, date_vi(day))


def test_optional_date_and_number_may_be_empty():
    assert VietnameseDateField(required=False).clean("") is None
    assert VietnameseDecimalField(required=False).clean("") is None


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("17,5", "17.5"),
        ("17.5", "17.5"),
        ("17.50", "17.50"),
        ("120", "120"),
        ("1.500", "1500"),
        ("1.500,5", "1500.5"),
        ("1.234.567", "1234567"),
        ("1 500", "1500"),
        ("1\u00a0500", "1500"),
        ("1,500", "1.500"),
        ("0.125", "0.125"),
        ("0", "0"),
        ("-3,5", "-3.5"),
        ("−3", "-3"),
    ],
)
def test_number_is_read_as_a_vietnamese_wrote_it(typed, number):
    assert VietnameseDecimalField().clean(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed",
    ["mười", "1,5,5", "1.50.0", "1.500.5", "1e5", "NaN", "Infinity", "-", ",5", "١٢", "9" * 400, "17,5đ", "1/2"],
)
def test_wrong_number_is_refused_in_words(typed):
    with pytest.raises(forms.ValidationError) as refused:
        VietnameseDecimalField().clean(typed)
    assert refused.value.messages == ["Hãy nhập số, ví dụ 120 hoặc 17,5"]


def test_number_out_of_bounds_is_refused_in_words():
    field = VietnameseDecimalField(max_value=20, min_value=0, max_digits=4, decimal_places=1)
    for typed, message in (
        ("21", "Số lớn nhất được nhập là 20"),
        ("-1", "Số nhỏ nhất được nhập là 0"),
        ("1,25", "Chỉ ghi đến 1 chữ số sau dấu phẩy"),
    ):
        with pytest.raises(forms.ValidationError) as refused:
            field.clean(typed)
        assert refused.value.messages == [message]


@given(st.decimals(-(10**9), 10**9, places=2))
def test_number_shown_is_the_number_read(number):
    field = VietnameseDecimalField()
    assert field.clean(decimal_vi(number)) == number
    assert field.prepare_value(number) == decimal_vi(number)


def test_broken_rule_becomes_the_error_of_its_field_or_of_the_form():
    form = sample()
    with errors_on(form):
        raise DomainError("Tên này đã có", "name")
    with errors_on(form):
        raise DomainError("Đợt đăng ký đã kết thúc", "window")
    with errors_on(form):
        raise StaleState("Hồ sơ vừa được xử lý")
    assert form.errors == {
        "name": ["Tên này đã có"],
        "__all__": ["Đợt đăng ký đã kết thúc", "Hồ sơ vừa được xử lý"],
    }


def test_other_errors_pass_through():
    with pytest.raises(KeyError), errors_on(sample()):
        raise KeyError


def test_a_field_made_for_a_row_is_worded_as_those_of_the_class():
    form = SampleForm({"name": "Ngõ hoa", "row_1": "M« h×nh", "row_2": "x" * 9})
    form.fields["row_1"] = forms.CharField(label="Ghi thêm")
    form.fields["row_2"] = forms.CharField(label="Tên mô hình", max_length=8)
    form.fields["row_3"] = forms.CharField(label="Lý do")
    said = {name: form.errors[name][0] for name in ("row_1", "row_2", "row_3")}
    assert said["row_1"].startswith("Chữ này gõ bằng phông cũ")
    assert said["row_2"] == "Tên mô hình dài quá 8 ký tự, hiện có 9"
    assert said["row_3"] == "Hãy nhập lý do"
