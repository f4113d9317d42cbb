"""Prove that what is stored is what was stored; run nightly. The exit code tells scripts.

Every check of settings.VERIFICATIONS is read; when all is whole, the end of each log goes to the growing file, which
the next night is compared with.
"""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.log import audit, heads
from core.log.verification import verify_everything


class Command(BaseCommand):
    help = "Check the log, decisions, files and undecided work of every ward. Fails when anything was changed or lost."

    def handle(self, *args, **options):
        found = 0
        if not settings.LOG_HEADS.exists():
            self.stdout.write(f"Chưa có sổ đối chiếu {settings.LOG_HEADS}; nếu trước đây đã có thì sổ đã bị xóa.")
        for check, scope_key, report in verify_everything():
            name = f"{f'Phường {scope_key}' if scope_key else 'Hệ thống'}. {check.title}"
            for words in report.erased:
                self.stdout.write(f"Đã xóa theo yêu cầu – {name}. {words}")
            for problem in report.problems:
                self.stderr.write(f"{name}. {problem}")
            if report.looked_at:
                wrong = f"{report.found} chỗ không khớp" if report.found else "nguyên vẹn"
                unmarked = f", {report.unmarked} chưa có dấu" if report.unmarked else ""
                self.stdout.write(f"{name}: {report.looked_at} {check.counted}, {wrong}{unmarked}.")
            found += report.found
        if found:
            raise CommandError(f"{found} chỗ không khớp.")
        for scope_key in sorted(audit.scopes()):
            heads.keep(scope_key, "verify")
        self.stdout.write("Mọi thứ còn nguyên vẹn.")
