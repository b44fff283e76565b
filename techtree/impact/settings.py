"""How an analysis is to be run, and what says how it was."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias, TypeVar

from techtree.engine.run import default_threads
from techtree.errors import UsageError
from techtree.files.near_miss import did_you_mean
from techtree.limits import FINEST_PRECISION
from techtree.model.numbers import ZERO
from techtree.model.tree import Item, Tree, Unlock

Progress: TypeAlias = Callable[[str, int, int], None]

DEFAULT_SAMPLES = 20_000
LARGEST_SAMPLES = 1_000_000_000
DEFAULT_MEMORY = 1e9
ENGINES = ("auto", "simulation", "exact")
MIX = "mix"


def silent(stage: str, done: int, total: int) -> None:
    """Report progress to nobody."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to run: draws, their number, the landscape, and whom to tell of progress.

    `precision` is the wanted half-width of the 95% intervals of outcome probabilities or
    shifts, as a share of 1; with it, `samples` is only where to begin. `engine` is `auto`
    (exact where it applies and fits `memory`, in bytes), `exact` or `simulation`. With `even`,
    `outcomes` and `score` spread their draws evenly and draw the endings in turns, which cuts the
    error; without it they draw world by world, as all other analyses do.
    """

    samples: int = DEFAULT_SAMPLES
    seed: int = 0
    precision: float | None = None
    threads: int = field(default_factory=default_threads)
    given: tuple[str, ...] = ()
    stances: tuple[str, ...] = ()
    inputs: int = 256
    even: bool = True
    engine: str = "auto"
    memory: float = DEFAULT_MEMORY
    progress: Progress = silent

    def __post_init__(self) -> None:
        if not 1 <= self.samples <= LARGEST_SAMPLES:
            raise UsageError(f"samples must be from 1 to {LARGEST_SAMPLES:,}, not {self.samples:g}")
        if self.precision is not None and not FINEST_PRECISION <= self.precision < 1.0:
            least = f"{FINEST_PRECISION:g}"
            raise UsageError(
                f"precision must be from {least} up, and under 1, not {self.precision}"
            )
        if self.engine not in ENGINES:
            raise UsageError(f"engine must be one of {', '.join(ENGINES)}, not {self.engine!r}")
        if not self.memory > 0.0:
            raise UsageError(f"memory must be above 0 bytes, not {self.memory:g}")
        if self.threads < 1:
            raise UsageError(f"threads must be at least 1, not {self.threads}")


@dataclass(frozen=True, slots=True)
class Provenance:
    """What is needed to make an answer again, and how long it took.

    `samples` is 0 for the exact engine; `states` are those of its chains, 0 in simulation.
    `why` says why it is a simulation, where the exact engine was thought of.
    """

    version: str
    engine: str
    samples: int
    seed: int
    inputs_sha256: str
    seconds: float
    numbers: int
    sourced: int
    given: tuple[str, ...] = ()
    states: int = 0
    why: str | None = None


def provenance(
    tree: Tree,
    settings: Settings,
    samples: int,
    started: float,
    question: str,
    *,
    states: int = 0,
    why: str | None = None,
) -> Provenance:
    """Describe an answer: `question` is what was asked of the tree, in a fixed form."""
    from techtree.version import VERSION

    asked = "\0".join([tree.digest, question, *settings.given, *settings.stances])
    return Provenance(
        version=VERSION,
        engine="exact" if states else "simulation",
        samples=samples,
        seed=settings.seed,
        inputs_sha256=hashlib.sha256(asked.encode()).hexdigest(),
        seconds=time.perf_counter() - started,
        numbers=tree.numbers.total,
        sourced=tree.numbers.sourced,
        given=settings.given,
        states=states,
        why=why,
    )


def views(tree: Tree, names: Sequence[str]) -> list[tuple[str | None, Tree, float]]:
    """List the trees to run as (stance, tree, weight in the mix); the first is the main one.

    `None` is the tree as written. Weights add up to 1, or are 0 where the mix is not asked for.
    """
    wanted = list(tree.stances) if "all" in names else [n for n in names if n != MIX]
    for name in wanted:
        if name not in tree.stances:
            known = [*tree.stances, "all", MIX]
            raise UsageError(f"there is no stance '{name}'{did_you_mean(name, known)}")
    weighted = {n: s.weight for n, s in tree.stances.items() if s.weight}
    mixed = MIX in names or ("all" in names and bool(weighted))
    if mixed and not weighted:
        raise UsageError("no stance of this tree has a weight, so there is no mix")
    total = sum(weighted.values())
    shares = {n: w / total for n, w in weighted.items()} if mixed else {}
    order = [*wanted, *(n for n in shares if n not in wanted)]
    rows: list[tuple[str | None, Tree, float]] = [
        (n, tree.stances[n].tree, shares.get(n, 0.0)) for n in order
    ]
    if len(names) != 1 or "all" in names:
        rows.insert(0, (None, tree, 0.0))
    return rows


def mixed_in_order(rows: Sequence[tuple[str | None, Tree, float]]) -> list[tuple[int, float]]:
    """Return the places and weights of the views that are mixed, in the order of their names.

    Sums taken in this order are the same to the last bit however the file orders its stances.
    """
    named = sorted((name or "", place, weight) for place, (name, _, weight) in enumerate(rows))
    return [(place, weight) for _, place, weight in named if weight]


def find_item(tree: Tree, name: str) -> Item:
    """Return an item of the tree, or the unlocking of a node as an item."""
    if name in tree.items:
        return tree.items[name]
    if name in tree.nodes:
        return Item(id=name, title=tree.nodes[name].title, unlocks=(Unlock(name),))
    known = [*tree.items, *tree.nodes]
    items = ", ".join(sorted(tree.items)) or "none"
    guess = did_you_mean(name, known) or f"; items of this tree: {items}"
    raise UsageError(f"there is no item or node '{name}'{guess}")


def item_in(view: Tree, tree: Tree, item: str | Item) -> Item:
    """Return an item of a tree as it is in a view of it; any other item stays as it is."""
    if isinstance(item, str):
        return find_item(view, item)
    return view.items[item.id] if tree.items.get(item.id) == item else item


def check_given(tree: Tree, names: Sequence[str]) -> None:
    """Refuse what cannot be given: names that are no nodes, and endings."""
    for name in names:
        if name not in tree.nodes:
            raise UsageError(f"--given: there is no node '{name}'{did_you_mean(name, tree.nodes)}")
        if tree.nodes[name].ending is not None:
            raise UsageError(f"--given: '{name}' is an ending; the world would stop at once")


def with_given(tree: Tree, names: Sequence[str]) -> Tree:
    """Return a tree, and its stances, that say themselves of the nodes given that they are known.

    It is for showing: an engine is told what is given. Raises UsageError as `check_given` does.
    """
    check_given(tree, names)
    if not names:
        return tree
    nodes = dict(tree.nodes)
    for name in names:
        if all(actor is not None for actor, _ in nodes[name].unlocked):
            nodes[name] = replace(nodes[name], unlocked=((None, ZERO),))
    stances = {
        name: replace(stance, tree=with_given(stance.tree, names))
        for name, stance in tree.stances.items()
    }
    return replace(tree, nodes=nodes, stances=stances)


def batches(settings: Settings, enough: Callable[[], bool]) -> Iterator[tuple[int, int]]:
    """Yield (first, count) of trajectories to run: all at once, or until `enough` says so."""
    yield 0, settings.samples
    done = settings.samples
    while settings.precision is not None and not enough() and done < LARGEST_SAMPLES:
        step = min(done, LARGEST_SAMPLES - done)
        yield done, step
        done += step


Answer = TypeVar("Answer")


def tried(settings: Settings, exactly: Callable[[], Answer]) -> Answer | str:
    """Answer exactly, or say why that cannot be; an error if nothing else is wanted."""
    from techtree.exact.chain import NotExact

    try:
        return exactly()
    except NotExact as reason:
        if settings.engine == "exact":
            raise UsageError(f"the exact engine cannot answer this: {reason}") from None
        return str(reason)
