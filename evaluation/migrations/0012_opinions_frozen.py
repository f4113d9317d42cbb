"""What members said of a version stays as it was once the Board has concluded on it."""

from django.db import migrations

from core.database.guards import raise_guards

GUARDS = "evaluation.models.guards"


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0011_evidence_marks"),
    ]

    operations = [
        migrations.RunPython(raise_guards(GUARDS), migrations.RunPython.noop),
    ]
