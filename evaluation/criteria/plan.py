"""The Plan's six common criteria and the individuals' one (II.4.3), in its own wording.

The Plan gives no points: 20/15/20/15/15/15 and the guidance are a convention of the office, which the head may change
until self-assessment opens (decision 20).
"""

from dataclasses import dataclass
from decimal import Decimal

from evaluation.enums import AppliesTo
from evaluation.models.scales import Scale, in_words


@dataclass(frozen=True, kw_only=True)
class CriterionDraft:
    """One criterion to be written. `max_points` None: a finding only."""

    key: str
    title: str
    wording: str
    guidance: str = ""
    applies_to: str = AppliesTo.ALL
    max_points: Decimal | None = None
    levels: Scale = ()  # highest first

    def levels_in_words(self) -> list[tuple[str, str]]:
        return in_words(self.levels, self.max_points) if self.max_points else []


def _levels(high: int, high_words: str, middle: int, middle_words: str, low_words: str):
    return ((Decimal(high), high_words), (Decimal(middle), middle_words), (Decimal(0), low_words))


BASIS = "Mục II.4.3 Kế hoạch của Ban Thường vụ Đảng ủy phường thực hiện Chỉ thị số 10-CT/TU"
POINTS_NOTE = "Thang điểm là quy ước nội bộ, Kế hoạch không quy định điểm."

PLAN_CRITERIA = (
    CriterionDraft(
        key="effect",
        title="Hiệu quả thiết thực",
        wording=(
            "Tính hiệu quả thiết thực, mô hình mang lại lợi ích rõ rệt cho cộng đồng, địa phương, góp phần giải quyết "
            "nổi cộm, bức xúc."
        ),
        guidance="Đối chiếu kết quả với từng chỉ tiêu đã đăng ký.",
        levels=_levels(
            16,
            "đạt hoặc vượt mọi chỉ tiêu đã đăng ký, có số liệu đối chiếu được",
            10,
            "đạt phần lớn chỉ tiêu",
            "kết quả chưa rõ hoặc chưa có minh chứng",
        ),  # fmt: skip
        max_points=Decimal(20),
    ),
    CriterionDraft(
        key="creative",
        title="Sáng tạo, phù hợp thực tiễn",
        wording=(
            "Tính sáng tạo và phù hợp thực tiễn, có cách làm mới, sáng tạo, linh hoạt, phù hợp với đặc điểm tình hình, "
            "văn hóa, dân tộc, tôn giáo tại địa phương mang lại hiệu quả nổi bật so với trước khi chưa thực hiện mô "
            "hình hoặc các mô hình đã thực hiện trước đó."
        ),
        guidance="Đối chiếu phần “Trước khi thực hiện” và “Sau khi thực hiện”.",
        levels=_levels(
            12,
            "nêu được cách làm mới và sự khác biệt bằng số liệu",
            8,
            "có cải tiến, chưa rõ kết quả",
            "làm như trước",
        ),  # fmt: skip
        max_points=Decimal(15),
    ),
    CriterionDraft(
        key="people",
        title="Sự tham gia của người dân",
        wording="Có sự tham gia tích cực của người dân.",
        guidance="Xem số người, số hộ tham gia, ngày công và kinh phí Nhân dân đóng góp.",
        levels=_levels(
            16,
            "đa số hộ trong địa bàn tham gia thường xuyên",
            10,
            "tham gia theo đợt",
            "chủ yếu do chi bộ làm thay",
        ),  # fmt: skip
        max_points=Decimal(20),
    ),
    CriterionDraft(
        key="spread",
        title="Sức lan tỏa, khả năng nhân rộng",
        wording="Có tính lan tỏa, khả năng nhân rộng.",
        levels=_levels(
            12,
            "đã có đơn vị khác học tập, làm theo",
            8,
            "cách làm rõ, có thể áp dụng nơi khác",
            "chỉ phù hợp điều kiện riêng của đơn vị",
        ),  # fmt: skip
        max_points=Decimal(15),
    ),
    CriterionDraft(
        key="politics",
        title="Gắn với nhiệm vụ chính trị",
        wording=(
            "Gắn với nhiệm vụ chính trị, phát triển kinh tế - xã hội, quốc phòng - an ninh, mô hình góp phần thực hiện "
            "nhiệm vụ chính trị của địa phương, đặc biệt trong các lĩnh vực như: Cải cách hành chính, giảm nghèo, bảo "
            "vệ môi trường, quốc phòng - an ninh."
        ),
        levels=_levels(
            12,
            "góp phần trực tiếp hoàn thành chỉ tiêu, nhiệm vụ của phường trong năm",
            8,
            "có liên quan",
            "chưa nêu được nhiệm vụ gắn với mô hình",
        ),  # fmt: skip
        max_points=Decimal(15),
    ),
    CriterionDraft(
        key="plan",
        title="Kế hoạch rõ ràng, có kiểm tra",
        wording=(
            "Có kế hoạch, nội dung, mục tiêu, lộ trình tổ chức thực hiện rõ ràng, chặt chẽ, có tổ chức kiểm tra, giám "
            "sát, đánh giá kết quả định kỳ."
        ),
        levels=_levels(
            13,
            "đủ cả kế hoạch và biên bản kiểm tra",
            8,
            "có kế hoạch, kiểm tra chưa thường xuyên",
            "thiếu kế hoạch hoặc không có đánh giá định kỳ",
        ),  # fmt: skip
        max_points=Decimal(15),
    ),
    CriterionDraft(
        key="person",
        title="Gương điển hình tiêu biểu",
        wording=(
            "Về gương điển hình tiêu biểu (nếu là cá nhân): Là tấm gương có uy tín được cộng đồng tin tưởng, noi theo; "
            "có đạo đức, trách nhiệm, tâm huyết và tích cực vận động quần chúng."
        ),
        guidance="Chỉ ghi kết quả đạt, chưa đạt hoặc chưa đủ minh chứng; không chấm điểm.",
        applies_to=AppliesTo.INDIVIDUAL,
    ),
)


def default_title(year: int) -> str:
    return f"Bộ tiêu chí mô hình, điển hình “Dân vận khéo” năm {year}"
