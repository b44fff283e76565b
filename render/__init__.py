"""Drawings of tech trees: SVG, PNG, PDF and DOT, by Graphviz."""

from render.drawing import Format, draw
from render.errors import RenderError
from render.figures import Figures
from render.largest import refuse_large

__all__ = ["Figures", "Format", "RenderError", "draw", "refuse_large"]
