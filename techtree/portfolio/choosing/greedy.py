"""Lazy greedy search: take what gains most, by itself or per cost, until nothing gains.

For values that items only add to and overlap in (monotone and submodular), the better of the two
orders is worth at least (1 - 1/e) / 2 of the best set under a budget (Leskovec, Krause, Guestrin,
Faloutsos, VanBriesen and Glance 2007, after Khuller, Moss and Naor 1999; Sviridenko 2004 has
1 - 1/e for more work). The queue is theirs (CELF; Minoux 1978): a gain that was found for a
smaller set is tried again only when it stands first. Where items enable each other a gain can
grow again, so what the hint calls related to an item is tried anew once that item is in.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence

from techtree.portfolio.choosing.moves import Move, pool
from techtree.portfolio.choosing.scoring import Scoring

NARROW, WIDE = 4, 64  # gains that are tried again at once: few first, as one is often enough
FRESH = 64  # related items that are tried anew after each step

Entry = tuple[float, float, int]


def lazy_greedy(scoring: Scoring, moves: Sequence[Move], per_cost: bool) -> frozenset[int]:
    """Return the set that greedy search reaches from what is in every set."""
    return _Queue(scoring, moves, per_cost).run()


class _Queue:
    def __init__(self, scoring: Scoring, moves: Sequence[Move], per_cost: bool) -> None:
        self.scoring = scoring
        self.moves = moves
        self.per_cost = per_cost
        self.chosen = scoring.constraints.root
        self.score = scoring.of(self.chosen)
        self.cost = scoring.constraints.cost(self.chosen)
        self.pool = pool(scoring, moves) if scoring.related is not None else []
        self.fresh = {place for place, move in enumerate(moves) if move.tried}
        self.gains = [move.gain for move in moves]
        self.heap = [self._entry(place) for place in range(len(moves))]
        heapq.heapify(self.heap)
        self.stride = self._stride()

    def run(self) -> frozenset[int]:
        while True:
            ready = self._first()
            if not ready:
                return self.chosen
            self._take(ready)

    def _first(self) -> list[int]:
        """Return the move that gains most, and tries again what is not fresh until it is known.

        Where several are taken at once, those follow that gained most when last tried.
        """
        ready: list[int] = []
        width = NARROW
        while self.heap and not ready:
            stale: list[int] = []
            while self.heap and len(stale) < width:
                place = heapq.heappop(self.heap)[2]
                if self.gains[place] <= self.scoring.close:
                    continue
                if place in self.fresh:
                    if stale:
                        heapq.heappush(self.heap, self._entry(place))
                    elif self._fits(place):
                        ready.append(place)
                    break
                if self._fits(place):
                    stale.append(place)
            if stale and not self._try(stale):
                break
            width = min(WIDE, 2 * width)
        while self.heap and ready and len(ready) < self.stride:
            place = heapq.heappop(self.heap)[2]
            if self.gains[place] > self.scoring.close and self._fits(place):
                ready.append(place)
        return ready

    def _try(self, places: list[int]) -> bool:
        """Find what moves gain now and put them back; false where the allowance is spent."""
        scores = self.scoring.scores([self.chosen | self.moves[one].items for one in places])
        for place, score in zip(places, scores.tolist(), strict=True):
            if math.isinf(score):
                continue
            self.gains[place] = score - self.score
            self.fresh.add(place)
            heapq.heappush(self.heap, self._entry(place))
        return bool(math.isfinite(scores.max()))

    def _take(self, ready: list[int]) -> None:
        """Add the first move, or several at once where sets are large and that gains more."""
        before = self.chosen
        together = before
        for place in ready:
            more = together | self.moves[place].items
            if self.scoring.constraints.feasible(more):
                together = more
        one = before | self.moves[ready[0]].items
        self.chosen, self.score = one, self.scoring.of(one)
        if together != one:
            score = self.scoring.of(together)
            if score > self.score:
                self.chosen, self.score = together, score
            else:
                self.stride = max(1, self.stride // 2)
        self.cost = self.scoring.constraints.cost(self.chosen)
        self.fresh.clear()
        for place in ready[1:]:
            if not self.moves[place].items <= self.chosen:
                heapq.heappush(self.heap, self._entry(place))
        self._refresh(self.chosen - before)

    def _refresh(self, added: frozenset[int]) -> None:
        """Try related moves again, those of least gain too, as they may have been enabled."""
        related = self.scoring.related
        if related is None:
            return
        near = []
        for place in self.pool:
            items = self.moves[place].items - self.chosen
            if (
                items
                and any(related(one, item) for one in sorted(added) for item in sorted(items))
                and self._fits(place)
            ):
                near.append(place)
        near.sort(key=lambda place: (-self.gains[place], place))
        places = [place for place in near if place not in self.fresh][:FRESH]
        room = self.scoring.left // 8
        if places and room:
            again = set(places[:room])
            self.heap = [entry for entry in self.heap if entry[2] not in again]
            heapq.heapify(self.heap)
            self._try(sorted(again))

    def _fits(self, place: int) -> bool:
        constraints, items = self.scoring.constraints, self.moves[place].items
        quick = self.cost + self._cost(place)
        if constraints.budget is not None and quick > constraints.budget * (1 + 1e-9):
            return False
        return constraints.feasible(self.chosen | items)

    def _cost(self, place: int) -> float:
        """Return what a move adds to the cost."""
        move = self.moves[place]
        if move.items.isdisjoint(self.chosen):
            return move.cost
        return self.scoring.constraints.cost(move.items - self.chosen)

    def _entry(self, place: int) -> Entry:
        gain = self.gains[place]
        if not self.per_cost:
            return (-gain, -gain, place)
        cost = self._cost(place)
        if cost == 0:
            return (-math.inf if gain > 0 else math.inf, -gain, place)
        return (-gain / cost, -gain, place)

    def _stride(self) -> int:
        """Return how many moves to take at once so that the allowance lasts to the end."""
        constraints = self.scoring.constraints
        costs = [move.cost for move in self.moves]
        positive = [(cost, gain) for cost, gain in zip(costs, self.gains, strict=True) if gain > 0]
        positive.sort(key=lambda one: one[0] / one[1])
        budget = math.inf if constraints.budget is None else constraints.budget
        spent, steps = constraints.cost(constraints.root), 0
        for cost, _ in positive:
            spent += cost
            if spent > budget:
                break
            steps += 1
        return max(1, math.ceil((NARROW + 2) * steps / max(1, self.scoring.left)))
