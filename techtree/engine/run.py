"""Run compiled trees over chunks of trajectories, on several threads, in a fixed order.

Chunks have a fixed size and are handed on in order, so that sums over them are the same bytes
for any number of threads.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeAlias, TypeVar

import numpy as np

from techtree.engine import kernel
from techtree.engine import layout as c
from techtree.engine.compiler import Compiled
from techtree.engine.compiling import is_stored
from techtree.engine.draws import FIXED
from techtree.engine.events import new_state
from techtree.engine.tallies import DOUBLINGS, Results

CHUNK = 4096
_EVENT_CHUNK = 1024  # event by event, where a world takes fifty times as long
_BLOCK = 512
_TURNS = 8
_BLOCK_MEMORY = 64 * 2**20  # bytes that one thread's block may take

Masks: TypeAlias = Callable[[int, int], np.ndarray]
Part = TypeVar("Part")


def baseline(first: int, count: int) -> np.ndarray:
    """Return the masks of a run of the baseline alone."""
    return np.zeros((1, count), dtype=np.uint64)


def paired(channels: int) -> Masks:
    """Return the masks of a run without and with an item of so many channels."""

    def masks(first: int, count: int) -> np.ndarray:
        worlds = np.zeros((2, count), dtype=np.uint64)
        worlds[1] = np.uint64(2**channels - 1)
        return worlds

    return masks


def default_threads() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_chunk(
    compiled: Compiled,
    masks: np.ndarray,
    first: int,
    *,
    inner: int = 0,
    times: bool = False,
    known: bool = False,
    turns: int = 1,
) -> Results:
    """Run trajectories first, first + 1, ... in the worlds of `masks`, (W, count) uint64.

    `inner` crosses inputs with races (see `kernel.run_blocks`); `times` asks for where worlds
    end and for histograms of when nodes are known, `known` for those times themselves; endings are
    drawn `turns` times.
    """
    rules = compiled.program.rules
    nodes, actors = rules.pairs.shape[:2]
    worlds, count = masks.shape
    outcomes = len(compiled.outcomes)
    seen = min(2, worlds)
    bins = DOUBLINGS * (128 if nodes <= 500 else 16)
    out = Results(
        rows=np.empty((worlds, outcomes + 1, count)),
        ended=np.empty((worlds, count)),
        ending=np.empty((worlds, count), dtype=np.int64),
        nodes=np.zeros((nodes, actors, 5)),
        anyone=np.zeros((2, nodes)),
        at_end=np.zeros((worlds, nodes if times else 0, outcomes + 1)),
        times=np.zeros((seen, nodes if times else 0, bins, 3)),
        known=np.empty((seen, nodes if known else 0, actors, count)),
    )
    block = max(16, min(_BLOCK, count, _BLOCK_MEMORY // (64 * nodes * actors)))
    if compiled.one_pass:
        kernel.run_blocks(compiled.program, first, inner, masks, block, turns, out)
    else:
        state = new_state(compiled.program, turns)
        kernel.run_events(compiled.program, state, first, inner, masks, block, out)
    return out


def chunks(
    trees: Sequence[tuple[Compiled, Masks]],
    first: int,
    count: int,
    *,
    threads: int,
    inner: int = 0,
    times: bool = False,
    turned: bool = False,
) -> Iterator[tuple[int, list[np.ndarray], list[Results]]]:
    """Run every tree over the same trajectories; yield (count, masks, results) chunk by chunk.

    With `turned` the endings are drawn as often as pays.
    """
    rounds = [turns_of(compiled) if turned else 1 for compiled, _ in trees]

    def work(lo: int, size: int) -> tuple[int, list[np.ndarray], list[Results]]:
        worlds = [masks(lo, size) for _, masks in trees]
        results = [
            run_chunk(compiled, world, lo, inner=inner, times=times, turns=turns)
            for (compiled, _), world, turns in zip(trees, worlds, rounds, strict=True)
        ]
        return size, worlds, results

    chunk = chunk_of(all(compiled.one_pass for compiled, _ in trees), inner)
    for _, result in in_order(work, spans(first, count, chunk), threads=threads):
        yield result


def turns_of(compiled: Compiled) -> int:
    """Return how often it pays to draw the endings of a program in one course of the race."""
    p, numbers = compiled.program.rules, compiled.program.numbers
    endings = p.nodes[p.nodes[:, c.ENDING] == 1]
    works = endings[:, c.WORK]
    own = (numbers.slots[works, 0] != FIXED) & ~numbers.is_input[works]
    return _TURNS if (own | (endings[:, c.CHANCE_U] >= 0)).any() else 1


def chunk_of(one_pass: bool, inner: int = 0) -> int:
    """Return how many trajectories are run at once, whole draws of the inputs if `inner` is one."""
    return CHUNK if one_pass else max(_EVENT_CHUNK, inner)


def spans(first: int, count: int, size: int) -> list[tuple[int, int]]:
    """Cut a range of trajectories into chunks (first, count) of a size.

    >>> spans(0, 10, 4)
    [(0, 4), (4, 4), (8, 2)]
    """
    return [(lo, min(size, first + count - lo)) for lo in range(first, first + count, size)]


def in_order(
    work: Callable[[int, int], Part], sizes: Sequence[tuple[int, int]], *, threads: int
) -> Iterator[tuple[tuple[int, int], Part]]:
    """Do the work of chunks (first, count) on several threads; yield each with its result."""
    if threads <= 1 or len(sizes) == 1:
        for size in sizes:
            yield size, work(*size)
        return
    pool = ThreadPoolExecutor(threads)
    try:
        waiting: deque[tuple[tuple[int, int], Future[Part]]] = deque()
        for size in sizes:
            waiting.append((size, pool.submit(work, *size)))
            if len(waiting) > 2 * threads:
                done, future = waiting.popleft()
                yield done, future.result()
        while waiting:
            done, future = waiting.popleft()
            yield done, future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def is_compiled(one_pass: bool | None = None) -> bool:
    """Tell whether the kernels, or the one that is needed, were compiled on this machine before."""
    needed = {True: kernel.run_blocks, False: kernel.run_events}
    return all(is_stored(run) for one, run in needed.items() if one_pass in (one, None))
