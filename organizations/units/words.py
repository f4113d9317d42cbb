"""The words of unit names: how offices shorten them, and which may be left out without naming another unit.

Everything here is folded text with single blanks. Data first; two functions read it.
"""

import re

from core.spreadsheets.headings import words

# Short forms, longest first by number of words; each is replaced by the full form.
SHORT_FORMS = {
    "cb": "chi bo",
    "db": "dang bo",
    "dbcs": "dang bo co so",
    "tdp": "to dan pho",
    "tdps": "to dan pho",
    "to dp": "to dan pho",
    "kp": "khu pho",
    "kdc": "khu dan cu",
    "ubnd": "uy ban nhan dan",
    "uy ban nd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "viet nam": "",
    "vn": "",
    "mttq": "mat tran to quoc",
    "mttqvn": "mat tran to quoc",
    "ubmttq": "mat tran to quoc",
    "ubmttqvn": "mat tran to quoc",
    "ubmt": "mat tran to quoc",
    "uy ban mttq": "mat tran to quoc",
    "uy ban mttqvn": "mat tran to quoc",
    "uy ban mat tran to quoc": "mat tran to quoc",
    "uy ban mat tran": "mat tran to quoc",
    "hoi lhpn": "hoi phu nu",
    "hlhpn": "hoi phu nu",
    "lhpn": "hoi phu nu",
    "hpn": "hoi phu nu",
    "hoi pn": "hoi phu nu",
    "hoi lien hiep phu nu": "hoi phu nu",
    "hoi lien hiep pn": "hoi phu nu",
    "hnd": "hoi nong dan",
    "hoi nd": "hoi nong dan",
    "hccb": "hoi cuu chien binh",
    "ccb": "hoi cuu chien binh",
    "hoi ccb": "hoi cuu chien binh",
    "cuu chien binh": "hoi cuu chien binh",
    "hoi cuu chien binh": "hoi cuu chien binh",
    "dtn": "doan thanh nien",
    "doan tn": "doan thanh nien",
    "doan tncs": "doan thanh nien",
    "doan tncs hcm": "doan thanh nien",
    "doan tncs ho chi minh": "doan thanh nien",
    "doan tncshcm": "doan thanh nien",
    "doan thanh nien cong san ho chi minh": "doan thanh nien",
    "doan thanh nien cong san hcm": "doan thanh nien",
    "doan thanh nien cong san": "doan thanh nien",
    "doan phuong": "doan thanh nien phuong",
    "cong doan": "cong doan",  # itself, so that “Công đoàn phường” is not read as “… đoàn phường”
    "cd": "cong doan",
    "cdcs": "cong doan co so",
    "ldld": "lien doan lao dong",
    "thcs": "trung hoc co so",
    "thpt": "trung hoc pho thong",
    "th": "tieu hoc",
    "mn": "mam non",
    "mg": "mau giao",
    "ptdtnt": "pho thong dan toc noi tru",
    "gdtx": "giao duc thuong xuyen",
    "tyt": "tram y te",
    "ttyt": "trung tam y te",
    "yt": "y te",
    "bv": "benh vien",
    "tt": "trung tam",
    "cty": "cong ty",
    "ctcp": "cong ty co phan",
    "cty cp": "cong ty co phan",
    "cong ty cp": "cong ty co phan",
    "cty tnhh": "cong ty trach nhiem huu han",
    "tnhh": "trach nhiem huu han",
    "dn": "doanh nghiep",
    "htx": "hop tac xa",
    "dv": "dich vu",
    "cq": "co quan",
    "cax": "cong an xa",
    "ca phuong": "cong an phuong",
    "cb ca": "chi bo cong an",
    "chqs": "quan su",
    "bchqs": "quan su",
    "qs": "quan su",
    "ban chqs": "quan su",
    "ban chi huy quan su": "quan su",
    "bch quan su": "quan su",
    "p": "phuong",
    "vp": "van phong",
}
# Words that may be missing from what an office writes, as long as one unit alone is left.
LEFT_OUT = ("chi bo", "dang bo", "to dan pho", "truong", "co quan", "phuong", "xa", "co so")
# How a text begins that can only be a unit, once its short forms are written out.
BEGINNINGS = (
    "chi bo", "dang bo", "to dan pho", "khu pho", "khu dan cu", "thon", "ban chi huy", "uy ban", "hoi dong nhan dan",
    "mat tran", "hoi phu nu", "hoi nong dan", "hoi cuu chien binh", "hoi chu thap do", "hoi nguoi cao tuoi",
    "hoi lien hiep", "doan thanh nien", "cong doan", "lien doan", "truong", "tieu hoc", "mam non", "trung hoc", "tram",
    "trung tam", "cong an phuong", "cong an xa", "quan su", "cong ty", "doanh nghiep", "hop tac xa", "co quan",
    "van phong", "ban xay dung dang", "ban tuyen giao", "ban to chuc", "phong", "benh vien", "dang uy", "chi nhanh",
    "ban dan van", "uy ban kiem tra", "ngan hang", "kho bac", "ban quan ly", "don bien phong", "cong an",
)  # fmt: skip

_LONGEST = max(form.count(" ") for form in SHORT_FORMS) + 1
_BLOCK = re.compile(r"\bto (?=(?:so )?\d)")  # “Tổ 2 Minh Tân”
_GLUED = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
_LAST_ROMAN = {"i": "1", "v": "5", "x": "10"}  # one letter counts only as the last word


def written_out(text: str) -> list[str]:
    """The words of a unit text with short forms in full, “số” gone, and every number plain and at the end.

    “Chi bộ TDP số 02 Minh Tân” and “CB tổ dân phố Minh Tân 2” become the same list.
    """
    parts = _BLOCK.sub("to dan pho ", _GLUED.sub(" ", words(text))).split()
    full: list[str] = []
    while parts:
        for length in range(min(_LONGEST, len(parts)), 0, -1):
            form = " ".join(parts[:length])
            if form in SHORT_FORMS:
                full += SHORT_FORMS[form].split()
                break
        else:
            length = 1
            full.append(_ROMAN.get(parts[0], parts[0]))
        parts = parts[length:]
    if len(full) > 1:
        full[-1] = _LAST_ROMAN.get(full[-1], full[-1])
    letters = [word for word in full if not word.isdigit() and word != "so"]
    return letters + [word.lstrip("0") or "0" for word in full if word.isdigit()]


def begins_like_unit(text: str) -> bool:
    """Whether a text by itself reads as the name of a unit: “CB TDP …”, “Hội LHPN phường”, “Trường THCS …”."""
    full = " ".join(written_out(text))
    return any(full == beginning or full.startswith(f"{beginning} ") for beginning in BEGINNINGS)
