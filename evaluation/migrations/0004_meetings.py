"""Meetings of the Board: attendance, words and votes row by row; and what of it the conclusion keeps."""

import django.db.models.deletion
from django.db import migrations, models

import core.clock
from core.database.guards import lower_guards, raise_guards

GUARDS = "evaluation.models.guards"


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0003_scales"),
    ]

    operations = [
        migrations.RunPython(lower_guards(GUARDS), raise_guards(GUARDS)),
        migrations.AddField(
            model_name="conclusion",
            name="attendance",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="conclusionrow",
            name="votes_against",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="conclusionrow",
            name="votes_for",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.CreateModel(
            name="BoardMeeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("held_on", models.DateField()),
                ("chair", models.CharField(max_length=120)),
                ("secretary", models.CharField(max_length=120)),
                ("present", models.JSONField(default=list)),
                ("absent", models.JSONField(default=list)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=core.clock.now)),
                (
                    "of",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meeting",
                        to="evaluation.proposalversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MeetingRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("APPROVE", "Công nhận"),
                            ("REFUSE", "Không công nhận"),
                            ("DEFER", "Để lại, xem xét sau"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Đạt tiêu chí"), (2, "Điển hình cấp phường"), (3, "Điển hình cấp tỉnh")]
                    ),
                ),
                ("reason", models.TextField(blank=True, default="")),
                ("votes_for", models.PositiveSmallIntegerField(null=True)),
                ("votes_against", models.PositiveSmallIntegerField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("at", models.DateTimeField(default=core.clock.now)),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meeting_row",
                        to="evaluation.proposalitem",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="evaluation.boardmeeting",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["meeting"], name="ix_meetrow_meeting")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("result", "APPROVE"), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="ck_meetrow_reason",
                    ),
                    models.CheckConstraint(condition=models.Q(("level__in", (1, 2))), name="ck_meetrow_level"),
                    models.CheckConstraint(
                        condition=models.Q(("result__in", ["APPROVE", "REFUSE", "DEFER"])), name="ck_meetrow_result"
                    ),
                ],
            },
        ),
        migrations.RunPython(raise_guards(GUARDS), lower_guards(GUARDS)),
    ]
