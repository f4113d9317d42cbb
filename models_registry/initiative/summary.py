"""A registration in words, group by group: for the check before sending and for the detail page."""

from dataclasses import dataclass, field

from core.text.formatting import date_vi, decimal_vi
from core.text.vietnamese import quoted
from models_registry.enums import InitiativeKind
from models_registry.initiative.completeness import Problem
from models_registry.initiative.contents import Contents
from models_registry.initiative.recipients import file_address
from models_registry.parts import PARTS, steps_of

RADIOS = frozenset({"kind", "origin", "sector"})  # a link leads to the first of them
EXPECTED = "Kết quả cần đạt, khả năng nhân rộng"
KEYS = {part.label: part.key for part in PARTS} | {EXPECTED: "expected"}


@dataclass
class Group:
    """One step: its facts as (label, value), and what stops it from being sent."""

    number: int
    title: str
    rows: list[dict[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def groups_of(contents: Contents, problems: list[Problem] = ()) -> list[Group]:
    """What the reader is shown, in the order of the form."""
    initiative = contents.initiative
    makers = {1: _copy} if initiative.is_copy else {1: _general, 2: _content, 3: _targets, 4: _work}
    groups = []
    for step in steps_of(initiative):
        rows = [_row(contents, label, value) for label, value in makers[step.number](contents)]
        mine = [problem for problem in problems if problem.step == step.number]
        groups.append(Group(step.number, step.title, rows, mine))
    return groups


def _row(contents: Contents, label: str, value: str) -> dict:
    """With the files that prove this very part, if any."""
    key = KEYS.get(label, "")
    files = [row for row in contents.files if key and row.part == key]
    return {
        "label": label,
        "value": value,
        "links": [(row.words, file_address(contents.initiative, row)) for row in files],
    }


def input_id(problem: Problem) -> str:
    """The id of the input a problem is about."""
    return f"id_{problem.field}_0" if problem.field in RADIOS else f"id_{problem.field}"


def period_words(initiative) -> str:
    """“Từ 01/03/2026 đến 30/11/2026”, “Thường xuyên”, or what of it is known."""
    start, end = date_vi(initiative.starts_on), date_vi(initiative.ends_on)
    if initiative.ongoing:
        return f"Thường xuyên, từ {start}" if start else "Thường xuyên"
    return " ".join(part for part in (f"Từ {start}" if start else "", f"đến {end}" if end else "") if part).capitalize()


def origin_words(initiative) -> str:
    """The origin with the model it comes from."""
    source = initiative.continues or initiative.replicates
    named = f": {quoted(source.name)} ({source.code}, {source.unit_label})" if source else ""
    return f"{initiative.get_origin_display()}{named}"


def target_words(target) -> str:
    number = f"{decimal_vi(target.planned)} {target.measure}".strip()
    return f"{target.indicator}: {number}" if number else target.indicator


def step_words(step) -> str:
    parts = (step.get("what"), step.get("who"), step.get("when"))
    return " – ".join(part for part in parts if part)


def unit_words(coordination) -> str:
    return coordination.organization.name if coordination.organization else coordination.outside_name


def _general(contents):
    row, text = contents.initiative, contents.text
    yield "Đăng ký cho", row.get_kind_display()
    if row.kind == InitiativeKind.INDIVIDUAL:
        yield "Cá nhân", row.person_name
        yield "Chức vụ, việc làm tiêu biểu", text.person_facts
    yield "Người phụ trách", text.leader_name
    yield "Số điện thoại", text.contact_phone
    yield "Ngày họp thống nhất", date_vi(text.meeting_on)


def _content(contents):
    row, text = contents.initiative, contents.text
    yield "Tên", row.name
    yield "Hình thức thực hiện", origin_words(row)
    yield "Lĩnh vực", row.sector.name if row.sector else ""
    if text.tags:
        yield "Nội dung trọng tâm", ", ".join(text.tag_labels)
    yield "Vấn đề cần giải quyết", text.problem
    yield "Cách làm", text.method
    if text.area:
        yield "Địa bàn, đối tượng", text.area
    yield "Thời gian thực hiện", period_words(row)
    if contents.files:
        yield "Tệp kèm theo", "\n".join(attached.name for attached in contents.files)


def _targets(contents):
    if contents.text.goals:
        yield "Mục tiêu", contents.text.goals
    yield "Chỉ tiêu", "\n".join(target_words(target) for target in contents.targets)
    if contents.text.expected:
        yield EXPECTED, contents.text.expected


def _work(contents):
    yield "Phân công thực hiện", "\n".join(step_words(step) for step in contents.steps)
    if contents.coordinations:
        yield "Đơn vị phối hợp", "\n".join(unit_words(unit) for unit in contents.coordinations)
    if contents.text.resources:
        yield "Nguồn lực", contents.text.resources


def _copy(contents):
    row = contents.initiative
    yield "Tên", row.name
    yield "Lĩnh vực", row.sector.name if row.sector else ""
    yield "Thời gian thực hiện", period_words(row)
    yield "Bản đăng ký với ngành dọc", "\n".join(attached.name for attached in contents.files)
