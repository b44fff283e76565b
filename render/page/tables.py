"""The tables of a page as they are at first: outcomes, items, stances and nodes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from render.outcomes import outcome_name
from render.page.boxes import Box
from render.page.facts import tag, work_words
from render.page.gates import needs_text
from render.page.markup import Child, element, shown
from techtree.model.tree import Item, Tree
from techtree.report.headline import best_outcome

Data = dict[str, Any]


def outcomes_table(tree: Tree, world: Data) -> Element:
    """Return the table of outcomes of the tree as written."""
    rows = [
        (outcome_name(tree, name), figure[2], figure[3])
        for name, figure in world["outcomes"].items()
    ]
    rows.append(("expected value", *world["value"]))
    head = ("outcome", "probability", "95% interval")
    foot = element("p", {"id": "ends"}, world["ends"][0])
    return _section("outcomes", "How the race ends", _table(head, rows), foot)


def items_table(tree: Tree, items: Sequence[Item], scores: Data) -> Element:
    """Return the table of what items change, a row for each."""
    best = best_outcome(tree)
    name = outcome_name(tree, best)
    head = (
        "item", f"{name}: shift, points", "sampling 95%", "inputs 90%", "above 0",
        "expected value", "ending, months",
    )  # fmt: skip
    rows = [
        (
            _choice("item", item.id, item.title or item.id),
            *scores[item.id]["outcomes"][best][3:],
            scores[item.id]["value"][3],
            scores[item.id]["months"],
        )
        for item in items
    ]
    return _section("items", "What items change", _table(head, rows))


def _choice(kind: str, name: str, title: str) -> Element:
    """Return a link that chooses an item, a stance or a node."""
    return element("a", {"href": f"#{urlencode({kind: shown(name)})}", f"data-{kind}": name}, title)


def stances_table(tree: Tree, stances: Sequence[str], worlds: Data) -> Element:
    """Return the table of what the stances imply of the best outcome."""
    best = best_outcome(tree)
    head = ("stance", outcome_name(tree, best), "95% interval", "expected value", "half end by")
    rows = [
        (
            element(
                "a", {"href": f"#stance={name}", "data-stance": name}, stance_title(tree, name)
            ),
            *worlds[name][""]["outcomes"][best][2:],
            worlds[name][""]["value"][0],
            worlds[name][""]["half"],
        )
        for name in stances
    ]
    return _section("stances", "Stances", _table(head, rows))


def stance_title(tree: Tree, stance: str) -> str:
    """Return what a stance is called."""
    if not stance:
        return "the tree as written"
    if stance in tree.stances:
        return tree.stances[stance].title or stance
    return "the mix of stances"


def nodes_table(tree: Tree, boxes: Iterable[Box], world: Data | None, ranks: Data) -> Element:
    """Return the table of all nodes."""
    best = best_outcome(tree)
    names = list(world["outcomes"]) if world else []
    place = names.index(best) if best in names else 0
    name = outcome_name(tree, best)
    head = ["node", "what it is", "needs", "work and chance"]
    if world:
        head += ["known, or ends here", "95% interval", "half by"]
        head += [f"{name} if known now, points", f"{name} if never, points"]
    rows = []
    for box in boxes:
        node = box.node
        title = _choice("node", node.id, node.title or node.id)
        cells: list[Child] = [title, tag(node), needs_text(tree, node.requires)]
        cells.append(work_words(tree, node))
        if world:
            figure = world["nodes"].get(node.id)
            cells += figure[2:] if figure else ["–"] * 3
            forced = ranks.get(node.id)
            cells += [forced[0][place][1], forced[1][place][1]] if forced else ["–", "–"]
        rows.append(cells)
    return _section("nodes", "All nodes", _table(head, rows))


def _section(name: str, title: str, *parts: Element) -> Element:
    heading = element("h2", {"id": f"{name}-title"}, title)
    boxed = [
        element(
            "div",
            {"class": "scroll", "tabindex": "0", "role": "region",
             "aria-label": f"{title}: table"},
            part,
        )
        if part.tag == "table"
        else part
        for part in parts
    ]  # fmt: skip
    rules = {"id": name, "class": "listing", "aria-labelledby": f"{name}-title"}
    return element("section", rules, heading, *boxed)


def _table(head: Iterable[str], rows: Iterable[Iterable[Child]]) -> Element:
    titles = [element("th", {"scope": "col"}, word) for word in head]
    body = []
    for row in rows:
        first, *others = row
        cells = [element("td", {}, cell) for cell in others]
        body.append(element("tr", {}, element("th", {"scope": "row"}, first), *cells))
    return element(
        "table",
        {},
        element("thead", {}, element("tr", {}, *titles)),
        element("tbody", {}, *body),
    )
