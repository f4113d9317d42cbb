"""Sheets given to a scorer before anything is said, and sheets a scorer asked to be spared."""

from django.db import migrations, models

from core.database.guards import lower_guards, raise_guards

GUARDS = "evaluation.models.guards"
STATES = [
    ("ASSIGNED", "Được giao chấm"),
    ("DRAFT", "Đang chấm"),
    ("COMPLETED", "Đã hoàn thành"),
    ("ABSTAINED", "Xin không chấm"),
    ("VOID", "Không tính"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0009_conflict_declarations"),
    ]

    operations = [
        migrations.RunPython(lower_guards(GUARDS), raise_guards(GUARDS)),
        migrations.AlterField(
            model_name="scoresheet",
            name="state",
            field=models.CharField(choices=STATES, default="DRAFT", max_length=10),
        ),
        migrations.RemoveConstraint(model_name="scoresheet", name="ck_sheet_state"),
        migrations.RemoveConstraint(model_name="scoresheet", name="ck_sheet_void_reason"),
        migrations.AddConstraint(
            model_name="scoresheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", [state for state, _ in STATES])), name="ck_sheet_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="scoresheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["VOID", "ABSTAINED"]), _negated=True),
                    models.Q(("void_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="ck_sheet_void_reason",
            ),
        ),
        migrations.RunPython(raise_guards(GUARDS), lower_guards(GUARDS)),
    ]
