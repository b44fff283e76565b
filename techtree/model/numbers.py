"""Numbers of a tree: a fixed value, or a distribution that is drawn once per trajectory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Family: TypeAlias = Literal[
    "exponential",  # mean
    "lognormal",  # median, sigma of the logarithm
    "logitnormal",  # mean and standard deviation of the log odds
    "normal",  # mean, standard deviation; truncated at 0
    "uniform",  # low, high
    "triangular",  # low, mode, high
    "gamma",  # shape, scale
    "weibull",  # shape, scale
    "beta",  # a, b
    "erlang",  # number of stages, mean of their sum
]


@dataclass(frozen=True, slots=True)
class Fixed:
    """A number that is the same in every trajectory.

    ``key`` is the path at which it is written, or ``parameters.NAME``, as of an `Uncertain`;
    None for what no file says. It makes no difference to what the number is.
    """

    value: float
    key: str | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Distribution:
    """A family with its arguments, in years where it stands for a time."""

    family: Family
    args: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Mixture:
    """Distributions or fixed values, each with the probability that it is the one drawn from."""

    parts: tuple[tuple[float, Distribution | Fixed], ...]


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A number drawn once per trajectory under its name.

    ``key`` is the path at which the number is written (``nodes.oversight.work``), or
    ``parameters.NAME`` wherever that parameter is used: equal keys are the same draw.
    ``doubt`` says whose doubt it is: ``"race"`` belongs to the world (works, delays),
    ``"input"`` to the person who wrote the number (everything else, and every parameter).
    """

    key: str
    distribution: Distribution | Mixture
    doubt: Literal["race", "input"]

    @property
    def shared(self) -> bool:
        """Tell whether this is a parameter, drawn once wherever it is named."""
        return self.key.startswith("parameters.")


Number: TypeAlias = Fixed | Uncertain

ZERO = Fixed(0.0)
ONE = Fixed(1.0)
