"""The rail beside the registration form: each step with how far it is, in words."""

from dataclasses import dataclass

from models_registry.enums import InitiativeKind
from models_registry.initiative.completeness import Problem
from models_registry.initiative.contents import Contents
from models_registry.parts import CHECK_TITLE, steps_of


@dataclass(frozen=True)
class RailStep:
    """`css` is done, now, bad or nothing; the last one (number 0) is the check."""

    number: int
    title: str
    words: str
    css: str
    is_now: bool
    may_open: bool = True


def rail_of(contents: Contents, problems: list[Problem], now: int) -> list[RailStep]:
    """`now` is the number of the step shown; one more than the last step is the check."""
    rail = []
    steps = steps_of(contents.initiative)
    for step in steps:
        mine = [problem for problem in problems if problem.step == step.number]
        wrong = sum(not problem.missing for problem in mine)
        begun = _begun(contents, step.number)
        is_now = step.number == now
        words = _words(len(mine), wrong, begun, is_now)
        css = "now" if is_now else "done" if not mine else "bad" if wrong else ""
        rail.append(RailStep(step.number, step.title, words, css, is_now))
    last = len(steps) + 1
    ready = not problems
    words = "Sẵn sàng gửi" if ready else "Sau khi xong các bước trên"
    rail.append(RailStep(last, CHECK_TITLE, words, "now" if now == last else "", now == last))
    return rail


def _words(count: int, wrong: int, begun: bool, is_now: bool) -> str:
    if is_now:
        return f"Đang nhập · {wrong} chỗ cần sửa" if wrong else "Đang nhập"
    if not count:
        return "Đã xong"
    if wrong:
        return f"{wrong} chỗ cần sửa"
    return f"Còn {count} chỗ chưa điền" if begun else "Chưa làm"


def _begun(contents: Contents, step: int) -> bool:
    """Whether anything of a step was filled in: an empty step is “Chưa làm”, not “Còn n chỗ chưa điền”."""
    row, text = contents.initiative, contents.text
    if row.is_copy:
        return bool(row.name or row.sector_id or contents.files)
    filled = {
        1: (text.leader_name, text.contact_phone, text.meeting_on, row.person_name),
        2: (row.name, row.sector_id, text.problem, text.method, row.starts_on, row.ongoing),
        3: (text.goals, text.expected, contents.targets),
        4: (contents.steps, text.resources, contents.coordinations),
    }[step]
    return any(filled) or (step == 1 and row.kind == InitiativeKind.INDIVIDUAL)
