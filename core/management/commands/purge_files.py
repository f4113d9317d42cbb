"""Removes stored files nothing points at any more; for the nightly run."""

from django.core.management.base import BaseCommand

from core.files.purge import purge_left


class Command(BaseCommand):
    help = "Bỏ các tệp đã lưu quá 24 giờ mà không hồ sơ nào dùng (tải dở, giao dịch bị hủy)."

    def handle(self, *args, **options):
        purged = purge_left()
        self.stdout.write(f"Đã bỏ {purged.rows} dòng, {purged.files} tệp, {purged.bytes} byte.")
