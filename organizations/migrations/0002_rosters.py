"""Lists of units and people brought in from files, with what is needed to take them back."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.clock


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="RosterBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("kind", models.CharField(choices=[("UNITS", "Đơn vị"), ("PEOPLE", "Người của đơn vị")], max_length=8)),
                ("file_name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("columns", models.JSONField(default=dict)),
                ("notes", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[("PREVIEW", "Đang xem trước"), ("COMMITTED", "Đã nhập"), ("UNDONE", "Đã hoàn tác")],
                        default="PREVIEW",
                        max_length=10,
                    ),
                ),
                ("default_update", models.CharField(blank=True, default="", max_length=6)),
                ("counts", models.JSONField(default=dict)),
                ("by_key", models.BigIntegerField(null=True)),
                ("committed_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by_key", models.BigIntegerField(null=True)),
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
        ),
        migrations.CreateModel(
            name="RosterRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row_number", models.PositiveIntegerField()),
                ("said", models.JSONField(default=dict)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("NEW", "Sẽ nhập"),
                            ("SAME", "Đã có"),
                            ("DIFFERS", "Đã có, bỏ qua"),
                            ("UPDATE", "Sẽ cập nhật"),
                            ("REFUSED", "Không nhập được"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reasons", models.JSONField(default=list)),
                ("differs", models.JSONField(default=list)),
                ("chosen_update", models.CharField(blank=True, default="", max_length=6)),
                ("made", models.JSONField(default=dict)),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="organizations.rosterbatch",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            ],
            options={
                "ordering": ["row_number", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="rosterbatch",
            index=models.Index(fields=["ward", "kind", "-id"], name="ix_roster_ward"),
        ),
        migrations.AddConstraint(
            model_name="rosterbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["UNITS", "PEOPLE"])), name="ck_roster_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["PREVIEW", "COMMITTED", "UNDONE"])), name="ck_roster_state"
            ),
        ),
        migrations.AddIndex(
            model_name="rosterrow",
            index=models.Index(fields=["batch", "row_number"], name="ix_roster_row"),
        ),
        migrations.AddIndex(
            model_name="rosterrow",
            index=models.Index(condition=models.Q(("unit__isnull", False)), fields=["unit"], name="ix_roster_unit"),
        ),
        migrations.AddIndex(
            model_name="rosterrow",
            index=models.Index(
                condition=models.Q(("person__isnull", False)), fields=["person"], name="ix_roster_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__in", ["NEW", "SAME", "DIFFERS", "UPDATE", "REFUSED"])),
                name="ck_roster_verdict",
            ),
        ),
    ]
