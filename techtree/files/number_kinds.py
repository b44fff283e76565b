"""What a number stands for: the values it can take, and what may be written for it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

KindName: TypeAlias = Literal[
    "probability",
    "duration",
    "time",
    "factor",
    "count",
    "sigma",
    "value",
    "strength",
]


@dataclass(frozen=True, slots=True)
class Kind:
    """The values that a number of this kind takes: from ``low`` to ``high``, both included."""

    name: KindName
    what: str  # for messages: "a probability"
    allowed: str  # for messages: "between 0 and 1"
    low: float = 0.0
    high: float = math.inf
    timed: bool = False  # takes units of time
    dated: bool = False  # takes dates
    words: bool = False  # takes words of estimative probability


KINDS: dict[KindName, Kind] = {
    kind.name: kind
    for kind in (
        Kind("probability", "a probability", "between 0 and 1", high=1.0, words=True),
        Kind("duration", "a length of time", "0 or more, in years if no unit is given", timed=True),
        Kind(
            "time",
            "a time",
            "a date such as 2026-07, or years from the start",
            low=-math.inf,
            timed=True,
            dated=True,
        ),
        Kind("factor", "a factor", "0 or more"),
        Kind("count", "an amount", "0 or more"),
        Kind("sigma", "a spread", "0 or more"),
        Kind("value", "a value", "any number", low=-math.inf),
        Kind("strength", "a strength", "0 or more"),
    )
}
