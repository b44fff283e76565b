"""When things happen in a chain: distributions over time of what is known and of the ending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from techtree.engine.compiling import stored
from techtree.exact import layout as x
from techtree.exact import poisson
from techtree.exact.chain import Chain
from techtree.exact.solve import check_steps, fastest

UNSETTLED = 1e-9  # probability that may be left open when there is no horizon


@dataclass(frozen=True, slots=True)
class Course:
    """How probable each of C things is to have happened by step k of the uniformized chain.

    `done` is (K, C), its last column the ending; after its last row nothing changes. Steps come
    at `rate` a year.
    """

    done: np.ndarray
    rate: float
    horizon: float

    def by(self, column: int, t: float) -> float:
        """Return the probability that a thing has happened by time `t`, in years."""
        if t < 0.0:
            return 0.0
        steps = self.done[:, column]
        weights = poisson.capped(self.rate * min(t, self.horizon), len(steps))
        return float(weights @ steps)

    def final(self) -> np.ndarray:
        """Return the probabilities that things happen by the horizon, (C,)."""
        if self.horizon == np.inf:
            return self.done[-1].copy()
        return poisson.capped(self.rate * self.horizon, len(self.done)) @ self.done

    def mean_times(self) -> np.ndarray:
        """Return the mean of each time, 0 where it never comes by the horizon, (C,) years.

        It is the integral of the probability still to come; between steps k and k + 1 lies a mean
        of 1 / rate years, or what of them falls before the horizon.
        """
        final = self.final()
        spent = np.full(len(self.done), 1.0 / self.rate if self.rate else 0.0)
        if self.horizon < np.inf and self.rate:
            mean = self.rate * self.horizon
            spent = poisson.tails(mean, len(self.done)) / self.rate
            rest = self.horizon - spent.sum()
            spent[-1] += max(0.0, rest)
        return spent @ (final - self.done)

    def mixed(self, other: Course, share: float) -> Course:
        """Mix with another course of the same chain, of which 1 - `share` is taken."""
        steps = max(len(self.done), len(other.done))
        rows = [
            np.concatenate([of.done, np.repeat(of.done[-1:], steps - len(of.done), axis=0)])
            for of in (self, other)
        ]
        done = share * rows[0] + (1.0 - share) * rows[1]
        return Course(done, self.rate, self.horizon)


def quantile(parts: Sequence[tuple[Course, int, float]], p: float) -> float | None:
    """Return the time by which a thing has happened with probability `p`; None if never.

    `parts` are courses with the column of the thing and a weight; the weights add up to 1.
    """

    def by(t: float) -> float:
        return sum(weight * of.by(column, t) for of, column, weight in parts)

    horizon = parts[0][0].horizon
    if sum(weight * of.final()[column] for of, column, weight in parts) <= p:
        return None
    if by(0.0) >= p:
        return 0.0
    low, high = 0.0, min(horizon, 1.0)
    while high < horizon and by(high) < p:
        low, high = high, min(2.0 * high, horizon)
    while high - low > 1e-9 * high:
        middle = (low + high) / 2.0
        if by(middle) < p:
            low = middle
        else:
            high = middle
    return high


def course(chain: Chain, root: int, horizon: float) -> Course:
    """Follow what is known from a root, step by step: columns (node, actor), node, the ending.

    The first N * A columns say that an actor knows a node, the next N that anyone does. Only
    what was asked when the chain was built is there.
    """
    t = chain.tables
    rate = fastest(chain)
    most = 1 << 40 if horizon == np.inf else len(poisson.weights(rate * horizon))
    if horizon < np.inf:
        check_steps(chain, most)
    steps = 64
    known = chain.known[root]
    at_first = np.concatenate([known.ravel(), known.any(axis=1), [False]]).astype(np.float64)
    done = np.zeros((steps, len(at_first)))
    mass = np.zeros(chain.states)
    mass[chain.roots[root]] = 1.0
    at = 0
    while True:
        at = _follow(
            chain.order, t.kinds, t.first, t.targets, t.rates, t.heard, t.news, chain.ends, rate,
            mass, at_first, done, at, min(most, len(done)), UNSETTLED,
        )  # fmt: skip
        if at < len(done) or at >= most:
            break
        check_steps(chain, 2 * len(done))
        done = np.concatenate([done, np.zeros_like(done)])
    return Course(_told_apart(chain, root, done[:at]), rate, horizon)


def _told_apart(chain: Chain, root: int, done: np.ndarray) -> np.ndarray:
    """Give each of the nodes that were counted together its share of what was heard of them.

    Those known at first are known, those blocked never are, and the others come to be known with
    one probability. Such nodes are of trees of one actor, so that of N nodes, the columns n and
    N + n tell of node n.
    """
    nodes = len(chain.compiled.nodes)
    known, blocked = chain.known[root].any(axis=1), chain.blocked[root]
    for group in chain.groups:
        early = sum(known[n] for n in group)
        later = [n for n in group if not known[n] and not blocked[n]]
        for first in (0, nodes):
            columns = [first + n for n in group]
            heard = done[:, columns].sum(axis=1) - early
            done[:, columns] = known[list(group)]
            if later:
                done[:, [first + n for n in later]] = heard[:, None] / len(later)
    return done


@stored
def _follow(
    order, kinds, first, targets, rates, heard, news, ends, q, mass, known, done, start, most,
    unsettled,
):  # fmt: skip
    """Fill rows of `done` from `start` on; return how many are filled when all is settled.

    `mass`, (S,), is the probability of each state and `known`, (C,), what has happened; both are
    moved on.
    """
    last = known.shape[0] - 1
    moved = np.zeros(order.shape[0])
    for k in range(start, most):
        for i in range(order.shape[0]):
            moved[i] = 0.0
        still = 0.0
        for at in range(order.shape[0]):
            i = order[at]
            here = mass[i]
            share = 1.0 / q if q > 0.0 else 0.0
            if kinds[i] == x.VANISHING:
                here += moved[i]
                moved[i] = 0.0
                share = 1.0
            elif k == 0 or ends[i] >= 0:
                moved[i] += here
                continue
            if here == 0.0:
                continue
            left = 0.0
            for e in range(first[i], first[i + 1]):
                flow = here * rates[e] * share
                left += flow
                moved[targets[e]] += flow
                if heard.shape[0] > 1:
                    for j in range(heard[e], heard[e + 1]):
                        known[news[j]] += flow
            if kinds[i] != x.VANISHING:
                moved[i] += here - left
        known[last] = 0.0
        for i in range(order.shape[0]):
            mass[i] = moved[i]
            if ends[i] >= 0:
                known[last] += mass[i]
            elif first[i + 1] > first[i]:
                still += mass[i]
        done[k] = known
        if still <= unsettled:
            return k + 1
    return most
