"""The derivative by a number is that of reading the tree again with another number there."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest
import yaml

from techtree.engine.compiler import compile_tree
from techtree.engine.number_uses import compile_apart
from techtree.exact import adjoint as adjoint_module
from techtree.exact import adjoint_layout
from techtree.exact.memoryless import obstacle
from techtree.files import read_tree
from techtree.impact.gradients import Gradients, gradients
from techtree.impact.settings import Settings
from techtree.model.tree import Tree
from tests.exact.memoryless_trees import random_text, read
from tests.exact.reread import Compared, compare

CLOSE = 1e-8
NUMBERS = 3  # of each random tree
EXACT = Settings(engine="exact")
SHIPPED = [
    path
    for path in sorted(files("trees").iterdir(), key=lambda path: path.name)
    if path.name.endswith(".yaml") and obstacle(compile_tree(read_tree(str(path)))) is None
]


def drawn(tree: Tree) -> set[str]:
    """Name the numbers of a tree that are distributions."""
    return {number.name for number in compile_apart(tree)[1] if not number.fixed}


def worst(text: str, most: int | None = None) -> Compared:
    """Return the comparison that comes out worst, of so many numbers of the tree or of all."""
    tree = read(text)
    compared = compare(text, gradients(tree, EXACT), drawn(tree), most)
    return max(compared, key=lambda row: row.error, default=Compared("none", 0.0))


def with_horizon(text: str, horizon: float) -> str:
    return f"{text}horizon: {horizon}\n".replace(
        "  stalled: 1\n", "  stalled: 0.3\n  undecided: 0.5\n"
    )


def has_kink(text: str) -> bool:
    """Tell whether moves add up to all that there is: there the derivatives differ by side."""
    moves = [
        effect.by.value
        for node in read(text).nodes.values()
        for effect in node.effects
        if effect.kind == "move"
    ]
    return any(abs(a + b - 1.0) < 1e-9 for i, a in enumerate(moves) for b in moves[:i])


@pytest.mark.parametrize(
    "seeds", [range(40), pytest.param(range(40, 400), marks=pytest.mark.slow)], ids=str
)
def test_random_trees(seeds: range) -> None:
    for seed in seeds:
        text = random_text(seed)
        if obstacle(compile_tree(read(text))) is None and not has_kink(text):
            found = worst(text, NUMBERS)
            assert found.error < CLOSE, (seed, found)


@pytest.mark.parametrize("horizon", [0.7, 6.0])
def test_random_trees_with_a_horizon(horizon: float) -> None:
    for seed in range(200, 210):
        text = with_horizon(random_text(seed, 6), horizon)
        if obstacle(compile_tree(read(text))) is None and not has_kink(text):
            found = worst(text, NUMBERS)
            assert found.error < CLOSE, (seed, found)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_shipped_trees(path) -> None:
    text = path.read_text()
    found = worst(yaml.safe_dump({**yaml.safe_load(text), "stances": {}}, sort_keys=False))
    assert found.error < CLOSE, found


FIRST = """
techtree: 1
start: 2026
outcomes: {aligned: 1, misaligned: 0}
parameters: {f: 3}
nodes:
  oversight: {work: exponential(10), effects: [{odds: superintelligence, of: aligned, by: $f}]}
  superintelligence: {work: exponential(10), ending: {aligned: 0.25, misaligned: 0.75}}
"""


def by_number(found: Gradients) -> dict[str, tuple[float | None, ...]]:
    """Return by number: the derivatives of `aligned`, the value, and the time of the ending."""
    return {
        row.number: (
            row.outcomes["aligned"].derivative,
            row.value.derivative,
            None if row.ending_time is None else row.ending_time.derivative,
        )
        for row in found.rows
    }


def test_one_advance_by_hand() -> None:
    # P(aligned) = s/(m + s) * f q/(1 - q + f q) + m/(m + s) * q, with means m = s = 10 of the
    # advance and the ending, q = 1/4 and f = 3: half of it is 1/2, the other half 1/4.
    found = by_number(gradients(read(FIRST), EXACT))
    expected = {
        "nodes.oversight.work": (-1 / 160, -1 / 160, 0),  # -s/(m + s)^2 * (1/2 - 1/4)
        "nodes.superintelligence.work": (1 / 160, 1 / 160, 1),
        "parameters.f": (1 / 24, 1 / 24, 0),  # half of q (1 - q)/(1 - q + f q)^2 = 1/12
        "nodes.superintelligence.ending.aligned": (7 / 6, 7 / 6, 0),  # half of 4/3 and of 1
        "nodes.superintelligence.ending.misaligned": (-7 / 6, -7 / 6, 0),
        "outcomes.aligned.value": (0, 3 / 8, 0),
        "outcomes.misaligned.value": (0, 5 / 8, 0),
    }
    assert found.keys() == expected.keys()
    for number, row in expected.items():
        assert found[number] == pytest.approx(row, abs=1e-9), number


def test_a_parameter_moves_all_that_it_is_used_for() -> None:
    apart = FIRST.replace("$f", "3").replace(": 0.25,", ": 0.25, undecided: rest,")
    apart = apart.replace("misaligned: 0.75", "misaligned: 0.5").replace("0}", "0, undecided: 0}")
    text = apart.replace(": 0.25,", ": $q,").replace(": 0.5", ": $r")
    one = by_number(gradients(read(text.replace("{f: 3}", "{q: 0.25, r: 0.5}")), EXACT))
    both = by_number(
        gradients(read(text.replace("$r", "$q").replace("{f: 3}", "{q: 0.25}")), EXACT)
    )
    assert both.keys() == one.keys() - {"parameters.r"}
    two = by_number(gradients(read(text.replace("{f: 3}", "{q: 0.25, r: 0.25}")), EXACT))
    total = np.add(two["parameters.q"], two["parameters.r"])
    assert both["parameters.q"] == pytest.approx(total, abs=1e-9)


def test_where_the_probability_jumps_there_is_no_derivative() -> None:
    text = FIRST.replace("{work: exponential(10), effects: [{odds: superintelligence, of: aligned",
                         "{work: exponential(10), effects: [{speed: superintelligence")  # fmt: skip
    text = text.replace("by: $f", "by: 0").replace("{f: 3}", "{}")
    row = next(r for r in gradients(read(text), EXACT).rows if r.number.endswith("effects.0.by"))
    assert (row.method, row.outcomes["aligned"].derivative) == ("differences", None)


def _without(name: str):
    """Return a `touch` that lacks what touches rates, leaks, or endings."""

    def wrong(*arguments):
        table = adjoint_layout.touch(*arguments)
        getattr(table, f"{name}_first")[:] = 0
        return table

    return wrong


def _scaled(column: str, by: float):
    def wrong(*arguments):
        table = adjoint_layout.touch(*arguments)
        getattr(table, column)[:] *= by
        return table

    return wrong


PLANTED = {  # with the seed of a tree that shows it
    "no speed, no chance": (_without("speed"), 1),
    "no leak": (_without("leak"), 48),
    "no payoff": (_without("ending"), 0),
    "shares do not scale": (_scaled("scale", 0.75), 0),
    "a step that is misjudged": (_scaled("step", 50.0), 1),
}


@pytest.mark.parametrize("name", PLANTED)
def test_planted_errors_are_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong, seed = PLANTED[name]
    assert worst(random_text(seed)).error < CLOSE
    monkeypatch.setattr(adjoint_module, "touch", wrong)
    assert worst(random_text(seed)).error > CLOSE


@pytest.mark.parametrize("horizon", [None, 2.0])
def test_planted_flows_are_found(horizon: float | None, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "_steady" if horizon is None else "_until"
    right = getattr(adjoint_module, name)

    def wrong(*arguments):
        flows = right(*arguments)
        weights = flows.weights
        return replace(flows, weights=lambda begin, end: weights(begin, end) * (1.0 + 1e-6))

    text = random_text(1) if horizon is None else with_horizon(random_text(1), horizon)
    assert worst(text).error < CLOSE
    monkeypatch.setattr(adjoint_module, name, wrong)
    assert worst(text).error > CLOSE


def test_the_settings_of_a_stance_are_those_of_its_tree() -> None:
    tree = read(FIRST + "stances: {late: {set: {nodes.oversight.work: exponential(30)}}}\n")
    found = by_number(gradients(tree, replace(EXACT, stances=("late",))))
    assert found["nodes.oversight.work"][0] == pytest.approx(-1 / 640)  # -s/(m + s)^2/4, m = 30


def test_interchangeable_nodes_are_told_apart() -> None:
    text = """
techtree: 1
outcomes: {aligned: 1, misaligned: 0}
nodes:
  a: {work: exponential(3), chance: 0.6}
  b: {work: exponential(3), chance: 0.6}
  c: {work: exponential(3), chance: 0.6}
  good: {requires: {at_least: 2, of: [a, b, c]}, work: exponential(1), ending: aligned}
  bad: {requires: {weighted: {a: 2, b: 2, c: 2, good: 1}}, work: exponential(4), ending: misaligned}
"""
    assert worst(text).error < CLOSE


@pytest.mark.parametrize("horizon", [None, 2.0])
def test_blocks_add_up_and_threads_make_no_difference(
    horizon: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = random_text(1) if horizon is None else with_horizon(random_text(1), horizon)
    whole = gradients(read(text), EXACT)
    assert (whole.provenance.states or 0) > 12
    monkeypatch.setattr(adjoint_module, "BLOCK", 4)
    one, three = (gradients(read(text), replace(EXACT, threads=n)).rows for n in (1, 3))
    assert one == three
    assert len(one) == len(whole.rows) > 0
    cut, uncut = by_number(replace(whole, rows=one)), by_number(whole)
    for number, slopes in uncut.items():
        assert cut[number] == pytest.approx(slopes, abs=1e-12), number
