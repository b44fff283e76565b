"""Small trees at the edges of the model, each with its answer worked out by hand.

All works are fixed, so that one trajectory is the same as another unless a chance is drawn.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hostile_runs import HEAD, written

import techtree

FEW = techtree.Settings(samples=64, threads=1)
HALF = "ending: {good: 0.5, bad: 0.5}"
LABS = "actors:\n  la: {effort: {x: 1}}\n  lb: {effort: {x: 0.5, y: 1}}\n"
ONE = "actors: {la: {effort: {x: 1, y: 1}}}\n"

# what stands beside the head, the years until the ending, the probability of good
SHOWN: dict[str, tuple[str, float | None, float]] = {
    "a cascade without work": ("nodes: {a: , b: {requires: a}, e: {requires: b, END}}", 0, 1),
    "a tie at once goes to the smaller id": ("nodes: {f: {ending: bad}, e: {END}}", 0, 1),
    "the end of the horizon counts": ("horizon: 2031\nnodes: {e: {work: 5, END}}", 5, 1),
    "nobody has effort": (ONE + "nodes: {e: {field: z, END}}", None, 0),
    "nothing more can happen": ("nodes: {a: {chance: 0}, e: {requires: a, END}}", None, 0),
    "weighted with one member": (
        "nodes: {a: {work: 2}, e: {requires: {weighted: {a: 3}}, work: 3, END}}",
        5,
        1,
    ),
    "weighted speeds up": (
        "nodes: {a: {unlocked: true}, b: {work: 4},"
        " e: {requires: {weighted: {a: 3, b: 1}}, work: 6, END}}",
        7,
        1,
    ),
    "at least all": (
        "nodes: {a: {work: 2}, b: {work: 4}, c: {work: 6},"
        " e: {requires: {at_least: 3, of: [a, b, c]}, END}}",
        6,
        1,
    ),
    "nested gates": (
        "nodes: {a: {work: 1}, b: {work: 10}, c: {work: 3}, d: {work: 4}, f: {work: 5},"
        " e: {requires: {all: [a, {any: [b, {at_least: 2, of: [c, d, f]}]}]}, END}}",
        4,
        1,
    ),
    "before, nested": (
        "nodes: {a: {work: 1}, b: {work: 2}, c: {work: 10},"
        " e: {requires: {any: [{before: [a, b]}, c]}, END}}",
        2,
        1,
    ),
    "a tie is no later": (
        "nodes: {a: {work: 2}, b: {work: 2}, e: {requires: {before: [b, a]}, END},"
        " f: {requires: {not_before: [b, a]}, ending: bad}}",
        2,
        1,
    ),
    "before by dates of the past": (
        "nodes: {a: {unlocked: 2020}, b: {unlocked: 2025},"
        " e: {requires: {before: [a, b], by: 5 years}, work: 1, END}}",
        1,
        1,
    ),
    "odds by 0": (
        "nodes: {a: {unlocked: true, effects: [{odds: e, of: good, by: 0}]}, e: {work: 1, HALF}}",
        1,
        0,
    ),
    "depth 0 is no work and no effect": (
        "nodes: {a: {unlocked: true, effects: [{depth: v, by: 0}]},"
        " v: {work: 4, effects: [{odds: e, of: good, by: 0}]}, e: {work: 5, HALF}}",
        5,
        0.5,
    ),
    "depth is fixed when work starts": (
        "nodes: {a: {work: 1, effects: [{depth: v, by: 0.5}]},"
        " v: {work: 4, effects: [{odds: e, of: good, by: 4}]}, e: {work: 5, HALF}}",
        5,
        0.8,
    ),
    "depth known at the very moment": (
        "nodes: {a: {work: 1, effects: [{depth: v, by: 0.5}]}, s: {work: 1},"
        " v: {requires: s, work: 4, effects: [{odds: e, of: good, by: 4}]}, e: {work: 5, HALF}}",
        5,
        2 / 3,
    ),
    "leak 0": (
        LABS + "nodes: {a: {private: true, field: x, work: 2, leak: 0},"
        " e: {field: y, requires: a, work: 3, END}}",
        5,
        1,
    ),
    "never, published": (
        LABS + "nodes: {p: {work: 3, effects: [{leak: a, by: 0}]},"
        " a: {private: true, field: x, work: 2, leak: never},"
        " e: {field: y, requires: a, work: 3, END}}",
        6,
        1,
    ),
    "never, halved": (
        LABS + "nodes: {p: {work: 2.5, effects: [{leak: a, by: 0.5}]},"
        " a: {private: true, field: x, work: 2, leak: never},"
        " e: {field: y, requires: a, work: 3, END}}",
        7,  # lb finishes it alone at 4
        1,
    ),
    "half of what is left of a leak": (
        LABS + "nodes: {p: {work: 4, effects: [{leak: a, by: 0.5}]},"
        " a: {private: true, field: x, work: 3, leak: 3},"
        " e: {field: y, requires: a, work: 3, END}}",
        8,  # known at 3; 2 left at 4 become 1
        1,
    ),
    "hint": (
        LABS + "nodes: {a: {private: true, field: x, work: 2, hint: 2},"
        " e: {field: y, requires: a, work: 3, END}}",
        6,  # lb has half at 2, and then speed 1
        1,
    ),
    "hint shown by another": (
        LABS + "nodes: {r: {requires: a, work: 1},"
        " a: {private: true, field: x, work: 2, hint: {by: 2, shown_by: r}},"
        " e: {field: y, requires: a, work: 3, END}}",
        6.5,  # r at 3; lb has 1.5 by then
        1,
    ),
    "staff leaves": (
        "nodes: {g: {unlocked: true, effects: [{staff: e, add: -10}]},"
        " e: {staff: 20, work: 5, END}}",
        10,
        1,
    ),
    "all staff leaves": (
        "nodes: {g: {unlocked: true, effects: [{staff: e, add: -20}]},"
        " e: {staff: 20, work: 5, END}}",
        None,
        0,
    ),
    "all effort moves": (
        ONE + "nodes: {g: {unlocked: true,"
        " effects: [{move: {actor: la, from: x, to: y}, by: 100%, efficiency: 0.5}]},"
        " c: {field: x, work: 1, ending: bad}, e: {field: y, work: 3, END}}",
        2,
        1,
    ),
    "effort changes places": (
        ONE + "nodes: {g: {unlocked: true, effects:"
        " [{move: {actor: la, from: x, to: y}, by: 1},"
        " {move: {actor: la, from: y, to: x}, by: 1}]}, e: {field: y, work: 3, END}}",
        3,
        1,
    ),
    "seen at another": (
        LABS + "nodes: {a: {private: true, field: x, work: 2},"
        " e: {field: y, requires: a@la, work: 3, END}}",
        5,
        1,
    ),
    "a loop in time": (
        "nodes: {a: {work: 1, effects: [{speed: b, by: 2}]},"
        " b: {work: 3, effects: [{speed: a, by: 2}]}, e: {requires: [a, b], END}}",
        2,
        1,
    ),
    "one parameter, one draw": (
        "parameters: {p: 1 to 3, q: $p}\nnodes: {e: {work: $p, END}, f: {work: $q, ending: bad}}",
        None,
        1,
    ),
    "a mixture with a weight of 0": (
        "nodes: {e: {work: {mixture: [[0, 2], [1, 5]]}, END}}",
        5,
        1,
    ),
    "a very long time": ("nodes: {e: {work: 1e9, END}}", 1e9, 1),
    "YAML 1.2: 010 is ten": ("nodes: {e: {work: 010, END}}", 10, 1),
    "YAML 1.2: 1e-3 is a number": ("nodes: {e: {work: 1e-3, END}}", 1e-3, 1),
    "YAML 1.2: no is a name": ("nodes: {no: {work: 3}, e: {requires: no, END}}", 3, 1),
}


def _tree(folder: Path, body: str) -> techtree.Tree:
    body = body.replace("END", "ending: good").replace("HALF", HALF)
    head = HEAD.replace("bad: 0}", "bad: 0, undecided: 0}")
    return techtree.load(written(folder, f"{head}{body}\n"))


@pytest.mark.parametrize("name", SHOWN)
def test_worlds(name: str, tmp_path: Path) -> None:
    body, years, good = SHOWN[name]
    found = techtree.outcomes(_tree(tmp_path, body), FEW).picture
    assert found.outcomes["good"].mean == pytest.approx(good, abs=1e-12)
    if years is not None:
        assert found.ending_time.median == pytest.approx(years, rel=1e-9)
    elif good == 0:
        assert found.outcomes["undecided"].mean == 1.0


RACE = "nodes: {a: {work: 3, effects: [{odds: e, of: good, by: 3}]}, e: {work: 10, HALF}}\n"
EACH = "actors: {la: {effort: {x: 1}}, lb: {effort: {x: 2}}}\n"
SPEEDS = "nodes: {e: {field: x, work: 10, END}}\n"

# tree, item, shift of good, years until the ending without and with; None: never
SCORED: dict[str, tuple[str, str, float, float, float | None]] = {
    "unlocks an ending": (
        "nodes: {e: {work: 10, END}, f: {work: 20, ending: bad}}\n",
        "unlocks: [f]",
        -1,
        10,
        0,
    ),
    "its parts come first": (
        "nodes: {e: {work: 10, END}, f: {work: 20, ending: bad}}\n",
        "unlocks: [f], at: 10",
        -1,
        10,
        10,
    ),
    "blocks the only ending": (SPEEDS + EACH, "blocks: [e]", -1, 5, None),
    "removes the fastest": (SPEEDS + EACH, "removes: [lb]", 0, 5, 10),
    "removes it as it finishes": (SPEEDS + EACH, "removes: [lb], at: 5", 0, 5, 10),
    "removes everybody": ("nodes: {e: {work: 10, END}}\n", "removes: [world]", -1, 10, None),
    "gives one of them an ending": (SPEEDS + EACH, "unlocks: {e: {to: la}}", 0, 5, 0),
    "a chance of 0": (RACE, "chance: 0, blocks: [a]", 0, 10, 10),
    "what is known stays known": (RACE, "blocks: [a], at: 5", 0, 10, 10),
    "a block at that moment": (RACE, "blocks: [a], at: 3", -0.25, 10, 10),
    "a block beats an unlock": (RACE, "blocks: [a], unlocks: [a]", -0.25, 10, 10),
    "odds at the last moment": (
        RACE,
        "effects: [{odds: e, of: good, by: 5}], at: 10",
        0.9375 - 0.75,
        10,
        10,
    ),
    "odds too late": (RACE, "effects: [{odds: e, of: good, by: 5}], at: 11", 0, 10, 10),
    "a pause": (RACE, "effects: [{speed: e, by: 0, for: 4 years, after: 2 years}]", 0, 10, 14),
    "a pause at the end": (RACE, "at: 9, effects: [{speed: e, by: 0, for: 4 years}]", 0, 10, 14),
    "a pause too late": (RACE, "at: 10, effects: [{speed: e, by: 0, for: 4 years}]", 0, 10, 10),
    "twice the same": (RACE, "effects: [{speed: e, by: 2}, {speed: e, by: 2}]", -0.25, 10, 2.5),
    "a node of its own": (
        RACE,
        "nodes: {z: {work: 1, effects: [{speed: e, by: 2}]}}",
        0,
        10,
        5.5,
    ),
    "an ending of its own": (RACE, "nodes: {z: {work: 1, ending: bad}}", -0.75, 10, 1),
}
CLOSED = {"blocks the only ending": ("e",), "removes everybody": ("e",)}
OPENED = {"an ending of its own": ("z",)}


@pytest.mark.parametrize("name", SCORED)
def test_items(name: str, tmp_path: Path) -> None:
    body, item, shift, without, with_item = SCORED[name]
    found = techtree.score(_tree(tmp_path, f"{body}items: {{i: {{{item}}}}}"), "i", FEW)
    assert found.view.outcomes["good"].shift == pytest.approx(shift, abs=1e-12)
    assert sum(c.shift["good"] for c in found.view.channels) == pytest.approx(shift, abs=1e-12)
    times = found.view.ending_time
    assert times.baseline.median == pytest.approx(without, rel=1e-9)
    if with_item is None:
        assert found.view.outcomes["undecided"].with_item == 1.0
    else:
        assert times.with_item.median == pytest.approx(with_item, rel=1e-9)
    assert found.closed == CLOSED.get(name, ())
    assert found.opened == OPENED.get(name, ())


# what a stance sets, and the shares of good and bad that follow from .5, .3 and .2
SET: dict[str, tuple[float, float]] = {
    "nodes.e.ending.good: 0.8": (0.8, 0.12),
    "nodes.e.ending.good: 0.8, nodes.e.ending.bad: 0.1": (0.8, 0.1),
    "nodes.e.ending.good: 1": (1.0, 0.0),
    "nodes.e.ending.bad: 0": (0.5 / 0.7, 0.0),
}


@pytest.mark.parametrize("sets", SET)
def test_shares_that_a_stance_sets(sets: str, tmp_path: Path) -> None:
    ending = "ending: {good: 0.5, bad: 0.3, middling: 0.2}"
    text = (
        "techtree: 1\noutcomes: {good: 1, bad: 0, middling: 0.5}\n"
        f"nodes: {{e: {{work: 1, {ending}}}}}\nstances: {{s: {{set: {{{sets}}}}}}}\n"
    )
    tree = techtree.load(written(tmp_path, text))
    asked = techtree.Settings(samples=16, threads=1, stances=("s",))
    found = techtree.outcomes(tree, asked).picture.outcomes
    good, bad = SET[sets]
    assert found["good"].mean == pytest.approx(good, abs=1e-12)
    assert found["bad"].mean == pytest.approx(bad, abs=1e-12)
    assert sum(outcome.mean for outcome in found.values()) == pytest.approx(1, abs=1e-12)


def test_values_below_zero_and_uncertain_values(tmp_path: Path) -> None:
    text = (
        "techtree: 1\noutcomes: {good: -1, bad: 'uniform(-12, -8)'}\n"
        f"nodes: {{e: {{work: 1, {HALF}}}}}\n"
    )
    tree = techtree.load(written(tmp_path, text))
    found = techtree.outcomes(tree, techtree.Settings(samples=4096, threads=1)).picture.value
    assert found.mean == pytest.approx(-5.5, abs=6 * 2 / 12**0.5 / 64)
