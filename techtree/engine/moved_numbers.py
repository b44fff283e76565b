"""Compile a tree once, and move one of its numbers in the tables."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from techtree.engine import draws
from techtree.engine import layout as c
from techtree.engine.compiler import Compiled
from techtree.engine.number_uses import Written

SCALED = {  # the arguments that grow with what is drawn
    draws.EXPONENTIAL: (0,),
    draws.LOGNORMAL: (0,),
    draws.NORMAL: (0, 1),
    draws.UNIFORM: (0, 1),
    draws.TRIANGULAR: (0, 1, 2),
    draws.GAMMA: (1,),
    draws.WEIBULL: (1,),
    draws.ERLANG: (1,),
}


def moved(compiled: Compiled, number: Written, by: float) -> Compiled:
    """Return the program with a number moved by `by`, made by `compile_apart`.

    A distribution is stretched so that what places it moves so far; log odds are shifted. Raises
    ValueError for a distribution that can be neither.
    """
    rules, numbers = compiled.program.rules, compiled.program.numbers
    slots, mixtures = numbers.slots.copy(), numbers.mixtures.copy()
    for slot, scale in zip(number.slots, number.scales, strict=True):
        if slots[slot, 0] == draws.FIXED:
            slots[slot, 1] += by * scale
        elif slots[slot, 0] == draws.MIXTURE:
            for row in mixtures[int(slots[slot, 1]) : int(slots[slot, 2])]:
                _stretch(row[1:], number.at, by)
        else:
            _stretch(slots[slot], number.at, by)
    pairs = rules.pairs.copy()
    pairs[np.isin(pairs[:, :, c.EFFORT], number.slots), c.IDLE] = 0
    return replace(
        compiled,
        program=c.Program(
            _with(rules, pairs=pairs),
            _with(numbers, slots=slots, mixtures=mixtures),
            compiled.program.affected,
        ),
    )


def _stretch(row: np.ndarray, at: float, by: float) -> None:
    """Change a row of (family, arguments) in place."""
    family = int(row[0])
    if family == draws.FIXED:
        row[1] *= 1.0 + by / at
    elif family == draws.LOGITNORMAL:
        row[1] += math.log((at + by) * (1.0 - at) / (at * (1.0 - at - by)))
    elif family in SCALED:
        for argument in SCALED[family]:
            row[1 + argument] *= 1.0 + by / at
    else:
        raise ValueError("this distribution cannot be stretched")


def _with(tables, **changed: np.ndarray):
    arrays = {name: getattr(tables, name) for name in tables.FIELDS}
    return type(tables)(**{**arrays, **changed})
