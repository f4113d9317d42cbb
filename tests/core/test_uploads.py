"""Files in and out: each kind judged by its content, refused in words, kept once, served as what it is."""

import io
import re
import zipfile
import zlib
from contextlib import suppress
from urllib.parse import unquote

import openpyxl
import pikepdf
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import Http404
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core import clock, uploads
from core.exceptions import DomainError
from core.models import StoredFile

WARD = 7
GPS = 0x8825
ORIENTATION = 0x0112


def image_bytes(file_format="JPEG", size=(40, 30), mode="RGB", **saved) -> bytes:
    written = io.BytesIO()
    Image.new(mode, size).save(written, file_format, **saved)
    return written.getvalue()


def photo_from_a_phone() -> bytes:
    """Lying on its side, with the place where it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[1] = "N"
    return image_bytes(exif=exif, comment=b"nha rieng")


def pdf_bytes(encryption=None, change=None) -> bytes:
    written = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        if change:
            change(pdf)
        pdf.save(written, **({"encryption": encryption} if encryption else {}))
    return written.getvalue()


def docx_bytes() -> bytes:
    written = io.BytesIO()
    Document().save(written)
    return written.getvalue()


def xlsx_bytes() -> bytes:
    written = io.BytesIO()
    openpyxl.Workbook().save(written)
    return written.getvalue()


def with_part(office: bytes, name: str, content: bytes) -> bytes:
    written = io.BytesIO(office)
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return written.getvalue()


def with_types(office: bytes, change) -> bytes:
    """The same package with a changed list of content types."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(office)) as source, zipfile.ZipFile(written, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            target.writestr(entry.filename, change(content) if entry.filename == "[Content_Types].xml" else content)
    return written.getvalue()


def check(name: str, data: bytes) -> uploads.CheckedUpload:
    return uploads.check_upload(SimpleUploadedFile(name, data))


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(DomainError) as refused:
        check(name, data)
    return refused.value.message


@pytest.mark.parametrize(
    ("name", "make", "kind"),
    [
        ("Báo cáo.pdf", pdf_bytes, "pdf"),
        ("BÁO CÁO.PDF", pdf_bytes, "pdf"),
        ("Biên bản.docx", docx_bytes, "docx"),
        ("Danh sách.xlsx", xlsx_bytes, "xlsx"),
        ("Ảnh 1.jpg", image_bytes, "jpg"),
        ("Ảnh 1.jpeg", image_bytes, "jpg"),
        ("Ảnh 1.png", lambda: image_bytes("PNG"), "png"),
    ],
)
def test_each_allowed_kind_is_taken(name, make, kind):
    assert check(name, make()).kind == kind


@pytest.mark.parametrize(
    "name",
    ["ảnh.gif", "ảnh.svg", "trang.html", "lệnh.exe", "ảnh.heic", "nén.zip", "pdf", "", "bao-cao.pdf.exe", ".pdf"],
)
def test_other_kinds_are_refused_by_name(name):
    message = refusal_of_name(name)
    assert message == "Chưa nhận loại tệp này. Hãy dùng ảnh JPG, PNG, hoặc tệp PDF, Word, Excel"


def refusal_of_name(name: str) -> str:
    with pytest.raises(DomainError) as refused:
        uploads._kind_of(uploads.clean_file_name(name))
    return refused.value.message


def test_old_office_files_are_told_how_to_be_saved():
    assert refusal("Biên bản.doc", b"x") == (
        "Tệp “Biên bản.doc” là Word đời cũ. Hãy mở trong Word, lưu lại dạng .docx rồi tải lên"
    )


NOT_A_PDF = "Tệp “tệp.pdf” không phải là PDF. Hãy mở tệp kiểm tra rồi tải lại"
NOT_WORD = "Tệp “tệp.docx” không phải là Word. Hãy mở tệp kiểm tra rồi tải lại"
NOT_JPG = "Tệp “ảnh.jpg” không phải là ảnh JPG. Hãy mở tệp kiểm tra rồi tải lại"
NOT_PNG = "Tệp “ảnh.png” không phải là ảnh PNG. Hãy mở tệp kiểm tra rồi tải lại"


@pytest.mark.parametrize(
    ("name", "make", "message"),
    [
        ("tệp.pdf", lambda: b"<html><script>alert(1)</script>", NOT_A_PDF),
        ("tệp.pdf", lambda: b"GIF89a" + pdf_bytes(), NOT_A_PDF),
        ("tệp.pdf", lambda: b"%PDF-1.7\nrubbish", NOT_A_PDF),
        ("tệp.pdf", docx_bytes, NOT_A_PDF),
        ("tệp.docx", xlsx_bytes, NOT_WORD),
        ("tệp.docx", pdf_bytes, NOT_WORD),
        ("tệp.docx", lambda: docx_bytes()[:-200], NOT_WORD),
        ("tệp.docx", lambda: b"GIF89a" + docx_bytes(), NOT_WORD),
        ("tệp.xlsx", docx_bytes, "Tệp “tệp.xlsx” không phải là Excel. Hãy mở tệp kiểm tra rồi tải lại"),
        ("ảnh.jpg", lambda: b"<svg/>", NOT_JPG),
        ("ảnh.jpg", lambda: image_bytes("GIF"), NOT_JPG),
        (
            "ảnh.png",
            lambda: image_bytes("PNG")[:60],
            "Tệp “ảnh.png” không phải là ảnh PNG. Hãy mở tệp kiểm tra rồi tải lại",
        ),
    ],
)
def test_content_that_belies_the_name_is_refused(name, make, message):
    assert refusal(name, make()) == message


def test_too_large_and_empty_files_are_refused(settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    assert refusal("tệp.pdf", b"%PDF-" + bytes(2 * 1024 * 1024)) == (
        "Tệp “tệp.pdf” nặng 2,1 MB, vượt mức 1 MB. Hãy chụp lại ảnh nhỏ hơn hoặc gửi từng phần"
    )
    assert refusal("tệp.pdf", b"") == "Tệp “tệp.pdf” rỗng. Hãy mở tệp kiểm tra rồi tải lại"


LOCKED = "Tệp có mật khẩu nên không đọc được. Hãy bỏ mật khẩu rồi tải lại"


def test_files_with_a_password_are_refused_in_their_own_words():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")
    assert refusal("tệp.pdf", pdf_bytes(pikepdf.Encryption(user="bí mật", owner="chủ"))) == LOCKED
    assert refusal("tệp.docx", ole) == LOCKED
    assert refusal("tệp.xlsx", encrypted_entries(xlsx_bytes())) == LOCKED


def encrypted_entries(office: bytes) -> bytes:
    """Every central directory record with the flag “encrypted” raised."""
    changed = bytearray(office)
    for found in re.finditer(b"PK\x01\x02", office):
        changed[found.start() + 8] |= 1
    return bytes(changed)


def test_pdf_locked_only_against_printing_is_taken():
    assert check("tệp.pdf", pdf_bytes(pikepdf.Encryption(user="", owner="chủ"))).kind == "pdf"


def run_script(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def hang_script_on_an_event(pdf):
    pdf.Root.AA = pdf.make_indirect(
        pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS=pdf.make_stream(b"app.alert(1)"))
    )


def embed_file(pdf):
    pdf.attachments["x.exe"] = pikepdf.AttachedFileSpec(pdf, b"MZ", filename="x.exe")


def launch_program(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")


@pytest.mark.parametrize("change", [run_script, hang_script_on_an_event, embed_file, launch_program])
def test_pdf_that_does_something_when_opened_is_refused(change):
    assert refusal("tệp.pdf", pdf_bytes(change=change)) == (
        "Tệp “tệp.pdf” có mã lệnh hoặc tệp khác nhúng bên trong. Hãy in lại ra PDF rồi tải lên"
    )


def test_escaped_names_in_a_pdf_are_read_plainly():
    data = pdf_bytes(change=run_script).replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/J#53")
    assert b"J#61va" in data
    assert "có mã lệnh" in refusal("tệp.pdf", data)


MACROS = "Tệp “tệp.docx” có macro nên không nhận. Hãy lưu lại dạng .docx rồi tải lên"


def test_macros_are_refused_under_any_name():
    with_macro = with_part(docx_bytes(), "word/vbaProject.bin", b"macro")
    renamed = with_types(
        docx_bytes(), lambda types: types.replace(b"wordprocessingml.document.main", b"x.macroEnabled.main")
    )
    assert refusal("tệp.docx", with_macro) == MACROS
    assert refusal("tệp.docx", renamed) == MACROS
    assert "có macro" in refusal("tệp.docm", docx_bytes())


@pytest.mark.parametrize(
    "hostile",
    [
        lambda: with_part(docx_bytes(), "word/bomb.xml", b" " * 20_000_000),
        lambda: with_part(docx_bytes(), "../../etc/passwd", b"x"),
        lambda: with_part(docx_bytes(), "/etc/passwd", b"x"),
        lambda: with_part(docx_bytes(), "word/nested.zip", b"PK\x03\x04"),
        lambda: with_part(docx_bytes(), "word/evil.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        lambda: with_part(docx_bytes(), "word/broken.xml", b"<a><b></a>"),
        lambda: with_types(docx_bytes(), lambda types: b"<!DOCTYPE x>" + types),
    ],
)
def test_hostile_packages_are_refused(hostile):
    assert refusal("tệp.docx", hostile())


def test_package_with_too_many_parts_is_refused():
    written = io.BytesIO(docx_bytes())
    with zipfile.ZipFile(written, "a") as archive:
        for number in range(1_001):
            archive.writestr(f"word/{number}.bin", b"")
    assert refusal("tệp.docx", written.getvalue())


def test_image_is_set_upright_and_tells_nothing_but_its_pixels():
    checked = check("Ảnh 1.jpg", photo_from_a_phone())
    assert (checked.width, checked.height) == (30, 40)
    with Image.open(io.BytesIO(checked.data)) as kept:
        assert (kept.size, dict(kept.getexif()), kept.info.get("comment")) == ((30, 40), {}, None)
    assert b"nha rieng" not in checked.data


def test_hidden_trailer_of_an_image_does_not_survive():
    assert b"<script>" not in check("a.png", image_bytes("PNG") + b"<script>alert(1)</script>").data


@pytest.mark.parametrize(
    ("file_format", "mode", "kept"),
    [
        ("JPEG", "CMYK", "RGB"),
        ("JPEG", "L", "L"),
        ("PNG", "RGBA", "RGBA"),
        ("PNG", "P", "RGB"),
        ("PNG", "1", "RGB"),
        ("PNG", "I;16", "L"),
    ],
)
def test_unusual_colours_become_usual(file_format, mode, kept):
    name = f"a.{'jpg' if file_format == 'JPEG' else 'png'}"
    with Image.open(io.BytesIO(check(name, image_bytes(file_format, mode=mode)).data)) as image:
        assert image.mode == kept


def test_sixteen_bit_grey_keeps_its_shade():
    written = io.BytesIO()
    Image.new("I;16", (1, 1), 32768).save(written, "PNG")
    with Image.open(io.BytesIO(check("a.png", written.getvalue()).data)) as image:
        assert image.getpixel((0, 0)) == 128


def test_image_of_the_other_kind_is_taken_for_what_it_is():
    checked = check("Ảnh Zalo.jpg", image_bytes("PNG"))
    assert (checked.kind, checked.name) == ("png", "Ảnh Zalo.png")


def test_very_large_photo_is_kept_at_half_its_sides():
    checked = check("a.jpg", image_bytes(size=(6_000, 4_000)))
    assert (checked.width, checked.height) == (3_000, 2_000)


@pytest.mark.parametrize("side", [6_400, 50_000])
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_image_bomb_is_refused_before_it_is_unpacked(side):
    small = image_bytes("PNG", size=(1, 1))
    header = small[12:16] + side.to_bytes(4) * 2 + small[24:29]
    huge = small[:12] + header + zlib.crc32(header).to_bytes(4) + small[33:]
    message = "Ảnh “a.png” quá lớn (trên 40 triệu điểm ảnh). Hãy thu nhỏ ảnh rồi tải lại"
    assert refusal("a.png", huge) == message


@given(st.binary(max_size=300), st.integers(0, 400))
def test_damaged_files_are_refused_never_a_trace(noise, at):
    for name, whole in (("a.pdf", PDF), ("a.docx", DOCX), ("a.jpg", JPG), ("a.png", PNG)):
        damaged = whole[:at] + noise + whole[at + len(noise) :]
        with suppress(DomainError):
            assert check(name, damaged).size


PDF, DOCX, JPG, PNG = pdf_bytes(), docx_bytes(), image_bytes(), image_bytes("PNG")


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
    header = uploads._disposition("attachment", name, "pdf")
    assert re.fullmatch(r"attachment; filename=\"[a-z0-9.-]+\"; filename\*=UTF-8''[A-Za-z0-9%._~-]+", header)
    assert unquote(header.rsplit("''")[1]) == shown


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


@pytest.mark.django_db
def test_full_disk_is_told_and_leaves_no_row(tmp_path, settings):
    settings.PRIVATE_ROOT = tmp_path / "files"
    settings.PRIVATE_ROOT.write_text("a file where the folder should be")
    with pytest.raises(DomainError, match="Máy chủ chưa lưu được tệp"):
        uploads.keep_bytes(b"x", kind="pdf", ward_key=WARD)
    assert StoredFile.objects.count() == 0


def served(response) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.django_db
def test_document_is_served_as_a_download_even_when_asked_inline():
    stored = uploads.keep_bytes(b"%PDF-1.7 ours", kind="pdf", ward_key=WARD)
    response = uploads.file_response(stored, name="Báo cáo quý I.pdf", inline=True)
    assert served(response) == b"%PDF-1.7 ours"
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
    assert uploads.file_response(stored, name="Ảnh.png", inline=True)["Content-Disposition"].startswith("inline; ")
    assert uploads.file_response(stored, name="Ảnh.png")["Content-Disposition"].startswith("attachment; ")


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
