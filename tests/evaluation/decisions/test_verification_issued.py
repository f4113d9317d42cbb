"""Files, decisions and papers changed below the guards are named, each by the words people know it by (decision 64)."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from core.files.uploads import check_upload
from core.log.verification import read_whole
from core.models import AuditEntry, StoredFile
from evaluation.decisions.services import papers
from evaluation.decisions.verification.files import FILES
from evaluation.enums import DecisionState
from evaluation.models import (
    DecisionItem,
    IssuedPaper,
    RecognitionDecision,
)
from evaluation.models.verify_codes import new_code
from models_registry.initiative.files.services import attach
from organizations.enums import Role
from tests.core.files.sample_files import image_bytes
from tests.evaluation.decided import Decided
from tests.support import factories as make
from tests.support.verified import after, problems, removed

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued():
    """A published decision with its list and certificates kept, one model with a photo."""
    year = Decided()
    photo = check_upload(SimpleUploadedFile("Ảnh ngõ.jpg", image_bytes(size=(900, 600))))
    actor = make.actor(year.secretary, year.ward)
    [year.photo] = attach(actor=actor, initiative=year.rows[0], uploads=[photo], place="registration.scan")
    year.publish()
    head = year.actor(Role.HEAD)
    papers.keep_list(actor=head, decision=year.decision, data=b"%PDF-1.7 danh sach")
    waiting = [recognition for _, recognition in papers.without_certificate(year.decision)]
    codes = [new_code() for _ in waiting]
    papers.keep_certificates(
        actor=head, decision=year.decision, recognitions=waiting, codes=codes, data=b"%PDF-1.7 giay"
    )
    return year


NAME = "Quyết định số 125-QĐ/ĐU, ngày 20/11/2026"


def place_of(stored: StoredFile) -> Path:
    return settings.PRIVATE_ROOT / stored.place


def test_missing_altered_and_unreadable_files_are_named_as_people_know_them(issued):
    assert problems() == []
    code, papers_file = issued.rows[0].code, IssuedPaper.objects.first().file
    place_of(issued.photo.file).unlink()
    place_of(issued.photo.thumb).write_bytes(b"x")
    place_of(papers_file).unlink()
    place_of(papers_file).mkdir()
    StoredFile.objects.create(
        scope_key=issued.ward.pk, sha256="0" * 58 + "abcdef", size=1, kind="pdf", place="x", created_at=clock.now()
    )
    assert problems() == [
        f"{code}, bản giấy có chữ ký “Ảnh ngõ.jpg”: không còn trên máy chủ",
        f"{code}, bản giấy có chữ ký “Ảnh ngõ.jpg” (ảnh nhỏ): nội dung đã thay đổi",
        f"{NAME}: tệp giấy công nhận: không đọc được trên máy chủ",
        "Tệp …abcdef, không hồ sơ nào dùng: không còn trên máy chủ",
    ]
    place_of(papers_file).rmdir()
    StoredFile.objects.update(erased_at=clock.now())
    assert read_whole(FILES, issued.ward.pk).problems == []


def test_files_are_read_in_chunks_by_number_and_by_weight(issued, monkeypatch):
    many = StoredFile.objects.count()
    for name, value in (("CHUNK", 2), ("MOST_BYTES", 1)):
        monkeypatch.setattr(f"evaluation.decisions.verification.files.{name}", value)
        report = read_whole(FILES, issued.ward.pk)
        assert (report.looked_at, report.problems) == (many, [])


def test_changed_decisions_and_papers_are_named(issued):
    decision = RecognitionDecision.objects.filter(pk=issued.decision.pk)
    line = AuditEntry.objects.get(verb="decision.publish")
    given = AuditEntry.objects.get(verb="decision.certificates")
    kept = AuditEntry.objects.get(verb="decision.paper").seq
    told = f"{line.text} (nhật ký dòng {line.seq})"
    other = StoredFile.objects.exclude(pk=issued.decision.file_id).first()
    papers_gone = f"{given.text} (nhật ký dòng {given.seq}): nay còn"
    changes = {
        "state": (
            lambda: decision.update(state=DecisionState.DRAFT),
            [f"{told}: trạng thái không còn là “Đã công bố”"],
        ),
        "list gone": (lambda: decision.update(file=None), [f"{NAME}: tệp danh sách không khớp nhật ký (dòng {kept})"]),
        "list exchanged": (
            lambda: decision.update(file=other),
            [f"{NAME}: tệp danh sách không khớp nhật ký (dòng {kept})"],
        ),
        "level": (
            lambda: DecisionItem.objects.filter(order=2).update(level=2),
            [f"{NAME}: dòng 2 ({issued.rows[1].code}): “level” không khớp văn bản niêm"],
        ),
        "paper gone": (removed(IssuedPaper.objects.filter(page=2)), [f"{papers_gone} 2 giấy"]),
        "page exchanged": (
            lambda: IssuedPaper.objects.filter(page=2).update(page=4),
            [f"{given.text} (nhật ký dòng {given.seq}): có trang đã đổi người nhận"],
        ),
        "paper exchanged": (
            lambda: IssuedPaper.objects.filter(page=2).update(file=other),
            [f"{papers_gone} 2 giấy"],
        ),
    }
    assert {name: after(change) for name, (change, _) in changes.items()} == {
        name: expected for name, (_, expected) in changes.items()
    }

    def gone():
        for rows in (IssuedPaper.objects.all(), DecisionItem.objects.all(), RecognitionDecision.objects.all()):
            rows._raw_delete(rows.db)

    assert after(gone) == [f"{told}: không còn quyết định này", f"{papers_gone} 0 giấy"]


def test_a_decision_published_by_hand_is_noticed(issued):
    """No line of the log tells of it."""
    draft = RecognitionDecision.objects.create(
        ward=issued.ward, cycle=issued.cycle, kind="REVOCATION", amends=issued.decision, number="1-QĐ/ĐU",
        on=issued.decision.on, verify_code="2" * 12,
    )  # fmt: skip
    fields = ("seal", "sha256", "body", "schema")
    forged = {name: getattr(issued.decision, name) for name in fields}
    RecognitionDecision.objects.filter(pk=draft.pk).update(state=DecisionState.PUBLISHED, **forged)
    assert f"Quyết định số 1-QĐ/ĐU, ngày {issued.decision.on:%d/%m/%Y}: nhật ký không có dòng công bố" in problems()
