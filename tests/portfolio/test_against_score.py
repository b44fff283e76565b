"""What `batch` says of an item is what `score` says of it, for every item that is shipped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

import pytest

import techtree
from techtree.errors import Place
from techtree.files.parsing import Parsed, parse_tree
from techtree.impact.score import Score, Shift, View, score
from techtree.impact.settings import MIX, Settings
from techtree.model.tree import Item, NumberCount, Tree, Unlock
from techtree.portfolio.batch import batch
from techtree.portfolio.candidates import Candidate
from techtree.portfolio.reading.portfolio import Portfolio
from techtree.portfolio.results import Batch, Evaluated, Figure
from trees import names, path
from trees import portfolio_path as shipped_portfolio

from .batch_runs import answer

SAMPLES = 60


def candidate(item: Item, tree: Tree) -> Candidate:
    """Return an item of a tree as what can be chosen, as it is under every stance."""
    views = {None: item}
    views |= {name: stance.tree.items.get(item.id, item) for name, stance in tree.stances.items()}
    return Candidate(item.id, item.title, 1.0, views, Place("items"))


def portfolio(tree: Tree, items: Sequence[Item]) -> Portfolio:
    def read() -> Iterator[Candidate]:
        return iter([candidate(item, tree) for item in items])

    return Portfolio("items", "items", len(items), "digest", NumberCount(0, 0, ()), read)


def close(found: Figure, wanted: Shift) -> None:
    for mine, its in (
        (found.baseline, wanted.baseline),
        (found.with_item, wanted.with_item),
        (found.shift, wanted.shift),
        (found.se, wanted.se),
        *zip(found.sampling95, wanted.sampling95, strict=True),
    ):
        assert mine == pytest.approx(its, rel=0, abs=1e-12)


def compare(found: Evaluated, wanted: Score) -> None:
    view = wanted.view
    assert found.outcomes.keys() == view.outcomes.keys()
    for name, figure in found.outcomes.items():
        close(figure, view.outcomes[name])
    close(found.value, view.value)
    if found.ending_time is None:
        exact_with_a_horizon = found.samples == 0  # which a score simulates for its times
        assert exact_with_a_horizon or view.ending_time.mean_shift is None
    else:
        mean, se = found.ending_time
        assert mean == pytest.approx(view.ending_time.mean_shift, abs=1e-9)
        assert se == pytest.approx(view.ending_time.se, abs=1e-9)
    under: dict[str, View] = wanted.stances
    assert found.by_stance.keys() >= under.keys() - {wanted.stance}
    for name in under.keys() - {wanted.stance}:
        close(found.by_stance[name], under[name].value)


def asked(tree: Tree, items: Sequence[Item], settings: Settings) -> Batch:
    return batch(tree, portfolio(tree, items), settings)


@pytest.mark.parametrize("stances", [(), ("all",), (MIX,)], ids=["as written", "all", "mix"])
@pytest.mark.parametrize("name", names())
def test_every_item_of_every_shipped_tree(name: str, stances: tuple[str, ...]) -> None:
    tree = techtree.load(path(name))
    if not tree.items or (stances and not tree.stances):
        pytest.skip("the tree has none")
    if MIX in stances and not any(stance.weight for stance in tree.stances.values()):
        pytest.skip("the tree has no mix")
    settings = Settings(samples=SAMPLES, seed=3, stances=stances, inputs=0, even=False)
    found = asked(tree, list(tree.items.values()), settings)
    assert {item.id for item in found.items} == tree.items.keys()
    engine = found.provenance.engine  # one for all items: that of the hardest
    for item in found.items:
        assert item.samples == (0 if engine == "exact" else SAMPLES)
        compare(item, score(tree, item.id, replace(settings, engine=engine)))


def test_more_samples_than_a_chunk_holds() -> None:
    """Sums are merged chunk by chunk, as those of a score are."""
    tree = techtree.load(path("first_tree"))
    settings = Settings(samples=10_000, seed=1, inputs=0, engine="simulation", even=False)
    some = [
        Item(node, unlocks=(Unlock(node),)) for node in tree.nodes if not tree.nodes[node].ending
    ]
    for item in asked(tree, [*tree.items.values(), *some], settings).items:
        compare(item, score(tree, item.id, settings))


def test_what_reaches_no_ending_changes_nothing_for_sure() -> None:
    """Not even as often as the rule of three allows; what unlocks what is needed does, perhaps."""
    tree = parse_tree(b"""\
techtree: 1
start: 2026
horizon: none
outcomes: {good: 1, bad: 0}
nodes:
  needed: {work: 1 to 3}
  idle: {work: 1 to 2}
  win: {requires: needed, work: 1 to 3, ending: {good: 0.5, bad: 0.5}}
stances:
  hopeful: {set: {nodes.needed.work: 1 to 2}}
items:
  useless: {unlocks: [idle]}
  useful: {unlocks: [needed]}
""").tree
    assert tree is not None
    settings = Settings(samples=SAMPLES, stances=("all",), inputs=0, even=False)
    useful, useless = sorted(
        asked(tree, list(tree.items.values()), settings).items, key=lambda item: item.id
    )
    for item in (useful, useless):
        compare(item, score(tree, item.id, settings))
    assert useless.value.sampling95 == (0.0, 0.0)
    assert useful.value.sampling95 == pytest.approx((-3 / SAMPLES, 3 / SAMPLES))


@cache
def with_the_portfolio() -> Parsed:
    """Read the tree of alignment research with the items of the shipped portfolio as its own."""
    import yaml

    head, _, _ = path("alignment_research").read_text("utf-8").partition("\nitems:\n")
    rows = yaml.safe_load(shipped_portfolio("alignment_research").read_text("utf-8"))["items"]
    items = {
        name: {key: row[key] for key in row if key not in ("requires", "excludes", "group")}
        for name, row in rows.items()
    }
    return parse_tree(f"{head}\n{yaml.safe_dump({'items': items}, sort_keys=False)}".encode())


def test_the_shipped_portfolio_through_the_command_line() -> None:
    tree = with_the_portfolio().tree
    assert tree is not None
    found = answer("alignment_research", "alignment_research", "--samples", SAMPLES)
    settings = Settings(samples=SAMPLES, inputs=0, even=False)
    assert len(found["items"]) == len(tree.items) >= 40
    for item in found["items"]:
        wanted = score(tree, item["id"], settings).view
        for name, figure in {**item["outcomes"], "value": item["value"]}.items():
            shift = wanted.value if name == "value" else wanted.outcomes[name]
            assert figure["shift"] == pytest.approx(shift.shift, abs=1e-12)
            assert figure["se"] == pytest.approx(shift.se, abs=1e-12)
