"""A Table as PDF. Long lists are laid out in stretches, so memory stays flat and no request holds a server for long."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from core.exceptions import DomainError
from reports.documents import layout, weasy
from reports.documents.glyphs import printable
from reports.documents.letterhead import Letterhead, Recipients, Signature
from reports.documents.table import Column, Line, Table, heading_rows, lines_of, shown

MAX_ROWS = 2_000  # about 25 s of one worker
STRETCH = 150  # lines laid out at a time

TOO_LONG = "Danh sách dài quá 2.000 dòng nên không tạo được PDF. Hãy lọc bớt, hoặc tải bản Excel."


def render_pdf(table: Table) -> bytes:
    """The whole paper. Raises DomainError above 2,000 rows (offering Excel) and when the engine is not installed."""
    lines = list(islice(lines_of(table), MAX_ROWS * 2))
    if sum(line.kind == "row" for line in lines) > MAX_ROWS or len(lines) == MAX_ROWS * 2:
        raise DomainError(TOO_LONG)
    title = document_title(table.title_lines)
    css = column_css("list", table.columns)
    parts: list[bytes] = []
    start, pages_before = 0, 0
    while start < len(lines):
        end = min(start + STRETCH, len(lines))
        context = _context(table, lines, start, end, title)
        document = weasy.render_pages(
            "reports/documents/table.html",
            context,
            orientation=table.orientation,
            first_number=pages_before + 1,
            extra_css=css,
        )
        pages, start = _whole_pages(document.pages, end, is_last=end == len(lines))
        pages_before += len(pages)
        parts.append(document.copy(pages).write_pdf())
    return weasy.join(parts, title=title)


def _whole_pages(pages: list[Any], end: int, *, is_last: bool) -> tuple[list[Any], int]:
    """The pages to keep and the line to go on with: a part-filled last page is laid out again with what follows."""
    if is_last or len(pages) < 2:
        return pages, end
    last, before = _lines_on(pages[-1]), _lines_on(pages[-2])
    if not last or last & before:  # one line taller than a page
        return pages, end
    return pages[:-1], min(last)


def _lines_on(page: Any) -> set[int]:
    return {int(name[1:]) for name in page.anchors if name[:1] == "n" and name[1:].isdecimal()}


def _context(table: Table, lines: Sequence[Line], start: int, end: int, title: str) -> dict:
    is_first, is_last = start == 0, end == len(lines)
    return {
        "title": title,
        **(formal_parts(table.letterhead, None, None) if is_first else {}),
        **(formal_parts(None, table.signature, table.recipients) if is_last else {}),
        "imprint": table.imprint.context if is_last and table.imprint else None,
        "title_lines": title_lines(table.title_lines) if is_first else [],
        "filter_line": printable(table.filter_line) if is_first else "",
        "note": printable(table.note) if is_last else "",
        "table": table_context(table.columns, lines[start:end], first_anchor=start),
    }


# Shared with the one-page papers


def document_title(lines: Sequence[str]) -> str:
    return printable(" ".join(lines)).replace("\n", " ")


def title_lines(lines: Sequence[str]) -> list[dict[str, str]]:
    """The first line names the kind of paper, the next its subject; lines in brackets are set in italics."""
    kinds = ["kind", *["subject"] * len(lines)]
    return [
        {"text": printable(line), "css": "bracket" if line.startswith("(") else kind}
        for line, kind in zip(lines, kinds, strict=False)
    ]


def formal_parts(head: Letterhead | None, signature: Signature | None, recipients: Recipients | None) -> dict:
    parts: dict = {}
    if head:
        parts["letterhead"] = {
            "upper_body": printable(head.upper_body),
            "body": printable(head.body),
            "party": layout.PARTY_NAME,
            "asterisk": layout.ASTERISK,
            "separator": layout.SUBJECT_SEPARATOR,
            "number_line": printable(head.number_line),
            "date_line": printable(head.date_line),
        }
    if signature or recipients:
        parts["signature"] = {
            "authority": printable(signature.authority) if signature else "",
            "post": printable(signature.post) if signature else "",
            "name": printable(signature.name) if signature else "",
            "recipients_title": layout.RECIPIENTS_TITLE,
            "recipients": [printable(line) for line in recipients.shown] if recipients else [],
        }
    return parts


def table_context(columns: Sequence[Column], lines: Sequence[Line], *, first_anchor: int = 0) -> dict:
    first, second = heading_rows(columns)
    return {
        "columns": columns,
        "first_heading": [(printable(text), across, down) for text, across, down in first],
        "second_heading": [printable(text) for text in second],
        "is_one": sum(line.kind == "row" for line in lines) == 1 and not first_anchor,
        "lines": [
            {"kind": line.kind, "anchor": f"n{at}", "cells": [_cell(piece) for piece in line.pieces]}
            for at, line in enumerate(lines, start=first_anchor)
        ],
    }


def _cell(piece: Any) -> dict:
    kind = piece.column.kind if piece.column else "text"
    return {
        "text": printable(shown(piece.value, kind, dates=layout.document_date)),
        "css": {"text": "", "date": "date-cell"}.get(kind, kind),
        "span": piece.span,
    }


def column_css(table_class: str, columns: Sequence[Column]) -> str:
    """Widths of the columns, scaled to the whole."""
    whole = sum(column.width for column in columns)
    return "".join(
        f".{table_class} col:nth-child({at}) {{ width: {column.width / whole * 100:.3f}% }}\n"
        for at, column in enumerate(columns, start=1)
    )
