"""At least 150 files made to harm, lie or break, and honest ones beside them; always the same (fixed seeds)."""

import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.exceptions import DomainError
from core.files.uploads import check_upload
from tests.core.files import sample_files as sample

VERDICTS = (  # the beginning of what is said → one word for the table
    ("kind", "Chưa nhận loại tệp này"),
    ("macro", "có macro nên không nhận"),
    ("old", "đời cũ"),
    ("belied", "không phải là"),
    ("script", "có mã lệnh, biểu mẫu điện tử hoặc tệp khác nhúng"),
    ("fetches", "có phần nhúng hoặc lấy nội dung"),
    ("packed", "nén bất thường"),
    ("countless", "quá nhiều thành phần"),
    ("nested", "chứa tệp nén hoặc tài liệu khác"),
    ("pixels", "quá lớn (trên 40 triệu"),
    ("heavy", "vượt mức"),
    ("locked", "mật khẩu"),
    ("empty", "rỗng"),
)
Made = Iterator[tuple[str, str, bytes]]  # what it is, the name it comes under, its bytes


def noise(seed: int, size: int) -> bytes:
    return random.Random(seed).randbytes(size)


def names() -> Made:
    """An honest PDF under odd names: the ending decides what it may be, the name is cleaned."""
    pdf = sample.pdf_bytes()
    for name in (
        "../../etc/passwd.pdf", "..\\..\\windows\\win.pdf", "/etc/cron.d/x.pdf", "a\0b.pdf", "a\r\nSet-Cookie: x.pdf",
        "CON.pdf", "aux.pdf", "lpt1.pdf", ".htaccess.pdf", "\u202efdp.exe.pdf", "ba\u0301o ca\u0301o.pdf",
        "x" * 300 + ".pdf",
        "a:b|c?.pdf", "<script>.pdf", "' OR 1=1 --.pdf", "%2e%2e%2f.pdf", "Báo cáo quý I – Tổ 5.PDF", "\u200bẩn.pdf",
    ):  # fmt: skip
        yield "name", name, pdf
    for name in (
        "a.pdf.exe", "a.exe", "a.svg", "a.html", "a.htm", "a.js", "a.php", "a.phtml", "a.gif", "a.swf", "a.heic",
        "a.zip",
        "a.rtf", "a.odt", "a.csv", "a.lnk", "a.pdf\u202e", "a.pdf ", "pdf", "", "....", ".pdf", "a.docx.scr", "a.xhtml",
    ):  # fmt: skip
        yield "name", name, pdf
    for ending in ("docm", "xlsm", "dotm", "xltm", "xlsb", "xlam"):
        yield "macro name", f"a.{ending}", sample.docx_bytes()
    for ending in ("doc", "xls"):
        yield "old name", f"a.{ending}", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def type_lies() -> Made:
    """Content of one kind under the name of each other."""
    kinds = {
        "pdf": sample.pdf_bytes(), "docx": sample.docx_bytes(), "xlsx": sample.xlsx_bytes(),
        "html": b"<html><script>alert(1)</script></html>",
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="a()"/>',
        "exe": b"MZ\x90\x00" + noise(1, 900), "gif": sample.image_bytes("GIF"), "swf": b"FWS\x09" + noise(2, 400),
        "zip": sample.with_part(b"PK\x05\x06" + bytes(18), "a.txt", b"x"), "elf": b"\x7fELF" + noise(3, 400),
        "php": b"<?php system($_GET[0]); ?>", "text": b"x" * 500, "noise": noise(4, 3_000), "empty": b"",
    }  # fmt: skip
    for what, data in kinds.items():
        for ending in ("pdf", "docx", "xlsx", "jpg", "png"):
            if what != ending:
                yield f"{what} as {ending}", f"tep.{ending}", data


def polyglots() -> Made:
    jpg, png, pdf, docx = sample.image_bytes(), sample.image_bytes("PNG"), sample.pdf_bytes(), sample.docx_bytes()
    yield "image with a script behind", "a.jpg", jpg + b"<script>alert(1)</script>"
    yield "image with a zip behind", "a.png", png + docx
    yield "image with php in its comment", "a.jpg", sample.image_bytes(comment=b"<?php eval($_GET[0]); ?>")
    yield "pdf with a page behind", "a.pdf", pdf + b"<html><script>alert(1)</script>"
    for front in (b"GIF89a", b"<html>", b"MZ", b"\xff\xd8\xff\xe0", b"#!/bin/sh\n", b" "):
        yield f"pdf behind {front[:4]!r}", "a.pdf", front + pdf
        yield f"docx behind {front[:4]!r}", "a.docx", front + docx


def broken() -> Made:
    """Cut off, and with a stretch overwritten; each seed overwrites another."""
    whole = {
        "pdf": sample.pdf_bytes(), "docx": sample.docx_bytes(), "xlsx": sample.xlsx_bytes(),
        "jpg": sample.image_bytes(size=(300, 200)), "png": sample.image_bytes("PNG", size=(300, 200)),
    }  # fmt: skip
    for ending, data in whole.items():
        for tenth in (1, 4, 7):
            yield f"{ending} cut at {tenth}0 %", f"a.{ending}", data[: len(data) * tenth // 10]
    for ending in ("docx", "xlsx"):
        yield f"{ending} without its directory", f"a.{ending}", whole[ending][:-60]


def images() -> Made:
    small = sample.image_bytes("PNG", size=(1, 1))
    for side in (6_400, 30_000, 50_000, 2**31 - 1):
        header = small[12:16] + side.to_bytes(4) * 2 + small[24:29]
        yield f"png of {side} squared", "a.png", small[:12] + header + zlib.crc32(header).to_bytes(4) + small[33:]
    jpg = sample.image_bytes(size=(64, 64))
    frame = jpg.index(b"\xff\xc0") + 5
    for side in (20_000, 65_535):
        yield f"jpg of {side} squared", "a.jpg", jpg[:frame] + side.to_bytes(2) * 2 + jpg[frame + 4 :]
    yield "photo of 12 megapixels", "a.jpg", sample.image_bytes(size=(4_000, 3_000))
    yield "photo of 39 megapixels", "a.jpg", sample.image_bytes(size=(7_200, 5_400))
    yield "flat png of 36 megapixels", "a.png", sample.image_bytes("PNG", size=(6_000, 6_000), mode="1")
    for mode in ("CMYK", "L"):
        yield f"jpg in {mode}", "a.jpg", sample.image_bytes(mode=mode)
    for mode in ("RGBA", "P", "1", "I;16", "LA"):
        yield f"png in {mode}", "a.png", sample.image_bytes("PNG", mode=mode)
    yield "photo with its place", "a.jpg", sample.photo_from_a_phone()
    yield "jpg with a huge profile", "a.jpg", sample.image_bytes(icc_profile=noise(5, 900_000))
    yield "png with a compressed bomb of text", "a.png", _text_bomb(small)
    yield "gif of many frames", "a.png", _frames()


def _text_bomb(png: bytes) -> bytes:
    body = b"zTXt" + b"Comment\0\0" + zlib.compress(bytes(40_000_000))
    return png[:33] + (len(body) - 4).to_bytes(4) + body + zlib.crc32(body).to_bytes(4) + png[33:]


def _frames() -> bytes:
    written, frames = io.BytesIO(), [Image.new("P", (4, 4), index % 250) for index in range(300)]
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    return written.getvalue()


def packages() -> Made:
    """Office packages that unpack without end, climb, nest, declare, run, fetch."""
    for ending, office, folder in (("docx", sample.docx_bytes(), "word"), ("xlsx", sample.xlsx_bytes(), "xl")):
        add = sample.with_part
        name = f"a.{ending}"
        yield "bomb of blanks", name, add(office, f"{folder}/bomb.xml", b" " * 30_000_000)
        yield "bomb of many parts", name, _many(office, 20, 4_000_000)
        yield "1,001 parts", name, _many(office, 1_001, 0)
        for climbing in ("../../x.xml", "/etc/passwd", "..\\x.xml", "C:/x.xml", f"{folder}/../../x"):
            yield f"part named {climbing}", name, add(office, climbing, b"x")
        for nested in ("zip", "jar", "docx", "xlsm", "7z", "rar"):
            yield f"{nested} inside", name, add(office, f"{folder}/inner.{nested}", b"PK\x03\x04")
        for entity in (
            b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', _laughs(),
            b'<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1/x">]><a>&x;</a>', b"<a><b></a>", b"<a>\xff\xfe</a>",
        ):  # fmt: skip
            yield "xml " + entity[:24].decode("latin-1"), name, add(office, f"{folder}/evil.xml", entity)
        yield "macro project", name, add(office, f"{folder}/vbaProject.bin", b"macro")
        yield "ActiveX control", name, add(office, f"{folder}/activeX/activeX1.bin", b"x")
        yield "old macro sheet", name, add(office, f"{folder}/macrosheets/sheet1.xml", b"<a/>")
        yield "embedded object", name, add(office, f"{folder}/embeddings/oleObject1.bin", b"MZ")
        for kind in ("attachedTemplate", "oleObject", "frame", "subDocument"):
            yield f"{kind} from elsewhere", name, add(office, f"{folder}/_rels/evil.xml.rels", _relation(kind))
        yield "plain link", name, add(office, f"{folder}/_rels/link.xml.rels", _relation("hyperlink"))
        yield "DDE link", name, add(office, f"{folder}/externalLinks/externalLink1.xml", b"<a><ddeLink b='cmd'/></a>")
        yield "DDE field", name, add(office, f"{folder}/dde.xml", b"<w><instrText> DDEAUTO cmd</instrText></w>")
        yield "encrypted entries", name, _flagged(office)
        yield "encrypted package", name, _encrypted()
        yield (
            "macro type",
            name,
            sample.with_types(office, lambda types: types.replace(b"main+xml", b"macroEnabled.main+xml")),
        )
        yield (
            "no main part",
            name,
            sample.with_types(office, lambda types: re.sub(rb"[a-z]+\.main\+xml", b"x+xml", types)),
        )
        yield "bomb in the directory", name, sample.with_types(office, lambda types: types + b"\0" * 10)


def _many(office: bytes, count: int, size: int) -> bytes:
    written = io.BytesIO(office)
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(count):
            archive.writestr(f"part{number}.bin", bytes(size))
    return written.getvalue()


def _laughs() -> bytes:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE a [<!ENTITY l0 "ha">{lines}]><a>&l11;</a>'.encode()


def _relation(kind: str) -> bytes:
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    line = f'<Relationship Id="r1" Type="{base}/{kind}" Target="http://127.0.0.1/x" TargetMode="External"/>'
    return f"<Relationships>{line}</Relationships>".encode()


def _flagged(office: bytes) -> bytes:
    changed = bytearray(office)
    for found in re.finditer(b"PK\x01\x02", office):
        changed[found.start() + 8] |= 1
    return bytes(changed)


def _encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")


def pdfs() -> Made:
    def act(**entries) -> Callable:
        def change(pdf):
            pdf.Root.OpenAction = pikepdf.Dictionary(**entries)

        return change

    name = pikepdf.Name
    yield "script on opening", "a.pdf", sample.pdf_bytes(change=act(S=name.JavaScript, JS="app.alert(1)"))
    yield "program on opening", "a.pdf", sample.pdf_bytes(change=act(S=name.Launch, F="cmd.exe"))
    yield "link on opening", "a.pdf", sample.pdf_bytes(change=act(S=name.URI, URI="http://127.0.0.1/"))
    plain = sample.pdf_bytes(change=act(S=name.JavaScript, JS="app.alert(1)"))
    yield (
        "script under an escaped name",
        "a.pdf",
        plain.replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/J#53"),
    )
    yield "embedded file", "a.pdf", sample.pdf_bytes(change=_embed)
    yield "rich media", "a.pdf", sample.pdf_bytes(change=_media)
    yield "stream of a gigabyte", "a.pdf", sample.pdf_bytes(change=_inflated)
    yield "no page", "a.pdf", _without_pages()
    yield "password", "a.pdf", sample.pdf_bytes(pikepdf.Encryption(user="x", owner="y"))
    yield "no printing", "a.pdf", sample.pdf_bytes(pikepdf.Encryption(user="", owner="y"))
    yield from _reaching_pdfs()
    yield "eleven megabytes", "a.pdf", sample.pdf_bytes() + noise(6, 11 * 1024 * 1024)


def _reaching_pdfs() -> Made:
    """What sends a form, opens another file or takes data in, at every place an action or a form can hang."""
    actions = {
        "form sent": {"S": "SubmitForm", "F": "http://127.0.0.1/x"},
        "page of another file": {"S": "GoToR", "F": "b.pdf", "D": [0]},
        "page of an embedded file": {"S": "GoToE", "F": "b.pdf", "D": [0]},
        "data taken in": {"S": "ImportData", "F": "x.fdf"},
        "film with commands": {"S": "Rendition", "OP": 0},
    }
    places = {
        "on opening": lambda pdf, action: pdf.Root.update({"/OpenAction": action}),
        "on closing": lambda pdf, action: pdf.Root.update({"/AA": {"/WC": action}}),
        "under a link": _link,
        "after two pages": lambda pdf, action: pdf.Root.update({"/OpenAction": _after_pages(pdf, action, 2)}),
        "after 20,000 pages": lambda pdf, action: pdf.Root.update({"/OpenAction": _after_pages(pdf, action, 20_000)}),
        "in a bookmark": lambda pdf, action: pdf.Root.update({"/Outlines": {"/First": {"/Title": "x", "/A": action}}}),
        "among the names": lambda pdf, action: pdf.Root.update({"/Names": {"/Pages": {"/Names": ["x", action]}}}),
        "nowhere": lambda pdf, action: pdf.trailer.update({"/Rest": action}),
    }
    for number, (what, entries) in enumerate(actions.items()):
        for where, hang in places.items():
            if number and where.startswith("after"):
                continue  # one kind stands for all where only the chain is in question
            yield (
                f"{what}, {where}",
                "a.pdf",
                sample.pdf_bytes(change=lambda pdf, h=hang, e=entries: h(pdf, _act(pdf, e))),
            )
    form = pikepdf.Dictionary(Fields=[], XFA=["template", "x"])
    yield "form of XML", "a.pdf", sample.pdf_bytes(change=lambda pdf: pdf.Root.update({"/AcroForm": form}))
    yield "plain form", "a.pdf", sample.pdf_bytes(change=lambda pdf: pdf.Root.update({"/AcroForm": {"/Fields": []}}))
    yield "own page", "a.pdf", sample.pdf_bytes(change=lambda pdf: _link(pdf, _act(pdf, {"S": "GoTo", "D": [0]})))
    yield "circle of pages", "a.pdf", sample.pdf_bytes(change=_circle)
    yield "countless objects", "a.pdf", _countless()


def _act(pdf, entries: dict):
    named = {f"/{key}": pikepdf.Name(f"/{value}") if key == "S" else value for key, value in entries.items()}
    return pdf.make_indirect(pikepdf.Dictionary(named))


def _link(pdf, action):
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
    pdf.pages[0].Annots = pikepdf.Array([link])


def _after_pages(pdf, action, count: int):
    for _ in range(count):
        action = pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=[0], Next=action))
    return action


def _circle(pdf):
    first = _act(pdf, {"S": "GoTo", "D": [0]})
    first.Next = _after_pages(pdf, first, 3)
    pdf.Root.OpenAction = first


def _countless() -> bytes:
    """A hundred thousand objects in a megabyte and a half, none of which says anything."""
    objects = b"".join(b"%d 0 obj\n[]\nendobj\n" % number for number in range(4, 100_000))
    return (
        b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
        b"2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n"
        b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\n" + objects + b"trailer\n<</Root 1 0 R>>\n"
    )


def _embed(pdf):
    pdf.attachments["x.exe"] = pikepdf.AttachedFileSpec(pdf, b"MZ", filename="x.exe")


def _media(pdf):
    media = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.RichMedia, Rect=[0, 0, 9, 9])
    pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([media]))


def _inflated(pdf):
    """A gigabyte of zeros: one packed megabyte written a thousand times, and the Adler-32 sum of all of it."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    megabyte = packed.compress(bytes(1_000_000)) + packed.flush(zlib.Z_FULL_FLUSH)
    adler = (1_000_000_000 % 65521 << 16 | 1).to_bytes(4, "big")
    data = b"\x78\xda" + megabyte * 1_000 + packed.flush() + adler
    stream = pdf.make_stream(b"")
    stream.write(data, filter=pikepdf.Name.FlateDecode)
    pdf.pages[0].Contents = stream


def _without_pages() -> bytes:
    written = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.save(written)
    return written.getvalue()


FAMILIES = (names, type_lies, polyglots, broken, images, packages, pdfs)


def corpus() -> Iterator[tuple[str, str, str, bytes]]:
    """(key, what it is, name, bytes), always the same."""
    for family in FAMILIES:
        for number, (what, name, data) in enumerate(family(), start=1):
            yield f"{family.__name__}-{number:03d}", what, name, data


def verdict(name: str, data: bytes) -> str:
    """“taken jpg”, or the one word of the refusal; anything but a refusal in words is a fault."""
    uploaded = SimpleUploadedFile("x", data)
    uploaded._name = name  # Django cleans a name it is given; a request's name comes cleaned only in part
    try:
        checked = check_upload(uploaded)
    except DomainError as refused:
        return next((word for word, begins in VERDICTS if begins in refused.message), refused.message)
    return f"taken {checked.kind}"
