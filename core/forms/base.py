"""Forms that clean what was typed and answer in Vietnamese.

Every text field is cleaned before it is judged (one Unicode form, no invisible signs, single spaces in lines), and
refused when it comes from a font older than Unicode; passwords are left as they are. Messages a form does not word
itself are made from the field's label.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from core.exceptions import DomainError
from core.text.formatting import date_vi, decimal_vi
from core.text.vietnamese import clean_line, clean_text, is_no_name, looks_like_old_encoding, lower_first, no_name_words

LONGEST_TEXT = 50_000  # signs; beyond this a text is refused before it is cleaned
_DATE = re.compile(
    r"([0-9]{1,2})\s*[/.\-\s]\s*([0-9]{1,2})\s*[/.\-\s]\s*([0-9]{4}|[0-9]{2})|([0-9]{2})([0-9]{2})([0-9]{4})"
)
_GROUPED = re.compile(r"[-−]?[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]+)?")
_PLAIN = re.compile(r"[-−]?[0-9]+([.,][0-9]+)?")
_LONGEST_NUMBER = 30


class CleanFields:
    """Mixin: cleans the posted text once, so that a page shown again shows what will be stored."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._word_all()
        if self.is_bound:
            self.data = self._cleaned_data_of(self.data)

    def full_clean(self):
        self._word_all()  # a form may have made fields for its rows since
        super().full_clean()

    def _word_all(self):
        for field in self.fields.values():
            if not getattr(field, "is_worded", False):
                _word_messages(field)
                field.is_worded = True

    def is_valid(self) -> bool:
        """Never for a held text shown again (core.forms.held): it is looked at, not sent."""
        return super().is_valid() and not getattr(self.data, "is_refill", False)

    def _cleaned_data_of(self, data):
        data = data.copy()
        for name, field in self.fields.items():
            key, widget = self.add_prefix(name), field.widget
            value = data.get(key)
            if not isinstance(field, forms.CharField) or isinstance(widget, forms.PasswordInput) or not value:
                continue
            if isinstance(value, str) and len(value) <= LONGEST_TEXT:
                data[key] = clean_text(value) if isinstance(widget, forms.Textarea) else clean_line(value)
        return data


class CleanForm(CleanFields, forms.Form):
    """A form not tied to a table."""


class CleanModelForm(CleanFields, forms.ModelForm):
    """A form over explicit columns; the service saves, not the form."""


def _word_messages(field: forms.Field) -> None:
    """Replace Django's general sentences by ones naming the field; sentences the form chose itself stay."""
    label = str(field.label or "")
    named = label if label[1:2].isupper() else lower_first(label)  # “TDP” stays as it is written
    chosen = isinstance(field, forms.ChoiceField | forms.ModelChoiceField | forms.FileField)
    worded = {"required": f"Hãy {'chọn' if chosen else 'nhập'} {named}".rstrip()}
    if isinstance(field, VietnameseDateField) and not label.startswith("Ngày"):  # “Từ ngày” is no noun to be typed
        worded["required"] = f"Hãy nhập ngày ở ô “{label}”"
    if isinstance(field, forms.FileField):
        worded["empty"] = "Tệp này không có nội dung. Hãy mở tệp kiểm tra rồi tải lại"
    if isinstance(field, forms.BooleanField):
        worded["required"] = f"Hãy đánh dấu vào ô “{label}”"
    standard = {}
    for kind in reversed(type(field).__mro__):
        standard |= getattr(kind, "default_error_messages", {})
    if chosen:
        is_noun = field.error_messages["required"] == standard["required"]  # else the form words it: “Đăng ký cho”
        missed = f"Hãy chọn {named} trong danh sách" if is_noun else f"Hãy chọn một mục trong danh sách “{label}”"
        worded |= dict.fromkeys(("invalid_choice", "invalid_pk_value"), missed)
    for code, sentence in worded.items():
        if code in standard and field.error_messages[code] == standard[code]:
            field.error_messages[code] = sentence
    if isinstance(field, forms.CharField):
        _word_lengths(field, label)
        if not isinstance(field.widget, forms.PasswordInput):
            field.validators.append(_refuse_old_encoding)


def _refuse_old_encoding(text: str) -> None:
    if looks_like_old_encoding(text):
        raise ValidationError(
            "Chữ này gõ bằng phông cũ (.VnTime hoặc VNI) nên hiện sai. Hãy gõ lại bằng bảng mã Unicode", "old_encoding"
        )


def refuse_no_name(text: str) -> None:
    """Validator of names: neither “...” nor “1111” nor “aaaa”."""
    if is_no_name(text):
        raise ValidationError(no_name_words(text), "no_name")


def _word_lengths(field: forms.CharField, label: str) -> None:
    if field.max_length is None:
        field.validators.append(MaxLengthValidator(LONGEST_TEXT))
    counts = "%(limit_value)d ký tự, hiện có %(show_value)d"
    field.error_messages.setdefault("max_length", f"{label} dài quá {counts}".lstrip())
    field.error_messages.setdefault("min_length", f"Nội dung “{label}” quá ngắn: cần ít nhất {counts}")


class VietnameseDateField(forms.DateField):
    """A date typed as 1/3/2026, 01-03-26, 01.03.2026, or 01032026: the number pad of some phones has no slash."""

    widget = forms.TextInput
    default_error_messages = {"invalid": "Hãy ghi ngày theo dạng ngày/tháng/năm, ví dụ 01/03/2026"}

    def widget_attrs(self, widget):
        return {"inputmode": "numeric", "autocomplete": "off", "maxlength": 20}

    def to_python(self, value) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return value or None
        found = _DATE.fullmatch(str(value).strip())
        if not found:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        day, month, year = (int(part) for part in found.groups() if part)
        year += 2000 if year < 100 else 0  # two digits: of this century
        try:
            typed = date(year, month, day)
        except ValueError:
            typed = None
        if typed is None or not 1900 <= year <= 2100:
            raise ValidationError(f"Ngày {day:02d}/{month:02d}/{year:04d} không có thật", code="impossible")
        return typed

    def prepare_value(self, value):
        return date_vi(value) if isinstance(value, date) else value


class VietnameseDecimalField(forms.DecimalField):
    """A number typed as 17,5 or 17.5; a point before every three digits groups them: “1.500” is 1500."""

    widget = forms.TextInput
    default_error_messages = {
        "invalid": "Hãy nhập số, ví dụ 120 hoặc 17,5",
        "max_value": "Số lớn nhất được nhập là %(limit_value)s",
        "min_value": "Số nhỏ nhất được nhập là %(limit_value)s",
        "max_digits": "Số này dài quá %(max)s chữ số",
        "max_whole_digits": "Số này dài quá %(max)s chữ số trước dấu phẩy",
        "max_decimal_places": "Chỉ ghi đến %(max)s chữ số sau dấu phẩy",
    }

    def widget_attrs(self, widget):
        return {"inputmode": "decimal", "autocomplete": "off", "maxlength": _LONGEST_NUMBER}

    def to_python(self, value) -> Decimal | None:
        if isinstance(value, str):
            value = self._unpunctuated("".join(value.split()))
        return super().to_python(value)

    def _unpunctuated(self, typed: str) -> str:
        if typed and (len(typed) > _LONGEST_NUMBER or not (_GROUPED.fullmatch(typed) or _PLAIN.fullmatch(typed))):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if _GROUPED.fullmatch(typed):
            typed = typed.replace(".", "")
        return typed.replace(",", ".").replace("−", "-")

    def prepare_value(self, value):
        return decimal_vi(value) if isinstance(value, Decimal | int | float) else value


@contextmanager
def errors_on(form: forms.BaseForm) -> Iterator[None]:
    """A broken rule becomes the form's own error, beside its field when it names one; what was typed stays."""
    try:
        yield
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
