"""Scales in words: read as typed, refused in words, compared as shown."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exceptions import DomainError
from evaluation.criteria.forms import CriteriaFormSet, CriterionForm
from evaluation.models import scales

HALVES = st.integers(0, 200).map(lambda halves: Decimal(halves) / 2)


def test_lines_are_read_highest_first_however_they_are_written():
    typed = "0: làm như trước\nTừ 12 điểm: cách làm mới\n\n8,5 – có cải tiến"
    assert scales.read_scale(typed) == [
        (Decimal(12), "cách làm mới"), (Decimal("8.5"), "có cải tiến"), (Decimal(0), "làm như trước"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("rất tốt", "Dòng 1 chưa đúng dạng"),
        ("16: tốt\n10", "Dòng 2 chưa đúng dạng"),
        ("16: tốt\n16,0: khá", "Có hai mức cùng một số điểm"),
        ("16: " + "a" * 301, "Dòng 1 dài quá 300 ký tự, hiện có 301"),
        ("\n".join(f"{n}: mức" for n in range(9)), "Nhiều nhất 8 mức, hiện có 9"),
    ],
)
def test_what_cannot_be_read_is_named(typed, says):
    with pytest.raises(DomainError, match=says):
        scales.read_scale(typed)


@given(
    st.lists(st.tuples(HALVES, st.sampled_from(["tốt", "khá: rất khá", "– đạt"])), max_size=8, unique_by=lambda r: r[0])
)
def test_typed_and_stored_scales_come_back_as_they_were(rows):
    scale = sorted(rows, reverse=True)
    kept = scales.from_store(scales.to_store(scale))
    assert kept == scale
    read = scales.read_scale(scales.typed_scale(scale))
    assert [points for points, _ in read] == [points for points, _ in scale]


def test_spans_leave_no_gap():
    scale = [(Decimal(16), "tốt"), (Decimal(10), "khá"), (Decimal(0), "yếu")]
    assert scales.in_words(scale, Decimal(20)) == [("16–20", "tốt"), ("10–15,5", "khá"), ("0–9,5", "yếu")]


def test_the_form_shows_what_is_kept_and_keeps_what_was_typed_wrong():
    kept = CriterionForm(initial={"levels": [["16", "tốt"], ["10", "khá"]]}, prefix="tc-0")
    assert kept["levels"].value() == "16: tốt\n10: khá"
    wrong = CriterionForm({"tc-0-levels": "giỏi"}, prefix="tc-0")
    assert not wrong.is_valid()
    assert wrong["levels"].value() == "giỏi"


def test_each_sentence_names_its_criterion_and_an_empty_added_row_is_left_out():
    whole = {"title": "Lan tỏa", "wording": "Có tính lan tỏa", "applies_to": "ALL", "max_points": "100"}
    rows = [whole | {"levels": "rất tốt"}, whole | {"wording": ""}, {"applies_to": "ALL"}]
    typed = {f"tc-{place}-{name}": text for place, row in enumerate(rows) for name, text in row.items()}
    counts = {"tc-TOTAL_FORMS": "3", "tc-INITIAL_FORMS": "0"}
    formset = CriteriaFormSet(counts | typed, prefix="tc")
    assert [dict(errors) for errors in formset.errors] == [
        {"levels": ["Tiêu chí 1: dòng 1 chưa đúng dạng, ví dụ “16: đạt hoặc vượt mọi chỉ tiêu đã đăng ký”"]},
        {"wording": ["Tiêu chí 2: hãy nhập nội dung tiêu chí"]},
        {},
    ]
    right = CriteriaFormSet(counts | typed | {"tc-0-levels": "", "tc-1-wording": "Có nhân rộng"}, prefix="tc")
    assert right.is_valid()
    assert [row.title for row in right.drafts()] == ["Lan tỏa", "Lan tỏa"]
