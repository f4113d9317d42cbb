"""Tables every floor writes to and none owns: the log, notices, files, downloads.

Users and wards stand here as plain keys (`user_key`, `scope_key` = the ward, 0 = the system), so that this floor
depends on none above it.
"""

import json

from django.db import models


class Audience(models.TextChoices):
    """Who may read an entry of the log on a timeline."""

    UNIT = "UNIT", "Đơn vị và Ban"
    BAN = "BAN", "Ban"
    HEAD = "HEAD", "Trưởng ban"
    ADMIN = "ADMIN", "Quản trị"


class AuditChain(models.Model):
    """The end of one ward's chain of entries; its row is locked last in every transaction that writes the log."""

    scope_key = models.BigIntegerField()
    last_seq = models.BigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope_key"], name="uq_chain_scope")]


class AuditEntry(models.Model):
    """One act, written once: `payload` is the sealed text that is hashed, `labels` the words beside its digests."""

    scope_key = models.BigIntegerField()
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    user_key = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60, blank=True, default="")
    subject_key = models.BigIntegerField(default=0)
    audience = models.CharField(max_length=5, choices=Audience)
    payload = models.TextField()
    labels = models.JSONField()
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    erasures = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope_key", "seq"], name="uq_audit_scope_seq"),
            models.CheckConstraint(condition=models.Q(audience__in=Audience.values), name="ck_audit_audience"),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_key", "-seq"], name="ix_audit_subject"),
            models.Index(fields=["scope_key", "user_key", "-seq"], name="ix_audit_user"),
        ]

    def label(self, name: str) -> str:
        """Words as they were then; a sentence in their place once they were erased on request."""
        leaf = self.labels.get(name, {"text": ""})
        return leaf.get("text", "(đã xóa theo yêu cầu)")

    @property
    def text(self) -> str:
        return self.label("text")

    @property
    def reason(self) -> str:
        return self.label("reason")

    @property
    def note(self) -> str:
        return self.label("note")

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        """Changed values as (name, before, after), for the page of the log."""
        facts = json.loads(self.payload)["facts"]
        before, after = dict(facts["before"]), dict(facts["after"])
        for name in self.labels:
            side, _, column = name.partition(".")
            if column:
                (before if side == "before" else after)[column] = self.label(name)
        shown = {name: [before.get(name), after.get(name)] for name in {**before, **after}}
        return [(name, *("" if value is None else str(value) for value in pair)) for name, pair in shown.items()]

    @property
    def who_name(self) -> str:
        return self.label("who")

    @property
    def who_text(self) -> str:
        """“Họ tên (chức danh, đơn vị)” as then."""
        seat = self.label("seat")
        return f"{self.who_name} ({seat})" if seat else self.who_name


class Notification(models.Model):
    """A line for one person's page of notices; the same event twice (`dedupe_key`) stays one line."""

    user_key = models.BigIntegerField()
    scope_key = models.BigIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    text = models.CharField(max_length=500)
    link = models.CharField(max_length=300, blank=True)
    dedupe_key = models.CharField(max_length=120)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_key", "dedupe_key"], name="uq_notice_user_dedupe")]
        indexes = [
            models.Index(fields=["user_key", "-at"], name="ix_notice_user"),
            models.Index(fields=["user_key"], condition=models.Q(read_at__isnull=True), name="ix_notice_unread"),
        ]


class StoredFile(models.Model):
    """Bytes kept under the private root, named by their hash; never shared between wards."""

    scope_key = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=8)
    place = models.CharField(max_length=120)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope_key", "sha256"], name="uq_file_scope_sha")]


class DownloadLog(models.Model):
    """Who took which list, with which filter, and how many rows."""

    at = models.DateTimeField()
    user_key = models.BigIntegerField(null=True)
    scope_key = models.BigIntegerField()
    what = models.CharField(max_length=120)
    filter = models.TextField(blank=True)
    row_count = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["scope_key", "-at"], name="ix_download_scope")]


class HeldText(models.Model):
    """A form that came when its author was no longer signed in: kept for them alone, until it is saved or forgotten.

    `owner` is a digest of the person's key, `body` the form as posted (urlencoded, without its tokens).
    """

    token = models.CharField(max_length=32)
    owner = models.CharField(max_length=32)
    path = models.CharField(max_length=500)
    body = models.TextField()
    had_files = models.BooleanField(default=False)
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token"], name="uq_held_token")]
        indexes = [models.Index(fields=["owner", "-at"], name="ix_held_owner")]


class WrongPassword(models.Model):
    """How often an account's password was typed wrongly from one address (core.web.throttle); no password stands here.

    `name` is a digest of the folded account name, '' for the address itself. `tries` counts also the one that is being
    judged; `failed_at` is the last that was judged wrong.
    """

    name = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=45, blank=True)
    tries = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField()
    failed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "name"], name="uq_wrong_password")]
        indexes = [models.Index(fields=["name"], name="ix_wrong_password_name")]
