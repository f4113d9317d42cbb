"""The three kinds of lists in words: what their pages, notices and minutes call things (decision 24)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluation.enums import ListKind, RowResult

if TYPE_CHECKING:
    from evaluation.models import ProposalList


@dataclass(frozen=True)
class KindWords:
    """`title` of a new list of a year; `what` stands in “12 … trong danh sách”; `asks`: what the leaders are asked."""

    name: str
    title: str
    what: str
    build: str
    begin: str
    asks: str
    sent: str  # what locking does: “Đã khóa bản số 2 và …”
    report: str  # the slug of its paper
    results: dict[str, str]  # what the Board says of a row

    def titled(self, year: int, round_number: int) -> str:
        """The title of a year's list; from its second on it says which it is."""
        title = self.title.format(year=year)
        return title if round_number < 2 else f"{title}, đợt {round_number}"


_RECOGNISE = {result: result.label for result in RowResult}
_COMMEND = {
    RowResult.APPROVE: "Thống nhất đề nghị",
    RowResult.REFUSE: "Không đề nghị",
    RowResult.DEFER: "Để lại, xem xét sau",
}
WORDS = {
    ListKind.REGISTRATION: KindWords(
        name="Danh sách đăng ký",
        title="Danh sách đăng ký mô hình, điển hình “Dân vận khéo” năm {year}",
        what="mô hình, điển hình đăng ký",
        build="Lập danh sách đăng ký",
        begin="Lập danh sách đăng ký",
        asks="Báo cáo để Thường trực, Ban Thường vụ xem; không cần phê duyệt",
        sent="báo cáo Thường trực, Ban Thường vụ",
        report="bao-cao-dang-ky",
        results={},
    ),
    ListKind.RECOGNITION: KindWords(
        name="Danh sách đề nghị công nhận",
        title="Danh sách mô hình, điển hình “Dân vận khéo” đề nghị công nhận năm {year}",
        what="mô hình đề nghị công nhận",
        build="Lập danh sách đề nghị công nhận",
        begin="Lập danh sách đề nghị công nhận",
        asks="Thường trực thống nhất, Ban Thường vụ kết luận từng dòng",
        sent="trình Thường trực",
        report="de-nghi",
        results=_RECOGNISE,
    ),
    ListKind.COMMENDATION: KindWords(
        name="Danh sách đề nghị biểu dương, khen thưởng",
        title="Danh sách tập thể, cá nhân đề nghị biểu dương, khen thưởng năm {year}",
        what="tập thể, cá nhân đề nghị biểu dương, khen thưởng",
        build="Lập danh sách đề nghị biểu dương, khen thưởng",
        begin="Lập danh sách đề nghị biểu dương, khen thưởng",
        asks="Thường trực thống nhất, Ban Thường vụ kết luận từng dòng",
        sent="trình Thường trực",
        report="khen-thuong",
        results=_COMMEND,
    ),
}


def words_of(proposal: "ProposalList") -> KindWords:
    return WORDS[ListKind(proposal.kind)]


def list_of_year(proposal: "ProposalList") -> str:
    """“Danh sách đăng ký năm 2026”: what a notice calls it."""
    return f"{words_of(proposal).name} năm {proposal.cycle.year}"


def result_words(kind: str, result: str) -> str:
    return WORDS[ListKind(kind)].results[RowResult(result)]
