"""The pages of the registration form. They read what was typed and never stop a save: what cannot be read is handed on
as typed (`unread`); what is missing is said by models_registry.initiative.completeness, not here."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from core.forms.base import CleanForm, VietnameseDateField, VietnameseDecimalField, refuse_no_name
from core.text.formatting import date_vi, decimal_vi
from core.text.vietnamese import clean_text
from models_registry.enums import SECTORS, Focus, InitiativeKind, Origin, Source
from models_registry.initiative.contents import Contents
from models_registry.models import BehalfEntry
from models_registry.models.initiatives import NAME_LENGTH

LONG, SHORT = 5_000, 2_000  # characters of a long and a short text
LONGEST_RAW = 60_000
MOST_ROWS = 30
_PHONE = re.compile(r"\+?[0-9][0-9 .()\-]{7,18}")
TAG_HINTS = {
    Focus.KEY_TASK: "Giảm nghèo, môi trường, giải phóng mặt bằng, cải cách hành chính…",
    Focus.CYBERSPACE: "Làm trên mạng, nhóm Zalo, tổ công nghệ số cộng đồng",
    Focus.GOVERNMENT: "Đối thoại, tiếp dân, thủ tục hành chính trong cơ quan chính quyền",
    Focus.SPECIAL_PLACE: "Trường học, doanh nghiệp, vùng dân tộc, vùng đồng bào có đạo",
}
SECTOR_CHOICES = [(number, name) for number, name, _ in SECTORS]


def _line(label: str, length: int, **kwargs) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False, **kwargs)


def _name(label: str, length: int) -> forms.CharField:
    return _line(label, length, validators=[refuse_no_name])


def _text(label: str, length: int, rows: int = 4, **kwargs) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=length, required=False, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )


def _radios(label: str, choices, hints: Mapping[str, str] | None = None) -> forms.ChoiceField:
    widget = forms.RadioSelect()
    widget.choice_hints = hints or {}
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=widget)


def raw_of(form: forms.Form, name: str) -> str:
    """What was typed, without signs no table can hold."""
    return clean_text(str(form.data.get(form.add_prefix(name), ""))[:LONGEST_RAW])


def _files(label: str) -> forms.FileField:
    """Only the place of an upload on the page and of what was wrong with it; the view judges the files."""
    return forms.FileField(label=label, required=False, widget=forms.FileInput)


class StepForm(CleanForm):
    """One page's single inputs. `typed` is what stands in them for a kept registration, as text."""

    @staticmethod
    def typed(contents: Contents) -> dict[str, Any]:
        raise NotImplementedError

    def unread(self) -> dict[str, dict[str, str]]:
        return {
            name: {"raw": raw_of(self, name), "message": errors[0]}
            for name, errors in self.errors.items()
            if name in self.fields and not isinstance(self.fields[name], forms.FileField)
        }

    def values(self) -> dict[str, Any]:
        """What could be read, by the name the service knows. An input that was not on the page changes nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if self.was_on_page(name)}

    def was_on_page(self, name: str) -> bool:
        return self.add_prefix(name) in self.data


class GeneralForm(StepForm):
    kind = _radios(
        "Đăng ký cho",
        InitiativeKind.choices,
        {
            InitiativeKind.MODEL: "Mô hình của chi bộ, đơn vị",
            InitiativeKind.INDIVIDUAL: "Gương một đồng chí, một người dân",
        },
    )
    person_name = _name("Họ và tên cá nhân", 120)
    person_facts = _text("Chức vụ, công việc và việc làm tiêu biểu", SHORT, 3)
    leader_name = _name("Họ và tên người phụ trách", 120)
    contact_phone = _line("Số điện thoại liên hệ", 20)
    in_charge = forms.ChoiceField(label="Tài khoản của người phụ trách", required=False)
    meeting_on = VietnameseDateField(label="Ngày họp thống nhất", required=False)

    def __init__(self, *args, contents: Contents, people=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {person.username: person for person in people}
        names = [(person.username, f"{person.full_name} ({person.username})") for person in people]
        self.fields["in_charge"].choices = [("", "Không chọn"), *names]
        if contents.initiative.was_sent:
            del self.fields["kind"]

    @staticmethod
    def typed(contents):
        row, text = contents.initiative, contents.text
        return {
            "kind": row.kind,
            "person_name": row.person_name,
            "person_facts": text.person_facts,
            "leader_name": text.leader_name,
            "contact_phone": text.contact_phone,
            "in_charge": row.in_charge.username if row.in_charge else "",
            "meeting_on": date_vi(text.meeting_on),
        }

    def clean_contact_phone(self):
        phone = self.cleaned_data["contact_phone"]
        if phone and not _PHONE.fullmatch(phone):
            raise forms.ValidationError("Số điện thoại gồm 8 đến 15 chữ số, ví dụ 0912 345 678")
        return phone

    def values(self):
        values = super().values()
        if "in_charge" in values:
            person = self.people.get(values.pop("in_charge"))
            values["in_charge_id"] = person and person.pk
        if not values.get("kind"):
            values.pop("kind", None)
        return values


class PeriodMixin(StepForm):
    """From a day until a day, or without end (Plan II.4.3: the time must be stated)."""

    starts_on = VietnameseDateField(label="Từ ngày", required=False)
    ends_on = VietnameseDateField(label="Đến ngày", required=False)
    ongoing = forms.BooleanField(label="Thường xuyên, không ghi ngày kết thúc", required=False)

    def days(self):
        return [self["starts_on"], self["ends_on"]]

    @staticmethod
    def typed_period(row) -> dict[str, Any]:
        return {"starts_on": date_vi(row.starts_on), "ends_on": date_vi(row.ends_on), "ongoing": row.ongoing}

    def clean(self):
        data = super().clean()
        start, end = data.get("starts_on"), data.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", f"Ngày kết thúc phải sau ngày bắt đầu ({date_vi(start)})")
        return data

    def was_on_page(self, name):
        return super().was_on_page("starts_on" if name == "ongoing" else name)  # an empty tick box is not posted

    def values(self):
        values = super().values()
        if "sector" in values:
            values["sector"] = int(values["sector"]) if values["sector"] else None
        for name in ("starts_on", "ends_on"):
            if name in self.errors:  # the day kept until now must not stand beside one that was mistyped
                values[name] = None
        return values


class TagsField(forms.MultipleChoiceField):
    """Ticks that say nothing when none is set; a hidden empty one of the same name tells that they were on the page."""

    def __init__(self, **kwargs):
        widget = forms.CheckboxSelectMultiple()
        widget.choice_hints = TAG_HINTS
        super().__init__(label="Nội dung trọng tâm", choices=Focus.choices, required=False, widget=widget, **kwargs)

    def to_python(self, value):
        return [tag for tag in Focus.values if tag in (value or [])]


class PaperMixin(StepForm):
    """The facts of the paper, on the page where its scan goes up; only of what the Ban types for a unit."""

    paper_number = _line("Số của bản giấy", 60)
    paper_on = VietnameseDateField(label="Ngày ghi trên bản giấy", required=False)
    told_by = _name("Người của đơn vị gửi bản giấy", 120)

    def drop_paper(self, contents: Contents) -> None:
        if contents.initiative.source != Source.BEHALF:
            for name in ("paper_number", "paper_on", "told_by"):
                del self.fields[name]

    @staticmethod
    def typed_paper(contents: Contents) -> dict[str, Any]:
        if contents.initiative.source != Source.BEHALF:
            return {}
        paper = contents.paper or BehalfEntry()
        return {
            "paper_number": paper.paper_number,
            "paper_on": date_vi(paper.paper_on),
            "told_by": paper.told_by,
        }


class ContentForm(PaperMixin, PeriodMixin):
    name = _name("Tên mô hình", NAME_LENGTH)
    origin = _radios("Hình thức thực hiện", Origin.choices)
    continues = forms.ChoiceField(label="Mô hình năm trước được tiếp tục", required=False)
    sector = _radios("Lĩnh vực", SECTOR_CHOICES)
    problem = _text("Vấn đề cần giải quyết", SHORT, 3)
    method = _text("Cách làm", LONG, 7)
    area = _text("Địa bàn, đối tượng", SHORT, 2)
    tags = TagsField()
    files = _files("Tệp kèm theo")
    scan = _files("Bản giấy có chữ ký")

    field_order = [
        "name",
        "origin",
        "continues",
        "sector",
        "tags",
        "problem",
        "method",
        "area",
        "starts_on",
        "ends_on",
        "ongoing",
    ]

    def __init__(self, *args, contents: Contents, sources=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.drop_paper(contents)
        row = contents.initiative
        if row.kind == InitiativeKind.INDIVIDUAL:
            self.fields["name"].label = "Tên điển hình, nội dung đăng ký"
        self.sources = {source.code: source for source in (*((row.continues,) if row.continues else ()), *sources)}
        offered = [Origin.NEW]
        if self.sources:
            offered += [Origin.KEEP, Origin.IMPROVE]
        if row.replicates_id:
            offered.append(Origin.REPLICATE)
        self.fields["origin"].choices = [(origin.value, origin.label) for origin in offered]
        self.fields["origin"].widget.choice_hints = {
            Origin.NEW: "Lần đầu đăng ký",
            Origin.KEEP: "Mô hình của năm trước",
            Origin.IMPROVE: "Đã được công nhận, năm nay làm thêm",
            Origin.REPLICATE: "Làm theo một mô hình trong thư viện",
        }
        if self.sources:
            names = [(code, f"{source.name} ({source.unit_label})") for code, source in self.sources.items()]
            self.fields["continues"].choices = [("", "Chọn mô hình"), *names]
        else:
            del self.fields["continues"]

    @staticmethod
    def typed(contents):
        row, text = contents.initiative, contents.text
        return {
            "name": row.name,
            "origin": row.origin,
            "continues": row.continues.code if row.continues else "",
            "sector": row.sector.number if row.sector else "",
            "tags": text.tags.split(),
            "problem": text.problem,
            "method": text.method,
            "area": text.area,
            **PeriodMixin.typed_period(row),
            **PaperMixin.typed_paper(contents),
        }

    def values(self):
        values = super().values()
        if "tags" in values:
            values["tags"] = Focus.joined(values["tags"])
        source = self.sources.get(values.pop("continues", ""))
        if values.get("origin"):
            values["continues_id"] = source and source.pk
        else:
            values.pop("origin", None)
        return values


class CopyForm(PaperMixin, PeriodMixin):
    """What a vertical unit sends for following only (Plan II.4.2)."""

    name = _name("Tên mô hình", NAME_LENGTH)
    sector = _radios("Lĩnh vực", SECTOR_CHOICES)
    files = _files("Bản đăng ký đã gửi ngành dọc")
    scan = _files("Bản giấy có chữ ký")
    field_order = ["name", "sector"]

    def __init__(self, *args, contents: Contents, **kwargs):
        super().__init__(*args, **kwargs)
        self.drop_paper(contents)

    @staticmethod
    def typed(contents):
        row = contents.initiative
        sector = row.sector.number if row.sector else ""
        return {"name": row.name, "sector": sector, **PeriodMixin.typed_period(row), **PaperMixin.typed_paper(contents)}


class GoalsForm(StepForm):
    goals = _text("Mục tiêu", SHORT, 3)
    expected = _text("Kết quả cần đạt, khả năng nhân rộng", SHORT, 3)

    def __init__(self, *args, contents: Contents, **kwargs):
        super().__init__(*args, **kwargs)

    @staticmethod
    def typed(contents):
        return {"goals": contents.text.goals, "expected": contents.text.expected}


class WorkForm(StepForm):
    resources = _text("Nguồn lực", SHORT, 3)

    def __init__(self, *args, contents: Contents, **kwargs):
        super().__init__(*args, **kwargs)

    @staticmethod
    def typed(contents):
        return {"resources": contents.text.resources}


# Rows ---------------------------------------------------------------------------------------------------------------


class TargetRow(CleanForm):
    key = forms.CharField(max_length=12, required=False, widget=forms.HiddenInput)
    indicator = _line("Chỉ tiêu", 200)
    measure = _line("Đơn vị tính", 40)
    planned = VietnameseDecimalField(label="Số", required=False, max_digits=14, decimal_places=2, min_value=0)

    @staticmethod
    def typed_rows(contents):
        return [
            {
                "key": row.key,
                "indicator": row.indicator,
                "measure": row.measure,
                "planned": decimal_vi(row.planned),
            }
            for row in contents.targets
        ]


class WorkRow(CleanForm):
    what = _line("Việc làm", 300)
    who = _line("Ai làm", 200)
    when = _line("Thời gian", 100)

    @staticmethod
    def typed_rows(contents):
        return [{name: row.get(name, "") for name in ("what", "who", "when")} for row in contents.steps]


class UnitRow(CleanForm):
    organization = forms.ChoiceField(label="Đơn vị trong phường", required=False)
    outside_name = _name("Hoặc ghi tên nơi khác", 200)

    def __init__(self, *args, units=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"].choices = [("", "Không chọn"), *((unit.code, unit.name) for unit in units)]

    @staticmethod
    def typed_rows(contents):
        return [
            {"organization": row.organization.code if row.organization else "", "outside_name": row.outside_name}
            for row in contents.coordinations
        ]
