"""Ready phrases for remarks, and whether a remark was answered by mending or by explaining."""

import django.db.models.deletion
from django.db import migrations, models

import core.clock
from core.database.guards import lower_guards, raise_guards

GUARDS = "models_registry.models.guards"


class Migration(migrations.Migration):
    dependencies = [("models_registry", "0017_themes_of_the_plan"), ("organizations", "0001_initial")]

    operations = [
        migrations.RunPython(lower_guards(GUARDS), raise_guards(GUARDS)),
        migrations.CreateModel(
            name="ReadyPhrase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("field", models.CharField(default="*", max_length=40)),
                ("text", models.CharField(max_length=500)),
                ("is_active", models.BooleanField(default=True)),
                ("used", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=core.clock.now)),
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
                "constraints": [
                    models.UniqueConstraint(fields=("ward", "number"), name="uq_phrase_number"),
                    models.UniqueConstraint(fields=("ward", "field", "text"), name="uq_phrase"),
                ],
            },
        ),
        migrations.AddField(
            model_name="remark",
            name="answer_kind",
            field=models.CharField(
                blank=True,
                choices=[("FIXED", "Đã sửa"), ("EXPLAINED", "Giải trình, giữ như cũ")],
                default="",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="remark",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer_kind__in", ["", "FIXED", "EXPLAINED"])), name="ck_remark_answer_kind"
            ),
        ),
        migrations.RunPython(raise_guards(GUARDS), lower_guards(GUARDS)),
    ]
