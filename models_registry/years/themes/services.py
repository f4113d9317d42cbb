"""The catalogue of suggested models (Plan II.4.1, II.3.3): begun with the Plan's, then kept by the Ban."""

from django.db import IntegrityError, transaction

from core.actor import Actor
from core.database.transitions import update_if_unchanged
from core.exceptions import DomainError
from core.log import audit
from models_registry.models import Sector, Theme
from models_registry.years.themes.plan import write_themes
from organizations.models import Organization
from organizations.permissions import Action, require
from organizations.units.services import ward_place


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
