"""Freeze submissions and recognitions, and keep the wards of the register apart."""

from django.db import migrations

from core.database.guards import lower_guards, raise_guards


class Migration(migrations.Migration):
    dependencies = [("models_registry", "0002_sectors")]

    operations = [
        migrations.RunPython(
            raise_guards("models_registry.models.guards"), lower_guards("models_registry.models.guards")
        )
    ]
