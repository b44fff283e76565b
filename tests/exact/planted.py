"""Plant faults in the exact engine, and say which of them the oracle notices.

Run as a program with compilation switched off, so that what is replaced in a module is what runs.
Prints a line for each fault: its name, and how many trees gave a wrong answer.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from techtree.engine import events, rules
from techtree.engine import layout as c
from techtree.engine.compiler import Compiled, compile_tree
from techtree.exact import chain_kernel, solve
from techtree.exact.chain import NotExact, build
from techtree.model.tree import Item
from tests.exact.memoryless_trees import random_tree_with_item, read
from tests.exact.rational import answer

TIE = """
techtree: 1
outcomes: {aligned: 1, misaligned: 0}
nodes:
  start: {work: rate(1)}
  first: {requires: start, ending: aligned}
  second: {requires: start, ending: misaligned}
"""
TREES = 40
MOST_STATES = 60
WRONG = 1e-9


def replaced(home: Any, name: str, make: Callable[[Any], Any]) -> Callable[[], Any]:
    """Return a fault that replaces a function by one made from it."""

    @contextmanager
    def planted() -> Iterator[None]:
        old = getattr(home, name)
        setattr(home, name, make(old))
        try:
            yield
        finally:
            setattr(home, name, old)

    return planted


def tables(change: Callable[[c.Rules, c.Numbers], None]) -> Callable[[], Any]:
    """Return a fault that changes the tables of every program."""

    def make(old: Any) -> Any:
        def broken(*args: Any, **kwargs: Any) -> Compiled:
            compiled = old(*args, **kwargs)
            change(compiled.program.rules, compiled.program.numbers)
            return compiled

        return broken

    return replaced(solver, "compile", make)


class solver:  # a module in all but name
    """How programs are made here, so that faults can get at it."""

    compile = staticmethod(compile_tree)


def opcode(old: int, new: int) -> Callable[[c.Rules, c.Numbers], None]:
    def change(p: c.Rules, _: c.Numbers) -> None:
        p.code[p.code[:, c.OPCODE] == old, c.OPCODE] = new

    return change


def column(table: str, which: int, value: int) -> Callable[[c.Rules, c.Numbers], None]:
    def change(p: c.Rules, _: c.Numbers) -> None:
        getattr(p, table)[..., which] = value

    return change


def off_by_one(p: c.Rules, _: c.Numbers) -> None:
    rows = p.code[:, c.OPCODE] == c.KTH
    p.code[rows, c.ARG2] = np.maximum(1, p.code[rows, c.ARG2] - 1)


def references(p: c.Rules, _: c.Numbers) -> None:
    p.code[p.code[:, c.OPCODE] == c.REF, c.ARG2] = -1


def effects_swap_target(p: c.Rules, _: c.Numbers) -> None:
    """Let effects on speeds act on whatever stands before their target in the order."""
    speeds = p.nodes[:, [c.SPEED_LO, c.SPEED_HI]].copy()
    p.nodes[:, [c.SPEED_LO, c.SPEED_HI]] = np.roll(speeds, -1, axis=0)


def odds_as_probabilities(_old: Any) -> Any:
    def broken(p: Any, s: Any, n: int, a: int, t: float) -> float:
        if p.nodes[n, c.CHANCE] < 0:
            return 1.0
        factor = rules.odds_factor(p, s, n, a, t, -1)
        return float(min(1.0, s.values[p.nodes[n, c.CHANCE]] * factor))

    return broken


def no_power(_old: Any) -> Any:
    def broken(p: Any, s: Any, e: int, n: int, a: int) -> float:
        by = s.values[p.effects[e, c.BY]]
        if p.effects[e, c.KIND] == c.STAFF_KIND:
            staff = s.values[p.nodes[n, c.STAFF]]
            by = max(0.0, (staff + by) / staff) ** s.values[p.scalars[c.RETURNS]]
        return float(by)

    return broken


def last_due(_old: Any) -> Any:
    """Resolve ties from the last to the first."""

    def broken(p: Any, s: Any, t: float) -> int:
        columns = s.work.shape[1]
        best = -1
        for i in range(s.lists[c.COUNTS, c.N_ACTIVE]):
            w = s.lists[c.ACTIVE, i]
            n, a = w // columns, w % columns
            timeless = s.values[p.nodes[n, c.WORK]] <= 0.0 and s.work[n, a, c.PHASE] != rules.OVER
            if timeless and events._able(p, s, n, a, t):
                best = max(best, w)
        return int(best)

    return broken


def forgets_failure(old: Any) -> Any:
    def broken(p: Any, s: Any, w: int, t: float, success: bool) -> bool:
        return bool(old(p, s, w, t, success or w % 2 == 1))

    return broken


def constant(value: float) -> Callable[[Any], Any]:
    return lambda _old: lambda *args: value


FAULTS: dict[str, Callable[[], Any]] = {
    "at_least off by one": tables(off_by_one),
    "weighted read as all": tables(opcode(c.WEIGHTED, c.MAX)),
    "before and not_before alike": tables(opcode(c.NOT_BEFORE, c.BEFORE)),
    "seeing a rival read as having": tables(references),
    "speed on the wrong node": tables(effects_swap_target),
    "hints ignored": tables(column("nodes", c.HINT, -1)),
    "leaks ignored": tables(column("pairs", c.LEAK, -1)),
    "an effect's chance ignored": tables(column("effects", c.ACTS_P, -1)),
    "effects meant for one actor reach all": tables(column("effects", c.ACTOR, -1)),
    "moves ignored": tables(column("pairs", c.MOVED, 0)),
    "odds read as probabilities": replaced(rules, "chance_now", odds_as_probabilities),
    "depth no power": replaced(rules, "factor", no_power),
    "work of any depth is as long": replaced(events.rules, "work_depth", constant(1.0)),
    "odds on outcomes ignored": replaced(rules, "odds_factor", constant(1.0)),
    "efforts all 1": replaced(rules, "effort", constant(1.0)),
    "ties from the last": replaced(events, "first_due", last_due),
    "some failures succeed": replaced(chain_kernel, "complete", forgets_failure),
}


def wrong(tree: Any, item: Any, expected: dict[str, Any]) -> bool:
    """Tell whether the engine, as it is now, gives something else than the oracle."""
    compiled = solver.compile(tree, item)
    masks = (0, 2 ** len(item.channels) - 1)
    try:
        chain = build(compiled, masks)
        found = solve.values(chain).outcomes[chain.roots[1]]
    except (NotExact, IndexError, ZeroDivisionError):
        return True
    return any(
        abs(p - float(expected.get(name, 0))) > WRONG
        for name, p in zip(compiled.outcomes, found, strict=True)
    )


def cases() -> Iterator[tuple[Any, Any, dict[str, Any]]]:
    """Yield small trees with items that surely act, and what the oracle says of them."""
    tie = read(TIE)
    yield tie, Item("nothing"), answer(tie).outcomes
    found = 0
    seed = 0
    while found < TREES:
        seed += 1
        tree, item = random_tree_with_item(seed, 7)
        if item.chance.value != 1.0:
            continue
        expected = answer(tree, item)
        if expected.states > MOST_STATES or wrong_class(tree, item):
            continue
        found += 1
        yield tree, item, expected.outcomes


def wrong_class(tree: Any, item: Any) -> bool:
    try:
        build(compile_tree(tree, item))
    except NotExact:
        return True
    return False


def main() -> None:
    warnings.simplefilter("ignore")  # integers are meant to wrap around
    every = list(cases())
    print("none:", sum(wrong(*case) for case in every))
    for name, planted in FAULTS.items():
        with planted():
            print(f"{name}:", sum(wrong(*case) for case in every))


if __name__ == "__main__":
    main()
