"""Levels of a criterion in words, and the classification of a year's totals."""

from django.db import migrations, models

from core.database.guards import lower_guards, raise_guards

GUARDS = "evaluation.models.guards"


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0002_guards")]

    operations = [
        migrations.RunPython(lower_guards(GUARDS), raise_guards(GUARDS)),
        migrations.AddField("criteriaset", "classes", models.JSONField(default=list)),
        migrations.AddField("criterion", "levels", models.JSONField(default=list)),
        migrations.RunPython(raise_guards(GUARDS), lower_guards(GUARDS)),
    ]
