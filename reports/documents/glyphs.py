"""Text that Liberation Serif can draw: what it lacks is replaced by words or plain signs before rendering.

Otherwise the renderer takes single letters from whatever other font the machine has, and the paper differs from
machine to machine.
"""

import re
import unicodedata

from core.text.vietnamese import nfc

# What all four faces of Liberation Serif 2 hold, without scripts that join or run right to left.
_RANGES = """
20-7e a0-ac ae-36f 374-375 37a-37e 384-38a 38c 38e-3a1 3a3-3ce 3d0-482 48a-513 1e00-1e9b 1e9e 1ea0-1ef9
2007-2008 2010 2012-2015 2018-2022 2026 2030 2032-2034 2039-203a 203c 203e 2044 2070 2074-2079 207f-2089 20a0-20b5
2105 2113 2116-2117 2122 2126 212e 2153-2154 215b-215e 2190-2195 2202 2206 220f 2211-2212 2215 2219-221a 221e-221f 2229
222b 2248 2260-2262 2264-2265 25a0-25a1 25aa-25ac 25b2 25ba 25bc 25c4 25ca-25cc 25cf 25e6
"""
_DRAWN = frozenset(
    chr(code)
    for part in _RANGES.split()
    for first, _, last in [part.partition("-")]
    for code in range(int(first, 16), int(last or first, 16) + 1)
) - {"\u2070"}
_WORDS = {
    **dict.fromkeys("✓✔☑🗹✅", "x"),
    **dict.fromkeys("✗✘☒❌", "x"),
    **dict.fromkeys("☐❏❑🗆", "[ ]"),
    **dict.fromkeys("★☆✦✧✩✪✯✱✳", "*"),
    **dict.fromkeys("➔➜➝➞➡⇒⟶⮕", "→"),
    **dict.fromkeys("⇐⬅⟵", "←"),
    **dict.fromkeys("⇔⟷", "↔"),
    **dict.fromkeys("‐‑⁃", "-"),
    **dict.fromkeys("⬛◼◾∎⯀\uf0a7\uf06e", "■"),
    **dict.fromkeys("◻⬜❐", "□"),
    **dict.fromkeys("◆❖⬥\uf076", "◊"),
    **dict.fromkeys("⚫⬤❍\uf0b7", "•"),
    "\uf0fc": "x",  # Wingdings tick and bullets pasted from Word
    "\uf0d8": "-",
    "⁰": "0",
    "♥": "",
}
_MARKS_IN_A_ROW = re.compile("([\u0300-\u036f\u0483-\u0489]{3})[\u0300-\u036f\u0483-\u0489]+")


def printable(text: str) -> str:
    """The text in NFC with drawable signs only; line ends stay, other control characters go."""
    text = nfc(text.replace("\r\n", "\n").replace("\r", "\n"))
    if not _DRAWN.issuperset(text):
        text = "".join(sign if sign in _DRAWN or sign == "\n" else _replacement(sign) for sign in text)
        text = unicodedata.normalize("NFC", text)
    return _MARKS_IN_A_ROW.sub(r"\1", text)


def lacking(text: str) -> dict[str, str]:
    """The signs of a text that would be drawn otherwise, each with what is drawn instead; invisible ones are no matter.

    `text` in NFC.
    """
    odd = dict.fromkeys(sign for sign in text if sign not in _DRAWN and unicodedata.category(sign)[0] not in "ZM")
    return {sign: _replacement(sign) for sign in odd if unicodedata.category(sign) not in ("Cc", "Cf", "Cs")}


def _replacement(sign: str) -> str:
    if sign in _WORDS:
        return _WORDS[sign]
    category = unicodedata.category(sign)
    if category[0] == "Z" or sign in "\t\v\f\x85":
        return " "
    if category[0] in "CM" or category == "So":  # control, invisible, private use, lone marks, emoji
        return _compatible(sign) if category == "So" else ""
    return _compatible(sign) or ("?" if category[0] in "LN" else "")


def _compatible(sign: str) -> str:
    """①, ﬃ, full-width and “styled” letters as the plain ones they stand for."""
    plain = unicodedata.normalize("NFKC", sign)
    return plain if plain != sign and _DRAWN.issuperset(plain) else ""
