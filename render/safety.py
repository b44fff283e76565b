"""The last look at an SVG before it leaves: well-formed, and nothing in it that could act."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from render.errors import RenderError

_ELEMENTS = frozenset(
    [
        "svg",
        "g",
        "title",
        "desc",
        "defs",
        "polygon",
        "polyline",
        "path",
        "ellipse",
        "circle",
        "rect",
        "line",
        "text",
        "tspan",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
    ]
)
_ADDRESSES = frozenset({"href", "src", "action", "formaction", "from", "to", "values"})


def checked(svg: bytes) -> bytes:
    """Return an SVG unchanged if it is harmless.

    Harmless is what parses as XML and has only elements that draw, no event handlers, no links
    and no references outside itself. Raises :class:`RenderError` otherwise.
    """
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as error:
        raise RenderError(f"Graphviz wrote an SVG that is not well-formed XML: {error}") from None
    for problem in _problems(root):
        raise RenderError(f"the SVG was held back, since it has {problem}, which could act")
    return svg


def _problems(root: ElementTree.Element) -> Iterator[str]:
    for element in root.iter():
        tag = _local(element.tag)
        if tag not in _ELEMENTS:
            yield f"an element <{tag}>"
        for key, value in element.attrib.items():
            name = _local(key)
            if name.lower().startswith("on") or name.lower() in _ADDRESSES:
                yield f"an attribute {name}"
            squeezed = "".join(value.split()).lower()
            if "script:" in squeezed or "data:" in squeezed or _outward(squeezed):
                yield f"a reference in {name}"


def _outward(value: str) -> bool:
    return "url(" in value.replace("url(#", "")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
