"""Drawings of tech trees: SVG, PNG, PDF and DOT, by Graphviz."""

from render.comparing import Side
from render.drawing import Format, check_drawing, draw, places_given
from render.errors import RenderError
from render.figures import Figures
from render.largest import refuse_large
from render.wishes import Wishes

__all__ = [
    "Figures",
    "Format",
    "RenderError",
    "Side",
    "Wishes",
    "check_drawing",
    "draw",
    "places_given",
    "refuse_large",
]
