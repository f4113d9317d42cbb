"""Vietnamese text: one normal form for storing, one folded form for finding, one byte key for ordering.

Stored text keeps the user's spelling (“Hoà” stays “Hoà”); only its encoding is unified and invisible signs removed.
When `fold`, `fold_name`, `sort_key` or `person_sort_key` change, every stored column made by them must be refilled.
"""

import re
import unicodedata

from vn_collate import collate_key

SORT_KEY_BYTES = 96
_MARKS = "".join(chr(point) for point in range(0x300, 0x20000) if unicodedata.combining(chr(point)))
_STACKED_MARKS = re.compile(f"([{_MARKS}]{{8}})[{_MARKS}]+")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n{3,}")
_DIGITS = re.compile(r"[0-9]+")
_INVISIBLE = frozenset("\u034f\u115f\u1160\u3164\uffa0") | {chr(point) for point in range(0xFE00, 0xFE10)}
_REMOVED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co"})  # control, zero width and bidi, surrogate, private use
_UNIFIED = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″〃", '"'),
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "đ": "d",
        "ð": "d",  # U+00F0 and U+0256: lower case of U+00D0 and U+0189, typed for Đ by old keyboards
        "ɖ": "d",
    }
)
_OTHER_D = {"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"}
_ANY_OTHER_D = re.compile("[ÐðƉɖ]")
_WORD_BREAK = re.compile(r"[\W_]+")
_NAME_PREFIX = re.compile(r"^(?:mo hinh\b[\s:.,-]*)+")
# Signs no Vietnamese word holds in Unicode: TCVN3's letters inside or before a word, and VNI's split vowels.
_OLD_ENCODING = re.compile(
    r"(?<=[^\W\d_])[¨©ª«¬®µ¶·¸¹¼½¾ÆÇËÎÏÐÑÖ×ØÛÜÞßäåæçëîïñö÷øûüþ]"
    r"|(?<!\w)[®§¡¢£¤¥¦](?=[^\s\d])"
    r"|[aeo]â(?=\w)",
    re.IGNORECASE,
)


def nfc(text: str) -> str:
    """One encoding for the same letters; more than eight marks on one letter are cut (sorting them costs n²)."""
    return unicodedata.normalize("NFC", _STACKED_MARKS.sub(r"\1", text))


def clean_line(text: str) -> str:
    """A name or title: one line, single spaces, no invisible signs."""
    return _one_d(nfc(" ".join(_visible(" ".join(text.split())).split())))


def clean_text(text: str) -> str:
    """Free text: lines kept, at most one blank line in a row, no invisible signs."""
    lines = _LINE_END.sub("\n", text).replace("\t", " ").split("\n")
    return _one_d(nfc(_BLANK_LINES.sub("\n\n", "\n".join(_visible(line).rstrip() for line in lines)).strip()))


def _one_d(text: str) -> str:
    """“Ðảng” typed with the Icelandic or the African letter becomes “Đảng”.

    Đ begins a syllable: behind a small letter the sign is one of TCVN3, which `looks_like_old_encoding` has to find.
    """

    def unified(found: re.Match) -> str:
        before = text[found.start() - 1 : found.start()]
        return found[0] if before.islower() and before not in _OTHER_D else _OTHER_D[found[0]]

    return _ANY_OTHER_D.sub(unified, text)


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(sign for sign in text if not _is_invisible(sign))


def _is_invisible(sign: str) -> bool:
    not_a_character = ord(sign) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(sign) <= 0xFDEF
    return unicodedata.category(sign) in _REMOVED_CATEGORIES or sign in _INVISIBLE or not_a_character


def fold(text: str) -> str:
    """For finding and comparing: “Uỷ ban”, “Ủy  Ban” and “uy ban” are one. Never shown."""
    plain = unicodedata.normalize("NFKD", nfc(clean_line(text)).casefold().translate(_UNIFIED))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(unicodedata.normalize("NFC", plain.casefold().translate(_UNIFIED)).split())


def fold_name(text: str) -> str:
    """As `fold`, also blind to quotes, a closing full stop and a leading “Mô hình”."""
    folded = " ".join(fold(text).translate({ord('"'): " ", ord("'"): " "}).split()).rstrip(" .,;:")
    return _NAME_PREFIX.sub("", folded) or folded


def is_no_name(text: str) -> bool:
    """Whether a name names nothing: only signs (“...”), only digits, or one letter over and over (“aaaa”); '' too."""
    signs = [sign for sign in fold(text) if sign.isalnum()]
    return not any(sign.isalpha() for sign in signs) or len(signs) > 1 and len(set(signs)) == 1


def no_name_words(text: str) -> str:
    """What somebody reads whose name of a model, a unit or a person is none."""
    return f"“{text[:40]}” không phải là tên. Hãy ghi tên bằng chữ"


def search_terms(query: str) -> list[str]:
    """The folded words of a search box, each once, at most ten."""
    words = (word.strip("\"'.,;:()") for word in fold(query).split())
    return [word for word in dict.fromkeys(words) if word][:10]


def sort_key(text: str) -> bytes:
    """Vietnamese alphabetical order as bytes, to be compared by the database without any collation.

    Word by word, letters first, then tones, then case; punctuation does not count. Runs of digits are ordered as
    numbers: Minh Tân, Minh Tân 1, 2, 02, 10, 21. At most 96 bytes: letters come first, so a cut keeps their order.
    """
    words = _WORD_BREAK.sub(" ", _marks_within_words(text)).split()
    zeros = bytes(min(len(run) - len(run.lstrip("0")), 255) for word in words for run in _DIGITS.findall(word))
    levels = [_levels(_DIGITS.sub(_numbered, word)) for word in words]
    primary = b"\x01".join(level[0] for level in levels)
    secondary, tertiary = (b"".join(level[depth] for level in levels) for depth in (1, 2))
    return b"\x00".join((primary, secondary, tertiary, zeros))[:SORT_KEY_BYTES]


def person_sort_key(full_name: str) -> bytes:
    """People are ordered by given name, then middle names, then family name, each decided before the next."""
    words = clean_line(full_name).split()
    parts = [words[-1:], words[1:-1], words[:1] if len(words) > 1 else []]
    return b"\x00".join(sort_key(" ".join(part)) for part in parts)[:SORT_KEY_BYTES]


def _marks_within_words(text: str) -> str:
    """Letters as the collation knows them; marks that found no letter to join are dropped, or they would split it."""
    text = clean_line(text).translate(str.maketrans(_OTHER_D))
    return "".join(sign for sign in text if not unicodedata.combining(sign))


def _numbered(run: re.Match) -> str:
    number = run.group().lstrip("0")[:99]
    return f"{len(number):02d}{number}"


def _levels(word: str) -> tuple[bytes, bytes, bytes]:
    """Primary, secondary and tertiary weights of a word; primaries are moved up by one to leave 1 for the space."""
    weights = bytes.fromhex(collate_key(word))
    count = len(weights) // 3 - 1
    primary = bytes(min(weight + 1, 0xFE) for weight in weights[:count])
    return primary, weights[count + 1 : 2 * count + 1], weights[2 * count + 2 : 3 * count + 2]


def looks_like_old_encoding(text: str) -> bool:
    """Whether text seems typed in TCVN3 (.VnTime) or VNI fonts and pasted as Unicode: “M« h×nh D©n vËn khÐo”."""
    found = len(_OLD_ENCODING.findall(nfc(text)))
    return found >= 2 and found * 5 >= len(text.split())


def lower_first(words: str) -> str:
    """The words as they stand within a sentence: “từ ngày …”; '' stays ''."""
    return words[:1].lower() + words[1:]


def upper_first(words: str) -> str:
    """The words as they begin a sentence; '' stays ''."""
    return words[:1].upper() + words[1:]


def quoted(name: object) -> str:
    """A name in quotes, unless quotes are part of it: ““Dân vận khéo 1+10” …” reads as a slip."""
    words = str(name)
    return words if "“" in words or '"' in words else f"“{words}”"
