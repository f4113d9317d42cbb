"""Sentences the Ban keeps at hand for its remarks: written, mended, put away."""

from django.db import IntegrityError, transaction
from django.db.models import Max

from core.actor import Actor
from core.database.transitions import update_if_unchanged
from core.exceptions import DomainError
from core.log import audit
from models_registry.models import ReadyPhrase
from models_registry.parts import PART
from organizations.models import Organization
from organizations.permissions import Action, require
from organizations.units.services import ward_place

MOST = 200  # of a ward, those put away included
TWICE = "Đã có câu mẫu này cho mục này"


@transaction.atomic
def add_phrase(*, actor: Actor, ward: Organization, field: str, text: str) -> ReadyPhrase:
    """A new phrase for one part of the form, or for all (ReadyPhrase.ANY)."""
    require(actor, Action.RECEIVE_INITIATIVE, ward_place(ward))
    _refuse(field, text)
    found = ReadyPhrase.objects.filter(ward=ward).aggregate(last=Max("number"))
    number = (found["last"] or 0) + 1
    if number > MOST:
        raise DomainError(f"Tối đa {MOST} câu mẫu. Hãy sửa câu cũ thay vì thêm câu mới")
    try:
        with transaction.atomic():
            row = ReadyPhrase.objects.create(ward=ward, number=number, field=field, text=text)
    except IntegrityError as error:
        raise DomainError(TWICE, field="text") from error
    audit.record(
        actor=actor, verb="phrase.add", text=f"Thêm câu mẫu: {text}", subject=row, ward_key=ward.pk,
        audience=audit.Audience.BAN,
    )  # fmt: skip
    return row


@transaction.atomic
def edit_phrase(*, actor: Actor, phrase: ReadyPhrase, field: str, text: str, is_active: bool) -> None:
    """Mend it, put it away, or take it up again. Remarks already written keep their words."""
    require(actor, Action.RECEIVE_INITIATIVE, phrase)
    _refuse(field, text)
    changes = {"field": field, "text": text, "is_active": is_active}
    before = {name: getattr(phrase, name) for name in changes}
    if before == changes:
        return
    try:
        with transaction.atomic():
            update_if_unchanged(phrase, changes=changes)
    except IntegrityError as error:
        raise DomainError(TWICE, field="text") from error
    verb = "Sửa" if is_active == before["is_active"] else "Dùng lại" if is_active else "Thôi dùng"
    audit.record(
        actor=actor, verb="phrase.edit", text=f"{verb} câu mẫu số {phrase.number}", subject=phrase,
        ward_key=phrase.ward_id, before=before, after=changes, audience=audit.Audience.BAN,
    )  # fmt: skip


def active_phrases(ward_key: int) -> list[ReadyPhrase]:
    """Those offered, the oldest first. One query."""
    return list(ReadyPhrase.objects.filter(ward_id=ward_key, is_active=True).order_by("number"))


def _refuse(field: str, text: str) -> None:
    if field != ReadyPhrase.ANY and field not in PART:
        raise DomainError("Hãy chọn mục trong danh sách", field="field")
    if not text:
        raise DomainError("Hãy nhập câu mẫu", field="text")
