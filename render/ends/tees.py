"""Tees at the ends of lines, drawn back until the box that they stand at hides no part of them."""

from __future__ import annotations

import math
from collections.abc import Mapping

from render.dot import Place
from render.ends.heads import SIDES, side_of, straight
from render.ends.rounded import rounded_boxes, to_centre
from render.marks import Picture
from render.splines import last_knots, with_end_moved

_HALF, _MOST = 6.0, 9.0  # half of the width of a tee; how far a line is cut short at most


def tees_out(
    picture: Picture, places: Mapping[str, Place], routes: Mapping[str, str]
) -> dict[str, str]:
    """Return the routes of lines, those with a tee that comes in at a slant a little shorter."""
    moved = dict(routes)
    boxes, rounded = straight(picture), rounded_boxes(picture)
    for line in picture.lines:
        if line.attributes.get("arrowhead") != "tee" or line.head not in boxes:
            continue
        if (knots := last_knots(routes[line.name])) is None:
            continue
        before, tip = knots
        run = (tip[0] - before[0], tip[1] - before[1])
        length = math.hypot(*run) or 1.0
        inward = SIDES[side_of(places[line.head], before, tip)]
        if line.head in rounded and (way := to_centre(places[line.head], tip)):
            inward = (way[0] / math.hypot(*way), way[1] / math.hypot(*way))
        slope = min(max((run[0] * inward[0] + run[1] * inward[1]) / length, 0.0), 1.0)
        back = min(_HALF * math.sqrt(1 - slope**2) / max(slope, 0.1), _MOST)
        shift = (-back * run[0] / length, -back * run[1] / length)
        moved[line.name] = with_end_moved(routes[line.name], shift)
    return moved
