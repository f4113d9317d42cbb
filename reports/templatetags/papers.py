"""What templates of every floor ask before they offer a paper: a button that must fail is not drawn."""

from django import template

from reports.documents import pdf, weasy
from reports.issued.odd_signs import odd_signs

register = template.Library()
register.simple_tag(odd_signs)


@register.simple_tag
def pdf_fault(rows: int = 0) -> str:
    """Why no PDF of a list of so many rows can be drawn, in words; '' when it can."""
    return pdf.TOO_LONG if rows > pdf.MAX_ROWS else weasy.fault()
