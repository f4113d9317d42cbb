"""A Table on a page: a real table, on phones one card per row, in the classes of the site's own style sheet."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from reports.documents.table import Line, Link, Piece, Table, heading_rows, lines_of, shown

_CLASSES = {"integer": "n", "decimal": "n", "date": "nowrap"}


def render_html(table: Table) -> SafeString:
    """The table with its totals and note; title, filter line and buttons belong to the page around it."""
    first, second = heading_rows(table.columns)
    lines = [_shown_line(line) for line in lines_of(table)]
    context = {
        "caption": " ".join(table.title_lines),
        "first_heading": first,
        "second_heading": second,
        "body": [line for line in lines if line["kind"] != "total"],
        "totals": [line for line in lines if line["kind"] == "total"],
        "note": table.note,
    }
    return render_to_string("reports/documents/screen_table.html", context)


def _shown_line(line: Line) -> dict:
    return {"kind": line.kind, "cells": [_shown_cell(piece) for piece in line.pieces]}


def _shown_cell(piece: Piece) -> dict:
    column = piece.column
    text = shown(piece.value, column.kind if column else "text")
    return {
        "text": text,
        "url": piece.value.url if isinstance(piece.value, Link) else "",
        "span": piece.span,
        "is_label": column is None,
        "css": _CLASSES.get(column.kind, "") if column else "",
        "label": _full_heading(column) if column and text else "",
    }


def _full_heading(column) -> str:
    return f"{column.group_heading}: {column.heading}" if column.group_heading else column.heading
