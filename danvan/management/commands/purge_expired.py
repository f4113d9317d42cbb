"""Forget what is past its time; run nightly (cron, a systemd timer). Running it twice does no more than once."""

from django.core.management.base import BaseCommand

from core.held import forget_expired
from models_registry.services.drafts import purge_deleted_drafts


class Command(BaseCommand):
    help = "Forget typed text held past its days, and drafts that were deleted more than 30 days ago."

    def handle(self, *args, **options):
        texts, drafts = forget_expired(), purge_deleted_drafts()
        self.stdout.write(f"{texts} held texts forgotten, {drafts} deleted drafts purged.")
