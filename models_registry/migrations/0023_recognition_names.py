"""A recognition keeps the names a correction gave, where they differ from the register's."""

from django.db import migrations, models

from core.database.guards import lower_every, raise_every


class Migration(migrations.Migration):
    dependencies = [("models_registry", "0022_import_undo")]

    operations = [
        migrations.RunPython(lower_every, raise_every),
        migrations.AddField("recognition", "name", models.CharField(max_length=200, blank=True, default="")),
        migrations.AddField("recognition", "unit_name", models.CharField(max_length=200, blank=True, default="")),
        migrations.RunPython(raise_every, lower_every),
    ]
