"""Static fault trees in exact arithmetic: minimal cut sets and top-event probabilities.

Two ways to the same probability. From the cut sets: Shannon's expansion, one event after another.
From the gates: a reduced ordered binary decision diagram (Bryant 1986), whose probability is
read off node by node (Rauzy 1993).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple, TypeAlias

CutSets: TypeAlias = frozenset[frozenset[str]]
ALWAYS: CutSets = frozenset([frozenset()])
NEVER: CutSets = frozenset()


class Gate(NamedTuple):
    """A gate that is open when at least `least` of its members, events or gates, are there."""

    least: int
    members: tuple[str, ...]

    @property
    def text(self) -> str:
        """The gate as a tree file says it."""
        words = {1: "any: [", len(self.members): "all: ["}
        opening = words.get(self.least, f"at_least: {self.least}, of: [")
        return f"{{{opening}{', '.join(self.members)}]}}"


def any_of(words: str) -> Gate:
    """Return an OR of the names in a text.

    >>> any_of("a b c").text
    '{any: [a, b, c]}'
    """
    return Gate(1, tuple(words.split()))


def all_of(words: str) -> Gate:
    """Return an AND of the names in a text."""
    members = tuple(words.split())
    return Gate(len(members), members)


Gates: TypeAlias = Mapping[str, Gate]  # members before the gates that have them; the top is last


def nodes(gates: Gates, events: Mapping[str, str]) -> str:
    """Return the nodes of a race: events as they are said, gates, and the top as a bad ending."""
    lines = [f"  {name}: {{{words}}}\n" for name, words in events.items()]
    lines += [f"  {name}: {{requires: {gate.text}}}\n" for name, gate in gates.items()]
    top = list(gates)[-1]
    return "".join(lines) + f"  accident: {{requires: {top}, ending: {{misaligned: 1}}}}\n"


def minimal(sets: Iterable[frozenset[str]]) -> CutSets:
    """Leave out what contains another of the sets.

    >>> sorted(map(sorted, minimal([frozenset("ab"), frozenset("a"), frozenset("bc")])))
    [['a'], ['b', 'c']]
    """
    kept: list[frozenset[str]] = []
    for candidate in sorted(set(sets), key=len):
        if not any(other <= candidate for other in kept):
            kept.append(candidate)
    return frozenset(kept)


def cut_sets(gates: Gates) -> CutSets:
    """Return the minimal cut sets of the top, from below (Vesely et al. 1981, chapter VII)."""
    found: dict[str, CutSets] = {}
    for name, gate in gates.items():
        parts = [found.get(m, frozenset([frozenset([m])])) for m in gate.members]
        either: set[frozenset[str]] = set()
        for chosen in combinations(parts, gate.least):
            together: CutSets = ALWAYS
            for part in chosen:
                together = minimal(a | b for a in together for b in part)
            either |= together
        found[name] = minimal(either)
    return found[list(gates)[-1]]


def by_order(sets: CutSets) -> dict[int, int]:
    """Count cut sets by how many events they have."""
    return dict(sorted(Counter(map(len, sets)).items()))


def probability(sets: CutSets, chances: Mapping[str, Fraction]) -> Fraction:
    """Return the probability that all events of one of the sets happen, by Shannon's expansion."""
    known: dict[CutSets, Fraction] = {NEVER: Fraction(0), ALWAYS: Fraction(1)}

    def of(rest: CutSets) -> Fraction:
        if rest not in known:
            counts = Counter(event for each in rest for event in each)
            event = max(sorted(counts), key=counts.__getitem__)
            does = of(minimal(each - {event} for each in rest))
            does_not = of(frozenset(each for each in rest if event not in each))
            known[rest] = chances[event] * does + (1 - chances[event]) * does_not
        return known[rest]

    return of(sets)


class Diagram:
    """A binary decision diagram: 0 and 1 are its ends, other numbers (event, without, with)."""

    def __init__(self, order: Iterable[str]) -> None:
        self.events = list(dict.fromkeys(order))
        self.level = {event: i for i, event in enumerate(self.events)}
        self.rows: list[tuple[int, int, int]] = [(len(self.events),) * 3] * 2
        self.numbers: dict[tuple[int, int, int], int] = {}
        self.chosen: dict[tuple[int, int, int], int] = {}

    def of(self, gates: Gates) -> int:
        """Return the number of the top."""
        found = {event: self._number(i, 0, 1) for event, i in self.level.items()}
        for name, gate in gates.items():
            members = [found[m] for m in gate.members]
            found[name] = self._at_least(gate.least, members)
        return found[list(gates)[-1]]

    def probability(self, top: int, chances: Mapping[str, Fraction]) -> Fraction:
        """Return the probability of a node of the diagram."""
        known = {0: Fraction(0), 1: Fraction(1)}
        for number in range(2, top + 1):  # what a node leads to was made before it
            level, without, with_ = self.rows[number]
            p = chances[self.events[level]]
            known[number] = p * known[with_] + (1 - p) * known[without]
        return known[top]

    def _number(self, level: int, without: int, with_: int) -> int:
        if without == with_:
            return without
        row = (level, without, with_)
        if row not in self.numbers:
            self.numbers[row] = len(self.rows)
            self.rows.append(row)
        return self.numbers[row]

    def _if(self, test: int, then: int, other: int) -> int:
        if test < 2:
            return then if test else other
        asked = (test, then, other)
        if asked not in self.chosen:
            level = min(self.rows[node][0] for node in asked)
            halves = [
                self._if(*(self._half(node, level, side) for node in asked)) for side in (1, 2)
            ]
            self.chosen[asked] = self._number(level, *halves)
        return self.chosen[asked]

    def _half(self, node: int, level: int, side: int) -> int:
        return self.rows[node][side] if self.rows[node][0] == level else node

    def _at_least(self, least: int, members: list[int]) -> int:
        if least <= 0:
            return 1
        if least > len(members):
            return 0
        first, rest = members[0], members[1:]
        return self._if(first, self._at_least(least - 1, rest), self._at_least(least, rest))
