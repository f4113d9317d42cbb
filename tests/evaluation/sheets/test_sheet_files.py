"""A scorer's Excel sheet: what stands in it, what comes back, and that nothing but the preview is kept."""

import io
import zipfile
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from core.models import DownloadLog
from evaluation.enums import Finding, SheetState
from evaluation.models import CriterionScore, Evaluation, ScoreSheet
from evaluation.sheets.services import sheets
from evaluation.sheets.services.sheets import Score
from models_registry.enums import InitiativeKind
from tests.evaluation.appraising import Appraisal, browser, full_scores, url

pytestmark = pytest.mark.django_db
HIDDEN = Decimal("13.5")  # a number of the other scorer's, met nowhere else


@pytest.fixture
def world():
    return Appraisal()


def downloaded(world, user=None):
    answer = browser(user or world.officer_user).get(url(world, "sheet_file"))
    assert answer.status_code == 200
    return answer.content


def filled(data, **cells):
    """The workbook with cells filled: F4=“Đạt”."""
    book = load_workbook(io.BytesIO(data))
    for address, value in cells.items():
        book.active[address] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def send(world, data, user=None):
    file = SimpleUploadedFile("phieu.xlsx", data)
    return browser(user or world.officer_user).post(url(world, "sheet_upload"), {"file": file})


def confirm(world, preview):
    return browser(world.officer_user).post(url(world, "sheet_upload_save"), {"phieu": preview.context["sealed"]})


def verdicts(preview):
    return [(line.verdict, line.reasons, line.changes) for line, _ in preview.context["lines"]]


def stored(evaluation):
    rows = CriterionScore.objects.filter(sheet__evaluation=evaluation).order_by("criterion__number")
    return [(row.finding, row.points, row.comment) for row in rows]


def test_the_file_holds_what_may_be_scored_with_only_the_inputs_open(world):
    first = world.sent()
    world.draft_sheet(first, scores={1: Score(finding=Finding.MET, points=Decimal("17.5"), comment="=1+1")})
    person = world.sent(world.another("Gương tốt", kind=InitiativeKind.INDIVIDUAL, person_name="Người Thử"))
    world.completed(world.sent(world.another("Đã chấm xong")))
    world.begun(world.another("Chưa nộp"))
    page = load_workbook(io.BytesIO(downloaded(world))).active
    assert [page.cell(row, 2).value for row in range(4, page.max_row + 1)] == [
        first.initiative.code, person.initiative.code,
    ]  # fmt: skip
    assert (page["F4"].value, page["G4"].value, page["H4"].value) == ("Đạt", 17.5, "=1+1")
    assert page["H4"].data_type == "s"
    assert (page.protection.sheet, page.protection.password, page.column_dimensions["A"].hidden) == (True, None, True)
    open_cells = {cell.coordinate for row in page.iter_rows() for cell in row if not cell.protection.locked}
    assert {"F4", "G4", "H4", "W4"} <= open_cells  # the sixth criterion's comment
    assert (
        not {"A4", "B4", "C4", "E4", "F3", "X4", "Y5"} & open_cells
    )  # the seventh is the individuals', without points
    assert {"X5", "Z5"} <= open_cells
    assert DownloadLog.objects.get().what == "phieu-cham_2026.xlsx"


def test_what_the_preview_shows_is_what_is_written_and_nothing_before(world):
    first, second = world.sent(), world.sent(world.another())
    world.draft_sheet(first, scores={1: Score(finding=Finding.MET, points=Decimal(12))})
    data = filled(downloaded(world), G4=17.5, I5="Chưa đạt", J5="7,5", K5="Chưa có\nbiên bản")
    preview = send(world, data)
    assert verdicts(preview) == [
        ("CHANGED", [], ["Tiêu chí 1: điểm 17,5 (đang là 12)"]),
        ("NEW", [], ["Tiêu chí 2: kết quả “Chưa đạt”, điểm 7,5, nhận xét"]),
    ]
    assert (ScoreSheet.objects.count(), stored(first)[0]) == (1, ("MET", 12, ""))
    for _ in range(2):  # the second press keeps nothing more
        confirm(world, preview)
    assert stored(first)[0] == ("MET", Decimal("17.5"), "")
    assert stored(second)[1] == ("NOT_MET", Decimal("7.5"), "Chưa có\nbiên bản")
    assert set(ScoreSheet.objects.values_list("state", "version")) == {(SheetState.DRAFT, 3), (SheetState.DRAFT, 2)}
    assert [row[0] for row in verdicts(send(world, downloaded(world)))] == ["SAME", "SAME"]


def test_wrong_cells_are_named_and_their_row_is_left_out(world):
    first, second = world.sent(), world.sent(world.another())
    data = filled(downloaded(world), G4=20.5, I4="Tạm được", J4="ba", G5=20)
    preview = send(world, data)
    assert verdicts(preview)[0][:2] == (
        "WRONG",
        [
            "Ô G4: điểm tối đa của tiêu chí này là 20",
            "Ô J4: hãy nhập số, ví dụ 120 hoặc 17,5",
            "Ô I4: hãy chọn kết quả trong danh sách",
        ],
    )
    confirm(world, preview)
    assert (stored(first), stored(second)[0]) == ([], ("", 20, ""))


def test_a_row_is_refused_when_the_web_copy_is_newer_and_the_others_are_kept(world):
    first, second = world.sent(), world.sent(world.another())
    data = filled(downloaded(world), G4=11, G5=12)
    world.draft_sheet(first, scores={1: Score(points=Decimal(9))})
    preview = send(world, data)
    assert [row[0] for row in verdicts(preview)] == ["REFUSED", "NEW"]
    assert "mới hơn tệp" in verdicts(preview)[0][1][0]
    world.draft_sheet(second, scores={1: Score(points=Decimal(8))})  # meanwhile, before the preview is confirmed
    confirm(world, preview)
    assert (stored(first)[0][1], stored(second)[0][1]) == (9, 8)


def test_a_report_sent_anew_after_the_download_refuses_its_row(world):
    evaluation = world.sent()
    data = filled(downloaded(world), G4=11)
    preview = send(world, data)
    Evaluation.objects.filter(pk=evaluation.pk).update(current=world.sent(world.another()).current)
    assert verdicts(send(world, data))[0][0] == "REFUSED"
    confirm(world, preview)
    assert not ScoreSheet.objects.exists()


def test_another_scorers_file_and_another_file_are_refused(world):
    world.sent()
    data = downloaded(world)
    for sent, says in (
        (send(world, data, world.second_user), "phiếu của người chấm khác"),
        (send(world, b""), "Tệp này không có nội dung"),
        (send(world, filled(data, A1="khac")), "không phải phiếu chấm"),
        (send(world, filled(data, G3="Điểm 2")), "Các cột của phiếu đã bị đổi"),
    ):
        assert says in sent.content.decode()
    sealed = send(world, filled(data, G4=3)).context["sealed"]
    browser(world.second_user).post(url(world, "sheet_upload_save"), {"phieu": sealed})
    assert not ScoreSheet.objects.exists()


def test_nothing_of_a_hidden_sheet_stands_in_the_file_or_the_preview(world):
    evaluation = world.sent()
    hidden = {n: Score(finding=Finding.UNPROVEN, points=HIDDEN, comment="chimhoangyen") for n in range(1, 7)}
    world.completed(evaluation, world.second, full_scores() | hidden)
    data = downloaded(world)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    pages = [content, send(world, filled(data, G4=5)).content.decode()]
    found = [word for text in pages for word in ("13.5", "13,5", ">81<", "chimhoangyen") if word in text]
    assert found == []


def test_a_sheet_completed_meanwhile_is_left_alone(world):
    evaluation = world.sent()
    data = filled(downloaded(world), G4=11)
    preview = send(world, data)
    world.completed(evaluation)
    confirm(world, preview)
    assert stored(evaluation)[0][1] == 20
    sheets.reopen_sheet(
        actor=world.officer, sheet=ScoreSheet.objects.select_related("evaluation").get(), reason="Xem lại"
    )
    assert verdicts(send(world, data))[0][0] == "REFUSED"
