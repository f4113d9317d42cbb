"""The units' side of the register: own models, the registration form, files, the library."""

import uuid

from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from core.clock import today
from core.models import StoredFile
from core.text.formatting import date_vi
from models_registry.enums import CycleState, RecognitionSource, Source
from models_registry.enums import InitiativeState as S
from models_registry.library.learning import ask_to_learn
from models_registry.library.recognitions import Paper, recognise
from models_registry.models import Attachment, Milestone, ProgressNote, Remark, Submission
from tests.support import factories as make

from . import BAN, LEADERS, OWN, SIBLING, Entry

READERS = OWN | BAN | LEADERS | {"observer"}
EVERYBODY = READERS | SIBLING
HEAD = {"head"}
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


def at(state, *more):
    """The address of world.unit's registration in a state."""
    return lambda world: (world.slug, world.initiative(state).address, *more)


def returned(world):
    row = world.initiative(S.RETURNED)
    Remark.objects.create(
        ward_id=row.ward_id, submission=Submission.objects.get(initiative=row), number=1, text="Nêu rõ số hộ",
        asked_by_key=1, due_on=clock.today(),
    )  # fmt: skip
    return (world.slug, row.code)


def sent_twice(world):
    row = world.initiative(S.RESUBMITTED)
    make.make_submission(row, number=2)
    return (world.slug, row.code, 2)


def deleted(world):
    row = world.initiative(S.DRAFT)
    row.deleted_at = clock.now()
    row.save()
    return (world.slug, row.address)


def typed_by_ban(world):
    return (world.slug, world.initiative(S.SUBMITTED, source=Source.BEHALF, behalf="WAITING").code)


def with_file(state):
    def address(world):
        row = world.initiative(state)
        return (world.slug, row.address, attach(row).token.hex)

    return address


def attach(row) -> Attachment:
    from django.conf import settings  # noqa: PLC0415 - the folder of the running test

    place = f"{row.ward_id}/access-test"
    path = settings.PRIVATE_ROOT / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(PNG)
    stored, _ = StoredFile.objects.get_or_create(
        scope_key=row.ward_id,
        sha256="1" * 64,
        defaults={"size": len(PNG), "kind": "png", "place": place, "created_at": clock.now()},
    )
    return Attachment.objects.create(ward_id=row.ward_id, initiative=row, file=stored, name="anh.png")


def with_note(world):
    row = world.initiative(S.RECEIVED)
    note = ProgressNote.objects.create(
        ward_id=row.ward_id,
        initiative=row,
        number=1,
        on=clock.today(),
        text="Họp tổ",
        by_key=world.people["secretary"].pk,
    )
    return (world.slug, row.code, note.number)


def with_milestone(world):
    row = world.initiative(S.RECEIVED)
    return (
        world.slug,
        row.code,
        Milestone.objects.create(ward_id=row.ward_id, initiative=row, number=1, what="Ký cam kết").number,
    )


def recognised(world):
    row = world.initiative(S.RECEIVED)
    recognise(levels={row: 1}, paper=Paper(source=RecognitionSource.IMPORT))
    return (world.slug, row.code)


def of_province(world):
    row = world.initiative(S.RECEIVED)
    recognise(levels={row: 1}, paper=Paper(source=RecognitionSource.IMPORT))
    recognise(levels={row: 3}, paper=Paper(source=RecognitionSource.PROVINCE, number="45-QĐ/TU"))
    return (world.slug, row.code)


def asked_to_show(world):
    """The sibling asks to see a model of world.unit."""
    row = world.initiative(S.RECEIVED, best_level=1)
    request = ask_to_learn(
        actor=world.actor("head_b"), initiative=row, asker=world.sibling, message="Xin xem", contact="0900 000 001"
    )
    return (world.slug, request.token)


def recognised_before(world) -> str:
    """The code of a model of world.unit recognised last year."""
    cycle = make.make_cycle(world.ward, world.cycle.year - 1, CycleState.CLOSED)
    row = make.make_initiative(world.unit, cycle, S.RECEIVED)
    recognise(levels={row: 1}, paper=Paper(source=RecognitionSource.IMPORT))
    return row.code


ENTRIES = [
    Entry("registry:initiative_list", opens=EVERYBODY),
    Entry(
        "registry:initiative_start",
        opens=OWN | SIBLING | BAN,
        sends=OWN | BAN,
        payload=lambda world: {"token": uuid.uuid4(), "unit": "TDP02", "kind": "MODEL", "origin": "NEW"},
    ),
    Entry("registry:initiative_detail", at(S.RECEIVED), opens=READERS),
    Entry(
        "registry:initiative_step",
        at(S.DRAFT, 2),
        opens=OWN,
        sends=OWN,
        payload=lambda world: {"name": "Tên mới", "starts_on": "", "ends_on": ""},
    ),
    Entry(
        "registry:initiative_autosave",
        at(S.DRAFT, 2),
        get=False,
        sends=OWN,
        payload=lambda world: {"name": "Tên đang gõ"},
        done=(200,),
    ),
    Entry(
        "registry:initiative_check",
        at(S.DRAFT),
        opens=OWN,
        sends=OWN,
        payload=lambda world: {"viec": "soan-xong"},
    ),
    Entry("registry:near_list", at(S.DRAFT), opens=OWN),
    Entry("registry:initiative_receipt", at(S.SUBMITTED), opens=READERS),
    Entry(
        "registry:initiative_supplement",
        returned,
        opens=OWN,
        sends=OWN,
        payload=lambda world: {"answer_1": "Đã sửa", "luu": "luu"},
    ),
    Entry("registry:submission_changes", sent_twice, opens=READERS),
    Entry("registry:initiative_withdraw", at(S.SUBMITTED), opens=HEAD, sends=HEAD),
    Entry("registry:initiative_reopen", at(S.WITHDRAWN), opens=OWN, sends=OWN),
    Entry(
        "registry:initiative_discontinue",
        at(S.RECEIVED),
        opens=HEAD | BAN,
        sends=HEAD | BAN,
        payload=lambda world: {"reason": "Không còn phù hợp"},
    ),
    Entry("registry:initiative_behalf", typed_by_ban, opens=HEAD, sends=HEAD, payload=lambda world: {"agrees": "dung"}),
    Entry("registry:initiative_delete", at(S.DRAFT), opens=OWN, sends=OWN),
    Entry("registry:initiative_restore", deleted, get=False, sends=OWN),
    Entry(
        "registry:attachment_add",
        at(S.DRAFT),
        get=False,
        sends=OWN,
        payload=lambda world: {"files": SimpleUploadedFile("anh.png", PNG)},
    ),
    Entry("registry:attachment_download", with_file(S.RECEIVED), opens=READERS),
    Entry("registry:attachment_thumb", with_file(S.RECEIVED), opens=READERS),
    Entry(
        "registry:attachment_edit",
        with_file(S.DRAFT),
        opens=OWN,
        sends=OWN,
        payload=lambda world: {"caption": "Ngõ trước khi làm", "place": "registration.problem"},
    ),
    Entry("registry:attachment_remove", with_file(S.DRAFT), opens=OWN, sends=OWN),
    Entry(
        "registry:carry_over_review",
        lambda world: (world.slug, world.cycle.year - 1),
        opens=OWN | SIBLING,
        sends=OWN,
        payload=lambda world: {f"decision-{recognised_before(world)}": "CONTINUE"},
        hidden=False,
    ),
    Entry(
        "registry:note_add",
        at(S.RECEIVED),
        opens=OWN,
        sends=OWN,
        payload=lambda world: {"token": uuid.uuid4(), "text": "Họp tổ", "on": f"{clock.today():%d/%m/%Y}"},
    ),
    Entry("registry:note_remove", with_note, opens=OWN, sends=OWN),
    Entry(
        "registry:milestone_edit",
        at(S.RECEIVED),
        opens=OWN,
        sends=OWN,
        payload=lambda world: {"moc-TOTAL_FORMS": 1, "moc-INITIAL_FORMS": 0, "moc-0-what": "Ký cam kết"},
    ),
    Entry("registry:milestone_mark", with_milestone, get=False, sends=OWN),
    Entry("registry:library_list", opens=EVERYBODY | {"admin"}),
    Entry(
        "registry:learn_ask",
        recognised,
        opens=SIBLING,
        sends=SIBLING,
        payload=lambda world: {"unit": "TDP10", "message": "Xin xem cách làm", "contact": "0900 000 001"},
        hidden=False,
    ),
    Entry("registry:learn_list", opens=OWN | SIBLING | BAN, hidden=False),
    Entry(
        "registry:learn_answer",
        asked_to_show,
        opens=OWN | SIBLING | BAN,
        sends=OWN,
        payload=lambda world: {"answer": "Mời đồng chí đến tối thứ năm"},
        hidden=False,
    ),
    Entry(
        "registry:province_record",
        recognised,
        opens=BAN,
        sends=BAN,
        payload=lambda world: {"number": "45-QĐ/TU", "on": date_vi(today()), "issuer": "Tỉnh ủy Thử"},
        hidden=False,
    ),
    Entry(
        "registry:province_end",
        of_province,
        opens=BAN,
        sends=BAN,
        payload=lambda world: {"on": date_vi(today()), "reason": "Ghi nhầm"},
        hidden=False,
    ),
    Entry("registry:library_detail", recognised, opens=EVERYBODY | {"admin"}, hidden=False),
]
