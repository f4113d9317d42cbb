"""The catalogue of reports, each on a page and as a file."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core.exceptions import DomainError
from core.files.uploads import CONTENT_TYPES
from core.log.downloads import log_download
from organizations.permissions import can, require

from ..catalogue import REPORTS, Report
from ..documents import render_html, render_pdf, render_xlsx
from ..documents.pdf import MAX_ROWS
from ..forms import FORMS, YearForm
from ..lists import commended, news, proposed, registrations, reported
from ..lists.asked import Asked
from .given import as_file

SHOWN = 500  # rows on a page; the files hold all
FILES = {"xlsx": (render_xlsx, CONTENT_TYPES["xlsx"]), "pdf": (render_pdf, CONTENT_TYPES["pdf"])}
# Parameters that no field of the page's form carries.
VERSION = ("danh-sach", "ban")
KEPT = {
    news.SLUG: ("sort",),
    registrations.SLUG: ("nhom", "sort"),
    proposed.SLUG: VERSION,
    reported.SLUG: VERSION,
    commended.SLUG: VERSION,
}


@require_safe
def report_list(request, ward):
    """Every report the person may take, each with the year it opens with unless the address names one."""
    first, ending = (Asked(request.actor, request.ward, request.GET, ends_year) for ends_year in (False, True))
    mine = []
    for report in REPORTS.values():
        if can(request.actor, report.right):
            asked = ending if report.ends_year else first
            mine.append((report, asked.year, *_held(report, asked)))
    chosen = first.year if "nam" in request.GET or len(first.years.offered) == 1 else None
    return render(request, "reports/report_list.html", {"reports": mine, "asked": first, "chosen": chosen})


def _held(report: Report, asked: Asked) -> tuple[int, str]:
    """How many rows a report has, as far as it matters what may be offered, and what it says without any."""
    built = report.build(asked)
    return built.count_rows(MAX_ROWS + 1), built.table.empty_text


@require_safe
def report_page(request, ward, slug):
    report, asked = _asked(request, slug)
    built = report.build(asked)
    table = render_html(built.cut(SHOWN))
    form_class = FORMS.get(slug, YearForm)
    context = {
        "report": report,
        "asked": asked,
        "table": table,
        "built": built,
        "shown": SHOWN,
        "form": form_class({**request.GET.dict(), "nam": asked.year}, cycles=asked.cycles),
        "is_version": KEPT.get(slug) == VERSION,
        "kept": [(name, asked.params[name]) for name in KEPT.get(slug, ()) if asked.params.get(name)],
    }
    return render(request, "reports/report_page.html", context)


@require_safe
def report_file(request, ward, slug, ext):
    report, asked = _asked(request, slug)
    if ext not in FILES:
        raise Http404
    draw, content_type = FILES[ext]
    built = report.build(asked)
    try:
        content = draw(built.table)
        if not built.tally.rows:
            raise DomainError(built.table.empty_text)
    except DomainError as error:  # empty, too long for a PDF, or the engine is missing: the page says what can be had
        messages.error(request, error.message)
        answer = redirect("reports:report_page", ward, slug)
        answer["Location"] += f"?{request.GET.urlencode()}" if request.GET else ""
        return answer
    if request.method == "GET":
        log_download(
            actor=request.actor, what=f"{slug}.{ext}", filter_text=built.filter[:300], row_count=built.tally.rows
        )
    return as_file(content, content_type, f"{built.table.file_stem}.{ext}")


def _asked(request, slug):
    """The report, if there is one of this name and the person has its right, and what is asked of it."""
    if slug not in REPORTS:
        raise Http404
    require(request.actor, REPORTS[slug].right)  # within this ward: the actor was built for it
    report = REPORTS[slug]
    return report, report.asked(request.actor, request.ward, request.GET)
