"""The five fields of the Plan are there from the start."""

from django.db import migrations

from models_registry.sectors import SECTORS


def write_sectors(apps, schema_editor):
    sector = apps.get_model("models_registry", "Sector")
    for number, name, heading in SECTORS:
        sector.objects.get_or_create(number=number, defaults={"name": name, "heading": heading})


class Migration(migrations.Migration):
    dependencies = [("models_registry", "0001_initial")]
    operations = [migrations.RunPython(write_sectors, migrations.RunPython.noop)]
