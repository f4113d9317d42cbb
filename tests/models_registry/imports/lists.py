"""The office's sample list and the ward's 82 units, and small lists of one's own making."""

import csv
import io
from pathlib import Path

from openpyxl import Workbook, load_workbook

from core.text.vietnamese import fold, sort_key
from organizations.enums import UNIT_KINDS, OrganizationKind
from organizations.models import Organization, OrganizationName, path_step
from tests.support.factories import LONG_AGO

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"
KINDS = {kind.label: kind for kind in UNIT_KINDS}
HEADINGS = ("TT", "Đơn vị", "Tên mô hình", "Tập thể", "Cá nhân", "Lĩnh vực", "Thời gian thực hiện")


def sample_list() -> io.BytesIO:
    file = io.BytesIO((FIXTURES / "danh-sach-mo-hinh-2025.xlsx").read_bytes())
    file.name = "danh-sach-mo-hinh-2025.xlsx"
    return file


def sample_units(ward) -> list[Organization]:
    """The 82 units of the sample, in bulk: made as rows, not through the service, to be quick."""
    with (FIXTURES / "don-vi-mau.tsv").open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file, delimiter="\t"))
    units = [
        Organization(
            ward=ward, parent=ward, code=line["ma"], name=line["ten"], name_fold=fold(line["ten"]),
            sort_key=sort_key(line["ten"]), kind=KINDS.get(line["loai"], OrganizationKind.OTHER),
            reports_vertically=bool(line["dang_ky_theo_nganh_doc"]), path=line["ma"].encode(),
        )
        for line in lines
    ]  # fmt: skip
    Organization.objects.bulk_create(units)
    for unit in units:
        unit.path = bytes(ward.path) + path_step(unit.pk)
    Organization.objects.bulk_update(units, ["path"])
    OrganizationName.objects.bulk_create(
        OrganizationName(organization=unit, name=unit.name, name_fold=unit.name_fold, valid_from=LONG_AGO)
        for unit in units
    )
    ward.tree_version += 1
    ward.save(update_fields=["tree_version"])
    return units


def workbook(rows, headings=HEADINGS, title="DANH SÁCH MÔ HÌNH ĐƯỢC CÔNG NHẬN NĂM 2025") -> io.BytesIO:
    book = Workbook()
    page = book.active
    page.append([title])
    page.append(list(headings))
    for row in rows:
        page.append(list(row))
    return _file(book)


def shuffled_sample(order) -> io.BytesIO:
    """The sample's models as another office would send them: other columns, other order, other words."""
    page = load_workbook(sample_list(), read_only=True).active
    sector, unit, rows = "", "", []
    for tt, named, name, group, person, period, note in page.iter_rows(min_row=9, max_col=7, values_only=True):
        if isinstance(tt, str) and "LĨNH VỰC" in tt.upper():
            sector = tt.partition(" VỰC ")[2].partition("(")[0].title()
        elif str(tt or "").isdigit():
            unit = named or unit
            kind = "Tập thể" if group else "Cá nhân" if person else ""
            rows.append((sector, name, unit, kind, period, note))
    return workbook(order(rows), ("Lĩnh vực", "Tên mô hình, điển hình", "Chi bộ", "Loại", "Thời gian", "Ghi chú"))


def _file(book) -> io.BytesIO:
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "danh-sach.xlsx"
    return file
