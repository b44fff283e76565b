"""Which sentence a choice deserves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from report.portfolios import batch, best, figure, item, tree
from techtree.portfolio.results import Best
from techtree.report.batch_sentence import batch_sentences, search_text, share_of_bound
from techtree.report.batch_survey import survey

ONE = item("a", 0.02, cost=3.0, title="The first")


def choice(**changes: Any) -> str:
    found = batch([ONE], replace(best([ONE], 5.0), **changes))
    return batch_sentences(tree(), found, survey(found))[1]


def test_one_item() -> None:
    assert choice(method="exhaustive", sets=2).startswith(
        "With a budget of 5 million USD choose 'The first', at a cost of 3 million USD; it is "
        "worth +0.0180 in expected value, and 'aligned' becomes more likely by 1.80 percentage "
        "points (from 30.00% to 31.80%); of all the sets that fit none was worth more "
        "on the worlds that were searched (2 evaluated jointly)."
    )


def test_without_a_budget() -> None:
    assert choice(budget=None).startswith("Without a budget choose 'The first'")


@pytest.mark.parametrize(
    ("criterion", "stance", "says"),
    [
        ("mix", "mix", "in expected value over the mix of stances, by which it was chosen, and"),
        ("worst", "s1", "under the stance that is worst for it (s1), by which it was chosen, and"),
        ("regret", "mix", "expected value over the mix of stances, and"),
        ("regret", None, "chosen for the least regret under any stance"),
        (
            "regret",
            None,
            "of all the sets that fit none has less on the worlds that were searched (",
        ),
    ],
)
def test_by_what_it_was_chosen(criterion: str, stance: str | None, says: str) -> None:
    assert says in choice(criterion=criterion, stance=stance, method="exhaustive")


def test_what_moves_too_little_to_be_seen() -> None:
    shift = figure(0.001, 0.001)
    assert "the probability of 'aligned' moves by +0.10 ± 0.20 points" in choice(
        outcomes={"aligned": shift}
    )
    assert "aligned" not in choice(outcomes={"aligned": figure(0.0)})
    assert "'aligned' becomes less likely by 2.00 percentage points" in choice(
        outcomes={"aligned": figure(-0.02)}
    )


@pytest.mark.parametrize(
    ("value", "searched", "bound", "share"),
    [
        (0.9, 0.95, 1.0, "90%"),
        (0.9, 0.85, 1.0, "85%"),  # lucky draws of its own do not count
        (0.8999, 0.95, 1.0, "89%"),  # rounded down
        (1.0, 1.0, 1.0, "100%"),
        (1.1, 1.2, 1.0, "100%"),
        (0.001, 0.001, 1.0, "0%"),
        (-0.1, 0.1, 1.0, None),
        (0.5, 0.5, 0.0, None),
        (0.5, 0.5, None, None),
    ],
)
def test_share_of_the_bound(
    value: float, searched: float, bound: float | None, share: str | None
) -> None:
    found = replace(best([ONE]), value=figure(value), searched=searched, bound=bound)
    assert share_of_bound(found) == share


def test_regret_has_no_share() -> None:
    assert share_of_bound(replace(best([ONE]), criterion="regret")) is None


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("ceiling", "that is at least 90% of what any set that fits could be worth"),
        (
            "additive",
            "could be worth, if no item adds more to any set than it did to those evaluated",
        ),
        ("greedy", "could be worth, if items only overlap"),
    ],
)
def test_on_what_condition_the_bound_holds(kind: str, says: str) -> None:
    found = replace(best([ONE]), bound_kind=kind)
    assert search_text(found).endswith(says)


def test_long_sets_name_those_of_the_largest_share() -> None:
    items = [item(f"i{k}", 0.001 * (k + 1), rank=20 - k) for k in range(20)]
    found = batch(items, best(items, 100.0))
    said = batch_sentences(tree(), found, survey(found))[1]
    assert "choose 'i19', 'i18', 'i17', 'i16', 'i15', 'i14' and 14 more, at" in said
    seven: Best = best(items[:7], 100.0)
    found = batch(items, seven)
    said = batch_sentences(tree(), found, survey(found))[1]
    assert "choose 'i6', 'i5', 'i4', 'i3', 'i2', 'i1' and 'i0', at" in said
