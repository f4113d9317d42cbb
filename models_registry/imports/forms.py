"""Forms of the import: the file with its year, and what a person decides about rows that are not clear."""

from django import forms

from core import clock
from core.forms.base import CleanForm, VietnameseDateField
from core.forms.seen import SeenForm
from models_registry.imports.differences import in_words
from models_registry.imports.rows import SECTOR_NAMES, needs_of
from models_registry.imports.services.imports import Choice, Defaults, ListDecision, names_of
from models_registry.models.initiatives import NAME_LENGTH
from models_registry.years.forms import FIRST_YEAR, whole_number
from organizations.models import Organization

UPDATES = [("", "Theo lựa chọn chung"), ("skip", "Bỏ qua"), ("update", "Cập nhật")]
KINDS = [("MODEL", "Tập thể"), ("INDIVIDUAL", "Cá nhân")]


class UploadForm(CleanForm):
    year = whole_number("Năm được công nhận", FIRST_YEAR, 2100)
    file = forms.FileField(
        label="Tệp danh sách (.xlsx)",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
        help_text="Dùng đúng tệp của cơ quan; các cột được nhận theo ý nghĩa, không cần sửa lại mẫu",
    )
    number = forms.CharField(label="Số quyết định, thông báo công nhận", max_length=60, required=False)
    on = VietnameseDateField(label="Ngày ký", required=False)
    signatory = forms.CharField(label="Người ký", max_length=200, required=False)

    def __init__(self, *args, unfinished, **kwargs):
        """`unfinished`: the years worked on here, the oldest first; lists are of years before them."""
        super().__init__(*args, **kwargs)
        first = unfinished[0].year if unfinished else clock.today().year
        self.fields["year"].initial = first - 1
        if unfinished:
            self.fields["year"].help_text = f"Chỉ nhập được năm đã qua; {names_of(unfinished)}"

    def decision(self) -> ListDecision:
        data = self.cleaned_data
        return ListDecision(number=data["number"], on=data["on"], signatory=data["signatory"])


class DecideForm(SeenForm):
    """For each asked row only the fields it needs, and whether to skip it. `sectors`: (number, name) pairs."""

    default_kind = forms.ChoiceField(
        label="Loại của mọi dòng chưa ghi", required=False, choices=[("", "Chọn từng dòng"), *KINDS]
    )
    default_sector = forms.ChoiceField(label="Lĩnh vực của mọi dòng chưa ghi", required=False)
    default_update = forms.ChoiceField(
        label="Mọi dòng đã có, khác nội dung", required=False, choices=[("", "Bỏ qua"), ("update", "Cập nhật")]
    )

    def __init__(self, *args, batch, rows, units, suggestions, sectors, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows, self.units, self.sectors = list(rows), {unit.code: unit for unit in units}, sectors
        for name in ("kind", "sector"):
            if not batch.mapping.get(f"{name}_missing"):
                del self.fields[f"default_{name}"]
            else:
                self.fields[f"default_{name}"].initial = batch.mapping.get(f"default_{name}") or ""
        if "default_sector" in self.fields:
            self.fields["default_sector"].choices = [("", "Chọn từng dòng"), *sectors]
        if batch.counts.get("DIFFERS") or batch.counts.get("UPDATE"):
            self.fields["default_update"].initial = batch.mapping.get("default_update", "")
        else:
            del self.fields["default_update"]
        for row in self.rows:
            for name, field in self._fields_of(row, suggestions.get(row.pk, [])):
                self.fields[f"{name}_{row.pk}"] = field
        if self.is_bound:  # the texts of the rows came after the form had cleaned what it knew
            self.data = self._cleaned_data_of(self.data)

    def _fields_of(self, row, near):
        needs = needs_of(row)
        if row.differs:
            yield (
                "update",
                forms.ChoiceField(label="Dòng này", required=False, choices=UPDATES, initial=row.chosen_update),
            )
            return
        if "unit" in needs or row.chosen_unit_id:
            yield "unit", self._unit_field(row, near)
            if row.raw["unit"]:
                yield (
                    "remember",
                    forms.BooleanField(
                        label=f"Nhớ cách viết “{row.raw['unit']}”", required=False, initial=row.remember
                    ),
                )
        if "kind" in needs or row.chosen_kind:
            yield (
                "kind",
                forms.ChoiceField(
                    label="Tập thể hay cá nhân", required=False, choices=KINDS, widget=forms.RadioSelect,
                    initial=row.chosen_kind,
                ),
            )  # fmt: skip
        if "sector" in needs or row.chosen_sector:
            choices = [("", "Chọn lĩnh vực"), *self.sectors]
            yield (
                "sector",
                forms.ChoiceField(label="Lĩnh vực", required=False, choices=choices, initial=row.chosen_sector),
            )
        if "name" in needs or row.chosen_name:
            initial = row.chosen_name or row.raw["name"]
            yield "name", forms.CharField(label="Tên mô hình", required=False, max_length=NAME_LENGTH, initial=initial)
        if "period" in needs or row.chosen_period is not None:
            yield "period", self._period_field(row)
        yield "skip", forms.BooleanField(label="Bỏ qua dòng này", required=False, initial=row.skip)

    def _unit_field(self, row, near):
        names = [(code, unit.name) for code, unit in self.units.items()]
        groups = [("", "Chọn đơn vị")]
        if near:
            groups.append(("Gần giống", [(unit.code, unit.name) for unit in near]))
        groups.append(("Tất cả đơn vị", names))
        chosen = row.chosen_unit.code if row.chosen_unit else ""
        return forms.ChoiceField(label="Đơn vị", required=False, choices=groups, initial=chosen)

    def _period_field(self, row):
        return forms.CharField(
            label="Thời gian thực hiện",
            required=False,
            max_length=300,
            initial=row.raw["period"] if row.chosen_period is None else row.chosen_period,
            help_text="Ví dụ: 01/3/2025 - 30/11/2025. Để trống thì nhập không có thời gian",
        )

    def asks(self):
        """(row, its bound fields) in the order of the list."""
        names = ("update", "unit", "remember", "kind", "sector", "name", "period")
        for row in self.rows:
            row.differs_words = in_words(row, SECTOR_NAMES)
        return [
            (
                row,
                [self[f"{name}_{row.pk}"] for name in names if f"{name}_{row.pk}" in self.fields],
                self[f"skip_{row.pk}"] if f"skip_{row.pk}" in self.fields else None,
            )
            for row in self.rows
        ]

    def choices(self) -> dict[int, Choice]:
        return {row.pk: self._choice(row) for row in self.rows}

    def _choice(self, row) -> Choice:
        def typed(name):
            return self.cleaned_data.get(f"{name}_{row.pk}")

        if row.differs:
            return self._kept(row, typed("update") or "")
        period = typed("period")
        if period is not None and row.chosen_period is None and period == row.raw["period"]:
            period = None  # left as it was: still to be decided
        name = typed("name") or ""
        unit: Organization | None = self.units.get(typed("unit") or "")
        return Choice(
            unit=unit,
            kind=typed("kind") or "",
            sector=int(typed("sector")) if typed("sector") else None,
            name="" if not row.chosen_name and name == row.raw["name"] else name,
            period=period,
            skip=bool(typed("skip")),
            remember=bool(typed("remember")),
        )

    @staticmethod
    def _kept(row, update: str) -> Choice:
        """Only what becomes of the model there already is asked; earlier choices about the row stand."""
        return Choice(
            unit=row.chosen_unit,
            kind=row.chosen_kind,
            sector=row.chosen_sector,
            name=row.chosen_name,
            period=row.chosen_period,
            remember=row.remember,
            update=update,
        )

    def defaults(self) -> Defaults | None:
        if not {"default_kind", "default_sector", "default_update"} & set(self.fields):
            return None
        data = self.cleaned_data
        sector = data.get("default_sector")
        return Defaults(
            kind=data.get("default_kind") or "",
            sector=int(sector) if sector else None,
            update=data.get("default_update") or "",
        )
