"""Old Vietnamese encodings: recognised by name, so that the user is told what to convert, never guessed through.

Text that came through an old font into a Unicode file is `core.text.vietnamese.looks_like_old_encoding`'s matter.
"""

import unicodedata

TCVN3, VNI, WINDOWS_1258 = "TCVN3 (.VnTime)", "VNI", "Windows-1258"

# Common words of such lists. Each encoding writes them with bytes of its own; plain letters decide nothing.
_WORDS = ("đơn vị", "tổ", "bộ", "phố", "dân", "vận", "khéo", "mô", "hình", "đảng", "phường", "của", "và", "năm", "tên")

# Letter → byte, in the order of the TCVN 5712:1993 (ABC) lower case set.
_TCVN3 = dict(
    zip(
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ",
        bytes.fromhex(
            "b5b6b7b8b9"
            "a8bbbcbdbec6"
            "a9c7c8c9cacb"
            "ae"
            "cccecfd0d1"
            "aad2d3d4d5d6"
            "d7d8dcddde"
            "dfe1e2e3e4"
            "abe5e6e7e8e9"
            "aceaebecedee"
            "eff1f2f3f4"
            "adf5f6f7f8f9"
            "fafbfcfdfe"
        ),
        strict=True,
    )
)
# VNI writes the plain letter, then one byte for its marks; ơ, ư, đ and ị have bytes of their own.
_VNI_OWN = {
    "đ": b"\xf1",
    "ơ": b"\xf4",
    "ư": b"\xf6",
    "ị": b"\xf2",
    "ĩ": b"\xf3",
    "í": b"\xed",
    "ì": b"\xec",
    "ỉ": b"\xe6",
}
_VNI_MARKS = {  # shape mark + tone mark → byte; tones in the order none, sắc, huyền, hỏi, ngã, nặng
    shape + tone: byte
    for shape, row in {"": "  f9f8fbf5ef", "\u0302": "e2e1e0e5e3e4", "\u0306": "eae9e8fafceb"}.items()
    for tone, byte in zip(
        ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"),
        (int(row[at : at + 2], 16) if row[at] != " " else 0 for at in range(0, 12, 2)),
        strict=True,
    )
}
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def _tcvn3(word: str) -> bytes:
    return b"".join(bytes([_TCVN3[c]]) if c in _TCVN3 else c.encode("ascii") for c in word)


def _vni(word: str) -> bytes:
    out = b""
    for letter in word:
        if letter in _VNI_OWN:
            out += _VNI_OWN[letter]
            continue
        parts = unicodedata.normalize("NFD", letter)
        tone = "".join(sorted((m for m in parts[1:] if m in _TONES), key=parts.index))
        shape = "".join(m for m in parts[1:] if m not in _TONES)
        if "\u031b" in shape:  # ơ, ư with a tone: own letter, then the tone
            base = _VNI_OWN[unicodedata.normalize("NFC", parts[0] + "\u031b")]
            out += base + bytes([_VNI_MARKS[tone]])
        elif shape + tone:
            out += parts[0].encode("ascii") + bytes([_VNI_MARKS[shape + tone]])
        else:
            out += letter.encode("ascii")
    return out


def _windows_1258(word: str) -> bytes:
    """The code page has the shaped letters and writes tones as marks of their own."""
    out = ""
    for letter in word:
        parts = unicodedata.normalize("NFD", letter)
        tone = "".join(m for m in parts if m in _TONES)
        out += unicodedata.normalize("NFC", "".join(p for p in parts if p not in _TONES)) + tone
    return out.encode("cp1258")


_SIGNS = {
    name: [encode(word) for word in _WORDS]
    for name, encode in ((TCVN3, _tcvn3), (VNI, _vni), (WINDOWS_1258, _windows_1258))
}
_ENOUGH = 3  # occurrences; one may be chance


def old_encoding_of(data: bytes) -> str | None:
    """The old encoding these bytes of a text file are written in, or None."""
    data = data.lower()
    found = {name: sum(data.count(sign) for sign in signs) for name, signs in _SIGNS.items()}
    name = max(found, key=found.__getitem__)
    return name if found[name] >= _ENOUGH else None
