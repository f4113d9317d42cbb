"""The catalogue of suggested models of a ward, begun with the Plan's own words (Plan II.4.1, II.3.3)."""

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from core.actor import Actor
from core.database.transitions import update_if_unchanged
from core.exceptions import DomainError
from core.forms.base import errors_on
from core.forms.posted import posted
from core.forms.seen import SeenForm
from core.log import audit
from models_registry.enums import SECTORS
from models_registry.models import Sector, Theme
from models_registry.models.initiatives import NAME_LENGTH
from organizations.models import Organization
from organizations.permissions import Action, require
from organizations.units.services import ward_place

THEMES = (  # clause, name, number of the field
    ("II.4.1", "Chi bộ đối với sự phát triển kinh tế tư nhân", 2),
    ("II.4.1", "Xây dựng chi bộ kiểu mẫu", 1),
    ("II.4.1", "Camera an ninh", 4),
    ("II.4.1", "Duy trì phát triển hoạt động văn hóa - thể thao trên địa bàn tổ dân phố", 3),
    ("II.4.1", "Xây dựng trường học Sinh thái Xanh - Bản sắc - Hạnh phúc", 3),
    ("II.4.1", "Tổ dân phố Văn minh, tiêu biểu", 3),
    ("II.4.1", "Tuyên truyền vận động nhân dân thực hiện xây dựng đô thị văn minh", 3),
    ("II.3.3", "Chính quyền thân thiện", 1),
    ("II.3.3", "Chuyển đổi số vì cộng đồng", 5),
    ("II.3.3", "Ứng dụng Zalo kết nối Nhân dân", 5),
)
STEP = 10  # between two places of the catalogue, so that one more fits in


def write_themes(ward_key: int, theme, sector) -> int:
    """Write the Plan's suggestions for a ward that has no catalogue yet; returns how many.

    `theme` and `sector` are the tables, for the migration its own registry of them.
    """
    if theme.objects.filter(ward_id=ward_key).exists():
        return 0
    sectors = dict(sector.objects.values_list("number", "pk"))
    rows = [
        theme(ward_id=ward_key, clause=clause, name=name, sector_id=sectors.get(number), order=place * STEP)
        for place, (clause, name, number) in enumerate(THEMES, start=1)
    ]
    return len(theme.objects.bulk_create(rows))


def ensure_themes(ward_key: int) -> int:
    """The Plan's suggestions, for a ward that has no catalogue yet (called inside the act of opening a year)."""
    return write_themes(ward_key, Theme, Sector)


@transaction.atomic
def add_theme(*, actor: Actor, ward: Organization, data: dict) -> Theme:
    """Raises DomainError when the catalogue holds this name already."""
    require(actor, Action.MANAGE_YEARS, ward_place(ward))
    try:
        with transaction.atomic():
            row = Theme.objects.create(ward=ward, **_columns(data))
    except IntegrityError as error:
        raise _taken() from error
    audit.record(actor=actor, verb="theme.add", text=f"Thêm gợi ý “{row.name}”", subject=row, ward_key=ward.pk)
    return row


@transaction.atomic
def edit_theme(*, actor: Actor, theme: Theme, data: dict) -> None:
    """Change or retire a suggestion; registrations made from it stay. Raises StaleState and DomainError as usual."""
    require(actor, Action.MANAGE_YEARS, theme)
    wanted = _columns(data)
    before = {name: getattr(theme, name) for name in wanted}
    if before == wanted:
        return
    try:
        with transaction.atomic():
            update_if_unchanged(theme, changes=wanted)
    except IntegrityError as error:
        raise _taken() from error
    audit.record(
        actor=actor, verb="theme.edit", text=f"Sửa gợi ý “{theme.name}”", subject=theme, ward_key=theme.ward_id,
        before=before, after=wanted,
    )  # fmt: skip


def _columns(data: dict) -> dict:
    number = data["sector"]
    sector = Sector.objects.filter(number=number).first() if number else None
    return {**{name: data[name] for name in ("name", "clause", "order", "is_active")}, "sector": sector}


def _taken() -> DomainError:
    return DomainError("Danh mục đã có tên này", field="name")


class ThemeForm(SeenForm):
    name = forms.CharField(label="Tên gợi ý", max_length=NAME_LENGTH)
    sector = forms.TypedChoiceField(
        label="Lĩnh vực",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "Để đơn vị chọn"), *((number, name) for number, name, _ in SECTORS)],
    )
    clause = forms.CharField(label="Căn cứ", max_length=40, required=False)
    order = forms.IntegerField(label="Thứ tự", min_value=0, max_value=9_999, initial=0)
    is_active = forms.BooleanField(label="Đang dùng, gợi ý cho các đơn vị", required=False, initial=True)

    @staticmethod
    def typed(theme: Theme) -> dict:
        return {
            "name": theme.name,
            "sector": theme.sector.number if theme.sector else "",
            "clause": theme.clause,
            "order": theme.order,
            "is_active": theme.is_active,
            "version": theme.version,
        }


@require_safe
def theme_list(request, ward):
    require(request.actor, Action.MANAGE_YEARS, ward_place(request.ward))
    rows = Theme.objects.visible_to(request.actor).select_related("sector").order_by("-is_active", "order", "id")
    return render(request, "models_registry/years/theme_list.html", {"themes": rows})


def theme_add(request, ward):
    require(request.actor, Action.MANAGE_YEARS, ward_place(request.ward))
    form = ThemeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            row = add_theme(actor=request.actor, ward=request.ward, data=form.cleaned_data)
            messages.success(request, f"Đã thêm gợi ý “{row.name}”.")
            return redirect("registry:theme_list", ward)
    return render(request, "models_registry/years/theme_edit.html", {"form": form, "theme": None})


def theme_edit(request, ward, token):
    require(request.actor, Action.MANAGE_YEARS, ward_place(request.ward))
    theme = get_object_or_404(Theme.objects.visible_to(request.actor).select_related("sector"), token=token)
    form = ThemeForm(posted(request), initial=ThemeForm.typed(theme))
    if request.method == "POST" and form.is_valid():
        data = form.apply_to(theme)
        with errors_on(form):
            edit_theme(actor=request.actor, theme=theme, data=data)
            messages.success(request, f"Đã lưu gợi ý “{theme.name}”.")
            return redirect("registry:theme_list", ward)
    return render(request, "models_registry/years/theme_edit.html", {"form": form, "theme": theme})
