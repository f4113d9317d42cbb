"""The self-assessment and the score sheet save themselves; two versions are chosen part by part."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.files.uploads import check_upload
from evaluation.models import CriterionScore, Evaluation, ScoreSheet, SelfAssessment
from evaluation.self_assessment.services import self_assessment as services
from models_registry.models import Attachment, Initiative
from tests.access.registry_form import PNG
from tests.evaluation.appraising import Appraisal, browser, self_post, sheet_post, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return Appraisal()


def test_a_self_assessment_saves_itself_and_tells_what_is_not_right_yet(world):
    client, address = browser(world.clerk_user), url(world, "self_assessment_autosave", world.initiative.code)
    answer = client.post(address, self_post(version=0, summary="Đã ký 186 hộ", points_1="20,5"))
    assert (answer.status_code, answer.json()["version"], answer.json()["wrong"]) == (200, 1, 1)
    again = client.post(address, self_post(version=1, summary="Đã ký 192 hộ"))
    assert (again.json()["version"], again.json()["wrong"]) == (2, 0)
    clash = client.post(address, self_post(version=1, summary="Bản của thẻ cũ"))
    assert (clash.status_code, [(part["kept"], part["typed"]) for part in clash.json()["both"]]) == (
        409,
        [("Đã ký 192 hộ", "Bản của thẻ cũ")],
    )
    assert SelfAssessment.objects.get().summary == "Đã ký 192 hộ"


@pytest.mark.parametrize("file_first", [True, False])
def test_the_first_words_and_the_first_file_of_one_page_meet_in_one_text(world, tmp_path, settings, file_first):
    settings.PRIVATE_ROOT = tmp_path
    words, file = (Initiative.objects.select_related("cycle", "unit").get(pk=world.initiative.pk) for _ in range(2))
    for row in (words, file):
        assert getattr(row, "evaluation", None) is None  # both read before either writes

    def save():
        draft = services.SelfAssessmentDraft(summary="Đã ký 186 hộ")
        services.save_self_assessment(actor=world.clerk, initiative=words, draft=draft, seen_version=0)

    def send():
        upload = check_upload(SimpleUploadedFile("anh.png", PNG))
        services.begin_with_file(actor=world.clerk, initiative=file, upload=upload, criterion=3)

    for act in (send, save) if file_first else (save, send):
        act()
    assert (Evaluation.objects.count(), Attachment.objects.get().place) == (1, "self.criterion.3")
    assert (SelfAssessment.objects.get().summary, SelfAssessment.objects.get().version) == ("Đã ký 186 hộ", 1)


def test_of_two_self_assessments_each_part_is_chosen_by_itself(world):
    client, page = browser(world.clerk_user), url(world, "self_assessment", world.initiative.code)
    client.post(page, self_post(version=0, summary="Kết quả của người kia", story_before="Trước, của người kia"))
    mine = self_post(version=0, summary="Kết quả của tôi", story_before="Trước, của tôi")
    shown = client.post(page, mine)
    assert [part["label"] for part in shown.context["both"]] == ["Kết quả nổi bật", "Trước khi thực hiện"]
    assert "data-autosave" not in shown.content.decode()
    chosen = {"version": shown.context["version"], "chon-summary": "luu", "chon-story_before": "toi"}
    assert client.post(page, mine | chosen).status_code == 302
    text = SelfAssessment.objects.get()
    assert (text.summary, text.story_before) == ("Kết quả của người kia", "Trước, của tôi")


def test_a_score_sheet_saves_itself_and_never_over_a_newer_one(world):
    evaluation = world.sent()
    client, code = browser(world.officer_user), evaluation.initiative.code
    address = url(world, "sheet_autosave", code)
    first = client.post(address, sheet_post(version=0, comment_1="Có số liệu")).json()
    assert client.post(address, sheet_post(version=0, comment_1="Có số liệu")).json()["version"] == first["version"]
    stale = client.post(address, sheet_post(version=0, comment_1="Bản cũ"))
    assert (stale.status_code, [part["kept"] for part in stale.json()["both"]]) == (409, ["Có số liệu"])
    assert ScoreSheet.objects.get().version == first["version"]
    assert CriterionScore.objects.get(criterion__number=1).comment == "Có số liệu"
