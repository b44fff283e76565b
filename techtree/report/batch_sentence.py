"""What a portfolio is worth and what to choose of it, in sentences that could stand in a memo."""

from __future__ import annotations

import math

from techtree.model.tree import Tree
from techtree.portfolio.results import Batch, Best, Evaluated
from techtree.report.batch_survey import Survey
from techtree.report.batch_words import (
    GAIN,
    LOSS,
    OPEN,
    POINTS,
    STILL,
    amount,
    figure_text,
    plural,
    seen_text,
    set_seen_text,
    sides_text,
    sign_text,
)
from techtree.report.digits import half_width, places, plain
from techtree.report.headline import best_outcome
from techtree.report.wording import joined

MOST_NAMED = 6
EXHAUSTIVE = "exhaustive"
RACE = "race"
_ROUNDING = 1e-9  # of a percent: what rounding may take off a share
_CONDITIONS = {
    "ceiling": "",
    "additive": "if no item adds more to any set than it did to those evaluated",
    "greedy": "if items only overlap",
}
_CRITERIA = {
    "mix": " over the mix of stances, by which {they} chosen",
    "worst": " under the stance that is worst for {them} ({stance}), by which {they} chosen",
}
_REGRET = "chosen for the least regret under any stance"


def batch_sentences(tree: Tree, batch: Batch, found: Survey) -> list[str]:
    """Say how many items are worth something, and which to choose, each in a sentence or two."""
    parts = [_items(batch, found)]
    if batch.best is not None:
        parts.append(_choice(tree, batch, batch.best, found))
    return parts


def _items(batch: Batch, found: Survey) -> str:
    if not len(batch.items):
        return "No item was evaluated."
    first = batch.items[0]
    name = first.title or first.id
    if len(batch.items) == 1:
        return f"The one item, '{name}', {_one(first)}."
    seen = f" {seen_text(None)}" if batch.stance is None and first.by_stance else ""
    worth = f"{figure_text(first.value)} in expected value"
    signs = _signs(len(batch.items), found)
    return f"{signs}{seen}. '{name}' comes first{_range(batch, first)}, with {worth}."


def _one(item: Evaluated) -> str:
    said = {
        GAIN: "is for the better",
        LOSS: "is for the worse",
        OPEN: "does neither good nor harm that these samples can show",
        STILL: "changes nothing",
    }[sign_text(item.value)]
    return said if said.endswith("nothing") else f"{said}: expected value {figure_text(item.value)}"


def _signs(count: int, found: Survey) -> str:
    counted = (
        (found.signs.get(GAIN, 0), "for the better", "is", "are"),
        (found.signs.get(LOSS, 0), "for the worse", "is", "are"),
        (found.signs.get(STILL, 0), "nothing", "changes", "change"),
    )
    for number, what, _, verb in counted:
        if number == count:
            return f"All {count:,} items {verb} {what}"
    unseen = found.signs.get(OPEN, 0)
    if unseen == count:
        return f"Of none of the {count:,} items do these samples show the sign"
    parts = [f"{n:,} {one if n == 1 else many} {what}" for n, what, one, many in counted if n]
    if unseen:
        parts.append(f"of {unseen:,} these samples do not show the sign")
    return f"Of {count:,} items {joined(parts)}"


def _range(batch: Batch, item: Evaluated) -> str:
    low, high = item.rank95
    if low == high:
        return ""
    if batch.provenance.states:
        return f", as do {high - low} of the same value" if high - low > 1 else " with another"
    return f" (rank {low} to {high} as far as the samples tell)"


def _choice(tree: Tree, batch: Batch, best: Best, found: Survey) -> str:
    unit = batch.cost_unit
    budget = "Without a budget" if best.budget is None else "With a budget of " + amount(
        best.budget, unit
    )  # fmt: skip
    if not best.items:
        return f"{budget} choose nothing: no set that fits was found to be worth more than none."
    together = "together they are worth" if len(best.items) > 1 else "it is worth"
    samples = best.samples
    one = len(best.items) == 1
    where = _CRITERIA.get(best.criterion, "").format(
        them="it" if one else "them", they="it was" if one else "they were", stance=best.stance
    )
    if best.criterion not in _CRITERIA and (seen := set_seen_text(batch, best)):
        where = f" {seen}"
    worth = f"{figure_text(best.value)} in expected value{where}{_likelier(tree, best, samples)}"
    parts = [
        f"{budget} choose {_named(best, found)}, at a cost of {amount(best.cost, unit)}",
        f"{together} {worth}",
        _REGRET if best.criterion == "regret" else "",
        _range_of_stances(best),
        unsure_text(best),
        search_text(best),
    ]
    return "; ".join(part for part in parts if part) + "."


def _named(best: Best, found: Survey) -> str:
    shares = {member.id: member.shapley.shift for member in best.members}
    order = sorted(best.items, key=lambda name: -shares.get(name, 0.0))
    most = order if len(order) <= MOST_NAMED + 1 else order[:MOST_NAMED]
    left = len(order) - len(most)
    more = [f"{left} more"] if left else []
    return joined([*(f"'{found.title(name)}'" for name in most), *more])


def _likelier(tree: Tree, best: Best, samples: int) -> str:
    name = best_outcome(tree)
    shift = best.outcomes.get(name)
    if shift is None or sign_text(shift) == STILL:
        return ""
    if sign_text(shift) == OPEN:
        moved = figure_text(shift, POINTS)
        return f", and the probability of '{name}' moves by {moved} points"
    way = "more" if shift.shift > 0.0 else "less"
    half = half_width(shift)
    points = plain(POINTS * abs(shift.shift), places(half, POINTS, exact=2, of=shift.shift))
    sides = " to ".join(sides_text(shift, samples))
    moved = f"becomes {way} likely by {points} percentage points (from {sides})"
    return f", and '{name}' {moved}"


def _range_of_stances(best: Best) -> str:
    if len(best.stances) < 2:
        return ""
    low = min(best.stances, key=lambda s: s.value.shift)
    high = max(best.stances, key=lambda s: s.value.shift)
    return (
        f"by stance from {figure_text(low.value)} ({low.stance}) "
        f"to {figure_text(high.value)} ({high.stance})"
    )


def unsure_text(best: Best) -> str:
    """Say that the samples cannot tell the set from choosing nothing, where that is so."""
    if sign_text(best.value) != OPEN:
        return ""
    where = " under the stance that is worst for it" if best.criterion == "worst" else ""
    return (
        f"these samples do not show that it is worth more than nothing{where}, so that the choice "
        "may be noise: more --samples may tell"
    )


def search_text(best: Best) -> str:
    """Say how the set was found, and how far from the best of all sets it can be."""
    if best.method == EXHAUSTIVE:
        return (
            f"of all the sets that fit none {_more(best, 'was')} ({best.sets:,} evaluated jointly"
            f"{alike_text(best)})"
        )
    if best.method == RACE:
        return (
            f"of all the sets that fit none {_more(best, 'is')} ({best.sets:,} compared"
            f"{alike_text(best)}), but for a chance of {best.doubt:.1%} that such a one was dropped"
        )
    share = share_of_bound(best)
    tried = f"found by greedy search with exchanges, which evaluated {plural(best.sets, 'set')}"
    if share is None:
        return tried
    holds = condition(best)
    return (
        f"{tried}; that is at least {share} of what any set that fits could be worth"
        f"{f', {holds}' if holds else ''}"
    )


def _more(best: Best, verb: str) -> str:
    more = "has less" if best.criterion == "regret" else f"{verb} worth more"
    return more if best.exact else f"{more} on the worlds that were searched"


def alike_text(best: Best) -> str:
    """Say how many sets were not run themselves, in a part of a sentence."""
    return f", {best.alike:,} by another that cannot differ" if best.alike else ""


def condition(best: Best) -> str:
    """Say on what condition the bound holds."""
    return _CONDITIONS[best.bound_kind or "greedy"]


def share_of_bound(best: Best) -> str | None:
    """Write what share of its upper bound the set reaches, rounded down; None without a bound.

    The bound is of the draws that were searched, the value of others: the lower one counts. There
    is no share of a regret.
    """
    if best.bound is None or best.bound <= 0.0 or best.criterion == "regret":
        return None
    share = 100.0 * min(1.0, best.searched / best.bound, best.value.shift / best.bound)
    return f"{math.floor(share + _ROUNDING)}%" if share > 0.0 else None
