"""Reading an office's list of people of units: who serves which unit, as what, under which number. Pure.

Two makes are met: a row per person (họ tên, đơn vị, chức danh), and a row per unit with a column “Bí thư”. Headings are
matched by meaning, in any order and on up to three lines; a unit stands in its column, in a merged cell or in a line
above its people.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from core.exceptions import DomainError
from core.spreadsheets import Cell, Grid
from core.spreadsheets.headings import Heading, Vocabulary, heading_at, words
from core.text.vietnamese import clean_line, is_no_name, looks_like_old_encoding
from organizations.units.words import begins_like_unit

ORDINAL, NAME, CHIEF, DEPUTY, UNIT, CODE = "ordinal", "name", "chief", "deputy", "unit", "code"
TITLE, PHONE, HEAD, USERNAME, MODEL_NAME, OTHER = "title", "phone", "head", "username", "model", "other"
HEADINGS = Vocabulary(
    {
        ORDINAL: ("=tt", "=stt", "=so tt", "=so thu tu", "=thu tu", "=no"),
        NAME: ("ho va ten", "ho ten", "ten can bo", "ten nguoi", "=ten", "nguoi phu trach", "=can bo"),
        CHIEF: ("bi thu", "nguoi dung dau", "dung dau", "thu truong"),
        DEPUTY: ("pho bi thu", "cap pho", "chi uy vien"),
        UNIT: (
            "don vi", "ten don vi", "chi bo dang bo", "dang bo chi bo", "chi dang bo", "to chuc dang", "ten chi bo",
            "noi cong tac", "noi sinh hoat", "co quan", "cong tac tai", "=chi bo", "=dang bo", "=to dan pho", "=tdp",
            "=to chuc", "sinh hoat tai", "to dan pho",
        ),
        CODE: ("ma don vi", "ma chi bo", "=ma", "=ma so", "=ky hieu", "=ma dv"),
        TITLE: ("chuc vu", "chuc danh", "=nhiem vu", "=vai tro", "cuong vi"),
        PHONE: ("so dien thoai", "dien thoai", "sdt", "di dong", "so may", "=dt", "so dt", "so lien he", "=lien he"),
        HEAD: ("la nguoi dung dau", "=truong don vi", "=dung dau", "=cap truong", "la bi thu"),
        USERNAME: ("ten dang nhap", "tai khoan", "=username", "=user"),
        MODEL_NAME: ("ten mo hinh", "=mo hinh"),
        OTHER: (
            "ghi chu", "ngay sinh", "nam sinh", "gioi tinh", "dan toc", "email", "dia chi", "que quan", "trinh do",
            "so dang vien", "ngay vao dang", "ly luan", "don vi tinh", "so luong", "ly do", "thong tin", "mat khau",
            "ton giao", "chuyen mon", "noi o", "ky nhan", "ky ten", "dong",
        ),
    },
    tails=("truc thuoc", "x", "danh dau x", "neu co", "trong dang"),
)  # fmt: skip

PHONE_LENGTHS = range(9, 12)
NAME_LENGTH = 120
_USERNAME = re.compile(r"[a-z0-9._-]{3,60}")
_HONORIFIC = re.compile(r"^(?:đ/c|đc|đồng chí|ông|bà|anh|chị)\s*[:.]?\s+", re.IGNORECASE)
_CHIEF = re.compile(r"(?<!pho )\b(?:bi thu|chu tich|hieu truong|giam doc|truong ban|nguoi dung dau|thu truong)\b")
_TICKS = frozenset(("x", "v", "✓", "✔", "☑", "1", "true", "có", "yes", "×", "*", "đúng"))
_NO_TICKS = frozenset(("", "-", "0", "không", "false", "o"))
_TOTALS = ("tong cong", "tong so", "cong")
_CLOSINGS = ("nguoi lap", "noi nhan", "t m ", "tm ", "tl ", "ky ten", "thu truong ", "truong ban", "nguoi tong hop")
_SPOKEN_DAY = re.compile(r"\bngay (?:\d{1,2} )?thang (?:\d{1,2} )?nam\b")
_NUMBERED = re.compile(r"^\s*(?:[IVX]{1,5}|[A-ZĐ]|\d{1,3})\s*[.)/:-]\s*")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person. `is_head` None: the list does not say. `cells`: meaning → address. Problems are sentences."""

    row_number: int
    full_name: str
    unit: str
    unit_code: str
    title: str
    phone: str
    is_head: bool | None
    username: str
    cells: dict[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PeopleList:
    """`columns`: meaning → column letters."""

    sheet: str
    columns: dict[str, str]
    rows: tuple[PersonRow, ...]
    notes: tuple[str, ...] = ()


def read_people_list(grids: Sequence[Grid]) -> PeopleList:
    """The people of the first sheet that lists any. Raises DomainError with a sentence when there is none."""
    found = [(grid, heading) for grid in grids if not grid.is_hidden if (heading := _heading(grid))]
    for grid, heading in found:
        table = _Table(grid, heading)
        if table.names and not table.all(MODEL_NAME) and (rows := list(table.rows())):
            return PeopleList(grid.title, table.letters, tuple(rows), (*grid.notes, *table.notes))
    raise DomainError(_why_not(found))


class _Table:
    """The columns of one table. A column of names is (index, whether its people are heads or None)."""

    def __init__(self, grid: Grid, heading: Heading):
        self.grid, self.heading = grid, heading
        self.meanings = _meanings(heading)
        below = grid.rows[heading.below :]
        self.names: list[tuple[int, bool | None]] = []
        for index, meaning in enumerate(self.meanings):
            texts = [row[index].text for row in below if row[index].text]
            if meaning in (CHIEF, HEAD) and texts and sum(map(_is_tick, texts)) * 2 >= len(texts):
                self.meanings[index] = HEAD
            elif meaning in (NAME, CHIEF, DEPUTY):
                self.names.append((index, {NAME: None, CHIEF: True, DEPUTY: False}[meaning]))
        if any(flag is None for _, flag in self.names):  # “Họ tên” and a “Bí thư” with names: the first is who is meant
            self.names = [pair for pair in self.names if pair[1] is None][:1]
        self.notes = self._notes()

    def all(self, meaning: str) -> list[int]:
        return [index for index, found in enumerate(self.meanings) if found == meaning]

    @property
    def letters(self) -> dict[str, str]:
        """Meaning → letters, in the order of the columns."""
        shown: dict[str, str] = {}
        for index, meaning in enumerate(self.meanings):
            if meaning and meaning != OTHER:
                letter = self.grid.rows[0][index].address.rstrip("0123456789")
                shown[meaning] = f"{shown[meaning]}, {letter}" if meaning in shown else letter
        return shown

    def _notes(self) -> list[str]:
        told = self.all(TITLE) or self.all(HEAD) or any(flag is not None for _, flag in self.names)
        return [] if told else ["Danh sách không ghi chức danh: chưa ai được đặt là người đứng đầu."]

    def rows(self) -> Iterator[PersonRow]:
        unit = ""
        for cells in self.grid.rows[self.heading.below :]:
            own = [clean_line(cell.text) for cell in cells if cell.text and not cell.merged_from]
            if not own or _repeats(cells, self.heading):
                continue
            if _closes(own):
                return
            if any(words(text) in _TOTALS or words(text).startswith(_TOTALS[:2]) for text in own[:2]):
                continue
            if (group := _group(own)) is not None:
                unit = group
                continue
            unit = self._first(cells, UNIT) or unit
            for index, flag in self.names:
                if clean_line(cells[index].text) or flag is None and len(own) > 2:
                    yield self._row(cells, index, flag, unit)

    def _first(self, cells: Sequence[Cell], meaning: str) -> str:
        return next((text for index in self.all(meaning) if (text := clean_line(cells[index].text))), "")

    def _row(self, cells: Sequence[Cell], index: int, flag: bool | None, unit: str) -> PersonRow:
        phone_at = self._phone_column(index)
        at = {NAME: cells[index].address}
        at |= {meaning: cells[found[0]].address for meaning in (UNIT, CODE, USERNAME) if (found := self.all(meaning))}
        title = self._first(cells, TITLE)
        name, problems = _name(clean_line(cells[index].text), cells[index].address)
        code = self._first(cells, CODE).upper()
        if not unit and not code:
            problems.append(f"Ô {at.get(UNIT, at[NAME])}: chưa có đơn vị")
        elif looks_like_old_encoding(unit):
            problems.append(f"Ô {at.get(UNIT, at[NAME])}: chữ gõ bằng bảng mã cũ (TCVN3 hoặc VNI): “{unit}”")
        phone, notes = "", []
        if phone_at is not None:
            at[PHONE] = cells[phone_at].address
            phone, told, faulty = _phone(cells[phone_at])
            (problems if faulty else notes).extend(told)
        username = self._first(cells, USERNAME).lower()
        if username and not _USERNAME.fullmatch(username):
            problems.append(f"Ô {at[USERNAME]}: tên đăng nhập “{username}” chỉ gồm chữ không dấu, số, dấu chấm")
        row_number = int(re.search(r"\d+$", cells[0].address).group())
        head = self._is_head(cells, flag, title)
        return PersonRow(
            row_number, name, unit, code, title, phone, head, username, at, tuple(problems), tuple(notes)
        )  # fmt: skip

    def _is_head(self, cells: Sequence[Cell], flag: bool | None, title: str) -> bool | None:
        if columns := self.all(HEAD):
            return any(_is_tick(cells[column].text) for column in columns)
        if flag is not None:
            return flag
        return bool(_CHIEF.search(words(title))) if title else None

    def _phone_column(self, name: int) -> int | None:
        """The number of a name stands right of it, before the next name; a lone column left of it counts too."""
        phones = self.all(PHONE)
        following = min((index for index, _ in self.names if index > name), default=len(self.meanings))
        right = next((index for index in phones if name < index < following), None)
        return right if right is not None or len(self.names) > 1 else next(iter(phones), None)


def _name(text: str, address: str) -> tuple[str, list[str]]:
    name = _HONORIFIC.sub("", text)
    if not name:
        return "", [f"Ô {address}: chưa có họ và tên"]
    if looks_like_old_encoding(name):
        return name, [f"Ô {address}: chữ gõ bằng bảng mã cũ (TCVN3 hoặc VNI): “{name}”"]
    if len(name) > NAME_LENGTH:
        return name, [f"Ô {address}: họ tên dài {len(name)} ký tự, chỉ giữ được {NAME_LENGTH}"]
    if is_no_name(name):
        return name, [f"Ô {address}: “{name}” không phải là họ tên"]
    return (name.title() if name.isupper() else name), []


def _phone(cell: Cell) -> tuple[str, list[str], bool]:
    """The number as digits in groups, sentences, and whether it is no number at all."""
    text = clean_line(cell.text)
    if not text:
        return "", [], False
    first = re.split(r"\s*(?:[/;,]|\s-\s|\bvà\b|\bhoặc\b)\s*", text)[0]
    digits = re.sub(r"[\s.()-]", "", first)
    digits = re.sub(r"^(?:\+?84)(?=\d{9}$)", "0", digits)
    told = [f"Ô {cell.address}: có nhiều số, lấy số đầu {first}"] if first != text else []
    if digits.isascii() and digits.isdigit() and len(digits) in PHONE_LENGTHS:
        if len(digits) == 9 and not digits.startswith("0"):
            digits = f"0{digits}"
            told.append(f"Ô {cell.address}: thêm số 0 mà Excel đã bỏ ở đầu")
        return digits, told, False
    return "", [f"Ô {cell.address}: số điện thoại “{text[:40]}” không đúng"], True


def _meanings(heading: Heading) -> list[str | None]:
    found = []
    for path in heading.paths:
        own = next((meaning for text in reversed(path) if (meaning := HEADINGS.meaning_of(text))), None)
        above = {HEADINGS.meaning_of(text) for text in path[:-1]}
        if own == NAME:  # “Bí thư” over “Họ tên | Điện thoại”, or “Họ tên bí thư”
            spoken = " ".join(path)
            if DEPUTY in above or "pho bi thu" in spoken:
                own = DEPUTY
            elif CHIEF in above or "bi thu" in spoken or "dung dau" in spoken:
                own = CHIEF
        found.append(own)
    return found


def _heading(grid: Grid) -> Heading | None:
    def telling(heading: Heading) -> tuple[int, int]:
        meanings = set(_meanings(heading))
        return len(meanings - {None, OTHER}) + 2 * bool(meanings & {NAME, CHIEF}), -heading.top

    found = (heading_at(grid.rows, top, HEADINGS) for top in range(len(grid.rows)))
    return max(filter(None, found), key=telling, default=None)


def _is_tick(text: str) -> bool:
    plain = clean_line(text).strip("(). ").casefold()
    return plain in _TICKS


def _repeats(cells: Sequence[Cell], heading: Heading) -> bool:
    texts = {index: words(cell.text) for index, cell in enumerate(cells) if cell.text}
    if texts and all(re.fullmatch(r"\(?\d{1,2}\)?", clean_line(cells[index].text)) for index in texts):
        return True  # (1) (2) (3)
    return sum(text in heading.paths[index] for index, text in texts.items()) >= 2


def _closes(own: Sequence[str]) -> bool:
    spoken = [words(text) for text in own]
    return len(own) <= 3 and any(f"{text} ".startswith(_CLOSINGS) or _SPOKEN_DAY.search(text) for text in spoken)


def _group(own: Sequence[str]) -> str | None:
    """“I. Chi bộ TDP Hoa Mai 1 (3 đồng chí)”: a line that names a unit and nothing else; '' ends the unit above."""
    spoken = [text for text in own if not re.fullmatch(r"\(?(?:[IVX]{1,5}|[A-ZĐ]|\d{1,4})[.)]*", text)]
    if len(spoken) != 1 or len(own) > 2:
        return None
    bare = re.sub(r"\s*\(\s*\d+[^)]*\)\s*$", "", _NUMBERED.sub("", spoken[0]))
    if begins_like_unit(bare):
        return bare
    return "" if _NUMBERED.match(own[0]) and len(own) == 1 else None


def _why_not(found: Sequence[tuple[Grid, Heading]]) -> str:
    if not found:
        return "Không tìm thấy dòng tiêu đề. Danh sách cần có các cột Họ và tên, Đơn vị, Chức danh."
    grid, heading = max(found, key=lambda pair: len(set(_meanings(pair[1])) - {None, OTHER}))
    meanings = _meanings(heading)
    if MODEL_NAME in meanings:
        return "Tệp này giống danh sách mô hình, không phải danh sách người. Hãy chọn đúng tệp."
    if {NAME, CHIEF, DEPUTY} & set(meanings):
        return f"Có tiêu đề ở dòng {heading.below} nhưng bên dưới không có người nào. Hãy kiểm tra lại tệp."
    shown = ", ".join(f"“{cell.text}”" for cell in grid.rows[heading.below - 1] if cell.text)
    return f"Không tìm thấy cột họ và tên. Các cột đọc được ở dòng {heading.below}: {shown}. Hãy chọn đúng tệp."
