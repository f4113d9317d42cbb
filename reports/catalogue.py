"""Every report: its slug, title and right, and how its Table is built. A new report is one function and one line."""

from dataclasses import dataclass

from organizations.permissions import Action
from reports.documents import Column, Group, Table


@dataclass(frozen=True)
class Report:
    slug: str
    title: str
    right: Action

    def build(self) -> Table:
        return Table([self.title], [Column("order", "TT", 5, "center")], [Group("", [])], file_stem=self.slug)


REPORTS = {
    report.slug: report
    for report in (
        Report("dang-ky", "Danh sách đăng ký mô hình, điển hình", Action.TAKE_REPORTS),
        Report("chua-dang-ky", "Đơn vị chưa đăng ký", Action.TAKE_REPORTS),
        Report("de-nghi", "Danh sách đề nghị công nhận", Action.READ_PROPOSALS),
        Report("cong-nhan", "Danh sách mô hình, điển hình được công nhận", Action.READ_LIBRARY),
    )
}
