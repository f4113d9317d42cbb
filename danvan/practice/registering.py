"""Stories of registrations: written step by step, sent, received, returned, refused, withdrawn (Plan II.4.4)."""

import datetime as dt
import uuid
from collections.abc import Callable

from core import clock
from core.actor import Actor
from models_registry.enums import InitiativeKind, InitiativeState, Origin
from models_registry.initiative.files.services import add_files
from models_registry.models import Cycle, Initiative, Sector
from models_registry.models.files import FilePlace
from models_registry.own_models.services import discontinue, withdraw
from models_registry.parts import PART
from models_registry.registration.services.answers import RemarkAnswer, open_remarks
from models_registry.registration.services.drafts import delete_draft, mark_prepared, start_draft
from models_registry.registration.services.saving import save_step
from models_registry.registration.services.sending import send_initiative
from models_registry.registration.services.supplements import save_supplement
from models_registry.reviewing.services.receiving import RemarkDraft, assign, receive, refuse, return_initiative

from . import papers
from .diary import Story, When
from .people import People
from .plan import WORDS, Line, Telling, read_themes

PARTNERS = ["MT01", "CT01", "CT04", "CT02", "CT05"]
OFFICERS = ["chuyenvien1", "chuyenvien2", "chuyenvien3"]
REPLY_DAYS = 5


class Register:
    """What every story needs: the people, the year, last year's models by their number in the list."""

    def __init__(self, people: People, cycle: Cycle, last_year: dict[str, Initiative]):
        self.people, self.cycle, self.last_year = people, cycle, last_year
        self.themes = read_themes()
        self.sectors = {sector.number: sector for sector in Sector.objects.all()}

    def telling(self, line: Line) -> Telling:
        return Telling(line, self.themes[line.theme], self.people.units[line.unit].name)

    def officer(self, line: Line) -> Actor:
        return self.people[officer_of(line)]


def officer_of(line: Line) -> str:
    """Files are shared out among the officers by unit."""
    return OFFICERS[sum(line.unit.encode()) % len(OFFICERS)]


def registration(register: Register, line: Line, then: Callable[..., Story] | None = None) -> Story:
    """The whole road of one registration; `then` tells what follows after it is received."""
    telling = register.telling(line)
    writer = register.people["chuyenvien2"] if "behalf" in line.flags else register.people.head_of(line.unit)
    hour = 8 + telling.chance.randrange(8)
    yield When(line.day - (1 if line.day < 0 else 0), hour, telling.chance.randrange(50))
    row = _start(register, line, writer, telling)
    steps = line.quality if line.fate in ("draft", "deleted") else 4
    for number in range(1, steps + 1):
        yield When(line.day - 1, hour, 5 * number)
        _write_step(register, line, row, writer, telling, number)
    if {"files", "behalf"} & line.flags or line.is_copy:
        _attach(line, row, writer, telling)
    if line.fate == "prepared":
        yield When(line.day, hour)
        mark_prepared(actor=register.people["giupviec.tdp34"], initiative=row, seen=row.version)
    elif line.fate == "deleted":
        yield When(line.day, hour)
        delete_draft(actor=writer, initiative=row, seen=row.version)
    elif line.fate != "draft":
        yield When(line.day, hour, 40)
        send_initiative(actor=writer, initiative=row, seen=row.version, confirmed=True)
        yield from _after_sending(register, line, row, telling)
        if row.state == InitiativeState.RECEIVED and then is not None:
            yield from then(register, line, row, telling)


def _start(register: Register, line: Line, writer: Actor, telling: Telling) -> Initiative:
    source = register.last_year.get(line.source)
    origin = line.origin
    if origin in (Origin.KEEP, Origin.IMPROVE) and source.year != register.cycle.year - 1:
        origin = Origin.REPLICATE  # the list of 2025 is no longer last year's
    return start_draft(
        actor=writer,
        unit=register.people.units[line.unit],
        cycle=register.cycle,
        token=uuid.UUID(int=telling.chance.getrandbits(128), version=4),
        origin=origin,
        kind=InitiativeKind.MODEL if line.is_copy else line.kind,
        continues=source if origin in (Origin.KEEP, Origin.IMPROVE) else None,
        replicates=source if origin == Origin.REPLICATE else None,
    )


def _write_step(register, line: Line, row: Initiative, writer: Actor, telling: Telling, number: int) -> None:
    """One page of the form, as its unit would fill it."""
    if line.is_copy:
        if number == 1:
            values = {"name": line.name, "sector": line.sector, "ongoing": True}
            save_step(actor=writer, initiative=row, seen=row.version, step=1, values=values, unread={})
        return
    values = _PAGES[number](register, line, row, telling)
    save_step(
        actor=writer,
        initiative=row,
        seen=row.version,
        step=number,
        values=values,
        unread={},
        targets=telling.targets if number == 3 else None,
        coordination=_partners(register, line, telling) if number == 4 else None,
    )


def _general(register, line, row, telling):
    head = register.people.head_of(line.unit).user_name
    values = {
        "leader_name": head,
        "contact_phone": f"0900 000 {telling.chance.randrange(100, 1000)}",
        "meeting_on": clock.today() - dt.timedelta(days=telling.chance.randrange(2, 9)),
    }
    if line.is_individual:
        values["person_name"] = WORDS["person"]["name"].format(code=line.unit)
        values["person_facts"] = WORDS["person"]["facts"]
    return values


def _content(register, line, row, telling):
    values = {name: telling.text(name) for name in ("problem", "method", "area")}
    values["tags"] = telling.theme.get("tags", "")
    if line.name:
        values |= {"name": line.name, "sector": line.sector}
    if telling.chance.random() < 0.55:
        values["ongoing"] = True
    else:
        year = register.cycle.year
        month = telling.chance.randrange(1, 4)
        values |= {"starts_on": dt.date(year, month, 15), "ends_on": dt.date(year, 11, 30)}
    if "behalf" in line.flags:
        day = clock.today() - dt.timedelta(days=3)
        head = register.people.head_of(line.unit).user_name
        values |= {"paper_number": f"{7 + line.sector}-DK", "paper_on": day, "told_by": head}
    return values


def _goals(register, line, row, telling):
    return {"goals": telling.text("goals"), "expected": telling.text("expected")}


def _tasks(register, line, row, telling):
    return {"resources": telling.text("resources"), "steps": telling.work}


_PAGES = {1: _general, 2: _content, 3: _goals, 4: _tasks}


def _partners(register, line: Line, telling: Telling) -> list[tuple[int | None, str]]:
    codes = [code for code in telling.chance.sample(PARTNERS, 2) if code != line.unit]
    found: list[tuple[int | None, str]] = [(register.people.units[code].pk, "") for code in codes]
    if line.theme in ("camera", "lien_gia", "tu_quan"):
        found.append((None, "Công an khu vực"))
    return found


def _attach(line: Line, row: Initiative, writer: Actor, telling: Telling) -> None:
    uploads = [papers.scan("Biên bản họp chi bộ.pdf", "BIÊN BẢN HỌP CHI BỘ", f"{line.unit}1")]
    if "files" in line.flags:
        uploads.append(papers.picture("Ảnh hiện trạng.jpg", f"{line.unit}2"))
    add_files(
        actor=writer,
        initiative=row,
        uploads=uploads,
        place=FilePlace.SCAN if "behalf" in line.flags else FilePlace.REGISTRATION,
    )


# After sending ------------------------------------------------------------------------------------------------------


def _after_sending(register: Register, line: Line, row: Initiative, telling: Telling) -> Story:
    officer = register.officer(line)
    if "assigned" in line.flags or line.day < -60:
        yield When(line.day + 1, 8, telling.chance.randrange(50))
        row.refresh_from_db(fields=["tray"])
        assign(actor=register.people["truongban"], initiative=row, officer=register.people.user(officer_of(line)))
    road = {
        "waiting": None,
        "returned": _returned,
        "overdue": _returned,
        "resubmitted": _resubmitted,
        "refused": _refused,
        "withdrawn": _withdrawn,
    }.get(line.fate, _received)
    if road is not None:
        yield from road(register, line, row, telling, officer)
    if line.fate == "stopped":
        yield When(-20, 14)
        discontinue(actor=register.people.head_of(line.unit), initiative=row, seen=row.version, reason=WORDS["stopped"])


def _received(register, line, row, telling, officer) -> Story:
    day = line.day + telling.chance.randrange(2, 5)
    if "twice" in line.flags:
        yield When(day, 9, telling.chance.randrange(50))
        _return(row, officer, telling, days=REPLY_DAYS)
        day += 4
        yield When(day, 10, telling.chance.randrange(50))
        _answer(register, line, row)
        day += 2
    yield When(day, 14, telling.chance.randrange(50))
    receive(actor=officer, initiative=row)


def _returned(register, line, row, telling, officer) -> Story:
    yield When(line.day + 2, 10, telling.chance.randrange(50))
    _return(row, officer, telling, days=7 if line.fate == "returned" else 6)


def _resubmitted(register, line, row, telling, officer) -> Story:
    yield When(line.day + 3, 15, telling.chance.randrange(50))
    _return(row, officer, telling, days=REPLY_DAYS)
    yield When(line.day + 7, 9, telling.chance.randrange(50))
    _answer(register, line, row)


def _refused(register, line, row, telling, officer) -> Story:
    yield When(line.day + 4, 9)
    refuse(actor=officer, initiative=row, reason=WORDS["refused"])


def _withdrawn(register, line, row, telling, officer) -> Story:
    yield When(line.day + 1, 16)
    withdraw(actor=register.people.head_of(line.unit), initiative=row, seen=row.version, reason=WORDS["withdrawn"])


def _return(row: Initiative, officer: Actor, telling: Telling, *, days: int) -> None:
    chosen = telling.chance.sample(WORDS["remarks"], telling.chance.randrange(1, 3))
    remarks = [RemarkDraft(field=remark["field"], text=remark["text"]) for remark in chosen]
    return_initiative(actor=officer, initiative=row, remarks=remarks, due_on=clock.today() + dt.timedelta(days=days))


def _answer(register: Register, line: Line, row: Initiative) -> None:
    """The unit mends the texts it can, answers every remark and sends again."""
    head = register.people.head_of(line.unit)
    words = {remark["text"]: remark for remark in WORDS["remarks"]}
    steps, told = {}, {}
    for remark in open_remarks(row):
        said = words[remark.text]
        told[remark.pk] = RemarkAnswer("FIXED" if "mended" in said else "EXPLAINED", said["answer"])
        if "mended" in said:
            text = f"{getattr(row.text, remark.field)} {said['mended']}"
            steps[PART[remark.field].step] = {"values": {remark.field: text}, "unread": {}}
    save_supplement(actor=head, initiative=row, seen=row.version, steps=steps, answers=told)
    send_initiative(actor=head, initiative=row, seen=row.version, confirmed=True)
