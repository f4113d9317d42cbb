"""The grid of all models × criteria: one's own points, kept line by line as the sheet keeps them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.exceptions import DomainError, StaleState
from core.forms.held import is_refill, refillable
from core.text.formatting import decimal_vi
from evaluation import scoring
from evaluation.sheets.forms.grid import FINDINGS, GridLine, grid_lines
from evaluation.sheets.own_sheets import ORDERS, columns_of, in_order, read_own_sheets
from evaluation.sheets.services import sheets as services
from evaluation.sheets.views.files import scored_years

PER_PAGE = 100  # lines; their fields stay below what a form may post


@refillable
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_grid(request, ward):
    """Lines that are right are kept, the others stay as typed; the script sends one line at a time."""
    years = scored_years(request)
    cycle = years.cycle
    data = request.POST if request.method == "POST" else None
    by_script = data is not None and "application/json" in request.headers.get("Accept", "")
    sent = {name.removesuffix("-version") for name in data or () if name.endswith("-version")}
    order = request.GET.get("sort", "nop")
    own = in_order(read_own_sheets(request.actor, cycle, sent if by_script else None), order)
    page = Paginator(own, PER_PAGE).get_page(request.GET.get("page"))
    shown = [*page.object_list]
    shown += [one for one in own if one.code in sent and one not in shown]  # typed on a page whose order moved since
    columns = columns_of(shown)
    lines = grid_lines(shown, columns, data)
    if data is not None and not is_refill(request):
        kept = sum(_keep(request.actor, line) for line in lines if line.form is not None)
        if by_script:
            return JsonResponse({"lines": {line.code: _answer(line) for line in lines}})
        if not any(line.message or line.errors for line in lines):
            messages.success(request, f"Đã lưu nháp {kept} phiếu" if kept else "Không có ô nào thay đổi")
            return redirect(request.get_full_path() + _place(data.get("dong"), lines))
    context = {
        "cycle": cycle,
        "years": years,
        "page": page,
        "columns": columns,
        "has_points": scoring.has_points(columns),
        "lines": lines,
        "findings": FINDINGS,
        "order": order if order in ORDERS else "nop",
        "orders": {key: words for key, words in ORDERS.items() if key != "diem" or scoring.has_points(columns)},
        "wrong": [line for line in lines if line.message or line.errors],
        "is_open": any(line.is_open for line in lines),
    }
    return render(request, "evaluation/sheets/grid/sheet_grid.html", context)


def _place(code: str | None, lines: list[GridLine]) -> str:
    """Back to the line whose own button was pressed: on a phone it stands far down the page."""
    return f"#dong-{code}" if any(line.code == code for line in lines) else ""


def _keep(actor, line: GridLine) -> bool:
    """Whether anything was written. A clash shows both, and pressing again keeps what was typed, knowingly."""
    has_errors = bool(line.errors)
    if has_errors and line.scores == line.stored:
        return False
    try:
        saved = services.save_sheet(
            actor=actor, evaluation=line.sheet.evaluation, scores=line.scores, seen_version=line.seen_version
        )
    except StaleState as error:
        line.clash(error.message)
    except DomainError as error:
        line.message = error.message
    except PermissionDenied as error:
        line.message = str(error)
    else:
        line.settle(saved.version)
        if not has_errors:
            line.form = None
        return True
    return False


def _answer(line: GridLine) -> dict:
    return {
        "version": line.version,
        "was": line.was,
        "total": decimal_vi(line.total),
        "scored": line.scored,
        "errors": line.errors,
        "message": line.message,
        "differs": [f"{part['label']}: đã lưu {part['kept'] or 'trống'}" for part in line.differs],
    }
