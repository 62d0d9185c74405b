"""Intervals and bounds, against published values and their own definition."""

import math

import pytest

from compress.statistics import poisson_upper, rate_per_hour, wilson


def test_wilson_of_eight_in_ten() -> None:
    # Newcombe (1998), "Two-sided confidence intervals for the single proportion", method 3.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)


def test_wilson_at_the_ends() -> None:
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(20, 20)[1] == 1.0
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("events", "bound"), [(0, 2.9957), (1, 4.7439), (2, 6.2958), (10, 16.962)])
def test_poisson_upper_is_the_published_table(events: int, bound: float) -> None:
    # Garwood (1936), "Fiducial limits for the Poisson distribution", 95 % one-sided.
    assert poisson_upper(events) == pytest.approx(bound, abs=5e-4)


@pytest.mark.parametrize("events", [0, 3, 57, 900])
def test_poisson_upper_leaves_five_percent(events: int) -> None:
    mean = poisson_upper(events)
    below = math.fsum(
        math.exp(-mean + n * math.log(mean) - math.lgamma(n + 1)) for n in range(events + 1)
    )
    assert below == pytest.approx(0.05, abs=1e-6)


def test_rule_of_three() -> None:
    rate, upper = rate_per_hour(0, 2.0)
    assert rate == 0
    assert upper == pytest.approx(1.5, rel=0.01)
    assert rate_per_hour(3, 0.5)[0] == 6
    assert rate_per_hour(0, 0)[1] == math.inf
