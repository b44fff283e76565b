"""Evaluate a portfolio: every item by itself, ranked, and the best set under a budget."""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from techtree.errors import UsageError
from techtree.impact.settings import Settings, check_given, provenance
from techtree.model.tree import Tree
from techtree.portfolio.blocks import Landscape
from techtree.portfolio.doubt import MOST_ITEMS as MOST_DOUBTED
from techtree.portfolio.doubt import input_doubt
from techtree.portfolio.evaluation import Evaluation, inputs_of
from techtree.portfolio.pool import Cluster, Pool, Threads
from techtree.portfolio.results import Batch, Best, Step
from techtree.portfolio.selection import Selection, Wish
from techtree.portfolio.store import Store

if TYPE_CHECKING:
    from techtree.portfolio.reading import Portfolio

MOST_CHOSEN_FROM = 50_000


def batch(
    tree: Tree,
    portfolio: Portfolio,
    settings: Settings | None = None,
    *,
    wish: Wish | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    store: str | Path | None = None,
    resume: bool = False,
    command: str = "",
) -> Batch:
    """Evaluate a portfolio on a tree; with a `wish`, choose from it.

    `workers` are threads of this process, `cluster` is the address of a Dask scheduler instead.
    Finished blocks are kept in the file `store`, if there is to be one, from which `resume` goes
    on; whoever has written the answer may `discard` it. Raises `UsageError` where a name is
    unknown, where the exact engine is insisted on and cannot answer, or where a store cannot be
    used.
    """
    settings = settings or Settings()
    started = time.perf_counter()
    check_given(tree, settings.given)
    world = Landscape.of(tree, settings)
    if wish is not None and portfolio.count > MOST_CHOSEN_FROM:
        raise UsageError(
            f"at most {MOST_CHOSEN_FROM:,} items can be chosen from, and there are "
            f"{portfolio.count:,}; rank them first, and choose from those at the top"
        )
    chosen: Selection | None = None
    if wish is not None:
        candidates = [one for some in portfolio.chunks(1024) for one in some]
        candidates.sort(key=lambda candidate: candidate.id)
        chosen = Selection(candidates, world, wish, settings.progress)
    with ExitStack() as stack:
        kept: Store | None = None
        if store is not None:
            inputs = inputs_of(world, tree.digest, portfolio)
            kept = Store(Path(store), inputs, resume=resume)
            stack.callback(kept.close)
        pool: Pool = (
            Cluster(cluster) if cluster is not None else Threads(workers or settings.threads)
        )
        stack.callback(pool.close)
        evaluation = Evaluation(portfolio, world, pool, kept, settings.progress)
        table = evaluation.run()
        if settings.inputs >= 2 and portfolio.count <= MOST_DOUBTED:
            every = [one for some in portfolio.chunks(MOST_DOUBTED) for one in some]
            table.doubt = input_doubt(every, table, pool, kept, settings.progress)
        best: Best | None = None
        frontier: tuple[Step, ...] = ()
        if chosen is not None:
            best, frontier = chosen.run(pool, exact=table.states > 0)
    return Batch(
        title=tree.title,
        portfolio=portfolio.title,
        cost_unit=portfolio.cost_unit,
        stance=world.main,
        items=table.items(),
        best=best,
        frontier=frontier,
        skipped=tuple(portfolio.skipped),
        provenance=provenance(
            tree,
            settings,
            max(int(table.samples.max(initial=0)), 0 if best is None else best.samples),
            started,
            f"batch {portfolio.digest} {wish!r}",
            states=table.states,
            why=evaluation.why,
        ),
        command=command,
    )
