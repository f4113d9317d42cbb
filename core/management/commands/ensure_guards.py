"""Raise the guards that are missing; run after every migrate."""

from django.core.management.base import BaseCommand, CommandError

from core.database import guards


class Command(BaseCommand):
    help = "Raise missing guards (triggers) and drop stale ones; --check only compares and fails when they differ."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="change nothing")

    def handle(self, *args, check: bool, **options):
        if check:
            wanted, present = set(guards.declared()), set(guards.installed())
            if wanted != present:
                raise CommandError(f"Missing: {sorted(wanted - present)}. Unknown: {sorted(present - wanted)}.")
            self.stdout.write(f"{len(present)} guards stand.")
            return
        raised, dropped = guards.ensure()
        self.stdout.write(f"{len(raised)} guards raised, {len(dropped)} dropped.")
