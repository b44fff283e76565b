"""The walk over channels against Shapley's formula over all orders."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from techtree.engine.shapley import contributions, walk_masks


def worth(mask: int) -> float:
    """A game with interactions: worth of a coalition of channels 0 to 3."""
    a, b, c, d = ((mask >> i) & 1 for i in range(4))
    return 2 * a + b - c + 3 * a * b - 4 * b * c * d + d


def exact(channels: int) -> list[float]:
    shares = [0.0] * channels
    for order in itertools.permutations(range(channels)):
        mask = 0
        for channel in order:
            shares[channel] += worth(mask | 1 << channel) - worth(mask)
            mask |= 1 << channel
    count = len(list(itertools.permutations(range(channels))))
    return [share / count for share in shares]


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_the_walk_is_unbiased_and_adds_up(channels: int) -> None:
    count = 40_000
    masks = walk_masks(5, "item", channels)(0, count)
    table = np.array([worth(m) for m in range(2**channels)])
    rows = table[masks.astype(np.int64)][:, None, :]
    parts = contributions(masks, rows, channels)
    total = worth(2**channels - 1) - worth(0)
    assert np.allclose(parts.sum(axis=0), total, atol=1e-12)  # in every trajectory
    for channel, share in enumerate(exact(channels)):
        mean, se = parts[channel, 0].mean(), parts[channel, 0].std() / count**0.5
        assert abs(mean - share) <= 5 * se + 1e-9  # one in 1.7 million for each channel


def test_every_order_occurs() -> None:
    masks = walk_masks(5, "item", 3)(0, 6000)
    first, second = masks[2], masks[3]
    seen, counts = np.unique(first * np.uint64(8) + second, return_counts=True)
    assert len(seen) == 6
    assert np.all(np.abs(counts - 1000) < 6 * (6000 * 5 / 36) ** 0.5)
