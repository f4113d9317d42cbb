"""A code to verify each decision by, reasons of corrections, and certificates as given out."""

import django.db.models.deletion
from django.db import migrations, models

import core.clock
from core.database.guards import lower_guards, raise_guards
from evaluation.models.verify_codes import new_code

GUARDS = "evaluation.models.guards"


def give_codes(apps, schema_editor):
    """Decisions entered before had none; the guards let a code be set once."""
    decisions = apps.get_model("evaluation", "RecognitionDecision")
    for key in decisions.objects.filter(verify_code="").values_list("pk", flat=True):
        decisions.objects.filter(pk=key).update(verify_code=new_code())


def foreign(to, **options):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=to, **options)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_guards"),
        ("evaluation", "0005_kept_scores"),
        ("models_registry", "0003_guards"),
        ("organizations", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(lower_guards(GUARDS), raise_guards(GUARDS)),
        migrations.AddField("decisionitem", "reason", models.CharField(blank=True, default="", max_length=300)),
        migrations.AddField(
            "recognitiondecision", "verify_code", models.CharField(blank=True, default="", max_length=12)
        ),
        migrations.AddConstraint(
            "recognitiondecision",
            models.UniqueConstraint(
                condition=models.Q(("verify_code", ""), _negated=True),
                fields=("verify_code",),
                name="uq_decision_verify",
            ),
        ),
        migrations.CreateModel(
            name="IssuedPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page", models.PositiveSmallIntegerField()),
                ("by_key", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField(default=core.clock.now)),
                ("decision", foreign("evaluation.recognitiondecision", related_name="papers")),
                ("file", foreign("core.storedfile", db_index=False, related_name="+")),
                (
                    "recognition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paper",
                        to="models_registry.recognition",
                    ),
                ),
                ("ward", foreign("organizations.organization", db_index=False, related_name="+")),
            ],
        ),
        migrations.RunPython(raise_guards(GUARDS), lower_guards(GUARDS)),
        migrations.RunPython(give_codes, migrations.RunPython.noop),
    ]
