"""Split a shift over channels by Shapley value, one random order and its reverse a trajectory.

The estimator is that of Castro, Gomez and Tejada (2009), with the antithetic orders of Mitchell,
Cooper, Frank and Holmes (2022): unbiased, and in each trajectory the parts add up to the total.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from techtree.engine.draws import uniforms
from techtree.engine.layout import Numbers
from techtree.engine.run import Masks
from techtree.engine.slots import Slots


def orders(numbers: Numbers, first: int, count: int) -> np.ndarray:
    """Return a random order of the channels for each trajectory, (C, count), by a slot of each."""
    u = np.empty((len(numbers.keys), count))
    for channel, key in enumerate(numbers.keys):
        u[channel] = uniforms(key, first, count)
    return np.argsort(u, axis=0, kind="stable")


def walk_masks(seed: int, item: str, channels: int) -> Masks:
    """Return the masks of baseline, all channels, and what lies between in both directions.

    With C channels there are 2 + 2 (C - 1) worlds: the prefixes of the order, shortest first,
    then the prefixes of its reverse.
    """
    slots = Slots(seed)
    for number in range(channels):
        slots.uniform(f"order:{item}:{number}")
    numbers = slots.numbers()

    def masks(first: int, count: int) -> np.ndarray:
        order = orders(numbers, first, count)
        bits = np.uint64(1) << order.astype(np.uint64)
        worlds = np.zeros((2 + 2 * max(0, channels - 1), count), dtype=np.uint64)
        worlds[1] = np.uint64(2**channels - 1)
        for step in range(channels - 1):
            worlds[2 + step] = np.bitwise_or.reduce(bits[: step + 1], axis=0)
            worlds[1 + channels + step] = np.bitwise_or.reduce(bits[channels - 1 - step :], axis=0)
        return worlds

    return masks


def contributions(masks: np.ndarray, rows: np.ndarray, channels: int) -> np.ndarray:
    """Return each channel's part of the shift, (C, K, count), from rows (W, K, count)."""
    count = masks.shape[1]
    parts = np.zeros((channels, rows.shape[1], count))
    if channels == 0:
        return parts
    first = [0, *range(2, 1 + channels), 1]
    second = [0, *range(1 + channels, 2 * channels), 1]
    for walk in (first, second):
        for before, after in pairwise(walk):
            added = (masks[after] & ~masks[before]).astype(np.float64)
            channel = np.log2(added).astype(np.int64)
            step = 0.5 * (rows[after] - rows[before])
            for number in range(channels):
                parts[number] += np.where(channel == number, step, 0.0)
    return parts
