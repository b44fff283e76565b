"""Which nodes protect: their effects make good outcomes likelier, or hold up bad endings."""

from __future__ import annotations

from collections.abc import Mapping

from techtree.model.effects import Effect
from techtree.model.numbers import Distribution, Fixed, Mixture, Number
from techtree.model.tree import UNDECIDED, Ending, Node, Tree

_GUESS = 0.5  # for shares that are uncertain: only the side of the mean matters here


def protects(tree: Tree, nodes: Mapping[str, Node], node: Node) -> bool:
    """Tell whether one of a node's own effects protects."""
    return any(_protective(tree, nodes, effect) for effect in node.effects)


def _protective(tree: Tree, nodes: Mapping[str, Node], effect: Effect) -> bool:
    target = effect.target
    if target is None or effect.kind not in ("odds", "speed"):
        return False
    endings = [
        n.ending
        for n in ([nodes[target.node]] if target.node is not None else nodes.values())
        if n.ending is not None and target.field in (None, n.field)
    ]
    size = typical(effect.by)
    for ending in endings:
        mean = _mean(tree, ending)
        if effect.outcome is not None:
            if effect.outcome not in dict((*ending.shares, *ending.remainder)):
                continue
            better = _value(tree, effect.outcome) - mean
            if better * (size - 1) > 0:
                return True
        elif mean < _otherwise(tree, nodes) and size < 1:
            return True
    return False


def typical(number: Number) -> float:
    """Return a value in the middle of a number: its median, or a mean where that is simpler.

    >>> typical(Fixed(2.0))
    2.0
    """
    return _middle(number if isinstance(number, Fixed) else number.distribution)


def _middle(drawn: Fixed | Distribution | Mixture) -> float:
    match drawn:
        case Fixed(value):
            return value
        case Mixture(parts):
            return sum(weight * _middle(part) for weight, part in parts)
        case Distribution("uniform", (low, high)):
            return (low + high) / 2
        case Distribution("triangular", (_, mode, _)):
            return mode
        case Distribution("beta", (a, b)):
            return a / (a + b)
        case Distribution("gamma", (shape, scale)):
            return shape * scale
        case Distribution("erlang" | "weibull", (_, scale)):
            return scale
        case Distribution("logitnormal"):
            return _GUESS
    return drawn.args[0]


def _value(tree: Tree, outcome: str) -> float:
    value = tree.outcomes[outcome].value
    return 0.0 if value is None else typical(value)


def _mean(tree: Tree, ending: Ending) -> float:
    shares = {outcome: typical(share) for outcome, share in ending.shares}
    left = max(0.0, 1 - sum(shares.values()))
    weights = sum(weight for _, weight in ending.remainder)
    for outcome, weight in ending.remainder:
        shares[outcome] = left * weight / weights if weights else 0.0
    total = sum(shares.values())
    return sum(share * _value(tree, outcome) for outcome, share in shares.items()) / (total or 1)


def _otherwise(tree: Tree, nodes: Mapping[str, Node]) -> float:
    """Return how good it is when an ending does not come: undecided, or the mean of endings."""
    undecided = tree.outcomes[UNDECIDED].value
    if undecided is not None:
        return typical(undecided)
    means = [_mean(tree, node.ending) for node in nodes.values() if node.ending is not None]
    return sum(means) / len(means)
