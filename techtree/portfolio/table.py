"""The items of a portfolio with what is found of each by itself, in columns.

A million items must fit, so what is said of one (`Evaluated`) is put together when it is asked for.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, overload

import numpy as np

from techtree.portfolio.blocks import Landscape
from techtree.portfolio.candidates import Candidate
from techtree.portfolio.results import Evaluated, Figure
from techtree.portfolio.sums import Sums, group_sizes

if TYPE_CHECKING:
    from techtree.portfolio.doubt import Doubt

MOST_GROUPED = 20_000  # items that are few enough to keep the means of groups of trajectories
_MOST_PRECISE = 100_000  # items above which errors and ends are kept to seven digits
_FEWEST_GROUPS = 16
_REPLICATES = 400


class _Texts:
    """Texts one after the other, a million short ones in little more than their length."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("q", [0])

    def append(self, text: str | None) -> None:
        if text is not None:
            self._bytes += b"=" + text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._bytes))

    def places_in_order(self) -> np.ndarray:
        """Return the place of each text, none of which is long, among all by alphabet, (n,)."""
        count = len(self._ends) - 1
        width = int(np.diff(self._ends).max(initial=1))
        texts = (bytes(self._bytes[self._ends[i] : self._ends[i + 1]]) for i in range(count))
        order = np.argsort(np.fromiter(texts, f"S{width}", count), kind="stable")
        places = np.empty(count, dtype=np.int64)
        places[order] = np.arange(count)
        return places

    def __getitem__(self, place: int) -> str | None:
        found = self._bytes[self._ends[place] : self._ends[place + 1]]
        return found[1:].decode("utf-8", "surrogatepass") if found else None


class _View:
    """What is found of each item in one view, R figures an item."""

    def __init__(self, count: int, width: int) -> None:
        kept = np.float64 if count <= _MOST_PRECISE else np.float32
        self.base = np.zeros(width)
        self.shift = np.zeros((count, width))
        self.se = np.zeros((count, width), dtype=kept)
        self.low = np.zeros((count, width), dtype=kept)
        self.high = np.zeros((count, width), dtype=kept)
        self.times = np.full((count, 2), np.nan, dtype=kept)

    def put(self, at: np.ndarray, sums: Sums, bounds: np.ndarray) -> None:
        self.base = sums.base
        self.shift[at] = sums.shifts
        self.se[at] = sums.errors
        self.low[at], self.high[at] = sums.intervals(bounds)
        for place, world in zip(at, range(len(at)), strict=True):
            self.times[place] = sums.time(world) or (np.nan, np.nan)

    def figure(self, place: int, row: int) -> Figure:
        base, shift = float(self.base[row]), float(self.shift[place, row])
        ends = float(self.low[place, row]), float(self.high[place, row])
        return Figure(base, base + shift, shift, float(self.se[place, row]), ends)


class Table:
    """Columns over the items, in the order in which the portfolio lists them."""

    def __init__(self, world: Landscape, count: int) -> None:
        self.world = world
        self.count = count
        self.ids, self._titles = _Texts(), _Texts()
        self.costs = np.full(count, np.nan)
        self.samples = np.zeros(count, dtype=np.int64)
        self.views: dict[str | None, _View] = {}
        grouped = count <= MOST_GROUPED
        self._groups = np.zeros((count if grouped else 0, len(group_sizes(0))))
        self._named = 0
        self.doubt: dict[int, Doubt] = {}  # by place, of those that were asked about
        self.states = 0  # of the chains that were solved, 0 in simulation

    def name(self, candidates: Sequence[Candidate]) -> None:
        """Take in what the next items are called and cost."""
        for candidate in candidates:
            self.ids.append(candidate.id)
            self._titles.append(candidate.title)
            self.costs[self._named] = np.nan if candidate.cost is None else candidate.cost
            self._named += 1

    def put(self, places: np.ndarray, found: dict[str | None, Sums]) -> None:
        """Take in what is found of the items at some places."""
        for name, sums in found.items():
            if name not in self.views:
                self.views[name] = _View(self.count, len(sums.base))
            self.views[name].put(places, sums, self.world.bounds)
        main = found[self.world.main]
        self.states += sum(sums.states for sums in found.values())
        self.samples[places] = 0 if main.exact else main.count
        if len(self._groups):
            self._groups[places] = main.groups[:, -1]

    @property
    def value(self) -> np.ndarray:
        """Return the shift of the expected value of each item, (n,)."""
        return self._main.shift[:, -1]

    @property
    def half_widths(self) -> np.ndarray:
        """Return half of the widest 95% interval of an outcome's shift, for each item, (n,)."""
        ends = self._main.high[:, :-1] - self._main.low[:, :-1]
        return ends.max(axis=1) / 2.0

    @property
    def _main(self) -> _View:
        return self.views[self.world.main]

    def ranks(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the places in order of rank, (n,), and the ranks each may have, (n, 2).

        These are percentiles over bootstrap replicates of the groups of trajectories, which all
        items share, so that what moves items together moves no rank. Where there are too few
        groups or too many items, items of which the intervals overlap may have either order.
        """
        order = np.lexsort((self.ids.places_in_order(), -self.value))
        same = len(self._groups) and (self.samples == self.samples[0]).all()
        sizes = group_sizes(int(self.samples[0])) if same else np.zeros(1)
        if not self.samples.any():
            return order, _ranks(self.value).T
        if (sizes > 0).sum() < _FEWEST_GROUPS:
            return order, _overlapping(self._main.low[:, -1], self._main.high[:, -1])
        random = np.random.default_rng(0)
        weights = random.multinomial(len(sizes), np.full(len(sizes), 1 / len(sizes)), _REPLICATES)
        means = _weighted(self._groups, weights) / (weights @ sizes)[:, None]
        ranks = np.stack([_ranks(row) for row in means])
        low = np.quantile(ranks[:, 0], 0.025, axis=0, method="lower")
        high = np.quantile(ranks[:, 1], 0.975, axis=0, method="higher")
        return order, np.stack([low, high], axis=1)

    def _figure(self, place: int, row: int) -> Figure:
        """Return a figure of the main view, with what is known of the doubt in the inputs."""
        found, doubt = self._main.figure(place, row), self.doubt.get(place)
        if doubt is None:
            return found
        over = doubt.over[row]
        return replace(
            found,
            inputs90=(over.low, over.high),
            sign_positive=over.sign_positive,
            inputs_noise=None if doubt.noise is None else float(doubt.noise[row]),
        )

    def items(self) -> Ranked:
        """Return all items by rank."""
        return Ranked(self, *self.ranks())

    def evaluated(self, place: int, rank: int, rank95: tuple[int, int]) -> Evaluated:
        """Say what is found of one item."""
        main = self._main
        cost = float(self.costs[place])
        *outcomes, value = [self._figure(place, row) for row in range(main.shift.shape[1])]
        when = main.times[place]
        return Evaluated(
            id=self.ids[place] or "",
            title=self._titles[place],
            cost=None if np.isnan(cost) else cost,
            rank=rank,
            rank95=rank95,
            outcomes=dict(zip(self.world.outcomes, outcomes, strict=True)),
            value=value,
            ending_time=None if np.isnan(when[0]) else (float(when[0]), float(when[1])),
            value_per_cost=value.shift / cost if cost > 0.0 else None,
            samples=int(self.samples[place]),
            by_stance={
                name: view.figure(place, len(self.world.outcomes))
                for name, view in self.views.items()
                if name is not None and name != self.world.main and not self.world.mixture
            },
        )


class Ranked(Sequence[Evaluated]):
    """The items by rank."""

    def __init__(self, table: Table, order: np.ndarray, rank95: np.ndarray) -> None:
        self._table, self._order, self._rank95 = table, order, rank95

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, rank: int) -> Evaluated: ...

    @overload
    def __getitem__(self, rank: slice) -> list[Evaluated]: ...

    def __getitem__(self, rank: int | slice) -> Evaluated | list[Evaluated]:
        if isinstance(rank, slice):
            return [self[i] for i in range(*rank.indices(len(self)))]
        if rank < 0:
            rank += len(self)
        if not 0 <= rank < len(self):
            raise IndexError(rank)
        place = int(self._order[rank])
        low, high = self._rank95[place].tolist()
        return self._table.evaluated(place, rank + 1, (low, high))

    def __iter__(self) -> Iterator[Evaluated]:
        return (self[rank] for rank in range(len(self)))


def _weighted(groups: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return `weights @ groups.T`, equal for equal items, which a BLAS does not promise."""
    total = np.zeros((len(weights), len(groups)))
    for group, weight in zip(groups.T, weights.T, strict=True):
        total += weight[:, None] * group
    return total


def _ranks(values: np.ndarray) -> np.ndarray:
    """Return the first and the last rank of each value among its equals, (2, n), best first."""
    falling = np.sort(-values)
    first = np.searchsorted(falling, -values, side="left") + 1
    return np.stack([first, np.searchsorted(falling, -values, side="right")])


def _overlapping(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    surely_above = len(low) - np.searchsorted(np.sort(low), high, side="right")
    surely_below = np.searchsorted(np.sort(high), low, side="left")
    return np.stack([surely_above + 1, len(low) - surely_below], axis=1)
