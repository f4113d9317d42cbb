"""How many lines a text takes in a column, so that Excel rows are as high as their names need.

Excel does not fit rows of merged cells and other programs fit none; heights are therefore written. Widths are those of
Times New Roman (and its metric twins) in thousandths of the size.
"""

import unicodedata

_ASCII = (  # U+0020 … U+007E, upright
    "250 333 408 500 500 833 778 180 333 333 500 564 250 333 250 278 500 500 500 500 500 500 500 500 500 500 "
    "278 278 564 564 564 444 921 722 667 667 722 611 556 722 722 333 389 722 611 889 722 722 556 722 667 556 "
    "611 722 722 944 722 722 611 333 278 333 469 500 333 444 500 444 500 444 333 500 500 278 278 500 278 778 "
    "500 500 500 500 333 389 278 500 500 722 500 500 444 480 200 480 541"
)
_WIDTHS = {chr(32 + at): int(width) for at, width in enumerate(_ASCII.split())}
_WIDTHS |= {"đ": 500, "Đ": 722, "ơ": 529, "Ơ": 722, "ư": 542, "Ư": 776, "“": 444, "”": 444, "…": 1000, "—": 1000}
_BOLD = 1.09  # the widest usual ratio of bold to upright
_OTHER = 600


def width_pt(text: str, size: float, *, bold: bool = False) -> float:
    thousandths = sum(_letter(letter) for letter in unicodedata.normalize("NFC", text))
    return thousandths * size / 1000 * (_BOLD if bold else 1)


def _letter(letter: str) -> int:
    if letter not in _WIDTHS:
        base = unicodedata.normalize("NFD", letter)[0]
        shaped = (
            unicodedata.normalize("NFC", base + "\u031b") if "\u031b" in unicodedata.normalize("NFD", letter) else base
        )
        _WIDTHS[letter] = _WIDTHS.get(shaped, _OTHER)
    return _WIDTHS[letter]


def lines_needed(text: str, room_pt: float, size: float, *, bold: bool = False) -> int:
    """Lines after breaking at blanks, words longer than the column broken anywhere."""
    blank = width_pt(" ", size, bold=bold)
    count = 0
    for paragraph in text.split("\n"):
        count += 1
        used = 0.0
        for word in paragraph.split(" "):
            width = width_pt(word, size, bold=bold)
            if used and used + blank + width > room_pt:
                count += 1
                used = 0.0
            elif used:
                used += blank
            while width > room_pt:
                count += 1
                width -= room_pt
            used += width
    return count
