"""Each certificate has a code of its own; those printed before keep that of their row."""

from django.db import migrations, models

from core.database.guards import lower_guards, raise_guards

GUARDS = "evaluation.models.guards"


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0050_without_points"),
    ]

    operations = [
        migrations.RunPython(lower_guards(GUARDS), raise_guards(GUARDS)),
        migrations.AddField("issuedpaper", "code", models.CharField(blank=True, default="", max_length=12)),
        migrations.AddConstraint(
            "issuedpaper",
            models.UniqueConstraint(
                condition=models.Q(("code", ""), _negated=True), fields=("code",), name="uq_issued_code"
            ),
        ),
        migrations.RunPython(raise_guards(GUARDS), lower_guards(GUARDS)),
    ]
