"""A drawing along the calendar: marks stand at their dates, to the pixel."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from render_samples import two_roads
from shipped import shipped
from svg_reading import Box, boxes, first_words, overlap, routes, words

from render import Figures, RenderError, Wishes, draw
from render.axis import Axis, axis
from render.panels import one
from render.spans import Span
from techtree.model.effects import Effect, Move
from techtree.model.gates import All, Before, Known
from techtree.model.numbers import ZERO, Fixed
from techtree.model.tree import Item

TIME = Wishes(time=True)


def calendar(middle: float, low: float | None, high: float | None, horizon: float = 20.0) -> bytes:
    """Draw one node with these dates under a horizon."""
    tree = replace(two_roads(), horizon=Fixed(horizon))
    figures = Figures(
        known={"oversight": 0.97, "pause": 0.2, "end": 1.0},
        median={"oversight": middle, "pause": None, "end": 15.0},
        times={"oversight": (low, high), "end": (10.0, 19.0)},
    )
    return draw(tree, figures, wishes=TIME)


def drawn(
    middle: float, low: float | None, high: float | None, horizon: float = 20.0
) -> dict[str, Box]:
    """Return all boxes of the same drawing."""
    return boxes(calendar(middle, low, high, horizon))


def middle_of(box: Box) -> float:
    """Return the middle of a box from left to right."""
    return (box[0] + box[2]) / 2


@pytest.mark.parametrize("share", [0.03, 0.5, 0.97])
def test_marks_stand_at_their_share_of_the_axis(share: float) -> None:
    found = drawn(20 * share, 20 * share * 0.5, 20 * (share + 0.03))
    left, right = (middle_of(found[f"axis/{end}"]) for end in ("today", "horizon"))
    at = {part: middle_of(found[f"whisker/oversight/{part}"]) for part in ("low", "median", "high")}
    for part, expected in (("low", share * 0.5), ("median", share), ("high", share + 0.03)):
        assert at[part] == pytest.approx(left + expected * (right - left), abs=1), part
    bar = found["whisker/oversight/bar"]
    assert bar[0] == pytest.approx(at["low"], abs=1)
    assert bar[2] == pytest.approx(at["high"], abs=1)


def test_years_stand_at_their_first_of_january() -> None:
    svg = calendar(5.0, 1.0, 9.0)
    found, lines = boxes(svg), routes(svg)
    left, right = (middle_of(found[f"axis/{end}"]) for end in ("today", "horizon"))
    for year in (2030, 2036, 2044):
        ((at, _), *_) = lines[f"axis/{year}/from--axis/{year}/to--0"]
        assert at == pytest.approx(left + (year - 2026) / 20 * (right - left), abs=1)


def test_links_run_over_the_lines_of_years_and_lanes() -> None:
    order = list(routes(calendar(5.0, 1.0, 9.0)))
    last = max(place for place, name in enumerate(order) if re.match("(axis|lane)/", name))
    assert "lane/1/rule/from--lane/1/rule/to--0" in order
    assert all(order.index(name) > last for name in order if name.startswith("oversight--"))


def test_links_run_over_whiskers_so_that_their_heads_are_seen() -> None:
    order = list(routes(calendar(5.0, 1.0, 9.0)))
    whiskers = [place for place, name in enumerate(order) if name.startswith("whisker/")]
    links = [place for place, name in enumerate(order) if re.match("(oversight|pause)--", name)]
    assert len(whiskers) == 8 and len(links) > 2
    assert max(whiskers) < min(links)


def test_a_whisker_without_end_is_a_stub_with_an_arrow() -> None:
    found = drawn(5.0, 1.0, None)
    assert "whisker/oversight/on" in found
    assert "whisker/oversight/high" not in found
    bar, mark = found["whisker/oversight/bar"], found["whisker/oversight/median"]
    assert bar[2] - middle_of(mark) == pytest.approx(16, abs=1)


def test_what_is_mostly_never_known_stands_behind_the_axis() -> None:
    found = drawn(5.0, 1.0, 9.0)
    assert found["pause"][0] > middle_of(found["axis/horizon"])
    assert "whisker/pause/median" not in found


def test_what_is_never_known_may_be_known_in_about_half_of_all_worlds() -> None:
    tree = two_roads()
    figures = Figures(
        known=dict.fromkeys(tree.nodes, 0.52),
        median={**dict.fromkeys(tree.nodes, 8.0), "pause": None},  # too few worlds to be sure
    )
    svg = draw(tree, figures, wishes=TIME)
    found, shown = boxes(svg), words(svg)
    assert found["pause"][0] > middle_of(found["axis/line"])
    assert "NEVER, IN HALF OR MORE" in shown
    assert "what about half of all worlds, or more, never come to know" in " ".join(shown)


def test_all_that_an_effect_on_no_single_node_does_is_said() -> None:
    tree = two_roads()
    move = Move("capability", "alignment", "lab", Fixed(0.7))
    effect = Effect(
        "m", "move", Fixed(0.5), move=move, after=Fixed(0.5), lasts=Fixed(3.0), chance=Fixed(0.25)
    )
    source = replace(tree.nodes["oversight"], effects=(effect,))
    changed = replace(tree, nodes={**tree.nodes, "oversight": source})
    figures = Figures(known=dict.fromkeys(tree.nodes, 1.0), median=dict.fromkeys(tree.nodes, 8.0))
    for item in (None, Item("it", effects=(replace(effect, key="i"),))):
        ways = {"item": item, "figures_with": figures} if item else {}
        shown = " ".join(words(draw(changed, figures, wishes=TIME, **ways)))
        said = "moves 50%, 70% of it arrives, after 6 months, for 3 years, chance 25%"
        assert shown.count(said) == (3 if item else 1)
        assert "…" not in shown


def test_names_of_lanes_stand_at_the_left_and_lines_go_behind_them() -> None:
    svg = calendar(5.0, 1.0, 9.0)
    starts = {name: x for name, (x, _) in first_words(svg).items()}
    lanes = [starts[name] for name in starts if name.startswith("lane/")]
    assert len(lanes) > 1
    assert lanes == pytest.approx([min(starts.values())] * len(lanes), abs=3)
    assert all(box for name, box in boxes(svg).items() if name.startswith("lane/"))


def test_a_box_stands_under_its_own_mark() -> None:
    for middle in (0.2, 5.0, 19.5):
        found = drawn(middle, middle / 2, 19.8)
        box, mark = found["oversight"], middle_of(found["whisker/oversight/median"])
        assert box[0] - 1 <= mark <= box[2] + 1
        assert found["whisker/oversight/median"][3] <= box[1] + 1


@pytest.mark.parametrize("middle", [0.2, 2.0, 18.0, 19.8])
def test_no_border_stands_on_the_line_of_today_or_of_the_horizon(middle: float) -> None:
    found = drawn(middle, middle / 2, 19.9)
    box, today, horizon = (found[name] for name in ("oversight", "axis/today", "axis/horizon"))
    mark = middle_of(found["whisker/oversight/median"])
    assert box[0] >= min(today[2] + 2, mark - 1)
    assert box[2] <= max(horizon[0] - 2, mark + 1)


def test_what_must_not_come_first_is_no_link_that_opens() -> None:
    tree = two_roads()
    gate = Before(Known("oversight"), Known("pause"), ZERO, negated=True)
    nodes = {**tree.nodes, "end": replace(tree.nodes["end"], requires=gate)}
    nodes = {name: replace(node, effects=()) for name, node in nodes.items()}
    figures = Figures(known=dict.fromkeys(nodes, 1.0), median=dict.fromkeys(nodes, 8.0))
    shown = one(replace(tree, nodes=nodes), figures, TIME).panels[0].picture
    links = {line.tail: line for line in shown.lines if line.head == "end"}
    assert links["pause"].marks == ("leads",)
    assert links["oversight"].marks == ("prevents",)
    assert links["oversight"].attributes["arrowhead"] == "odot"
    assert "not first" in links["oversight"].label


def test_today_and_the_horizon_are_named() -> None:
    tree = replace(two_roads(), horizon=Fixed(20.0))
    figures = Figures(known=dict.fromkeys(tree.nodes, 1.0), median=dict.fromkeys(tree.nodes, 8.0))
    shown = words(draw(tree, figures, wishes=TIME))
    assert "today: Jan 2026" in shown
    assert "horizon: Jan 2046" not in shown  # far beyond all that is drawn
    assert "horizon: Jan 2046 →" in shown
    near = words(draw(replace(tree, horizon=Fixed(12.0)), figures, wishes=TIME))
    assert "horizon: Jan 2038" in near
    assert "no horizon" in words(draw(replace(tree, horizon=None), figures, wishes=TIME))


def test_a_horizon_is_explained_where_its_line_is_drawn() -> None:
    for horizon, explained in ((20.0, True), (300.0, False)):
        said = " ".join(words(calendar(8.0, 4.0, 12.0, horizon)))
        assert ("thick lines are today and the horizon" in said) == explained
        assert ("the thick line is today" in said) != explained


def test_no_words_interrupt_the_lines_of_today_and_the_horizon() -> None:
    figures = Figures(
        known={"culture": 1.0, "agents": 1.0, "superintelligence": 1.0},
        median={"culture": 0.0, "agents": 2.85, "superintelligence": 4.4},
        times={"agents": (0.3, 13.0), "superintelligence": (0.9, 15.0)},
    )
    found = boxes(draw(shipped("race"), figures, wishes=TIME))
    words = [box for name, box in found.items() if name.endswith("--words")]
    assert len(words) == 1
    assert not overlap(words[0], found["axis/today"])


def test_before_and_after_share_the_axis_and_the_rows() -> None:
    tree = two_roads()
    before, after = (
        Figures(known=dict.fromkeys(tree.nodes, 1.0), median=dict.fromkeys(tree.nodes, m))
        for m in (8.0, 4.0)
    )
    svg = draw(tree, before, item="pause", figures_with=after, wishes=TIME)
    found = boxes(svg)
    width = found["before/axis/line"][2] - found["before/axis/line"][0]
    moved = [
        middle_of(found[f"{panel}/whisker/oversight/median"])
        - middle_of(found[f"{panel}/axis/today"])
        for panel in ("before", "after")
    ]
    assert moved[0] == pytest.approx(2 * moved[1], abs=1)
    assert moved[0] == pytest.approx(width * 8 / (8 * 1.08), abs=1)
    rows = [
        found[f"{panel}/oversight"][1] - found[f"{panel}/axis/line"][1]
        for panel in ("before", "after")
    ]
    assert rows[0] == pytest.approx(rows[1], abs=1)


@pytest.mark.parametrize(
    ("start", "end", "width", "expected"),
    [
        (2026.0, 4.0, 600.0, [2026, 2027, 2028, 2029, 2030]),  # 150 points a year
        (2026.5, 4.0, 600.0, [2027, 2028, 2029, 2030]),
        (2026.0, 100.0, 600.0, [2030, 2040, 2050, 2060, 2070, 2080, 2090, 2100, 2110, 2120]),
    ],
)
def test_ticks(start: float, end: float, width: float, expected: list[int]) -> None:
    assert list(Axis(start, end, None, width).ticks()) == expected


def test_the_axis_reaches_the_horizon_unless_that_is_far_off() -> None:
    span = Span("x", "dated", 1.0, 5.0, 10.0, True)
    tree = two_roads()  # a horizon of 30 years
    assert axis(tree, [span]).end == pytest.approx(10.8)
    assert axis(replace(tree, horizon=Fixed(20.0)), [span]).end == 20.0


def test_a_calendar_needs_figures() -> None:
    with pytest.raises(RenderError, match="needs figures"):
        draw(two_roads(), wishes=TIME)


def test_a_box_to_which_many_links_lead_has_room_for_their_heads() -> None:
    tree = two_roads()
    sources = {
        f"n{number}": replace(tree.nodes["pause"], id=f"n{number}", effects=(), requires=None)
        for number in range(14)
    }
    end = replace(tree.nodes["end"], requires=All(tuple(map(Known, sources))))
    changed = replace(tree, nodes={**sources, **tree.nodes, "end": end})
    figures = Figures(
        known=dict.fromkeys(changed.nodes, 1.0), median=dict.fromkeys(changed.nodes, 8.0)
    )
    wide, usual = (boxes(draw(of, figures, wishes=TIME))["end"] for of in (changed, tree))
    assert wide[2] - wide[0] > 14 * 17 > usual[2] - usual[0]
