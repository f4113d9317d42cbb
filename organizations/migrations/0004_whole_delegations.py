"""A delegation reaches every list: those for one kind of lists end, with a log entry and a notice, and are not widened.

The log and the notices are written by the services themselves: a historical model could not seal a log entry.
"""

from django.db import migrations

from core import clock
from core.actor import Actor
from core.log import audit
from core.log.notifications import notify

REASON = "Không còn ủy quyền riêng cho một loại danh sách"
DELEGATE_NOTICE = "Ủy quyền ghi kết luận của đồng chí đã kết thúc: phần mềm không còn ủy quyền riêng một loại danh sách"
GIVER_NOTICE = (
    "Ủy quyền đã giao cho {name} đã kết thúc: phần mềm không còn ủy quyền riêng một loại danh sách."
    " Nếu vẫn cần, đồng chí ủy quyền lại"
)


def end_scoped(apps, schema_editor):
    """End the delegations for one kind of lists that run or are to run."""
    today = clock.today()
    rows = apps.get_model("organizations", "Membership").objects.filter(
        delegated_by__isnull=False, valid_until__gt=today
    )
    for row in rows.exclude(scope="").select_related("user", "ward", "delegated_by").order_by("pk"):
        row.valid_until, row.end_reason = max(today, row.valid_from), REASON
        row.save(update_fields=["valid_until", "end_reason"])
        audit.record(
            actor=Actor.system(row.ward_id, row.ward.slug), verb="role.take_back",
            text=f"Kết thúc ủy quyền của {row.user.username}", subject=row.user, ward_key=row.ward_id, reason=REASON,
            audience=audit.Audience.ADMIN,
        )  # fmt: skip
        for user_key, text in (
            (row.user_id, DELEGATE_NOTICE),
            (row.delegated_by.user_id, GIVER_NOTICE.format(name=row.user.full_name)),
        ):
            notify(
                user_keys=[user_key], ward_key=row.ward_id, kind="delegation", link=f"/{row.ward.slug}/uy-quyen/",
                text=text, dedupe_key=f"delegation-ended-{row.pk}",
            )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("organizations", "0003_delegation_scope"), ("core", "0010_wrong_password")]

    operations = [
        migrations.RunPython(end_scoped, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField("membership", "scope"),
    ]
