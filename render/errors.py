"""What goes wrong when a drawing is made."""

from __future__ import annotations


class RenderError(Exception):
    """Say in a sentence why there is no drawing, and what to do about it."""
