"""Forget what is past its time; run nightly (cron, a systemd timer). Running it twice does no more than once."""

from django.core.management.base import BaseCommand

from core.files_left import purge_left
from core.held import forget_expired
from models_registry.services.drafts import purge_deleted_drafts


class Command(BaseCommand):
    help = "Forget typed text held past its days, drafts deleted more than 30 days ago, and files nothing points at."

    def handle(self, *args, **options):
        texts, drafts = forget_expired(), purge_deleted_drafts()
        left = purge_left()  # after the drafts, whose files nothing points at any more
        self.stdout.write(f"{texts} held texts forgotten, {drafts} deleted drafts purged.")
        self.stdout.write(f"{left.rows} file rows, {left.files} files, {left.bytes} bytes freed.")
