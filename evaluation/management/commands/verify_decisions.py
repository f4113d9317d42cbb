"""Prove that published decisions are what they were; the exit code tells scripts."""

from django.core.management.base import BaseCommand, CommandError

from evaluation.verification import check_decisions


class Command(BaseCommand):
    help = "Check seals, rows, texts and files of every published decision. Fails when anything was changed."

    def handle(self, *args, **options):
        report = check_decisions()
        for words in report.erased:
            self.stdout.write(f"Đã xóa theo yêu cầu – {words}")
        for problem in report.problems:
            self.stderr.write(problem)
        if report.problems:
            raise CommandError(f"{len(report.problems)} chỗ không khớp trong {report.looked_at} quyết định.")
        self.stdout.write(f"{report.looked_at} quyết định còn nguyên vẹn.")
