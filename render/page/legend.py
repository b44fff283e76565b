"""The legend of a page: for each mark that occurs a sample of it and its meaning."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from render.legend import Entry, legend
from render.page.drawing import sample as bar_sample
from render.page.markup import element
from techtree.model.tree import Tree

ACTED_ON = "ACTED ON"
_SIZE = {"viewBox": "0 0 52 22", "width": "52", "height": "22"}
_ITEM_MARKS = frozenset({"unlocked", "blocked", "new"})
_FIGURE_MARKS = frozenset({"gauge", "median"})
_NODES = frozenset({"advance", "event", "fact", "ending", "private", "known"})


def legend_section(
    tree: Tree,
    marks: frozenset[str],
    figures: bool,
    changes: frozenset[str],
    fields: Mapping[str, str],
    outcomes: Mapping[str, int],
) -> Element:
    """Return the legend of the marks, and of what items do to nodes (``changes``, in words).

    ``fields`` are the classes of fields, and ``outcomes`` number patterns.
    """
    shown = set(marks)
    shown |= _FIGURE_MARKS if figures else set()
    shown |= {word.lower() for word in changes} & _ITEM_MARKS
    rows = []
    for entry in legend(tree, frozenset(shown)):
        sample = _sample(entry, fields, outcomes)
        rows.append(element("li", {}, sample, element("span", {}, entry.meaning)))
    if ACTED_ON in changes:
        sample = element("svg", {**_SIZE, "aria-hidden": "true"}, *_changed(""))
        meaning = f"{ACTED_ON}: an effect of the item is on it"
        rows.append(element("li", {}, sample, element("span", {}, meaning)))
    heading = element("h2", {"id": "legend-title"}, "Legend")
    rules = {"id": "legend", "aria-labelledby": "legend-title"}
    return element("section", rules, heading, element("ul", {}, *rows))


def _sample(entry: Entry, fields: Mapping[str, str], outcomes: Mapping[str, int]) -> Element:
    return element("svg", {**_SIZE, "aria-hidden": "true"}, *_shapes(entry, fields, outcomes))


def _shapes(entry: Entry, fields: Mapping[str, str], outcomes: Mapping[str, int]) -> list[Element]:
    kind, _, of = entry.mark.partition(":")
    if kind == "field":
        return [_box(fields.get(of, "f"), "")]
    if kind == "outcome":
        return [bar_sample((1, 4), (50, 13), outcomes.get(of, 0))]
    if entry.line:
        return _line(entry)
    if entry.mark == "gauge":
        bar = {"x": "1", "y": "8", "height": "5"}
        return [
            element("rect", {**bar, "width": "50", "class": "gauge"}),
            element("rect", {**bar, "width": "30", "class": "full"}),
        ]
    if entry.mark in _NODES:
        return _node(entry.mark)
    if entry.mark in _ITEM_MARKS:
        return _changed(" closed" if entry.mark == "blocked" else "")
    if entry.word:
        small = {"x": "1", "y": "2", "width": "50", "height": "18", "class": "shape"}
        round_ = {} if entry.mark == "reach" else {"rx": "9"}
        return [
            element(
                "g", {"class": "small"}, element("rect", {**small, **round_}), _word(entry.word)
            )
        ]
    return [_word({"median": "Mar 2031", "range": "2–8", "delay": "×0.5"}.get(entry.mark, ""))]


def _changed(closed: str) -> list[Element]:
    return [element("g", {"class": f"node f touched{closed}"}, _rect())]


def _rect(**more: str) -> Element:
    size = {"x": "4", "y": "3", "width": "44", "height": "16", "rx": "5"}
    return element("rect", {**size, "class": "shape", **more})


def _box(classes: str, kind: str) -> Element:
    return element("g", {"class": f"node {kind} {classes}"}, _rect())


def _node(mark: str) -> list[Element]:
    if mark == "event":
        outline = {"d": "M4 3H42L48 9V19H4z", "class": "shape"}
        fold = {"d": "M42 3V9H48", "class": "detail"}
        return [element("g", {"class": "node f"}, element("path", outline), element("path", fold))]
    if mark == "fact":
        cuts = {"d": "M4 8L9 3M43 3L48 8M48 14L43 19M9 19L4 14", "class": "detail"}
        return [element("g", {"class": "node f"}, _rect(rx="0"), element("path", cuts))]
    if mark == "ending":
        rim = {"x": "1", "y": "0.5", "width": "50", "height": "21", "class": "rim"}
        return [element("g", {"class": "node f"}, element("rect", rim), _rect(rx="0"))]
    return [_box("f", mark)]


def _line(entry: Entry) -> list[Element]:
    look = entry.look
    rules = {"d": "M2 11H41", "class": "way", "stroke-width": look.get("penwidth", "1.2")}
    heads = {
        "tee": element("path", {"d": "M41 11H49M49 5V17", "class": "tee"}),
        "odot": element("circle", {"cx": "45", "cy": "11", "r": "3.5", "class": "open"}),
        "dot": element("circle", {"cx": "45", "cy": "11", "r": "3.5", "class": "head"}),
    }
    arrow = element("path", {"d": "M50 11L41 7.4L41 14.6z", "class": "head"})
    kind = f"line {entry.mark.replace(' ', '-')} {look.get('style', 'solid')}"
    parts = [element("path", rules), heads.get(look.get("arrowhead", ""), arrow)]
    return [element("g", {"class": kind}, *parts)]


def _word(words: str) -> Element:
    rules = {"x": "26", "y": "14.5", "class": "word", "font-size": "9"}
    return element("text", rules, words)
