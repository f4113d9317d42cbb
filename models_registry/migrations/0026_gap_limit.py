"""How far the Ban's total may lie from the unit's own before the head gives a reason: a setting of the year."""

from django.db import migrations, models

from core.database.guards import lower_every, raise_every


class Migration(migrations.Migration):
    dependencies = [("models_registry", "0025_phrases_uncounted")]

    operations = [
        migrations.RunPython(lower_every, raise_every),
        migrations.AddField("cycle", "gap_limit", models.PositiveSmallIntegerField(default=15)),
        migrations.RunPython(raise_every, lower_every),
    ]
