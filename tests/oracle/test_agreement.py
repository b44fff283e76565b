"""The kernels agree with the oracle, trajectory by trajectory, on the kernel's own draws."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from numba import njit

from techtree.engine import layout as c
from techtree.engine.compiler import Compiled, compile_tree
from techtree.engine.draws import draw, fill
from techtree.engine.run import run_chunk
from techtree.model.numbers import Fixed
from techtree.model.tree import Item, Tree

from .one_pass_trees import one_pass_tree
from .random_trees import random_tree
from .simulate import Trajectory, simulate

TREES = 300
TRAJECTORIES = 4
TURNS = 4


@njit
def _turned(numbers, slot, index, turn):  # type: ignore[no-untyped-def]
    return draw(numbers, slot, index, turn)


def drawn(compiled: Compiled, index: int) -> dict[str, float]:
    """Return every named draw of the engine at an index."""
    found, one = {}, np.empty(1)
    for slot, name in enumerate(compiled.slot_names):
        if name is not None:
            fill(compiled.program.numbers, slot, index, one)
            found[name] = float(one[0])
    return found


def expected(
    tree: Tree, compiled: Compiled, item: Item | None, world: int, index: int
) -> Trajectory:
    """Return what the oracle makes of the engine's draws."""
    channels = frozenset() if world == 0 else None
    return simulate(tree, drawn(compiled, index), item, channels)


def turned(compiled: Compiled, index: int, turn: int) -> dict[str, float]:
    """Return every named draw, those of the endings in a turn of theirs."""
    found = drawn(compiled, index)
    numbers = compiled.program.numbers
    endings = [row for row in compiled.program.rules.nodes if row[c.ENDING] == 1]
    for place, row in enumerate(endings):
        part = turn * (2 * place + 1) % TURNS / TURNS
        for slot in (row[c.WORK], row[c.CHANCE_U]):
            name = compiled.slot_names[slot] if slot >= 0 else None
            if name is not None and not numbers.is_input[slot]:
                found[name] = _turned(numbers, slot, index, part)
    return found


def instant(compiled: Compiled, draws: list[dict[str, float]]) -> bool:
    """Tell whether an ending that may take time takes none in some turn: then but one counts."""
    works = {
        compiled.slot_names[row[c.WORK]]
        for row in compiled.program.rules.nodes
        if row[c.ENDING] == 1 and not compiled.program.numbers.is_input[row[c.WORK]]
    }
    return any(of[name] <= 0.0 for of in draws for name in works if name is not None)


def compare_turns(tree: Tree, item: Item | None) -> None:
    """Compare the mean over turns with that of as many trajectories of the oracle."""
    compiled = compile_tree(tree, item, seed=7)
    worlds = 1 if item is None else 2
    masks = np.zeros((worlds, TRAJECTORIES), dtype=np.uint64)
    masks[worlds - 1] = np.uint64(2 ** len(compiled.channels) - 1)
    out = run_chunk(compiled, masks, 0, times=True, known=True, turns=TURNS)
    first = run_chunk(compiled, masks, 0, known=True)
    assert out.known == pytest.approx(first.known, abs=1e-9)
    assert out.ended == pytest.approx(first.ended, abs=1e-9)
    assert out.ending.tolist() == first.ending.tolist()
    for world in range(worlds):
        ends = dict.fromkeys(compiled.nodes, 0.0)
        for index in range(TRAJECTORIES):
            channels = frozenset() if world == 0 else None
            draws = [turned(compiled, index, turn) for turn in range(TURNS)]
            if not compiled.one_pass and instant(compiled, draws):
                draws = draws[:1]
            turns = [simulate(tree, of, item, channels) for of in draws]
            for turn in turns:
                if turn.ending is not None:
                    ends[turn.ending] += 1 / len(turns)
            for number, outcome in enumerate(compiled.outcomes):
                want = sum(turn.weights.get(outcome, 0.0) for turn in turns) / len(turns)
                got = out.weights[world, number, index]
                assert got == pytest.approx(want, abs=1e-12), (world, index, outcome)
        assert out.at_end[world, :, 0] == pytest.approx([ends[node] for node in compiled.nodes])
        assert out.at_end[world, :, 1:].sum() == pytest.approx(out.at_end[world, :, 0].sum())


def compare(tree: Tree, item: Item | None) -> None:
    """Compare both worlds of some trajectories."""
    compiled = compile_tree(tree, item, seed=7)
    worlds = 1 if item is None else 2
    masks = np.zeros((worlds, TRAJECTORIES), dtype=np.uint64)
    masks[worlds - 1] = np.uint64(2 ** len(compiled.channels) - 1)
    out = run_chunk(compiled, masks, 0, known=True)
    for world in range(worlds):
        for index in range(TRAJECTORIES):
            want = expected(tree, compiled, item, world, index)
            end = out.ended[world, index]
            where = f"world {world}, trajectory {index}"
            assert (want.end_time is None) == math.isinf(end), where
            if want.end_time is not None:
                assert end == pytest.approx(want.end_time, abs=1e-9), where
                ending = compiled.nodes[out.ending[world, index]]
                assert ending == want.ending, where
            for number, outcome in enumerate(compiled.outcomes):
                got = out.weights[world, number, index]
                assert got == pytest.approx(want.weights.get(outcome, 0.0), abs=1e-12), where
            for i, node in enumerate(compiled.nodes):
                for a, actor in enumerate(compiled.actors):
                    got = out.known[world, i, a, index]
                    known = want.known.get((node, actor), math.inf)
                    assert got == pytest.approx(known, abs=1e-9), f"{where}: {node}@{actor}"


@pytest.mark.parametrize("seed", range(TREES))
def test_kernel_follows_the_oracle(seed: int) -> None:
    tree = random_tree(random.Random(seed))
    compare(tree, None)
    for item in tree.items.values():
        compare(tree, item)


@pytest.mark.parametrize("seed", range(TREES))
def test_one_pass_kernel_follows_the_oracle(seed: int) -> None:
    tree = one_pass_tree(random.Random(seed))
    effects = [effect for node in tree.nodes.values() for effect in node.effects]
    skipped = any(effect.kind == "depth" and effect.by == Fixed(0.0) for effect in effects)
    assert compile_tree(tree).one_pass != skipped  # work that a depth of 0 skips needs events
    compare(tree, None)
    for item in tree.items.values():
        compare(tree, item)


@pytest.mark.parametrize("seed", range(TREES // 2))
def test_turns_follow_the_oracle(seed: int) -> None:
    for tree in (random_tree(random.Random(seed)), one_pass_tree(random.Random(seed))):
        compare_turns(tree, None)
        for item in tree.items.values():
            compare_turns(tree, item)
