"""Is a piece of research good or bad for how the race to superintelligence ends?

``load`` reads a tree, ``outcomes`` says what it implies, ``score`` what an item changes.
Names are imported when they are first used, so that ``import techtree`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from techtree.version import VERSION as __version__

if TYPE_CHECKING:
    from techtree.errors import InputError as InputError
    from techtree.errors import UsageError as UsageError
    from techtree.files import read_tree as load  # noqa: F401
    from techtree.impact.gradients import gradients as gradients
    from techtree.impact.outcomes import outcomes as outcomes
    from techtree.impact.rank import rank as rank
    from techtree.impact.score import score as score
    from techtree.impact.settings import Settings as Settings

_HOMES = {
    "InputError": "techtree.errors",
    "Settings": "techtree.impact.settings",
    "UsageError": "techtree.errors",
    "gradients": "techtree.impact.gradients",
    "load": "techtree.files.parsing:read_tree",
    "outcomes": "techtree.impact.outcomes",
    "rank": "techtree.impact.rank",
    "score": "techtree.impact.score",
}

__all__ = [*sorted(_HOMES), "__version__"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'techtree' has no attribute '{name}'")
    module, _, attribute = _HOMES[name].partition(":")
    return getattr(import_module(module), attribute or name)
