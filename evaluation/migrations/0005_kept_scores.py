"""Sheets that lie far apart: who keeps what was scored, and why."""

import django.db.models.deletion
from django.db import migrations, models

import core.clock


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0004_meetings"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptScore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("total", models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                ("mean", models.DecimalField(decimal_places=6, max_digits=10)),
                ("spread", models.DecimalField(decimal_places=2, max_digits=5)),
                ("reason", models.TextField()),
                ("by_key", models.BigIntegerField()),
                ("at", models.DateTimeField(default=core.clock.now)),
                (
                    "evaluation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kept_scores",
                        to="evaluation.evaluation",
                    ),
                ),
                (
                    "sheet",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kept",
                        to="evaluation.scoresheet",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["evaluation"], name="ix_kept_evaluation")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("sheet__isnull", True)), fields=("evaluation",), name="uq_kept_by_head"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sheet__isnull", True), ("total__isnull", True)),
                            models.Q(("sheet__isnull", False), ("total__isnull", False)),
                            _connector="OR",
                        ),
                        name="ck_kept_total",
                    ),
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="ck_kept_reason"),
                ],
            },
        ),
    ]
