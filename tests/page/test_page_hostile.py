"""Hostile text in every field shows as written, and nothing of it acts."""

from __future__ import annotations

import pytest
from page_samples import by_id, data, elements, read, tag, text

from render.escape import visible
from render.page import page
from render.page.markup import is_web_address, json_text, shown
from techtree.model.effects import Effect, Selector
from techtree.model.gates import Known
from techtree.model.numbers import Fixed
from techtree.model.tree import (
    Actor,
    Ending,
    Item,
    Node,
    Outcome,
    Source,
    Stance,
    Tree,
    Unlock,
)

TEXTS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</SCRIPT ><img src=x onerror=alert(1)>",
    "<!--<script>",
    "--><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "</style><style>*{display:none}</style>",
    "</title><script>alert(1)</script>",
    "</svg><script>alert(1)</script>",
    "<svg onload=alert(1)>",
    "<foreignObject><body onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<base href=http://e.vil/>",
    "<meta http-equiv=refresh content=0;url=http://e.vil>",
    "<form action=http://e.vil><button>go</button></form>",
    '" onmouseover="alert(1)" x="',
    "' autofocus onfocus='alert(1)",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    'http://e.vil/" onclick="alert(1)',
    "https://e.vil/<script>",
    "//e.vil/x",
    "&lt;b&gt; &amp; &#60;script&#62;",
    "\\u003cscript\\u003e",
    "\\\\\" ' ` ${alert(1)} {{7*7}} %3Cscript%3E",
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "#node=a&stance=b",
    "a" * 20_000,
    "word " * 400,
    "<b>" * 100,
    "中文 🎉 مرحبا",
    "line\nbreak\n\nand more",
    "\x00nul \x07bell \x1b[31m \x7f \x9b",
    "\u202eoverride \u2066isolate \u200fmark \ufeffbom",
    "\ud800lone \ufffenon \u2028line \u2029para",
]
assert len(TEXTS) == 40


def hostile(words: str) -> Tree:
    """Return a tree with a text in every place that a person can fill."""
    effects = (
        Effect("1", "speed", Fixed(2.0), Selector(field=words, actor=words), channel=words,
               note=words, source=words),
        Effect("2", "odds", Fixed(2.0), Selector(node="end"), outcome=words, source="linked"),
    )  # fmt: skip
    known = Node("a", words, words, unlocked=((words, Fixed(-1.0)),), note=words, source=words,
                 as_of=words)  # fmt: skip
    other = Node(words, None, words, requires=Known("a", words), effects=effects, source="linked")
    shares = ((words, Fixed(0.5)), ("aligned", Fixed(0.5)))
    end = Node("end", words, None, requires=Known(words), ending=Ending(shares))
    own = Node(f"{words} own", words, None)
    item = Item(words, words, unlocks=(Unlock(words, words),), nodes=(own,), note=words,
                source=words)  # fmt: skip
    tree = Tree(
        words,
        2026.0,
        None,
        {words: Outcome(words, Fixed(1.0), title=words), "aligned": Outcome("aligned", Fixed(1.0))},
        {words: Actor(words, title=words)},
        {"a": known, words: other, "end": end},
        {words: item},
        sources={
            words: Source(words, words, words, 2024, words, words, words),
            "linked": Source("linked", words, url=words),
        },
        note=words,
    )
    return tree_with_stance(tree, words)


def tree_with_stance(tree: Tree, words: str) -> Tree:
    from dataclasses import replace

    stance = Stance(words, tree, words, note=words, source=words)
    return replace(tree, stances={words: stance})


@pytest.mark.parametrize("words", TEXTS)
def test_text_shows_as_written_and_does_not_act(words: str) -> None:
    tree = hostile(words)
    root = read(page(tree, tuple(tree.items.values()), caption=words))
    wanted = shown(words).strip()
    assert text(elements(root, "h1")[0]).strip() == wanted
    for section in ("nodes", "sources"):
        assert " ".join(wanted.split()) in " ".join(text(by_id(root, section)).split())
    found = data(root)
    node = next(node for node in found["nodes"] if node["id"] == "a")
    assert [node[key].strip() for key in ("title", "field", "note", "source", "as_of")] == [
        wanted
    ] * 5
    assert found["items"][0]["note"].strip() == wanted
    assert found["stances"][1]["note"].strip() == wanted
    check_that_nothing_acts(root)


def check_that_nothing_acts(root: object) -> None:
    kinds = {tag(element) for element in root.iter()}  # type: ignore[attr-defined]
    assert not kinds & {"iframe", "object", "embed", "base", "img", "image", "foreignObject"}
    assert not kinds & {"link", "video", "audio", "set", "animate", "use", "frame", "template"}
    assert len(elements(root, "script")) == 2  # type: ignore[arg-type]
    assert len(elements(root, "form")) == len(elements(root, "svg")[:1]) == 1  # type: ignore[arg-type]
    for element in root.iter():  # type: ignore[attr-defined]
        assert not [key for key in element.attrib if str(key).lower().startswith("on")]
        for key, value in element.items():
            name = str(key).rpartition("}")[2]
            assert name not in ("style", "src", "srcdoc", "action", "formaction")
            if name == "href":
                assert value.startswith("#") or is_web_address(value)


@pytest.mark.parametrize("words", [text for text in TEXTS if visible(text) != text])
def test_no_character_that_cannot_be_seen_is_in_the_file(words: str) -> None:
    tree = hostile(words)
    content = page(tree, tuple(tree.items.values())).decode()
    hidden = {c for c in words if visible(c) != c and not c.isspace()}
    assert not hidden & set(content)


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://example.org/a?b=c#d", True),
        ("http://example.org", True),
        ("HTTPS://example.org", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("https:", False),
        ("https://exa mple.org", False),
        ("https://[bad", False),
        ("ftp://example.org", False),
        ("\u202ehttps://example.org", False),
        ("", False),
        (None, False),
    ],
)
def test_only_addresses_of_the_web_are_links(address: str | None, good: bool) -> None:
    assert is_web_address(address) is good


def test_data_cannot_end_its_element() -> None:
    for words in TEXTS:
        written = json_text({"a": words, words: [words]})
        assert "<" not in written and ">" not in written and "\u2028" not in written
