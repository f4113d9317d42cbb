"""The five fields of the Plan (II.4.3), in its order and wording. Written into the database by the first migration."""

SECTORS = (
    (1, "Xây dựng Đảng và hệ thống chính trị", "LĨNH VỰC XÂY DỰNG ĐẢNG VÀ HỆ THỐNG CHÍNH TRỊ"),
    (2, "Phát triển kinh tế", "LĨNH VỰC PHÁT TRIỂN KINH TẾ"),
    (3, "Văn hóa - xã hội", "LĨNH VỰC VĂN HÓA - XÃ HỘI"),
    (4, "Quốc phòng - an ninh", "LĨNH VỰC QUỐC PHÒNG - AN NINH"),
    (5, "Chuyển đổi số", "LĨNH VỰC CHUYỂN ĐỔI SỐ"),
)


def write_sectors(apps, schema_editor):
    """Write the fields that are missing; for the migration, with its own registry of models."""
    sector = apps.get_model("models_registry", "Sector")
    for number, name, heading in SECTORS:
        sector.objects.get_or_create(number=number, defaults={"name": name, "heading": heading})
