"""Which figure of an answer comes first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeVar

from techtree.engine.estimates import mean_of
from techtree.model.tree import UNDECIDED, Tree
