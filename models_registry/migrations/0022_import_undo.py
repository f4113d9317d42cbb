"""An import can be undone; a row may update the model that is there already."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("models_registry", "0021_behalf_guards"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="importbatch",
            name="ck_batch_state",
        ),
        migrations.RemoveConstraint(
            model_name="importrow",
            name="ck_row_verdict",
        ),
        migrations.AddField(
            model_name="importbatch",
            name="undone_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="undone_by_key",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="importrow",
            name="chosen_update",
            field=models.CharField(blank=True, default="", max_length=6),
        ),
        migrations.AddField(
            model_name="importrow",
            name="differs",
            field=models.JSONField(default=list),
        ),
        migrations.AlterField(
            model_name="importbatch",
            name="state",
            field=models.CharField(
                choices=[("PREVIEW", "Đang xem trước"), ("COMMITTED", "Đã nhập"), ("UNDONE", "Đã hoàn tác")],
                default="PREVIEW",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="importrow",
            name="verdict",
            field=models.CharField(
                choices=[
                    ("NEW", "Sẽ nhập"),
                    ("SAME", "Đã có từ trước"),
                    ("DIFFERS", "Đã có, khác nội dung"),
                    ("UPDATE", "Sẽ cập nhật"),
                    ("ASKS", "Cần quyết định"),
                    ("SKIPPED", "Bỏ qua"),
                    ("REFUSED", "Không nhập được"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["PREVIEW", "COMMITTED", "UNDONE"])), name="ck_batch_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__in", ["NEW", "SAME", "DIFFERS", "UPDATE", "ASKS", "SKIPPED", "REFUSED"])),
                name="ck_row_verdict",
            ),
        ),
    ]
