"""“Rà soát mô hình năm trước”: the unit's page, and the Ban's board with reminders and decisions on behalf."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core import clock
from core.forms.base import errors_on
from core.forms.posted import posted
from core.log import audit
from core.web.paging import page_of
from models_registry.carry_over.forms import BEGIN, CarryOverForm
from models_registry.carry_over.reading import VIEWS, Board, Carried, carried, chain_of, reviewed_cycle
from models_registry.carry_over.services import Reminder, decide, remind
from models_registry.enums import CarryOver, CycleState, Window
from models_registry.initiative.access import page
from models_registry.models import Cycle
from organizations.enums import UNIT_KINDS
from organizations.permissions import Action, can, require
from organizations.tree import ward_tree


def carry_over_review(request, ward, year):
    """The models of one's own units of `year` that may be continued. `?doi=DK-2025-001` takes up a decision again."""
    actor = request.actor
    if not can(actor, Action.PREPARE_INITIATIVE):
        raise PermissionDenied("Đồng chí không được giao soạn đăng ký cho đơn vị nào.")
    cycle = reviewed_cycle(request.ward, year)
    if cycle is None:
        return render(request, "models_registry/carry_over/carry_over_review.html", {"year": year})
    heads = chain_of(ward_tree(request.ward), actor.head_unit_keys)
    items = carried(cycle, actor.unit_keys)
    may_stop = bool(items) and all(item.source.unit_id in heads for item in items)
    here = reverse("registry:carry_over_review", args=[ward, year])
    form, answer = _decided(request, cycle, items, on_behalf=False, may_stop=may_stop, here=here)
    return answer or _show(request, "carry_over_review.html", cycle, items, form, year=year, may_stop=may_stop)


def carry_over_behalf(request, ward, year, unit):
    """The Ban writes down what a unit decided, and who of the unit said so."""
    cycle = _cycle(request, year)
    tree = ward_tree(request.ward)
    node = tree.by_code.get(unit)
    if node is None or node.living_key != node.key:
        raise Http404
    items = carried(cycle, chain_of(tree, {node.key}))
    here = reverse("registry:carry_over_behalf", args=[ward, year, unit])
    form, answer = _decided(request, cycle, items, on_behalf=True, may_stop=True, here=here)
    return answer or _show(
        request, "carry_over_behalf.html", cycle, items, form, year=cycle.year - 1, unit=node, may_stop=True
    )


def _decided(request, cycle, items: list[Carried], *, on_behalf: bool, may_stop: bool, here: str):
    """The form, and after a POST that was taken where to go."""
    posted_codes = {name.partition("-")[2] for name, value in request.POST.items() if name[:9] == "decision-" and value}
    if posted_codes - {item.source.code for item in items}:
        raise Http404  # another's model does not exist here
    asked = request.GET.get("doi")
    rows = [item for item in items if not item.decision or item.source.code in posted_codes]
    rows += [item for item in items if item.source.code == asked and item not in rows and not item.is_registered]
    form = CarryOverForm(posted(request), rows=rows, on_behalf=on_behalf, may_stop=may_stop)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            told_by = form.cleaned_data.get("told_by", "")
            reviews = decide(actor=request.actor, cycle=cycle, choices=form.choices(), told_by=told_by)
            return form, _after(request, reviews, here)
    return form, None


def _after(request, reviews, here: str):
    counts = [(sum(review.decision == choice for review in reviews), choice.label.lower()) for choice in CarryOver]
    told = ", ".join(f"{number} {label}" for number, label in counts if number)
    messages.success(request, f"Đã lưu kết quả rà soát: {told}.")
    if request.POST.get("viec") == BEGIN and len(reviews) == 1 and reviews[0].result is not None:
        draft = reviews[0].result
        draft.ward = request.ward
        return redirect(page("initiative_step", draft, 1))
    return redirect(here)


def _show(request, template: str, cycle: Cycle, items: list[Carried], form, **more):
    window = cycle.window(Window.REGISTRATION)
    shown = {row.source.pk for row in form.rows}
    context = more | {
        "cycle": cycle,
        "items": items,
        "form": form,
        "decided": [item for item in items if item.source.pk not in shown],
        "is_open": cycle.state == CycleState.OPEN,
        "registers": window.is_open(clock.today()),
        "start_url": f"{reverse('registry:initiative_start', args=[cycle.ward.slug])}?nam={cycle.year}",
        "window": window,
        "several_units": len({item.source.unit_id for item in items}) > 1,
        "undecided": sum(not item.decision for item in items),
        "empty_text": f"Năm {cycle.year - 1} đơn vị chưa có mô hình để duy trì, nâng cao.",
    }
    return render(request, f"models_registry/carry_over/{template}", context)


# The board of the Ban -------------------------------------------------------------------------------------------------


@require_safe
def carry_over_board(request, ward, year):
    cycle = _cycle(request, year)
    board = Board(request.ward, cycle, request.GET)
    units = page_of(board.units, request.GET.get("page"))
    board.fill(units)
    acts = audit.timeline(cycle, audiences=[audit.Audience.BAN], limit=20)
    context = {
        "cycle": cycle,
        "year": cycle.year - 1,
        "board": board,
        "page": units,
        "views": [(view, label, board.counts.of(view)) for view, label in VIEWS.items()],
        "kinds": [(kind.value, kind.label) for kind in UNIT_KINDS],
        "reminded": next((entry for entry in acts if entry.verb == "carry_over.remind"), None),
        "empty_text": f"Năm {cycle.year - 1} chưa có mô hình trong phần mềm.",
        "is_open": cycle.state == CycleState.OPEN,
    }
    return render(request, "models_registry/carry_over/carry_over_board.html", context)


def carry_over_remind(request, ward, year):
    """What will be told to whom, to read, copy for Zalo and send; `don-vi` names units, none named: all that owe it."""
    cycle = _cycle(request, year)
    board = Board(request.ward, cycle, {})
    wanted = set((request.POST if request.method == "POST" else request.GET).getlist("don-vi"))
    units = [row for row in board.all_units if row.counts.undecided and (not wanted or row.unit.code in wanted)]
    reminders = [Reminder(row.unit.key, _reminder(cycle, row.counts.undecided)) for row in units]
    if request.method == "POST":
        told = remind(actor=request.actor, cycle=cycle, reminders=reminders)
        silent = [row.unit.name for row in units if not told[row.unit.key]]
        messages.success(request, f"Đã nhắc {len(told) - len(silent)} đơn vị trong phần mềm.")
        if silent:
            messages.warning(request, f"Chưa có tài khoản, cần gọi điện: {'; '.join(silent)}.")
        return redirect("registry:carry_over_board", ward, cycle.year)
    lines = [(row, reminder.text) for row, reminder in zip(units, reminders, strict=True)]
    return render(
        request,
        "models_registry/carry_over/carry_over_remind.html",
        {"cycle": cycle, "year": cycle.year - 1, "lines": lines},
    )


def _reminder(cycle: Cycle, undecided: int) -> str:
    until = cycle.registration_closes
    due = f" trước ngày {until:%d/%m/%Y}" if until and until >= clock.today() else ""
    return (
        f"Đơn vị còn {undecided} mô hình năm {cycle.year - 1} chưa rà soát. "
        f"Đề nghị đồng chí chọn duy trì, nâng cao hay dừng từng mô hình{due}."
    )


def _cycle(request, year) -> Cycle:
    rows = Cycle.objects.visible_to(request.actor).exclude(state=CycleState.HISTORY)
    cycle = get_object_or_404(rows, year=year)
    require(request.actor, Action.RECEIVE_INITIATIVE, cycle)
    return cycle
