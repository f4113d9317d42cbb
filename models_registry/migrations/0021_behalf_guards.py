"""The facts of a paper stay in the ward of its registration."""

from django.db import migrations

from core.database.guards import raise_guards


class Migration(migrations.Migration):
    dependencies = [("models_registry", "0020_behalf_entry")]

    # Backwards there is nothing to do: the guards go with their table.
    operations = [migrations.RunPython(raise_guards("models_registry.models.guards"), migrations.RunPython.noop)]
