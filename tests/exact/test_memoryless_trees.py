"""The random memoryless trees are the same for the same seed, and have every feature."""

from __future__ import annotations

import re

from .memoryless_trees import random_text, random_tree_with_item
from .rational import answer

FEATURES = {
    "gates": [
        "requires: [a-e]",
        "all:",
        "any:",
        "at_least:",
        "weighted:",
        " before:",
        "not_before:",
    ],
    "gates of an actor": ["- [a-e][0-9]@ada", "requires: [a-e][0-9]@", "[a-e][0-9]@bob: "],
    "effects": ["- speed:", "- depth:", "- odds:", "- leak:", "- staff:", "- move:"],
    "of effects": [" of: aligned", "efficiency: 0.25", "efficiency: 0$", " by: 0$", "    chance: "],
    "powers": ["depth: .*\n *by: 0.5", "depth: .*\n *by: 2", "depth: .*\n *by: 0$", "returns: 0.5"],
    "selectors": [" field: labs\n *actor:", " node: .*\n *actor:", "speed:\n *actor:"],
    "nodes": ["private: true", "staff: 1", "  chance: 0.5", "rate\\(", "exponential\\(", "hint: 4"],
    "moves": ["to: hired", "to: arms", "to: safety", "actor: ada\n *from:"],
    "knowledge": ["unlocked: true", "unlocked: -1", "unlocked: 2025-07", "shown_by: .*@"],
    "knowledge of some": ["unlocked:\n *- ada", "unlocked:\n *ada: -2"],
    "leaks": ["^    leak: never", "^    leak: 0", "^leak: never", "^leak: 0", "leak: exponential"],
    "actors": ["cyd:\n *effort", "field: hired", "ending: aligned", "misaligned: rest"],
    "items": ["unlocks:", "blocks:", "removes:", "own0:", "to: bob\n *channel", "    chance: 0.25"],
}


def test_the_same_seed_gives_the_same_tree() -> None:
    assert random_text(3, item=True) == random_text(3, item=True) != random_text(4, item=True)


def test_every_feature_is_there() -> None:
    texts = [random_text(seed, item=True) for seed in range(400)]
    for kind, patterns in FEATURES.items():
        for pattern in patterns:
            found = sum(bool(re.search(pattern, text, re.MULTILINE)) for text in texts)
            assert found >= 4, f"{kind}: {pattern}: {found}"


def test_most_trees_can_end_in_several_ways() -> None:
    found = [answer(*random_tree_with_item(seed)) for seed in range(40)]
    assert sum(max(one.outcomes.values()) < 1 for one in found) >= 25
