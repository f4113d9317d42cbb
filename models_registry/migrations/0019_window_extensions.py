"""More time for one named unit, and the day until which each send would have been taken."""

import django.db.models.deletion
from django.db import migrations, models

import core.clock
from core.database.guards import lower_guards, raise_guards

GUARDS = "models_registry.models.guards"


def _key(to: str, name: str = "+"):
    return models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name=name, to=to)


class Migration(migrations.Migration):
    dependencies = [("models_registry", "0018_returns"), ("organizations", "0001_initial")]

    operations = [
        migrations.RunPython(lower_guards(GUARDS), raise_guards(GUARDS)),
        migrations.CreateModel(
            name="WindowExtension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "window",
                    models.CharField(
                        choices=[
                            ("registration", "Đăng ký"),
                            ("self_assessment", "Tự đánh giá"),
                            ("scoring", "Chấm điểm"),
                            ("submission", "Trình danh sách"),
                        ],
                        max_length=16,
                    ),
                ),
                ("until", models.DateField()),
                ("reason", models.CharField(max_length=300)),
                ("granted_by_key", models.BigIntegerField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_by_key", models.BigIntegerField(null=True)),
                ("created_at", models.DateTimeField(default=core.clock.now)),
                ("cycle", _key("models_registry.cycle", "extensions")),
                ("unit", _key("organizations.organization")),
                ("ward", _key("organizations.organization")),
            ],
            options={
                "indexes": [models.Index(fields=["cycle", "unit"], name="ix_extension_unit")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("cycle", "unit", "window"),
                        name="uq_extension_live",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("window__in", ("registration", "self_assessment"))),
                        name="ck_extension_window",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="ck_extension_reason"
                    ),
                ],
            },
        ),
        migrations.AddField(model_name="submission", name="allowed_until", field=models.DateField(null=True)),
        migrations.AlterField(
            model_name="submission",
            name="basis",
            field=models.CharField(
                choices=[
                    ("WINDOW", "Trong hạn"),
                    ("GRACE", "Trong thời gian gia hạn chung"),
                    ("EXTENSION", "Được gia hạn riêng"),
                    ("NONE", "Không theo đợt"),
                ],
                default="NONE",
                max_length=10,
            ),
        ),
        migrations.RunPython(raise_guards(GUARDS), lower_guards(GUARDS)),
    ]
