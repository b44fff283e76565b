"""The file: it reads as HTML, acts by its own script alone, and depends on the tree alone."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace

import pytest
from page_samples import (
    by_id,
    data,
    elements,
    figures,
    items,
    read,
    rows,
    sample,
    sample_page,
    text,
)

from render import RenderError
from render.page import page
from techtree.model.numbers import Fixed
from techtree.model.tree import Node


def digest(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def test_policy_lets_through_the_one_script_and_the_one_style() -> None:
    root = read(sample_page())
    (policy,) = [
        meta.get("content", "")
        for meta in elements(root, "meta")
        if meta.get("http-equiv") == "Content-Security-Policy"
    ]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    scripts = [s for s in elements(root, "script") if s.get("type") != "application/json"]
    assert rules == {
        "default-src": "'none'",
        "script-src": f"'{digest(text(scripts[0]))}'",
        "style-src": f"'{digest(text(elements(root, 'style')[0]))}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert len(scripts) == len(elements(root, "style")) == 1


def test_nothing_is_asked_of_the_network() -> None:
    root = read(sample_page())
    for element in root.iter():
        assert not {"src", "srcset", "style", "action", "data", "poster"} & set(element.keys())
        assert not [key for key in element.attrib if key.lower().startswith("on")]
    for link in elements(root, "a"):
        address = link.get("href", "")
        if not address.startswith("#"):
            assert address == "https://example.org/post?a=1&b=2"
            assert link.get("rel") == "noopener noreferrer"
    assert "url(" not in re.sub(r"url\(#o\d+\)", "", text(elements(root, "style")[0]))


def test_every_id_is_there_once_and_every_reference_is_to_one() -> None:
    root = read(sample_page())
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for element in root.iter():
        for key in ("for", "aria-labelledby", "aria-describedby", "data-from", "data-to"):
            if name := element.get(key):
                assert name in ids


def test_same_bytes_whatever_the_order_of_the_file() -> None:
    tree = sample()
    turned = replace(
        tree,
        nodes=dict(reversed(tree.nodes.items())),
        items=dict(reversed(tree.items.items())),
        sources=dict(reversed(tree.sources.items())),
    )
    assert page(turned, items(turned), figures()) == sample_page()
    assert page(turned, items(turned)) == page(tree, items(tree))


def test_without_its_script_the_page_shows_the_tree_and_its_tables() -> None:
    root = read(sample_page())
    drawn = text(by_id(root, "boxes"))
    found = figures().picture("", "")
    aligned = next(row for row in rows(root, "outcomes") if row[0] == "aligned")
    assert aligned[1] == f"{100 * found.outcomes['aligned'].mean:.1f}%"
    listed = {row[0]: row for row in rows(root, "nodes")}
    assert listed["Scalable oversight"][1:4] == [
        "advance · alignment", "What is known today", "work 4–16 years · chance 70%",
    ]  # fmt: skip
    assert listed["The system"][2] == (
        "all of these: agents; (the more of these, the faster: Scalable oversight (25%); "
        "insight (75%))"
    )
    assert "Scalable oversight" in drawn and "The system" in drawn
    assert f"{100 * found.nodes['oversight'].known:.0f}% known" in drawn
    assert {row[0] for row in rows(root, "items")} == {
        "Publish the paper", "Found an institute", "stop",
    }  # fmt: skip
    assert [row[0] for row in rows(root, "stances")] == [
        "the tree as written", "All is well", "grim", "the mix of stances",
    ]  # fmt: skip
    assert by_id(root, "controls").get("hidden") and by_id(root, "panel").get("hidden")


def test_without_figures_no_figure_is_shown() -> None:
    root = read(page(sample(), items(sample())))
    assert not {"worlds", "scores", "ranks"} & set(data(root))
    assert "known ·" not in text(by_id(root, "boxes"))
    assert "30%" in text(by_id(root, "boxes"))  # the share that the tree itself gives
    with pytest.raises(ValueError):
        by_id(root, "outcomes")


def test_bars_are_as_long_as_their_shares() -> None:
    root = read(sample_page())
    place = list(data(root)["drawn"])
    found = data(root)
    inner = found["drawn"]["end"]
    group = by_id(root, f"n{place.index('end')}")
    parts = [rect for rect in elements(group, "rect") if rect.get("data-part")]
    shares = found["worlds"][""][""]["endings"]["end"]
    assert [float(rect.get("width", "")) for rect in parts] == [
        pytest.approx(inner * shares[name][0], abs=0.06) for name in ("aligned", "misaligned")
    ]
    assert float(parts[1].get("x", "")) == pytest.approx(inner * shares["aligned"][0], abs=0.06)


def test_a_tree_too_large_to_draw_is_refused_at_once() -> None:
    nodes = {f"n{i}": Node(f"n{i}", work=Fixed(1.0)) for i in range(2_001)}
    with pytest.raises(RenderError, match="2,001 nodes"):
        page(replace(sample(), nodes=nodes))
