"""Lists of registrations and of commendations: rows without figures, without a model; a paper's number."""

import django.db.models.deletion
from django.db import migrations, models

from core.database.guards import lower_guards, raise_guards

GUARDS = "evaluation.models.guards"


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0006_papers"),
        ("models_registry", "0021_behalf_guards"),
        ("organizations", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(lower_guards(GUARDS), raise_guards(GUARDS)),
        migrations.RemoveConstraint(
            model_name="proposallist",
            name="uq_list_open",
        ),
        migrations.AddField(
            model_name="proposaldraftitem",
            name="kind",
            field=models.CharField(
                choices=[("MODEL", "Tập thể (mô hình)"), ("INDIVIDUAL", "Cá nhân (điển hình)")],
                default="MODEL",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="proposaldraftitem",
            name="recipient",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
        migrations.AddField(
            model_name="proposaldraftitem",
            name="unit",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organizations.organization",
            ),
        ),
        migrations.AddField(
            model_name="proposalitem",
            name="is_copy",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="proposalitem",
            name="origin",
            field=models.CharField(blank=True, default="", max_length=10),
        ),
        migrations.AddField(
            model_name="proposalitem",
            name="period",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
        migrations.AddField(
            model_name="proposallist",
            name="paper_number",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
        migrations.AddField(
            model_name="proposallist",
            name="paper_on",
            field=models.DateField(null=True),
        ),
        migrations.AlterField(
            model_name="conclusionrow",
            name="level",
            field=models.PositiveSmallIntegerField(
                choices=[(1, "Đạt tiêu chí"), (2, "Điển hình cấp phường"), (3, "Điển hình cấp tỉnh")], null=True
            ),
        ),
        migrations.AlterField(
            model_name="endorsement",
            name="act",
            field=models.CharField(
                choices=[
                    ("ENDORSE", "Thống nhất, trình Ban Thường vụ"),
                    ("RETURN", "Trả lại để hoàn thiện"),
                    ("ACKNOWLEDGE", "Đã xem, ghi nhận"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="meetingrow",
            name="level",
            field=models.PositiveSmallIntegerField(
                choices=[(1, "Đạt tiêu chí"), (2, "Điển hình cấp phường"), (3, "Điển hình cấp tỉnh")], null=True
            ),
        ),
        migrations.AlterField(
            model_name="proposaldraftitem",
            name="initiative",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="models_registry.initiative",
            ),
        ),
        migrations.AlterField(
            model_name="proposalitem",
            name="code",
            field=models.CharField(blank=True, default="", max_length=16),
        ),
        migrations.AlterField(
            model_name="proposalitem",
            name="initiative",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposal_items",
                to="models_registry.initiative",
            ),
        ),
        migrations.AlterField(
            model_name="proposalitem",
            name="level",
            field=models.PositiveSmallIntegerField(
                choices=[(1, "Đạt tiêu chí"), (2, "Điển hình cấp phường"), (3, "Điển hình cấp tỉnh")], null=True
            ),
        ),
        migrations.AlterField(
            model_name="proposalitem",
            name="mean",
            field=models.DecimalField(decimal_places=6, max_digits=10, null=True),
        ),
        migrations.AlterField(
            model_name="proposalitem",
            name="sector_number",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="proposalitem",
            name="sheets_done",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="proposallist",
            name="state",
            field=models.CharField(
                choices=[
                    ("DRAFT", "Đang lập"),
                    ("SUBMITTED", "Đã trình Thường trực"),
                    ("ENDORSED", "Thường trực đã thống nhất"),
                    ("CONCLUDED", "Ban Thường vụ đã kết luận"),
                    ("PUBLISHED", "Đã công bố"),
                    ("ACKNOWLEDGED", "Đã xem, ghi nhận"),
                    ("CANCELLED", "Đã hủy"),
                ],
                default="DRAFT",
                max_length=14,
            ),
        ),
        migrations.AddConstraint(
            model_name="proposaldraftitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("initiative__isnull", True)),
                fields=("proposal_list", "unit", "recipient"),
                name="uq_draftitem_other",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposaldraftitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("initiative__isnull", False), ("recipient", ""), ("unit__isnull", True)),
                    models.Q(("initiative__isnull", True), ("unit__isnull", False)),
                    _connector="OR",
                ),
                name="ck_draftitem_who",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposalitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level__isnull", True), ("mean__isnull", True), ("sheets_done__isnull", True)),
                    models.Q(("level__isnull", False), ("mean__isnull", False), ("sheets_done__isnull", False)),
                    _connector="OR",
                ),
                name="ck_item_figures",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposallist",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("PUBLISHED", "ACKNOWLEDGED", "CANCELLED")), _negated=True),
                    models.Q(("kind", "COMMENDATION"), ("state", "CONCLUDED"), _negated=True),
                ),
                fields=("cycle", "kind"),
                name="uq_list_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposallist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("paper_number", ""), ("paper_on__isnull", True)),
                    models.Q(models.Q(("paper_number", ""), _negated=True), ("paper_on__isnull", False)),
                    _connector="OR",
                ),
                name="ck_list_paper",
            ),
        ),
        migrations.RunPython(raise_guards(GUARDS), lower_guards(GUARDS)),
    ]
