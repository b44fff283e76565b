"""Ask of many nodes what changes if each is known now, or never: what `forced` needs, and its sums.

It serves programs without an item that one pass computes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from techtree.engine import forced
from techtree.engine import forced_layout as f
from techtree.engine import layout as c
from techtree.engine.compiler import Compiled
from techtree.engine.compiling import is_stored
from techtree.engine.events import new_state

_Edge: TypeAlias = tuple[int, int, int]  # target, kind, factor


def paths_of(compiled: Compiled, asked: Sequence[int]) -> f.Paths:
    """Lay out along what a change spreads from the nodes of a program that one pass computes."""
    return _Paths(compiled.program.rules).tables(asked)


class _Paths:
    """Collects along what a change spreads."""

    def __init__(self, p: c.Rules) -> None:
        self.p = p
        self.size = len(p.nodes)
        self.deep = p.nodes[:, c.DEPTH_LO] < p.nodes[:, c.DEPTH_HI]
        odds = p.nodes[:, c.ODDS_LO] < p.nodes[:, c.ODDS_HI]
        self.odd = (p.nodes[:, c.CHANCE] >= 0) & odds
        self.mixed = self.deep | self.odd
        self.edges: list[dict[_Edge, None]] = [{} for _ in range(self.size)]

    def tables(self, asked: Sequence[int]) -> f.Paths:
        first_part, next_part = self._parts()
        nodes = np.zeros((self.size, f.NODE_COLUMNS), dtype=np.uint32)
        members = self._gates(nodes)
        factors = self._factors(nodes)
        seen = self._other_effects()
        nodes[:, f.FLAGS] = (
            f.DEEP * self.deep
            + f.ODDS * self.odd
            + f.PARTS * (first_part >= 0)
            + f.ENDS * (self.p.nodes[:, c.ENDING] == 1)
            + f.SEEN * (seen | self.deep)
        )
        edges = [edge for of in self.edges for edge in sorted(of, key=_is_late)]
        return f.Paths(
            nodes=nodes,
            members=np.array(members, dtype=np.uint32),
            factors=factors,
            first=self._first(),
            targets=np.array([target for target, _, _ in edges], dtype=np.uint32),
            edges=np.array([rest for _, *rest in edges], dtype=np.int64).reshape(-1, 2),
            bounded=self._bounded(nodes, factors),
            asked=np.array(asked, dtype=np.int64),
            endings=np.flatnonzero(self.p.nodes[:, c.ENDING] == 1),
            first_part=first_part,
            next_part=next_part,
        )

    def _parts(self) -> tuple[np.ndarray, np.ndarray]:
        first = np.full(self.size, -1, dtype=np.int64)
        following = np.full(len(self.p.parts), -1, dtype=np.int64)
        for i in reversed(range(len(self.p.parts))):
            n = self.p.parts[i, c.PART_NODE]
            first[n], following[i] = i, first[n]
        return first, following

    def _first(self) -> np.ndarray:
        plain = [sum(not _is_late(edge) for edge in of) for of in self.edges]
        first = np.cumsum([0, *map(len, self.edges)], dtype=np.int64)
        return np.stack([first, first + np.array([*plain, 0])], axis=1)

    def _gates(self, nodes: np.ndarray) -> list[int]:
        """Set the kinds of gates; list their members, and the edges that they make."""
        members: list[int] = []
        for n in range(self.size):
            code = self.p.code[self.p.nodes[n, c.GATE_LO] : self.p.nodes[n, c.GATE_HI]]
            named = code[code[:, c.OPCODE] == c.REF, c.ARG1].tolist()
            kind, edge = _gate(code)
            if self.mixed[n]:
                edge = f.MIXED_GATE if edge == f.GATE else f.OTHER
            nodes[n, [f.KIND, f.GATE_EDGE]] = kind, edge
            nodes[n, [f.MEMBER_LO, f.MEMBER_HI]] = len(members), len(members) + len(named)
            members += named
            for member in named:
                self.edges[member][n, edge, -1] = None
        return members

    def _factors(self, nodes: np.ndarray) -> np.ndarray:
        """List the factors on speed, and the edges that they make."""
        p = self.p
        factors: list[tuple[int, int, int]] = []
        for n in range(self.size):
            nodes[n, f.FACTOR_LO] = len(factors)
            for e in p.links[p.nodes[n, c.SPEED_LO] : p.nodes[n, c.SPEED_HI]].tolist():
                source = int(p.effects[e, c.SOURCE])
                edge = f.OTHER
                if not self.deep[source]:
                    lasting = p.effects[e, c.LASTS] < 0 and not self.mixed[n]
                    edge = f.LASTING if lasting else f.MIXED_SPEED
                self.edges[source][n, edge, len(factors)] = None
                factors.append((source, e if self.deep[source] else -1, edge))
            nodes[n, f.FACTOR_HI] = len(factors)
        return np.array(factors, dtype=np.int64).reshape(-1, 3)

    def _other_effects(self) -> np.ndarray:
        """List the edges that effects on depth and odds make; return the mask of their sources."""
        p = self.p
        sources = np.zeros(self.size, dtype=np.bool_)
        for n in range(self.size):
            for lo, hi in ((c.DEPTH_LO, c.DEPTH_HI), (c.ODDS_LO, c.ODDS_HI)):
                for e in p.links[p.nodes[n, lo] : p.nodes[n, hi]].tolist():
                    source = int(p.effects[e, c.SOURCE])
                    edge = f.OUTCOME if p.effects[e, c.OUTCOME] >= 0 else f.OTHER
                    self.edges[source][n, edge, -1] = None
                    sources[source] = True
        return sources

    def _bounded(self, nodes: np.ndarray, factors: np.ndarray) -> np.ndarray:
        """Mark the nodes whose work and factors do not hang on any depth."""
        bounded = ~self.deep
        for n in range(self.size):
            of = factors[nodes[n, f.FACTOR_LO] : nodes[n, f.FACTOR_HI], f.SOURCE]
            bounded[n] &= not self.deep[of].any()
        return bounded


def _is_late(edge: _Edge) -> bool:
    """Tell whether an edge is listed after those of plain gates."""
    return edge[1] not in (f.GATE, f.MIXED_GATE)


def _gate(code: np.ndarray) -> tuple[int, int]:
    """Return the kind of a gate, from its rows of code, and that of its edges."""
    if len(code) == 0 or (len(code) == 1 and code[0, c.OPCODE] == c.REF):
        return f.ALL, f.GATE
    opcode, members, count = code[-1, : c.ARG3].tolist()
    if not (code[:-1, c.OPCODE] == c.REF).all() or members != len(code) - 1:
        return f.CODE, f.OTHER
    if opcode == c.KTH:
        return {1: f.ANY, 2: f.SECOND}.get(count, f.CODE), f.GATE
    if opcode == c.MAX:
        return f.ALL, f.GATE
    return (f.PART, f.STRENGTH) if opcode == c.WEIGHTED else (f.CODE, f.OTHER)


def run_forced_chunk(compiled: Compiled, paths: f.Paths, first: int, count: int) -> forced.Sums:
    """Force every asked node in trajectories first, first + 1, ... and sum up what changes."""
    nodes, outcomes, asked = len(compiled.nodes), len(compiled.outcomes), len(paths.asked)
    widths = [
        (paths.nodes[:, hi] - paths.nodes[:, lo]).max(initial=2)
        for lo, hi in ((f.FACTOR_LO, f.FACTOR_HI), (f.MEMBER_LO, f.MEMBER_HI))
    ]
    work = f.Workspace(
        drawn=np.zeros((len(compiled.program.numbers.early), f.BLOCK)),
        base=np.zeros((nodes, f.BASE_COLUMNS)),
        now=np.zeros(nodes),
        factors=np.zeros((len(paths.factors), 3)),
        into=np.zeros(nodes, dtype=np.int64),
        out=np.zeros(nodes, dtype=np.int64),
        opens=np.zeros((2, nodes)),
        dirty=np.zeros(nodes // 64 + 1, dtype=np.uint64),
        changed=np.zeros(nodes, dtype=np.uint32),
        windows=np.zeros((5, int(max(widths)), 1)),
        one=np.zeros((4, 1)),
        weights=np.zeros((2, outcomes)),
    )
    out = forced.Sums(
        moved=np.zeros((2 * asked, outcomes + 2, 3)),
        lost=np.zeros(2 * asked),
        known=np.zeros(nodes),
        ended=np.zeros(1),
    )
    state = new_state(compiled.program)
    forced.run_forced(compiled.program, state, paths, work, first, count, out)
    return out


def forcing_is_compiled() -> bool:
    """Tell whether the kernel was compiled on this machine before."""
    return is_stored(forced.run_forced)
