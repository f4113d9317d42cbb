"""The pages that are measured, each beside the page of the bare application that does the same for its user."""

from dataclasses import dataclass

from django.urls import reverse

from evaluation.models import Evaluation
from models_registry.models import Initiative
from models_registry.years.choice import choose_year, ward_cycles
from organizations.enums import OrganizationKind
from organizations.models import Organization

FIGURES = "/stats-summary"


@dataclass(frozen=True)
class Page:
    name: str
    username: str
    url: str
    bare: str  # page of the bare application
    budget: float  # CPU, in multiples of the bare page's


def main_pages(files: bool) -> list[Page]:
    """The main pages of the practice ward, in the order they are printed; Excel and PDF on request."""
    ward = Organization.objects.get(kind=OrganizationKind.WARD)
    year = choose_year(ward_cycles(ward), "", finishing_first=True).cycle.year
    sheet = Evaluation.objects.filter(outcome="", state="SENT").select_related("initiative").order_by("pk").first()
    code = sheet.initiative.code
    draft = (
        Initiative.objects.filter(state="DRAFT", code=None, is_copy=False, deleted_at=None)
        .select_related("unit")
        .first()
    )

    def url(name, *args):
        return reverse(name, args=[ward.slug, *args])

    queue = url("registry:review_list")
    form = url("registry:initiative_step", draft.address, 2)
    found = [
        Page("todo", "bithu.tdp01", url("reports:todo"), FIGURES, 4),
        Page("form step 2", f"bithu.{draft.unit.code.lower()}", form, "/new", 4),
        Page("library", "bithu.tdp01", url("registry:library_list"), "/list-capped", 2),
        Page("desk", "chuyenvien1", url("reports:desk"), FIGURES, 4),
        Page("review queue", "chuyenvien1", queue, "/list-capped", 2),
        Page("review queue, search", "chuyenvien1", f"{queue}?q=ngo+hoa&nhom=tat-ca", "/list-capped?q=robot", 2),
        Page("initiative", "chuyenvien1", url("registry:initiative_detail", code), "/detail/7", 3),
        Page("duties", "chuyenvien1", url("registry:duty_list", year), "/list?n=82", 2),
        Page("sheets", "chuyenvien1", url("evaluation:sheet_list"), "/list-capped", 2),
        Page("sheet", "chuyenvien1", url("evaluation:sheet_edit", code), "/new", 4),
        Page("conclusions", "truongban", url("evaluation:conclusion_list"), "/list-capped", 2),
        Page("overview", "thuongtruc", url("reports:overview"), FIGURES, 4),
    ]
    if files:
        xlsx, pdf = (url("reports:report_file", "dang-ky", extension) for extension in ("xlsx", "pdf"))
        found.append(Page("registrations.xlsx", "thuongtruc", xlsx, "/export.xlsx", 2))
        found.append(Page("registrations.pdf", "thuongtruc", pdf, "/export.pdf?n=80", 1.3))
    return found
