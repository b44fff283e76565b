"""The lines that close every printed answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from techtree.impact.settings import Provenance
    from techtree.model.tree import NumberCount


def conditional(numbers: int, without_source: int) -> str:
    """Say what an answer is conditional on.

    >>> conditional(52, 34)
    'Conditional on this tree: 34 of its 52 numbers have no source.'
    """
    if numbers == 0:
        return "Conditional on this tree, which holds no number."
    if without_source == 0:
        return f"Conditional on this tree: all of its {numbers} numbers have a source."
    verb = "has" if without_source == 1 else "have"
    return f"Conditional on this tree: {without_source} of its {numbers} numbers {verb} no source."


def conditional_on(made: Provenance) -> str:
    """Say what this answer is conditional on."""
    return conditional(made.numbers, made.numbers - made.sourced)


def conditional_tree(count: NumberCount) -> str:
    """Say what any answer from a tree with these numbers is conditional on."""
    return conditional(count.total, count.total - count.sourced)


def provenance_line(made: Provenance) -> str:
    """Name what is needed to make the answer again."""
    return (
        f"techtree {made.version}, {made.engine}, {made.samples:,} samples, seed {made.seed}, "
        f"inputs {made.inputs_sha256[:12]}"
    )
