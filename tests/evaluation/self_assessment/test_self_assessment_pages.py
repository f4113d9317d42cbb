"""A unit's pages of self-assessment: what a press keeps, what they cost."""

from io import BytesIO
from unittest.mock import Mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core import clock
from core.files.uploads import NoRoom
from evaluation.enums import EvaluationState
from evaluation.models import Evaluation, SelfAnswer, SelfAssessment
from evaluation.self_assessment.services import self_assessment
from models_registry.models import Attachment
from tests.evaluation.appraising import LONG, Appraisal, browser, cost, read, self_post, url

pytestmark = pytest.mark.django_db
WHOLE = {"story_before": "Ngõ tối", "story_after": "Ngõ sáng", "summary": LONG}


@pytest.fixture
def world():
    return Appraisal()


def test_a_unit_drafts_checks_and_sends(world):
    client, code = browser(world.unit_head_user), world.initiative.code
    page = url(world, "self_assessment", code)
    answer = client.post(page, self_post(viec="kiem-tra"))
    assert answer["Location"] == url(world, "self_assessment_check", code)
    check = client.get(answer["Location"])
    assert "cần bổ sung trước khi nộp" in check.content.decode()
    client.post(page, self_post(version=1, viec="kiem-tra", **WHOLE))
    unsigned = client.post(url(world, "self_assessment_check", code))
    assert "agreed" in unsigned.context["form"].errors
    client.post(url(world, "self_assessment_check", code), {"agreed": "on"})
    evaluation = Evaluation.objects.get()
    assert evaluation.state == EvaluationState.SENT
    again = client.post(url(world, "self_assessment_check", code), {"agreed": "on"}, follow=True)
    assert "Không cần nộp lại" in again.content.decode()
    assert world.initiative.submissions.filter(kind="SELF_ASSESSMENT").count() == 1


def test_a_draft_is_kept_although_parts_are_wrong(world):
    client, page = browser(world.clerk_user), url(world, "self_assessment", world.initiative.code)
    typed = self_post(points_1="20,5", points_2="15", participants="nhiều", result_t1="một trăm", text_3="Giữ lại")
    answer = client.post(page, typed)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="20,5"' in shown
    assert 'value="nhiều"' in shown
    assert 'value="một trăm"' in shown
    assert "Điểm tối đa của tiêu chí này là 20" in shown
    stored = dict(SelfAnswer.objects.values_list("criterion__number", "points"))
    assert (stored[1], stored[2]) == (None, 15)
    assert SelfAnswer.objects.get(criterion__number=3).text == "Giữ lại"
    assert answer.context["version"] == 1


def test_a_clash_shows_what_was_typed_and_a_second_press_keeps_it(world):
    client, page = browser(world.clerk_user), url(world, "self_assessment", world.initiative.code)
    client.post(page, self_post())
    client.post(page, self_post(version=1, summary="Bản của cửa sổ kia"))
    clash = client.post(page, self_post(version=1, summary="Bản của cửa sổ này"))
    assert "vừa được lưu ở cửa sổ khác" in clash.content.decode()
    assert "Bản của cửa sổ này" in clash.content.decode()
    client.post(page, self_post(version=clash.context["version"], summary="Bản của cửa sổ này"))
    assert read(Evaluation.objects.get()).self_assessment.summary == "Bản của cửa sổ này"


def test_files_stand_under_their_criterion_and_can_be_taken_off(world, tmp_path, settings):
    settings.PRIVATE_ROOT = tmp_path
    client, page = browser(world.clerk_user), url(world, "self_assessment", world.initiative.code)
    files = {"tep_3": make_png("anh.png"), "tep_0": make_png("chung.png", "white")}
    client.post(page, self_post() | files)
    places = dict(Attachment.objects.values_list("name", "place"))
    assert places == {"anh.png": "self.criterion.3", "chung.png": "self"}
    bad = client.post(page, self_post(version=1) | {"tep_2": make_text("xau.exe")})
    assert "Chưa nhận loại tệp này" in bad.content.decode()
    token = Attachment.objects.get(name="anh.png").token.hex
    client.post(page, self_post(version=2, bo_tep=token))
    assert Attachment.objects.get(name="anh.png").removed_at is not None


def test_a_script_sends_files_one_by_one_and_the_first_begins_the_text(world, tmp_path, settings, monkeypatch):
    settings.PRIVATE_ROOT = tmp_path
    client, address = browser(world.clerk_user), url(world, "self_assessment_file", world.initiative.code)
    refused = client.post(address, {"tep_2": make_text("xau.exe")})
    assert (refused.status_code, Evaluation.objects.count()) == (422, 0)
    assert refused.json()["problem"].startswith("Chưa nhận loại tệp này")
    with monkeypatch.context() as patch:
        patch.setattr(
            "evaluation.self_assessment.services.self_assessment.attach", Mock(side_effect=NoRoom("Máy chủ hết chỗ"))
        )
        assert client.post(address, {"tep_3": make_png("anh.png")}).status_code == 507
    assert Evaluation.objects.count() == 0  # a file that found no room begins no text

    def version():
        return SelfAssessment.objects.get().version

    told = client.post(address, {"tep_3": make_png("anh.png"), "chu_thich_3": "Ngõ sáng", "chu_thich_0": "x"}).json()
    (kept,) = Attachment.objects.all()
    assert (kept.place, kept.caption, told["token"]) == ("self.criterion.3", "Ngõ sáng", kept.token.hex)
    assert (version(), "M1 · Ngõ sáng" in told["row"]) == (0, True)  # no words yet: the page that sent it saw them all
    again = client.post(address, {"tep_3": make_png("anh.png")}).json()  # pressed again after a lost answer
    assert (again["token"], version()) == (kept.token.hex, 0)
    page = url(world, "self_assessment", world.initiative.code)
    assert client.post(page, self_post(version=0))["Location"]
    assert version() == 1
    assert read(Evaluation.objects.get()).self_assessment.summary
    for name in ("files", "tep_x", "tep_100"):
        assert client.post(address, {name: make_png("b.png")}).status_code == 422
    assert Attachment.objects.count() == 1


def test_before_the_window_opens_and_after_it_closed(world):
    client, page = browser(world.clerk_user), url(world, "self_assessment", world.initiative.code)
    world.cycle.self_assessment_opens = world.cycle.self_assessment_closes = clock.today().replace(year=2040, day=1)
    world.cycle.save()
    early = client.get(page)
    assert (early.status_code, "Chưa đến thời gian tự đánh giá" in early.content.decode()) == (200, True)
    refused = client.post(page, self_post(), follow=True)
    assert "Chưa đến thời gian tự đánh giá" in refused.content.decode()
    assert Evaluation.objects.count() == 0


def test_the_clerk_tells_the_head(world):
    evaluation = world.begun()
    client = browser(world.clerk_user)
    page = url(world, "self_assessment_check", world.initiative.code)
    assert "báo người đứng đầu" in client.get(page).content.decode()
    client.post(page)
    assert read(evaluation).state == EvaluationState.DRAFT
    assert read(evaluation).self_assessment.prepared_at is not None


def test_the_ban_reads_it_only_once_sent(world):
    world.begun()
    page = url(world, "self_assessment", world.initiative.code)
    officer = browser(world.officer_user)
    assert officer.get(page).status_code == 404
    sent = read(Evaluation.objects.get())
    self_assessment.send_self_assessment(actor=world.unit_head, evaluation=sent)
    assert officer.get(page).status_code == 200
    assert officer.post(page, self_post()).status_code == 403


def test_the_self_assessment_within_its_budget(world):
    client, code = browser(world.unit_head_user), world.initiative.code
    page, check = url(world, "self_assessment", code), url(world, "self_assessment_check", code)
    assert cost(client, "get", page) <= 8
    assert cost(client, "post", page, self_post(**WHOLE)) <= 15  # freezes the year's criteria besides
    assert cost(client, "get", page) <= 8
    assert cost(client, "post", page, self_post(version=1, **WHOLE)) <= 14
    assert cost(client, "get", check) <= 8
    assert cost(client, "post", check, {"agreed": "on"}) <= 14
    assert cost(client, "get", page) <= 8


def make_png(name, color="red"):
    data = BytesIO()
    Image.new("RGB", (20, 20), color).save(data, "PNG")
    return SimpleUploadedFile(name, data.getvalue())


def make_text(name):
    return SimpleUploadedFile(name, b"MZ")
