"""The last news of what was registered before there were any: the day of its receipt, else of its making."""

from django.db import migrations
from django.db.models.functions import Coalesce, TruncDate

from core.clock import VIETNAM


def fill(apps, schema_editor):
    initiatives = apps.get_model("models_registry", "Initiative").objects.using(schema_editor.connection.alias)
    initiatives.update(last_news_on=TruncDate(Coalesce("received_at", "created_at"), tzinfo=VIETNAM))


class Migration(migrations.Migration):
    dependencies = [("models_registry", "0014_work")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
