"""Points, means, medians: exact against fractions, rounded once."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation import scoring

D = Decimal
halves = st.integers(0, 200).map(lambda n: D(n) / 2)
hundredths = st.integers(0, 10_000).map(lambda n: D(n) / 100)


def half_up(number: Fraction, places: int) -> Decimal:
    """Rounding by whole numbers alone."""
    scaled = number * 10**places
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    return D(whole + (2 * rest >= scaled.denominator)) / 10**places


@given(st.lists(hundredths, min_size=1, max_size=60))
def test_mean_equals_the_fraction(totals):
    exact = sum((Fraction(total) for total in totals), Fraction(0)) / len(totals)
    assert scoring.figures(totals).mean == half_up(exact, 6)


@given(st.lists(hundredths, min_size=1, max_size=60))
def test_what_is_shown_was_rounded_once(totals):
    exact = sum((Fraction(total) for total in totals), Fraction(0)) / len(totals)
    assert scoring.rounded(scoring.figures(totals).mean) == half_up(exact, 2)


@given(st.lists(halves, min_size=1, max_size=20))
def test_median_and_spread_equal_the_fractions(totals):
    ordered = sorted(Fraction(total) for total in totals)
    middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
    found = scoring.figures(totals)
    assert found.median == half_up(middle, 6)
    assert found.spread == max(totals) - min(totals)
    assert found.count == len(totals)


@given(st.lists(st.one_of(st.none(), halves), max_size=10))
def test_total_adds_what_is_given(points):
    assert Fraction(scoring.total(points)) == sum(Fraction(given) for given in points if given is not None)


@given(st.lists(halves, min_size=2, max_size=12), st.randoms())
def test_order_of_sheets_does_not_matter(totals, random):
    shuffled = random.sample(totals, len(totals))
    assert scoring.figures(shuffled) == scoring.figures(totals)


def test_two_means_that_tie_at_four_places_differ_at_six():
    many = [D("80")] * 199
    assert scoring.figures([*many, D("80.01")]).mean != scoring.figures([*many, D("80")]).mean


def test_no_sheet_has_no_figures():
    assert scoring.figures([]) == scoring.Figures(0, D(0), None, None)


@pytest.mark.parametrize(
    ("points", "most", "says"),
    [
        (None, 20, ""),
        (D(0), 20, ""),
        (D("17.5"), 20, ""),
        (D(20), 20, ""),
        (D("20.5"), 20, "Điểm tối đa của tiêu chí này là 20"),
        (D("15.5"), D("15"), "Điểm tối đa của tiêu chí này là 15"),
        (D("-0.5"), 20, "Điểm không được nhỏ hơn 0"),
        (D("17.3"), 20, "Điểm ghi theo bước 0,5, ví dụ 17 hoặc 17,5"),
        (D(1), None, "Tiêu chí này chỉ ghi kết quả, không chấm điểm"),
    ],
)
def test_points_in_words(points, most, says):
    assert scoring.points_error(points, most and D(most)) == says


@pytest.mark.parametrize(
    ("planned", "result", "percent"),
    [(180, 186, D("103.33")), (12, 11, D("91.67")), (3, 3, 100), (0, 5, None), (None, 5, None), (5, None, None)],
)
def test_percent_of_a_target(planned, result, percent):
    assert scoring.percent_met(planned and D(planned), result and D(result)) == percent


def test_the_oracle_rounds_as_decimal_does():
    assert half_up(Fraction(5, 1000), 2) == D("0.005").quantize(D("0.01"), ROUND_HALF_UP)
