"""A drawn paper as an answer: noted as taken out, never kept."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from core.exceptions import DomainError
from core.log.downloads import log_download

from ..documents import Paper, render_paper


def as_file(content: bytes, content_type: str, name: str) -> HttpResponse:
    """A file to be saved under `name`, plain letters only."""
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def give_paper(request, paper: Paper, *, what: str, about: str, rows: int, back: tuple) -> HttpResponse:
    """The PDF; `back`: where to go, told why, when the machine cannot draw one. The log gets `what` and `about`."""
    try:
        content = render_paper(paper)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(*back)
    if request.method == "GET":
        log_download(actor=request.actor, what=what, filter_text=about, row_count=rows)
    return as_file(content, "application/pdf", f"{paper.file_stem}.pdf")
