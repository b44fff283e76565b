"""Bets that a set is worth less than its rival, on worlds drawn one by one from a known number.

Waudby-Smith & Ramdas, "Estimating means of bounded random variables by betting", J. R. Stat. Soc. B
86 (2024), section 5, drawing without replacement. Let x be by how much a set is worth more than its
rival in a world, at most `top`, and let there be N worlds in a random order. If the set is no worse
over all of them, the mean of x over those that are left after i worlds with the sum s is at least
m = -s / (N - i). So whoever stakes a share k, from 0 to 1, on the next x being below m multiplies
what he owns by 1 - k (x - m) / (top - m): never below 0, and on average by at most 1. By Ville's
inequality he who begins with 1 ever comes to own 1 / a with a probability of at most a. What
several own who stake other shares may be averaged. No variance need be known, nor many worlds.
Where N is infinite m is 0.
"""

from __future__ import annotations

import numpy as np

from techtree.engine.compiling import stored

SHARES = np.array([1.0, 0.4, 0.15, 0.05])  # that are staked; he who stakes all may lose all
_NIL = 1e-9  # what rounding can make up


@stored
def wager(values, reference, rival, seen, worlds, top, shares, sums, wealth):
    """Take in worlds seen, seen + 1, ... of `worlds`, with the `values` (S, count) of sets.

    `reference` (M, count) has the values of the rivals, of which `rival` (S,) is the number for
    each set. `sums` (S,) of differences and `wealth` (S, shares), in logarithms, are changed.
    """
    count = values.shape[1]
    share = 1.0 / (worlds - seen - np.arange(count))  # of one world among those that are left
    lost = np.empty(count)
    for s in range(values.shape[0]):
        against = reference[rival[s]]
        total = sums[s]
        beaten = False
        for i in range(count):
            x = values[s, i] - against[i]
            fair = -total * share[i]
            room = top - fair
            beaten |= room < -_NIL  # what is left cannot make up for what is lost
            lost[i] = (x - fair) / room if room > _NIL else 0.0
            total += x
        sums[s] = total
        for g in range(shares.shape[0]):
            log = wealth[s, g]
            for lo in range(0, count, 16):
                one, two = 1.0, 1.0
                for i in range(lo, min(lo + 16, count), 2):
                    one *= 1.0 - shares[g] * lost[i]
                for i in range(lo + 1, min(lo + 16, count), 2):
                    two *= 1.0 - shares[g] * lost[i]
                log += np.log(max(one * two, 0.0))
            wealth[s, g] = np.inf if beaten else log


def winnings(wealth: np.ndarray) -> np.ndarray:
    """Return the logarithm of what those who stake other shares own on average, (S,).

    >>> np.exp(winnings(np.log([[1.0, 3.0], [0.5, 0.5]]))).round(12).tolist()
    [2.0, 0.5]
    """
    return np.logaddexp.reduce(wealth, axis=1) - np.log(wealth.shape[1])
