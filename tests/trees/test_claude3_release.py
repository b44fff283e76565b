"""The tree of the question whether releasing Claude-3 was bad: what it contains, and its signs.

The signs are what the post claims of its own assumptions. Each is asserted at three standard
errors on fixed draws, so that a test comes out the same each time. Over other draws a sign that
does not hold passes with probability 0.0014 at most; the numbers of samples put those that hold
at six standard errors or more, so that a check raises a false alarm with at most 0.0014 as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest
from claude3_figures import minus, outcome, run, shift
from claude3_surgery import name_of, one_channel

from techtree.files import read_tree
from techtree.impact.score import Score, score
from techtree.impact.settings import Settings
from techtree.model.tree import Tree
from trees import path

RELEASE, AHEAD = "release_claude_3", "release_far_ahead"
ITEMS = {
    RELEASE,
    AHEAD,
    "no_anthropic",
    "do_research_unreleased",
    "publish_architecture",
    "show_evals",
}
CHANNELS = {
    "race: evals cut",
    "race: diverted resources",
    "race: earlier release",
    "leakage: published",
    "leakage: possible",
    "trendsetting",
    "resources",
    "false security",
}
EXTENDS = {
    "author": None,
    "skimped_evals": None,
    "gpt5_catastrophe": "skimped_evals",
    "gpt_n_precedent": "skimped_evals",
    "sydney_backfire": "gpt_n_precedent",
    "diverted_resources": None,
    "frontier_good": None,
    "false_security": "frontier_good",
}
STARRED = {*range(1, 12), *range(13, 19), *range(20, 24), 25, *range(27, 32), *range(33, 36)} | {
    *range(37, 41),
    42,
    43,
    47,
}
WORDS_OF_FILES = {"unlocked", "for"}  # in backticks in the table, and no names
THREE_MONTHS = 0.25
SIGNS = [  # stance, sign, and samples that put it at six standard errors or more
    ("skimped_evals", -1, 8_000),
    ("gpt5_catastrophe", -1, 4_000),
    ("gpt_n_precedent", -1, 4_000),
    ("sydney_backfire", -1, 6_000),
    ("diverted_resources", -1, 10_000),
    ("false_security", -1, 40_000),
    ("frontier_good", 1, 4_000),
    ("author", 1, 60_000),
]


@cache
def tree() -> Tree:
    return read_tree(path("claude3_release"))


@cache
def unsplit() -> Tree:
    """Return the tree with items of one channel, which cost two worlds a trajectory."""
    return one_channel(tree())


@cache
def scored(stance: str, samples: int) -> Score:
    settings = Settings(samples=samples, stances=(stance,), inputs=0)
    return score(unsplit(), RELEASE, settings)


def table() -> dict[int, str]:
    """Return the table of the tree's notes: what stands behind the number of each row."""
    note = tree().note
    assert note is not None
    _, _, text = note.partition("Where each row of the argument stands:")
    text, _, _ = text.partition("Not expressed:")
    rows = re.split(r"^ {0,2}(\d+)  ", text, flags=re.MULTILINE)[1:]
    return {int(n): " ".join(row.split()) for n, row in zip(rows[::2], rows[1::2], strict=True)}


def named() -> Iterator[str]:
    """Yield every name that the table may use."""
    of = tree()
    yield from (*of.nodes, *of.items, *of.stances, *of.parameters, *of.actors)
    for node in of.nodes.values():
        yield from (name_of(effect) for effect in node.effects)
    for item in of.items.values():
        yield from (name_of(effect) for effect in item.effects)
        yield from item.channels


def test_what_is_asked_for_is_there() -> None:
    assert set(tree().items) >= ITEMS
    assert set(tree().items[RELEASE].channels) >= CHANNELS
    assert {name: s.extends for name, s in tree().stances.items()} == EXTENDS


def test_leakage_by_employees_needs_no_release() -> None:
    with_it = {n for n, i in tree().items.items() if "leakage: employees" in i.channels}
    assert with_it == {"do_research_unreleased"}


def test_the_labs_have_four_fields() -> None:
    for lab in ("openai", "anthropic", "deepmind"):
        assert set(tree().actors[lab].effort) >= {"capability", "alignment", "evals", "product"}


@pytest.mark.parametrize("generation", ["next", "after"])
def test_a_project_is_four_phases(generation: str) -> None:
    for phase in ("pretraining", "post_training", "evals", "product"):
        assert tree().nodes[f"{generation}_{phase}"].private


def test_the_table_has_every_row() -> None:
    assert set(table()) >= STARRED


@pytest.mark.parametrize("row", sorted(table()))
def test_a_row_names_only_what_exists(row: int) -> None:
    """What is in backticks or has an underscore is a name; `own_...` stands for several."""
    names = set(named())
    quoted = set(re.findall(r"`([^`]+)`", table()[row])) - WORDS_OF_FILES
    underscored = set(re.findall(r"[a-z0-9]+(?:_[a-z0-9]*)+(?:\.\.\.)?", table()[row]))
    for name in quoted | underscored:
        stem = name.removesuffix("...")
        assert name in names or (stem != name and any(n.startswith(stem) for n in names)), name
    plain = {*tree().nodes, *tree().items, *tree().stances}
    assert quoted | underscored | set(re.findall(r"[a-z]+", table()[row])) & plain


def test_one_channel_gives_the_same_score() -> None:
    settings = Settings(samples=300, stances=("author",), inputs=0)
    split, whole = score(tree(), RELEASE, settings), score(unsplit(), RELEASE, settings)
    for name, answer in split.view.outcomes.items():
        assert answer.shift == pytest.approx(whole.view.outcomes[name].shift, abs=1e-12)
    assert split.view.ending_time.mean_shift == whole.view.ending_time.mean_shift


@pytest.mark.parametrize("item", tree().items)
def test_channels_add_up_to_the_total(item: str) -> None:
    view = score(tree(), item, Settings(samples=500, inputs=0)).view
    assert {c.channel for c in view.channels} == set(tree().items[item].channels)
    for name, answer in view.outcomes.items():
        total = sum(channel.shift[name] for channel in view.channels)
        assert total == pytest.approx(answer.shift, abs=1e-12)
    assert sum(c.value for c in view.channels) == pytest.approx(view.value.shift, abs=1e-12)


@pytest.mark.parametrize(("stance", "sign", "samples"), SIGNS)
def test_sign_of_the_shift_of_aligned(stance: str, sign: int, samples: int) -> None:
    aligned = scored(stance, samples).view.outcomes["aligned"]
    assert sign * aligned.shift > 3 * aligned.se


def test_the_author_has_the_end_at_most_three_months_earlier() -> None:
    ending = scored(*(next((s, n) for s, _, n in SIGNS if s == "author"))).view.ending_time
    assert ending.mean_shift is not None and ending.se is not None
    assert ending.mean_shift - 3 * ending.se >= -THREE_MONTHS


def above(stance: str, item: str, than_stance: str, than_item: str, samples: int) -> float:
    """Return by how many standard errors an item's shift of aligned is above another's.

    Both run the same trajectories, so that most of the noise is the same and drops out.
    """
    one, other = (
        shift(outcome, "aligned")(run(unsplit().stances[s].tree, i, samples))
        for s, i in ((stance, item), (than_stance, than_item))
    )
    apart = minus(one, other)
    return float(apart.mean() / (apart.std() / np.sqrt(samples)))


def test_a_backlash_makes_it_no_worse() -> None:
    assert above("sydney_backfire", RELEASE, "gpt_n_precedent", RELEASE, 15_000) > 3


def test_to_be_far_ahead_is_worse() -> None:
    assert above("diverted_resources", RELEASE, "diverted_resources", AHEAD, 4_000) > 3


@pytest.mark.slow
def test_the_authors_plus_is_small_and_fragile() -> None:
    """Ten standard errors above 0, below half a percentage point, and a minus for some inputs."""
    settings = Settings(samples=400_000, stances=("author",), inputs=256)
    aligned = score(unsplit(), RELEASE, settings).view.outcomes["aligned"]
    assert aligned.shift > 10 * aligned.se
    assert aligned.shift + 3 * aligned.se < 0.005
    assert aligned.inputs90[0] < 0 < aligned.inputs90[1]
