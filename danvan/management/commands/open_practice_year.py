"""Open the next year of the practice ward beside the one that is open."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.exceptions import DomainError
from danvan.practice import loading
from danvan.practice.next_year import open_next_year


class Command(BaseCommand):
    help = "Open the year after the newest open one in the practice ward, so that two years can be walked side by side."

    def handle(self, *args, **options):
        if not settings.PRACTICE or not loading.is_loaded():
            raise CommandError("Lệnh này chỉ dùng cho bản tập sự đã nạp dữ liệu mẫu (scripts/start).")
        try:
            cycle = open_next_year()
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"Đã mở năm {cycle.year} bên cạnh năm {cycle.year - 1}.")
