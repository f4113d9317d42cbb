"""Sample data to practise on: only where the installation says it is for practice, and only once."""

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from danvan.practice import loading


class Command(BaseCommand):
    help = "Load the practice ward (sample units, people, registrations). Does nothing when it is there."

    def handle(self, *args, **options):
        if not settings.PRACTICE:
            raise CommandError(
                "Đây không phải bản tập sự (DANVAN_PRACTICE khác 1). Dữ liệu mẫu có tài khoản ai cũng biết mật khẩu, "
                "nên không nạp vào bản chính thức."
            )
        if loading.is_loaded():
            self.stdout.write("Dữ liệu tập sự đã có từ trước.")
            return
        began = time.monotonic()
        ward = loading.load(tell=lambda line: self.stdout.write(f"  {line} …"))
        self.stdout.write(f"Đã nạp {ward.name} trong {time.monotonic() - began:.0f} giây.")
