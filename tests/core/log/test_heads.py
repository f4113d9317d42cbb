"""The growing file: what it tells and the log no longer has, or has otherwise, is an alarm (decisions 42, 64)."""

import json
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from core.actor import Actor
from core.database import guards
from core.log import audit, heads, seals
from core.log.verification import read_whole
from core.models import AuditChain, AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_clock")]
WARD = 7


def write(text="Việc"):
    [entry] = audit.record_many([audit.Act(actor=Actor.system(WARD, "thu"), verb="v", text=text, ward_key=WARD)])
    return entry


def kept():
    return settings.LOG_HEADS.read_text().splitlines()


def compared(scope_key=WARD):
    return read_whole(heads.HEADS, scope_key).problems


def test_a_line_holds_time_scope_number_hash_and_reason_and_the_file_grows():
    ends = [write().hash, write().hash]
    heads.keep(WARD, "decision.publish 125-QĐ/ĐU\tvà\nhơn nữa")
    first = kept()
    third = write().hash
    heads.keep(WARD, "verify")
    heads.keep(8, "verify")  # a ward without a log
    at = "2026-11-27T03:05:00+00:00"
    assert first == [f"HEAD\t{at}\t7\t2\t{ends[1]}\tdecision.publish 125-QĐ/ĐU và hơn nữa"]
    assert kept() == [*first, f"HEAD\t{at}\t7\t3\t{third}\tverify"]
    assert (compared(), heads.scopes()) == ([], {WARD})


@pytest.mark.django_db(transaction=True)
def test_the_end_is_kept_after_the_commit_and_never_for_an_act_undone():
    with transaction.atomic():
        write()
        heads.keep_after_commit(WARD, "v")
        transaction.set_rollback(True)
    assert not settings.LOG_HEADS.exists()
    with transaction.atomic():
        end = write().hash
        heads.keep_after_commit(WARD, "v")
        assert not settings.LOG_HEADS.exists()
    assert [line.split("\t")[3:5] for line in kept()] == [["1", end]]


@pytest.mark.django_db(transaction=True)
def test_a_disk_that_refuses_the_line_undoes_no_act():
    settings.LOG_HEADS.mkdir()
    with transaction.atomic():
        write()
        heads.keep_after_commit(WARD, "v")
    assert AuditEntry.objects.count() == 1
    assert compared() == ["Dòng 1 của sổ đối chiếu: không đọc được"]


def made_anew(until: int):
    """The whole chain of another past: every check of the log alone is content."""
    rows, prev = list(AuditEntry.objects.order_by("seq")[:until]), ""
    AuditEntry.objects.all().delete()
    for row in rows:
        sealed = seals.seal(json.loads(row.payload)["facts"], {"who": "Hệ thống", "text": "Việc khác"})
        row.payload, row.labels, row.prev_hash = sealed.text, sealed.body, prev
        row.hash = prev = audit._link(prev, sealed.text)
        row.save(force_insert=True)
    AuditChain.objects.update(last_seq=until, last_hash=prev)


@pytest.mark.parametrize(
    ("until", "problems"),
    [
        (5, ["Dòng 2: khác với sổ đối chiếu ngày 27/11/2026", "Dòng 4: khác với sổ đối chiếu ngày 27/11/2026"]),
        (
            3,
            [
                "Dòng 2: khác với sổ đối chiếu ngày 27/11/2026",
                "Dòng 4: sổ đối chiếu có từ ngày 27/11/2026, nhật ký không còn",
            ],
        ),
    ],
)
def test_a_chain_made_anew_is_noticed_only_by_the_file(until, problems):
    for number in range(5):
        write()
        if number in (1, 3):
            heads.keep(WARD, "verify")
    with guards.lowered():
        made_anew(until)
    assert audit.verify(WARD) == []
    assert compared() == problems


def test_the_newest_lines_taken_away_are_noticed_even_when_nothing_is_left():
    for _ in range(3):
        entry = write()
    heads.keep(WARD, "verify")
    with guards.lowered():
        AuditEntry.objects.filter(pk=entry.pk).delete()
        AuditChain.objects.update(last_seq=2, last_hash=entry.prev_hash)
    gone = ["Dòng 3: sổ đối chiếu có từ ngày 27/11/2026, nhật ký không còn"]
    assert (audit.verify(WARD), compared()) == ([], gone)
    with guards.lowered():
        AuditEntry.objects.all().delete()
        AuditChain.objects.all().delete()
    said = StringIO()
    with pytest.raises(CommandError, match=r"1 chỗ không khớp"):
        call_command("verify", stdout=StringIO(), stderr=said)
    assert said.getvalue() == f"Phường 7. Sổ đối chiếu nhật ký. {gone[0]}\n"


def test_a_changed_line_of_the_file_is_named_and_a_copy_put_back_is_read_past():
    write()
    heads.keep(WARD, "verify")
    whole = kept()[0]
    told = "CONTINUED\t2026-11-27T03:05:00+00:00\t7\t1\tabc\tbản chép ngày 26/11"
    settings.LOG_HEADS.write_text(
        "\n".join([whole, "HEAB" + whole[4:], told, whole.replace("\t1\t", "\tx\t"), "HEAD\t20"])
    )
    heads.keep(WARD, "verify")
    assert kept()[-1] == whole  # begun anew after the line that broke off
    assert compared() == [f"Dòng {number} của sổ đối chiếu: không đọc được" for number in (2, 4, 5)]


def test_heads_are_compared_in_chunks(monkeypatch):
    monkeypatch.setattr(heads, "CHUNK", 2)
    for _ in range(5):
        write()
        heads.keep(WARD, "verify")
        heads.keep(0, "verify")
    report = read_whole(heads.HEADS, WARD)
    assert (report.looked_at, report.problems) == (5, [])


def test_the_nightly_run_keeps_the_ends_only_when_all_is_whole():
    entry = write()
    said = StringIO()
    call_command("verify", stdout=said)
    assert len(kept()) == 1
    assert said.getvalue().splitlines()[0].startswith("Chưa có sổ đối chiếu ")
    assert said.getvalue().splitlines()[1:] == ["Phường 7. Nhật ký: 1 dòng, nguyên vẹn.", "Mọi thứ còn nguyên vẹn."]
    with guards.lowered():
        AuditEntry.objects.filter(pk=entry.pk).update(user_key=9)
    with pytest.raises(CommandError):
        call_command("verify", stdout=StringIO(), stderr=StringIO())
    assert len(kept()) == 1
