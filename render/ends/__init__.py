"""The ends of lines: each where it can be seen, and told from its neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from render.dot import Place
from render.ends.apart import ends_apart
from render.ends.borders import up_to_borders
from render.ends.corners import off_corners
from render.ends.facing import facing
from render.ends.rims import rims_shared
from render.marks import Picture

__all__ = ["with_ends"]


def with_ends(
    picture: Picture,
    places: Mapping[str, Place],
    routes: Mapping[str, str],
    stems: Mapping[str, float] = MappingProxyType({}),
) -> dict[str, str]:
    """Return the routes of lines as Graphviz led them, with their ends set right.

    ``stems`` tell at which x something stands on a box.
    """
    routes = ends_apart(picture, places, off_corners(picture, places, routes), stems)
    routes = up_to_borders(picture, places, rims_shared(picture, places, routes))
    return facing(picture, places, routes)
