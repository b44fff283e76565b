"""What stands around the drawing: title, controls, panel, tables and foot of the page."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from render.page.data import Data
from render.page.markup import Child, element, link
from render.words import date, duration
from techtree.model.tree import Tree
from techtree.report.closing import conditional_tree

_HINT = "Drag to move, scroll or pinch to zoom, choose a node for what it needs and does."
_KEYS = (
    " Hover over a node, or focus it, to trace what leads to it, in blue, and what follows from "
    "it, in orange. With the keyboard: Tab to the tree, arrow keys from node to node, Enter to "
    "open one, Escape to close it, + and − to zoom, 0 to see all, / to search. The border of what "
    "is found, and of the node that is open, is thick."
)


def body(
    tree: Tree,
    drawing: Element,
    legend: Element,
    listing: Sequence[Element],
    data: Data,
    caption: str,
) -> Element:
    """Return the body of a page, which reads well without its script."""
    main = element(
        "main",
        {"id": "main"},
        element(
            "div",
            {"id": "stage"},
            _figure(drawing),
            _panel(tree),
        ),
        legend,
        *listing,
        _sources(tree),
    )
    return element(
        "body",
        {},
        element("a", {"class": "skip", "href": "#panel"}, "Skip to the details"),
        element("a", {"class": "skip", "href": "#nodes"}, "Skip to the table of nodes"),
        _header(tree, data),
        main,
        _footer(tree, data, caption),
        element("p", {"id": "say", "role": "status", "aria-live": "polite", "class": "unseen"}),
    )


def _header(tree: Tree, data: Data) -> Element:
    horizon = "no horizon" if tree.horizon is None else f"horizon {duration(tree.horizon)}"
    count = len(data["nodes"])
    under = f"from {date(0.0, tree.start)} · {horizon} · {count:,} node{'s' * (count != 1)}"
    note = element("details", {}, element("summary", {}, "About this tree"),
                   element("p", {"class": "prose"}, tree.note)) if tree.note else None  # fmt: skip
    return element(
        "header",
        {},
        element("h1", {}, tree.title),
        element("p", {"class": "under"}, under),
        note,
        _controls(data),
    )


def _controls(data: Data) -> Element:
    stances = [(s["id"], s["title"]) for s in data["stances"]]
    items = [("", "nothing: the tree alone"), *((i["id"], i["title"]) for i in data["items"])]
    rules = {"id": "find", "type": "search", "autocomplete": "off", "spellcheck": "false"}
    find = element("input", {**rules, "placeholder": "title, field, note"})
    return element(
        "form",
        {"id": "controls", "hidden": "hidden", "role": "search", "aria-label": "What is shown"},
        _select("stance", "Stance", stances) if len(stances) > 1 else None,
        _select("item", "With", items) if len(items) > 1 else None,
        element("p", {}, element("label", {"for": "find"}, "Search"), find,
                element("span", {"id": "count"})),
        element(
            "p",
            {"class": "buttons"},
            _button("nearer", "+", "Zoom in"),
            _button("farther", "−", "Zoom out"),
            _button("fit", "All", "All: show the whole tree"),
        ),
    )  # fmt: skip


def _select(name: str, label: str, options: Sequence[tuple[str, str]]) -> Element:
    found = [element("option", {"value": value}, title) for value, title in options]
    choice = element("select", {"id": name}, *found)
    return element("p", {}, element("label", {"for": name}, label), choice)


def _button(name: str, words: str, label: str) -> Element:
    return element("button", {"id": name, "type": "button", "aria-label": label}, words)


def _figure(drawing: Element) -> Element:
    keys = element("span", {"class": "keys"}, _KEYS)
    return element(
        "section",
        {"id": "drawing", "aria-label": "The tree"},
        drawing,
        element("p", {"id": "hint", "hidden": "hidden"}, _HINT, keys),
    )


def _panel(tree: Tree) -> Element:
    """Return the empty panel, which the script fills; without it the tables below say it all."""
    rules = {"id": "panel", "hidden": "hidden", "aria-label": "Details", "tabindex": "0"}
    return element(
        "section",
        rules,
        element("div", {"id": "world"}),
        element("div", {"id": "chosen"}),
        element("div", {"id": "more"}),
    )


def _sources(tree: Tree) -> Element | None:
    if not tree.sources:
        return None
    rows = []
    for name in sorted(tree.sources):
        source = tree.sources[name]
        parts: list[Child] = [f"{source.author}: "] if source.author else []
        parts.append(link(source.url, source.title or name))
        parts.append(f" ({source.year})" if source.year else None)
        rows.append(element("li", {}, *parts))
    heading = element("h2", {"id": "sources-title"}, "Sources")
    rules = {"id": "sources", "aria-labelledby": "sources-title"}
    return element("section", rules, heading, element("ul", {}, *rows))


def _footer(tree: Tree, data: Data, caption: str) -> Element:
    made = element("p", {"id": "made"}, data["made"][""] + ".") if "made" in data else None
    asked = None
    if "asked" in data:
        asked = element("p", {}, f"What changes if a node is known now, or never: {data['asked']}.")
    return element(
        "footer",
        {},
        element("p", {}, conditional_tree(tree.numbers)),
        element("p", {}, caption) if caption else None,
        made,
        asked,
    )
