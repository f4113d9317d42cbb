"""A set of criteria may have no points: means and totals are null then, and constraints ask for sheets done only."""

from decimal import Decimal

from django.db import migrations, models

from core.database.guards import lower_guards, raise_guards

GUARDS = "evaluation.models.guards"


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0041_number_keys"),
    ]

    operations = [
        migrations.RunPython(lower_guards(GUARDS), raise_guards(GUARDS)),
        migrations.AlterField(
            model_name="evaluation",
            name="mean",
            field=models.DecimalField(decimal_places=6, default=Decimal("0"), max_digits=10, null=True),
        ),
        migrations.RemoveConstraint(model_name="scoresheet", name="ck_sheet_done"),
        migrations.AddConstraint(
            model_name="scoresheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "COMPLETED"), _negated=True), ("submission__isnull", False), _connector="OR"
                ),
                name="ck_sheet_done",
            ),
        ),
        migrations.RemoveConstraint(model_name="proposalitem", name="ck_item_figures"),
        migrations.AddConstraint(
            model_name="proposalitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level__isnull", True), ("mean__isnull", True), ("sheets_done__isnull", True)),
                    models.Q(("level__isnull", False), ("sheets_done__isnull", False)),
                    _connector="OR",
                ),
                name="ck_item_figures",
            ),
        ),
        migrations.RunPython(raise_guards(GUARDS), lower_guards(GUARDS)),
    ]
