"""What is so in each world of a page, in words: shares, intervals, dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from render import words
from render.outcomes import fallback_shares
from render.page.figures import AS_WRITTEN, NO_ITEM, Findings
from render.style import ordered
from techtree.engine.estimates import wilson
from techtree.impact.outcomes import Estimate, Picture
from techtree.impact.settings import Provenance
from techtree.impact.times import Quantiles
from techtree.model.tree import Tree
from techtree.report.dates import month
from techtree.report.digits import EXACT, percent, percent_range, places, plain
from techtree.report.medians import sure_median

NO_DATE = "–"  # as for all else that a table has not
Figure = list[Any]  # a share, then words: short, full, its interval, a date


def worlds_data(
    tree: Tree, found: Findings, stances: Sequence[str], items: Sequence[str]
) -> dict[str, Any]:
    """Return the figures of every world: in full for the tree as written, else what differs."""
    base = world(tree, found, AS_WRITTEN, NO_ITEM)
    data: dict[str, Any] = {}
    for stance in stances:
        for item in items:
            here = world(tree, found, stance, item)
            if (stance, item) != (AS_WRITTEN, NO_ITEM):
                for part in ("nodes", "endings"):
                    here[part] = _changed(here[part], base[part])
            data.setdefault(stance, {})[item] = here
    return data


def _changed(here: Mapping[str, Figure], base: Mapping[str, Figure]) -> dict[str, Figure | None]:
    """Keep what differs; None for what is in the base and not here."""
    found: dict[str, Figure | None] = {
        name: figure for name, figure in here.items() if base.get(name) != figure
    }
    return {**found, **{name: None for name in base if name not in here}}


def world(tree: Tree, found: Findings, stance: str, item: str) -> dict[str, Any]:
    """Return the figures of one world."""
    picture, made = found.picture(stance, item), found.worlds[item].provenance
    start = tree.start
    ends = picture.ending_time
    return {
        "outcomes": {name: _share(picture.outcomes[name]) for name in ordered(picture.outcomes)},
        "value": _value(picture.value),
        "half": _date(start, ends.median),
        "ends": ends_words(tree, ends),
        "nodes": {
            name: _known(start, picture, name, made)
            for name in sorted(picture.nodes)
            if not _certain(tree, name)
        },
        "endings": _endings(tree, picture, stance, item),
    }


def ends_words(tree: Tree, times: Quantiles) -> list[str]:
    """Say when the race ends: in a sentence, and how early and late beside the date of half."""
    early, half, late = (
        None if time is None else month(tree.start, time)
        for time in (times.p5, times.median, times.p95)
    )
    rest = "at all" if tree.horizon is None else "by the horizon"

    def ends_in(share: str, date: str | None) -> str:
        return f"by {date} in {share}" if date else f"in less than {share} {rest}"

    def ends(share: str, date: str | None) -> str:
        return f"{share} by {date}" if date else f"less than {share} {rest}"

    said = (
        f"{ends_in('half of the worlds', half)}, {ends_in('5%', early)} and {ends_in('95%', late)}"
    )
    return [f"The race ends {said}.", f"{ends('5%', early)}, {ends('95%', late)}"]


def _endings(tree: Tree, picture: Picture, stance: str, item: str) -> dict[str, Any]:
    """Return the distribution of each ending; the tree's own of one that no run has reached."""
    view = tree.stances[stance].tree if stance in tree.stances else tree
    brought = view.items[item].nodes if item in view.items else ()
    found = {}
    for node in sorted((*view.nodes.values(), *brought), key=lambda node: node.id):
        if node.ending is not None:
            share = picture.endings.get(node.id)
            found[node.id] = _shares(share.outcomes if share else fallback_shares(node.ending))
    return found


def _certain(tree: Tree, name: str) -> bool:
    """Tell whether everybody knows a node today, so that there is nothing to find out."""
    node = tree.nodes.get(name)
    return node is not None and any(actor is None for actor, _ in node.unlocked)


def _shares(outcomes: Mapping[str, float]) -> dict[str, Figure]:
    return {
        name: [round(outcomes[name], 4), words.percent(outcomes[name])]
        for name in ordered(outcomes)
    }


def _share(figure: Estimate) -> Figure:
    low, high = figure.sampling95
    full = percent(figure.mean, (high - low) / 2)
    return [round(figure.mean, 5), words.percent(figure.mean), full, percent_range(low, high)]


def _value(figure: Estimate) -> list[str]:
    low, high = figure.sampling95
    half = (high - low) / 2
    digits = places(half)
    interval = f"{plain(low, digits)} to {plain(high, digits)}" if half else EXACT
    return [plain(figure.mean, digits), interval]


def _known(start: float, picture: Picture, name: str, made: Provenance) -> Figure:
    """Return how probably a node is known, or an ending comes first, and when by half."""
    times, ending = picture.nodes[name], picture.endings.get(name)
    share = ending.probability if ending else times.known
    low, high = interval(share, made)
    date = _date(start, sure_median(times, made.samples))
    full = percent(share, (high - low) / 2)
    return [round(share, 4), words.percent(share), full, percent_range(low, high), date]


def interval(share: float, made: Provenance) -> tuple[float, float]:
    """Return the 95% interval of a share of all worlds that were run; none if it is exact."""
    if made.states:
        return share, share
    return wilson(share, share * (1 - share), made.samples)


def _date(start: float, years: float | None) -> str:
    found = month(start, years)
    return NO_DATE if found == "-" else found
