"""A Paper as PDF: slips and short lists of a page or a few."""

from __future__ import annotations

from core.exceptions import DomainError
from reports.documents import weasy
from reports.documents.glyphs import printable
from reports.documents.layout import document_date
from reports.documents.paper import Dotted, Fields, Heading, Paper, Paragraph
from reports.documents.pdf import STRETCH, column_css, document_title, formal_parts, table_context, title_lines
from reports.documents.table import Table, lines_of, shown

TOO_LONG = "Bảng trong văn bản dài quá 150 dòng. Hãy tách thành danh sách kèm theo."


def render_paper(paper: Paper) -> bytes:
    """The paper. Raises DomainError when a table in it is too long or the engine is not installed."""
    blocks, css = [], ""
    for number, block in enumerate(paper.blocks):
        blocks.append(_block(block, f"list-{number}"))
        if isinstance(block, Table):
            css += column_css(f"list-{number}", block.columns)
    context = {
        "title": document_title(paper.title_lines),
        **formal_parts(paper.letterhead, paper.signature, paper.recipients),
        "title_lines": title_lines(paper.title_lines),
        "addressee": printable(paper.addressee),
        "blocks": blocks,
    }
    document = weasy.render_pages("reports/documents/paper.html", context, orientation=paper.orientation, extra_css=css)
    return weasy.join([document.write_pdf()], title=context["title"])


def _block(block: Heading | Paragraph | Fields | Dotted | Table, table_class: str) -> dict:
    if isinstance(block, Heading):
        return {"kind": "heading", "text": printable(block.text)}
    if isinstance(block, Paragraph):
        css = {"body": "", "note": "note-line"}.get(block.style, block.style)
        return {"kind": "paragraph", "text": printable(block.text), "css": css}
    if isinstance(block, Dotted):
        return {"kind": "dotted", "label": printable(block.label), "more": range(block.more)}
    if isinstance(block, Fields):
        items = [(printable(label), printable(shown(value, dates=document_date))) for label, value in block.items]
        return {"kind": "fields", "items": items}
    lines = list(lines_of(block))
    if len(lines) > STRETCH:
        raise DomainError(TOO_LONG)
    return {
        "kind": "table",
        "css": table_class,
        "table": table_context(block.columns, lines),
        "note": printable(block.note),
    }
