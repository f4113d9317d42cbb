"""The suggestions of the Plan for the wards that are here already; later ones get them when a year is opened."""

from django.db import migrations

from models_registry.years.themes import write_themes


def write(apps, schema_editor):
    theme, sector = (
        apps.get_model("models_registry", "Theme"),
        apps.get_model("models_registry", "Sector"),
    )
    wards = apps.get_model("organizations", "Organization").objects.filter(kind="WARD").values_list("pk", flat=True)
    for key in wards:
        write_themes(key, theme, sector)


class Migration(migrations.Migration):
    dependencies = [("models_registry", "0016_themes_and_tags")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
