"""Freeze the log and the list of downloads."""

from django.db import migrations

from core.database.guards import lower_guards, raise_guards


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [migrations.RunPython(raise_guards("core.database.guarded"), lower_guards("core.database.guarded"))]
