"""What the figures say, in words: each chart's title is its finding."""

from collections.abc import Sequence

from core.text.formatting import integer_vi
from organizations.enums import OrganizationKind

NUMBERS = {3: "Ba", 4: "Bốn", 5: "Năm"}


def sector_title(rows: Sequence[tuple[str, int]]) -> str:
    """`rows` are (name, count). “Văn hóa - xã hội có nhiều mô hình nhất”; ties are told as ties."""
    top = max((count for _, count in rows), default=0)
    if not top:
        return "Chưa có mô hình nào đăng ký"
    first = [name for name, count in rows if count == top]
    if len(first) == 1:
        return f"{first[0]} có nhiều mô hình nhất"
    if len(first) == 2:
        return f"{first[0]} và {first[1]} cùng có nhiều mô hình nhất"
    if len(first) == len(rows):
        return "Năm lĩnh vực có số mô hình bằng nhau"
    return f"{NUMBERS[len(first)]} lĩnh vực cùng có nhiều mô hình nhất"


def empty_sectors(rows: Sequence[tuple[str, int]]) -> str:
    """Fields without a model are flagged, once there are any models."""
    none = [name for name, count in rows if not count]
    return f"Chưa có mô hình: {', '.join(none)}" if none and len(none) < len(rows) else ""


def month_title(points: Sequence[tuple[str, int]], goal: int) -> str:
    """`points` are cumulative, (“T1”, 6) and so on, up to now."""
    total = points[-1][1] if points else 0
    if not total:
        return "Chưa có mô hình nào đăng ký"
    if goal:
        if total < goal:
            return f"Còn thiếu {integer_vi(goal - total)} mô hình so với chỉ tiêu {integer_vi(goal)}"
        wanted, verb = (goal + 1, "vượt") if total > goal else (goal, "đạt")
        month = next(month for month, (_, count) in enumerate(points, start=1) if count >= wanted)
        return f"Số mô hình đăng ký đã {verb} chỉ tiêu từ tháng {month}"
    steps = [count - before for (_, count), before in zip(points, [0, *(count for _, count in points)], strict=False)]
    busiest = steps.index(max(steps)) + 1
    return f"{integer_vi(total)} mô hình đã đăng ký, nhiều nhất trong tháng {busiest}"


def kind_title(missing: dict[str, int], registered: int) -> str:
    """`missing`: units of each kind that have not registered."""
    total = sum(missing.values())
    if not total:
        return "Mọi đơn vị đã đăng ký" if registered else "Chưa giao chỉ tiêu cho đơn vị nào"
    top = max(missing.values())
    first = [OrganizationKind(kind).label for kind, count in missing.items() if count == top]
    if len([count for count in missing.values() if count]) == 1:
        return f"Còn {integer_vi(total)} đơn vị chưa đăng ký, đều ở khối {first[0].lower()}"
    if len(first) == 1:
        return f"Còn {integer_vi(total)} đơn vị chưa đăng ký, nhiều nhất ở khối {first[0].lower()}"
    return f"Còn {integer_vi(total)} đơn vị chưa đăng ký"
