"""Recognition by the province, recorded in the ward when its decision arrives (scenario 21)."""

import datetime as dt

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, redirect, render

from core import clock
from core.actor import Actor
from core.exceptions import DomainError, StaleState
from core.forms.base import CleanForm, VietnameseDateField, errors_on
from core.log import audit
from core.log.notifications import notify
from core.text.formatting import date_vi
from core.text.numbering import number_key
from core.text.vietnamese import clean_line, fold, upper_first
from models_registry.enums import Level, RecognitionSource
from models_registry.initiative.messages import model_of_year
from models_registry.initiative.recipients import role_people, unit_people
from models_registry.library.recognitions import Paper, recognise, revoke
from models_registry.models import Initiative, Recognition
from organizations.enums import Role
from organizations.permissions import Action, require
from organizations.units.services import ward_place


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


class ProvinceForm(CleanForm):
    number = forms.CharField(label="Số quyết định của tỉnh", max_length=60, help_text="Ví dụ: 45-QĐ/TU")
    on = VietnameseDateField(label="Ngày ký")
    issuer = forms.CharField(label="Cơ quan ban hành", max_length=200)
    signatory = forms.CharField(label="Họ tên người ký", max_length=200, required=False)


class ProvinceEndForm(CleanForm):
    on = VietnameseDateField(label="Từ ngày")
    number = forms.CharField(
        label="Số quyết định của tỉnh", max_length=60, required=False, help_text="Để trống khi do ghi nhầm"
    )
    reason = forms.CharField(label="Lý do", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


def _recognised(request, code) -> Initiative:
    require(request.actor, Action.RECORD_PROVINCE, ward_place(request.ward))
    rows = Initiative.objects.of_ward(request.ward).recognised().with_corrected_names()
    return get_object_or_404(rows.select_related("unit", "ward__parent").addressed(code))


def province_record(request, ward, code):
    initiative = _recognised(request, code)
    parent = request.ward.parent
    form = ProvinceForm(request.POST or None, initial={"issuer": f"Ban Thường vụ {parent.name}" if parent else ""})
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            record_province(actor=request.actor, initiative=initiative, **form.cleaned_data)
            messages.success(request, "Đã ghi nhận điển hình cấp tỉnh. Đơn vị đã được báo")
            typed = {name: form.cleaned_data[name] for name in ("number", "on", "issuer")}
            if other := same_number(request.ward.pk, **typed):
                told = f"Quyết định số {other.number} đã ghi với ngày {date_vi(other.on)}"
                messages.warning(request, f"{told}, khác ngày vừa ghi. Hãy xem lại số và ngày")
            return redirect("registry:library_detail", ward, code)
    return render(request, "models_registry/library/province_record.html", {"initiative": initiative, "form": form})


def province_end(request, ward, code):
    initiative = _recognised(request, code)
    form = ProvinceEndForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            withdraw_province(actor=request.actor, initiative=initiative, **form.cleaned_data)
            messages.success(request, "Đã thôi ghi nhận điển hình cấp tỉnh")
            return redirect("registry:library_detail", ward, code)
    return render(request, "models_registry/library/province_end.html", {"initiative": initiative, "form": form})
