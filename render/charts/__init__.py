"""Charts of answers: what a tree implies, and what an item changes."""

from render.charts.curves import Curve
from render.charts.paper import FORMATS, Drawn, chart_format
from render.charts.score_page import score_chart
from render.charts.show_page import show_chart

__all__ = ["FORMATS", "Curve", "Drawn", "chart_format", "score_chart", "show_chart"]
