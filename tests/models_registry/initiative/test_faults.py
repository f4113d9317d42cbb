"""Where data is kept is full, read-only or damaged: real faults, told in words, nothing half kept (issue 10 B 4)."""

import errno
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.urls import reverse

from core.models import HeldText
from core.web.faults import Fault, fault_of
from danvan import errors
from models_registry.models import Attachment, Initiative
from tests.core.files.sample_files import image_bytes
from tests.core.files.test_uploads import disk_full_after
from tests.house.test_frame import visit
from tests.support import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
NOT_WRITABLE = Path("/sys/danvan")  # not even for root
WORDS = "Ba ngõ chưa có đèn, hay mất xe " * 20
NOTHING_SAVED = "lần này chưa lưu được gì. Hãy gọi máy lẻ 105 để báo người quản trị"


@contextmanager
def read_only():
    """The database refuses to write, on either engine."""
    on, off = {
        "sqlite": ("PRAGMA query_only=ON", "PRAGMA query_only=OFF"),
        "postgresql": ("SET default_transaction_read_only=on", "SET default_transaction_read_only=off"),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(on)
        try:
            yield
        finally:
            cursor.execute(off)


@contextmanager
def full():
    """The database has no page left (SQLite)."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # what earlier tests freed would be room
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count={pages}")
        try:
            yield
        finally:
            cursor.execute("PRAGMA max_page_count=4294967294")


@pytest.fixture
def row(unit, cycle):
    return make.make_initiative(unit, cycle)


@pytest.fixture
def as_head(client, unit_head):
    make.sign_in(client, unit_head)
    client.get("/tai-khoan/")  # the session is written: what follows writes only what it is about
    client.raise_request_exception = False
    return client


def url(name, row, *args):
    return reverse(f"registry:{name}", args=[row.ward.slug, row.address, *args])


def kept(row):
    return Initiative.objects.select_related("text").get(pk=row.pk).text.problem


def test_every_write_is_on_the_disk_before_it_is_answered():
    if connection.vendor != "sqlite":
        pytest.skip("a pragma of SQLite")
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL


def test_a_read_only_database_is_told_with_what_was_typed(as_head, row):
    before = kept(row)
    with read_only():
        page = as_head.post(
            url("initiative_step", row, 2), {"problem": WORDS, "version": 1, "luu": "tiep", "csrfmiddlewaretoken": "x"}
        )
        by_itself = as_head.post(
            url("initiative_autosave", row, 2), {"problem": WORDS, "version": 1}, **{"HTTP_X_AUTOSAVE": "a"}
        )
    shown = page.content.decode()
    assert (page.status_code, "Máy chủ đang không cho ghi dữ liệu" in shown) == (503, True)
    assert [words in shown for words in ("Lần bấm vừa rồi chưa lưu được gì", WORDS.strip(), "máy lẻ 105")] == [True] * 3
    assert [name in shown for name in ("csrfmiddlewaretoken", "(luu)", "(version)")] == [False] * 3
    assert (by_itself.status_code, by_itself.json()["message"]) == (
        503, f"Máy chủ đang không cho ghi dữ liệu, {NOTHING_SAVED}",
    )  # fmt: skip
    assert kept(row) == before
    assert as_head.get(url("initiative_step", row, 2)).status_code == 200


def test_a_full_database_is_told_and_the_words_are_taken_once_there_is_room(as_head, row):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL is filled only by filling its disk")
    long = {"problem": "đèn " * 400, "method": "ngõ " * 1_000, "version": 1}
    with full():
        answer = as_head.post(url("initiative_autosave", row, 2), long, **{"HTTP_X_AUTOSAVE": "a"})
    assert (answer.status_code, answer.json()["message"]) == (507, f"Máy chủ đã hết chỗ lưu, {NOTHING_SAVED}")
    assert kept(row) != long["problem"].strip()
    assert as_head.post(url("initiative_autosave", row, 2), long).status_code == 200
    assert kept(row) == long["problem"].strip()


def test_a_damaged_page_of_the_database_is_told(tmp_path):
    place = tmp_path / "a.sqlite3"
    with closing(sqlite3.connect(place)) as database:
        database.execute("CREATE TABLE a (b TEXT)")
        database.executemany("INSERT INTO a VALUES (?)", [("x" * 500,)] * 100)
        database.commit()
    data = bytearray(place.read_bytes())
    data[4096 * 2 : 4096 * 6] = b"\x07" * 4096 * 4
    place.write_bytes(data)
    with closing(sqlite3.connect(place)) as database, pytest.raises(sqlite3.DatabaseError) as damage:
        database.execute("SELECT count(b) FROM a WHERE b > ''").fetchall()
    try:
        raise DatabaseError(*damage.value.args) from damage.value
    except DatabaseError:
        page = errors.server_error(visit("/"))
    assert (page.status_code, "Nơi lưu dữ liệu trên máy chủ bị hỏng" in page.content.decode()) == (503, True)
    assert "malformed" not in page.content.decode()


@pytest.mark.parametrize("fault", ["full", "read-only"])
def test_files_that_cannot_be_written_are_told_and_the_words_beside_them_are_kept(as_head, row, settings, fault):
    if fault == "read-only":
        settings.PRIVATE_ROOT, settings.UPLOAD_FREE_FLOOR = NOT_WRITABLE, -(1 << 60)
    expected = {"full": (507, "Máy chủ đã hết chỗ lưu"), "read-only": (503, "Máy chủ đang không cho ghi dữ liệu")}[
        fault
    ]

    def photo():
        return SimpleUploadedFile("a.png", image_bytes("PNG", size=(900, 700)))

    with disk_full_after(1_000 if fault == "full" else 1 << 40):
        alone = as_head.post(
            url("attachment_add", row), {"files": photo()}, headers={"X-Requested-With": "XMLHttpRequest"}
        )
        page = as_head.post(url("attachment_add", row), {"files": photo()})
        beside = as_head.post(url("initiative_step", row, 2), {"files": photo(), "problem": WORDS, "luu": "tep"})
    told = f"{expected[1]}, chưa lưu được tệp. Hãy báo người quản trị"
    assert (alone.status_code, alone.json()["problem"]) == (expected[0], told)
    assert (page.status_code, told in page.content.decode()) == (expected[0], True)
    assert told in as_head.get(beside["Location"]).content.decode()
    assert (kept(row), Attachment.objects.count()) == (WORDS.strip(), 0)


def test_a_disk_that_fails_is_no_damaged_database():
    assert [fault_of(OSError(number, "x")) for number in (errno.EIO, errno.EROFS)] == [Fault.FAILING, Fault.READ_ONLY]


def test_what_is_no_fault_of_the_place_stays_an_error():
    for error in (DatabaseError("x"), OSError(2, "x"), ValueError("x"), None):
        assert fault_of(error) is None


# What machines ask ---------------------------------------------------------------------------------------------------


def ready(client):
    answer = client.get("/readyz")
    return answer.status_code, answer.json()


def test_ready_is_who_can_write_and_nothing_of_it_stays(client, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "files"
    assert ready(client) == (200, {"database": True, "files": True, "disk": True})
    assert (HeldText.objects.count(), list(settings.PRIVATE_ROOT.iterdir()), client.cookies) == (0, [], {})
    with read_only():
        assert ready(client) == (503, {"database": False, "files": True, "disk": True})
        assert client.get("/healthz").content == b"ok"
    settings.UPLOAD_FREE_FLOOR = 1 << 60
    assert ready(client) == (503, {"database": True, "files": True, "disk": False})
    settings.PRIVATE_ROOT, settings.UPLOAD_FREE_FLOOR = NOT_WRITABLE, 0
    assert ready(client)[1]["files"] is False


def test_alive_asks_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").status_code == 200
    with django_assert_num_queries(3):  # a transaction with one row
        client.get("/readyz")
