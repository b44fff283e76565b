"""The set to choose from a portfolio, and the sets at other budgets, as tables to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType

from techtree.model.tree import UNDECIDED
from techtree.portfolio.choosing.shapley import EXACT
from techtree.portfolio.results import Batch, Best, Figure, InStance, Pair
from techtree.report.batch_survey import Survey
from techtree.report.batch_words import (
    OPEN,
    POINTS,
    STILL,
    amount,
    cost_text,
    difference_text,
    figure_text,
    months_text,
    plural,
    sentence,
    set_seen_text,
    sides_text,
    sign_text,
    steps_seen_text,
)
from techtree.report.console import table, words
from techtree.report.digits import change, change_range, half_width, places, plain

MOST_PAIRS = 8
MOST_STEPS = 20


def set_blocks(batch: Batch, best: Best, found: Survey) -> Iterator[RenderableType]:
    """Yield what is known of the set to choose: members, outcomes, pairs, stances."""
    yield words(set_title(batch, best), style="bold")
    yield ""
    yield _members(best, found)
    yield ""
    yield _outcomes(best, best.samples)
    yield words(_key(best), style="dim")
    if best.why is not None and batch.provenance.states:
        yield words(f"Sets were run {best.samples:,} times, not solved: {best.why}.")
    yield ""
    yield from _pairs(best)
    yield from _stances(best)


def set_title(batch: Batch, best: Best) -> str:
    """Name the set, what it may cost, and as whom it is seen."""
    seen = set_seen_text(batch, best)
    budget = "" if best.budget is None else f" with {amount(best.budget, batch.cost_unit)}"
    return f"The set to choose{budget}{f', {seen}' if seen else ''}"


def _members(best: Best, found: Survey) -> RenderableType:
    members = sorted(best.members, key=lambda member: -member.shapley.shift)
    rows = [
        (m.id, cost_text(found.cost(m.id)), *map(figure_text, (m.alone, m.shapley, m.marginal)))
        for m in members
    ]
    if not members:
        rows = [(name, cost_text(found.cost(name)), "-", "-", "-") for name in best.items]
    rows.append(("together", cost_text(best.cost), "", figure_text(best.value), ""))
    return table(
        "chosen", ("cost", "alone", "share", "lost without it"), rows, last="bold", spare=(2,)
    )


def _outcomes(best: Best, samples: int) -> RenderableType:
    rows = []
    for name, shift in shown_outcomes(best.outcomes).items():
        half = half_width(shift)
        interval = change_range(*shift.sampling95, half, POINTS)
        rows.append((name, *sides_text(shift, samples), figure_text(shift, POINTS), interval))
    return table("outcome", ("without", "with the set", "shift", "sampling 95%"), rows)


def shown_outcomes(outcomes: dict[str, Figure]) -> dict[str, Figure]:
    """Leave out `undecided` where it never comes about."""
    return {
        name: shift
        for name, shift in outcomes.items()
        if name != UNDECIDED or shift.baseline or shift.with_item
    }


def _key(best: Best) -> str:
    parts = (
        "alone, share (Shapley) and what is lost without it: of the expected value",
        orders_text(best),
        "probabilities in percent, their shifts in percentage points",
        moved_text(best),
    )
    return "; ".join(part for part in parts if part)


def orders_text(best: Best) -> str:
    """Say so where shares are averaged over some orders of the members, not over all."""
    if len(best.members) <= EXACT:
        return ""
    return f"shares of more than {EXACT} are over drawn orders, and ± holds what that leaves open"


def moved_text(best: Best) -> str:
    """Say how the set moves the end of the race; nothing where no run ends both ways."""
    months = months_text(best.ending_time)
    if months == "0":
        return "the end of the race does not move"
    return "" if months == "-" else f"the end of the race moves by {months} months"


def strongest(pairs: Sequence[Pair]) -> tuple[list[Pair], int]:
    """Return the pairs whose interaction the samples show, strongest first, and how many do not."""
    shown = [pair for pair in pairs if sign_text(pair.interaction) not in (OPEN, STILL)]
    shown.sort(key=lambda pair: (-abs(pair.interaction.shift), pair.first, pair.second))
    return shown, len(pairs) - len(shown)


def _pairs(best: Best) -> Iterator[RenderableType]:
    together = best.together if len(best.items) > 1 else ""
    if together:
        yield words(sentence(together))
    shown, others = strongest(best.pairs)
    if shown:
        rows = [
            (
                f"{pair.first}, {pair.second}",
                figure_text(pair.interaction),
                "help each other"
                if pair.interaction.shift > 0.0
                else "overlap or spoil each other",
            )
            for pair in shown[:MOST_PAIRS]
        ]
        yield ""
        yield table("pair", ("worth together beyond the sum", ""), rows, wordy=(2,))
    left = len(shown) - MOST_PAIRS
    parts = [f"{plural(left, 'weaker pair')} left out"] if left > 0 else []
    if others:
        parts.append(f"in {plural(others, 'pair')} the samples show no interaction")
    if parts:
        yield words("; ".join(parts), style="dim")
    if together or best.pairs:
        yield ""


def _stances(best: Best) -> Iterator[RenderableType]:
    if not best.stances:
        return
    rows = []
    for of in best.stances:
        rows.append(
            (
                of.stance,
                cost_text(of.weight) if of.weight else "-",
                figure_text(of.value),
                *stance_figures(of),
                best_there(of, best),
            )
        )
    columns = ("weight", "value of the set", "of the best there", "regret", "the best there")
    yield table("stance", columns, rows, wordy=(5,))
    yield ""


def best_there(of: InStance, best: Best) -> str:
    """Say how the best set under a stance differs from the chosen one."""
    return "-" if of.best is None else difference_text(of.best_items, best.items)


def stance_figures(of: InStance) -> tuple[str, str]:
    """Write the value of the best set under a stance, and the regret of the chosen one."""
    half = half_width(of.value)
    if of.best is None or of.regret is None:
        return "-", "-"
    return change(of.best, half), plain(of.regret, places(half, of=of.regret))


def frontier_blocks(batch: Batch) -> Iterator[RenderableType]:
    """Yield the best set that was found at each budget."""
    if not batch.frontier:
        return
    unit = batch.cost_unit
    title = f"The best set at each budget{f', in {unit}' if unit else ''}{steps_seen_text(batch)}"
    yield words(title, style="bold")
    yield ""
    rows = []
    before: tuple[str, ...] = ()
    for step in batch.frontier:
        costs = (cost_text(step.budget), cost_text(step.cost))
        differs = difference_text(step.items, before)
        rows.append((*costs, figure_text(step.value), f"{len(step.items):,}", differs))
        before = step.items
    yield table("budget", ("cost", "value", "items", "changes"), rows[:MOST_STEPS], wordy=(4,))
    left = len(rows) - MOST_STEPS
    if left > 0:
        yield words(f"... and {left:,} more; --format json lists them")
    yield ""
