"""A review, its source and its result stay in one ward."""

from django.db import migrations

from core.database.guards import raise_guards


class Migration(migrations.Migration):
    dependencies = [("models_registry", "0011_carry_over_review")]

    # Backwards there is nothing to do: the guards go with their table.
    operations = [migrations.RunPython(raise_guards("models_registry.models.guards"), migrations.RunPython.noop)]
