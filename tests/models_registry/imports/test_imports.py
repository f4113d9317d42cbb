"""Import of last year's recognised models: understood, decided, written once."""

import datetime as dt
from collections import Counter

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.exceptions import DomainError
from core.log import audit, seals
from models_registry.enums import CycleState, InitiativeState, Origin, RowVerdict, Source, SubmissionKind
from models_registry.imports.services.imports import (
    Choice,
    Defaults,
    ListDecision,
    commit_import,
    decide_rows,
    import_recognised_list,
    start_import,
)
from models_registry.models import (
    CodeCounter,
    Cycle,
    ImportBatch,
    ImportRow,
    Initiative,
    Recognition,
    RegistrationText,
    Submission,
)
from organizations.models import OrganizationAlias
from organizations.units.services import close_unit
from tests.models_registry.imports.lists import sample_list, sample_units, shuffled_sample, workbook
from tests.support.factories import actor, make_cycle, make_initiative, make_unit

DECIDED = {"17": {"unit": "TDP20"}, "33": {"kind": "MODEL"}}
YEAR = 2025


@pytest.fixture
def units(ward):
    return {unit.code: unit for unit in sample_units(ward)}


@pytest.fixture
def ban(officer, ward, units):
    return actor(officer, ward)


def upload(ban, ward, file=None, **fields):
    return start_import(actor=ban, ward=ward, year=YEAR, file=file or sample_list(), **fields)


def take_in(ban, ward, file=None, decisions=DECIDED, **fields):
    return import_recognised_list(
        actor=ban, ward=ward, year=YEAR, file=file or sample_list(), decisions=decisions, **fields
    )


def by_ordinal(batch):
    return {row.ordinal: row for row in batch.rows.all()}


# The office's sample ------------------------------------------------------------------------------------------------


def test_the_sample_is_understood_but_for_two_rows(ban, ward):
    batch = upload(ban, ward)
    assert batch.counts == {"NEW": 68, "SAME": 0, "DIFFERS": 0, "UPDATE": 0, "ASKS": 2, "SKIPPED": 0, "REFUSED": 0}
    asking = [row for row in batch.rows.all() if row.verdict == RowVerdict.ASKS]
    assert [(row.ordinal, row.problems) for row in asking] == [
        (
            "17",
            [
                {
                    "cell": "B27",
                    "message": "Ô B27: chưa tìm thấy đơn vị “CB khu phố Hoa Ban” trong phường.",
                    "needs": "unit",
                }
            ],
        ),
        (
            "33",
            [{"cell": "D44", "message": "Ô D44, E44: chưa đánh dấu tập thể hay cá nhân.", "needs": "kind"}],
        ),
    ]


def test_a_preview_writes_nothing_else(ban, ward):
    upload(ban, ward)
    for table in (Initiative, Recognition, Submission, Cycle, CodeCounter, OrganizationAlias):
        assert not table.objects.exists()
    assert (ImportBatch.objects.count(), ImportRow.objects.count()) == (1, 70)


def test_with_both_decided_seventy_models_are_made(ban, ward, units):
    batch = take_in(ban, ward)
    assert batch.counts[RowVerdict.NEW] == 70
    made = Initiative.objects.filter(ward=ward).order_by("number")
    assert [row.code for row in made] == [f"DK-2025-{number:03d}" for number in range(1, 71)]
    assert Counter(made.values_list("sector__number", flat=True)) == {1: 8, 2: 14, 3: 35, 4: 10, 5: 3}
    assert Counter(made.values_list("kind", flat=True)) == {"MODEL": 68, "INDIVIDUAL": 2}
    assert set(made.values_list("state", "source", "best_level", "tray")) == {
        (InitiativeState.RECEIVED, Source.IMPORT, 1, 4)
    }
    assert made[16].unit == units["TDP20"]
    assert {made[19].unit.name, made[20].unit.name} == {"Chi bộ tổ dân phố Hồng Hà 4"}
    assert Recognition.objects.filter(ward=ward, year=YEAR, level=1, source="IMPORT").count() == 70
    assert Submission.objects.filter(kind=SubmissionKind.IMPORT, number=1).count() == 70
    assert RegistrationText.objects.count() == 70
    cycle = Cycle.objects.get(ward=ward)
    assert (cycle.year, cycle.state) == (YEAR, CycleState.HISTORY)
    assert CodeCounter.objects.get(ward=ward, year=YEAR).last == 70


def test_a_skipped_row_makes_sixty_nine_and_stays_skipped(ban, ward):
    decided = {"17": {"skip": True}, "33": {"kind": "INDIVIDUAL"}}
    batch = take_in(ban, ward, decisions=decided)
    assert (batch.counts["NEW"], batch.counts["SKIPPED"]) == (69, 1)
    assert [row.ordinal for row in batch.rows.filter(verdict=RowVerdict.SKIPPED)] == ["17"]
    again = take_in(ban, ward, decisions=None)
    assert again.counts == {"NEW": 0, "SAME": 69, "DIFFERS": 0, "UPDATE": 0, "ASKS": 0, "SKIPPED": 1, "REFUSED": 0}
    later = take_in(ban, ward, decisions={"17": {"unit": "TDP20"}})
    assert (later.counts["NEW"], Initiative.objects.get(number=70).name) == (1, "trồng rau xanh")


def test_the_same_list_again_asks_and_writes_nothing(ban, ward):
    take_in(ban, ward)
    again = take_in(ban, ward, decisions=None)
    assert again.counts == {"NEW": 0, "SAME": 70, "DIFFERS": 0, "UPDATE": 0, "ASKS": 0, "SKIPPED": 0, "REFUSED": 0}
    assert Initiative.objects.count() == Recognition.objects.count() == 70
    assert CodeCounter.objects.get(ward=ward, year=YEAR).last == 70


def test_the_same_rows_in_another_file_write_nothing(ban, ward):
    take_in(ban, ward)
    again = take_in(ban, ward, file=shuffled_sample(lambda rows: rows[::-1]), decisions=None)
    assert again.counts == {"NEW": 0, "SAME": 70, "DIFFERS": 0, "UPDATE": 0, "ASKS": 0, "SKIPPED": 0, "REFUSED": 0}


def test_one_new_row_in_a_known_list_is_the_only_one_written(ban, ward):
    take_in(ban, ward)
    more = ("Chuyển Đổi Số", "Tổ hướng dẫn dịch vụ công", "CB TDP Minh Tân 3", "Tập thể", "Năm 2025", "")
    again = take_in(ban, ward, file=shuffled_sample(lambda rows: [more, *rows]), decisions=None)
    assert (again.counts["NEW"], again.counts["SAME"]) == (1, 70)
    assert Initiative.objects.latest("number").code == "DK-2025-071"


def test_undecided_rows_stop_the_whole_import(ban, ward):
    with pytest.raises(DomainError, match=r"Còn 2 dòng cần quyết định \(17, 33\)"):
        take_in(ban, ward, decisions=None)
    assert not Initiative.objects.exists()
    assert not ImportBatch.objects.exists()


def test_periods_are_kept_as_read(ban, ward):
    take_in(ban, ward)
    rows = {row.number: row for row in Initiative.objects.all()}
    assert rows[1].ongoing is True
    assert (rows[4].starts_on, rows[4].ends_on) == (dt.date(2025, 3, 15), dt.date(2025, 11, 30))
    assert (rows[5].starts_on, rows[5].ends_on) == (dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    assert (rows[1].origin, rows[2].origin) == (Origin.NEW, Origin.KEEP)


def test_what_was_written_is_sealed_and_told_apart_row_by_row(ban, ward):
    batch = take_in(ban, ward)
    row = Initiative.objects.get(code="DK-2025-005")
    sent = row.submissions.get()
    assert seals.check(sent.seal, sent.sha256, sent.body) == []
    assert sent.body["unit_as_written"]["text"] == "CB TDP Minh Tân 7"
    assert sent.body["period_as_written"]["text"] == "Quý I - Quý IV/2025"
    assert seals.facts_of(sent.seal)["row"] == by_ordinal(batch)["5"].row_number
    assert [entry.text for entry in audit.timeline(row, audiences=["UNIT"])] == [
        "Nhập từ danh sách mô hình được công nhận năm 2025"
    ]
    assert audit.verify(ward.pk) == []


def test_the_decision_of_the_list_stands_on_every_recognition(ban, ward):
    paper = ListDecision(number="12-QĐ/ĐU", on=dt.date(2025, 12, 20), signatory="Người Ký Thử")
    take_in(ban, ward, decision=paper)
    found = Recognition.objects.values_list("number", "on", "signatory").distinct()
    assert list(found) == [("12-QĐ/ĐU", dt.date(2025, 12, 20), "Người Ký Thử")]


def test_seventy_rows_cost_few_queries(ban, ward):
    take_in(ban, ward, workbook([(1, "CB TDP Minh Tân 3", "Dòng đầu", "x", "", "Kinh tế", "")]), decisions=None)
    batch = upload(ban, ward)
    rows = by_ordinal(batch)
    choices = {rows["17"].pk: Choice(skip=True), rows["33"].pk: Choice(kind="MODEL")}
    with CaptureQueriesContext(connection) as captured:
        decide_rows(actor=ban, batch=batch, choices=choices)
    assert statements(captured) <= 10
    with CaptureQueriesContext(connection) as captured:
        commit_import(actor=ban, batch=batch)
    assert statements(captured) <= 30


def statements(captured):
    """Queries without the marks of nested transactions."""
    return sum("SAVEPOINT" not in query["sql"] for query in captured.captured_queries)


# Deciding -----------------------------------------------------------------------------------------------------------


def test_a_spelling_is_remembered_only_at_the_import_and_only_when_asked(ban, ward, units):
    batch = upload(ban, ward)
    rows = by_ordinal(batch)
    decide_rows(
        actor=ban,
        batch=batch,
        choices={
            rows["17"].pk: Choice(unit=units["TDP20"], remember=True),
            rows["33"].pk: Choice(kind="MODEL"),
        },
    )
    assert not OrganizationAlias.objects.exists()
    commit_import(actor=ban, batch=batch)
    alias = OrganizationAlias.objects.get(ward=ward)
    assert (alias.alias, alias.organization) == ("CB khu phố Hoa Ban", units["TDP20"])
    other = workbook([(1, "CB KHU PHỐ HOA BAN", "Vườn rau sạch", "x", "", "Phát triển kinh tế", "Năm 2025")])
    assert upload(ban, ward, other).counts["NEW"] == 1


def test_a_unit_picked_for_a_spelling_counts_for_all_rows_spelt_so(ban, ward, units):
    names = ("Một", "Hai", "Ba")
    batch = upload(
        ban, ward, workbook([(n, "KP Hoa Ban", name, "x", "", "Kinh tế", "") for n, name in enumerate(names)])
    )
    assert batch.counts["ASKS"] == 3
    first = batch.rows.first()
    decide_rows(actor=ban, batch=batch, choices={first.pk: Choice(unit=units["TDP20"])})
    assert batch.counts["NEW"] == 3
    assert set(batch.rows.values_list("unit", flat=True)) == {units["TDP20"].pk}


def test_one_answer_serves_a_list_that_never_names_kind_or_field(ban, ward):
    rows = [("Chi bộ tổ dân phố Minh Tân 1", "Mô hình A"), ("Chi bộ tổ dân phố Minh Tân 2", "Mô hình B")]
    batch = upload(ban, ward, workbook(rows, ("Đơn vị", "Tên mô hình")))
    assert (batch.counts["ASKS"], batch.mapping["kind_missing"], batch.mapping["sector_missing"]) == (2, True, True)
    decide_rows(actor=ban, batch=batch, choices={}, defaults=Defaults(kind="MODEL", sector=3))
    assert batch.counts["NEW"] == 2
    commit_import(actor=ban, batch=batch)
    assert set(Initiative.objects.values_list("kind", "sector__number")) == {("MODEL", 3)}


def test_a_day_that_does_not_exist_is_told_and_can_be_left_out_or_corrected(ban, ward):
    line = ("Chi bộ tổ dân phố Minh Tân 1", "Mô hình A", "x", "", "Kinh tế", "31/02/2025 - 30/11/2025")
    batch = upload(ban, ward, workbook([(1, *line)]))
    row = batch.rows.get()
    assert [problem["needs"] for problem in row.problems] == ["period"]
    assert "31/02/2025" in row.problems[0]["message"]
    decide_rows(actor=ban, batch=batch, choices={row.pk: Choice(period="1/3/2025 - 30/11/2025")})
    commit_import(actor=ban, batch=batch)
    made = Initiative.objects.get()
    assert (made.starts_on, made.ends_on, made.ongoing) == (dt.date(2025, 3, 1), dt.date(2025, 11, 30), False)


def test_a_period_nobody_can_read_leaves_no_dates(ban, ward):
    line = ("Chi bộ tổ dân phố Minh Tân 1", "Mô hình A", "x", "", "Kinh tế", "theo mùa vụ của xã")
    batch = take_in(ban, ward, workbook([(1, *line)]), decisions=None)
    made = Initiative.objects.get()
    assert (made.starts_on, made.ends_on, made.ongoing) == (None, None, False)
    assert made.submissions.get().body["period_as_written"]["text"] == "theo mùa vụ của xã"
    assert batch.rows.get().raw["warnings"]


def test_a_row_without_a_name_can_be_named(ban, ward):
    batch = upload(ban, ward, workbook([(1, "Chi bộ tổ dân phố Minh Tân 1", "x" * 201, "x", "", "Kinh tế", "")]))
    row = batch.rows.get()
    assert [problem["needs"] for problem in row.problems] == ["name"]
    decide_rows(actor=ban, batch=batch, choices={row.pk: Choice(name="Tên  gọn hơn ")})
    commit_import(actor=ban, batch=batch)
    assert Initiative.objects.get().name == "Tên gọn hơn"


def test_a_list_asks_for_the_name_and_takes_no_dots_for_it(ban, ward):
    batch = upload(ban, ward, workbook([(1, "Chi bộ tổ dân phố Minh Tân 1", ".....", "x", "", "Kinh tế", "")]))
    row = batch.rows.get()
    (problem,) = row.problems
    assert problem["needs"] == "name"
    assert "“.....” không phải là tên" in problem["message"]
    decide_rows(actor=ban, batch=batch, choices={row.pk: Choice(name="2222")})
    row.refresh_from_db()
    assert [problem["needs"] for problem in row.problems] == ["name"]
    decide_rows(actor=ban, batch=batch, choices={row.pk: Choice(name="Ðường hoa")})
    commit_import(actor=ban, batch=batch)
    assert Initiative.objects.get().name == "Đường hoa"


def test_twins_of_one_unit_are_both_kept_and_both_known_again(ban, ward):
    lines = [(n, "Chi bộ tổ dân phố Minh Tân 1", "Đường hoa", "x", "", "Văn hóa - xã hội", "") for n in (1, 2)]
    assert take_in(ban, ward, workbook(lines), decisions=None).counts["NEW"] == 2
    assert list(Initiative.objects.order_by("twin").values_list("twin", flat=True)) == [0, 1]
    assert take_in(ban, ward, workbook(lines), decisions=None).counts["SAME"] == 2
    renamed = [(n, "CB TDP Minh Tân 1", "Mô hình “Đường Hoa”", "x", "", "VH-XH", "") for n in (1, 2, 3)]
    again = take_in(ban, ward, workbook(renamed), decisions=None)
    assert (again.counts["SAME"], again.counts["NEW"]) == (2, 1)


def test_a_model_run_here_that_year_is_not_imported_twice(ban, ward, units):
    cycle = make_cycle(ward, YEAR, state=CycleState.CLOSED)
    kept = make_initiative(units["TDP01"], cycle, InitiativeState.RECEIVED, name="Đường hoa")
    batch = upload(ban, ward, workbook([(1, units["TDP01"].name, "đường HOA", "x", "", "Kinh tế", "")]))
    assert (batch.counts["SAME"], batch.rows.get().initiative) == (1, kept)


def test_a_unit_merged_since_is_still_known_by_its_models(ban, ward, units, officer):
    take_in(ban, ward)
    row = Initiative.objects.get(code="DK-2025-001")
    close_unit(actor=ban, unit=row.unit, closed_on=clock.today(), successor=units["TDP02"], reason="sáp nhập")
    ward.refresh_from_db()
    again = take_in(actor(officer, ward), ward, decisions=None)
    assert (again.counts["NEW"], again.counts["SAME"]) == (0, 70)


# Refusals -----------------------------------------------------------------------------------------------------------


def test_a_year_that_is_open_or_to_come_is_refused_at_the_year(ban, ward):
    make_cycle(ward, YEAR)
    for year in (YEAR, clock.today().year + 1):
        with pytest.raises(DomainError) as refused:
            start_import(actor=ban, ward=ward, year=year, file=sample_list())
        assert refused.value.field == "year"


@pytest.mark.parametrize(
    "file",
    [
        workbook([(1, "Nguyễn Văn Thử", "0912345678")], ("TT", "Họ tên", "Số điện thoại"), "DANH BẠ"),
        workbook([(1, "Chi bộ A", 17.5, 18)], ("TT", "Đơn vị", "Điểm tiêu chí 1", "Điểm tiêu chí 2"), "BẢNG CHẤM"),
    ],
    ids=["phone book", "score table"],
)
def test_what_is_no_such_list_is_refused_and_leaves_no_trace(ban, ward, file):
    with pytest.raises(DomainError) as refused:
        upload(ban, ward, file)
    assert refused.value.field == "file"
    assert not ImportBatch.objects.exists()


def test_a_committed_list_cannot_be_decided_or_committed_again(ban, ward):
    batch = take_in(ban, ward)
    with pytest.raises(DomainError, match="đã được nhập từ trước"):
        commit_import(actor=ban, batch=batch)
    with pytest.raises(DomainError, match="đã được nhập từ trước"):
        decide_rows(actor=ban, batch=batch, choices={})


def test_an_old_page_cannot_commit_what_somebody_changed(ban, ward):
    batch = upload(ban, ward)
    rows = by_ordinal(batch)
    old = ImportBatch.objects.get(pk=batch.pk)
    choices = {rows["17"].pk: Choice(skip=True), rows["33"].pk: Choice(skip=True)}
    decide_rows(actor=ban, batch=batch, choices=choices)
    with pytest.raises(DomainError, match="vừa được người khác"):
        commit_import(actor=ban, batch=old)


def test_units_of_another_ward_cannot_be_chosen(ban, ward, other_ward):
    batch = upload(ban, ward)
    row = by_ordinal(batch)["17"]
    with pytest.raises(DomainError):
        decide_rows(actor=ban, batch=batch, choices={row.pk: Choice(unit=make_unit(other_ward))})


def test_only_the_ban_imports(ward, unit_head, unit):
    with pytest.raises(PermissionDenied):
        upload(actor(unit_head, ward), ward)
