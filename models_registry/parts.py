"""The parts of a registration form: their names, words and the step each stands on (Plan II.4.3, II.4.4).

One list for the form, the check before sending, the Ban's remarks and the printed slip.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """`key` is what a remark names; `anchor` the place on the form a link to it leads to."""

    key: str
    label: str
    step: int
    of_copy: bool = False  # asked of a vertical unit's copy too

    @property
    def anchor(self) -> str:
        return f"phan-{self.key}"


@dataclass(frozen=True)
class Step:
    """One page of the form, kept by one POST."""

    number: int
    title: str


STEPS = (
    Step(1, "Thông tin chung"),
    Step(2, "Nội dung mô hình"),
    Step(3, "Chỉ tiêu, lộ trình"),
    Step(4, "Phân công"),
)
COPY_STEPS = (Step(1, "Nội dung bản đăng ký"),)
CHECK_TITLE = "Kiểm tra và gửi"
PARTS = (
    Part("kind", "Tập thể hay cá nhân", 1),
    Part("person_name", "Cá nhân được đăng ký", 1),
    Part("leader_name", "Người phụ trách", 1),
    Part("meeting_on", "Ngày họp thống nhất", 1),
    Part("name", "Tên mô hình", 2, of_copy=True),
    Part("origin", "Hình thức thực hiện", 2),
    Part("sector", "Lĩnh vực", 2, of_copy=True),
    Part("problem", "Vấn đề cần giải quyết", 2),
    Part("method", "Cách làm", 2),
    Part("area", "Địa bàn, đối tượng", 2),
    Part("period", "Thời gian thực hiện", 2, of_copy=True),
    Part("files", "Tệp kèm theo", 2, of_copy=True),
    Part("goals", "Mục tiêu", 3),
    Part("targets", "Chỉ tiêu", 3),
    Part("expected", "Kết quả, khả năng nhân rộng", 3),
    Part("steps", "Phân công thực hiện", 4),
    Part("coordination", "Đơn vị phối hợp", 4),
    Part("resources", "Nguồn lực", 4),
)
PART = {part.key: part for part in PARTS}
# What a file may prove: minutes of the meeting, photos of how it was, plans, lists of who takes part.
PROVABLE = (
    "meeting_on",
    "problem",
    "method",
    "area",
    "goals",
    "targets",
    "expected",
    "steps",
    "coordination",
    "resources",
)
WHOLE = ""  # a remark on the whole registration


def steps_of(initiative) -> tuple[Step, ...]:
    """The steps before the check: four, or one for a vertical unit's copy."""
    return COPY_STEPS if initiative.is_copy else STEPS


def step_of(initiative, key: str) -> int:
    """The number of the step a part stands on; the first for the whole."""
    if initiative.is_copy or key not in PART:
        return 1
    return PART[key].step


def part_label(key: str) -> str:
    """The words for what a remark is about."""
    return PART[key].label if key in PART else "Toàn bộ hồ sơ"


def remark_choices(*, is_copy: bool = False) -> list[tuple[str, str]]:
    """What a remark may be about, the whole first."""
    return [(WHOLE, "Toàn bộ hồ sơ"), *((part.key, part.label) for part in PARTS if part.of_copy or not is_copy)]
