"""A page of a tree: one HTML file to explore it, its stances and its items."""

from render.page.document import page
from render.page.figures import SAMPLES, Findings, findings

__all__ = ["SAMPLES", "Findings", "findings", "page"]
