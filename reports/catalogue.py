"""Every report: its slug, title and right, and the function that builds its Table. A new report is one line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.actor import Actor
from organizations.models import Organization
from organizations.permissions import Action

from .lists import (
    carry_over,
    commended,
    news,
    progress,
    proposed,
    recognised,
    registrations,
    reported,
    targets,
    units,
)
from .lists.asked import Asked, Built


@dataclass(frozen=True)
class Report:
    slug: str
    title: str
    about: str
    icon: str
    right: Action
    build: Callable[[Asked], Built]
    ends_year: bool = False  # about the year's end: opens with the year being finished

    def asked(self, actor: Actor, ward: Organization, params: Mapping[str, str]) -> Asked:
        return Asked(actor, ward, params, self.ends_year)


REPORTS = {
    report.slug: report
    for report in (
        Report(
            registrations.SLUG,
            "Danh sách đăng ký",
            "Mô hình, điển hình đã đăng ký trong năm, theo năm lĩnh vực; bản theo dõi của ngành dọc ở nhóm riêng.",
            "list-checks",
            Action.TAKE_REPORTS,
            registrations.build,
        ),
        Report(
            units.SLUG,
            "Đơn vị chưa đăng ký",
            "Đơn vị còn thiếu đăng ký trong năm, theo khối; xem được cả tình hình của mọi đơn vị.",
            "building-2",
            Action.TAKE_REPORTS,
            units.build,
        ),
        Report(
            carry_over.SLUG,
            "Rà soát mô hình năm trước",
            "Mô hình được công nhận năm trước: đơn vị duy trì, nâng cao, dừng hay chưa rà soát; đã đăng ký lại chưa.",
            "repeat-2",
            Action.TAKE_REPORTS,
            carry_over.build,
        ),
        Report(
            progress.SLUG,
            "Tiến độ tự đánh giá, chấm điểm",
            "Từng mô hình đã tiếp nhận: đã nộp tự đánh giá chưa, được bao nhiêu phiếu chấm. Không có điểm.",
            "clipboard-check",
            Action.TAKE_REPORTS,
            progress.build,
            ends_year=True,
        ),
        Report(
            news.SLUG,
            "Tin thực hiện mô hình",
            "Tuổi của tin cuối, số tin, số mốc đã xong của từng mô hình; lọc mô hình đứng yên quá 60 ngày.",
            "activity",
            Action.TAKE_REPORTS,
            news.build,
        ),
        Report(
            proposed.SLUG,
            "Danh sách đề nghị công nhận",
            "Bản danh sách đã khóa và trình, đúng như lúc khóa, có dấu vân để đối chiếu.",
            "file-check",
            Action.READ_PROPOSALS,
            proposed.build,
            ends_year=True,
        ),
        Report(
            reported.SLUG,
            "Danh sách đăng ký báo cáo lãnh đạo",
            "Bản danh sách đăng ký đã khóa, báo cáo Thường trực và Ban Thường vụ, đúng như lúc khóa.",
            "archive",
            Action.READ_PROPOSALS,
            reported.build,
        ),
        Report(
            commended.SLUG,
            "Danh sách đề nghị biểu dương, khen thưởng",
            "Tập thể, cá nhân và hình thức đề nghị: bản đã khóa; có số văn bản thì chỉ gồm dòng được thống nhất.",
            "award",
            Action.READ_PROPOSALS,
            commended.build,
            ends_year=True,
        ),
        Report(
            recognised.SLUG,
            "Tổng hợp mô hình được công nhận",
            "Mô hình, điển hình đang được công nhận của năm, kể cả phần đã đính chính; cộng theo lĩnh vực, loại, mức.",
            "star",
            Action.READ_LIBRARY,
            recognised.build,
            ends_year=True,
        ),
        Report(
            targets.SLUG,
            "Mục tiêu giai đoạn",
            "Điển hình cấp phường, cấp tỉnh so với chỉ tiêu của giai đoạn; nguồn theo số năm liền được công nhận.",
            "award",
            Action.TAKE_REPORTS,
            targets.build,
            ends_year=True,
        ),
    )
}
