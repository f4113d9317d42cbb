"""Raw unit texts against the 82 units of the sample."""

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organizations.units.matching import KnownUnit, UnitMatcher
from organizations.units.words import begins_like_unit

SAMPLE = Path(__file__).parents[3] / "fixtures" / "don-vi-mau.tsv"
with SAMPLE.open(encoding="utf-8") as lines:
    UNITS = [KnownUnit(key, row["ma"], (row["ten"],)) for key, row in enumerate(csv.DictReader(lines, delimiter="\t"))]
CODE = {unit.key: unit.code for unit in UNITS}
MATCHER = UnitMatcher(UNITS, ward_name="Đảng ủy phường Yên Bái")


def found(raw: str, matcher: UnitMatcher = MATCHER) -> tuple[str | None, str]:
    match = matcher.match(raw)
    return CODE.get(match.key), match.how


@pytest.mark.parametrize(
    ("raw", "code", "how"),
    [
        ("Chi bộ tổ dân phố Minh Tân 2", "TDP24", "name"),
        ("CHI BỘ  TỔ DÂN PHỐ HỒNG HÀ 7", "TDP57", "name"),
        (unicodedata.normalize("NFD", "  Chi  bộ tổ dân phố Yên Ninh 4 "), "TDP16", "name"),
        ("Uỷ ban nhân dân phường", "UB01", "name"),
        ("CB TDP Minh Tân 7", "TDP29", "expanded"),
        ("TDP Minh Tân 2", "TDP24", "expanded"),
        ("Minh Tân 2", "TDP24", "expanded"),
        ("Minh Tân 02", "TDP24", "expanded"),
        ("MINH TÂN2", "TDP24", "expanded"),
        ("Chi bộ TDP số 2 Minh Tân", "TDP24", "expanded"),
        ("Chi bộ 2 Minh Tân", "TDP24", "expanded"),
        ("Tổ 2 Minh Tân", "TDP24", "expanded"),
        ("Tổ dân phố số 02, Minh Tân, phường Yên Bái", "TDP24", "expanded"),
        ("Chi bộ Đồng Tâm II", "TDP02", "expanded"),
        ("TDP Minh Tân 2 (mới sáp nhập)", "TDP24", "expanded"),
        ("UBND phường", "UB01", "expanded"),
        ("UBND phường Yên Bái", "UB01", "expanded"),
        ("Chi bộ UBND phường", "CQ02", "expanded"),
        ("CB CQ UBMTTQ phường", "CQ04", "expanded"),
        ("UBMTTQ VN phường", "MT01", "expanded"),
        ("MTTQ phường", "MT01", "expanded"),
        ("Hội LHPN phường", "CT01", "expanded"),
        ("HND phường", "CT02", "expanded"),
        ("Hội CCB", "CT03", "expanded"),
        ("Đoàn thanh niên phường", "CT04", "expanded"),
        ("ĐTN", "CT04", "expanded"),
        ("Đoàn phường", "CT04", "expanded"),
        ("Công đoàn", "CT05", "expanded"),
        ("Công an phường Yên Bái", "CA01", "expanded"),
        ("Ban CHQS phường", "QS01", "expanded"),
        ("Trường MN Hoa Hồng", "TH01", "expanded"),
        ("CB trường TH Kim Đồng", "TH03", "expanded"),
        ("THCS Quang Trung", "TH07", "expanded"),
        ("Trạm y tế", "CQ03", "expanded"),
        ("TTYT khu vực", "DB02", "expanded"),
        ("ĐB Cty CP Môi trường đô thị", "DB01", "expanded"),
        ("CB HTX dịch vụ tổng hợp", "DN01", "expanded"),
        ("tdp24", "TDP24", "code"),
        ("TDP24 - Chi bộ tổ dân phố Minh Tân 2", "TDP24", "code"),
        ("Minh Tân 2 (TDP24)", "TDP24", "code"),
    ],
)
def test_the_ways_offices_write_a_unit(raw, code, how):
    assert found(raw) == (code, how)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "CB khu phố Hoa Ban",
        "Minh Tân",
        "Minh Tân 13",
        "Chi bộ tổ dân phố số 2",
        "TDP2",
        "Nguyễn Thái Học",
        "Đảng bộ Trường THPT Nguyễn Huệ",
        "Chi bộ Hội Nông dân phường",
        "Đảng uỷ phường",
        "TDP24 Minh Tân 3",
        "Minh Tân 1, Minh Tân 2",
        "Chi bộ TDP Minh Tân 2 phường Nam Cường",
    ],
)
def test_what_is_not_certain_is_left_to_a_person(raw):
    assert found(raw) == (None, "suggestion")


def test_near_units_are_offered_best_first():
    assert [CODE[key] for key in MATCHER.match("Chi bộ tổ dân phố số 2").candidates] == [
        "TDP52",
        "TDP02",
        "TDP14",
        "TDP24",
        "TDP36",
    ]
    assert [CODE[key] for key in MATCHER.match("Đảng bộ Trường THPT Nguyễn Huệ").candidates][0] == "TH08"
    assert [CODE[key] for key in MATCHER.match("TDP24 Minh Tân 3").candidates] == ["TDP24", "TDP25"]
    assert MATCHER.match("CB khu phố Hoa Ban").candidates == ()


def test_every_unit_is_found_by_every_usual_way_to_write_it():
    for unit in UNITS:
        name = unit.names[0]
        for raw in (name, name.upper(), unicodedata.normalize("NFD", name), unit.code, name.replace("Chi bộ", "CB")):
            assert CODE[MATCHER.match(raw).key] == unit.code, raw


def test_numbers_are_never_mistaken_for_longer_ones():
    for unit in UNITS:
        name = unit.names[0]
        if name[-1].isdigit():
            for other in (f"{name}0", f"{name}1"):
                assert MATCHER.match(other).key != unit.key


def test_past_names_and_aliases():
    matcher = UnitMatcher(
        [
            KnownUnit(1, "A", ("Chi bộ tổ dân phố Hoa Mai", "Chi bộ tổ dân phố Hồng Hà 9"), ("cb kp hoa ban",)),
            KnownUnit(2, "B", ("Chi bộ tổ dân phố Hồng Hà 10",)),
        ]
    )
    assert [
        (m.key, m.how) for m in map(matcher.match, ("CB KP Hoa Ban", "Chi bộ tổ dân phố Hồng Hà 9", "TDP Hồng Hà 9"))
    ] == [
        (1, "alias"),
        (1, "name"),
        (1, "expanded"),
    ]


def test_accents_decide_between_names_that_fold_alike():
    matcher = UnitMatcher([KnownUnit(1, "A", ("Chi bộ Đông Tâm",)), KnownUnit(2, "B", ("Chi bộ Đồng Tâm",))])
    assert matcher.match("Chi bộ Đồng Tâm").key == 2
    assert matcher.match("CHI BO DONG TAM") == matcher.match("chi bo dong tam")
    assert (matcher.match("chi bo dong tam").key, matcher.match("chi bo dong tam").candidates) == (None, (1, 2))


def test_a_present_name_wins_over_the_past_name_of_another():
    matcher = UnitMatcher([KnownUnit(1, "A", ("Chi bộ Mới", "Chi bộ Hoa Sen")), KnownUnit(2, "B", ("Chi bộ Hoa Sen",))])
    assert (matcher.match("Chi bộ Hoa Sen").key, matcher.match("CB Hoa Sen").key) == (2, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CB TDP Minh Tân 2", True),
        ("Hội LHPN phường", True),
        ("Trường THCS Quang Trung", True),
        ("Cà phê sáng", False),
        ("Đường hoa thay cỏ dại", False),
        ("", False),
    ],
)
def test_texts_that_begin_like_units(text, expected):
    assert begins_like_unit(text) is expected


@settings(derandomize=True, max_examples=300)
@given(st.text(max_size=80))
def test_no_text_breaks_the_matcher(raw):
    match = MATCHER.match(raw)
    assert (match.key is None) == (match.how == "suggestion")
