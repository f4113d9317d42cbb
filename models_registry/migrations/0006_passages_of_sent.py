"""Guard the passages' wards, and remember the passages of what was sent before there was a table for them."""

from django.db import migrations

from core.database.guards import raise_guards
from core.text.passages import fingerprints, words_of

TEXTS = ("problem", "method", "goals", "area", "resources", "expected", "person_facts")


def remember(apps, schema_editor):
    mark = apps.get_model("models_registry", "PassageMark")
    texts = apps.get_model("models_registry", "RegistrationText").objects.select_related("initiative")
    for text in texts.filter(initiative__first_sent_at__isnull=False).iterator():
        digests = set().union(*(fingerprints(words_of(getattr(text, name))) for name in TEXTS))
        marks = [
            mark(ward_id=text.initiative.ward_id, initiative_id=text.initiative_id, digest=digest)
            for digest in sorted(digests)
        ]
        mark.objects.bulk_create(marks, batch_size=500, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("models_registry", "0005_passages")]
    operations = [
        migrations.RunPython(raise_guards("models_registry.models.guards"), migrations.RunPython.noop),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
