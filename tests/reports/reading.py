"""Reading a report back from the three places it stands in: the page, the .xlsx, the PDF."""

import io

from django.urls import reverse
from lxml import html
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.support import factories as make


def address(ward, slug, ext="", **params):
    if ext:
        base = reverse("reports:report_file", args=[ward.slug, slug, ext])
    else:
        base = reverse("reports:report_page", args=[ward.slug, slug])
    query = "&".join(f"{name}={value}" for name, value in params.items())
    return f"{base}?{query}" if query else base


class Reader:
    """A browser signed in as one person, reading reports of a ward."""

    def __init__(self, client, ward, user):
        self.client, self.ward = client, ward
        make.sign_in(client, user)

    def get(self, slug, ext="", **params):
        return self.client.get(address(self.ward, slug, ext, **params))

    def page(self, slug, **params):
        answer = self.get(slug, **params)
        assert answer.status_code == 200
        return html.document_fromstring(answer.content.decode())

    def screen(self, slug, **params):
        """Every line of the table below its headings, as texts; cells spanned over are None."""
        table = self.page(slug, **params).xpath("//main//table")[0]
        for line_end in table.iter("br"):
            line_end.tail = f" {line_end.tail or ''}"
        return [
            [text for cell in row for text in ([words(cell)] + [None] * (int(cell.get("colspan", 1)) - 1))]
            for row in table.xpath(".//tbody/tr | .//tfoot/tr")
        ]

    def xlsx(self, slug, **params):
        """Every line below the headings that belongs to the table, values as they stand in the cells."""
        answer = self.get(slug, "xlsx", **params)
        assert answer.status_code == 200
        sheet = load_workbook(io.BytesIO(answer.content)).active
        return [[cell.value for cell in row] for row in sheet.iter_rows() if row[0].border.left.style == "thin"]

    def pdf(self, slug, **params):
        answer = self.get(slug, "pdf", **params)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        return PdfReader(io.BytesIO(answer.content))

    def pdf_text(self, slug, **params):
        return " ".join(" ".join(page.extract_text() for page in self.pdf(slug, **params).pages).split())


def words(cell):
    return " ".join(cell.text_content().split())


def as_shown(value):
    """A cell of the .xlsx as the screen shows it."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    if hasattr(value, "strftime"):
        return value.strftime("%d/%m/%Y")
    return " ".join(str(value).split())


def comparable(xlsx_rows):
    """Rows of the .xlsx below its headings, as the screen has them."""
    start = next(at for at, row in enumerate(xlsx_rows) if row[0] == "TT") + 1
    if xlsx_rows[start][0] is None:  # a second row of headings
        start += 1
    return [[as_shown(value) for value in row] for row in xlsx_rows[start:]]


def on_screen(rows):
    return [[cell or "" for cell in row] for row in rows]


def fonts(pdf):
    return {
        str(font.get_object()["/BaseFont"]).rpartition("+")[2]
        for page in pdf.pages
        for font in page["/Resources"]["/Font"].values()
    }
