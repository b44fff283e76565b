"""How the figures of the report were found, what they rest on, and how to find them again."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from render.report.tables import listed, section
from techtree.portfolio.results import Batch, Best
from techtree.report.batch_sentence import EXHAUSTIVE, RACE, alike_text, condition
from techtree.report.batch_words import plural
from techtree.report.digits import change, half_width

_DRAWS = "Intervals and ± show sampling alone, at 95%; more samples narrow them. They"
_EXACT = "The figures have no sampling error. They"
_DOUBT = " say nothing of the doubt in the numbers of the tree, which are somebody's judgement: "
_ELSEWHERE = "the stances, and the scores of single items, show what that does."
_ABOVE = "`above 0` and the stances show what that does to single items."


def method_section(batch: Batch) -> Element:
    """Return the notes on method."""
    notes = [_single(batch), _ranks(batch)]
    if batch.best is not None and batch.best.items:
        notes += [*_joint(batch.best, batch.best.exact), *_bound(batch.best)]
    if batch.best is not None and batch.best.stances:
        notes.append(
            "The regret of a set under a stance is the value of the best set that was found under "
            "that stance, less the value of the chosen one there."
        )
    solved = batch.provenance.states and (batch.best is None or batch.best.exact)
    doubted = any(item.value.inputs90 is not None for item in batch.items[:1])
    notes.append((_EXACT if solved else _DRAWS) + _DOUBT + (_ABOVE if doubted else _ELSEWHERE))
    return section("method", "How this was found", listed(notes))


def _single(batch: Batch) -> str:
    made = batch.provenance
    if made.states:
        how = "Both were computed exactly, without sampling"
    else:
        how = (
            f"Both were run over the same {made.samples:,} draws of the race, so that what differs "
            "is due to the item; where the rank was still open, more may have been run"
        )
    return (
        "The value of an item is the expected value of how the race ends with it, less the same "
        f"without it. {how}. What would have come about anyway is in both."
    )


def _ranks(batch: Batch) -> str:
    if batch.provenance.states:
        return "Items are ranked by their value, which has no sampling error."
    return (
        "Items are ranked by their value. The ranks that an item may have are those that the "
        "draws leave open at 95%; all items share the draws, so that what moves all of them moves "
        "no rank."
    )


def _joint(best: Best, exact: bool) -> list[str]:
    return [
        "The set was evaluated as a whole in the race, not added up from its items: items "
        f"overlap, enable and spoil one another.{'' if exact else _lucky(best)}",
        "A member's share is its Shapley value: what it adds to those before it, averaged over "
        "all orders of the members, so that shares add up to the value of the set. What is lost "
        "without it compares the set with the set less that member. An interaction is what two "
        "members are worth together, less what each is worth alone.",
    ]


def _lucky(best: Best) -> str:
    """Say why the value of the set is not the one that the search saw."""
    seen = ""
    if best.criterion != "regret":  # of which the search saw no value
        seen = f", on which it was {change(best.searched, half_width(best.value))}"
    return (
        " Its value is from draws other than those that were searched"
        f"{seen}: of many sets the one that looks best is also lucky."
    )


def _bound(best: Best) -> list[str]:
    if best.method == EXHAUSTIVE:
        sets = f"{plural(best.sets, 'set')} evaluated{alike_text(best)}"
        return [f"The search went over all sets that fit: {sets}."]
    if best.method == RACE:
        return [
            f"All {best.sets:,} sets that fit were compared{alike_text(best)}. {best.dropped:,} of "
            "them were dropped before they had been run on all draws, as they were surely worth "
            "less than one that was known: with a probability of at most "
            f"{best.doubt:.1%} one of these is worth more on these draws than the chosen set."
        ]
    found = (
        "The set was found by lazy greedy search with exchanges, which evaluated "
        f"{plural(best.sets, 'set')}; a better one may exist."
    )
    if best.bound is None:
        return [f"{found} No upper bound is known."]
    half = half_width(best.value)
    holds = condition(best)
    bound = f"No set that fits is worth more than {change(best.bound, half)}"
    by = f" (bound: {best.bound_method})" if best.bound_method else ""
    gap = "" if best.gap is None else f", which leaves a gap of {change(max(0.0, best.gap), half)}"
    return [f"{found} {bound}{f' {holds}' if holds else ''}{by}{gap}."]
