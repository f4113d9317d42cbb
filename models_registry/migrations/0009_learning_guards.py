"""Keep the wards of requests to learn apart."""

from django.db import migrations

from core.database.guards import raise_guards


class Migration(migrations.Migration):
    dependencies = [("models_registry", "0008_learning")]
    operations = [migrations.RunPython(raise_guards("models_registry.models.guards"), migrations.RunPython.noop)]
