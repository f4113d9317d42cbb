"""Official papers: one plain description (`Table` or `Paper`), drawn as a screen table, .xlsx or PDF.

    render_html(table)   for a page; render_xlsx(table), render_pdf(table), render_paper(paper) give bytes of a file

The description knows nothing of files, the renderers nothing of the domain. Party layout values: `layout`.
"""

from reports.documents.html import render_html
from reports.documents.imprint import Imprint
from reports.documents.letter import render_paper
from reports.documents.letterhead import Letterhead, Recipients, Signature
from reports.documents.paper import Dotted, Fields, Heading, Paper, Paragraph
from reports.documents.pdf import render_pdf
from reports.documents.table import Column, Group, Link, Table, Total
from reports.documents.xlsx import render_xlsx

__all__ = [
    "Column",
    "Dotted",
    "Fields",
    "Group",
    "Heading",
    "Imprint",
    "Letterhead",
    "Link",
    "Paper",
    "Paragraph",
    "Recipients",
    "Signature",
    "Table",
    "Total",
    "render_html",
    "render_paper",
    "render_pdf",
    "render_xlsx",
]
