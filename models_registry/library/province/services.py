"""Recognition by the province, recorded in the ward when its decision arrives (scenario 21)."""

import datetime as dt

from django.db import IntegrityError, transaction

from core import clock
from core.actor import Actor
from core.exceptions import DomainError, StaleState
from core.log import audit
from core.log.notifications import notify
from core.text.numbering import number_key
from core.text.vietnamese import clean_line, fold, upper_first
from models_registry.enums import Level, RecognitionSource
from models_registry.initiative.messages import model_of_year
from models_registry.initiative.recipients import role_people, unit_people
from models_registry.library.recognitions import Paper, recognise, revoke
from models_registry.models import Initiative, Recognition
from organizations.enums import Role
from organizations.permissions import Action, require


def same_number(ward_key: int, *, number: str, on: dt.date, issuer: str) -> Recognition | None:
    """Another day written for this number of the issuer's year: told, not refused, as one paper may name several."""

    def key(text: str) -> str:
        return number_key(text, issuer=issuer, symbol="QĐ/TU", on=on)

    rows = Recognition.objects.filter(ward_id=ward_key, source=RecognitionSource.PROVINCE, on__year=on.year)
    others = [row for row in rows.exclude(on=on).order_by("pk") if fold(row.issuer) == fold(issuer)]
    return next((row for row in others if key(row.number) == key(number)), None)


@transaction.atomic
def record_province(
    *, actor: Actor, initiative: Initiative, number: str, on: dt.date, issuer: str, signatory: str = ""
) -> None:
    """The model is a province-level example of its own year, whatever year the province decided in.

    Raises DomainError when the ward has not recognised it, when it is recorded already, or at a field.
    """
    require(actor, Action.RECORD_PROVINCE, initiative)
    facts = {"number": clean_line(number), "issuer": clean_line(issuer), "signatory": clean_line(signatory)}
    _refuse(initiative, facts, on)
    paper = Paper(source=RecognitionSource.PROVINCE, on=on, **facts)
    try:
        with transaction.atomic():
            recognise(levels={initiative: Level.PROVINCE}, paper=paper)
    except IntegrityError as error:
        raise DomainError("Mô hình này đã được ghi nhận điển hình cấp tỉnh") from error
    audit.record(
        actor=actor, verb="initiative.province", text="Ghi nhận điển hình cấp tỉnh", subject=initiative,
        ward_key=initiative.ward_id, note=f"Quyết định số {facts['number']}",
        after={"number": facts["number"], "on": on},
    )  # fmt: skip
    leaders = role_people(initiative.ward_id, (Role.HEAD, Role.STANDING))
    notify(
        user_keys=[*unit_people(initiative.unit), *leaders], ward_key=initiative.ward_id, kind="result",
        text=f"{upper_first(model_of_year(initiative))} được công nhận điển hình “Dân vận khéo” cấp tỉnh"[:500],
        link=f"/{actor.ward_slug}/thu-vien/{initiative.code}/",
        dedupe_key=f"province-{initiative.pk}-{facts['number']}",
    )  # fmt: skip


@transaction.atomic
def withdraw_province(*, actor: Actor, initiative: Initiative, number: str, on: dt.date, reason: str) -> None:
    """The province took it back, or it was recorded by mistake: the row stays, ended, with the reason."""
    require(actor, Action.RECORD_PROVINCE, initiative)
    number, reason = clean_line(number), clean_line(reason)
    if not reason:
        raise DomainError("Hãy ghi lý do", field="reason")
    if on > clock.today():
        raise DomainError("Ngày không được sau hôm nay", field="on")
    row = Recognition.objects.live().filter(initiative=initiative, level=Level.PROVINCE).select_for_update().first()
    if row is None:
        raise StaleState("Mô hình này không còn là điển hình cấp tỉnh")
    revoke(recognition=row, on=on, number=number, reason=reason)
    audit.record(
        actor=actor, verb="initiative.province_end", text="Thôi ghi nhận điển hình cấp tỉnh", subject=initiative,
        ward_key=initiative.ward_id, reason=reason, before={"number": row.number}, after={"number": number, "on": on},
    )  # fmt: skip


def _refuse(initiative: Initiative, facts: dict[str, str], on: dt.date) -> None:
    for name, what in (("number", "số quyết định"), ("issuer", "cơ quan ban hành")):
        if not facts[name]:
            raise DomainError(f"Hãy nhập {what}", field=name)
    if on > clock.today():
        raise DomainError("Ngày ký không được sau hôm nay", field="on")
    if not Recognition.objects.live().filter(initiative=initiative, level__lt=Level.PROVINCE).exists():
        raise DomainError("Phường chưa công nhận mô hình này nên chưa ghi nhận cấp tỉnh được")
