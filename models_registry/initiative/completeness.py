"""What stops a registration from being sent, in the words the form shows beside each field (Plan II.4.3).

Saving never stops: a draft may be half filled or hold what cannot be read. The form, the check page and the service
that sends all ask here, so the three cannot differ.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from core import clock
from core.text.formatting import date_vi, integer_vi
from core.text.vietnamese import is_no_name, no_name_words
from models_registry.enums import CONTINUING, InitiativeKind, Source
from models_registry.initiative.contents import Contents
from models_registry.parts import step_of

METHOD_AT_LEAST = 100  # characters


@dataclass(frozen=True)
class Problem:
    """`field` is the name of the input on the page of `step`; `missing` tells the empty from the wrong."""

    step: int
    field: str
    message: str
    missing: bool = True

    @property
    def told_early(self) -> bool:
        """Whether it is told already on leaving its step: what is wrong, and the paper one believes to have chosen."""
        return not self.missing or self.field == "scan"


def problems_of(contents: Contents) -> list[Problem]:
    """Everything to mend before sending, in the order of the form. Empty: it may be sent."""
    initiative = contents.initiative
    rules = _copy_rules if initiative.is_copy else _rules
    found = []
    for part, name, message, missing in rules(contents):
        step = step_of(initiative, part)
        if name not in contents.unread_of(step):
            found.append(Problem(step, name, message, missing))
    for step, fields in contents.text.unread.items():
        found += [Problem(int(step), name, held["message"], missing=False) for name, held in fields.items()]
    return sorted(found, key=lambda problem: problem.step)


Found = Iterator[tuple[str, str, str, bool]]  # part, input, sentence, missing


def _rules(contents: Contents) -> Found:
    yield from _people(contents)
    yield from _name_and_sector(contents)
    if contents.initiative.origin in CONTINUING and contents.initiative.continues_id is None:
        yield "origin", "continues", "Hãy chọn mô hình năm trước được tiếp tục", True
    yield from _texts(contents)
    yield from _period(contents)
    yield from _targets(contents)
    yield from _work(contents)
    yield from _scan(contents)


def _copy_rules(contents: Contents) -> Found:
    yield from _name_and_sector(contents)
    yield from _period(contents)
    if not contents.files:
        yield "files", "files", "Hãy tải lên bản đăng ký đã gửi ngành dọc", True
    yield from _scan(contents)


def _people(contents: Contents) -> Found:
    text = contents.text
    person = contents.initiative.person_name
    if contents.initiative.kind == InitiativeKind.INDIVIDUAL and not person:
        yield "person_name", "person_name", "Hãy nhập họ và tên cá nhân được đăng ký", True
    elif person and is_no_name(person):
        yield "person_name", "person_name", no_name_words(person), False
    if not text.leader_name:
        yield "leader_name", "leader_name", "Hãy nhập họ và tên người phụ trách", True
    if not text.contact_phone:
        yield "leader_name", "contact_phone", "Hãy nhập số điện thoại liên hệ", True
    if text.meeting_on is None:
        yield "meeting_on", "meeting_on", "Hãy nhập ngày họp thống nhất", True
    elif text.meeting_on > clock.today():
        yield "meeting_on", "meeting_on", f"Ngày họp {date_vi(text.meeting_on)} chưa đến", False


def _name_and_sector(contents: Contents) -> Found:
    individual = contents.initiative.kind == InitiativeKind.INDIVIDUAL
    if not contents.initiative.name:
        yield "name", "name", f"Hãy nhập tên {'điển hình' if individual else 'mô hình'}", True
    elif is_no_name(contents.initiative.name):
        yield "name", "name", no_name_words(contents.initiative.name), False
    if contents.initiative.sector_id is None:
        yield "sector", "sector", "Hãy chọn lĩnh vực", True


def _texts(contents: Contents) -> Found:
    if not contents.text.problem:
        yield "problem", "problem", "Hãy nhập vấn đề cần giải quyết", True
    method = contents.text.method
    if not method:
        yield "method", "method", "Hãy nhập cách làm", True
    elif len(method) < METHOD_AT_LEAST:
        words = f"cần ít nhất {METHOD_AT_LEAST} ký tự, hiện có {integer_vi(len(method))}"
        yield "method", "method", f"Nội dung “Cách làm” quá ngắn: {words}", False


def _period(contents: Contents) -> Found:
    row = contents.initiative
    if row.ongoing:
        return
    if row.starts_on is None:
        yield "period", "starts_on", "Hãy nhập ngày bắt đầu, hoặc chọn “Thường xuyên”", True
    if row.ends_on is None:
        yield "period", "ends_on", "Hãy nhập ngày kết thúc, hoặc chọn “Thường xuyên”", True


def _targets(contents: Contents) -> Found:
    if not contents.targets:
        yield "targets", "targets-0-indicator", "Hãy nhập ít nhất một chỉ tiêu đo được", True
    for index, target in enumerate(contents.targets):
        if not target.indicator:
            yield "targets", f"targets-{index}-indicator", f"Hãy nhập tên chỉ tiêu ở dòng {index + 1}", True
        if target.planned is None:
            yield "targets", f"targets-{index}-planned", f"Hãy nhập số ở dòng chỉ tiêu {index + 1}", True


def _work(contents: Contents) -> Found:
    if not contents.steps:
        yield "steps", "steps-0-what", "Hãy nhập ít nhất một việc và người thực hiện", True
    for index, step in enumerate(contents.steps):
        if not step.get("what"):
            yield "steps", f"steps-{index}-what", f"Hãy nhập việc làm ở dòng {index + 1}", True
        if not step.get("who"):
            yield "steps", f"steps-{index}-who", f"Hãy nhập người thực hiện ở dòng {index + 1}", True


def _scan(contents: Contents) -> Found:
    if contents.initiative.source != Source.BEHALF:
        return
    if not contents.scans:
        yield "files", "scan", "Hãy tải lên bản đăng ký giấy có chữ ký của người đứng đầu đơn vị", True
    if contents.paper is None or contents.paper.paper_on is None:
        yield "files", "paper_on", "Hãy nhập ngày ghi trên bản giấy", True
    if contents.paper is None or not contents.paper.told_by:
        yield "files", "told_by", "Hãy ghi ai của đơn vị gửi bản giấy", True
