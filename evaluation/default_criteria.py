"""The Plan's six common criteria and the individuals' one (II.4.3), in its own wording.

The Plan gives no points: 20/15/20/15/15/15 and the guidance are a convention of the office, which the head may change
until self-assessment opens (decision 20, requirements Q1).
"""

from dataclasses import dataclass
from decimal import Decimal

from .enums import AppliesTo


@dataclass(frozen=True, kw_only=True)
class CriterionDraft:
    """One criterion to be written. `max_points` None: a finding only."""

    key: str
    title: str
    wording: str
    guidance: str = ""
    applies_to: str = AppliesTo.ALL
    max_points: Decimal | None = None


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
        guidance=(
            "16–20 điểm: đạt hoặc vượt mọi chỉ tiêu đã đăng ký, có số liệu đối chiếu được. "
            "10–15,5 điểm: đạt phần lớn chỉ tiêu. Dưới 10 điểm: kết quả chưa rõ hoặc chưa có minh chứng."
        ),
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
        guidance=(
            "Đối chiếu phần “Trước khi thực hiện” và “Sau khi thực hiện”. 12–15 điểm: nêu được cách làm mới và sự khác "
            "biệt bằng số liệu. 8–11,5 điểm: có cải tiến, chưa rõ kết quả. Dưới 8 điểm: làm như trước."
        ),
        max_points=Decimal(15),
    ),
    CriterionDraft(
        key="people",
        title="Sự tham gia của người dân",
        wording="Có sự tham gia tích cực của người dân.",
        guidance=(
            "Xem số người, số hộ tham gia, ngày công và kinh phí Nhân dân đóng góp. 16–20 điểm: đa số hộ trong địa bàn "
            "tham gia thường xuyên. 10–15,5 điểm: tham gia theo đợt. Dưới 10 điểm: chủ yếu do chi bộ làm thay."
        ),
        max_points=Decimal(20),
    ),
    CriterionDraft(
        key="spread",
        title="Sức lan tỏa, khả năng nhân rộng",
        wording="Có tính lan tỏa, khả năng nhân rộng.",
        guidance=(
            "12–15 điểm: đã có đơn vị khác học tập, làm theo. 8–11,5 điểm: cách làm rõ, có thể áp dụng nơi khác. "
            "Dưới 8 điểm: chỉ phù hợp điều kiện riêng của đơn vị."
        ),
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
        guidance=(
            "12–15 điểm: góp phần trực tiếp hoàn thành chỉ tiêu, nhiệm vụ của phường trong năm. 8–11,5 điểm: có liên "
            "quan. Dưới 8 điểm: chưa nêu được nhiệm vụ gắn với mô hình."
        ),
        max_points=Decimal(15),
    ),
    CriterionDraft(
        key="plan",
        title="Kế hoạch rõ ràng, có kiểm tra",
        wording=(
            "Có kế hoạch, nội dung, mục tiêu, lộ trình tổ chức thực hiện rõ ràng, chặt chẽ, có tổ chức kiểm tra, giám "
            "sát, đánh giá kết quả định kỳ."
        ),
        guidance=(
            "13–15 điểm: đủ cả kế hoạch và biên bản kiểm tra. 8–12,5 điểm: có kế hoạch, kiểm tra chưa thường xuyên. "
            "Dưới 8 điểm: thiếu kế hoạch hoặc không có đánh giá định kỳ."
        ),
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
