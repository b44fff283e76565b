"""Solve a chain: outcomes, times and what becomes known, without noise.

Backward: the value of a state is the mean of the values of what follows it, by rate; one pass
serves all states. Forward: how probable it is that a state is visited, and when. A finite horizon
is reached by uniformization (Jensen 1953; Grassmann 1977), its sums cut off where what is left
out is at most `TRUNCATION`, as Fox and Glynn (1988) do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from techtree.engine.compiling import stored
from techtree.exact import layout as x
from techtree.exact import poisson
from techtree.exact.chain import Chain, NotExact

MOST_STEPS = 500_000_000  # edges that uniformization may go over in all: some seconds


@dataclass(frozen=True, slots=True)
class Values:
    """What each state is worth: O outcome probabilities, and the probability of an ending.

    `time` is the mean time until the ending, counted as 0 in runs without one; None with a
    finite horizon.
    """

    outcomes: np.ndarray  # (S, O)
    ended: np.ndarray  # (S,)
    time: np.ndarray | None  # (S,) years


def values(chain: Chain, horizon: float = np.inf, payoffs: np.ndarray | None = None) -> Values:
    """Return the value of every state with `horizon` years to go.

    `payoffs` may say what each end pays instead, (ends, O); the last column is paid where the
    race goes on for ever, or past the horizon.
    """
    t = chain.tables
    payoffs = chain.payoffs if payoffs is None else payoffs
    outcomes = payoffs.shape[1]
    columns = np.zeros((chain.states, outcomes + 2))
    ends = chain.ends
    if horizon == np.inf:
        _backward(chain.order, t.kinds, t.first, t.targets, t.rates, ends, payoffs, columns)
        return Values(columns[:, :outcomes], columns[:, outcomes], columns[:, outcomes + 1])
    rate = fastest(chain)
    weights = poisson.weights(rate * horizon)
    check_steps(chain, len(weights))
    summed = np.zeros((chain.states, outcomes + 1))
    now = columns[:, : outcomes + 1].copy()
    _uniform_backward(
        chain.order, t.kinds, t.first, t.targets, t.rates, ends, payoffs, rate, weights,
        now, summed,
    )  # fmt: skip
    return Values(summed[:, :outcomes], summed[:, outcomes], None)


def fastest(chain: Chain) -> float:
    """Return the largest rate, a year, at which any state is left."""
    t = chain.tables
    return float(_largest_rate(t.kinds[: chain.states], t.first, t.rates))


def check_steps(chain: Chain, steps: int) -> None:
    """Raise `NotExact` where uniformization would take all day."""
    if steps * max(1, chain.edges) > MOST_STEPS:
        raise NotExact(
            f"a horizon so long beside rates so high takes {steps:,} steps over {chain.edges:,} "
            "transitions"
        )


@stored
def _largest_rate(kinds, first, rates):
    largest = 0.0
    for i in range(kinds.shape[0]):
        if kinds[i] != x.TANGIBLE:
            continue
        total = 0.0
        for e in range(first[i], first[i + 1]):
            total += rates[e]
        largest = max(largest, total)
    return largest


@stored
def _backward(order, kinds, first, targets, rates, ends, payoffs, h):
    """Fill h, (S, O + 2): outcomes, ended, time to the ending."""
    outcomes = payoffs.shape[1]
    for at in range(order.shape[0] - 1, -1, -1):
        i = order[at]
        if ends[i] >= 0:
            for o in range(outcomes):
                h[i, o] = payoffs[ends[i], o]
            h[i, outcomes] = 1.0
            continue
        total = 0.0
        for e in range(first[i], first[i + 1]):
            total += rates[e]
            for o in range(outcomes + 2):
                h[i, o] += rates[e] * h[targets[e], o]
        if total == 0.0:
            h[i, outcomes - 1] = 1.0
            continue
        for o in range(outcomes + 2):
            h[i, o] /= total
        if kinds[i] == x.TANGIBLE:
            h[i, outcomes + 1] += h[i, outcomes] / total


@stored
def _uniform_backward(order, kinds, first, targets, rates, ends, payoffs, q, weights, h, summed):
    """Add up h after 0, 1, ... steps of the uniformized chain by `weights`, (S, O + 1)."""
    outcomes = payoffs.shape[1]
    before = np.zeros_like(h)
    for k in range(weights.shape[0]):
        for at in range(order.shape[0] - 1, -1, -1):
            i = order[at]
            if ends[i] >= 0:
                for o in range(outcomes):
                    h[i, o] = payoffs[ends[i], o]
                h[i, outcomes] = 1.0
            elif kinds[i] == x.VANISHING:
                for o in range(outcomes + 1):
                    h[i, o] = 0.0
                for e in range(first[i], first[i + 1]):
                    for o in range(outcomes + 1):
                        h[i, o] += rates[e] * h[targets[e], o]
            elif k == 0:
                for o in range(outcomes + 1):
                    h[i, o] = 0.0
                h[i, outcomes - 1] = 1.0
            else:
                stay = q
                for e in range(first[i], first[i + 1]):
                    stay -= rates[e]
                for o in range(outcomes + 1):
                    h[i, o] = stay * before[i, o]
                for e in range(first[i], first[i + 1]):
                    for o in range(outcomes + 1):
                        h[i, o] += rates[e] * before[targets[e], o]
                for o in range(outcomes + 1):
                    h[i, o] /= q
            for o in range(outcomes + 1):
                summed[i, o] += weights[k] * h[i, o]
        before[:] = h
