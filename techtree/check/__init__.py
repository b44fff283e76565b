"""Checks of a tree that can be read: what is odd about it, found without running it."""

from techtree.check.warnings import warnings

__all__ = ["warnings"]
