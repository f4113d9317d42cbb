"""Reading an office's list of units, from .tsv or .xlsx with headings in any order. Pure: grids in, rows out."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from core.exceptions import DomainError
from core.spreadsheets import Cell, Grid
from core.spreadsheets.headings import Heading, Vocabulary, heading_at, words
from core.text.vietnamese import clean_line, is_no_name, looks_like_old_encoding, no_name_words
from organizations.enums import OrganizationKind as Kind
from organizations.units.words import written_out

CODE, NAME, KIND, VERTICAL, ORDINAL, MODEL_NAME, OTHER = "code", "name", "kind", "vertical", "ordinal", "model", "other"
HEADINGS = Vocabulary(
    {
        ORDINAL: ("=tt", "=stt", "=so tt", "=so thu tu", "=thu tu", "=no"),
        CODE: ("ma don vi", "ma chi bo", "ma to chuc", "=ma", "=ma so", "=ky hieu", "=ma dv", "=code"),
        NAME: (
            "ten don vi", "ten chi bo", "ten to chuc", "ten co quan", "ten dang bo", "=ten", "=ten goi", "=don vi",
            "=to chuc dang", "=chi bo", "=chi bo dang bo", "=chi dang bo", "=co quan don vi", "=ten day du", "=to chuc",
            "=don vi chi bo dang bo", "=dang bo chi bo", "=ten chi dang bo", "chi bo dang bo truc thuoc",
        ),
        KIND: (
            "loai hinh", "loai don vi", "loai to chuc", "loai chi bo", "nhom don vi", "phan loai", "=loai", "=nhom",
            "=khoi", "=kieu",
        ),
        VERTICAL: ("nganh doc", "theo nganh", "dang ky theo nganh doc"),
        MODEL_NAME: ("ten mo hinh", "mo hinh"),
        OTHER: (
            "ghi chu", "so dien thoai", "dien thoai", "bi thu", "ho va ten", "ho ten", "so dang vien", "so luong",
            "dia chi", "don vi tinh", "chuc vu", "email", "truc thuoc", "cap tren", "dia ban", "so ho", "nhan khau",
            "thoi gian",
        ),
    },
    tails=("truc thuoc", "phuong", "x", "danh dau x", "neu co", "co so"),
)  # fmt: skip

# Meaning of a kind's text, the first phrase that stands in it; kinds' own labels and values are understood too.
KIND_TEXTS = (
    ("luc luong vu trang", Kind.ARMED_FORCES_CELL),
    ("llvt", Kind.ARMED_FORCES_CELL),
    ("vu trang", Kind.ARMED_FORCES_CELL),
    ("cong an", Kind.ARMED_FORCES_CELL),
    ("quan su", Kind.ARMED_FORCES_CELL),
    ("to dan pho", Kind.RESIDENTIAL_CELL),
    ("khu dan cu", Kind.RESIDENTIAL_CELL),
    ("khu pho", Kind.RESIDENTIAL_CELL),
    ("thon", Kind.RESIDENTIAL_CELL),
    ("truong hoc", Kind.SCHOOL_CELL),
    ("truong", Kind.SCHOOL_CELL),
    ("nha truong", Kind.SCHOOL_CELL),
    ("doanh nghiep", Kind.BUSINESS_CELL),
    ("hop tac xa", Kind.BUSINESS_CELL),
    ("mat tran", Kind.FATHERLAND_FRONT),
    ("chinh tri xa hoi", Kind.MASS_ORGANIZATION),
    ("ct xh", Kind.MASS_ORGANIZATION),
    ("doan the", Kind.MASS_ORGANIZATION),
    ("chinh quyen", Kind.GOVERNMENT),
    ("uy ban nhan dan", Kind.GOVERNMENT),
    ("dang bo", Kind.GRASSROOTS_COMMITTEE),
    ("co quan", Kind.OFFICE_CELL),
    ("su nghiep", Kind.OFFICE_CELL),
    ("khac", Kind.OTHER),
)
# What a name alone tells, once its short forms are written out: how it begins, else what stands in it.
NAMES_BEGIN = (
    ("dang bo", Kind.GRASSROOTS_COMMITTEE),
    ("mat tran to quoc", Kind.FATHERLAND_FRONT),
    ("hoi phu nu", Kind.MASS_ORGANIZATION),
    ("hoi nong dan", Kind.MASS_ORGANIZATION),
    ("hoi cuu chien binh", Kind.MASS_ORGANIZATION),
    ("doan thanh nien", Kind.MASS_ORGANIZATION),
    ("cong doan", Kind.MASS_ORGANIZATION),
    ("lien doan lao dong", Kind.MASS_ORGANIZATION),
    ("uy ban nhan dan", Kind.GOVERNMENT),
    ("hoi dong nhan dan", Kind.GOVERNMENT),
)
NAMES_HOLD = (
    ("to dan pho", Kind.RESIDENTIAL_CELL),
    ("khu dan cu", Kind.RESIDENTIAL_CELL),
    ("khu pho", Kind.RESIDENTIAL_CELL),
    ("thon", Kind.RESIDENTIAL_CELL),
    ("truong", Kind.SCHOOL_CELL),
    ("mam non", Kind.SCHOOL_CELL),
    ("tieu hoc", Kind.SCHOOL_CELL),
    ("trung hoc", Kind.SCHOOL_CELL),
    ("co quan", Kind.OFFICE_CELL),
    ("cong an", Kind.ARMED_FORCES_CELL),
    ("quan su", Kind.ARMED_FORCES_CELL),
    ("bien phong", Kind.ARMED_FORCES_CELL),
    ("cong ty", Kind.BUSINESS_CELL),
    ("hop tac xa", Kind.BUSINESS_CELL),
    ("doanh nghiep", Kind.BUSINESS_CELL),
    ("ngan hang", Kind.BUSINESS_CELL),
    ("tram", Kind.OFFICE_CELL),
    ("trung tam", Kind.OFFICE_CELL),
    ("van phong", Kind.OFFICE_CELL),
    ("uy ban nhan dan", Kind.OFFICE_CELL),
    ("dang uy", Kind.OFFICE_CELL),
)
# Letters that codes of a kind begin with, where the office gives none.
PREFIXES = {
    Kind.RESIDENTIAL_CELL: "TDP",
    Kind.SCHOOL_CELL: "TH",
    Kind.OFFICE_CELL: "CQ",
    Kind.ARMED_FORCES_CELL: "VT",
    Kind.BUSINESS_CELL: "DN",
    Kind.GRASSROOTS_COMMITTEE: "DB",
    Kind.FATHERLAND_FRONT: "MT",
    Kind.MASS_ORGANIZATION: "CT",
    Kind.GOVERNMENT: "UB",
    Kind.OTHER: "DV",
}
_VALID_CODE = re.compile(r"[A-ZĐ0-9][A-ZĐ0-9._-]{0,15}")
_TICKS = frozenset(("x", "v", "✓", "✔", "☑", "1", "true", "có", "yes", "×", "*"))
_TOTALS = ("tong cong", "tong so", "cong")
_CLOSINGS = ("nguoi lap", "noi nhan", "t m ", "tm ", "ky ten", "thu truong", "truong ban")
_NUMBERED = re.compile(r"^\s*(?:[IVX]{1,5}|[A-ZĐ]|\d{1,3})\s*[.)/:-]\s*")
_COUNT = re.compile(r"\s*[(:]\s*\d+[^)]*\)?\s*$")


@dataclass(frozen=True, slots=True)
class UnitProblem:
    cell_address: str
    message: str
    needs: str  # code, name or kind


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit. `kind` is a value of OrganizationKind or None; `proposed_code` is for a row without code."""

    row_number: int
    code: str
    name: str
    kind: str | None
    reports_vertically: bool
    problems: tuple[UnitProblem, ...] = ()
    proposed_code: str = ""


@dataclass(frozen=True, slots=True)
class UnitList:
    """`columns`: meaning → column letter."""

    sheet: str
    columns: dict[str, str]
    rows: tuple[UnitRow, ...]
    notes: tuple[str, ...] = ()


def read_unit_list(grids: Sequence[Grid]) -> UnitList:
    """The units of the first sheet that lists units. Raises DomainError with a sentence when there is none."""
    tables = [(grid, heading) for grid in grids if not grid.is_hidden if (heading := _heading(grid))]
    for grid, heading in tables:
        columns = _columns(heading)
        if NAME in columns and MODEL_NAME not in columns and (rows := list(_rows(grid, heading, columns))):
            letters = {meaning: grid.rows[0][index].address.rstrip("0123456789") for meaning, index in columns.items()}
            notes = list(grid.notes)
            if VERTICAL not in columns and any(row.reports_vertically for row in rows):
                notes.append("Danh sách không có cột ngành dọc: đơn vị công an, quân sự được hiểu là theo ngành dọc.")
            return UnitList(grid.title, letters, tuple(_with_codes(rows)), tuple(notes))
    raise DomainError(_why_not(tables))


def kind_of_text(text: str) -> str | None:
    """The kind a text names: “Chi bộ tổ dân phố”, “CB trường học”, “SCHOOL_CELL”."""
    spoken = clean_line(text)
    if spoken.upper() in Kind.values:
        return Kind(spoken.upper()).value
    return _first(KIND_TEXTS, " ".join(written_out(text)))


def kind_of_name(name: str) -> str | None:
    full = " ".join(written_out(name))
    for beginning, kind in NAMES_BEGIN:
        if f"{full} ".startswith(f"{beginning} "):
            return kind.value
    if kind := _first(NAMES_HOLD, full):
        return kind
    return Kind.RESIDENTIAL_CELL.value if re.fullmatch(r"chi bo [a-z ]+ \d+", full) else None


def _first(phrases: Sequence[tuple[str, Kind]], text: str) -> str | None:
    return next((kind.value for phrase, kind in phrases if f" {phrase} " in f" {text} "), None)


def _heading(grid: Grid) -> Heading | None:
    found = (heading_at(grid.rows, top, HEADINGS) for top in range(len(grid.rows)))
    return max(filter(None, found), key=lambda heading: (len(_columns(heading)), -heading.top), default=None)


def _columns(heading: Heading) -> dict[str, int]:
    """Meaning → column, the leftmost of each; a bare “Tên” gives way to “Tên đơn vị”."""
    columns: dict[str, int] = {}
    for index, path in enumerate(heading.paths):
        meaning = next((found for text in reversed(path) if (found := HEADINGS.meaning_of(text))), None)
        if meaning and meaning != OTHER:
            columns.setdefault(meaning, index)
    return columns


def _rows(grid: Grid, heading: Heading, columns: dict[str, int]) -> Iterator[UnitRow]:
    group: str | None = None
    for cells in grid.rows[heading.below :]:
        own = [clean_line(cell.text) for cell in cells if cell.text and not cell.merged_from]
        name = clean_line(_text(cells, columns, NAME))
        if not own or _repeats(cells, heading):
            continue
        if any(f"{words(text)} ".startswith(_CLOSINGS) for text in own) and not _text(cells, columns, CODE):
            return
        if any(words(text) in _TOTALS or words(text).startswith(_TOTALS[:2]) for text in own):
            continue
        if kind := _group_kind(cells, columns, own):
            group = kind
            continue
        if name or _text(cells, columns, CODE):
            yield _row(cells, columns, name, group)


def _row(cells: Sequence[Cell], columns: dict[str, int], name: str, group: str | None) -> UnitRow:
    problems = []

    def ask(meaning: str, message: str) -> None:
        address = cells[columns.get(meaning, columns[NAME])].address
        problems.append(UnitProblem(address, f"Ô {address}: {message}", meaning))

    code = clean_line(_text(cells, columns, CODE)).upper()
    if not code:
        ask(CODE, "thiếu mã")
    elif not _VALID_CODE.fullmatch(code):
        ask(CODE, f"mã “{code}” phải gồm 1–16 chữ cái, chữ số viết liền")
    if not name:
        ask(NAME, "thiếu tên đơn vị")
    elif looks_like_old_encoding(name):
        ask(NAME, f"chữ gõ bằng bảng mã cũ (TCVN3 hoặc VNI): “{name}”")
    elif len(name) > 200:
        ask(NAME, f"tên dài {len(name)} ký tự, chỉ giữ được 200")
    elif is_no_name(name):
        ask(NAME, no_name_words(name))
    kind_text = _text(cells, columns, KIND)
    kind = kind_of_text(kind_text) if kind_text else group or kind_of_name(name)
    if kind is None:
        ask(KIND, f"chưa rõ loại “{kind_text}”" if kind_text else f"chưa rõ loại của đơn vị “{name}”")
    vertical = _text(cells, columns, VERTICAL).strip("(). ").casefold() in _TICKS
    if VERTICAL not in columns:
        vertical = kind == Kind.ARMED_FORCES_CELL
    row_number = int(re.search(r"\d+$", cells[0].address).group())
    return UnitRow(row_number, code, name, kind, vertical, tuple(problems))


def _text(cells: Sequence[Cell], columns: dict[str, int], meaning: str) -> str:
    return cells[columns[meaning]].text if meaning in columns else ""


def _repeats(cells: Sequence[Cell], heading: Heading) -> bool:
    texts = {index: words(cell.text) for index, cell in enumerate(cells) if cell.text}
    return sum(text in heading.paths[index] for index, text in texts.items()) >= 2


def _group_kind(cells: Sequence[Cell], columns: dict[str, int], own: Sequence[str]) -> str | None:
    """“I. Chi bộ tổ dân phố (58)”: a line that names a kind and nothing else."""
    if _text(cells, columns, CODE) and not cells[columns[CODE]].merged_from and len(own) > 2:
        return None
    spoken = [text for text in own if not re.fullmatch(r"\(?(?:[IVX]{1,5}|[A-ZĐ]|\d{1,4})[.)]*", text)]
    if len(spoken) != 1:
        return None
    bare = _COUNT.sub("", _NUMBERED.sub("", spoken[0]))
    labels = {words(kind.label): kind.value for kind in Kind}
    plain = words(bare).removeprefix("cac ").removeprefix("khoi ")
    exact = {phrase: kind.value for phrase, kind in KIND_TEXTS}
    return labels.get(plain) or exact.get(plain) or exact.get(plain.removeprefix("chi bo "))


def _with_codes(rows: Sequence[UnitRow]) -> Iterator[UnitRow]:
    """Rows without a code get the next free one of their kind as a proposal."""
    taken = {row.code for row in rows if row.code}
    last: Counter[str] = Counter()
    for row in rows:
        if row.code or row.kind is None:
            yield row
            continue
        prefix = PREFIXES[Kind(row.kind)]
        while (code := f"{prefix}{last[prefix] + 1:02d}") in taken:
            last[prefix] += 1
        taken.add(code)
        yield replace(row, proposed_code=code)


def _why_not(tables: Sequence[tuple[Grid, Heading]]) -> str:
    if not tables:
        return "Không tìm thấy dòng tiêu đề. Danh sách đơn vị cần có các cột Mã, Tên đơn vị, Loại."
    grid, heading = max(tables, key=lambda pair: len(_columns(pair[1])))
    columns = _columns(heading)
    if MODEL_NAME in columns:
        return "Tệp này giống danh sách mô hình, không phải danh sách đơn vị. Hãy chọn đúng tệp."
    if NAME in columns:
        return f"Có tiêu đề ở dòng {heading.below} nhưng bên dưới không có đơn vị nào. Hãy kiểm tra lại tệp."
    cells = grid.rows[heading.below - 1]
    found = ", ".join(f"“{cell.text}”" for cell in cells if cell.text)
    return f"Không tìm thấy cột tên đơn vị. Các cột đọc được ở dòng {heading.below}: {found}. Hãy chọn đúng tệp."
