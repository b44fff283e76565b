"""Elements of the page: the one place where text of a tree becomes HTML or JSON inside it.

Elements are built as a tree and written by the standard library, so that text can never become
markup. Everything that a person wrote goes through :func:`shown` first.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from render.escape import visible

Child: TypeAlias = "Element | str | None"

_SCHEMES = ("http", "https")
# What could end a script element, or be read as markup in one.
_IN_SCRIPT = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def shown(text: str) -> str:
    r"""Return text in which every character can be seen; lines stay lines, words stay apart.

    >>> shown("a\tb\n\u202ec\n"), shown(" of ")
    ('a b\n[U+202E]c', ' of ')
    """
    return "\n".join(map(_line, text.split("\n"))).strip("\n")


def _line(text: str) -> str:
    first, last = (" " if end.isspace() else "" for end in (text[:1], text[-1:]))
    words = " ".join(text.split()) if text.isprintable() else visible(text)
    return f"{first}{words}{last}" if words else first


def root(title: str, look: str, body: Element, script: str | None = None) -> Element:
    """Return an HTML document of which the policy allows its own style and script, and no more."""
    allowed = [] if script is None else [f"script-src '{_digest(script)}'"]
    allowed += [f"style-src '{_digest(look)}'"]
    policy = "; ".join(["default-src 'none'", *allowed, "base-uri 'none'", "form-action 'none'"])
    head = element(
        "head",
        {},
        element("meta", {"charset": "utf-8"}),
        element("meta", {"http-equiv": "Content-Security-Policy", "content": policy}),
        element("meta", {"name": "referrer", "content": "no-referrer"}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        element("title", {}, title),
        raw("style", {}, look),
    )
    return element("html", {"lang": "en"}, head, body)


def _digest(text: str) -> str:
    """Return what a content security policy calls a style sheet or script by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def element(tag: str, attributes: Mapping[str, str] | None = None, *children: Child) -> Element:
    """Return an element with its attributes, text and children; a child of None is left out."""
    found = Element(tag, {key: shown(value) for key, value in (attributes or {}).items()})
    return add(found, children)


def add(parent: Element, children: Iterable[Child]) -> Element:
    """Append text and elements to an element, and return it."""
    for child in children:
        if isinstance(child, str):
            _add_text(parent, shown(child))
        elif child is not None:
            parent.append(child)
    return parent


def _add_text(parent: Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def raw(tag: str, attributes: Mapping[str, str], content: str) -> Element:
    """Return a script or style element with our own content, written as it is."""
    found = Element(tag, dict(attributes))
    found.text = content
    return found


def link(url: str | None, words: str) -> Child:
    """Return a link to another page, or only its words if the address is no web address."""
    if not is_web_address(url):
        return words
    rules = {"href": url or "", "rel": "noopener noreferrer", "target": "_blank"}
    return element("a", rules, words)


def is_web_address(url: str | None) -> bool:
    """Tell whether an address is one of the web, and says so plainly.

    >>> is_web_address("https://example.org/a?b"), is_web_address("javascript:alert(1)")
    (True, False)
    """
    if not url or url != shown(url) or any(character.isspace() for character in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme.lower() in _SCHEMES and bool(parts.netloc)


def json_text(data: Any) -> str:
    r"""Return JSON that can stand in a script element.

    >>> json_text({"a": "</script>"})
    '{"a":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(_shown(data), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.translate(_IN_SCRIPT)


def _shown(data: Any) -> Any:
    match data:
        case str():
            return shown(data)
        case Mapping():
            return {shown(str(key)): _shown(value) for key, value in data.items()}
        case list() | tuple():
            return [_shown(value) for value in data]
        case _:
            return data


def document(root: Element) -> bytes:
    """Write a page."""
    return b"<!DOCTYPE html>\n" + ElementTree.tostring(root, encoding="utf-8", method="html")
