"""Drawings of tech trees: SVG, PNG, PDF and DOT, by Graphviz."""

from render.drawing import Format, draw
from render.errors import RenderError
from render.figures import Figures

__all__ = ["Figures", "Format", "RenderError", "draw"]
