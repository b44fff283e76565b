"""Every distribution of the grammar as work: its probability by a deadline and its quantiles."""

from __future__ import annotations

from math import log

import pytest
from scipy import stats
from scipy.stats import rv_continuous

from .checks import agrees, coin, quantile
from .conftest import Ask
from .shapes import OPENING

Z90 = float(stats.norm.ppf(0.95))


def _between(low: float, high: float) -> rv_continuous:
    """Return the lognormal with these 5th and 95th percentiles."""
    return stats.lognorm(log(high / low) / (2 * Z90), scale=(low * high) ** 0.5)


WORKS = {
    "2 to 8": _between(2, 8),
    "2 to 8 years": _between(2, 8),
    "3 to 18 months": _between(3 / 12, 18 / 12),
    "6 months to 2 years": _between(0.5, 2),
    "exponential(3)": stats.expon(scale=3),
    "rate(0.5)": stats.expon(scale=2),
    "lognormal(3, 0.5)": stats.lognorm(0.5, scale=3),
    "{lognormal: [3, 0.5]}": stats.lognorm(0.5, scale=3),
    "normal(5, 1)": stats.truncnorm(-5, float("inf"), loc=5),
    # truncated at 0, not clamped: one standard deviation above it
    "normal(1, 1)": stats.truncnorm(-1, float("inf"), loc=1),
    "uniform(1, 4)": stats.uniform(1, 3),
    "triangular(1, 2, 5)": stats.triang(1 / 4, loc=1, scale=4),
    "gamma(2.5, 0.8)": stats.gamma(2.5, scale=0.8),
    "gamma(0.5, 2)": stats.gamma(0.5, scale=2),
    "weibull(1.5, 2)": stats.weibull_min(1.5, scale=2),
    "beta(2, 3)": stats.beta(2, 3),
    "erlang(3, 2)": stats.gamma(3, scale=2 / 3),  # three stages, mean 2 in total
    "{erlang: [1, 2]}": stats.expon(scale=2),
}


def _quoted(work: str) -> str:
    return work if work.startswith("{") else f'"{work}"'


@pytest.mark.parametrize(("work", "exact"), WORKS.items(), ids=WORKS)
def test_work_by_a_deadline(show: Ask, work: str, exact: rv_continuous) -> None:
    # Deadlines at the 20% and 70% points of the distribution, to a thousandth of a year.
    for level in (0.2, 0.7):
        deadline = round(float(exact.ppf(level)), 3)
        answer = show(
            OPENING
            + f"""
nodes:
  good: {{work: {_quoted(work)}, ending: {{aligned: 1}}}}
  bad: {{work: {deadline}, ending: {{misaligned: 1}}}}
"""
        )
        agrees(answer, "aligned", coin(float(exact.cdf(deadline))))


@pytest.mark.parametrize(("work", "exact"), WORKS.items(), ids=WORKS)
def test_quantiles_of_work(show: Ask, work: str, exact: rv_continuous) -> None:
    answer = show(OPENING + f"nodes:\n  end: {{work: {_quoted(work)}, ending: {{aligned: 1}}}}\n")
    for name, level in (("p5", 0.05), ("median", 0.5), ("p95", 0.95)):
        point = float(exact.ppf(level))
        quantile(
            answer["ending_time"][name], point, level, answer["samples"], float(exact.pdf(point))
        )


MIXTURES = {
    # 0.3 at 2 years, 0.7 lognormal between 5 and 9
    "{mixture: [[0.3, 2], [0.7, 5 to 9]]}": {
        1.5: 0.0,
        2.5: 0.3 + 0.7 * _between(5, 9).cdf(2.5),
        6.0: 0.3 + 0.7 * _between(5, 9).cdf(6),
    },
    "{mixture: [[0.5, exponential(1)], [0.5, {uniform: [2, 4]}]]}": {
        1.0: 0.5 * stats.expon.cdf(1),
        3.0: 0.5 * stats.expon.cdf(3) + 0.5 * 0.5,
    },
}


@pytest.mark.parametrize(("work", "points"), MIXTURES.items(), ids=MIXTURES)
def test_mixtures(show: Ask, work: str, points: dict[float, float]) -> None:
    for deadline, exact in points.items():
        answer = show(
            OPENING
            + f"""
nodes:
  good: {{work: {work}, ending: {{aligned: 1}}}}
  bad: {{work: {deadline}, ending: {{misaligned: 1}}}}
"""
        )
        agrees(answer, "aligned", coin(float(exact)))


def test_chance_and_share_from_distributions(show: Ask) -> None:
    # beta(2, 3) as a chance: a coin of mean 2/5. The same through two facts, drawn apart: 4/25.
    answer = show(
        OPENING
        + """
nodes:
  a: {chance: "beta(2, 3)"}
  b: {chance: {beta: [2, 3]}}
  good: {requires: [a, b], ending: {aligned: 1}}
"""
    )
    agrees(answer, "aligned", coin(4 / 25))
