"""Prove that the log is whole: every line follows from the one before; the exit code tells scripts."""

from django.core.management.base import BaseCommand, CommandError

from core import audit
from core.models import AuditChain, AuditEntry


class Command(BaseCommand):
    help = "Check the chain of every ward's log. Fails when a line was changed, added or removed."

    def handle(self, *args, **options):
        scopes = set(AuditChain.objects.values_list("scope_key", flat=True))
        scopes |= set(AuditEntry.objects.values_list("scope_key", flat=True).distinct())
        problems, lines = [], 0
        for scope_key in sorted(scopes):
            name = f"Phường {scope_key}" if scope_key else "Hệ thống"
            lines += AuditEntry.objects.filter(scope_key=scope_key).count()
            problems += [f"{name}. {problem}" for problem in audit.verify(scope_key)]
            for words in audit.erased(scope_key):
                self.stdout.write(f"Đã xóa theo yêu cầu – {name}. {words}")
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"{len(problems)} chỗ không khớp trong {lines} dòng nhật ký.")
        self.stdout.write(f"{lines} dòng nhật ký còn nguyên vẹn.")
