"""A tree with everything that a page can show, its figures, and ways to read a page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

from render.page import Findings, findings, page
from techtree.files import parse_tree
from techtree.impact.settings import Settings
from techtree.model.tree import Item, Tree

TREE = """\
techtree: 1
title: Two labs and a paper
note: "First line.\\nSecond line."
start: 2026-01
horizon: 30 years
outcomes:
  aligned: {value: 1}
  misaligned: {value: 0}
  undecided: {value: 0.5}
sources:
  post: {title: A post, author: A. Writer, year: 2024, url: "https://example.org/post?a=1&b=2"}
  odd: {title: No address}
actors:
  lab_a: {effort: {capability: 1, alignment: 1}}
  lab_b: {effort: {capability: 2}}
nodes:
  basics: {title: What is known today, field: alignment, unlocked: true}
  oversight:
    title: Scalable oversight
    field: alignment
    requires: basics
    work: 4 to 16
    chance: 0.7
    note: "It may work.\\nOr not."
    source: post
    effects: [{id: helps, odds: end, of: aligned, by: 2 to 4, channel: help, source: post}]
  constructor:
    title: Constructors
    field: alignment
    work: exponential(4)
    source: odd
    effects: [{speed: {field: capability}, by: 1.2}, {leak: {actor: lab_b}, by: 0.9}]
  agents:
    field: capability
    private: true
    requires: {any: [oversight, constructor, insight]}
    work: 1 to 4
    leak: 6 months
  insight: {field: capability, work: exponential(6), effects: [{speed: agents, by: 0.5}]}
  luck_holds: {chance: 0.4}
  doom: {requires: [luck_holds, agents], work: 12, ending: {misaligned: 1}}
  end:
    title: The system
    field: capability
    requires: {all: [agents, {weighted: {oversight: 1, insight: 3}}]}
    work: 5 to 20
    ending: {aligned: 0.3, misaligned: 0.7}
items:
  publish:
    title: Publish the paper
    note: A note on it.
    unlocks: {agents: {channel: "leakage: published"}, oversight: {channel: help}}
  found:
    title: Found an institute
    nodes:
      institute: {title: The institute, work: 2, effects: [{speed: oversight, by: 3}]}
  stop: {blocks: [constructor], effects: [{id: slow, speed: insight, by: 0.5}]}
stances:
  calm:
    title: All is well
    weight: 1
    note: What the calm think.
    set: {nodes.end.ending.aligned: 0.6, nodes.oversight.effects.helps.by: 5}
  grim: {weight: 3, set: {nodes.oversight.work: 20, items.stop.effects.slow.by: 0.1}, off: [help]}
"""
SAMPLES = 400


@cache
def sample() -> Tree:
    """Return the tree above."""
    parsed = parse_tree(TREE.encode(), "sample.yaml")
    assert parsed.tree is not None, parsed.errors
    return parsed.tree


@cache
def figures() -> Findings:
    """Return the figures of the tree above, of a few samples."""
    return findings(sample(), items(sample()), Settings(samples=SAMPLES, threads=1))


@cache
def sample_page() -> bytes:
    """Return the page of the tree above."""
    return page(sample(), items(sample()), figures())


def items(tree: Tree) -> Sequence[Item]:
    """Return all items of a tree."""
    return tuple(tree.items.values())


def read(content: bytes) -> Element:
    """Read a page as browsers do, refusing what they would have to mend."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    found: Element = parser.parse(content.decode("utf-8"))
    return found


def tag(element: Element) -> str:
    """Return the name of an element, without its namespace."""
    return str(element.tag).rpartition("}")[2]


def elements(root: Element, name: str) -> list[Element]:
    """Return all elements of a name."""
    return [element for element in root.iter() if tag(element) == name]


def by_id(root: Element, name: str) -> Element:
    """Return the one element with an id."""
    (found,) = [element for element in root.iter() if element.get("id") == name]
    return found


def text(element: Element) -> str:
    """Return all text in an element."""
    return "".join(element.itertext())


def data(root: Element) -> Any:
    """Return the data of a page."""
    return json.loads(text(by_id(root, "data")))


def rows(root: Element, section: str) -> list[list[str]]:
    """Return the cells of the body of a table."""
    body = elements(by_id(root, section), "tbody")[0]
    return [[text(cell) for cell in row] for row in body]
