"""The parts of a registration form: their names, words and the step each stands on (Plan II.4.3, II.4.4).

One list for the form, the check before sending, the Ban's remarks and the printed slip.
"""

from dataclasses import dataclass

LAST_STEP = 5


@dataclass(frozen=True)
class Part:
    """`key` is what a remark names; `anchor` the input a link to it leads to."""

    key: str
    label: str
    step: int
    copy: bool = False  # asked of a vertical unit's copy too

    @property
    def anchor(self) -> str:
        return f"phan-{self.key}"


PARTS = (
    Part("kind", "Tập thể hay cá nhân", 1),
    Part("person", "Cá nhân được đăng ký", 1),
    Part("leader", "Người phụ trách", 1),
    Part("meeting", "Cuộc họp thống nhất", 1),
    Part("name", "Tên mô hình", 2, copy=True),
    Part("origin", "Hình thức thực hiện", 2),
    Part("sector", "Lĩnh vực", 2, copy=True),
    Part("problem", "Vấn đề cần giải quyết", 2),
    Part("method", "Cách làm", 2),
    Part("area", "Địa bàn, đối tượng", 2),
    Part("period", "Thời gian thực hiện", 2, copy=True),
    Part("files", "Tệp kèm theo", 2, copy=True),
    Part("goals", "Mục tiêu", 3),
    Part("targets", "Chỉ tiêu", 3),
    Part("expected", "Kết quả, khả năng nhân rộng", 3),
    Part("steps", "Phân công thực hiện", 4),
    Part("coordination", "Đơn vị phối hợp", 4),
    Part("resources", "Nguồn lực", 4),
)
PART = {part.key: part for part in PARTS}
WHOLE = ""  # a remark on the whole registration


def part_label(key: str) -> str:
    """The words for what a remark is about."""
    return PART[key].label if key in PART else "Toàn bộ hồ sơ"


def remark_choices(*, is_copy: bool = False) -> list[tuple[str, str]]:
    """What a remark may be about, the whole first."""
    return [(WHOLE, "Toàn bộ hồ sơ"), *((part.key, part.label) for part in PARTS if part.copy or not is_copy)]
