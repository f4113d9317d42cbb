"""Files of a model: each at the part it proves, small pictures, one by one with a script, within what may be filled."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.files.uploads import check_upload
from core.models import StoredFile
from models_registry.enums import InitiativeState as S
from models_registry.initiative.files.services import add_files
from models_registry.models import Attachment, Initiative
from tests.core.files.sample_files import image_bytes, pdf_bytes, photo_from_a_phone
from tests.support import factories as make

pytestmark = pytest.mark.django_db
SCRIPT = {"headers": {"X-Requested-With": "XMLHttpRequest"}}


@pytest.fixture
def as_head(client, unit_head):
    return make.sign_in(client, unit_head)


@pytest.fixture
def row(unit, cycle):
    return make.make_initiative(unit, cycle)


def url(name, row, *args):
    return reverse(f"registry:{name}", args=[row.ward.slug, row.address, *args])


def photo(size=(900, 600), name="Ảnh ngõ.jpg"):
    return SimpleUploadedFile(name, image_bytes(size=size))


def fresh(row):
    return Initiative.objects.select_related("cycle", "unit", "ward", "text").get(pk=row.pk)


def kept(row, person, data, place="registration"):
    upload = check_upload(SimpleUploadedFile("tệp.jpg", data))
    return add_files(actor=make.actor(person, row.ward), initiative=fresh(row), uploads=[upload], place=place)


def test_a_file_sent_by_the_script_comes_back_as_its_line_and_is_kept_once(as_head, row):
    for _ in range(2):
        posted = {"files": photo(), "noi_tep": "registration.problem", "trong_bieu_mau": "1"}
        answer = as_head.post(url("attachment_add", row), posted, **SCRIPT)
        assert answer.status_code == 200
    told, file = answer.json(), Attachment.objects.get()
    assert (file.place, told["token"]) == ("registration.problem", file.token.hex)
    assert "Vấn đề cần giải quyết" in told["row"]
    assert f'value="{file.token.hex}"' in told["row"]
    assert (fresh(row).version, fresh(row).text.version) == (row.version + 1, row.text.version)
    assert StoredFile.objects.count() == 2  # the photo and its small picture
    detail = as_head.get(row.get_absolute_url()).context
    facts = {line["label"]: line["links"] for group in detail["groups"] for line in group.rows}
    assert [words for words, _ in facts["Vấn đề cần giải quyết"]] == ["Ảnh ngõ.jpg"]


def test_a_file_that_cannot_be_kept_is_told_in_words_to_script_and_page(as_head, row, settings):
    answer = as_head.post(url("attachment_add", row), {"files": SimpleUploadedFile("a.exe", b"MZ")}, **SCRIPT)
    assert (answer.status_code, answer.json()["problem"][:22]) == (422, "Chưa nhận loại tệp này")
    settings.UPLOAD_FREE_FLOOR = 1 << 60
    answer = as_head.post(url("attachment_add", row), {"files": photo()}, **SCRIPT)
    assert answer.status_code == 507
    page = as_head.post(url("attachment_add", row), {"files": photo()})
    assert page.status_code == 507
    assert f'href="{url("initiative_detail", row)}#tep"' in page.content.decode()
    assert "Máy chủ sắp hết chỗ" in page.content.decode()
    assert Attachment.objects.count() == 0
    saved = as_head.post(
        url("initiative_step", row, 2),
        {"name": "Ngõ sáng", "version": fresh(row).version, "files": photo(), "luu": "tep"},
    )
    assert saved.status_code == 302
    assert fresh(row).name == "Ngõ sáng"
    shown = as_head.get(saved["Location"]).content.decode()
    assert "Máy chủ sắp hết chỗ" in shown
    assert "Hãy chọn lĩnh vực" not in shown  # who sends a file is not done writing


@pytest.mark.parametrize(
    ("limit", "words"),
    [("UPLOAD_MAX_PER_CASE", "Tệp của một mô hình tối đa"), ("UPLOAD_MAX_PER_UNIT", "Tệp của đơn vị")],
)
def test_one_model_and_one_unit_fill_only_so_much(as_head, row, unit_head, settings, limit, words):
    first = kept(row, unit_head, image_bytes(size=(400, 300)))[0]
    setattr(settings, limit, first.file.size + 500)
    answer = as_head.post(url("attachment_add", row), {"files": photo()}, **SCRIPT)
    assert answer.status_code == 507
    assert answer.json()["problem"].startswith(words)
    Attachment.objects.update(removed_at=row.created_at)  # what was taken off leaves room
    setattr(settings, limit, 1_000_000)
    assert as_head.post(url("attachment_add", row), {"files": photo()}, **SCRIPT).status_code == 200


def test_the_small_picture_is_upright_small_and_sent_again_only_when_changed(client, as_head, row, unit_head):
    kept(row, unit_head, photo_from_a_phone())
    small = Attachment.objects.get()
    assert small.thumb is None  # small enough itself
    kept(row, unit_head, image_bytes(size=(3_000, 2_000)))
    large = Attachment.objects.exclude(pk=small.pk).get()
    assert (large.file.width, large.thumb.width is None, large.thumb.size < large.file.size) == (3_000, True, True)
    for file, expected in ((small, small.file), (large, large.thumb)):
        address = url("attachment_thumb", row, file.token.hex)
        answer = as_head.get(address)
        assert (answer.status_code, answer["Content-Disposition"][:6], answer["ETag"]) == (
            200, "inline", f'"{expected.sha256}"',
        )  # fmt: skip
        assert len(b"".join(answer.streaming_content)) == expected.size
        assert as_head.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
        ranged = as_head.get(address, headers={"Range": "bytes=0-9"})
        assert (ranged.status_code, len(b"".join(ranged.streaming_content))) == (200, expected.size)
        head = as_head.head(address)
        assert (head.status_code, head["Content-Length"]) == (200, str(expected.size))
    stranger = make.make_head(make.make_unit(row.ward))
    assert make.sign_in(client, stranger).get(url("attachment_thumb", row, large.token.hex)).status_code == 404


def test_a_caption_and_the_part_it_proves_can_be_mended_and_go_into_the_seal(as_head, row, unit_head):
    file = kept(row, unit_head, image_bytes())[0]
    page = url("attachment_edit", row, file.token.hex)
    for place in ("registration.meeting_on", "self.criterion.1"):
        as_head.post(page, {"caption": "  Họp  chi bộ 12/5 ", "place": place})
    file.refresh_from_db()
    assert (file.caption, file.place) == ("Họp chi bộ 12/5", "registration.meeting_on")
    Initiative.objects.filter(pk=row.pk).update(
        state=S.RECEIVED, code="DK-2026-900", number=900, first_sent_at=row.created_at
    )
    as_head.post(url("attachment_edit", fresh(row), file.token.hex), {"caption": "Khác", "place": "registration"})
    file.refresh_from_db()
    assert file.caption == "Họp chi bộ 12/5"


def test_the_camera_of_a_phone_is_offered_and_works_without_script(as_head, row):
    shown = as_head.get(url("initiative_step", row, 2)).content.decode()
    assert re.search(r'<input[^>]*name="files"[^>]*capture="environment"', shown)
    posted = {"version": row.version, "luu": "tep", "files": [photo(), SimpleUploadedFile("Biên bản.pdf", pdf_bytes())]}
    as_head.post(url("initiative_step", row, 2), posted)
    assert list(Attachment.objects.values_list("name", flat=True)) == ["Ảnh ngõ.jpg", "Biên bản.pdf"]
