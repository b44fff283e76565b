"""Score functions: how the likelihood of what was drawn moves with the numbers of a tree.

Of a draw x with density f that a number places, d log f(x) / d number has mean 0, and its mean
product with whatever comes of the race is the derivative of that by the number, without bias
(Rubinstein, *Sensitivity analysis of discrete event systems by the "push out" method*, 1992;
Glynn, *Likelihood ratio gradient estimation for stochastic systems*, CACM 33(10), 1990). A score
counts only where the race had come to the draw before it stopped; its mean given the race is 0
elsewhere.
"""

from __future__ import annotations

import numpy as np

from techtree.engine import draws
from techtree.engine import layout as c
from techtree.engine.compiler import Compiled
from techtree.engine.number_uses import Written

FAMILIES = (
    draws.EXPONENTIAL, draws.LOGNORMAL, draws.LOGITNORMAL, draws.NORMAL, draws.GAMMA,
    draws.WEIBULL, draws.BETA, draws.ERLANG,
)  # fmt: skip  # of which the density moves smoothly, borders included


def has_score(compiled: Compiled, number: Written) -> bool:
    """Tell whether the likelihood moves smoothly with a number."""
    rows = compiled.program.numbers.slots[list(number.slots)]
    if number.fixed:
        return number.uses <= {"chance", "acts"} and 0.0 < number.at < 1.0
    return bool(np.isin(rows[:, 0], FAMILIES).all())


def score(
    compiled: Compiled, number: Written, first: int, known: np.ndarray
) -> tuple[np.ndarray, float]:
    """Return the score of a number in the trajectories first, first + 1, ..., (count,).

    `known` are the times known before the stop, (N, A, count). The second is how large a score
    can be, or would be in these trajectories had all of them come to the draw.
    """
    numbers, p = compiled.program.numbers, compiled.program.rules
    total = np.zeros(known.shape[2])
    drawn = np.empty(known.shape[2])
    largest = 0.0
    if not number.fixed:
        for slot in number.slots:
            draws.fill(numbers, slot, first, drawn)
            of_draw = _of_draw(numbers.slots[slot], drawn, number.at)
            total += of_draw * _met(compiled, slot, known)
            largest += float(np.abs(of_draw).max())
        return total, largest
    ends = np.array([0.0, 1.0])  # of uniforms: no score is larger than at one of them
    for slot in number.slots:
        for n in np.flatnonzero(p.nodes[:, c.CHANCE] == slot).tolist():
            draws.fill(numbers, p.nodes[n, c.CHANCE_U], first, drawn)
            total += _of_chance(p, n, drawn, number.at) * gate_opened(compiled, n, known)
            largest += float(np.abs(_of_chance(p, n, ends, number.at)).max())
        for e in np.flatnonzero(p.effects[:, c.ACTS_P] == slot):
            draws.fill(numbers, p.effects[e, c.ACTS_U], first, drawn)
            here = np.isfinite(known[p.effects[e, c.SOURCE]]).any(axis=0)
            total += _of_coin(drawn, number.at) * here
            largest += float(np.abs(_of_coin(ends, number.at)).max())
    return total, largest


def _of_draw(row: np.ndarray, x: np.ndarray, at: float) -> np.ndarray:
    """Return the score of draws by what places their distribution, `at`."""
    family, a, b = int(row[0]), row[1], row[2]
    if family == draws.LOGITNORMAL:
        return (np.log(x / (1.0 - x)) - a) / b**2 / (at * (1.0 - at))
    if family == draws.BETA:  # whose log odds are shifted as a whole
        return (b * x - a * (1.0 - x)) / (at * (1.0 - at))
    if family == draws.EXPONENTIAL:
        stretched = x / a - 1.0
    elif family == draws.LOGNORMAL:
        stretched = np.log(x / a) / b**2
    elif family == draws.NORMAL:
        stretched = x * (x - a) / b**2 - 1.0
    elif family == draws.GAMMA:
        stretched = x / b - a
    elif family == draws.WEIBULL:
        stretched = a * ((x / b) ** a - 1.0)
    else:  # ERLANG
        stretched = x * (a / b) - a
    return stretched / at


def _of_coin(u: np.ndarray, q: float) -> np.ndarray:
    return np.where(u < q, 1.0 / q, -1.0 / (1.0 - q))


def _of_chance(p: c.Rules, n: int, u: np.ndarray, q: float) -> np.ndarray:
    """Return the score of the chance of a node, by the one uniform that decides it for all.

    Where effects multiply its odds, that is whether log odds of `u` less those of q are below the
    logarithm of their product: a logistic draw, which q shifts.
    """
    odds = p.effects[p.links[p.nodes[n, c.ODDS_LO] : p.nodes[n, c.ODDS_HI]], c.OUTCOME]
    if (odds < 0).any():
        return (1.0 - 2.0 * u) / (q * (1.0 - q))
    return _of_coin(u, q)


def _met(compiled: Compiled, slot: int, known: np.ndarray) -> np.ndarray | float:
    """Tell where the race came to a draw: (count,), or 1 where that is not looked into."""
    p = compiled.program.rules
    works = np.flatnonzero(p.nodes[:, c.WORK] == slot)
    leaks = np.argwhere(p.pairs[:, :, c.LEAK] == slot)
    if (compiled.slot_names[slot] or "parameters.").startswith("parameters."):
        return 1.0
    if len(works) == 1 and not len(leaks):
        return gate_opened(compiled, int(works[0]), known)
    if len(leaks) == 1 and not len(works):
        return np.isfinite(known[leaks[0, 0]]).any(axis=0)
    return 1.0


def gate_opened(compiled: Compiled, n: int, known: np.ndarray) -> np.ndarray:
    """Tell where the gate of a node was open, if only in part, for anyone before the stop."""
    p = compiled.program.rules
    code = p.code[p.nodes[n, c.GATE_LO] : p.nodes[n, c.GATE_HI]]
    opened = np.zeros(known.shape[2], np.bool_)
    for a in range(known.shape[1]):
        stack: list[np.ndarray] = []
        for opcode, first, second, _ in code:
            if opcode == c.REF:
                stack.append(np.isfinite(known[first, a if second < 0 else second]))
            elif opcode in (c.BEFORE, c.NOT_BEFORE):
                then = stack.pop()
                stack[-1] = then  # whichever came first: it may be open once the second is known
            else:
                members = np.array(stack[len(stack) - first :])
                del stack[len(stack) - first :]
                stack.append(_some(int(opcode), int(second), members))
        opened |= stack[0] if stack else np.ones_like(opened)
    return opened


def _some(opcode: int, count: int, members: np.ndarray) -> np.ndarray:
    if opcode == c.MAX:
        return np.asarray(members.all(axis=0))
    needed = count if opcode == c.KTH else 1  # of a weighted gate any part
    return np.asarray(members.sum(axis=0) >= needed)
