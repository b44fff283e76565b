"""Memoryless trees of many states, as we read them and in the language of PRISM and Storm."""

from __future__ import annotations

import random
from dataclasses import dataclass

from techtree.files import parse_tree
from techtree.model.tree import Tree

ENDINGS = ("aligned", "misaligned", "paused")


@dataclass(frozen=True, slots=True)
class Race:
    """Nodes with a rate and a gate, at least so many of some; the last three are endings."""

    rates: tuple[float, ...]
    gates: tuple[tuple[int, tuple[int, ...]], ...]

    @property
    def tree(self) -> Tree:
        """The tree as we read it."""
        lines = []
        for i, (rate, (least, members)) in enumerate(zip(self.rates, self.gates, strict=True)):
            words = [f"work: rate({rate})"]
            if members:
                names = ", ".join(f"a{j}" for j in members)
                words.append(f"requires: {{at_least: {least}, of: [{names}]}}")
            if i >= self.first_ending:
                words.append(f"ending: {ENDINGS[i - self.first_ending]}")
            lines.append(f"  a{i}: {{{', '.join(words)}}}\n")
        head = "techtree: 1\noutcomes: {aligned: 1, misaligned: 0, paused: 0.5}\nnodes:\n"
        return parse_tree((head + "".join(lines)).encode(), "race.yaml").tree

    @property
    def first_ending(self) -> int:
        """The number of the first node that is an ending."""
        return len(self.rates) - len(ENDINGS)

    @property
    def prism(self) -> str:
        """The same chain as a CTMC in the PRISM language; `over` says which ending came.

        What was known by then is forgotten, so that each ending is one state, as it is for us.
        """
        forgotten = "".join(f" & (a{i}'=false)" for i in range(self.first_ending))
        lines = ["ctmc", "module race", f"over : [0..{len(ENDINGS)}] init 0;"]
        lines += [f"a{i} : bool init false;" for i in range(self.first_ending)]
        for i, (rate, (least, members)) in enumerate(zip(self.rates, self.gates, strict=True)):
            guard = f"over=0 & {_open(least, members)}"
            if i < self.first_ending:
                lines.append(f"[] {guard} & !a{i} -> {rate} : (a{i}'=true);")
            else:
                over = f"(over'={i - self.first_ending + 1})"
                lines.append(f"[] {guard} -> {rate} : {over}{forgotten};")
        return "\n".join([*lines, "endmodule"])


def _open(least: int, members: tuple[int, ...]) -> str:
    if not members:
        return "true"
    names = [f"a{j}" for j in members]
    if least == 1:
        return f"({' | '.join(names)})"
    if least == len(names):
        return f"({' & '.join(names)})"
    return f"({' + '.join(f'({name} ? 1 : 0)' for name in names)} >= {least})"


def layered(size: int, seed: int = 0) -> Race:
    """Return nodes of which most need one or two of three earlier ones, and three endings."""
    draw = random.Random(seed)
    draw.random()
    gates: list[tuple[int, tuple[int, ...]]] = []
    for i in range(size):
        members = tuple(sorted(draw.sample(range(i), 3))) if i >= 6 else ()
        gates.append((draw.choice([1, 1, 2]), members))
    for k in range(len(ENDINGS)):
        gates.append((size // 2 + k, tuple(range(k, size))))
    rates = [round(draw.uniform(0.2, 2.0), 2) for _ in range(size)]
    return Race((*rates, 0.5, 0.7, 0.3), tuple(gates))


def parallel(size: int) -> Race:
    """Return nodes that need nothing and matter to the end: 2 ** size states and the endings."""
    everything = tuple(range(size))
    gates = [(0, ())] * size + [(size, everything), (size // 2, everything), (1, everything[:3])]
    rates = [round(0.5 + 0.07 * i, 2) for i in range(size)]
    return Race((*rates, 0.5, 0.05, 0.02), tuple(gates))
