"""One number of decisions a year: “125” and “125-QĐ/ĐU” are the same (decision 89)."""

from django.db import migrations, models

from core.database.guards import lower_guards, raise_guards
from core.text.numbering import number_key

GUARDS = "evaluation.models.guards"


def give_keys(apps, schema_editor):
    """Decisions made before: of two that were given one number the earlier keeps it, the later stays without a key."""
    decisions = apps.get_model("evaluation", "RecognitionDecision")
    taken = set()
    rows = decisions.objects.exclude(number="").filter(on__isnull=False).select_related("ward")
    for row in rows.order_by(models.F("published_at").asc(nulls_last=True), "pk"):
        symbol = f"QĐ/{row.ward.address_block.get('symbol', '')}"
        key = number_key(row.number, issuer="Ban Thường vụ Đảng ủy", symbol=symbol, on=row.on)
        if (row.ward_id, key) not in taken:
            taken.add((row.ward_id, key))
            decisions.objects.filter(pk=row.pk).update(number_key=key)


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0040_praise"),
    ]

    operations = [
        migrations.RunPython(lower_guards(GUARDS), raise_guards(GUARDS)),
        migrations.AddField(
            "recognitiondecision", "number_key", models.CharField(blank=True, default="", max_length=160)
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        migrations.AddConstraint(
            "recognitiondecision",
            models.UniqueConstraint(
                condition=models.Q(("number_key", ""), _negated=True),
                fields=("ward", "number_key"),
                name="uq_decision_number_key",
            ),
        ),
        migrations.RunPython(raise_guards(GUARDS), lower_guards(GUARDS)),
    ]
