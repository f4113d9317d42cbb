"""Keeping filters of the queue under a name: shared in the Ban or one's own."""

from django.db import IntegrityError, transaction

from core.actor import Actor
from core.database.transitions import update_if_unchanged
from core.exceptions import DomainError
from core.log import audit
from models_registry.models import SavedView
from organizations.models import Organization
from organizations.permissions import Action, require
from organizations.units.services import ward_place

MOST = 12  # names one person sees
TAKEN = "Đã có bộ lọc mang tên này. Hãy đặt tên khác"


@transaction.atomic
def save_view(*, actor: Actor, ward: Organization, name: str, query: str, shared: bool) -> SavedView:
    """Keep a filter. Raises DomainError at `name` when the name is taken, in general beyond MOST."""
    seat = require(actor, Action.RECEIVE_INITIATIVE, ward_place(ward))
    mine = SavedView.objects.visible_to(actor)
    same = mine.filter(name=name, query=query, shared=shared, by_key=actor.user_key).first()
    if same:  # the second press
        return same
    if mine.count() >= MOST:
        raise DomainError(f"Đã có {MOST} bộ lọc. Hãy xóa bớt một bộ lọc không dùng nữa")
    try:
        with transaction.atomic():
            view = SavedView.objects.create(ward=ward, name=name, query=query, shared=shared, by_key=actor.user_key)
    except IntegrityError as error:
        raise DomainError(TAKEN, field="name") from error
    _record(actor, seat, view, "view.save", f"Lưu bộ lọc “{name}”")
    return view


@transaction.atomic
def change_view(*, actor: Actor, view: SavedView, name: str, shared: bool) -> None:
    """Give it another name, or share it. Raises DomainError at `name`, StaleState when somebody changed it first."""
    seat = require(actor, Action.RECEIVE_INITIATIVE, ward_place(view.ward))
    before = view.name
    if (view.name, view.shared) == (name, shared):
        return
    if not shared and view.by_key != actor.user_key:
        raise DomainError("Chỉ người đã lưu bộ lọc mới thôi dùng chung được", field="shared")
    try:
        with transaction.atomic():
            update_if_unchanged(view, changes={"name": name, "shared": shared})
    except IntegrityError as error:
        raise DomainError(TAKEN, field="name") from error
    _record(actor, seat, view, "view.change", f"Sửa bộ lọc “{before}”")


@transaction.atomic
def delete_view(*, actor: Actor, view: SavedView) -> None:
    """Forget a filter. Twice is once."""
    seat = require(actor, Action.RECEIVE_INITIATIVE, ward_place(view.ward))
    key = view.pk
    if SavedView.objects.filter(pk=key).delete()[0]:
        view.pk = key
        _record(actor, seat, view, "view.delete", f"Xóa bộ lọc “{view.name}”")


def _record(actor, seat, view, verb, text) -> None:
    audit.record(
        actor=actor, seat=seat, verb=verb, text=text, subject=view, ward_key=view.ward_id, audience=audit.Audience.BAN
    )
