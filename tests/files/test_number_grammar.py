"""The grammar of numbers, against values worked out by hand and against scipy's quantiles."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from techtree.files.dates import parse_date
from techtree.files.number_grammar import WORDS, NumberError, parse_number
from techtree.files.number_kinds import KINDS, KindName
from techtree.files.number_meaning import Drawn, meaning, support
from techtree.model.numbers import Distribution, Fixed

START = 2026.0


def number(text: str, kind: KindName) -> Drawn:
    return meaning(parse_number(text), KINDS[kind], START)


def refusal(text: str, kind: KindName) -> str:
    with pytest.raises(NumberError) as caught:
        number(text, kind)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("3", "factor", 3.0),
        ("010", "factor", 10.0),
        ("0o17", "factor", 15.0),
        ("0x1f", "factor", 31.0),
        ("1e-3", "factor", 0.001),
        (".5", "factor", 0.5),
        ("5.", "factor", 5.0),
        ("+2", "factor", 2.0),
        ("-2", "value", -2.0),
        ("35%", "probability", 0.35),
        ("150%", "factor", 1.5),
        ("6 months", "duration", 0.5),
        ("1 month", "duration", 1 / 12),
        ("1 week", "duration", 7 / 365.25),
        ("365.25 days", "duration", 1.0),
        ("2 Years", "duration", 2.0),
        ("2 years", "time", 2.0),
        ("2000 years", "time", 2000.0),
        ("2026-07", "time", 0.5),
        ("2030", "time", 4.0),
        ("2025-01-01", "time", -1.0),
        ("2 to 2", "duration", 2.0),
        ("lognormal(3, 0)", "duration", 3.0),
        ("lognormal(6, 0) months", "duration", 0.5),
        ("exponential(0)", "duration", 0.0),
        ("uniform(2, 2)", "duration", 2.0),
        ("normal(2, 0)", "duration", 2.0),
    ],
)
def test_constants(text: str, kind: KindName, value: float) -> None:
    drawn = number(text, kind)
    assert isinstance(drawn, Fixed)
    assert drawn.value == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "kind", "family", "args"),
    [
        ("exponential(3)", "duration", "exponential", (3.0,)),
        ("exponential(6 months)", "duration", "exponential", (0.5,)),
        ("exponential(6) months", "duration", "exponential", (0.5,)),
        ("rate(0.5)", "duration", "exponential", (2.0,)),
        ("lognormal(6, 0.4) months", "duration", "lognormal", (0.5, 0.4)),
        ("normal(1 year, 6 months)", "duration", "normal", (1.0, 0.5)),
        ("uniform(3, 12) months", "duration", "uniform", (0.25, 1.0)),
        ("uniform(10%, 30%)", "probability", "uniform", (0.1, 0.3)),
        ("triangular(0, 1, 3)", "factor", "triangular", (0.0, 1.0, 3.0)),
        ("gamma(2, 3)", "duration", "gamma", (2.0, 3.0)),
        ("weibull(1.5, 4 years)", "duration", "weibull", (1.5, 4.0)),
        ("weibull(1.5, 4) years", "duration", "weibull", (1.5, 4.0)),
        ("beta(2, 3)", "probability", "beta", (2.0, 3.0)),
        ("erlang(3, 6)", "duration", "erlang", (3.0, 6.0)),
        ("logitnormal(-1, 0.5)", "probability", "logitnormal", (-1.0, 0.5)),
        ("uniform(2027, 2030)", "time", "uniform", (1.0, 4.0)),
        ("uniform(2026-07, 2027-01)", "time", "uniform", (0.5, 1.0)),
        ("uniform(-2, -1)", "time", "uniform", (-2.0, -1.0)),
    ],
)
def test_families(text: str, kind: KindName, family: str, args: tuple[float, ...]) -> None:
    drawn = number(text, kind)
    assert isinstance(drawn, Distribution)
    assert drawn.family == family
    assert drawn.args == pytest.approx(args, rel=1e-15)


def test_a_range_of_positive_numbers_is_lognormal() -> None:
    drawn = number("2 to 8", "duration")
    # The median of a lognormal is the geometric mean of its 5th and 95th percentile: sqrt(16).
    assert isinstance(drawn, Distribution) and drawn.family == "lognormal"
    assert drawn.args[0] == pytest.approx(4, rel=1e-14)
    assert drawn.args[1] == pytest.approx(math.log(4) / (2 * 1.6448536269514722), rel=1e-12)


def test_a_unit_on_the_right_covers_a_bare_left() -> None:
    assert number("3 to 12 months", "duration") == number("0.25 to 1", "duration")
    assert number("6 months to 2 years", "duration") == number("0.5 to 2", "duration")
    assert number("20 to 45%", "probability") == number("unlikely", "probability")


def test_ranges_of_dates_are_ranges_of_years_from_the_start() -> None:
    assert number("2027 to 2030", "time") == number("1 to 4 years", "time")


def test_words_are_read_in_any_case_and_spacing() -> None:
    assert number("Roughly  Even Chance", "probability") == number("0.45 to 0.55", "probability")
    assert WORDS["possible"] == (0.05, 0.50)
    assert WORDS["plausible"] == (0.20, 0.60)


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        ("8 to 2", "duration", "runs from 8 down to 2"),
        ("0 to 2", "duration", "write uniform(0, 2)"),
        ("-1 to 2", "value", "write uniform(-1, 2)"),
        ("-1", "duration", "-1 is not a length of time: that is 0 or more"),
        ("1.2", "probability", "1.2 is not a probability: that is between 0 and 1"),
        ("0.1 to 1.2", "probability", "1.2 is not a probability"),
        ("0% to 10%", "probability", "uniform(0, 0.1)"),
        ("90% to 100%", "probability", "99.9%"),
        ("lognormal(0.5, 1)", "probability", "can be above 1"),
        ("uniform(-1, 1)", "duration", "can be below 0"),
        ("normal(-10, 1)", "duration", "next to nothing"),
        ("normal(-3, 1)", "value", "is cut at 0, and -3 lies below; write uniform"),
        ("lognormal(3, -1)", "duration", "sigma"),
        ("triangular(1, 3, 2)", "duration", "low <= mode <= high"),
        ("erlang(1.5, 3)", "duration", "whole number"),
        ("rate(0)", "duration", "above 0"),
        ("exponential(3, 4)", "duration", "takes 1 argument, not 2"),
        ("lognrmal(3, 4)", "duration", "did you mean 'lognormal'?"),
        ("frechet(3, 4)", "duration", "there are beta, erlang,"),
        ("mixture(1, 2)", "duration", "is written `{mixture:"),
        ("lognormal(3", "duration", "a comma ends a text, so put it in quotes"),
        ("lognormal((3), 0.5)", "duration", "is written `lognormal(3, 0.5)`"),
        ("lognormal(3, 0.5 years)", "duration", "takes no unit"),
        ("beta(2, 3) months", "duration", "takes no unit"),
        (".nan", "factor", "not finite"),
        (".inf", "factor", "not finite"),
        ("-.Inf", "factor", "not finite"),
        ("infinity", "factor", "not finite"),
        ("1e400", "factor", "too large"),
        ("1e99", "factor", "too large"),
        ("1e-400", "factor", "too small"),
        ("9" * 5000, "factor", "5,000 characters long"),
        ("9" * 50, "factor", "50 characters; at most 40"),
        ("2-8", "factor", "a range is written `2 to 8`"),
        ("2 .. 8", "factor", "`2 to 8`"),
        ("1/4", "probability", "write 0.25"),
        ("1,000", "factor", "without separators"),
        ("1_000", "factor", "without separators"),
        ("likly", "probability", "did you mean 'likely'?"),
        ("likely", "duration", "is a probability; here stands a length of time"),
        ("6 months", "probability", "is a length of time; here stands a probability"),
        ("6 month", "factor", "is a length of time; here stands a factor"),
        ("50%", "duration", "here stands a length of time"),
        ("3 yeers", "duration", "did you mean 'years'?"),
        ("3 parsecs", "duration", "write days, weeks, months, years, or %"),
        ("3 months to 2", "duration", "write the unit at the right end"),
        ("1 to 2 to 3", "duration", "a range is written"),
        ("2026-13", "time", "there is no month 13"),
        ("2026-02-30", "time", "has no day 30"),
        ("2026-01", "duration", "a date cannot stand here"),
        ("2026.5", "time", "write a date such as 2026-07"),
        ("2026-01 to 3 years", "time", "mixes a date with a length of time"),
        ("no", "probability", "'no' is no number"),
        ("", "factor", "nothing is no number"),
        ("$Bad", "factor", "a parameter is named alone"),
        ("$a to $b", "factor", "a parameter is named alone"),
    ],
)
def test_what_cannot_be(text: str, kind: KindName, part: str) -> None:
    message = refusal(text, kind)
    assert part in message
    assert len(message) < 300


def test_dates_need_a_start() -> None:
    with pytest.raises(NumberError, match="needs a `start`"):
        meaning(parse_number("2030"), KINDS["time"], None)


def test_dates_are_years_with_months_as_twelfths() -> None:
    assert parse_date("2026-01") == 2026
    assert parse_date("2026-07") == 2026.5
    assert parse_date("2024-02-15") == pytest.approx(2024 + 1 / 12 + 14 / 29 / 12)


@given(st.floats(-1e20, 1e20, allow_nan=False).filter(lambda x: x == 0 or abs(x) > 1e-20))
def test_constants_round_trip(value: float) -> None:
    assert number(repr(value), "value") == Fixed(value)


_positive = st.floats(1e-6, 1e6)


@given(_positive, _positive)
def test_ranges_have_the_written_percentiles(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assume(high > low * (1 + 1e-9))
    drawn = number(f"{low!r} to {high!r}", "factor")
    assert isinstance(drawn, Distribution)
    median, sigma = drawn.args
    fitted = stats.lognorm(sigma, scale=median)
    assert fitted.ppf([0.05, 0.95]) == pytest.approx([low, high], rel=1e-9)


_share = st.floats(1e-6, 1 - 1e-6)


@given(_share, _share)
def test_ranges_of_probabilities_have_the_written_percentiles(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assume(high > low * (1 + 1e-9))
    drawn = number(f"{low!r} to {high!r}", "probability")
    assert isinstance(drawn, Distribution) and drawn.family == "logitnormal"
    log_odds = stats.norm(*drawn.args).ppf([0.05, 0.95])
    assert 1 / (1 + math.e**-log_odds) == pytest.approx([low, high], rel=1e-6)


@given(st.text(max_size=40), st.sampled_from(sorted(KINDS)))
def test_any_text_is_a_number_of_its_kind_or_a_sentence(text: str, kind: KindName) -> None:
    try:
        drawn = number(text, kind)
    except NumberError as error:
        assert str(error)
    else:
        low, high = support(drawn)
        assert KINDS[kind].low <= low <= high <= KINDS[kind].high


_pieces = st.sampled_from(
    ["2", "0.5", "-1", "1e9", " to ", "%", " months", "(", ")", ",", "lognormal", "beta", "$", "a"]
)


@given(st.lists(_pieces, max_size=8).map("".join), st.sampled_from(sorted(KINDS)))
def test_scrambled_numbers_are_numbers_or_sentences(text: str, kind: KindName) -> None:
    try:
        drawn = meaning(parse_number(text), KINDS[kind], START)
    except NumberError as error:
        assert str(error)
    else:
        assert all(math.isfinite(x) for x in getattr(drawn, "args", ()))
