"""The catalogue of reports, each on a page and as a file."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from organizations.permissions import can, require
from organizations.services.units import ward_place

from ..catalogue import REPORTS
from ..documents import render_html, render_pdf, render_xlsx

RENDERERS = {"xlsx": render_xlsx, "pdf": render_pdf}


@require_safe
def report_list(request, ward):
    place = ward_place(request.ward)
    return render(
        request,
        "reports/report_list.html",
        {"reports": [row for row in REPORTS.values() if can(request.actor, row.right, place)]},
    )


@require_safe
def report_page(request, ward, slug):
    report = _report(request, slug)
    return render(request, "reports/report_page.html", {"report": report, "table": render_html(report.build())})


@require_safe
def report_file(request, ward, slug, ext):
    report = _report(request, slug)
    if ext not in RENDERERS:
        raise Http404
    return HttpResponse(RENDERERS[ext](report.build()))


def _report(request, slug):
    if slug not in REPORTS:
        raise Http404
    require(request.actor, REPORTS[slug].right, ward_place(request.ward))
    return REPORTS[slug]
