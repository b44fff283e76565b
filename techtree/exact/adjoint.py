"""Derivatives of what a chain implies by every number of its tree, for little more than one solve.

A backward pass gives the value of every state, a forward pass the time spent in each; together
they weigh each edge (`adjoint_flow`), and one pass over the states says how the rates move with
the numbers (`adjoint_rates`). What that cannot tell is told by `Adjoint.sudden`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
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

BLOCK = 1 << 12  # states whose edges are weighed at a time
SURELY = 1.0 - 1e-12


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
    here: np.ndarray  # (O,) the probabilities of the outcomes themselves
    ends: bool  # whether, without a horizon, the race surely ends


@dataclass(frozen=True, slots=True)
class _Flows:
    """How the chain goes on from one state. C columns: outcomes, and without a horizon the time.

    `weights` gives those of the edges of the states from one number to another, (edges, C), or
    more; of states that are never come to they may be anything.
    """

    spent: np.ndarray  # (S,) mean time in each state, or its visits if it is left at once
    worth: np.ndarray  # (S, C) what follows from each state
    ends: bool
    weights: Callable[[int, int], np.ndarray]


def adjoint(
    chain: Chain,
    numbers: Sequence[Written],
    horizon: float = np.inf,
    *,
    root: int = 0,
    memory: float = 1e9,
    threads: int = 1,
) -> Adjoint:
    """Differentiate what follows from a root of a chain that was built with nothing `asked`.

    Nor may it have been lumped: what is not told apart cannot be moved apart. The chain's program
    must keep the numbers apart (`compile_apart`). Raises `NotExact` where the steps to a horizon
    are too many, or what must be kept takes more than `memory` bytes.
    """
    start = chain.roots[root]
    steady, outcomes = horizon == np.inf, chain.payoffs.shape[1]
    flows = _steady(chain, start, memory) if steady else _until(chain, start, horizon, memory)
    totals, sudden = _contract(chain, numbers, flows, threads)
    return Adjoint(
        outcomes=totals[:, :outcomes],
        time=totals[:, outcomes] if steady else None,
        sudden=sudden,
        by_horizon=np.zeros(outcomes) if steady else _drift(chain, start, flows.worth),
        here=flows.worth[start, :outcomes].copy(),
        ends=flows.ends,
    )


def _contract(
    chain: Chain, numbers: Sequence[Written], flows: _Flows, threads: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return how what is counted moves with the numbers, (K, C), and which are sudden, (K,).

    Blocks of states are added up in their order, so that figures do not depend on the threads.
    """
    begins = range(0, chain.states, BLOCK)
    touched = touch(chain.compiled, numbers)
    totals = np.zeros((len(begins), len(numbers), flows.worth.shape[1]))
    sudden = np.zeros((len(begins), len(numbers)), np.bool_)

    def work(mine: range) -> None:
        walk = _walk(chain)
        for block in mine:
            begin, end = begins[block], min(begins[block] + BLOCK, chain.states)
            weights = flows.weights(begin, end)
            odd = contract(
                *walk, touched, flows.spent, begin, end, weights, totals[block], sudden[block]
            )
            if odd >= 0:
                raise AssertionError(f"state {odd} of the chain is not what it was built as")

    workers = max(1, min(threads, len(begins)))
    parts = [range(first, len(begins), workers) for first in range(workers)]
    if workers == 1:
        work(parts[0])
    else:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(work, parts))
    return totals.sum(axis=0), np.asarray(sudden.any(axis=0))


def _walk(chain: Chain) -> tuple:
    """Return what one thread needs to go over the states again: program, tables and scratch."""
    program = chain.compiled.program
    slots, effects = program.numbers.slots, program.rules.effects
    state = new_state(program)
    state.values[slots[:, 0] != FIXED] = 1.0
    acts = effects[:, c.ACTS_P]
    state.acts[:] = (acts < 0) | (slots[acts, 1] >= 1.0)
    matters = relevance(chain.compiled, chain.packing.ranked, (), ())
    decided = np.zeros(len(effects), np.int64)
    return program, chain.packing.fields, matters, state, decided, chain.tables


def _steady(chain: Chain, start: int, memory: float) -> _Flows:
    """Follow the chain from a state until nothing more can happen."""
    t, outcomes = chain.tables, chain.payoffs.shape[1]
    _check_room((2.0 * outcomes + 4.0) * chain.states, memory)
    found = values(chain)
    assert found.time is not None
    worth = np.column_stack([found.outcomes, found.time])
    spent = np.zeros(chain.states)
    flow.spend(chain.order, t.kinds, t.first, t.targets, t.rates, start, spent)

    def weights(begin: int, end: int) -> np.ndarray:
        last = t.first[end] if end < chain.states else chain.edges
        found = np.empty((last - t.first[begin], worth.shape[1]))
        flow.weigh(t.kinds, t.first, t.targets, spent, worth, begin, end, found)
        return found

    return _Flows(spent, worth, bool(found.ended[start] >= SURELY), weights)


def _until(chain: Chain, start: int, horizon: float, memory: float) -> _Flows:
    """Follow the chain from a state up to a horizon."""
    t, rate = chain.tables, fastest(chain) or 1.0
    outcomes = chain.payoffs.shape[1]
    steps = poisson.weights(rate * horizon)
    check_steps(chain, len(steps))
    tails = np.append(np.cumsum(steps[::-1])[::-1], 0.0)
    length = int(np.ceil(len(steps) ** 0.5))
    kept = length + len(steps) / length + 2.0 * outcomes + 2.0
    _check_room(chain.edges * outcomes + kept * chain.states, memory)
    graph = (chain.order, t.kinds, t.first, t.targets, t.rates)
    starts = np.zeros((-(-len(steps) // length), chain.states))
    flow.begin_at(*graph, start, starts[0])
    masses = np.zeros((length + 1, chain.states))
    for at in range(1, len(starts)):
        masses[0] = starts[at - 1]
        flow.follow(*graph, rate, masses)
        starts[at] = masses[-1]
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
    return _Flows(spent, ahead, False, lambda begin, _: weights[t.first[begin] :])


def _check_room(numbers: float, memory: float) -> None:
    """Raise `NotExact` where so many numbers take too much."""
    bytes_ = 8.0 * numbers
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
