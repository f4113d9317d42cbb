"""Opening a file with the library of its kind: is it of that kind, whole, readable by all, and harmless?

What cannot be judged without running it (macros, scripts, embedded files) is refused. Images are written anew, which
leaves nothing of the original but its pixels. A file that fails raises DomainError with a sentence for the user.
"""

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from xml.parsers import expat

import pikepdf
from PIL import Image, ImageFile, ImageOps

from core.exceptions import DomainError
from core.spreadsheets import check_directory

MAX_IMAGE_PIXELS = 40_000_000
HALVED_ABOVE = 20_000_000  # pixels; a larger photo is decoded at half its sides, which keeps memory under 300 MB
JPEG_QUALITY = 88
THUMB_SIDE, THUMB_QUALITY = 480, 80  # of the small picture shown in lists
MOST_PDF_OBJECTS = 60_000
MAX_PDF_STREAM = 60 * 1024 * 1024  # bytes one compressed structure of a PDF may unpack to

Image.MAX_IMAGE_PIXELS = MAX_IMAGE_PIXELS
pikepdf.settings.set_qpdf_limits(flate_max_memory=MAX_PDF_STREAM, run_length_max_memory=MAX_PDF_STREAM)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Office before 2007, and what wraps an Office file with a password
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_IMAGE_FAULTS = (OSError, SyntaxError, ValueError, struct.error, zlib.error, EOFError)
_ZIP_FAULTS = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, ValueError)
_PDF_HAZARDS = re.compile(  # scripts, programs, files inside; what sends a form, opens another file, takes data in; XFA
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|FileAttachment|RichMedia\w*|SubmitForm|GoTo[RE]|ImportData|XFA"
    rb"|Movie|Rendition)\b"
)
_OOXML = "application/vnd.openxmlformats-officedocument."
_MAIN_PARTS = {
    "docx": f"{_OOXML}wordprocessingml.document.main+xml",
    "xlsx": f"{_OOXML}spreadsheetml.sheet.main+xml",
}
_CALLED = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel", "jpg": "ảnh JPG", "png": "ảnh PNG"}
_FETCHED = re.compile(r"/(attachedTemplate|oleObject|package|frame|subDocument|control)$")  # a plain link is none
_DDE = re.compile(rb"instrText[^<>]*>\s*DDE")
_LOCKED = "Tệp có mật khẩu nên không đọc được. Hãy bỏ mật khẩu rồi tải lại"


@dataclass(frozen=True)
class Opened:
    """The bytes to keep, and what they really are."""

    kind: str
    data: bytes
    width: int | None = None
    height: int | None = None
    thumb: bytes | None = None  # of an image larger than one: a small JPEG


def open_as(kind: str, data: bytes, name: str) -> Opened:
    """Open bytes as the kind their name claims (pdf, docx, xlsx, jpg, png). An image may be of the other image kind."""
    if kind in ("jpg", "png"):
        return _open_image(kind, data, name)
    if kind == "pdf":
        _open_pdf(data, name)
    else:
        _open_office(kind, data, name)
    return Opened(kind, data)


def _not_of_kind(kind: str, name: str) -> DomainError:
    return DomainError(f"Tệp “{name}” không phải là {_CALLED[kind]}. Hãy mở tệp kiểm tra rồi tải lại")


def _open_image(kind: str, data: bytes, name: str) -> Opened:
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # the PDF engine turns it on for the whole process when it is loaded
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as image:
            if image.width * image.height > MAX_IMAGE_PIXELS:
                raise Image.DecompressionBombError
            kind = "png" if image.format == "PNG" else "jpg"
            if kind == "jpg" and image.width * image.height > HALVED_ABOVE:
                image.draft(None, (image.width // 2, image.height // 2))
            ImageOps.exif_transpose(image, in_place=True)
            return _rewritten(kind, image)
    except Image.DecompressionBombError as fault:
        raise DomainError(f"Ảnh “{name}” quá lớn (trên 40 triệu điểm ảnh). Hãy thu nhỏ ảnh rồi tải lại") from fault
    except _IMAGE_FAULTS as fault:
        raise _not_of_kind(kind, name) from fault


def _rewritten(kind: str, image: Image.Image) -> Opened:
    """The pixels alone, upright, in eight bits: no place, camera, comment or colour profile remains."""
    if kind == "jpg":
        image = image if image.mode in ("L", "RGB") else image.convert("RGB")
    elif image.mode.startswith("I"):
        image = image.convert("I").point(lambda level: level / 256).convert("L")
    elif image.mode not in ("L", "LA", "RGB", "RGBA") or "transparency" in image.info:
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    image.info.clear()
    written = io.BytesIO()
    image.save(written, "JPEG", quality=JPEG_QUALITY) if kind == "jpg" else image.save(written, "PNG")
    width, height = image.size
    return Opened(kind, written.getvalue(), width, height, _thumb(image))


def _thumb(image: Image.Image) -> bytes | None:
    """Made of the image itself, which is not needed any more: no second copy of a large photo in memory."""
    if max(image.size) <= THUMB_SIDE:
        return None
    image.thumbnail((THUMB_SIDE, THUMB_SIDE), reducing_gap=2.0)
    if image.mode in ("LA", "RGBA"):
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA"))
    written = io.BytesIO()
    image.convert("RGB").save(written, "JPEG", quality=THUMB_QUALITY)
    return written.getvalue()


def _open_pdf(data: bytes, name: str) -> None:
    """A file locked only against printing or copying opens without a password and is taken."""
    if not data.startswith(b"%PDF-"):
        raise _not_of_kind("pdf", name)
    _refuse_countless(data.count(b" obj"), name)  # before it is opened; those packed in streams are counted after
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            _refuse_countless(len(pdf.objects), name)
            hazardous = _is_hazardous(pdf.trailer) or any(map(_is_hazardous, pdf.objects))
            empty = len(pdf.pages) == 0
    except pikepdf.PasswordError as fault:
        raise DomainError(_LOCKED) from fault
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError, OverflowError) as fault:
        raise _not_of_kind("pdf", name) from fault
    if empty:
        raise _not_of_kind("pdf", name)
    if hazardous:
        raise DomainError(
            f"Tệp “{name}” có mã lệnh, biểu mẫu điện tử hoặc tệp khác nhúng bên trong. Hãy in lại ra PDF rồi tải lên"
        )


def _refuse_countless(objects: int, name: str) -> None:
    if objects > MOST_PDF_OBJECTS:
        raise DomainError(
            f"Tệp “{name}” có quá nhiều thành phần nên không kiểm tra được. Hãy in lại ra PDF rồi tải lên"
        )


def _is_hazardous(item: object) -> bool:
    """Whether an object, with what stands in it directly, names a hazard; qpdf writes “/J#61vaScript” in plain letters.

    Every object is looked at once, wherever it hangs: chains and circles cost no more.
    """
    if not isinstance(item, pikepdf.Object):
        return False
    written = (item.stream_dict if isinstance(item, pikepdf.Stream) else item).unparse(resolved=True)
    return _PDF_HAZARDS.search(written) is not None


def _open_office(kind: str, data: bytes, name: str) -> None:
    if data.startswith(_OLE) and _ENCRYPTED_PACKAGE in data:
        raise DomainError(_LOCKED)
    if not data.startswith(b"PK\x03\x04"):
        raise _not_of_kind(kind, name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if any(entry.flag_bits & 0x1 for entry in archive.infolist()):
                raise DomainError(_LOCKED)
            check_directory(archive)
            types = _content_types(archive)
            names = " ".join(archive.namelist()).lower()
            if "macroenabled" in " ".join(types).lower() or re.search(r"vbaproject|macrosheets/|activex", names):
                raise DomainError(f"Tệp “{name}” có macro nên không nhận. Hãy lưu lại dạng .{kind} rồi tải lên")
            if _MAIN_PARTS[kind] not in types:
                raise _not_of_kind(kind, name)
            if "/embeddings/" in names or any(_read_part(archive, entry) for entry in archive.infolist()):
                raise DomainError(
                    f"Tệp “{name}” có phần nhúng hoặc lấy nội dung từ nơi khác. Hãy bỏ phần đó, lưu lại rồi tải lên"
                )
    except (*_ZIP_FAULTS, expat.ExpatError, KeyError, RuntimeError) as fault:
        raise _not_of_kind(kind, name) from fault


def _content_types(archive: zipfile.ZipFile) -> set[str]:
    types = set()
    _parse(archive.read("[Content_Types].xml"), lambda tag, attributes: types.add(attributes.get("ContentType", "")))
    return types


def _read_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Unpack a part once, so that a broken one is found now, and parse it where it is XML.

    True when opening the file would start a program or fetch a template, an object or a page from elsewhere.
    """
    content, found = archive.read(entry), []

    def look(tag, attributes):
        reached = attributes.get("TargetMode") == "External" and _FETCHED.search(attributes.get("Type", ""))
        if reached or tag.rpartition(":")[2] == "ddeLink":
            found.append(tag)

    if entry.filename.lower().endswith((".xml", ".rels")):
        _parse(content, look)
    return bool(found) or _DDE.search(content) is not None


def _parse(content: bytes, on_element=None) -> None:
    """Read XML to its end without building anything; a document type, which Office never writes, is refused."""

    def refuse(*_):
        raise ValueError("document type in an office file")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    if on_element:
        parser.StartElementHandler = on_element
    parser.Parse(content, True)
