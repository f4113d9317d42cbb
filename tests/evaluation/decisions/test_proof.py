"""What is published can be proved years later: snapshot, stored paper, verification."""

import random

import pytest
from django.conf import settings
from django.db import connection

from core import clock
from core.database.guards import lowered
from core.log import audit, seals
from core.models import AuditEntry, StoredFile
from evaluation.decisions.snapshots import Snapshot
from evaluation.models import RecognitionDecision
from evaluation.models.verify_codes import shown
from models_registry.models import Initiative, Submission
from organizations.enums import Role
from organizations.units.services import rename_unit
from reports.issued.certificates import draw_certificates
from reports.issued.decision_list import draw_list
from tests.evaluation.decided import ACHIEVEMENT, Decided
from tests.reports.documents.drawn import squeezed, texts
from tests.support.counting import AtMost
from tests.support.verified import erased, problems, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(at):
    at(2026, 11, 24, 9, 15)
    return Decided()


def test_the_seal_holds_rows_sheets_criteria_and_hashes_of_texts(year):
    with AtMost(60):
        decision = year.publish()
    snapshot = Snapshot(decision)
    assert [(row.order, row.unit, row.level, row.name, row.person, row.achievement) for row in snapshot.rows] == [
        (1, "Chi bộ tổ dân phố Minh Tân 1", 2, "Ngõ sáng", "", ACHIEVEMENT),
        (2, "Chi bộ tổ dân phố Minh Tân 2", 1, "Chợ sạch", "", ACHIEVEMENT),
        (3, "Chi bộ tổ dân phố Minh Tân 3", 1, "Người vận động", "Nguyễn Văn Mẫu", ACHIEVEMENT),
    ]
    first = snapshot.facts["appraisals"][0]
    assert first["sheets"][0]["scores"] == [[1, "MET", "37.00", "60.00", []], [2, "MET", "37.00", "40.00", []]]
    sent = Submission.objects.get(initiative=year.rows[0], kind="REGISTRATION")
    assert first["registration_sha256"] == sent.sha256
    assert [row["title"] for row in snapshot.facts["criteria"][0]["criteria"]] == [f"Tiêu chí {n}" for n in (1, 2, 3)]
    assert "Nguyễn Văn Mẫu" not in decision.seal
    assert snapshot.word("1.sheet.0.1") == "Có danh sách ký của từng hộ"


def test_the_stored_list_stays_as_it_was_whatever_is_renamed(year, client):
    decision = year.publish()
    stored = year.keep_list()
    before = (settings.PRIVATE_ROOT / stored.place).read_bytes()
    rename_unit(actor=year.actor(Role.ADMIN), unit=year.units[0], name="Chi bộ Tên Mới", valid_from=clock.today())
    Initiative.objects.filter(pk=year.rows[0].pk).update(name="Tên khác")
    decision = RecognitionDecision.objects.get(pk=decision.pk)
    assert draw_list(decision) == before
    year.keep_list()
    assert RecognitionDecision.objects.get(pk=decision.pk).file_id == stored.pk
    assert said() == ""


def test_new_papers_tell_their_line_of_the_log_beside_the_code(year):
    year.publish()
    line = AuditEntry.objects.get(verb="decision.publish").seq
    own = "GXYZ2345"  # of the certificate
    drawn = {
        year.decision.shown_code: draw_list(year.decision),
        shown(own): draw_certificates(year.decision, {1: own}),
    }
    for code, data in drawn.items():
        assert f"Mãkiểmchứng:{code}·sổsố{line}" in squeezed("".join(texts(data)))


def test_words_erased_on_request_are_told_apart_from_tampering(year):
    decision = year.publish()
    body = seals.erase(decision.body, ["3.person"], "yêu cầu số 7")
    RecognitionDecision.objects.filter(pk=decision.pk).update(body=body, erasures=1)
    assert problems() == []
    assert erased() == [
        "Quyết định số 125-QĐ/ĐU, ngày 20/11/2026: nội dung “3.person” đã xóa theo yêu cầu (yêu cầu số 7)"
    ]


def test_a_changed_file_and_a_changed_submission_are_named(year):
    year.publish()
    stored = year.keep_list()
    path = settings.PRIVATE_ROOT / stored.place
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    sent = Submission.objects.get(initiative=year.rows[1], kind="REGISTRATION")
    with lowered("models_registry_submission"):
        Submission.objects.filter(pk=sent.pk).update(body={**sent.body, "name": {"salt": "", "text": "Khác"}})
    assert problems() == [
        f"{year.rows[1].code}, đăng ký gửi lần 1: nội dung “name” không khớp dấu băm",
        "Quyết định số 125-QĐ/ĐU, ngày 20/11/2026: tệp danh sách: nội dung đã thay đổi",
    ]
    path.unlink()
    StoredFile.objects.filter(pk=stored.pk).update(size=stored.size)
    assert "không còn trên máy chủ" in said()


DECISION, ITEM, LOG = "evaluation_recognitiondecision", "evaluation_decisionitem", "core_auditentry"
PLACES = [
    *((DECISION, column) for column in ("seal", "sha256", "body", "number", "signatory", "post", "verify_code")),
    *((ITEM, column) for column in ("label", "code", "unit_name", "achievement", "kind")),
    *((LOG, column) for column in ("payload", "labels", "hash", "prev_hash", "verb", "subject_kind")),
]


def read(table, column, where="1 = 1"):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT id, CAST("{column}" AS TEXT) FROM "{table}" WHERE {where}')  # noqa: S608  our own names
        return [(key, text) for key, text in cursor.fetchall() if text]


def write(table, column, key, text):
    """By direct SQL, as the owner of the database could."""
    kind = "::jsonb" if connection.vendor == "postgresql" and column in ("body", "label", "labels") else ""
    with lowered(DECISION, ITEM, LOG), connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{table}" SET "{column}" = %s{kind} WHERE id = %s', [text, key])  # noqa: S608  as above


def tamper(dice, table, column):
    """Change one sign of one row; gives the row's key and the text as it was."""
    key, text = dice.choice(read(table, column))
    at = dice.choice([at for at, sign in enumerate(text) if sign.isalnum() and text[at - 1] != "\\"])
    write(table, column, key, text[:at] + ("0" if text[at] != "0" else "1") + text[at + 1 :])
    return key, text


def found(year, table, key):
    """Whether the checks name the row that was changed."""
    if table == LOG:
        [(_, line)] = read(LOG, "seq", f"id = {key}")
        return any(words.startswith(f"Dòng {line}:") for words in audit.verify(year.ward.pk))
    wrong = problems()
    if table == DECISION:
        return bool(wrong)
    [(_, order)] = read(ITEM, "order", f"id = {key}")
    return any(f"dòng {order} " in words or f"khóa {key}" in words for words in wrong)


def tampered(year, seed, rounds):
    """The places where a changed sign was not found."""
    dice, missed = random.Random(seed), []
    year.publish()
    for _ in range(rounds):
        table, column = dice.choice(PLACES)
        key, text = tamper(dice, table, column)
        if not found(year, table, key):
            missed.append((table, column, key))
        write(table, column, key, text)
    assert problems() == []
    return missed


def test_a_name_of_an_empty_word_is_part_of_what_is_checked(year):
    year.publish()
    [(key, text)] = read(ITEM, "label", '"order" = 1')
    write(ITEM, "label", key, text.replace('"person"', '"persan"'))
    [problem] = problems()
    assert "dòng 1 " in problem
    assert problem.endswith(": “persan” không khớp văn bản niêm")


def test_one_changed_sign_is_found_and_its_row_named(year):
    assert tampered(year, seed=26, rounds=12) == []


@pytest.mark.deep
def test_a_hundred_changed_signs_are_found_and_their_rows_named(year):
    assert tampered(year, seed=100, rounds=100) == []
