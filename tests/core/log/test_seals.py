"""A seal shows every change of what was sealed, and lets personal words be erased."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.log import seals

FACTS = {"code": "DK-2026-071", "points": Decimal("17.50"), "on": date(2026, 11, 27), "units": (1, 2)}
PERSONAL = {"person": "Nguyễn Thị Thử", "phone": "0912 000 000"}


def test_sealed_text_is_canonical_and_holds_no_personal_word():
    sealed = seals.seal(FACTS, PERSONAL)
    assert seals.facts_of(sealed.text) == {
        "code": "DK-2026-071",
        "points": "17.50",
        "on": "2026-11-27",
        "units": [1, 2],
    }
    assert "Thử" not in sealed.text
    assert "0912" not in sealed.text
    assert seals.check(sealed.text, sealed.sha256, sealed.body) == []


def test_same_words_are_salted_anew():
    assert seals.seal(FACTS, PERSONAL).sha256 != seals.seal(FACTS, PERSONAL).sha256


def test_erased_words_leave_the_seal_whole():
    sealed = seals.seal(FACTS, PERSONAL)
    body = seals.erase(sealed.body, ["person", "unknown"], "12/YC")
    assert body["person"] == {"erased": "12/YC"}
    assert body["phone"] == sealed.body["phone"]
    assert seals.check(sealed.text, sealed.sha256, body) == []


def test_every_change_is_named():
    sealed = seals.seal(FACTS, PERSONAL)
    changed = sealed.text.replace("071", "072")
    assert seals.check(changed, sealed.sha256, sealed.body) == ["văn bản niêm không khớp mã băm"]
    forged = {**sealed.body, "person": {**sealed.body["person"], "text": "Trần Văn Thử"}}
    assert seals.check(sealed.text, sealed.sha256, forged) == ["nội dung “person” không khớp dấu băm"]
    body = {"person": sealed.body["person"], "extra": sealed.body["phone"]}
    assert seals.check(sealed.text, sealed.sha256, body) == ["thiếu nội dung “phone”", "thừa nội dung “extra”"]


def test_canonical_text_is_one_for_one_value():
    value = {"b": [True, None, 1], "a": {"é": UUID(int=1), "at": datetime(2026, 1, 1, tzinfo=UTC)}, "raw": b"\x01"}
    assert seals.canonical(value) == (
        '{"a":{"at":"2026-01-01T00:00:00+00:00","é":"00000000-0000-0000-0000-000000000001"},"b":[true,null,1],"raw":"01"}'
    )
    assert seals.canonical({2, 1}) == "[1,2]"


@pytest.mark.parametrize("value", [0.1, {"a": [1.0]}, object()])
def test_inexact_or_unknown_values_cannot_be_sealed(value):
    with pytest.raises(TypeError, match="cannot be sealed"):
        seals.canonical(value)


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=50), max_size=5))
def test_any_words_seal_and_check(personal):
    sealed = seals.seal({}, personal)
    assert seals.check(sealed.text, sealed.sha256, sealed.body) == []
    assert {name: leaf["text"] for name, leaf in sealed.body.items()} == personal
