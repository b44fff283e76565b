"""The lines that close every printed answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import RenderableType

from techtree.report.console import words

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


def closing_lines(made: Provenance) -> Iterator[RenderableType]:
    """Yield what closes an answer: what it is conditional on, why it is no exact one, and how to
    make it again.
    """
    yield words(conditional_on(made))
    if made.why:
        yield words(f"Simulated, not exact: {made.why}.", style="dim")
    yield words(provenance_line(made), style="dim")


def provenance_line(made: Provenance) -> str:
    """Name what is needed to make the answer again."""
    if made.states:
        when = ""
        if made.samples:
            when = f", what has a ± from {made.samples:,} samples, seed {made.seed}"
        return (
            f"techtree {made.version}, exact ({made.states:,} states){when}, "
            f"inputs {made.inputs_sha256[:12]}"
        )
    return (
        f"techtree {made.version}, {made.engine}, {made.samples:,} samples, seed {made.seed}, "
        f"inputs {made.inputs_sha256[:12]}"
    )
