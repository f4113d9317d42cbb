"""The filter of the Ban's queue. Everything stands in the address; the page and the files of the same rows share it."""

import django_filters
from django import forms
from django.db.models import Q

from core.forms.base import CleanForm
from models_registry.enums import SECTORS, Focus, InitiativeKind, Origin, Tray
from models_registry.models import Initiative
from models_registry.models.initiatives import all_words

WAITING, OVERDUE, RETURNED, RECEIVED, DRAFTS, ALL = "cho", "qua-han", "bo-sung", "da-nhan", "nhap", "tat-ca"
TABS = {
    WAITING: "Chờ tiếp nhận",
    OVERDUE: "Quá thời hạn",
    RETURNED: "Chờ bổ sung",
    RECEIVED: "Đã tiếp nhận",
    DRAFTS: "Nháp",
    ALL: "Tất cả",
}
TRAY_OF_TAB = {
    WAITING: Tray.WITH_BAN,
    OVERDUE: Tray.WITH_BAN,
    RETURNED: Tray.RETURNED,
    RECEIVED: Tray.RECEIVED,
    DRAFTS: Tray.DRAFT,
}
MINE, NOBODY = "toi", "chua"
COPIES = "theo-doi"
ORDERS = {  # allowed orders; a leading “-” turns them round. Waited longest = sent earliest.
    "ten": ("name_sort", "id"),
    "don_vi": ("unit_sort", "number", "id"),
    "linh_vuc": ("sector__number", "unit_sort", "id"),
    "gui": ("number", "id"),
    "cho": ("-waiting_since", "-id"),
    "nguoi": ("assignee__given_sort", "waiting_since", "id"),
    "han": ("answer_due_on", "id"),
}
LONGEST_FIRST = "-cho"
DEFAULT_ORDER = {RETURNED: "han", RECEIVED: "gui", DRAFTS: "don_vi", ALL: "gui"}


class ReviewFilter(django_filters.FilterSet):
    """Words and six choices. `units` and `officers` are (value, name) pairs of the ward."""

    q = django_filters.CharFilter(label="Tìm hồ sơ")
    don_vi = django_filters.ChoiceFilter(field_name="unit__code", label="Đơn vị", empty_label="Tất cả", choices=[])
    linh_vuc = django_filters.ChoiceFilter(
        field_name="sector__number",
        label="Lĩnh vực",
        empty_label="Tất cả",
        choices=[(number, name) for number, name, _ in SECTORS],
    )
    hinh_thuc = django_filters.ChoiceFilter(
        field_name="origin", label="Hình thức", empty_label="Tất cả", choices=Origin.choices
    )
    nguoi = django_filters.ChoiceFilter(label="Người xử lý", empty_label="Tất cả", choices=[])
    loai = django_filters.ChoiceFilter(
        label="Loại",
        empty_label="Tất cả",
        choices=[*InitiativeKind.choices, (COPIES, "Chỉ theo dõi (ngành dọc)")],
    )

    trong_tam = django_filters.ChoiceFilter(
        field_name="text__tags__contains", label="Trọng tâm", empty_label="Tất cả", choices=Focus.choices
    )

    class Meta:
        model = Initiative
        form = CleanForm
        fields = []

    def __init__(self, data, *, queryset, user_key, units=(), officers=()):
        super().__init__(data, queryset=queryset)
        self.user_key = user_key
        self.filters["don_vi"].extra["choices"] = units
        self.filters["nguoi"].extra["choices"] = [(MINE, "Tôi"), (NOBODY, "Chưa phân công"), *officers]

    def filter_queryset(self, queryset):
        return queryset.filter(self.where)

    @property
    def where(self) -> Q:
        """What every filter that is set asks, as one condition, so that many filters can be counted in one query."""
        if not self.is_bound:
            return Q()
        self.form.is_valid()  # what was understood stands in cleaned_data even when something else was not
        found = Q()
        for name, value in self.form.cleaned_data.items():
            if value not in (None, ""):
                found &= self._asks(name, value)
        return found

    def _asks(self, name: str, value: str) -> Q:
        match name:
            case "q":
                return all_words(value)
            case "nguoi" if value == NOBODY:
                return Q(assignee__isnull=True)
            case "nguoi" if value == MINE:
                return Q(assignee_id=self.user_key)
            case "nguoi":
                return Q(assignee__username=value)
            case "loai" if value == COPIES:
                return Q(is_copy=True)
            case "loai":
                return Q(kind=value, is_copy=False)
        return Q(**{self.filters[name].field_name: value})

    @property
    def chosen(self) -> list[tuple[str, str, str]]:
        """(parameter, label, value in words) of every filter that is set, for chips and for the line on a paper."""
        found = []
        if not self.is_bound:
            return found
        self.form.is_valid()
        for name, value in self.form.cleaned_data.items():
            if value in (None, ""):
                continue
            field = self.form.fields[name]
            words = str(value)
            if isinstance(field, forms.ChoiceField):
                words = {str(key): label for key, label in field.choices}.get(words, words)
            found.append((name, str(field.label), words))
        return found
