"""Loads the practice ward: people, last year's list, this year with all its windows open, and every story."""

import datetime as dt
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.db import transaction

from core import clock
from core.log.notifications import mark_read
from evaluation.criteria.services import ensure_criteria
from models_registry.imports.services.imports import import_recognised_list
from models_registry.library.learning import answer_to_learn, ask_to_learn
from models_registry.models import Cycle, Initiative
from models_registry.reviewing.services.phrases import add_phrase
from models_registry.years.services import create_cycle, create_period, edit_cycle, open_cycle
from organizations.models import Organization

from .appraising import appraisal
from .diary import Diary, Story, When
from .people import OFFICE, SLUG, People, make_people
from .plan import WORDS, read_lines
from .registering import Register, registration
from .working import working

LAST_YEAR = 2025  # the year of the list in fixtures/
LIST = "danh-sach-mo-hinh-2025.xlsx"
# Two rows of the list nobody can understand without being told: an unknown unit, a kind not ticked.
DECISIONS = {"17": {"unit": "TDP39"}, "33": {"kind": "MODEL"}}
FIRST_PERIOD = 2026, 2030
# Days from today: when a window opens and closes. Registration was first to close three weeks ago, then was extended.
WINDOWS = {"registration": (-90, -21), "self_assessment": (-45, 60), "scoring": (-30, 75), "submission": (-15, 90)}
GRACE_DAYS = 7
EXTENDED_UNTIL = 45
TARGET_MODELS = 70
LEARNT, LEARNERS = "28", ("TDP09", "TDP14")  # a number of last year's list; the units that ask to see it


def is_loaded() -> bool:
    return Organization.objects.filter(slug=SLUG).exists()


@transaction.atomic
def load(*, tell: Callable[[str], None] = lambda line: None) -> Organization:
    """Everything or nothing. The ward must not be there yet."""
    diary = Diary()
    with clock.set_for_loading(diary.moment(When(-110, 8))):
        tell("Đơn vị và tài khoản")
        people = make_people()
    with clock.set_for_loading(diary.moment(When(-95, 9))):
        tell("Danh sách mô hình năm 2025 và năm đang mở")
        last_year = _import_list(people)
        cycle = _open_year(people, diary)
    register = Register(people, cycle, last_year)
    diary.add(_extension(people, cycle))
    for line in read_lines():
        diary.add(registration(register, line, then=_afterwards(diary)))
    diary.add(_learning(people, last_year))
    for username in OFFICE:
        diary.add(_reading(people, username))
    tell("Đăng ký, tự đánh giá, phiếu chấm, kết luận")
    diary.play()
    return people.ward


def _import_list(people: People) -> dict[str, Initiative]:
    """Last year's models by their number in the list, through the import every office uses."""
    with (settings.BASE_DIR / "fixtures" / LIST).open("rb") as file:
        batch = import_recognised_list(
            actor=people["chuyenvien1"],
            ward=people.ward,
            year=LAST_YEAR,
            file=file,
            file_name=LIST,
            decisions=DECISIONS,
        )
    rows = batch.rows.select_related("initiative__unit", "initiative__cycle", "initiative__sector")
    return {row.ordinal: row.initiative for row in rows}


def _open_year(people: People, diary: Diary) -> Cycle:
    day = partial(_day, diary)
    year = diary.today.year
    officer = people["chuyenvien1"]
    first, last = FIRST_PERIOD
    if first <= year <= last:
        create_period(
            actor=officer, ward=people.ward, name=f"Giai đoạn {first}–{last}", from_year=first, until_year=last,
            target_ward=10, target_province=2,
        )  # fmt: skip
    data: dict = {"registration_grace_days": GRACE_DAYS, "target_models": TARGET_MODELS}
    for window, (opens, closes) in WINDOWS.items():
        data |= {f"{window}_opens": day(opens), f"{window}_closes": day(closes)}
    cycle = create_cycle(actor=officer, ward=people.ward, year=year, data=data)
    open_cycle(actor=officer, cycle=cycle)
    ensure_criteria(actor=people["truongban"], cycle=cycle)
    for phrase in WORDS["phrases"]:
        add_phrase(actor=officer, ward=people.ward, field=phrase["field"], text=phrase["text"])
    return cycle


def _extension(people: People, cycle: Cycle) -> Story:
    """The officer gives late units more time."""
    yield When(-14, 17)
    changed = {"registration_closes": clock.today() + dt.timedelta(days=EXTENDED_UNTIL), "registration_grace_days": 0}
    edit_cycle(actor=people["chuyenvien1"], cycle=cycle, data=changed)


def _afterwards(diary: Diary):
    """Once received, a model goes to work and, beside that, to its appraisal."""

    def both(*told) -> Story:
        diary.add(working(*told))
        yield from appraisal(*told)

    return both


def _learning(people: People, last_year: dict[str, Initiative]) -> Story:
    """One unit asks to see another's model and is answered; a second still waits."""
    source, words = last_year[LEARNT], WORDS["learning"]
    first, second = LEARNERS
    yield When(-12, 9, 10)
    request = ask_to_learn(
        actor=people.head_of(first), initiative=source, asker=people.units[first], message=words["asks"],
        contact=words["contact"],
    )  # fmt: skip
    yield When(-10, 16, 5)
    answer_to_learn(actor=people.head_of(source.unit.code), request_row=request, answer=words["answers"])
    yield When(-1, 8, 30)
    ask_to_learn(
        actor=people.head_of(second), initiative=source, asker=people.units[second], message=words["asks_too"],
        contact=words["contact"],
    )  # fmt: skip


def _reading(people: People, username: str) -> Story:
    """People of the office read their notices now and then; those of the last days are still new."""
    for day in (-60, -40, -20, -10, -4):
        yield When(day, 16, 45)
        mark_read(people[username].user_key)


def _day(diary: Diary, offset: int) -> dt.date:
    return diary.today + dt.timedelta(days=offset)
