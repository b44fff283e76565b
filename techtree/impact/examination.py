"""Everything that is wrong or odd with a tree: what reading, looking and a short run find."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from techtree.errors import Problem, in_order
from techtree.files import Parsed
from techtree.model.tree import Tree

if TYPE_CHECKING:
    from techtree.check.claims import Implied


@dataclass(frozen=True, slots=True)
class Examination:
    """The problems in the order of their places, what selectors reach, what claims come to."""

    tree: Tree | None
    problems: tuple[Problem, ...]
    selectors: Mapping[str, tuple[str, ...]]
    claims: tuple[Implied, ...]  # as `tree.claims`, or none
    seconds: float

    @property
    def errors(self) -> int:
        """Count the problems that keep the tree from being used."""
        return sum(problem.severity == "error" for problem in self.problems)


def examine(parsed: Parsed, claims: bool = True) -> Examination:
    """Examine what came of reading a tree; `claims` asks for a short run to compare them with."""
    started = time.perf_counter()
    tree = parsed.tree
    if tree is None:
        return Examination(None, parsed.problems, {}, (), 0.0)
    from techtree.check import warnings  # brings networkx along, which errors need not wait for
    from techtree.check.claims import claim_warnings
    from techtree.check.effects import selector_reach

    found = [*parsed.problems, *warnings(tree, parsed.places)]
    held: tuple[Implied, ...] = ()
    if claims and tree.claims:
        from techtree.impact.claims import implied  # brings the engine along

        held = implied(tree)
        found += claim_warnings(tree, held, parsed.places)
    seconds = time.perf_counter() - started
    return Examination(tree, in_order(found), selector_reach(tree), held, seconds)
