"""Choose the best set of a portfolio, and say what it is worth on draws that did not choose it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from techtree.engine.estimates import ends_of_parts
from techtree.errors import UsageError
from techtree.exact.chain import NotExact
from techtree.files.near_miss import did_you_mean
from techtree.impact.settings import MIX, Progress
from techtree.portfolio.arena import Sampled
from techtree.portfolio.blocks import Landscape
from techtree.portfolio.candidates import Candidate
from techtree.portfolio.choosing.choice import Choice, Compared
from techtree.portfolio.choosing.choose import Effort, choose
from techtree.portfolio.choosing.constraints import Constraints
from techtree.portfolio.choosing.contradictions import refuse_contradictions
from techtree.portfolio.choosing.criteria import Criterion
from techtree.portfolio.choosing.families import MOST_ITEMS, masks_of
from techtree.portfolio.choosing.shapley import (
    Weights,
    interaction_weights,
    marginal_weights,
    shapley_weights,
)
from techtree.portfolio.joint import TOGETHER, Found, Joint, Related, combined
from techtree.portfolio.pool import Pool
from techtree.portfolio.results import Best, Figure, InStance, Member, Pair, Step
from techtree.portfolio.sums import Sums

_Places: TypeAlias = dict[frozenset[int], int]

CRITERIA = ("value", "mix", "worst", "regret")
SEARCHED = 8_192  # trajectories on which sets are compared, at most
FEW = 20  # items of which all sets that fit are solved, be it 40,000
EFFORTS = Effort(), Effort(limit=3_000, allowance=1_200)  # for few items, and for more
PILOTED = 32_768  # trajectories that say which sets need not be solved
SOLVED = Effort(limit=10_000, most=2**20)
RACED = Effort(limit=4_096, most=2**20)  # of one view, in one pass
_FEWEST = 256  # sets that are run on all worlds whatever that takes
MOST_PAIRED = 24  # chosen items of which all pairs are looked at
_SHAPLEY_SETS = 600


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be chosen, and by what."""

    budget: float | None = None
    criterion: str = "value"
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    frontier: bool = False


class Selection:
    """A choice among candidates. Raises `UsageError` if no set can be chosen as it is wished."""

    def __init__(
        self,
        candidates: Sequence[Candidate],
        world: Landscape,
        wish: Wish,
        progress: Progress,
    ) -> None:
        self.candidates, self.world, self.wish = candidates, world, wish
        self.progress = progress
        self.constraints = _constraints(candidates, wish)
        refuse_contradictions(self.constraints)
        self.names = [name for name, _, weight in world.views if name is not None]
        self.weights = {name: weight for name, _, weight in world.views if name is not None}
        self.criterion, self.columns = self._criterion()
        self._why: str | None = None  # sets are simulated where items were solved

    def run(self, pool: Pool, *, exact: bool) -> tuple[Best, tuple[Step, ...]]:
        """Choose, and say what was chosen; `exact`, without sampling error if that can be had."""
        if exact:
            try:
                return self._run(pool, exact=True)
            except NotExact as reason:
                if self.world.settings.engine == "exact":
                    raise UsageError(f"the exact engine cannot compare sets: {reason}") from None
                self._why = str(reason)
        return self._run(pool, exact=False)

    def _run(self, pool: Pool, *, exact: bool) -> tuple[Best, tuple[Step, ...]]:
        world, candidates = self.world, self.candidates
        samples = world.settings.samples
        searched = min(samples, SEARCHED)
        first = max(samples, searched)
        self._fresh = Joint(world, candidates, pool, first, 0 if exact else samples)
        columns = self.columns

        arena = self._arena(pool, PILOTED if exact else searched, exact=exact)
        search = Joint(world, candidates, pool, 0, 0 if exact else searched)

        def worth(sets: Sequence[frozenset[int]]) -> np.ndarray:
            if arena is not None and arena.settles:
                return arena.means(masks_of(arena.items, sets))
            found = search.sums(sets)
            return np.stack([found[name].shifts[:, -1] for name in columns], axis=1)

        trees = {name: tree for name, tree, _ in self.world.views}
        related = Related(trees[self.world.views[0][0]], [c.item for c in self.candidates])
        choice = choose(
            self.constraints,
            worth,
            self.criterion,
            effort=self._effort(arena),
            arena=arena,
            related=related,
            progress=lambda done, total: self.progress("comparing sets", done, total),
            frontier=self.wish.frontier,
        )
        if choice.compared is None:
            self.progress("comparing sets", choice.sets, choice.sets)  # it may end before it must
        return self._best(choice, columns), self._frontier(choice)

    def _arena(self, pool: Pool, worlds: int, *, exact: bool) -> Sampled | None:
        """Return where sets are run that are few items each, and many sets."""
        several = len(self.criterion.weights) > 1  # sums, of which the least counts
        if len(self.candidates) > MOST_ITEMS or (exact and several):
            return None
        found = Sampled(
            self.world,
            self.candidates,
            self.columns,
            worlds,
            pool,
            self._of_all_sets,
            settles=not exact,
        )
        return found if found.quick or not exact else None

    def _of_all_sets(self, done: int, total: int) -> None:
        self.progress(f"comparing {total:,} sets", done, total)

    def _effort(self, arena: Sampled | None) -> Effort:
        if arena is None:
            return EFFORTS[len(self.candidates) > FEW]
        if not arena.settles:
            return SOLVED
        if arena.price <= 1.0:
            return RACED
        limit = max(_FEWEST, int(RACED.limit / arena.price))
        most = max(limit, int(RACED.most / arena.price))
        allowance, pilot = (4_000, 400) if arena.quick else (1_200, 200)
        return Effort(limit=limit, most=most, allowance=allowance, pilot=pilot)

    def _criterion(self) -> tuple[Criterion, list[str | None]]:
        """Return by what sets are judged, and the views whose values it takes."""
        kind = self.wish.criterion
        columns: list[str | None] = list(self.names)
        if kind == "value":
            if len(columns) < 2 or self.world.main == MIX:
                return Criterion.value(), [self.world.main]
            columns = [self.world.main, *(n for n in columns if n != self.world.main)]
            return Criterion.value(len(columns)), columns
        weights = [self.weights[name] for name in self.names]
        if not any(weights):
            raise UsageError(f"--robust {kind} needs stances with a weight; this tree has none")
        if kind == "mix":
            return Criterion.mix(weights), columns
        among = [place for place, weight in enumerate(weights) if weight]
        judge = Criterion.worst if kind == "worst" else Criterion.regret
        return judge(len(columns), among), columns

    def _best(self, choice: Choice, columns: list[str | None]) -> Best:
        chosen = frozenset(choice.items)
        shares = shapley_weights(chosen, _SHAPLEY_SETS)
        marginal = marginal_weights(chosen)
        paired = sorted(chosen)[:MOST_PAIRED]
        pairs, together = interaction_weights(paired)
        of_stance = [frozenset(best.items) for best in choice.best_by_stance]
        alone = [frozenset([item]) for item in choice.items]
        wanted = [chosen, *alone, *shares.sets, *marginal.sets, *together.sets, *of_stance]
        sets = list(dict.fromkeys(wanted))
        found = self._evaluated(sets, "looking at the choice")
        place = {one: number for number, one in enumerate(sets)}
        view = self._view(found, place[chosen])
        seen = found[view]
        row = len(self.world.outcomes)
        figures = seen.of([place[chosen]]).figures(self.world.bounds)[0]
        ids = [self.candidates[item].id for item in choice.items]
        compared = choice.compared or Compared(choice.sets, 0, 0, 0.0)
        return Best(
            budget=self.wish.budget,
            criterion=self.wish.criterion,
            stance=view,
            items=tuple(ids),
            cost=choice.cost,
            value=figures[row],
            outcomes=dict(zip(self.world.outcomes, figures, strict=False)),
            ending_time=seen.time(place[chosen]),
            method=choice.method,
            sets=choice.sets,
            searched=choice.value,
            bound=choice.bound,
            bound_kind=choice.bound_kind,
            bound_method=choice.bound_method,
            gap=choice.gap,
            members=self._members(choice, shares, marginal, seen, place),
            pairs=self._pairs(pairs, together, seen, place),
            stances=self._stances(choice, columns, found, place),
            together=TOGETHER,
            samples=self._fresh.count,
            why=self._why,
            alike=compared.alike,
            dropped=compared.dropped,
            doubt=compared.doubt,
        )

    def _evaluated(self, sets: Sequence[frozenset[int]], stage: str) -> Found:
        """Evaluate sets on fresh trajectories, a part at a time so that progress shows."""
        found: Found = {}
        step = 64
        for first in range(0, len(sets), step):
            some = list(range(first, min(first + step, len(sets))))
            self.progress(stage, first, len(sets))
            for name, sums in self._fresh.sums([sets[i] for i in some]).items():
                if name not in found:
                    found[name] = Sums.empty(len(sets), len(sums.base))
                found[name].put(some, sums)
        self.progress(stage, len(sets), len(sets))
        return found

    def _view(self, found: Found, place: int) -> str | None:
        """Name the view in which a set has the value it was chosen by; regret is of no one view."""
        if self.wish.criterion == "mix":
            return MIX
        if self.wish.criterion != "worst":
            return self.world.main
        weighted = [name for name in self.names if self.weights[name]]
        return min(weighted, key=lambda name: float(found[name].shifts[place, -1]))

    def _members(
        self, choice: Choice, shares: Weights, marginal: Weights, seen: Sums, place: _Places
    ) -> tuple[Member, ...]:
        row, span = len(self.world.outcomes), float(self.world.bounds[-1, 1])
        at = [place[one] for one in shares.sets]
        shapley = combined(seen.of(at), row, shares.matrix, span)
        if shares.rounds:
            drawn = shares.drawn(seen.shifts[at, row])
            shapley = [_widened(f, of) for f, of in zip(shapley, drawn.T, strict=True)]
        at = [place[one] for one in marginal.sets]
        lost = combined(seen.of(at), row, marginal.matrix, span)
        alone = seen.of([place[frozenset([i])] for i in choice.items]).figures(self.world.bounds)
        return tuple(
            Member(self.candidates[item].id, of[row], share, less)
            for item, of, share, less in zip(choice.items, alone, shapley, lost, strict=True)
        )

    def _pairs(
        self, pairs: Sequence[tuple[int, int]], weights: Weights, seen: Sums, place: _Places
    ) -> tuple[Pair, ...]:
        row, span = len(self.world.outcomes), float(self.world.bounds[-1, 1])
        at = [place[one] for one in weights.sets]
        figures = combined(seen.of(at), row, weights.matrix, span)
        rows = [
            Pair(self.candidates[one].id, self.candidates[other].id, figure)
            for (one, other), figure in zip(pairs, figures, strict=True)
        ]
        return tuple(sorted(rows, key=lambda p: (-abs(p.interaction.shift), p.first, p.second)))

    def _stances(
        self, choice: Choice, columns: list[str | None], found: Found, place: _Places
    ) -> tuple[InStance, ...]:
        if self.world.mixture and self.wish.criterion == "value":
            return ()
        chosen = place[frozenset(choice.items)]
        best = dict(zip(columns, choice.best_by_stance, strict=True)) if len(columns) > 1 else {}
        rows = []
        for name in self.names:
            value = found[name].of([chosen]).figures(self.world.bounds)[0][-1]
            if name not in best:
                rows.append(InStance(name, self.weights[name], value, None, None, ()))
                continue
            items = best[name].items
            top = float(found[name].shifts[place[frozenset(items)], -1])
            top = max(top, value.shift)
            ids = tuple(self.candidates[item].id for item in items)
            rows.append(InStance(name, self.weights[name], value, top, top - value.shift, ids))
        return tuple(rows)

    def _frontier(self, choice: Choice) -> tuple[Step, ...]:
        if not choice.frontier:
            return ()
        sets = [frozenset(point.items) for point in choice.frontier]
        found = self._evaluated(sets, "frontier")
        return tuple(
            Step(
                point.budget,
                point.cost,
                tuple(self.candidates[item].id for item in point.items),
                found[self._view(found, place)].of([place]).figures(self.world.bounds)[0][-1],
            )
            for place, point in enumerate(choice.frontier)
        )


def _widened(figure: Figure, drawn: np.ndarray) -> Figure:
    """Add the error that comes from how the shares of rounds of drawn orders differ."""
    from scipy.special import stdtrit  # quantiles of Student's distribution

    rounds = len(drawn)
    se = float(drawn.std(ddof=1)) / math.sqrt(rounds)
    t95 = float(stdtrit(rounds - 1, 0.975))
    below, above = map(float, ends_of_parts(drawn - drawn.mean(), t95))
    low, high = (abs(figure.shift - end) for end in figure.sampling95)
    ends = figure.shift - math.hypot(low, below * se), figure.shift + math.hypot(high, above * se)
    return replace(figure, se=math.hypot(figure.se, se), sampling95=ends)


def _constraints(candidates: Sequence[Candidate], wish: Wish) -> Constraints:
    number = {candidate.id: place for place, candidate in enumerate(candidates)}

    def named(ids: Sequence[str], option: str) -> set[int]:
        for name in ids:
            if name not in number:
                guess = did_you_mean(name, number)
                raise UsageError(f"{option}: there is no item '{name}'{guess}")
        return {number[name] for name in ids}

    without = [candidate.id for candidate in candidates if candidate.cost is None]
    if wish.budget is not None and without:
        more = f" and {len(without) - 1} more" if len(without) > 1 else ""
        raise UsageError(f"a budget needs costs; '{without[0]}'{more} has none")
    unmet = {number[c.id] for c in candidates if not set(c.requires) <= number.keys()}
    groups: dict[str, set[int]] = {}
    for place, candidate in enumerate(candidates):
        if candidate.group is not None:
            groups.setdefault(candidate.group, set()).add(place)
    return Constraints(
        costs=np.array([candidate.cost or 0.0 for candidate in candidates]),
        budget=wish.budget,
        must=frozenset(named(wish.must, "--must") | {number[c.id] for c in candidates if c.must}),
        never=frozenset(
            named(wish.never, "--never") | {number[c.id] for c in candidates if c.never} | unmet
        ),
        requires={
            number[c.id]: frozenset(number[other] for other in c.requires if other in number)
            for c in candidates
            if c.requires
        },
        excludes=frozenset(
            (number[c.id], number[other])
            for c in candidates
            for other in c.excludes
            if other in number
        ),
        groups=tuple(frozenset(members) for _, members in sorted(groups.items())),
        names=tuple(candidate.id for candidate in candidates),
    )
