"""What the terminal says of a portfolio, to the letter."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from report.portfolios import STANCES, batch, best, figure, forty_eight, item, made, tree
from techtree.errors import Place, Problem
from techtree.portfolio.results import Batch, Step
from techtree.report.batch_table import batch_blocks
from techtree.report.console import laid_out

GOOD = item("good", 0.03, 0.001, 2.0, 1)
OPEN = item("open", 0.001, 0.001, 0.5, 2, (2, 3))
BAD = item("bad", -0.02, 0.002, 4.0, 3, (2, 3))


@pytest.fixture(autouse=True)
def _columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


def said(found: Batch, top: int | None = None) -> str:
    return laid_out(batch_blocks(tree(), found, top))


def test_all_of_it() -> None:
    # half-widths: 1.96 * 0.001 = 0.00196, and 0.00392; of the share 0.00196, of the set 0.00294
    step = Step(2.0, 2.0, ("good",), figure(0.03, 0.001))
    none = Step(1.0, 0.0, (), figure(0.0))
    chosen = best([GOOD, OPEN], 3.0)
    problem = Problem("error", "duplicate", "'good' is there twice", Place("p.csv", 5, 1))
    found = batch([GOOD, OPEN, BAD], chosen, [none, step], skipped=[problem])
    assert (
        said(found)
        == """\
portfolio.csv on 'A race in miniature'

rank      item     cost              value        aligned   value per cost   sign
1         good *      2   +0.0300 ± 0.0020   +3.00 ± 0.20         +0.01500   gain
2 (2–3)   open *    0.5   +0.0010 ± 0.0020   +0.10 ± 0.20          +0.0020   open
3 (2–3)   bad         4   −0.0200 ± 0.0039   −2.00 ± 0.39         −0.00500   loss
cost in million USD; value: shift of the expected value; shifts of 'aligned' in percentage points;
rank: in brackets those it may be as far as the samples tell (95%); sign: of the value, as far as
the samples tell; ± is half of the 95% interval of sampling, which may lean to one side; doubt in
the inputs is not in it; without ±: the same in each of the 20,000 worlds that were run; * chosen

The set to choose with 3 million USD

chosen     cost              alone              share    lost without it
good          2   +0.0300 ± 0.0020   +0.0270 ± 0.0020   +0.0240 ± 0.0020
open        0.5   +0.0010 ± 0.0020   +0.0009 ± 0.0020   +0.0008 ± 0.0020
together    2.5                      +0.0279 ± 0.0029

outcome      without   with the set          shift     sampling 95%
aligned       30.00%         32.79%   +2.79 ± 0.29   +2.50 to +3.08
misaligned    70.00%         67.21%   −2.79 ± 0.29   −3.08 to −2.50
alone, share (Shapley) and what is lost without it: of the expected value; probabilities in percent,
their shifts in percentage points; the end of the race moves by −1.20 ± 0.47 months

Together they are worth less than the sum of each: what they bring overlaps.
in 1 pair the samples show no interaction

The best set at each budget, in million USD

budget   cost              value   items   changes
1           0                  0       0   nothing
2           2   +0.0300 ± 0.0020       1   + good

1 problem in rows that were left out
p.csv:5:1: 'good' is there twice

Of 3 items 1 is for the better, 1 is for the worse and of 1 these samples do not show the sign.
'good' comes first, with +0.0300 ± 0.0020 in expected value. With a budget of 3 million USD choose
'good' and 'open', at a cost of 2.5 million USD; together they are worth +0.0279 ± 0.0029 in
expected value, and 'aligned' becomes more likely by 2.79 percentage points (from 30.00% to 32.79%);
found by greedy search with exchanges, which evaluated 412 sets; that is at least 90% of what any
set that fits could be worth, if no item adds more to any set than it did to those evaluated.
Conditional on this tree: 5 of its 7 numbers have no source.
Simulated, not exact: the work of 'end' is neither 0 nor exponential.
techtree 0.1.0, simulation, 20,000 samples, seed 0, inputs ba703d844390
"""
    )


def test_without_a_budget_there_is_a_ranking_alone() -> None:
    page = said(batch([GOOD, BAD], unit=None))
    assert "choose" not in page
    assert "chosen" not in page
    assert "cost in" not in page
    assert "Of 2 items 1 is for the better and 1 is for the worse." in page


def test_exact_figures_have_no_error() -> None:
    exact = made(samples=0, states=12, engine="exact", why=None)
    found = replace(batch([item("a", 0.0126, cost=2.0)]), provenance=exact)
    page = said(found)
    row = next(line for line in page.splitlines() if line.startswith("1 "))
    assert row.split() == ["1", "a", "2", "+0.0126", "+1.26", "+0.0063", "gain"]
    assert "without ±" not in page
    assert "±" not in page and "samples tell" not in page
    assert "The one item, 'a', is for the better: expected value +0.0126." in page


def test_ties_of_exact_figures_are_no_doubt() -> None:
    exact = made(samples=0, states=12, engine="exact", why=None)
    items = [item(name, 0.1, rank=k + 1, rank95=(1, 3)) for k, name in enumerate("abc")]
    page = said(replace(batch(items), provenance=exact)).replace("\n", " ")
    assert (
        "All 3 items are for the better. 'a' comes first, as do 2 of the same value, with" in page
    )
    two = [replace(of, rank95=(1, 2)) for of in items[:2]]
    page = said(replace(batch(two), provenance=exact)).replace("\n", " ")
    assert "'a' comes first with another, with +0.1000 in expected value." in page
    assert "in brackets those that items of the same value share" in page


def test_costs_that_are_missing_or_nothing() -> None:
    page = said(batch([item("dear", 0.1, cost=None), item("free", 0.05, cost=0.0, rank=2)]))
    rows = [line.split() for line in page.splitlines()[3:5]]
    assert rows == [
        ["1", "dear", "-", "+0.1000", "+10.00", "-", "gain"],
        ["2", "free", "0", "+0.0500", "+5.00", "-", "gain"],
    ]


def test_nothing_to_evaluate_and_nothing_to_choose() -> None:
    assert "No item was evaluated." in said(batch([]))
    nothing = replace(best([], 1.0), items=(), members=(), pairs=())
    page = said(batch([BAD], nothing)).replace("\n", " ")
    assert "With a budget of 1 million USD choose nothing: no set that fits" in page
    assert "The set to choose" not in page


def test_stances_and_strongest_pairs() -> None:
    items = [item(f"i{k}", 0.03 - 0.001 * k, 0.0001, 1.0, k + 1, stances=STANCES) for k in range(6)]
    chosen = best(items, stances=STANCES)
    page = said(batch(items, chosen))
    # worth 1.4, 0.5 and -0.4 of the value: a gain in two of three stances
    assert page.count("2 of 3") == 6
    # i0 and i5: (0 + 5) % 5 == 0, so that they help each other; neighbours overlap most
    assert "help each other" in page
    assert page.index("i0, i1") < page.index("i2, i4")
    # of the 15 pairs the samples show all, and the eight strongest are listed
    assert "7 weaker pairs left out" in page
    assert "− i0" in page and "the same set" in page
    assert "by stance from −0.05940 ± 0.00029 (grim) to +0.20790 ± 0.00029 (calm)" in page.replace(
        "\n", " "
    )


def test_shares_add_up_to_what_stands_under_them() -> None:
    items = [item("a", 0.03, 0.001), item("b", 0.02, 0.001, rank=2)]
    page = said(batch(items, best(items)))  # shares of 0.027 and 0.018
    row = next(line for line in page.splitlines() if "together  " in line)
    assert row.split(maxsplit=2) == ["together", "2", "+0.0450 ± 0.0029"]
    assert "drawn orders" not in page
    many = [item(f"i{n}", 0.03, 0.001, rank=n) for n in range(1, 12)]
    page = " ".join(said(batch(many, best(many))).split())
    assert "shares of more than 10 are over drawn orders" in page
    worst = replace(best(items), criterion="worst", stance="grim")
    assert ", under the stance grim\n" in said(batch(items, worst))


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ((0.1, 0.2), "All 2 items are for the better."),
        ((-0.1, -0.2), "All 2 items are for the worse."),
        ((0.0, 0.0), "All 2 items change nothing."),
        ((0.001, -0.001), "Of none of the 2 items do these samples show the sign."),
        ((0.1, 0.0, -0.1, 0.0), "Of 4 items 1 is for the better, 1 is for the worse and 2 change"),
    ],
)
def test_how_many_are_what(values: tuple[float, ...], says: str) -> None:
    items = [item(f"i{k}", v, 0.001 if v else 0.0, rank=k + 1) for k, v in enumerate(values)]
    assert says in said(batch(items)).replace("\n", " ")


def test_doubt_in_the_inputs_that_nothing_shows() -> None:
    """A range of no length is below noise, be it that no noise was seen either."""
    for inputs90, noise, says in (((0.01, 0.03), 0.001, "100%"), ((0.02, 0.02), 0.0, "-")):
        one = item("a", 0.02, 0.001)
        value = replace(one.value, inputs90=inputs90, sign_positive=1.0, inputs_noise=noise)
        page = said(batch([replace(one, value=value)]))
        assert next(line for line in page.splitlines() if line.startswith("1 ")).split()[-1] == says


def test_top_and_what_is_left() -> None:
    found = forty_eight()
    assert "... and 8 more; --top N or --format csv lists them" in said(found)
    page = said(found, 3)
    assert "more; --top N" not in page
    assert "oversight_hub" in page and "theory_hub" not in page


def test_hostile_text_moves_no_terminal() -> None:
    evil = item("e\x1b[31mvil", 0.1, title="\u202emoc.live\x07")
    page = said(batch([evil], unit="\x1b]0;x\x07", skipped=[]))
    assert "\x1b" not in page and "\x07" not in page and "\u202e" not in page
    assert "e\\x1b[31mvil" in page
    assert "'\\u202emoc.live\\x07'" in page


def test_many_items_take_little_time() -> None:
    found = batch([item("a", 0.1, 0.001)] * 50_000)
    started = time.perf_counter()
    page = said(found)
    assert time.perf_counter() - started < 5.0
    assert "... and 49,960 more" in page
    assert page.count("\n") < 60
