"""PostgreSQL: an index of trigrams over the names of recognised models. It only makes finding near names faster.

The extension is not there on every server, nor may every account add it: then nothing is made and nothing is lacking.
"""

from django.db import DatabaseError, migrations, transaction

INDEX = "ix_init_near"
EXTENSION = "CREATE EXTENSION IF NOT EXISTS pg_trgm"
MAKE = (
    f"CREATE INDEX IF NOT EXISTS {INDEX} ON models_registry_initiative"
    " USING gin (name_fold gin_trgm_ops) WHERE best_level > 0"
)


def make_index(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(EXTENSION)
            cursor.execute(MAKE)
    except DatabaseError:
        return


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {INDEX}")


class Migration(migrations.Migration):
    dependencies = [("models_registry", "0003_guards")]
    operations = [migrations.RunPython(make_index, drop_index)]
