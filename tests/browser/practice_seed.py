"""The data folder DANVAN_VAR as `scripts/start` leaves it: the same commands, in a process that starts only once."""

import gc
import os

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "danvan.settings")
COMMANDS = [("migrate", "--noinput"), ("ensure_guards",), ("collectstatic", "--noinput"), ("load_practice_ward",)]

if __name__ == "__main__":
    django.setup()
    gc.freeze()
    gc.set_threshold(100_000)  # the models of every migration are made here: most looks for garbage find none
    for words in COMMANDS:
        call_command(*words)
