"""What a short run of a tree gives for each of its author's claims."""

from __future__ import annotations

import numpy as np

from techtree.check.claims import Implied
from techtree.engine.compiler import Compiled, compile_tree
from techtree.engine.draws import fill
from techtree.engine.estimates import Moments
from techtree.engine.layout import EPS
from techtree.engine.run import CHUNK, baseline, run_chunk
from techtree.engine.slots import Slots
from techtree.engine.tallies import Results
from techtree.model.tree import UNDECIDED, Claim, Tree

CLAIM_SAMPLES = 20_000
_MEMORY = 64 * 2**20  # bytes that the known times of one chunk may take


def implied(tree: Tree, samples: int = CLAIM_SAMPLES, seed: int = 0) -> tuple[Implied, ...]:
    """Estimate the probability of each claim: a node known to anyone, or an outcome come, by then.

    An outcome has come once the race has ended, with the probability that the ending gives it;
    `undecided` holds while the race has not ended.
    """
    if not tree.claims:
        return ()
    compiled = compile_tree(tree, seed=seed)
    deadlines = _Deadlines(tree, seed)
    pairs = len(compiled.nodes) * len(compiled.actors)
    step = max(16, min(CHUNK, _MEMORY // (16 * pairs)))
    sums = Moments(len(tree.claims))
    for first in range(0, samples, step):
        count = min(step, samples - first)
        out = run_chunk(compiled, baseline(first, count), first, known=True)
        rows = [
            _borne_out(claim, compiled, out, deadlines.of(number, first, count))
            for number, claim in enumerate(tree.claims)
        ]
        sums.add(np.stack(rows))
    return tuple(Implied(float(p), *sums.probability(row)) for row, p in enumerate(sums.mean))


class _Deadlines:
    """The times by which claims are to hold; an uncertain one is drawn with the trajectory."""

    def __init__(self, tree: Tree, seed: int) -> None:
        slots = Slots(seed)
        self.rows = [slots.number(claim.by) for claim in tree.claims]
        self.numbers = slots.numbers()

    def of(self, claim: int, first: int, count: int) -> np.ndarray:
        """Return the deadline of a claim in trajectories first, first + 1, ..."""
        out = np.full(count, np.inf)
        if self.rows[claim] >= 0:
            fill(self.numbers, self.rows[claim], first, out)
        return out


def _borne_out(claim: Claim, compiled: Compiled, out: Results, by: np.ndarray) -> np.ndarray:
    if claim.that in compiled.nodes:
        known = out.known[0, compiled.nodes.index(claim.that)].min(axis=0)
        return np.isfinite(known) & (known <= by + EPS)
    weight = out.weights[0, compiled.outcomes.index(claim.that)]
    over = out.ended[0] <= by + EPS
    if claim.that == UNDECIDED:
        return np.where(np.isfinite(by), ~over, weight)
    return weight * over
