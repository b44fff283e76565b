"""Share what a set is worth among its members, by Shapley value.

A member's share is the mean of what it adds to those before it, over all orders of the members;
so the shares add up to what the set is worth beyond no item at all. Up to ten members, every
subset is evaluated. Beyond, orders are drawn, each with its reverse: unbiased (Castro, Gomez and
Tejada 2009), and with less error by the reverses (Mitchell, Cooper, Frank and Holmes 2022).
Shares are linear in the values of sets, so that sampling errors follow from those of the values.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np

from techtree.portfolio.choosing.evaluations import Evaluations, Worth

EXACT = 10  # members up to which every subset is evaluated


@dataclass(frozen=True, eq=False, slots=True)
class Weights:
    """What shares are made of: ``matrix @ values`` for values (S, ...) of the `sets`.

    `rounds` has the same matrix for each draw of an order and its reverse, which differ by the
    orders drawn; it is empty where all subsets are there.
    """

    members: tuple[int, ...]
    sets: tuple[frozenset[int], ...]
    matrix: np.ndarray
    rounds: tuple[tuple[np.ndarray, np.ndarray], ...] = ()

    def shares(self, values: np.ndarray) -> np.ndarray:
        """Return the members' shares (m, ...) from the values (S, ...) of the sets."""
        return np.tensordot(self.matrix, values, axes=1)

    def drawn(self, values: np.ndarray) -> np.ndarray:
        """Return the shares (rounds, m, ...) by each draw of an order and its reverse."""
        drawn = []
        for prefixes, places in self.rounds:
            added = np.diff(values[prefixes], axis=1)
            shares = np.zeros((len(self.members), *values.shape[1:]))
            for steps, place in zip(added, places, strict=True):
                shares[place] += steps / len(places)
            drawn.append(shares)
        return np.array(drawn)

    def order_errors(self, values: np.ndarray) -> np.ndarray:
        """Return the standard errors (m, ...) that come from having drawn orders, else 0."""
        if not self.rounds:
            return np.zeros((len(self.members), *values.shape[1:]))
        return np.std(self.drawn(values), axis=0, ddof=1) / math.sqrt(len(self.rounds))


def shapley(
    members: Iterable[int], worth: Worth, allowance: int = 2_000, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Return the members' shares (m, K), in order, and their standard errors from drawn orders.

    Shares add up to the worth of the set minus that of no item. `allowance` is about how many
    sets are evaluated where not all subsets are; two orders and their reverses at least.
    """
    weights = shapley_weights(members, allowance, seed)
    values = Evaluations(worth).values(weights.sets)
    return weights.shares(values), weights.order_errors(values)


def shapley_weights(members: Iterable[int], allowance: int = 2_000, seed: int = 0) -> Weights:
    """Return the sets to evaluate and how the shares are made of their values.

    >>> shapley_weights([4, 7]).matrix
    array([[-0.5,  0.5, -0.5,  0.5],
           [-0.5, -0.5,  0.5,  0.5]])
    >>> [sorted(chosen) for chosen in shapley_weights([4, 7]).sets]
    [[], [4], [7], [4, 7]]
    """
    ordered = tuple(sorted(set(members)))
    if len(ordered) <= EXACT:
        return _all_subsets(ordered)
    return _drawn_orders(ordered, allowance, np.random.default_rng(seed))


def interaction_weights(
    members: Iterable[int],
) -> tuple[tuple[tuple[int, int], ...], Weights]:
    """Return the pairs of members, and what v(ij) - v(i) - v(j) + v() of each is made of.

    Above 0 two items help each other, below 0 they overlap or spoil each other. Rows of the
    matrix are the pairs.
    """
    ordered = tuple(sorted(set(members)))
    pairs = tuple(combinations(ordered, 2))
    sets = [frozenset[int](), *(frozenset([item]) for item in ordered)]
    sets += [frozenset(pair) for pair in pairs]
    row = {chosen: place for place, chosen in enumerate(sets)}
    matrix = np.zeros((len(pairs), len(sets)))
    for place, (one, other) in enumerate(pairs):
        matrix[place, row[frozenset([one, other])]] = 1
        matrix[place, row[frozenset([one])]] = -1
        matrix[place, row[frozenset([other])]] = -1
        matrix[place, 0] = 1
    return pairs, Weights(ordered, tuple(sets), matrix)


def marginal_weights(members: Iterable[int]) -> Weights:
    """Return what the set loses without each member is made of: v(S) - v(S without i)."""
    ordered = tuple(sorted(set(members)))
    whole = frozenset(ordered)
    sets = (whole, *(whole - {item} for item in ordered))
    matrix = np.hstack([np.ones((len(ordered), 1)), -np.eye(len(ordered))])
    return Weights(ordered, sets, matrix)


def interactions(members: Iterable[int], worth: Worth) -> dict[tuple[int, int], np.ndarray]:
    """Return v(ij) - v(i) - v(j) + v() of each pair of members, (K,)."""
    pairs, weights = interaction_weights(members)
    found = weights.shares(Evaluations(worth).values(weights.sets))
    return dict(zip(pairs, found, strict=True))


def _all_subsets(members: tuple[int, ...]) -> Weights:
    """Weigh v(S + i) - v(S) by |S|! (m - |S| - 1)! / m!, for each member i and S without it."""
    count = len(members)
    sets = [
        frozenset(members[place] for place in range(count) if number >> place & 1)
        for number in range(2**count)
    ]
    matrix = np.zeros((count, len(sets)))
    for number, chosen in enumerate(sets):
        for place in range(count):
            if not number >> place & 1:
                weight = 1 / (count * math.comb(count - 1, len(chosen)))
                matrix[place, number] -= weight
                matrix[place, number | 1 << place] += weight
    return Weights(members, tuple(sets), matrix)


def _drawn_orders(members: tuple[int, ...], allowance: int, random: np.random.Generator) -> Weights:
    """Draw orders with their reverses, as many as the allowance of sets has room for."""
    count = len(members)
    rounds = max(2, allowance // (2 * (count - 1)))
    rows: dict[frozenset[int], int] = {}
    drawn: list[tuple[np.ndarray, np.ndarray]] = []
    for _ in range(rounds):
        order = random.permutation(count)
        prefixes = np.zeros((2, count + 1), dtype=np.int64)
        places = np.stack([order, order[::-1]])
        for walk, sequence in enumerate(places.tolist()):
            before: frozenset[int] = frozenset()
            prefixes[walk, 0] = rows.setdefault(before, len(rows))
            for step, place in enumerate(sequence):
                before = before | {members[place]}
                prefixes[walk, step + 1] = rows.setdefault(before, len(rows))
        drawn.append((prefixes, places))
    matrix = np.zeros((count, len(rows)))
    weight = 1 / (2 * rounds)
    for prefixes, places in drawn:
        for steps, sequence in zip(prefixes.tolist(), places.tolist(), strict=True):
            for place, (start, end) in zip(sequence, pairwise(steps), strict=True):
                matrix[place, start] -= weight
                matrix[place, end] += weight
    return Weights(members, tuple(rows), matrix, tuple(drawn))
