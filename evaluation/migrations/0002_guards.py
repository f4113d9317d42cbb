"""Freeze what the year end has said: criteria, completed sheets, locked versions, published decisions."""

from django.db import migrations

from core.database.guards import lower_guards, raise_guards


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0001_initial")]

    operations = [
        migrations.RunPython(raise_guards("evaluation.models.guards"), lower_guards("evaluation.models.guards"))
    ]
