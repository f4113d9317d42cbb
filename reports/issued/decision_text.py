"""The words of the decision the office prints, signs and numbers: grounds, three articles, recipients (Plan II.4.4).

Everything said here stands in the program: the Board's conclusion with its day, the list it was about, how many of
which level. What was not typed yet (number, day, signatory) is left to be written by hand. The signed paper is the
decision; this is never kept nor sealed.
"""

from collections import Counter

from django.db.models import QuerySet

from core import clock
from core.exceptions import DomainError
from core.text.vietnamese import lower_first
from evaluation.enums import RowResult
from evaluation.models import ConclusionRow, CriteriaSet, ProposalList, ProposalVersion, RecognitionDecision
from models_registry.enums import InitiativeKind, Level

from ..documents import Letterhead, Paper, Paragraph, Recipients, Signature, layout
from ..lists.heads import place_of, symbolised, ward_body

AUTHORITY = f"{layout.ON_BEHALF} BAN THƯỜNG VỤ"
PROVINCE = "Ban Tuyên giáo và Dân vận Tỉnh ủy (để báo cáo)"


def decision_text(proposal: ProposalList) -> Paper:
    """Of a list the Board concluded on. Raises DomainError when it recognised nothing. At most four queries."""
    version = proposal.versions.select_related("conclusion").get(number=proposal.current_number)
    rows = ConclusionRow.objects.filter(conclusion__version=version, result=RowResult.APPROVE)
    if not rows:
        raise DomainError("Ban Thường vụ không công nhận mô hình nào trong danh sách này")
    typed = RecognitionDecision.objects.filter(version=version).first()
    ward, year = proposal.cycle.ward, proposal.cycle.year
    symbol = ward.address_block.get("symbol", "")
    return Paper(
        ["QUYẾT ĐỊNH", f"về việc công nhận mô hình, điển hình “Dân vận khéo” năm {year}"],
        [*_grounds(proposal, version), *_articles(rows, year)],
        letterhead=Letterhead(
            ward.address_block.get("upper", ""), ward_body(ward), place_of(ward),
            day=typed.on if typed else None, year=clock.today().year,
            number=symbolised(typed.number, "QĐ", symbol) if typed else None,
            symbol="" if typed else f"QĐ/{symbol}",
        ),
        signature=_signature(typed),
        recipients=Recipients([PROVINCE, "Như Điều 2", "Lưu Văn phòng Đảng ủy"]),
        file_stem=f"du-thao-quyet-dinh_{year}",
    )  # fmt: skip


def _grounds(proposal: ProposalList, version: ProposalVersion):
    basis = CriteriaSet.objects.filter(cycle=proposal.cycle, replaced_at=None).values_list("basis", flat=True).first()
    if basis:
        yield Paragraph(f"- Căn cứ {lower_first(basis)};", "basis")
    held = version.conclusion.meeting_on
    day = f" tại cuộc họp ngày {layout.document_date(held)}" if held else ""
    yield Paragraph(f"- Căn cứ kết luận của Ban Thường vụ {proposal.cycle.ward.name}{day};", "basis")
    locked = layout.document_date(clock.local(version.locked_at).date())
    yield Paragraph(f"- Xét đề nghị của Ban Xây dựng Đảng tại danh sách trình ngày {locked},", "basis")


def _articles(rows: QuerySet[ConclusionRow], year: int):
    levels, kinds = Counter(), Counter()
    for level, kind in rows.values_list("level", "item__kind"):
        levels[level] += 1
        kinds[kind] += 1
    who = _counted(
        (kinds[InitiativeKind.MODEL], "tập thể (mô hình)"), (kinds[InitiativeKind.INDIVIDUAL], "cá nhân (điển hình)")
    )
    how = _counted((levels[Level.WARD], "điển hình cấp phường"), (levels[Level.MEETS], "đạt tiêu chí"))
    yield Paragraph("BAN THƯỜNG VỤ QUYẾT ĐỊNH", "centre")
    yield Paragraph(
        f"Điều 1. Công nhận {levels.total()} mô hình, điển hình “Dân vận khéo” năm {year}, gồm {who}; trong đó {how} "
        "(có danh sách kèm theo)."
    )
    yield Paragraph(
        "Điều 2. Ban Xây dựng Đảng, các đơn vị và cá nhân có tên trong danh sách chịu trách nhiệm thi hành quyết định "
        "này."
    )
    yield Paragraph("Điều 3. Quyết định này có hiệu lực kể từ ngày ký.")


def _counted(*counts: tuple[int, str]) -> str:
    return ", ".join(f"{count} {words}" for count, words in counts if count)


def _signature(typed: RecognitionDecision | None) -> Signature:
    if typed is None:
        return Signature(AUTHORITY)
    return Signature(typed.authority, typed.post.upper(), typed.signatory)
