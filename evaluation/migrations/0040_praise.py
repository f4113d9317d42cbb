"""What a list of commendations asks for each collective or person, and what they were recognised by."""

from django.db import migrations, models

from core.database.guards import lower_guards, raise_guards

GUARDS = "evaluation.models.guards"


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0012_opinions_frozen"),
    ]

    operations = [
        migrations.RunPython(lower_guards(GUARDS), raise_guards(GUARDS)),
        migrations.AddField(
            "proposaldraftitem", "award", models.CharField(blank=True, default="Biểu dương", max_length=80)
        ),
        migrations.AddField("proposaldraftitem", "post", models.CharField(blank=True, default="", max_length=120)),
        migrations.AddField("proposalitem", "award", models.CharField(blank=True, default="", max_length=80)),
        migrations.AddField("proposalitem", "grounds", models.CharField(blank=True, default="", max_length=120)),
        migrations.RunPython(raise_guards(GUARDS), lower_guards(GUARDS)),
    ]
