"""A year's totals are no longer classified in words: no seal and no paper ever carried the words."""

from django.db import migrations

from core.database.guards import lower_every, raise_every


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0051_certificate_codes")]

    operations = [
        migrations.RunPython(lower_every, raise_every),
        migrations.RemoveField("criteriaset", "classes"),
        migrations.RunPython(raise_every, lower_every),
    ]
