"""Hostile text shows as written, and nothing in a drawing is active."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from svg_reading import words

from render import Figures, RenderError, Side, Wishes, draw
from render.escape import visible
from render.safety import checked
from render.widths import columns
from techtree.model.effects import Effect, Selector
from techtree.model.gates import Known
from techtree.model.numbers import Fixed
from techtree.model.tree import Actor, Ending, Item, Node, Outcome, Tree, Unlock

SHORT = [  # no longer than a line, so that they can be read back whole
    "<b>bold</b>",
    "<B>",
    "</script><script>x",
    "\"double\" 'single'",
    "back\\slash\\",
    "\\N\\G\\E\\T\\L\\n\\l\\r",
    "\\\\N",
    "&amp;&lt;&#65;&",
    "<!--c-->]]><![CDATA[",
    "<img/onerror=x>",
    "javascript:alert(1)",
    "{record|<port>}",
    "label=x];evil[",
    "%s%n${HOME}`id`",
    "مرحبا",
    "中文🎉",
    "<<TABLE>>",
    "onload=alert(1)",
    "url(http://e.vil)",
    "=1+1",
]
HIDDEN = [
    "\x00nul",
    "\x07bell\x1b[31m",
    "\u202eoverride",
    "\u200fmark",
    "\ud800lone",
    "\ufffenon",
    "\x85next",
    "\u2028line",
    "\u2066isolate",
    "\x9bcsi",
]
LONG = ["x" * 20_000, "a" + "\u0301" * 20_000, "a\u0301" * 9_000, "word " * 4_000, "\n" * 5_000]


def hostile(text: str) -> Tree:
    """Return a tree with a text in every place that a person can fill."""
    known = Node("a", text, text, unlocked=((text, Fixed(-1.0)),), note=text, source=text)
    effects = (
        Effect("1", "speed", Fixed(2.0), Selector(field=text, actor=text)),
        Effect("2", "odds", Fixed(2.0), Selector(node="end"), outcome=text),
    )
    other = Node(text, None, text, requires=Known("a", text), effects=effects)
    shares = ((text, Fixed(0.5)), ("aligned", Fixed(0.5)))
    end = Node("end", text, None, requires=Known(text), ending=Ending(shares))
    return Tree(
        text,
        2026.0,
        None,
        {text: Outcome(text, Fixed(1.0), title=text)},
        {text: Actor(text, title=text)},
        {"a": known, text: other, "end": end},
        {text: Item(text, text, unlocks=(Unlock(text, text),))},
    )


@pytest.mark.parametrize("text", SHORT)
def test_text_shows_as_written(text: str) -> None:
    tree = hostile(text)
    for item in (None, text):
        shown = words(draw(tree, item=item, title=text, caption=text))
        assert sum(piece == text for piece in shown) >= 4  # title, two nodes, caption


@pytest.mark.parametrize("text", HIDDEN)
def test_what_cannot_be_seen_is_written_by_its_number(text: str) -> None:
    shown = "".join(words(draw(hostile(text), item=text, caption=text)))
    assert visible(text).replace(" ", "") in shown.replace(" ", "")
    assert text not in shown


@pytest.mark.parametrize("text", LONG)
def test_long_text_is_cut(text: str) -> None:
    shown = words(draw(hostile(text), item=text, caption=text))
    assert max(columns(words) for words in shown) < 200


@pytest.mark.parametrize("text", [*SHORT, *HIDDEN])
@pytest.mark.parametrize("form", ["png", "pdf", "dot"])
def test_every_format_takes_it(text: str, form: str) -> None:
    assert draw(hostile(text), format=form)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", [*SHORT, *HIDDEN])
def test_nothing_is_active(text: str) -> None:
    root = ElementTree.fromstring(draw(hostile(text), item=text))
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "g", "title", "polygon", "polyline", "path", "ellipse", "text"}
    names = {key for element in root.iter() for key in element.attrib}
    assert not [key for key in names if "href" in key or key.lower().startswith("on")]


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


@pytest.mark.parametrize(
    "inside",
    [
        "<script/>",
        "<g onclick='x'/>",
        "<a xlink:href='x'/>",
        "<path fill='url(http://x)'/>",
        "<g style='background:url(//x)'/>",
        "<foreignObject/>",
        "<image href='data:x'/>",
        "<text id='java\nscript:x'/>",
        "<style/>",
        "<g>",
    ],
)
def test_an_active_svg_is_held_back(inside: str) -> None:
    with pytest.raises(RenderError):
        checked(SVG.format(inside).encode())


def test_a_plain_svg_passes() -> None:
    svg = SVG.format("<g fill='url(#g)'><text>javascript: onclick=1</text></g>").encode()
    assert checked(svg) == svg


def crowd() -> Tree:
    """Return a tree in which every hostile text is the title and the field of a node."""
    texts = [
        *SHORT,
        *HIDDEN,
        *(text[:20_000] for text in LONG),
        "\u202e" * 50,
        "{0}{x!r}%(a)s",
        "${x}",
    ]
    nodes = {
        f"n{place}": Node(
            f"n{place}",
            text,
            text if place % 2 else None,
            work=Fixed(1.0),
            requires=Known(f"n{place - 1}") if place % 5 else None,
            effects=(Effect("e", "speed", Fixed(2.0), Selector(field=text, actor=text)),),
        )
        for place, text in enumerate(texts)
    }
    base = hostile(SHORT[0])
    end = Node("end", "End", None, requires=Known("n0"), ending=Ending((("aligned", Fixed(1.0)),)))
    outcomes = {text: Outcome(text, Fixed(1.0), title=text) for text in ("aligned", *SHORT)}
    actors = {text: Actor(text, title=text) for text in texts}
    item = Item("it", SHORT[5], unlocks=(Unlock("n3", SHORT[7]),), nodes=())
    return Tree(
        SHORT[3], 2026.0, base.horizon, outcomes, actors, {**nodes, "end": end}, {"it": item}
    )


@pytest.mark.parametrize(
    "wishes",
    [
        Wishes(time=True, theme="dark", page="a3"),
        Wishes("known", collapse=True, theme="dark"),
        Wishes("shift", focus=("n7",), depth=1),
    ],
)
def test_hostile_text_shows_as_written_in_every_way_to_draw(wishes: Wishes) -> None:
    tree = crowd()
    figures = Figures(
        dict.fromkeys(tree.nodes, 0.7), dict.fromkeys(tree.nodes, 4.0), shifts={"n7": 0.1}
    )
    svg = draw(tree, figures, wishes=wishes)
    shown = words(svg)
    drawn = SHORT[6:9] if wishes.focus else SHORT[1::2] if wishes.collapse else SHORT
    assert [text for text in drawn if text not in shown] == []
    tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(svg).iter()}
    assert tags <= {"svg", "g", "title", "polygon", "polyline", "path", "ellipse", "text"}


def test_hostile_text_in_two_stances_and_an_item() -> None:
    tree = crowd()
    for svg in (
        draw(tree, sides=(Side(SHORT[1], tree), Side(SHORT[2], tree)), wishes=Wishes(to=("end",))),
        draw(tree, item="it", wishes=Wishes(collapse=True)),
    ):
        ElementTree.fromstring(svg)
        assert any(text in " ".join(words(svg)) for text in SHORT)
