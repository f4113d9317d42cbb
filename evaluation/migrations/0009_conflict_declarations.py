"""Conflicts a scorer declares before scoring; frozen but for being withdrawn."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.clock
from core.database.guards import lower_guards, raise_guards

GUARDS = "evaluation.models.guards"


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0008_clarifications"),
        ("models_registry", "0022_import_undo"),
        ("organizations", "0002_rosters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ConflictDeclaration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300)),
                ("created_at", models.DateTimeField(default=core.clock.now)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "initiative",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="models_registry.initiative",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ward",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["ward", "-id"], name="ix_conflict_ward")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("initiative__isnull", True), ("unit__isnull", False)),
                            models.Q(("initiative__isnull", False), ("unit__isnull", True)),
                            _connector="OR",
                        ),
                        name="ck_conflict_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="ck_conflict_reason"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("user", "initiative"),
                        name="uq_conflict_initiative",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("user", "unit"),
                        name="uq_conflict_unit",
                    ),
                ],
            },
        ),
        migrations.RunPython(raise_guards(GUARDS), lower_guards(GUARDS)),
    ]
