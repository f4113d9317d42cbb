"""Small files of each kind, whole or crafted, made when asked."""

import io
import zipfile

import openpyxl
import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from PIL import Image

from core.exceptions import DomainError
from core.files import uploads

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
