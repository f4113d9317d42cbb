"""What the pages of imported lists of units and people show: rows in words, counts, workbooks to download."""

from collections.abc import Collection
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.urls import reverse

from core.spreadsheets import Sheet
from organizations.enums import OrganizationKind, RosterKind, RosterState, RosterVerdict
from organizations.models import RosterBatch, RosterRow

ROWS_PER_PAGE = 100
ASKED_AT_ONCE = 25
LEFT_OUT = (RosterVerdict.DIFFERS, RosterVerdict.REFUSED)


@dataclass(frozen=True)
class Look:
    """What {% state_tag %} draws."""

    tone: str
    icon: str
    label: str


LOOKS = {
    RosterVerdict.NEW: Look("ok", "circle-plus", "Sẽ thêm"),
    RosterVerdict.SAME: Look("mute", "copy-check", "Đã có"),
    RosterVerdict.DIFFERS: Look("mute", "copy-check", "Đã có, bỏ qua"),
    RosterVerdict.UPDATE: Look("info", "file-pen-line", "Sẽ cập nhật"),
    RosterVerdict.REFUSED: Look("bad", "circle-x", "Không nhập được"),
}
DONE = {
    RosterVerdict.NEW: Look("ok", "circle-check", "Đã thêm"),
    RosterVerdict.UPDATE: Look("ok", "circle-check", "Đã cập nhật"),
}
UNDONE = Look("mute", "undo-2", "Đã hoàn tác")
FIELDS = {
    "name": "tên",
    "vertical": "đăng ký theo ngành dọc",
    "phone": "số điện thoại",
    "head": "thành người đứng đầu",
    "former": "thay người đứng đầu hiện nay",
    "unit": "thêm vai trò cho tài khoản đã có",
}


@dataclass(frozen=True)
class Pages:
    """The words, addresses and workbook of one kind of list."""

    kind: str
    prefix: str
    noun: str
    title: str
    list_url: str
    list_label: str
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    hint: str
    columns: dict

    def url(self, page: str, ward: str, *token) -> str:
        return reverse(f"organizations:{self.prefix}{page}", args=[ward, *token])


PAGES = {
    RosterKind.UNITS: Pages(
        kind=RosterKind.UNITS,
        prefix="unit_import",
        noun="đơn vị",
        title="Nhập đơn vị từ danh sách",
        list_url="organizations:unit_list",
        list_label="Đơn vị",
        headings=("TT", "Mã đơn vị", "Tên đơn vị", "Loại", "Ngành dọc (x)"),
        widths=(6, 14, 48, 28, 14),
        hint="Cần cột tên đơn vị; nên có mã và loại. Thiếu mã thì phần mềm đề xuất.",
        columns={"code": "Mã", "name": "Tên đơn vị", "kind": "Loại", "vertical": "Ngành dọc", "ordinal": "Số thứ tự"},
    ),
    RosterKind.PEOPLE: Pages(
        kind=RosterKind.PEOPLE,
        prefix="person_import",
        noun="người",
        title="Nhập người của đơn vị từ danh sách",
        list_url="organizations:person_list",
        list_label="Người dùng",
        headings=(
            "TT",
            "Họ và tên",
            "Đơn vị",
            "Chức danh",
            "Số điện thoại",
            "Là người đứng đầu (x)",
            "Tên đăng nhập",
        ),
        widths=(6, 30, 44, 24, 16, 14, 20),
        hint="Cần cột họ tên và đơn vị; nên có chức danh và số điện thoại. Danh sách mỗi đơn vị một dòng, có cột "
        "“Bí thư”, cũng đọc được.",
        columns={
            "name": "Họ và tên",
            "chief": "Bí thư, người đứng đầu",
            "deputy": "Cấp phó",
            "unit": "Đơn vị",
            "code": "Mã đơn vị",
            "title": "Chức danh",
            "phone": "Số điện thoại",
            "head": "Là người đứng đầu",
            "username": "Tên đăng nhập",
            "ordinal": "Số thứ tự",
        },
    ),
}


@dataclass(frozen=True)
class RosterLine:
    """One row in words. `main` and `facts` are for the page, `cells` stand under the template's headings."""

    row: RosterRow
    main: str
    facts: tuple[str, ...]
    look: Look
    differs: tuple[str, ...]
    cells: tuple


def in_words(row: RosterRow, batch: RosterBatch) -> RosterLine:
    said = row.said
    if batch.kind == RosterKind.UNITS:
        kind = OrganizationKind(said["kind"]).label if said["kind"] in OrganizationKind.values else ""
        facts = (said["code"], kind, "ngành dọc" if said["vertical"] else "")
        cells = ("", said["code"], said["name"], kind, "x" if said["vertical"] else "")
    else:
        unit = row.unit.name if row.unit else said["unit"] or said["code"]
        account = f"tài khoản {said['username']}" if said["username"] else ""
        facts = (unit, said["title"], "người đứng đầu" if said["head"] else "", said["phone"], account)
        written = said["unit"] or said["code"]
        head = "x" if said["head"] else ""
        cells = ("", said["name"], written, said["title"], said["phone"], head, said["asked_username"])
    shown = tuple(fact for fact in facts if fact)
    return RosterLine(row, said["name"] or "(chưa có tên)", shown, _look(row, batch), _differs(row), cells)


def _look(row: RosterRow, batch: RosterBatch) -> Look:
    if batch.state == RosterState.PREVIEW or row.verdict not in DONE:
        return LOOKS[row.verdict]
    return UNDONE if batch.state == RosterState.UNDONE else DONE[row.verdict]


def _differs(row: RosterRow) -> tuple[str, ...]:
    return tuple(_change(change) for change in row.differs)


def _change(change: dict) -> str:
    label = FIELDS[change["field"]]
    if isinstance(change["new"], bool):
        return label if change["new"] else f"thôi {label}"
    return f"{label}: {change['old'] or 'chưa ghi'} → {change['new']}"


def roster_page(batch: RosterBatch, number) -> Page:
    """A page of the list in its own order, each row in words. One query."""
    paginator = Paginator(batch.rows.select_related("unit"), ROWS_PER_PAGE)
    paginator.count = sum(batch.counts.values())
    page = paginator.get_page(number)
    page.object_list = [in_words(row, batch) for row in page.object_list]
    return page


def asked_lines(batch: RosterBatch) -> list[RosterLine]:
    """Rows that are there already and say something else, the first twenty-five. One query."""
    rows = batch.rows.filter(verdict__in=[RosterVerdict.DIFFERS, RosterVerdict.UPDATE]).select_related("unit")
    return [in_words(row, batch) for row in rows[:ASKED_AT_ONCE]]


def understood(batch: RosterBatch) -> list[tuple[str, str]]:
    """(letter, what it was read as), in the order of the sheet."""
    names = PAGES[batch.kind].columns
    found = [(letters, names[meaning]) for meaning, letters in batch.columns.items() if meaning in names]
    return sorted(found, key=lambda pair: (len(pair[0].partition(",")[0]), pair[0]))


def rejected_sheet(batch: RosterBatch, verdicts: Collection[str] = LEFT_OUT) -> Sheet:
    """The rows that were not written, with reasons, under the template's headings: to be mended and uploaded again."""
    pages = PAGES[batch.kind]
    lines = []
    for row in batch.rows.filter(verdict__in=verdicts).select_related("unit"):
        line = in_words(row, batch)
        lines.append((row.row_number, *line.cells, "; ".join([*row.reasons, *line.differs])))
    headings = ("Dòng", *pages.headings, "Lý do không nhập")
    return Sheet("Dòng không nhập", headings, lines, (8, *pages.widths, 60))
