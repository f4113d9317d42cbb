"""Acts with a question first: withdraw, take up again, stop a model, delete a draft and bring it back."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from core import clock
from core.exceptions import DomainError
from core.forms.base import errors_on
from core.forms.held import refillable
from core.forms.posted import posted
from core.forms.seen import SeenForm
from core.text.vietnamese import quoted
from models_registry.initiative.access import list_page, own_initiative, page, preparing_seat, seen_version
from models_registry.initiative.messages import model_words
from models_registry.initiative.on_behalf import answer_behalf
from models_registry.models import Initiative
from models_registry.own_models import services
from models_registry.registration.forms.check import BehalfForm, OptionalReasonForm, ReasonForm
from models_registry.registration.services import drafts
from models_registry.transitions import INITIATIVE
from organizations.permissions import Action, require


@refillable
def initiative_withdraw(request, ward, code):
    initiative = _asked(request, code, "withdraw")
    form = OptionalReasonForm(posted(request), initial={"version": initiative.version})
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            seen = seen_version(request, initiative)
            services.withdraw(actor=request.actor, initiative=initiative, seen=seen, reason=form.cleaned_data["reason"])
            messages.success(request, f"Đã rút hồ sơ {initiative.code}. Mã hồ sơ vẫn được giữ nếu đồng chí mở lại.")
            return redirect(page("initiative_detail", initiative))
    return _ask(
        request, initiative, form,
        title="Rút hồ sơ",
        question=f"Rút hồ sơ {initiative.code}?",
        consequence="Hồ sơ không được tính là đã đăng ký. Đồng chí có thể mở lại để sửa và gửi lần nữa với mã cũ.",
        confirm_label="Rút hồ sơ", danger=True,
    )  # fmt: skip


def initiative_reopen(request, ward, code):
    initiative = _asked(request, code, "reopen")
    form = SeenForm(posted(request), initial={"version": initiative.version})
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            services.reopen(actor=request.actor, initiative=initiative, seen=seen_version(request, initiative))
            messages.success(request, f"Đã mở lại hồ sơ {initiative.code}. Sửa xong, hãy gửi lại.")
            return redirect(page("initiative_step", initiative, 1))
    return _ask(
        request, initiative, form,
        title="Mở lại hồ sơ",
        question=f"Mở lại hồ sơ {initiative.code} để sửa?",
        consequence="Hồ sơ trở lại bản nháp và giữ mã cũ. Hồ sơ chỉ được tính là đã đăng ký sau khi gửi lại trong hạn.",
        confirm_label="Mở lại để sửa",
    )  # fmt: skip


@refillable
def initiative_discontinue(request, ward, code):
    initiative = _asked(request, code, "discontinue")
    form = ReasonForm(posted(request), initial={"version": initiative.version})
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            seen = seen_version(request, initiative)
            services.discontinue(
                actor=request.actor, initiative=initiative, seen=seen, reason=form.cleaned_data["reason"]
            )
            messages.success(request, f"Đã dừng {model_words(initiative.name)}.")
            return redirect(page("initiative_detail", initiative))
    return _ask(
        request, initiative, form,
        title="Dừng mô hình",
        question=f"Dừng {model_words(initiative.name)}?",
        consequence="Hãy ghi lý do để Ban Xây dựng Đảng theo dõi. Mô hình đã dừng không được đánh giá cuối năm và "
        "không mở lại được.",
        confirm_label="Dừng mô hình", danger=True,
    )  # fmt: skip


def initiative_delete(request, ward, code):
    initiative = own_initiative(request, code)
    preparing_seat(request.actor, initiative)
    form = SeenForm(posted(request), initial={"version": initiative.version})
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            drafts.delete_draft(actor=request.actor, initiative=initiative, seen=seen_version(request, initiative))
            messages.success(request, f"Đã xóa bản nháp {quoted(initiative)}. Có thể khôi phục trong 30 ngày.")
            return redirect(list_page(initiative))
    return _ask(
        request, initiative, form,
        title="Xóa bản nháp",
        question=f"Xóa bản nháp {quoted(initiative)}?",
        consequence="Có thể khôi phục trong 30 ngày, ở cuối trang “Mô hình của đơn vị”.",
        confirm_label="Xóa bản nháp", danger=True,
    )  # fmt: skip


@refillable
def initiative_behalf(request, ward, code):
    """The head of the unit answers a registration the Ban typed from paper."""
    initiative = own_initiative(request, code)
    require(request.actor, Action.SEND_INITIATIVE, initiative)
    told = {"version": initiative.version, "agrees": request.GET.get("y-kien", "")}
    form = BehalfForm(posted(request), initial=told)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            agrees = form.cleaned_data["agrees"] == "dung"
            answer_behalf(
                actor=request.actor, initiative=initiative, seen=seen_version(request, initiative), agrees=agrees,
                reason="" if agrees else form.cleaned_data["reason"],
            )  # fmt: skip
            messages.success(request, "Đã ghi ý kiến của đơn vị và báo Ban Xây dựng Đảng.")
            return redirect(page("initiative_detail", initiative))
    return _ask(
        request, initiative, form,
        title="Bản nhập hộ",
        question=f"Ban Xây dựng Đảng đã nhập hộ hồ sơ {initiative.code}. Nội dung có đúng không?",
        consequence="Nếu chưa đúng, hồ sơ chưa được tính là đã đăng ký cho đến khi sửa xong.",
        confirm_label="Ghi ý kiến",
    )  # fmt: skip


@require_POST
def initiative_restore(request, ward, code):
    since = clock.now() - drafts.KEPT_AFTER_DELETION
    rows = Initiative.objects.of_ward(request.ward).recoverable_by(request.actor, since).addressed(code)
    initiative = get_object_or_404(rows.select_related("cycle", "unit", "continues"))
    initiative.ward = request.ward
    try:
        drafts.restore_draft(actor=request.actor, initiative=initiative)
        messages.success(request, f"Đã khôi phục bản nháp {quoted(initiative)}.")
    except DomainError as error:
        messages.error(request, error.message)
    return redirect(list_page(initiative))


def _asked(request, code, step: str):
    """The row, for who may take the step at all; whether its state allows it, the service says."""
    initiative = own_initiative(request, code)
    require(request.actor, INITIATIVE[step].action, initiative)
    return initiative


def _ask(request, initiative, form, **words):
    context = words | {"form": form, "initiative": initiative, "cancel_url": page("initiative_detail", initiative)}
    return render(request, "models_registry/own_models/initiative_confirm.html", context)
