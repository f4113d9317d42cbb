"""The five fields of the Plan are there from the start."""

from django.db import migrations

from models_registry.enums import write_sectors


class Migration(migrations.Migration):
    dependencies = [("models_registry", "0001_initial")]
    operations = [migrations.RunPython(write_sectors, migrations.RunPython.noop)]
