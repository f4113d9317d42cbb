"""Rows of lists and decisions, opinions, conclusions, scores and questions name their ward."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery

from core.database.guards import lower_every, raise_every

TABLES = [  # (table, its parent, the parent's table)
    ("proposaldraftitem", "proposal_list", "proposallist"),
    ("proposalversion", "proposal_list", "proposallist"),
    ("proposalitem", "version", "proposalversion"),
    ("opinion", "version", "proposalversion"),
    ("endorsement", "version", "proposalversion"),
    ("conclusion", "version", "proposalversion"),
    ("conclusionrow", "conclusion", "conclusion"),
    ("meetingrow", "item", "proposalitem"),
    ("decisionitem", "decision", "recognitiondecision"),
    ("criterionscore", "sheet", "scoresheet"),
    ("keptscore", "evaluation", "evaluation"),
    ("clarification", "evaluation", "evaluation"),
]


def ward(**changes) -> models.ForeignKey:
    """The column as the models declare it."""
    return models.ForeignKey(
        "organizations.organization", django.db.models.deletion.PROTECT, db_index=False, related_name="+", **changes
    )


def fill(apps, schema_editor):
    """The ward of each row's parent; parents before children."""
    for name, parent, parent_name in TABLES:
        rows = apps.get_model("evaluation", name).objects.order_by()
        parents = apps.get_model("evaluation", parent_name).objects.filter(pk=OuterRef(f"{parent}_id"))
        rows.update(ward_id=Subquery(parents.order_by().values("ward_id")))
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.connection.check_constraints()  # it alters no table that has deferred checks pending


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0052_without_classes"), ("organizations", "0004_whole_delegations")]

    operations = [
        migrations.RunPython(lower_every, raise_every),
        *(migrations.AddField(name, "ward", ward(null=True)) for name, *_ in TABLES),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        *(migrations.AlterField(name, "ward", ward()) for name, *_ in TABLES),
        migrations.RunPython(raise_every, lower_every),
    ]
