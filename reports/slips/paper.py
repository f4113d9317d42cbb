"""“Phiếu đăng ký” of one registration: what was sent last, as it was sealed; of a draft what it holds so far.

One description for both: a draft's contents are read through the same facts and words a send would seal.
"""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

from core import clock
from core.log import seals
from core.text.formatting import date_vi, datetime_vi
from core.text.vietnamese import lower_first
from models_registry.enums import Behalf, InitiativeKind, InitiativeState, Origin, Source
from models_registry.initiative.contents import Contents, Sent, open_submission, sealed_facts, sealed_words
from models_registry.initiative.summary import period_words
from models_registry.models import Initiative, Submission
from organizations.enums import OrganizationKind
from organizations.models import Organization
from reports.documents import (
    Column,
    Fields,
    Group,
    Heading,
    Letterhead,
    Paper,
    Paragraph,
    Recipients,
    Signature,
    Table,
    layout,
)
from reports.lists.heads import ROMAN, SECTOR_NAMES, place_of, ward_body

COMMITTEE = "ĐẢNG ỦY"
PARTY_KINDS = frozenset(
    {
        OrganizationKind.GRASSROOTS_COMMITTEE,
        OrganizationKind.RESIDENTIAL_CELL,
        OrganizationKind.OFFICE_CELL,
        OrganizationKind.SCHOOL_CELL,
        OrganizationKind.BUSINESS_CELL,
        OrganizationKind.ARMED_FORCES_CELL,
    }
)
TARGETS = (
    Column("at", "TT", 7, "center"),
    Column("indicator", "Chỉ tiêu", 53),
    Column("measure", "Đơn vị tính", 18),
    Column("planned", "Số đăng ký", 22, "decimal"),
)
STEPS = (
    Column("at", "TT", 7, "center"),
    Column("what", "Nội dung công việc", 45),
    Column("who", "Người, đơn vị thực hiện", 28),
    Column("when", "Thời gian", 20),
)


def slip_of_submission(initiative: Initiative, submission: Submission, sender: str) -> Paper:
    """What a unit sent, and what the Ban answers to. `sender` is who pressed the button."""
    sent = open_submission(submission)
    how = f"Gửi lúc {datetime_vi(submission.sent_at)}"
    how += f", người gửi: {sender}" if sender else ""
    how += f". {_paper_words(sent, initiative)}" if submission.on_behalf else ""
    how += f". Muộn {submission.late_days} ngày" if submission.late_days else ""
    note = f"{how}. Lần gửi thứ {submission.number}, dấu vân {submission.sha256[-6:]}."
    return _paper(
        initiative, sent, unit_name=submission.unit_name, day=clock.local(submission.sent_at).date(), note=note
    )


def _paper_words(sent: Sent, initiative: Initiative) -> str:
    """Which paper the Ban typed it from, as sealed, and what the unit said to it since."""
    number, by = sent.word("paper.number"), sent.word("paper.told_by")
    day = _day(sent.facts.get("paper", {}).get("on"))
    words = "Ban Xây dựng Đảng nhập hộ từ bản giấy" + (f" số {number}" if number else "")
    words += (f" ngày {date_vi(day)}" if day else "") + (f" của {by}" if by else "")
    is_open = initiative.behalf not in (Behalf.NONE, Behalf.SETTLED)
    return words + (f", {lower_first(initiative.get_behalf_display())}" if is_open else "")


def slip_of_contents(initiative: Initiative, contents: Contents) -> Paper:
    """A draft, marked as one; an imported model, of which there never was a registration."""
    sealed = seals.seal(sealed_facts(contents), sealed_words(contents))
    unsent = Sent(Submission(body=sealed.body), seals.facts_of(sealed.text))
    is_imported = initiative.source == Source.IMPORT
    mark = "" if is_imported else "(BẢN NHÁP, CHƯA GỬI)"
    note = (
        f"Lập từ danh sách mô hình được công nhận năm {initiative.year} đã nhập vào phần mềm."
        if is_imported
        else f"Bản nháp in lúc {datetime_vi(clock.now())}, chưa có giá trị đăng ký."
    )
    return _paper(initiative, unsent, unit_name=initiative.unit.name, day=None, note=note, mark=mark)


def is_draft(initiative: Initiative) -> bool:
    """Whether the slip shows what is being written: nothing was sent yet, or it was taken back to be rewritten."""
    return initiative.state == InitiativeState.DRAFT or not initiative.sent_number


def _paper(
    initiative: Initiative, sent: Sent, *, unit_name: str, day: dt.date | None, note: str, mark: str = ""
) -> Paper:
    facts, unit = sent.facts, initiative.unit
    is_party, was_registered = unit.kind in PARTY_KINDS, initiative.source != Source.IMPORT
    what = "điển hình" if facts["kind"] == InitiativeKind.INDIVIDUAL else "mô hình"
    what += " (bản gửi để theo dõi)" if facts.get("is_copy") else ""
    title = ["PHIẾU ĐĂNG KÝ" if was_registered else "PHIẾU THÔNG TIN", f"{what} “Dân vận khéo” năm {facts['year']}"]
    return Paper(
        [*title, mark] if mark else title,
        [*_parts(sent, unit_name), Paragraph(note, "note")],
        letterhead=_letterhead(initiative, unit_name, day) if is_party and was_registered else None,
        signature=Signature(_authority(unit), "BÍ THƯ" if is_party else "", "") if was_registered else None,
        recipients=Recipients(["Ban Xây dựng Đảng", f"Lưu {_own(unit)}"]) if was_registered else None,
        file_stem=f"phieu-dang-ky_{initiative.code or 'ban-nhap'}",
    )


def _parts(sent: Sent, unit_name: str):
    """The parts that hold anything, numbered."""
    parts = (
        ("THÔNG TIN CHUNG", _general(sent, unit_name)),
        ("NỘI DUNG", _content(sent)),
        ("CHỈ TIÊU ĐĂNG KÝ", _targets(sent)),
        ("PHÂN CÔNG THỰC HIỆN", _work(sent)),
        ("TỆP KÈM THEO", _files(sent)),
    )
    filled = [(title, blocks) for title, made in parts if (blocks := list(made))]
    for number, (title, blocks) in enumerate(filled, start=1):
        yield Heading(f"{ROMAN[number]}. {title}")
        yield from blocks


# The unit's own heading ----------------------------------------------------------------------------------------------


def _letterhead(initiative: Initiative, unit_name: str, day: dt.date | None) -> Letterhead:
    """Above a cell stands the Party organisation it belongs to; its number and place of writing are its own to fill."""
    unit = initiative.unit
    parent = unit.parent
    if parent is not None and parent.kind == OrganizationKind.GRASSROOTS_COMMITTEE:
        upper = parent.name.upper()
    else:
        upper = ward_body(initiative.ward).replace(COMMITTEE, "ĐẢNG BỘ", 1)
    place = place_of(initiative.ward)
    return Letterhead(upper, unit_name.upper(), place, day=day, year=initiative.year, has_number=False)


def _authority(unit: Organization) -> str:
    if unit.kind == OrganizationKind.GRASSROOTS_COMMITTEE:
        return f"{layout.ON_BEHALF} {COMMITTEE}"
    return f"{layout.ON_BEHALF} CHI BỘ" if unit.kind in PARTY_KINDS else "ĐẠI DIỆN ĐƠN VỊ"


def _own(unit: Organization) -> str:
    if unit.kind == OrganizationKind.GRASSROOTS_COMMITTEE:
        return "đảng ủy"
    return "chi bộ" if unit.kind in PARTY_KINDS else "đơn vị"


# What was written ----------------------------------------------------------------------------------------------------


def _fields(*items: tuple[str, object]) -> list[Fields]:
    kept = [(label, value) for label, value in items if value not in (None, "")]
    return [Fields(kept)] if kept else []


def _general(sent: Sent, unit_name: str):
    facts = sent.facts
    person = [
        ("Cá nhân được đăng ký", sent.word("person_name")),
        ("Chức vụ, việc làm tiêu biểu", sent.word("person_facts")),
    ]
    yield from _fields(
        ("Mã hồ sơ", facts["code"] or "Cấp khi gửi"),
        ("Đơn vị đăng ký", unit_name),
        ("Đăng ký cho", InitiativeKind(facts["kind"]).label),
        *(person if facts["kind"] == InitiativeKind.INDIVIDUAL else ()),
        ("Người phụ trách", sent.word("leader_name")),
        ("Số điện thoại", sent.word("contact_phone")),
        ("Ngày họp thống nhất", _day(facts["meeting_on"])),
    )


def _content(sent: Sent):
    facts = sent.facts
    period = SimpleNamespace(
        starts_on=_day(facts["starts_on"]), ends_on=_day(facts["ends_on"]), ongoing=facts["ongoing"]
    )
    yield from _fields(
        ("Tên mô hình, điển hình", sent.word("name")),
        ("Hình thức thực hiện", _origin(sent)),
        ("Lĩnh vực", SECTOR_NAMES.get(facts["sector"], "")),
        ("Vấn đề cần giải quyết", sent.word("problem")),
        ("Cách làm", sent.word("method")),
        ("Địa bàn, đối tượng", sent.word("area")),
        ("Thời gian thực hiện", period_words(period)),
        ("Mục tiêu", sent.word("goals")),
        ("Kết quả cần đạt, khả năng nhân rộng", sent.word("expected")),
        ("Nguồn lực", sent.word("resources")),
    )


def _origin(sent: Sent) -> str:
    source = sent.facts["continues"] or sent.facts["replicates"] or sent.word("replicates_note")
    return Origin(sent.facts["origin"]).label + (f": {source}" if source else "")


def _targets(sent: Sent):
    rows = [
        (at, row["indicator"], row["measure"], Decimal(row["planned"]) if row["planned"] else None)
        for at, row in enumerate(sent.targets, start=1)
    ]
    if rows:
        yield Table([], TARGETS, [Group("", rows)])


def _work(sent: Sent):
    rows = [(at, row["what"], row["who"], row["when"]) for at, row in enumerate(sent.steps, start=1)]
    if rows:
        yield Table([], STEPS, [Group("", rows)])
    yield from _fields(("Đơn vị phối hợp", "\n".join(sent.coordination)))


def _files(sent: Sent):
    names = [sent.word(f"files.{at}.name") for at in range(len(sent.facts["files"]))]
    yield from _fields(("Tên tệp", "\n".join(names)))


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
