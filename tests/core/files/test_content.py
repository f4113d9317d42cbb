"""Each kind of file is judged by its content and refused in words."""

import io
import re
import zipfile
import zlib
from contextlib import suppress

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFile

from core.exceptions import DomainError
from core.files import uploads
from tests.core.files.sample_files import (
    check,
    docx_bytes,
    image_bytes,
    pdf_bytes,
    photo_from_a_phone,
    refusal,
    with_part,
    with_types,
    xlsx_bytes,
)


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


def test_cut_off_image_is_refused_after_another_library_asked_to_take_it(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    assert refusal("ảnh.png", image_bytes("PNG")[:60]) == NOT_PNG


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
        "Tệp “tệp.pdf” có mã lệnh, biểu mẫu điện tử hoặc tệp khác nhúng bên trong. Hãy in lại ra PDF rồi tải lên"
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
