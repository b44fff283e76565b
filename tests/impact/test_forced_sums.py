"""The sums over what forcing nodes changes, and what is left out of them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

import techtree
from techtree.engine.compiler import compile_tree
from techtree.impact.forced_sums import ForcedSums, empty_sums, of_differences
from techtree.impact.simulated_rank import reaching_endings
from trees import path


@pytest.mark.parametrize("name", ["carlsmith", "race"])
def test_figures_do_not_depend_on_threads(name: str) -> None:
    tree = techtree.load(path(name))
    one, three = (
        techtree.rank(tree, techtree.Settings(samples=1000, threads=n, engine="simulation"))
        for n in (1, 3)
    )
    assert one.nodes == three.nodes


def test_only_what_leads_to_an_ending_is_asked_about() -> None:
    tree = techtree.load(path("first_tree"))
    apart = replace(tree.nodes["oversight"], id="apart", effects=())
    compiled = compile_tree(replace(tree, nodes={**tree.nodes, "apart": apart}))
    mask = dict(zip(compiled.nodes, reaching_endings(compiled).tolist(), strict=True))
    assert mask == {"apart": False, "oversight": True, "superintelligence": True}


def test_moments_are_those_of_all_differences() -> None:
    x = np.random.default_rng(1).normal(0.3, 1.0, (3, 50))
    x[:, ::2] = 0.0
    sums = ForcedSums(1, 1, 1)
    for part in np.array_split(x, 4, axis=1):
        chunk = empty_sums(1, 1, 1)
        chunk.moved[0] = of_differences(part)
        chunk.ended[0] = part.shape[1]
        sums.add(part.shape[1], chunk)
    shift, se = sums.shift(0)
    assert shift == pytest.approx(x[:2].mean(axis=1))
    assert se == pytest.approx(x[:2].std(axis=1, ddof=1) / math.sqrt(50))
    assert sums.time(0) == pytest.approx((x[2].mean(), x[2].std(ddof=1) / math.sqrt(50)))
    assert sums.shift(1)[1].tolist() == [0.0, 0.0]
