"""Which outcome of a tree comes first: the best one."""

from __future__ import annotations

import math

from techtree.model.numbers import Distribution, Fixed, Number
from techtree.model.tree import UNDECIDED, Tree


def best_outcome(tree: Tree) -> str:
    """Name the outcome of the highest value, `undecided` left out; the first of equals."""
    named = [outcome for outcome in tree.outcomes.values() if outcome.id != UNDECIDED]
    if not named:
        return UNDECIDED
    return max(named, key=lambda outcome: _middle(outcome.value)).id


def _middle(number: Number | None) -> float:
    """Return a value about which a number lies; enough to tell which of two is better."""
    if number is None:
        return 0.0
    if isinstance(number, Fixed):
        return number.value
    match number.distribution:
        case Distribution("logitnormal", (mean, _)):
            return 1.0 / (1.0 + math.exp(-mean))
        case Distribution("uniform" | "triangular", args):
            return sum(args) / len(args)
        case Distribution("gamma", (shape, scale)):
            return shape * scale
        case Distribution("beta", (a, b)):
            return a / (a + b)
        case Distribution("erlang", (_, mean)):
            return mean
        case Distribution("weibull", (_, scale)):
            return scale
        case Distribution(args=args):
            return args[0]
    parts = number.distribution.parts
    return sum(w * (p.value if isinstance(p, Fixed) else p.args[0]) for w, p in parts)
