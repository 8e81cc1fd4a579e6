"""Growth is computed: case C15, where the published article prints one figure wrongly."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from huzhu.analytics.rules import Measures, Row, period_before, with_measure
from huzhu.kernel.money import percent
from huzhu.kernel.periods import Period


@pytest.mark.parametrize(
    ("before", "now", "printed"),
    [
        (1_075_800, 1_669_000, "55.14%"),
        (8_000_000_000, 11_700_000_000, "46.25%"),
        (46_800, 71_600, "52.99%"),
        (4_700_000_000, 7_200_000_000, "53.19%"),
    ],
)
def test_growth_of_the_article_is_what_its_figures_give(before, now, printed):
    row = Row("", "", Measures(covers=now), Measures(covers=before))
    assert percent(row.growth_of("covers")) == printed


def test_growth_from_nothing_is_unknown():
    assert Row("", "", Measures(covers=5), Measures()).growth_of("covers") is None


def test_ratios_of_an_empty_place_are_unknown():
    assert (Measures().loss_ratio, Measures().mean_benefit_fen) == (None, None)


def test_ratios_are_exact():
    measures = Measures(contributions_fen=300, benefit_count=3, benefits_fen=200)
    assert (measures.loss_ratio, measures.mean_benefit_fen) == (Fraction(2, 3), 67)


def test_unknown_measure_is_refused():
    with pytest.raises(ValueError, match="profit"):
        with_measure(Measures(), "profit", 1)


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (Period(date(2026, 1, 1), date(2027, 1, 1)), Period(date(2025, 1, 1), date(2026, 1, 1))),
        (Period(date(2026, 3, 1), date(2026, 4, 1)), Period(date(2026, 2, 1), date(2026, 3, 1))),
        (Period(date(2026, 4, 1), date(2026, 7, 1)), Period(date(2026, 1, 1), date(2026, 4, 1))),
        (Period(date(2026, 7, 1), date(2027, 1, 1)), Period(date(2026, 1, 1), date(2026, 7, 1))),
        (Period(date(2026, 3, 1), date(2026, 3, 11)), Period(date(2026, 2, 19), date(2026, 3, 1))),
    ],
)
def test_period_before_is_as_long(period, before):
    assert period_before(period) == before
