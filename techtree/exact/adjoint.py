"""Derivatives of what a chain implies by every number of its tree, for little more than one solve.

A backward pass gives the value of every state, a forward pass the time spent in each; together
they weigh each edge (`adjoint_flow`), and one pass over the states says how the rates move with
the numbers (`adjoint_rates`). What that cannot tell is told by `Adjoint.sudden`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from techtree.engine import layout as c
from techtree.engine.draws import FIXED
from techtree.engine.events import new_state
from techtree.engine.number_uses import Written
from techtree.exact import adjoint_flow as flow
from techtree.exact import layout as x
from techtree.exact import poisson
from techtree.exact.adjoint_layout import touch
from techtree.exact.adjoint_rates import contract
from techtree.exact.chain import Chain, NotExact
from techtree.exact.relevance import relevance
from techtree.exact.solve import check_steps, fastest, values


@dataclass(frozen=True, slots=True)
class Adjoint:
    """Derivatives at a root by K numbers, of O outcomes and of the mean time of the ending.

    `time` is that of runs that end, others counted as 0; None with a finite horizon. `sudden`
    marks numbers that, moved a little, open ways that the chain does not have.
    """

    outcomes: np.ndarray  # (K, O)
    time: np.ndarray | None  # (K,) years
    sudden: np.ndarray  # (K,) bool
    by_horizon: np.ndarray  # (O,) a year; zero without a horizon


def adjoint(
    chain: Chain,
    numbers: Sequence[Written],
    horizon: float = np.inf,
    *,
    root: int = 0,
    memory: float = 1e9,
) -> Adjoint:
    """Differentiate what follows from a root of a chain that was built with nothing `asked`.

    Nor may it have been lumped: what is not told apart cannot be moved apart. The chain's program
    must keep the numbers apart (`compile_apart`). Raises `NotExact` where the steps to a horizon
    are too many, or what must be kept takes more than `memory` bytes.
    """
    if horizon == np.inf:
        _check_room(chain, 0.0, memory)
        spent, weights = _steady(chain, chain.roots[root])
        by_horizon = np.zeros(chain.payoffs.shape[1])
    else:
        spent, weights, worth = _until(chain, chain.roots[root], horizon, memory)
        by_horizon = _drift(chain, chain.roots[root], worth)
    program = chain.compiled.program
    slots = program.numbers.slots
    state = new_state(program)
    state.values[slots[:, 0] != FIXED] = 1.0
    acts = program.rules.effects[:, c.ACTS_P]
    state.acts[:] = (acts < 0) | (slots[acts, 1] >= 1.0)
    totals = np.zeros((len(numbers), weights.shape[1]))
    sudden = np.zeros(len(numbers), np.bool_)
    matters = relevance(chain.compiled, chain.packing.ranked, (), ())
    odd = contract(
        program, chain.packing.fields, matters, state,
        np.zeros(len(program.rules.effects), np.int64), chain.tables,
        touch(chain.compiled, numbers), spent, weights, totals, sudden,
    )  # fmt: skip
    if odd >= 0:
        raise AssertionError(f"state {odd} of the chain is not what it was built as")
    outcomes = chain.payoffs.shape[1]
    time = totals[:, outcomes] if horizon == np.inf else None
    return Adjoint(totals[:, :outcomes], time, sudden, by_horizon)


def _steady(chain: Chain, root: int) -> tuple[np.ndarray, np.ndarray]:
    found, t = values(chain), chain.tables
    assert found.time is not None
    columns = np.ascontiguousarray(np.column_stack([found.outcomes, found.time]))
    spent = np.zeros(chain.states)
    weights = np.zeros((chain.edges, columns.shape[1]))
    flow.steady(chain.order, t.kinds, t.first, t.targets, t.rates, root, columns, spent, weights)
    return spent, weights


def _until(
    chain: Chain, root: int, horizon: float, memory: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    t, rate = chain.tables, fastest(chain) or 1.0
    steps = poisson.weights(rate * horizon)
    check_steps(chain, len(steps))
    tails = np.append(np.cumsum(steps[::-1])[::-1], 0.0)
    length = int(np.ceil(len(steps) ** 0.5))
    _check_room(chain, (length + len(steps) / length + 2.0) * chain.states, memory)
    graph = (chain.order, t.kinds, t.first, t.targets, t.rates)
    starts = np.zeros((-(-len(steps) // length), chain.states))
    flow.begin_at(*graph, root, starts[0])
    masses = np.zeros((length + 1, chain.states))
    for at in range(1, len(starts)):
        masses[0] = starts[at - 1]
        flow.follow(*graph, rate, masses)
        starts[at] = masses[-1]
    outcomes = chain.payoffs.shape[1]
    ahead = np.zeros((chain.states, outcomes))
    scratch = np.zeros_like(ahead)
    spent = np.zeros(chain.states)
    weights = np.zeros((chain.edges, outcomes))
    for at in range(len(starts) - 1, -1, -1):
        first = at * length
        count = min(length, len(steps) - first)
        masses[0] = starts[at]
        flow.follow(*graph, rate, masses)
        flow.accumulate(
            *graph, chain.ends, chain.payoffs, rate, steps, tails, first, masses[:count], ahead,
            scratch, spent, weights,
        )  # fmt: skip
    return spent, weights, ahead


def _check_room(chain: Chain, more: float, memory: float) -> None:
    """Raise `NotExact` where what is kept of the edges, and `more` numbers, take too much."""
    bytes_ = 8.0 * (chain.edges * (chain.payoffs.shape[1] + 1.0) + more)
    if bytes_ > memory:
        raise NotExact(f"derivatives would take {bytes_ / 1e9:.3g} GB, more than --memory allows")


def _drift(chain: Chain, state: int, worth: np.ndarray) -> np.ndarray:
    """Return how what a state is worth moves with the time that is left, (O,) a year."""
    t = chain.tables
    edges = slice(t.first[state], t.first[state + 1])
    if t.kinds[state] == x.TANGIBLE:
        return t.rates[edges] @ (worth[t.targets[edges]] - worth[state])
    parts = zip(t.rates[edges], t.targets[edges], strict=True)
    return sum((p * _drift(chain, i, worth) for p, i in parts), np.zeros(worth.shape[1]))
