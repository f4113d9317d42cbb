"""The log: one line per act, chained, readable by its audience, and no change of it goes unseen."""

import json
import threading
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random

import pytest
from django.db import IntegrityError, connection, models, transaction

from core.actor import Actor, Seat
from core.database import guards
from core.log import audit, seals
from core.models import Audience, AuditChain, AuditEntry, StoredFile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_clock")]

WARD = 7
OFFICER_SEAT = Seat(
    key=31,
    role="OFFICER",
    organization_key=WARD,
    organization_name="Ban Xây dựng Đảng",
    organization_path=b"\x00",
    ward_key=WARD,
    is_head=False,
    may_conclude=False,
    title="chuyên viên",
)
BOARD_SEAT = Seat(32, "BOARD", WARD, "Ban Thường vụ", b"\x00", WARD, False, True, "ủy viên")
OFFICER = Actor(5, "Người Thử", WARD, "thu", (OFFICER_SEAT, BOARD_SEAT), frozenset(), frozenset(), "7F3A12BC")


WORDS = ("seat", "text", "who")


class Colour(models.TextChoices):
    RED = "RED", "Đỏ"


@pytest.fixture
def subject(db) -> StoredFile:
    """Any row will do."""
    return StoredFile.objects.create(
        scope_key=WARD, sha256="0" * 64, size=1, kind="pdf", place="x", created_at=datetime(2026, 1, 1, tzinfo=UTC)
    )


def record(**act) -> AuditEntry:
    return audit.record(**{"actor": OFFICER, "verb": "receive", "text": "Tiếp nhận đăng ký", "ward_key": WARD, **act})


def test_entry_tells_who_what_when_and_for_whom(subject, frozen_clock):
    record(subject=subject, reason="Đủ hồ sơ", on_behalf_key=44)
    entry = AuditEntry.objects.get()
    assert (entry.who_text, entry.text) == ("Người Thử (chuyên viên, Ban Xây dựng Đảng)", "Tiếp nhận đăng ký")
    assert (entry.reason, entry.note, entry.at, entry.user_key) == ("Đủ hồ sơ", "Nhập hộ", frozen_clock, 5)
    facts = seals.facts_of(entry.payload)
    assert facts == {
        "scope": WARD,
        "seq": 1,
        "at": "2026-11-27T03:05:00+00:00",
        "user": 5,
        "verb": "receive",
        "subject": ["core.storedfile", subject.pk],
        "audience": "UNIT",
        "seat": 31,
        "unit": WARD,
        "on_behalf": 44,
        "request": "7F3A12BC",
        "before": {},
        "after": {},
    }


def test_seat_acted_under_can_be_named():
    assert record(seat=BOARD_SEAT).who_text == "Người Thử (ủy viên, Ban Thường vụ)"


def test_the_system_acts_under_its_own_name():
    entry = record(actor=Actor.system(WARD, "thu"))
    assert (entry.who_text, entry.user_key) == ("Hệ thống", None)


def test_hashed_payload_holds_no_words_of_people(subject):
    record(
        text="Tiếp nhận hồ sơ của người thử",
        before={"person_name": "Nguyễn Thị Thử", "points": Decimal("17.50"), "state": Colour.RED},
        after={"person_name": "", "due": date(2026, 12, 1), "contacts": ["0912 000 000"], "file": subject},
    )
    entry = AuditEntry.objects.get()
    assert not any(word in entry.payload for word in ("Thử", "thử", "0912", "chuyên viên"))
    assert entry.changes == [
        ("points", "17.50", ""),
        ("state", "RED", ""),
        ("person_name", "Nguyễn Thị Thử", ""),
        ("due", "", "2026-12-01"),
        ("file", "", str(subject.pk)),
        ("contacts", "", '["0912 000 000"]'),
    ]


@pytest.mark.django_db(transaction=True)
def test_log_is_refused_outside_a_transaction():
    with pytest.raises(RuntimeError, match="inside the transaction"):
        record()


def test_entry_goes_with_its_rolled_back_act():
    with transaction.atomic():
        record()
        transaction.set_rollback(True)
    assert AuditEntry.objects.count() == 0
    record()
    assert audit.verify(WARD) == []


def test_timeline_shows_its_audience_newest_first_in_one_query(subject, django_assert_num_queries):
    record(subject=subject, text="Gửi đăng ký")
    record(subject=subject, text="Chấm 85 điểm", audience=Audience.HEAD)
    record(text="Việc của hồ sơ khác")
    record(subject=subject, text="Tiếp nhận", audience=Audience.BAN)
    with django_assert_num_queries(1):
        seen = audit.timeline(subject, audiences={Audience.UNIT, Audience.BAN})
    assert [entry.text for entry in seen] == ["Tiếp nhận", "Gửi đăng ký"]
    assert [entry.text for entry in audit.timeline(subject, audiences=[Audience.HEAD])] == ["Chấm 85 điểm"]


@pytest.mark.parametrize("count", [1, 3, 60])
def test_bulk_acts_cost_three_queries(count, django_assert_num_queries):
    record()
    acts = [audit.Act(actor=OFFICER, verb="import", text=f"Dòng {n}", ward_key=WARD) for n in range(count)]
    with django_assert_num_queries(3):
        entries = audit.record_many(acts)
    assert [entry.seq for entry in entries] == list(range(2, count + 2))
    assert audit.verify(WARD) == []


def test_each_ward_has_a_chain_of_its_own():
    audit.record_many([audit.Act(actor=OFFICER, verb="v", text="t", ward_key=ward) for ward in (WARD, 8, WARD, None)])
    assert {(entry.scope_key, entry.seq) for entry in AuditEntry.objects.all()} == {
        (WARD, 1),
        (WARD, 2),
        (8, 1),
        (0, 1),
    }
    assert [audit.verify(ward) for ward in (WARD, 8, 0, 9)] == [[], [], [], []]


@pytest.mark.parametrize("statement", ["UPDATE core_auditentry SET verb = 'x'", "DELETE FROM core_auditentry"])
def test_entries_can_be_neither_changed_nor_removed(statement):
    record()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_erasing_a_name_breaks_nothing_and_is_shown(subject):
    record(subject=subject)
    entry = AuditEntry.objects.get()
    entry.labels = seals.erase(entry.labels, ["who"], "12/YC")
    entry.erasures += 1
    entry.save()
    assert audit.verify(WARD) == []
    assert AuditEntry.objects.get().who_text == "(đã xóa theo yêu cầu) (chuyên viên, Ban Xây dựng Đảng)"


def tampered(change) -> list[str]:
    """What `verify` says of five lines after a change made below the guards."""
    for number in range(5):
        record(text=f"Việc {number}")
    with guards.lowered():
        change()
    return audit.verify(WARD)


def of_line(seq: int):
    return AuditEntry.objects.filter(seq=seq)


def forge_label():
    entry = of_line(3).get()
    entry.labels["text"]["text"] = "Việc khác"
    entry.save()


def forge_payload():
    entry = of_line(3).get()
    entry.payload = entry.payload.replace("receive", "refuse")
    entry.save()


def forge_payload_and_hash():
    entry = of_line(3).get()
    entry.payload = entry.payload.replace("receive", "refuse")
    entry.hash = audit._link(entry.prev_hash, entry.payload)
    entry.save()


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        (forge_label, ["Dòng 3: nội dung “text” không khớp dấu băm"]),
        (forge_payload, ["Dòng 3: nội dung không khớp mã băm"]),
        (forge_payload_and_hash, ["Dòng 3: cột không khớp nội dung", "Dòng 4: không nối với dòng trước"]),
        (
            lambda: of_line(3).update(labels={}),
            [f"Dòng 3: thiếu nội dung “{name}”" for name in ("seat", "text", "who")],
        ),
        (lambda: of_line(3).update(user_key=6), ["Dòng 3: cột không khớp nội dung"]),
        (lambda: of_line(3).update(audience="HEAD"), ["Dòng 3: cột không khớp nội dung"]),
        (lambda: of_line(3).delete(), ["Dòng 4: thiếu dòng, phải là dòng 3", "Dòng 4: không nối với dòng trước"]),
        (lambda: of_line(5).delete(), ["Cuối nhật ký (dòng 4) không khớp với số đã ghi"]),
        (lambda: AuditChain.objects.all().delete(), ["Cuối nhật ký (dòng 5) không khớp với số đã ghi"]),
    ],
)
def test_tampering_is_found_at_its_line(change, problems):
    assert tampered(change) == problems


def one_sign_changed(random: Random, value: str) -> str:
    at = random.randrange(len(value))
    return value[:at] + random.choice("0123456789abcdef".replace(value[at], "")) + value[at + 1 :]


def test_any_single_changed_sign_is_found_at_its_line():
    random = Random(20261127)
    for number in range(10):
        record(text=f"Việc {number}", reason="Đủ hồ sơ")
    missed = []
    with guards.lowered():
        for _ in range(100):
            entry = AuditEntry.objects.get(seq=random.randint(1, 10))
            column = random.choice(["payload", "hash", "prev_hash" if entry.prev_hash else "hash", "labels"])
            changed = entry.labels if column == "labels" else getattr(entry, column)
            if column == "labels":
                leaf = random.choice(["who", "text", "reason"])
                part = random.choice(["salt", "text"])
                changed = {**changed, leaf: {**changed[leaf], part: one_sign_changed(random, changed[leaf][part])}}
            else:
                changed = one_sign_changed(random, changed)
            AuditEntry.objects.filter(pk=entry.pk).update(**{column: changed})
            if f"Dòng {entry.seq}:" not in " ".join(audit.verify(WARD)):
                missed.append((entry.seq, column))
            entry.save()
    assert missed == []
    assert audit.verify(WARD) == []


def test_labels_stay_words_and_salts():
    entry = record()
    assert set(json.loads(json.dumps(entry.labels))) == {"who", "seat", "text"}
    assert all(set(leaf) == {"salt", "text"} for leaf in entry.labels.values())


@pytest.mark.postgresql
@pytest.mark.skipif("connection.vendor != 'postgresql'")
@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_make_one_whole_chain():
    """The first of them also makes the chain's row; a third of the acts are rolled back."""

    def write(number: int):
        try:
            for turn in range(10):
                with transaction.atomic():
                    record(text=f"Việc {number}.{turn}")
                    transaction.set_rollback((number + turn) % 3 == 0)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = sum((number + turn) % 3 != 0 for number in range(8) for turn in range(10))
    assert list(AuditEntry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, kept + 1))
    assert audit.verify(WARD) == []
