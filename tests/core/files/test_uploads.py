"""Files are kept once, under a name of ours, and served as what they are."""

import re
import resource
from contextlib import closing, contextmanager
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.db import transaction
from django.http import Http404
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.files import uploads
from core.models import StoredFile
from core.web.faults import StorageFault
from tests.core.files.sample_files import check, image_bytes, pdf_bytes

WARD = 7


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("Báo cáo quý I – Tổ dân phố số 5.pdf", "Báo cáo quý I – Tổ dân phố số 5.pdf"),
        ("Ba\u0301o ca\u0301o.pdf", "Báo cáo.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\x.pdf", "x.pdf"),
        ("a\0b\r\nc.pdf", "ab c.pdf"),
        ("\u202efdp.exe.pdf", "fdp.exe.pdf"),
        (".htaccess.pdf", "htaccess.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("a:b?.pdf", "a b.pdf"),
        ("....", "tep"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_shown_name_is_cleaned_and_keeps_its_accents(given_name, shown):
    assert uploads.clean_file_name(given_name) == shown


@given(st.text(max_size=200))
def test_any_name_gives_a_sound_name_and_a_sound_header(name):
    shown = uploads.clean_file_name(name, "pdf")
    assert shown.endswith(".pdf")
    assert len(shown) <= uploads.LONGEST_NAME + 1
    assert not re.search(r'[\x00-\x1f/\\<>:"|?*]', shown)
    assert uploads.clean_file_name(shown, "pdf") == shown
    header = uploads.disposition("attachment", name, "pdf")
    assert re.fullmatch(r"attachment; filename=\"[a-z0-9.-]+\"; filename\*=UTF-8''[A-Za-z0-9%._~-]+", header)
    assert unquote(header.rsplit("''")[1]) == uploads.clean_file_name(name.replace("/", "-"), "pdf")


@pytest.mark.django_db
def test_same_file_is_kept_once_in_a_ward_and_apart_in_another(frozen_clock):
    checked = check("Ảnh 1.jpg", image_bytes())
    first, again = uploads.keep(checked, ward_key=WARD), uploads.keep(checked, ward_key=WARD)
    other = uploads.keep(checked, ward_key=WARD + 1)
    assert first == again
    assert other != first
    assert (first.sha256, first.size, first.kind) == (checked.sha256, checked.size, "jpg")
    assert (first.width, first.height, first.created_at) == (40, 30, frozen_clock)
    assert StoredFile.objects.count() == 2


@pytest.mark.django_db
def test_place_is_ours_inside_the_private_root_and_holds_the_bytes():
    stored = uploads.keep(check("../../x.pdf", pdf_bytes()), ward_key=WARD)
    path = (settings.PRIVATE_ROOT / stored.place).resolve()
    assert path.is_relative_to(settings.PRIVATE_ROOT.resolve())
    assert path.name == stored.sha256
    assert path.stat().st_mode & 0o777 == 0o640
    assert [found.name for found in path.parent.iterdir()] == [stored.sha256]


@pytest.mark.django_db
def test_row_that_is_rolled_back_leaves_a_file_that_a_second_try_finds():
    checked = check("a.pdf", pdf_bytes())
    with transaction.atomic():
        uploads.keep(checked, ward_key=WARD)
        transaction.set_rollback(True)
    assert StoredFile.objects.count() == 0
    assert uploads.keep(checked, ward_key=WARD).sha256 == checked.sha256


@contextmanager
def disk_full_after(size: int):
    """The system refuses to let any file grow beyond this many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.django_db
def test_full_disk_is_told_and_leaves_neither_row_nor_file(tmp_path, settings):
    settings.PRIVATE_ROOT = tmp_path
    with disk_full_after(1_000), pytest.raises(StorageFault, match="Máy chủ đã hết chỗ lưu, chưa lưu được tệp") as told:
        uploads.keep_bytes(b"x" * 5_000, kind="pdf", ward_key=WARD)
    assert told.value.status == 507
    assert StoredFile.objects.count() == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def header(stored: StoredFile, **asked) -> str:
    with closing(uploads.file_response(stored, **asked)) as response:
        return response["Content-Disposition"]


@pytest.mark.django_db
def test_document_is_served_as_a_download_even_when_asked_inline():
    stored = uploads.keep_bytes(b"%PDF-1.7 ours", kind="pdf", ward_key=WARD)
    with closing(uploads.file_response(stored, name="Báo cáo quý I.pdf", inline=True)) as response:
        assert b"".join(response.streaming_content) == b"%PDF-1.7 ours"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == "13"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Content-Disposition"] == (
        "attachment; filename=\"bao-cao-quy-i.pdf\"; filename*=UTF-8''B%C3%A1o%20c%C3%A1o%20qu%C3%BD%20I.pdf"
    )


@pytest.mark.django_db
def test_our_own_image_may_be_shown_in_the_page():
    stored = uploads.keep(check("Ảnh.png", image_bytes("PNG")), ward_key=WARD)
    assert header(stored, name="Ảnh.png", inline=True).startswith("inline; ")
    assert header(stored, name="Ảnh.png").startswith("attachment; ")


@pytest.mark.django_db
def test_erased_or_missing_file_is_not_found():
    stored = uploads.keep_bytes(b"x", kind="pdf", ward_key=WARD)
    (settings.PRIVATE_ROOT / stored.place).unlink()
    with pytest.raises(Http404):
        uploads.file_response(stored, name="a.pdf")
    stored.erased_at = clock.now()
    with pytest.raises(Http404):
        uploads.file_response(stored, name="a.pdf")


def test_unknown_kind_of_our_own_is_a_fault_of_the_program():
    with pytest.raises(ValueError, match="unknown kind"):
        uploads.keep_bytes(b"x", kind="exe", ward_key=WARD)
