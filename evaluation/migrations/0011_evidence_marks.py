"""Which files of the unit a scorer judged a criterion by."""

from django.db import migrations, models

from core.database.guards import lower_guards, raise_guards

GUARDS = "evaluation.models.guards"


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0010_sheet_states"),
    ]

    operations = [
        migrations.RunPython(lower_guards(GUARDS), raise_guards(GUARDS)),
        migrations.AddField(
            model_name="criterionscore",
            name="marks",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.RunPython(raise_guards(GUARDS), lower_guards(GUARDS)),
    ]
