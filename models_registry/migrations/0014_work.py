"""A model at work: milestones, news, the day of the last news; small pictures beside the large ones."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import core.clock
from core.database.guards import lower_every, raise_every


class Migration(migrations.Migration):
    dependencies = [("core", "0002_guards"), ("models_registry", "0013_review_what_is_continued")]

    operations = [
        migrations.RunPython(lower_every, raise_every),
        migrations.AddField(
            model_name="initiative",
            name="last_news_on",
            field=models.DateField(default=core.clock.today),
        ),
        migrations.AddIndex(
            model_name="initiative",
            index=models.Index(
                condition=models.Q(("state", "RECEIVED")),
                fields=["ward", "cycle", "last_news_on", "id"],
                name="ix_init_still",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="thumb",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.storedfile",
            ),
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("what", models.CharField(max_length=200)),
                ("planned_on", models.DateField(null=True)),
                ("done_on", models.DateField(null=True)),
                ("note", models.CharField(blank=True, default="", max_length=300)),
                ("created_at", models.DateTimeField(default=core.clock.now)),
                (
                    "initiative",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="milestones",
                        to="models_registry.initiative",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("initiative", "number"), name="uq_milestone")],
            },
        ),
        migrations.CreateModel(
            name="ProgressNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("number", models.PositiveSmallIntegerField()),
                ("on", models.DateField()),
                ("text", models.TextField()),
                ("people", models.PositiveIntegerField(null=True)),
                ("households", models.PositiveIntegerField(null=True)),
                ("is_check", models.BooleanField(default=False)),
                ("by_key", models.BigIntegerField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(default=core.clock.now)),
                (
                    "initiative",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="progress_notes",
                        to="models_registry.initiative",
                    ),
                ),
            ],
            options={
                "ordering": ["-on", "-number"],
                "constraints": [models.UniqueConstraint(fields=("initiative", "number"), name="uq_progress_note")],
            },
        ),
        migrations.RunPython(raise_every, lower_every),
    ]
