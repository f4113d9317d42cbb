"""Forget what is past its time; run nightly (cron, a systemd timer). Running it twice does no more than once."""

from django.core.management.base import BaseCommand

from core.files.purge import purge_left
from core.forms.held import forget_expired
from core.web.throttle import forget_old_tries
from models_registry.registration.services.drafts import purge_deleted_drafts


class Command(BaseCommand):
    help = "Forget held texts and wrong passwords past their time, drafts deleted 30 days ago, files nothing points at."

    def handle(self, *args, **options):
        texts, drafts, tries = forget_expired(), purge_deleted_drafts(), forget_old_tries()
        left = purge_left()  # after the drafts, whose files nothing points at any more
        self.stdout.write(f"{texts} held texts forgotten, {drafts} deleted drafts purged.")
        self.stdout.write(f"{left.rows} file rows, {left.files} files, {left.bytes} bytes freed.")
        self.stdout.write(f"{tries} wrong passwords forgotten.")
