"""Ready phrases are no longer counted: they stand in the order they were written."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("models_registry", "0024_cycle_words")]

    operations = [migrations.RemoveField("readyphrase", "used")]
