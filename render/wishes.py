"""What a person may wish of a drawing: what is in it, how it is coloured, and for what page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from render.errors import RenderError

Color: TypeAlias = Literal["field", "known", "time", "shift", "stance"]
Theme: TypeAlias = Literal["light", "dark"]
Page: TypeAlias = Literal["a4", "a3", "letter", "slide"]
Orientation: TypeAlias = Literal["auto", "landscape", "portrait"]

DEPTH = 2  # links around a node in focus


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a tree is to be drawn.

    ``focus`` keeps the nodes within ``depth`` links of these, ``to`` what leads to these, and
    ``fields`` the nodes of these fields, with the endings; several of the three keep what all of
    them keep. ``collapse`` draws each field as one node, and ``time`` sets the nodes along a
    calendar. Without a ``page`` the drawing is as large as it needs to be.
    """

    color: Color = "field"
    theme: Theme = "light"
    page: Page | None = None
    orientation: Orientation = "auto"
    focus: tuple[str, ...] = ()
    depth: int = DEPTH
    to: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    collapse: bool = False
    time: bool = False

    @property
    def selective(self) -> bool:
        """Tell whether only some nodes are to be drawn."""
        return bool(self.focus or self.to or self.fields)


PLAIN_WISHES = Wishes()


def check_wishes(wishes: Wishes, item: bool, stances: bool) -> None:
    """Raise :class:`RenderError` for wishes that are unknown or do not go together."""
    for problem in _problems(wishes, item, stances):
        raise RenderError(problem)


def _problems(wishes: Wishes, item: bool, stances: bool) -> Iterator[str]:
    for what, found, allowed in (
        ("colour", wishes.color, get_args(Color)),
        ("theme", wishes.theme, get_args(Theme)),
        ("page", wishes.page or "a4", get_args(Page)),
        ("orientation", wishes.orientation, get_args(Orientation)),
    ):
        if found not in allowed:
            yield f"there is no {what} {found!r}; there is {', '.join(allowed)}"
    if wishes.depth < 0:
        yield f"a depth of {wishes.depth} links is below 0"
    if item and stances:
        yield (
            "an item and two stances would make four drawings in one: draw the item under each "
            "stance by itself"
        )
    if wishes.color == "stance" and not stances:
        yield "the colour 'stance' shows how two stances differ, so it needs two of them"
    if wishes.color == "shift" and (item or stances):
        yield (
            "the colour 'shift' shows what each node would do to one tree, so it goes with "
            "neither an item nor two stances"
        )
    if wishes.time and wishes.collapse:
        yield "a field has no date of its own, so that a calendar cannot show collapsed fields"
    if wishes.page == "slide" and wishes.orientation == "portrait":
        yield "a slide is 16:9 and lies on its side; for an upright page name another"
