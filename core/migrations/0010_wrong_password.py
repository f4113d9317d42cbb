"""Wrong passwords are counted in a table of our own; django-axes' tables go, which held what was typed."""

from django.db import migrations, models

LEFT_BEHIND = ("axes_accessattemptexpiration", "axes_accessattempt", "axes_accessfailurelog", "axes_accesslog")


def drop_axes(apps, schema_editor):
    for table in LEFT_BEHIND:
        schema_editor.execute(f"DROP TABLE IF EXISTS {table}")
    schema_editor.execute("DELETE FROM django_migrations WHERE app = 'axes'")


class Migration(migrations.Migration):
    dependencies = [("core", "0003_held_text")]

    operations = [
        migrations.CreateModel(
            name="WrongPassword",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=64)),
                ("address", models.CharField(blank=True, max_length=45)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("tried_at", models.DateTimeField()),
                ("failed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["name"], name="ix_wrong_password_name")],
                "constraints": [models.UniqueConstraint(fields=("address", "name"), name="uq_wrong_password")],
            },
        ),
        migrations.RunPython(drop_axes, migrations.RunPython.noop, elidable=True),
    ]
