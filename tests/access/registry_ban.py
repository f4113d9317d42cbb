"""The Ban's side of the register: years, the queue, imports."""

import datetime as dt
import io

from core import clock
from models_registry.enums import BulkKind, CycleState, InitiativeState, Source, Window
from models_registry.imports.services.imports import start_import
from models_registry.models import BulkAct, Theme
from models_registry.reviewing.bulk.services import do_bulk, try_bulk
from models_registry.reviewing.services.phrases import add_phrase
from models_registry.reviewing.services.saved_views import save_view
from models_registry.years.extensions import grant_extension
from tests.models_registry.imports.lists import workbook
from tests.support import factories as make

from . import BAN, LEADERS, Entry
from .registry_form import recognised_before

S = InitiativeState
SETTINGS = {"minimum_per_unit": 1, "reply_days": 5, "min_sheets": 2, "spread_limit": 15, "target_models": 0}
GRACE = {f"{w}_grace_days": 0 for w in ("registration", "self_assessment", "scoring", "submission")}
PERIOD = {"name": "Giai đoạn 2031–2035", "from_year": 2031, "until_year": 2035, "target_ward": 1, "target_province": 1}


SUGGESTION = {"name": "Ngõ xanh", "sector": "3", "clause": "II.4.1", "order": "5", "is_active": "on"}


def a_theme(world):
    return (world.slug, Theme.objects.create(ward=world.ward, name="Tiếng loa đêm").token)


def of_ward(world):
    return (world.slug,)


def of_year(world):
    return (world.slug, world.cycle.year)


def year_being_prepared(world):
    cycle = make.make_cycle(world.ward, 2091, CycleState.PREPARING)
    return (world.slug, cycle.year)


def closed_year(world):
    cycle = make.make_cycle(world.ward, 2090, CycleState.CLOSED)
    return (world.slug, cycle.year)


def sent(world):
    return (world.slug, world.initiative(S.SUBMITTED).code)


def one_line():
    return workbook([(1, "Chi bộ tổ dân phố Minh Tân 2", "Đường hoa", "x", "", "Kinh tế", "Năm 2025")])


def disputed(world):
    return (world.slug, world.initiative(S.RECEIVED, source=Source.BEHALF, behalf="DISPUTED").code)


def preview(world):
    batch = start_import(actor=world.actor("officer"), ward=world.ward, year=2025, file=one_line())
    return (world.slug, batch.token)


def tried(world, kind=BulkKind.RECEIVE):
    row = world.initiative(S.SUBMITTED)
    bulk = try_bulk(actor=world.actor("officer"), ward=world.ward, kind=kind, keys=[row.pk])
    return (world.slug, bulk.token)


def tried_sharing(world):
    return tried(world, BulkKind.ASSIGN)


def shared(world):
    return {"version": 1, "people": ["chuyenvien"]}


def done(world):
    slug, token = tried(world)
    do_bulk(actor=world.actor("officer"), bulk=BulkAct.objects.get(token=token), seen=1)
    return (slug, token)


def named(world):
    view = save_view(
        actor=world.actor("officer"), ward=world.ward, name="Trường học", query="nhom=cho&q=truong", shared=True
    )
    return (world.slug, view.token)


def unit_duty(world):
    return (*of_year(world), world.unit.code)


class SentAgain(io.BytesIO):
    """A file that every POST reads from its beginning."""

    name = "danh-sach.xlsx"

    def read(self, *size):
        self.seek(0)
        return super().read(*size)


def a_list(world):
    return {"year": 2025, "file": SentAgain(one_line().getvalue())}


def asked(world):
    return {
        "tick_whole": "on",
        "text_whole": "Bổ sung biên bản họp",
        "due_on": f"{clock.today() + dt.timedelta(days=7):%d/%m/%Y}",
    }


def silent(world):
    return {"ma": world.initiative(S.RECEIVED, last_news_on=clock.today() - dt.timedelta(days=90)).code}


def more_time(world):
    until = world.cycle.registration_closes + dt.timedelta(days=9)
    return {"unit": world.unit.code, "window": "registration", "until": f"{until:%d/%m/%Y}", "reason": "Bí thư ốm"}


def extended(world):
    until = world.cycle.registration_closes + dt.timedelta(days=5)
    grant_extension(
        actor=world.actor("officer"), cycle=world.cycle, unit=world.unit, window="registration", until=until,
        reason="Bí thư ốm",
    )  # fmt: skip
    return (*of_year(world), world.unit.code, "registration")


def phrase(world):
    row = add_phrase(actor=world.actor("officer"), ward=world.ward, field="method", text="Nêu rõ ai làm")
    return (world.slug, row.number)


def of_the_ban(name, address, **fields):
    """Closed to everybody else as a page (403), whatever stands in its address, so that nothing can be guessed."""
    fields.setdefault("opens", BAN)
    return Entry(f"registry:{name}", address, hidden=False, **fields)


ENTRIES = [
    of_the_ban("cycle_list", of_ward),
    of_the_ban(
        "cycle_create",
        of_ward,
        sends=BAN,
        payload=lambda world: {**SETTINGS, **GRACE, "year": 2092},
    ),
    of_the_ban("period_create", of_ward, sends=BAN, payload=lambda world: PERIOD),
    of_the_ban("cycle_edit", of_year, sends=BAN, payload=lambda world: {**SETTINGS, **GRACE}),
    of_the_ban("cycle_open", year_being_prepared, sends=BAN, payload=lambda world: dict.fromkeys(Window.values, "on")),
    of_the_ban("cycle_close", of_year, sends=BAN, payload=lambda world: {"reason": "Xong việc của năm"}),
    of_the_ban(
        "cycle_reopen", closed_year, opens={"boss"}, sends={"boss"}, payload=lambda world: {"reason": "Còn việc"}
    ),
    of_the_ban("duty_list", of_year, opens=BAN | LEADERS | {"observer"}),
    of_the_ban(
        "duty_edit",
        unit_duty,
        sends=BAN,
        payload=lambda world: {"kind": "EXEMPT", "minimum": 1, "reason": "mới lập"},
    ),
    of_the_ban("carry_over_board", of_year),
    of_the_ban("carry_over_remind", of_year, sends=BAN),
    of_the_ban(
        "carry_over_behalf",
        unit_duty,
        sends=BAN,
        payload=lambda world: {f"decision-{recognised_before(world)}": "CONTINUE", "told_by": "bí thư"},
    ),
    of_the_ban("extension_list", of_year, sends=BAN, payload=more_time),
    of_the_ban("extension_revoke", extended, sends=BAN),
    of_the_ban("phrase_list", of_ward, sends=BAN, payload=lambda world: {"field": "*", "text": "Ghi rõ số hộ"}),
    of_the_ban("phrase_edit", phrase, sends=BAN, payload=lambda world: {"field": "*", "text": "Ghi rõ số người"}),
    of_the_ban("review_list", of_ward),
    of_the_ban("bulk_start", of_ward, sends=BAN, payload=lambda world: {"viec": "tiep-nhan", "loc": "nhom=cho"}),
    of_the_ban("bulk_show", tried, sends=BAN, payload=lambda world: {"version": 1}),
    of_the_ban("bulk_share", tried_sharing, sends=BAN, get=False, payload=shared),
    of_the_ban("bulk_undo", done, sends=BAN, get=False),
    of_the_ban("view_list", of_ward, sends=BAN, payload=lambda world: {"name": "Trường học", "loc": "q=truong"}),
    of_the_ban("view_edit", named, sends=BAN, payload=lambda world: {"name": "Nhà trường", "shared": "on"}),
    of_the_ban("review_detail", sent),
    of_the_ban("review_receive", sent, sends=BAN),
    of_the_ban("review_return", sent, sends=BAN, payload=asked),
    of_the_ban("review_refuse", sent, sends=BAN, payload=lambda world: {"reason": "Trùng việc"}),
    of_the_ban("review_withdraw", disputed, sends=BAN, payload=lambda world: {"reason": "Nhập nhầm đơn vị"}),
    of_the_ban("review_assign", sent, sends=BAN, payload=lambda world: {"officer": "chuyenvien"}),
    of_the_ban("work_list", of_ward),
    of_the_ban("work_remind", of_ward, get=False, opens=frozenset(), sends=BAN, payload=silent),
    of_the_ban("review_tags", sent, get=False, opens=(), sends=BAN, payload=lambda world: {"tags": ["KEY_TASK"]}),
    of_the_ban("theme_list", of_ward),
    of_the_ban("theme_add", of_ward, sends=BAN, payload=lambda world: SUGGESTION),
    of_the_ban("theme_edit", a_theme, sends=BAN, payload=lambda world: SUGGESTION),
    of_the_ban("import_list", of_ward, opens=BAN | {"admin"}),
    of_the_ban("import_undo", preview, sends=BAN),
    of_the_ban("import_upload", of_ward, sends=BAN, payload=a_list),
    of_the_ban("import_template", of_ward),
    of_the_ban("import_preview", preview, sends=BAN, payload=lambda world: {"commit": "1"}),
    of_the_ban("import_result", preview),
    of_the_ban("import_rejected", preview),
]
