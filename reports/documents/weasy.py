"""The one door to the PDF engine: nothing is fetched, one font, neutral metadata, the same bytes for the same input."""

from __future__ import annotations

import ctypes
import importlib.util
import io
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

import pikepdf
from django.template.loader import render_to_string

from core.exceptions import DomainError
from reports.documents import layout

_SHEET = Path(__file__).parent / "css" / "document.css"
_LIBRARIES = ("libgobject-2.0.so.0", "libpango-1.0.so.0", "libpangoft2-1.0.so.0")
_LETTER = ord("ễ")  # the old Liberation fonts have no letters with two marks
NO_ENGINE = "Máy chủ chưa tạo được PDF: người quản trị cần cài libpango-1.0-0, libpangoft2-1.0-0 và fonts-liberation2."
NO_FONT = "Máy chủ chưa tạo được PDF: thiếu phông Liberation Serif bản 2. Người quản trị cần cài gói fonts-liberation2."


@cache
def fault() -> str:
    """Why this machine cannot draw a PDF, in words; '' when it can. Looked at once: no button offers what must fail.

    The engine itself is not loaded for it: that takes 0.4 s and much memory, which most workers never need.
    """
    if "weasyprint" not in sys.modules or sys.modules["weasyprint"] is None:
        if importlib.util.find_spec("weasyprint") is None:
            return NO_ENGINE
        try:
            for library in _LIBRARIES:
                ctypes.CDLL(library)
        except OSError:
            return NO_ENGINE
    return "" if _has_font() else NO_FONT


def _has_font() -> bool:
    """Whether the one font is here with all Vietnamese letters; where nothing can tell, drawing itself will."""
    asking = shutil.which("fc-match")
    if asking is None:
        return True
    command = [asking, "-f", "%{family}|%{charset}", layout.FONT]
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20).stdout  # noqa: S603  ours
    family, _, signs = told.partition("|")
    spans = [part.partition("-") for part in signs.split()]
    return family == layout.FONT and any(
        int(first, 16) <= _LETTER <= int(last or first, 16) for first, _, last in spans
    )


def render_pages(template: str, context: dict, *, orientation: str, first_number: int = 1, extra_css: str = "") -> Any:
    """Lay a template out and give WeasyPrint's document. `extra_css` is ours: numbers only, never text of users."""
    engine = _engine()
    fonts = engine.text.fonts.FontConfiguration()
    nothing = engine.urls.URLFetcher(allowed_protocols=["data"], allow_redirects=False)
    sheet = engine.CSS(
        string=_style_sheet(orientation, first_number) + extra_css, font_config=fonts, url_fetcher=nothing
    )
    html = engine.HTML(string=render_to_string(template, context), url_fetcher=nothing, base_url=None)
    return html.render(stylesheets=[sheet], font_config=fonts)


def join(parts: list[bytes], *, title: str) -> bytes:
    """One PDF of the parts, carrying its title and language and nothing about people or machines."""
    with pikepdf.new() as whole:
        for part in parts:
            with pikepdf.open(io.BytesIO(part)) as source:
                whole.pages.extend(source.pages)
        _refuse_other_fonts(whole)
        return _saved(whole, title)


def _saved(whole: pikepdf.Pdf, title: str) -> bytes:
    whole.docinfo["/Title"] = title
    whole.Root.Lang = pikepdf.String("vi")
    whole.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    out = io.BytesIO()
    whole.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def pick_pages(pages: list[tuple[bytes, int]], *, title: str) -> bytes:
    """One PDF of single pages (from 1) of others; each file is opened once however many of its pages are wanted."""
    opened: dict[int, pikepdf.Pdf] = {}
    with pikepdf.new() as whole:
        for data, number in pages:
            if id(data) not in opened:
                opened[id(data)] = pikepdf.open(io.BytesIO(data))
            whole.pages.append(opened[id(data)].pages[number - 1])
        return _saved(whole, title)


def fonts_of(pdf: pikepdf.Pdf) -> set[str]:
    """Names of the embedded fonts, without their subset prefix."""
    names = set()
    for page in pdf.pages:
        for font in (page.get("/Resources") or {}).get("/Font", {}).values():
            names.add(str(font.get("/BaseFont", "/")).lstrip("/").rpartition("+")[2])
    return names


def _refuse_other_fonts(pdf: pikepdf.Pdf) -> None:
    """A machine without Liberation Serif 2 would silently mix letters of other fonts into an official paper."""
    wanted = layout.FONT.replace(" ", "-")
    if any(not name.replace(" ", "-").startswith(wanted) for name in fonts_of(pdf)):
        raise DomainError(NO_FONT)


def _engine() -> Any:
    """WeasyPrint, loaded when the first PDF is asked for: 0.4 s, and it needs pango on the machine."""
    try:
        import weasyprint  # noqa: PLC0415 (see above)
        import weasyprint.text.fonts  # noqa: PLC0415
        import weasyprint.urls  # noqa: PLC0415
    except (ImportError, OSError) as problem:
        raise DomainError(NO_ENGINE) from problem
    return weasyprint


def _style_sheet(orientation: str, first_number: int) -> str:
    values = {name.lower(): value for name, value in vars(layout).items() if name.isupper()}
    return Template(_SHEET.read_text(encoding="utf-8")).substitute(
        values,
        orientation=orientation,
        first_number=first_number,
        first_shown="none" if first_number == 1 else "counter(page)",
        signature_gap=layout.SIGNATURE_LINES * layout.SIGNER_PT,
    )
