"""What an edge of a chain weighs: how an outcome moves when its rate does.

Without a horizon, with h the values of states and tau the mean time spent in each, which is a
visit over the rate of leaving, dP/dtheta = sum over states of tau times sum over edges of
d rate/d theta times [h(after) - h(before)]; a state left at once counts by its visits, and the
probability of an edge by h(after) (Cao & Chen, *Perturbation realization*, IEEE TAC 42, 1997, of
which this is the transient case).

With a horizon, P = sum_k w_k pi_0 A^k g over the steps of the uniformized chain, of which
dP/dtheta = sum_j pi_j dA B_j with B_j = sum_(k > j) w_k A^(k - 1 - j) g. As
B_(j-1) = w_j g + A B_j, the sums run backward, while pi_j comes from checkpoints (Griewank,
*Achieving logarithmic growth of temporal and spatial complexity in reverse automatic
differentiation*, 1992).
"""

from __future__ import annotations

from techtree.engine.compiling import stored
from techtree.exact import layout as x


@stored
def spend(order, kinds, first, targets, rates, root, spent):
    """Fill `spent`, (S,), with the mean time in each state, or its visits if it is left at once."""
    spent[root] = 1.0
    for at in range(order.shape[0]):
        i = order[at]
        if spent[i] == 0.0 or kinds[i] == x.ENDED:
            continue
        total = 0.0
        for e in range(first[i], first[i + 1]):
            total += rates[e]
        for e in range(first[i], first[i + 1]):
            spent[targets[e]] += spent[i] * rates[e] / total
        if kinds[i] == x.TANGIBLE and total > 0.0:
            spent[i] /= total


@stored
def weigh(kinds, first, targets, spent, h, begin, end, weights):
    """Fill `weights`, (edges, C), of the edges of the states from `begin` to `end`.

    `spent` and the values h, (S, C), are those of all states.
    """
    for i in range(begin, end):
        if spent[i] == 0.0 or kinds[i] == x.ENDED:
            continue
        for e in range(first[i], first[i + 1]):
            for o in range(h.shape[1]):
                before = h[i, o] if kinds[i] == x.TANGIBLE else 0.0
                weights[e - first[begin], o] = spent[i] * (h[targets[e], o] - before)


@stored
def follow(order, kinds, first, targets, rates, q, masses):
    """Fill `masses`, (L + 1, S), from its first row on: where the chain is at each step.

    Of a state that is left at once it holds the visits in the step that leads there.
    """
    for k in range(masses.shape[0] - 1):
        now, after = masses[k], masses[k + 1]
        for i in range(order.shape[0]):
            after[i] = 0.0
        for at in range(order.shape[0]):
            i = order[at]
            if kinds[i] == x.VANISHING:
                here = after[i]
                for e in range(first[i], first[i + 1]):
                    after[targets[e]] += here * rates[e]
            elif kinds[i] == x.TANGIBLE and now[i] > 0.0:
                stay, here = q, now[i] / q
                for e in range(first[i], first[i + 1]):
                    stay -= rates[e]
                    after[targets[e]] += here * rates[e]
                after[i] += here * stay


@stored
def begin_at(order, kinds, first, targets, rates, root, mass):
    """Fill `mass`, (S,), with where the chain is at time 0, as `follow` does."""
    mass[root] = 1.0
    for at in range(order.shape[0]):
        i = order[at]
        if kinds[i] == x.VANISHING and mass[i] > 0.0:
            for e in range(first[i], first[i + 1]):
                mass[targets[e]] += mass[i] * rates[e]


@stored
def accumulate(
    order, kinds, first, targets, rates, ends, payoffs, q, steps, tails, at_step, masses, ahead,
    scratch, spent, weights,
):  # fmt: skip
    """Go back over the steps `at_step` + L - 1 ... `at_step`, whose masses are given, (L, S).

    `steps` and `tails` are the probabilities of k steps and of at least k; `ahead` is B of the
    last of these steps, (S, O), and becomes B of the step before the first: before step 0 that is
    what the states are worth.
    """
    outcomes = payoffs.shape[1]
    b, earlier = ahead, scratch
    for k in range(masses.shape[0] - 1, -1, -1):
        mass, j = masses[k], at_step + k
        for at in range(order.shape[0] - 1, -1, -1):
            i = order[at]
            for o in range(outcomes):
                earlier[i, o] = 0.0
            if ends[i] >= 0:
                for o in range(outcomes):
                    earlier[i, o] = payoffs[ends[i], o] * tails[j]
            elif kinds[i] == x.VANISHING:
                spent[i] += mass[i] * tails[j]
                for e in range(first[i], first[i + 1]):
                    for o in range(outcomes):
                        after = earlier[targets[e], o]
                        earlier[i, o] += rates[e] * after
                        weights[e, o] += mass[i] * after
            else:
                here = mass[i] / q
                spent[i] += here * tails[j + 1]
                stay = q
                for e in range(first[i], first[i + 1]):
                    stay -= rates[e]
                    for o in range(outcomes):
                        after = b[targets[e], o]
                        earlier[i, o] += rates[e] * after
                        weights[e, o] += here * (after - b[i, o])
                for o in range(outcomes):
                    earlier[i, o] = (earlier[i, o] + stay * b[i, o]) / q
                earlier[i, outcomes - 1] += steps[j]
        b, earlier = earlier, b
    if masses.shape[0] % 2 == 1:
        ahead[:] = scratch
