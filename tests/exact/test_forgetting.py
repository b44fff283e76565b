"""What a state leaves out makes no difference: small trees worked out by hand, and their states."""

from __future__ import annotations

from fractions import Fraction

import pytest

from techtree.engine.compiler import compile_tree
from techtree.exact.chain import build
from techtree.exact.solve import values
from tests.exact.memoryless_trees import read

HEAD = "techtree: 1\noutcomes: {aligned: 1, misaligned: 0}\nnodes:\n"


def solved(text: str, asked: tuple[str, ...] = ()) -> tuple[list[float], int]:
    """Return the probabilities of the outcomes and the number of states, nodes told apart."""
    chain = build(compile_tree(read(HEAD + text)), asked=asked, lump=False)
    return values(chain).outcomes[chain.roots[0]].tolist(), chain.states


def test_what_failed_for_all_stays_closed_where_one_knows_already() -> None:
    # ada was given `stop`; the rest learn it if `fact` holds, and then cyd builds nothing
    text = """
  stop: {field: safety, requires: fact, unlocked: [ada], effects: [{speed: {actor: cyd}, by: 0}]}
  fact: {field: arms, private: true, chance: 0.5, leak: never}
  end: {field: spies, ending: aligned, work: rate(3)}
actors:
  cyd: {effort: {spies: 0.5}}
  ada: {effort: {safety: 1, arms: 1}}
"""
    assert solved(text)[0] == [0.5, 0.0, 0.5]


def test_a_node_that_nothing_reads_adds_no_state() -> None:
    end = "  end: {work: rate(1), ending: aligned}\n"
    idle = "".join(f"  idle{i}: {{work: rate({i + 1})}}\n" for i in range(40))
    assert solved(end)[1] == solved(end + idle)[1] == 2
    assert solved(end + idle, ("idle3",))[1] == 3


def test_a_gate_that_can_open_no_more_is_forgotten_with_what_it_needs() -> None:
    # once `key` has failed, neither `lock` nor the ten nodes it needs matter
    members = [f"m{i}" for i in range(10)]
    nodes = "".join(f"  {name}: {{work: rate(1)}}\n" for name in members)
    text = f"""
  key: {{chance: 0.25}}
  lock: {{requires: [key, {", ".join(members)}], ending: misaligned}}
  end: {{work: rate(1), ending: aligned}}
"""
    found, states = solved(text + nodes)
    # the largest of eleven exponentials of rate 1 is each of them with the same probability
    assert found[1] == pytest.approx(float(Fraction(1, 4) * Fraction(1, 11)), abs=1e-12)
    # before the key is decided, after it failed, two ends, and the sets of the ten
    assert states == 1 + 1 + 2 + 2**10 - 1


def test_the_order_is_kept_where_it_matters_alone() -> None:
    text = """
  a: {work: rate(2)}
  b: {work: rate(1)}
  good: {requires: {before: [a, b]}, ending: aligned}
  bad: {requires: {not_before: [a, b]}, ending: misaligned}
"""
    found, states = solved(text)
    assert found == pytest.approx([2 / 3, 1 / 3, 0.0], abs=1e-12)
    assert states == 4  # nothing, a alone, and two ends


def test_an_effect_that_may_act_is_not_decided_where_its_target_is_done() -> None:
    text = """
  push: {work: rate(1), effects: [{speed: step, by: 3, chance: 0.5}]}
  step: {work: rate(1)}
  end: {work: rate(1), requires: step, ending: aligned}
"""
    # push before step (acting, idle), step before push or after it: the same, and the end
    assert solved(text) == ([1.0, 0.0, 0.0], 6)
