"""What is left of a password once everything a stranger would try first is taken out of it (decision 67)."""

import re
from collections.abc import Collection, Iterable

from core.text.vietnamese import fold

LEAST_FREE = 6  # letters and digits that must remain
LEAST_WORD = 5  # letters of a word within a name; shorter ones hide in too many others

# What people here choose, folded and without blanks; digits and marks around them do not help.
_COMMON = """
matkhau matkhaumoi matkhaucu matma mkhau dangnhap taikhoan quantri quantrivien nguoidung macdinh
emyeuanh anhyeuem anhyeu emyeu iloveyou toiyeuvietnam yeuvietnam tinhyeu yeuem yeuanh nhoem vochong conyeu
vietnam hanoi saigon hochiminh tphcm danang haiphong cantho thanglong dienbien dienbienphu
bacho bachoho hochutich chutich dangcongsan cachmang doclaptudo hanhphuc thidua
danvan danvankheo danguy chibo dangbo dangvien bithu phobithu thuongtruc banthuongvu tochuc xaydungdang
toduanpho todanpho khupho phuong thonban ubnd hdnd mttq hoinongdan hoiphunu doanthanhnien cuuchienbinh
mohinh tapsu yenbai laocai cuatoi cuaem cuaanh giadinh sinhnhat xinchao chaoban chucmung quehuong
abc abcd qwe qwer qwerty qwertyuiop asd asdf asdfgh asdfghjkl zxc zxcv zxcvbn zxcvbnm qazwsx admin password passw
"""
COMMON = frozenset(_COMMON.split())
_LOOKALIKES = str.maketrans("@4031!5$7", "aaoeiisst")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SAME = re.compile(r"(.)\1{2,}")


def is_guessable(password: str, names: Iterable[str] = (), known: Collection[str] = ()) -> bool:
    """Whether too little is left of a password without common words, `names`, years and runs like 123 or aaa.

    `names`: of persons, accounts and places, as they are written. `known`: a list of common passwords.
    """
    words = COMMON | {word for name in names for word in _words_of(name)}
    folded = fold(password)
    return any(_left(variant, words, known) < LEAST_FREE for variant in (folded, folded.translate(_LOOKALIKES)))


def _left(text: str, words: Collection[str], known: Collection[str]) -> int:
    bare = "".join(sign for sign in text if sign.isalnum())
    middle = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)
    if not any(sign.isalpha() for sign in bare) or middle in known or bare in known:
        return 0
    for word in sorted(words, key=len, reverse=True):
        bare = bare.replace(word, " ")
    bare = _without_runs(_SAME.sub(" ", _YEAR.sub(" ", bare)))
    return sum(sign != " " for sign in bare)


def _words_of(name: str) -> set[str]:
    """The whole name, and its words alone and joined with their neighbours: “Nguyễn Du” of “Trường Nguyễn Du”."""
    words = re.findall(r"\w+", fold(name).replace("_", " "))
    runs = {"".join(words[start:end]) for start in range(len(words)) for end in range(start + 1, len(words) + 1)}
    return {run for run in runs if len(run) >= LEAST_WORD} | {"".join(words)} - {""}


def _without_runs(text: str) -> str:
    """Without three or more signs in the order of the alphabet or of counting, up or down."""
    kept, start = [], 0
    while start < len(text):
        end = start + 1
        step = ord(text[end]) - ord(text[start]) if end < len(text) else 0
        while abs(step) == 1 and end < len(text) and ord(text[end]) - ord(text[end - 1]) == step:
            end += 1
        if end - start >= 3:
            start = end
        else:
            kept.append(text[start])
            start += 1
    return "".join(kept)
