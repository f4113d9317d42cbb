"""Names of models the Plan itself suggests (II.4.1, II.3.3), in its wording: what a ward's catalogue begins with."""

THEMES = (  # clause, name, number of the field
    ("II.4.1", "Chi bộ đối với sự phát triển kinh tế tư nhân", 2),
    ("II.4.1", "Xây dựng chi bộ kiểu mẫu", 1),
    ("II.4.1", "Camera an ninh", 4),
    ("II.4.1", "Duy trì phát triển hoạt động văn hóa - thể thao trên địa bàn tổ dân phố", 3),
    ("II.4.1", "Xây dựng trường học Sinh thái Xanh - Bản sắc - Hạnh phúc", 3),
    ("II.4.1", "Tổ dân phố Văn minh, tiêu biểu", 3),
    ("II.4.1", "Tuyên truyền vận động nhân dân thực hiện xây dựng đô thị văn minh", 3),
    ("II.3.3", "Chính quyền thân thiện", 1),
    ("II.3.3", "Chuyển đổi số vì cộng đồng", 5),
    ("II.3.3", "Ứng dụng Zalo kết nối Nhân dân", 5),
)
STEP = 10  # between two places of the catalogue, so that one more fits in


def write_themes(ward_key: int, theme, sector) -> int:
    """Write the Plan's suggestions for a ward that has no catalogue yet; returns how many.

    `theme` and `sector` are the tables, for the migration its own registry of them.
    """
    if theme.objects.filter(ward_id=ward_key).exists():
        return 0
    sectors = dict(sector.objects.values_list("number", "pk"))
    rows = [
        theme(ward_id=ward_key, clause=clause, name=name, sector_id=sectors.get(number), order=place * STEP)
        for place, (clause, name, number) in enumerate(THEMES, start=1)
    ]
    return len(theme.objects.bulk_create(rows))
