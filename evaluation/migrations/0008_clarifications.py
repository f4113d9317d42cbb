"""Questions of scorers to the unit, and the unit's answers; an answered one is frozen."""

import django.db.models.deletion
from django.db import migrations, models

import core.clock
from core.database.guards import lower_guards, raise_guards


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0007_list_kinds"),
        ("models_registry", "0022_import_undo"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClarificationReply",
            fields=[
                (
                    "evaluation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reply",
                        serialize=False,
                        to="evaluation.evaluation",
                    ),
                ),
                ("answers", models.JSONField(default=dict)),
                ("correction", models.JSONField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField(default=core.clock.now)),
                ("saved_by_key", models.BigIntegerField()),
                ("prepared_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Clarification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_by_key", models.BigIntegerField()),
                ("asked_at", models.DateTimeField(default=core.clock.now)),
                ("question", models.TextField()),
                ("answer", models.TextField(blank=True, default="")),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "criterion",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evaluation.criterion",
                    ),
                ),
                (
                    "evaluation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clarifications",
                        to="evaluation.evaluation",
                    ),
                ),
                (
                    "submission_after",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="models_registry.submission",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["evaluation"], name="ix_clarification_evaluation")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("question", ""), _negated=True), name="ck_clarification_question"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at__isnull", True), ("submission_after__isnull", True)),
                            models.Q(("answered_at__isnull", False), models.Q(("answer", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="ck_clarification_answer",
                    ),
                ],
            },
        ),
        migrations.RunPython(raise_guards("evaluation.models.guards"), lower_guards("evaluation.models.guards")),
    ]
