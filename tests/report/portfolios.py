"""Hand-made portfolios: what an evaluation could have found, without one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from techtree.errors import Place, Problem
from techtree.files import parse_tree
from techtree.impact.settings import Provenance
from techtree.model.tree import Tree
from techtree.portfolio.results import (
    Batch,
    Best,
    Evaluated,
    Figure,
    InStance,
    Member,
    Pair,
    Step,
)

TREE = b"""\
techtree: 1
title: A race in miniature
start: 2026-01
horizon: 30 years
outcomes: {aligned: 1, misaligned: 0, undecided: 0.5}
nodes:
  end: {work: 5 to 20, ending: {aligned: 0.3, misaligned: 0.7}}
"""
THEMES = (
    ("probes", "Linear probes for deception"),
    ("debate", "Debate with human judges"),
    ("control", "Control protocols against a scheming model"),
    ("evals", "Dangerous-capability evaluations"),
    ("robust", "Adversarial training at scale"),
    ("theory", "Agent foundations"),
    ("compute", "Verification of where chips are"),
    ("oversight", "Scalable oversight of agents"),
)
KINDS = (
    ("grant", "a grant for five people"),
    ("team", "a team for three years"),
    ("prize", "a prize"),
    ("bench", "a benchmark"),
    ("replicate", "a replication"),
    ("hub", "a shared lab"),
)
STANCES = ("calm", "worried", "grim")
Z95 = 1.96


def tree() -> Tree:
    """Return the tree on which the portfolios are evaluated."""
    found = parse_tree(TREE, "race.yaml").tree
    assert found is not None
    return found


def figure(shift: float, se: float = 0.0, baseline: float = 0.3) -> Figure:
    """Return a shift with a normal interval."""
    ends = (shift - Z95 * se, shift + Z95 * se)
    return Figure(baseline, baseline + shift, shift, se, ends)


def item(
    name: str,
    value: float,
    se: float = 0.0,
    cost: float | None = 1.0,
    rank: int = 1,
    rank95: tuple[int, int] | None = None,
    title: str | None = None,
    stances: Sequence[str] = (),
) -> Evaluated:
    """Return an item whose value moves as its probability of `aligned` does."""
    outcomes = {
        "aligned": figure(value, se),
        "misaligned": figure(-value, se, 0.7),
        "undecided": figure(0.0, 0.0, 0.0),
    }
    return Evaluated(
        id=name,
        title=title,
        cost=cost,
        rank=rank,
        rank95=rank95 or (rank, rank),
        outcomes=outcomes,
        value=figure(value, se),
        ending_time=(-0.25 * value, 0.1 * se),
        value_per_cost=value / cost if cost else None,
        samples=20_000,
        by_stance={
            stance: figure(value * (1.4 - 0.9 * place), se) for place, stance in enumerate(stances)
        },
    )


def made(**changes: object) -> Provenance:
    """Return how a portfolio was evaluated."""
    found = Provenance(
        version="0.1.0",
        engine="simulation",
        samples=20_000,
        seed=0,
        inputs_sha256="ba703d844390" + "0" * 52,
        seconds=12.5,
        numbers=7,
        sourced=2,
        why="the work of 'end' is neither 0 nor exponential",
    )
    return replace(found, **changes)  # type: ignore[arg-type]


def batch(
    items: Sequence[Evaluated],
    best: Best | None = None,
    frontier: Sequence[Step] = (),
    unit: str | None = "million USD",
    skipped: Sequence[Problem] = (),
    **changes: object,
) -> Batch:
    """Return a portfolio with these items."""
    return Batch(
        title="A race in miniature",
        portfolio="portfolio.csv",
        cost_unit=unit,
        stance=None,
        items=tuple(items),
        best=best,
        frontier=tuple(frontier),
        skipped=tuple(skipped),
        provenance=made(**changes),
        command="techtree batch race.yaml portfolio.csv --budget 10",
    )


def best(
    items: Sequence[Evaluated],
    budget: float | None = 10.0,
    overlap: float = 0.9,
    stances: Sequence[str] = (),
    **changes: object,
) -> Best:
    """Return a choice of all these items, worth a share `overlap` of their sum."""
    total = sum(of.value.shift for of in items)
    se = max((of.value.se for of in items), default=0.0)
    value = figure(overlap * total, 1.5 * se)
    members = tuple(
        Member(
            of.id,
            of.value,
            figure(overlap * of.value.shift, se),
            figure((2 * overlap - 1) * of.value.shift, se),
        )
        for of in items
    )
    pairs = tuple(
        Pair(a.id, b.id, figure(_interaction(i, j, total), 0.3 * se))
        for i, a in enumerate(items)
        for j, b in enumerate(items)
        if i < j
    )
    found = Best(
        budget=budget,
        criterion="value",
        stance=None,
        items=tuple(of.id for of in items),
        cost=sum(of.cost or 0.0 for of in items),
        value=value,
        outcomes={
            "aligned": value,
            "misaligned": figure(-value.shift, value.se, 0.7),
            "undecided": figure(0.0, 0.0, 0.0),
        },
        ending_time=(-0.1, 0.02 if se else 0.0),
        method="greedy",
        sets=412,
        searched=1.01 * value.shift,
        bound=total,
        bound_kind="additive",
        bound_method="additive integer programme",
        gap=total - value.shift,
        members=members,
        pairs=pairs,
        stances=tuple(
            InStance(
                stance,
                0.5 if place == 0 else 0.25,
                figure(value.shift * (1.4 - 0.9 * place), value.se),
                value.shift * (1.4 - 0.9 * place) + 0.004 * place,
                0.004 * place,
                tuple(of.id for of in items) if place == 0 else tuple(of.id for of in items[1:]),
            )
            for place, stance in enumerate(stances)
        ),
        together="Together they are worth less than the sum of each: what they bring overlaps.",
        samples=20_000,
    )
    return replace(found, **changes)  # type: ignore[arg-type]


def _interaction(first: int, second: int, total: float) -> float:
    size = 0.02 * total / (1 + abs(second - first))
    return size if (first + second) % 5 == 0 else -size


def forty_eight() -> Batch:
    """Return a portfolio of 48 items with a budget of 10 million USD."""
    found = []
    for at, ((theme, title), (kind, words)) in enumerate(
        (theme, kind) for kind in KINDS for theme in THEMES
    ):
        cost = round(0.15 * 1.09**at * (1 + (at * 7 % 5) / 3), 2)
        value = 0.011 * math.sin(1 + at * 2.4) * math.sqrt(cost) + 0.004
        se = 0.0004 + 0.0003 * (at * 5 % 7) / 3
        found.append(item(f"{theme}_{kind}", value, se, cost, title=f"{title}: {words}",
                          stances=STANCES))  # fmt: skip
    found.sort(key=lambda of: -of.value.shift)
    ranked = [
        replace(of, rank=at, rank95=(max(1, at - 2 - at % 3), min(48, at + 1 + at % 4)))
        for at, of in enumerate(found, 1)
    ]
    chosen = []
    for of in sorted(ranked, key=lambda of: -(of.value_per_cost or 0.0)):
        if of.value.shift > 0 and sum(c.cost or 0 for c in chosen) + (of.cost or 0) <= 10:
            chosen.append(of)
    steps = []
    for budget in (1.0, 2.0, 4.0, 6.0, 8.0, 10.0, 15.0, 20.0):
        some: list[Evaluated] = []
        for of in sorted(ranked, key=lambda of: -(of.value_per_cost or 0.0)):
            if of.value.shift > 0 and sum(c.cost or 0 for c in some) + (of.cost or 0) <= budget:
                some.append(of)
        value = 0.9 * sum(of.value.shift for of in some)
        cost = sum(of.cost or 0.0 for of in some)
        steps.append(Step(budget, cost, tuple(of.id for of in some), figure(value, 0.0015)))
    problem = Problem(
        "error", "unknown-node", "there is no node 'oversigth'; did you mean 'oversight'?",
        Place("portfolio.csv", 17, 4),
    )  # fmt: skip
    return batch(ranked, best(chosen, stances=STANCES), steps, skipped=[problem])
