"""The figures of a page are those of the library, in every world."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import page_samples
import pytest
from page_samples import (
    SAMPLES,
    by_id,
    data,
    elements,
    figures,
    items,
    read,
    sample,
    sample_page,
    text,
)
from report.report_reading import contrast, variables

from render.page import page
from render.page.colors import color_css
from render.page.figures import RANK_SHARE, findings
from render.page.filling import figure_words
from techtree.files import parse_tree
from techtree.impact.outcomes import outcomes
from techtree.impact.rank import rank
from techtree.impact.score import score
from techtree.impact.settings import Settings
from techtree.model.tree import Block, Item, Tree

ASKED = Settings(samples=SAMPLES, threads=1)


def answer() -> Any:
    return data(read(sample_page()))


@pytest.mark.parametrize("item", ["", "publish", "found", "stop"])
def test_worlds(item: str) -> None:
    tree = sample()
    found = outcomes(tree, Settings(samples=SAMPLES, stances=("all",)), tree.items.get(item))
    shown = answer()["worlds"]
    pictures = {"": found.picture, **found.stances}
    assert set(shown) == set(pictures) == {"", "calm", "grim", "mix"}
    for stance, picture in pictures.items():
        world = shown[stance][item]
        for name, figure in picture.outcomes.items():
            assert world["outcomes"][name][0] == pytest.approx(figure.mean, abs=6e-6)
        for name, times in picture.nodes.items():
            figure = world["nodes"].get(name, shown[""][""]["nodes"].get(name))
            if name == "basics":  # known to all today: nothing to find out
                assert figure is None
            elif name not in picture.endings:
                assert figure[0] == pytest.approx(times.known, abs=6e-5)
        for name, share in picture.endings.items():
            shares = world["endings"].get(name, shown[""][""]["endings"].get(name))
            assert shares["aligned"][0] == pytest.approx(share.outcomes["aligned"], abs=6e-5)


@pytest.mark.parametrize("item", ["publish", "found", "stop"])
def test_scores(item: str) -> None:
    tree = sample()
    found = score(tree, item, Settings(samples=SAMPLES, stances=("all",)))
    shown = answer()
    for stance, view in {"": found.view, **found.stances}.items():
        for name, shift in view.outcomes.items():
            row = shown["scores"][stance][item]["outcomes"][name]
            assert row[0] == pytest.approx(shift.shift, abs=6e-6)
            low, high = shift.sampling95
            assert (name in shown["scores"][stance][item]["sure"]) == (low > 0.0 or high < 0.0)
        pair = [shown["worlds"][stance][key]["outcomes"]["aligned"][0] for key in ("", item)]
        shift = view.outcomes["aligned"].shift
        assert pair[1] - pair[0] == pytest.approx(shift, abs=2e-5)


def test_ranks() -> None:
    tree = sample()
    shown = answer()["ranks"]
    for stance in ("", "grim", "mix"):
        fewer = Settings(samples=SAMPLES // RANK_SHARE, stances=(stance,) if stance else ())
        found = rank(tree, fewer)
        assert set(shown[stance]) == {node.id for node in found.nodes}
        for node in found.nodes:
            for forced, rows in zip((node.unlock, node.block), shown[stance][node.id], strict=True):
                wanted = [forced.outcomes[n].shift for n in ("aligned", "misaligned", "undecided")]
                wanted.append(forced.value.shift)
                assert [row[0] for row in rows[:4]] == pytest.approx(wanted, abs=6e-6)
                assert rows[3][2] == (abs(forced.value.shift) > 1.96 * forced.value.se)
                if forced.ending_time is not None:
                    assert rows[4][0] == pytest.approx(forced.ending_time.shift, abs=6e-6)


def test_the_mix_need_not_be_asked() -> None:
    found = figures().ranks["mix"]
    asked = rank(sample(), Settings(samples=SAMPLES // RANK_SHARE, stances=("mix",)))
    wanted = {node.id: node for node in asked.nodes}
    for node in found.nodes:
        assert node.known == pytest.approx(wanted[node.id].known)
        effect, other = node.unlock.outcomes["aligned"], wanted[node.id].unlock.outcomes["aligned"]
        assert (effect.shift, effect.se) == pytest.approx((other.shift, other.se), abs=1e-12)


def test_every_figure_says_how_sure_it_is() -> None:
    shown = answer()
    for stances in shown["worlds"].values():
        for world in stances.values():
            for _, _, full, interval in world["outcomes"].values():
                assert full.endswith("%") and (" to " in interval or interval == "exact")
            for figure in world["nodes"].values():
                assert figure is None or " to " in figure[3] or figure[3] == "exact"
    assert "simulation, 400 samples" in shown["made"][""]
    assert "simulation, 100 samples" in shown["asked"]


def test_exact_figures_say_so() -> None:
    written = """\
techtree: 1
start: 2026
outcomes: {aligned: 1, misaligned: 0}
nodes:
  oversight: {work: exponential(10), effects: [{odds: end, of: aligned, by: 3}]}
  end: {work: exponential(10), ending: {aligned: 0.25, misaligned: 0.75}}
"""
    tree = parse_tree(written.encode(), "exact.yaml").tree
    assert tree is not None
    shown = data(read(page(tree, (), findings(tree, (), ASKED))))
    # half of the worlds have oversight in time: (0.5 + 0.25) / 2
    assert shown["worlds"][""][""]["outcomes"]["aligned"] == [0.375, "38%", "37.50%", "exact"]
    # known now, it always counts: 0.5 - 0.375; never known, it never does: 0.25 - 0.375
    known, never = shown["ranks"][""]["oversight"]
    assert known[0] == [0.125, "+12.50 (exact)", True]
    assert never[0] == [-0.125, "−12.50 (exact)", True]
    assert "exact (" in shown["made"][""]


def undecided() -> Tree:
    """Return a tree that ends before its horizon in 1 - exp(-2) = 86% of its worlds."""
    written = """\
techtree: 1
start: 2026
horizon: 20
outcomes: {aligned: 1, misaligned: 0, undecided: 0}
nodes:
  end: {work: exponential(10), ending: {aligned: 0.25, misaligned: 0.75}}
"""
    tree = parse_tree(written.encode(), "undecided.yaml").tree
    assert tree is not None
    return tree


def test_a_race_that_is_often_open_at_the_horizon_has_no_date_for_95_percent() -> None:
    tree = undecided()
    root = read(page(tree, (), findings(tree, (), ASKED)))
    said = (
        "The race ends by Dec 2032 in half of the worlds, by Jul 2026 in 5% and in less than 95% "
        "by the horizon."
    )
    assert text(by_id(root, "ends")) == said
    world = data(root)["worlds"][""][""]
    assert world["ends"] == [said, "5% by Jul 2026, less than 95% by the horizon"]
    assert world["half"] == "Dec 2032"


def test_every_outcome_that_has_a_bar_is_in_the_legend() -> None:
    tree = undecided()
    shown = text(by_id(read(page(tree, (), findings(tree, (), ASKED))), "legend"))
    for outcome in ("aligned", "misaligned", "undecided"):
        assert f"share of {outcome} in a bar" in shown
    tree = replace(tree, horizon=None)
    shown = text(by_id(read(page(tree, (), findings(tree, (), ASKED))), "legend"))
    assert "undecided" not in shown


def test_a_stance_changes_facts_words_and_lines() -> None:
    shown = answer()
    assert shown["facts"]["calm"]["oversight"]["effects"][0]["words"].endswith("×5")
    assert shown["facts"]["grim"]["oversight"]["effects"] == []
    assert set(shown["facts"]["grim"]) == {"oversight"}
    assert ["Work", "20 years"] in shown["facts"]["grim"]["oversight"]["about"]
    assert None in shown["words"]["grim"].values()  # the line of the channel that is off
    assert ["odds of aligned ×5"] in shown["words"]["calm"].values()


def test_an_ending_that_is_never_reached_keeps_the_distribution_of_the_tree() -> None:
    tree = sample()
    never = Item("never", blocks=(Block("end"),))
    shown = data(read(page(tree, (never,), findings(tree, (never,), ASKED))))
    for stance, share in (("", 0.3), ("calm", 0.6)):
        world = shown["worlds"][stance]["never"]
        assert world["nodes"]["end"][0] == 0
        assert world["endings"].get("end", {}).get("aligned") == [share, f"{100 * share:.0f}%"]


def test_what_items_do_to_nodes() -> None:
    found = {item["id"]: item for item in answer()["items"]}
    assert found["publish"]["touched"] == {"agents": "UNLOCKED", "oversight": "UNLOCKED"}
    assert found["found"]["touched"] == {"institute": "NEW"}
    assert found["found"]["own"] == ["institute"]
    assert found["stop"]["touched"] == {"constructor": "BLOCKED", "insight": "ACTED ON"}


def test_progress_is_told_as_one_whole() -> None:
    told: list[tuple[str, int, int]] = []
    tree = sample()
    settings = Settings(
        samples=50, threads=1, progress=lambda stage, done, total: told.append((stage, done, total))
    )
    findings(tree, items(tree)[:1], settings)
    assert {stage for stage, _, _ in told} == {"figures of the page"}
    done = [at for _, at, _ in told]
    assert done == sorted(done) and told[-1][1] == told[-1][2]


def test_every_piece_of_a_bar_has_the_bands_of_the_bar() -> None:
    pieces = [
        rect
        for rect in elements(read(sample_page()), "rect")
        if re.fullmatch(r"o\d+", rect.get("class", ""))
    ]
    assert len(pieces) == 9  # in bars, beside the names of outcomes, and in the legend
    assert {(rect.get("y", "0"), rect.get("height")) for rect in pieces} == {("0", "13")}


def test_every_bar_and_sample_of_one_has_a_rim() -> None:
    root = read(sample_page())
    rims = [rect for rect in elements(root, "rect") if rect.get("class") == "around"]
    assert len(rims) == 8  # two bars, beside three names of outcomes, and three in the legend


def test_rims_of_bars_can_be_seen_on_every_field() -> None:
    fields = [f"field{place:02}" for place in range(16)]
    light, dark = variables(color_css(fields, {}))
    for colors in (light, dark):
        fills = [colors["plain"], *(colors[f"field{place}"] for place in range(16))]
        assert min(contrast(colors["soft"], fill) for fill in fills) >= 3.0


def test_what_has_no_date_has_the_dash_of_all_else() -> None:
    half = [row[6] for row in page_samples.rows(read(sample_page()), "nodes")[1:]]
    assert "–" in half and "-" not in half
    assert figure_words("advance", [0.2, "20%", "20.0%", "", "–"]) == "20% known"
