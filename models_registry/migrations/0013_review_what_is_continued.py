"""Registrations that already continue a model of the year before are its review: kept up or improved."""

from django.db import migrations

ENDED = ("REFUSED", "VOIDED", "WITHDRAWN")
DECISIONS = {"KEEP": "CONTINUE", "IMPROVE": "IMPROVE"}


def write_reviews(apps, schema_editor):
    Initiative = apps.get_model("models_registry", "Initiative")
    CarryOverReview = apps.get_model("models_registry", "CarryOverReview")
    continuing = Initiative.objects.filter(continues__isnull=False, deleted_at__isnull=True, origin__in=DECISIONS)
    reviews = {}
    for row in continuing.order_by("id").iterator():
        key = row.continues_id, row.cycle_id
        if row.state in ENDED and key in reviews:
            continue  # another registration of the same model stands
        reviews[key] = CarryOverReview(
            ward_id=row.ward_id,
            cycle_id=row.cycle_id,
            source_id=row.continues_id,
            unit_id=row.unit_id,
            decision=DECISIONS[row.origin],
            decided_by_key=row.created_by_key,
            decided_at=row.created_at,
            on_behalf=row.source == "BEHALF",
            result_id=row.pk,
        )
    CarryOverReview.objects.bulk_create(reviews.values(), batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("models_registry", "0012_carry_over_guards")]

    operations = [migrations.RunPython(write_reviews, migrations.RunPython.noop)]
