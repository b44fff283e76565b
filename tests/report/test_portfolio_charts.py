"""Charts and bars of the report, measured: marks stand where the axes say, no name is covered."""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest

from render.page.measures import text_width
from report.portfolios import batch, best, figure, forty_eight, item
from report.report_reading import all_of, by_id, lies, points, read, rows, scales, words
from techtree.portfolio.results import Batch, Step

PIXEL = 1.0


def charts(found: Batch, name: str) -> list[Element]:
    """Return the wide and the narrow drawing of a chart."""
    place = by_id(read(found), name)
    assert place is not None
    drawings = all_of(place, "svg")
    assert [d.get("class") for d in drawings] == ["chart wide", "chart narrow"]
    return drawings


@pytest.mark.parametrize("most", [10.0, 1000.0])  # a linear axis of costs, and a logarithmic one
def test_points_stand_where_the_axes_say(most: float) -> None:
    values = (0.03, -0.01, 0.012, 0.0)
    costs = (1.0, 2.0, most, 5.0)
    items = [
        item(f"i{k}", v, 0.002, c, k + 1)
        for k, (v, c) in enumerate(zip(values, costs, strict=True))
    ]
    for chart in charts(batch(items), "cost-chart"):
        across, down = scales(chart)
        if most == 1000.0:
            across = {math.log(value): at for value, at in across.items()}
            assert "cost, million USD, logarithmic" in [words(t) for t in all_of(chart, "text")]
        assert len(across) > 1 and len(down) > 2
        found = {said.partition(":")[0]: (x, y, ends) for said, x, y, ends in points(chart)}
        for of in items:
            x, y, ends = found[of.id]
            cost = math.log(of.cost or 0.0) if most == 1000.0 else of.cost or 0.0
            assert x == pytest.approx(lies(cost, across), abs=PIXEL)
            assert y == pytest.approx(lies(of.value.shift, down), abs=PIXEL)
            # the whisker goes from the upper end to the lower one
            assert ends[0] == pytest.approx(lies(of.value.sampling95[1], down), abs=PIXEL)
            assert ends[1] == pytest.approx(lies(of.value.sampling95[0], down), abs=PIXEL)


def test_points_say_what_they_are_and_whether_they_are_chosen() -> None:
    items = [item("a", 0.03, 0.001, 2.0, 1, (1, 2), title="The A"), item("b", 0.01, 0.001, 1.0, 2),
             item("c", 0.01, cost=None, rank=3)]  # fmt: skip
    (chart, _) = charts(batch(items, best(items[:1])), "cost-chart")
    said = [text for text, *_ in points(chart)]
    assert said == [
        "b: rank 2, value +0.0100 ± 0.0020, cost 1 million USD",
        "The A (a): rank 1 (1 to 2), value +0.0300 ± 0.0020, cost 2 million USD",
    ]
    assert len(all_of(chart, "g", "chosen")) == 1
    assert "1 item without a cost not shown" in words(read(batch(items, best(items[:1]))))


def crowd() -> Batch:
    """Return twenty chosen items that stand close together."""
    items = [item(f"a_name_of_some_length_{k}", 0.03 + 0.0003 * (k * 7 % 20), 0.0005,
                  1.0 + 0.02 * (k * 11 % 20), k + 1) for k in range(20)]  # fmt: skip
    return batch([*items, item("far", -0.1, 0.001, 9.0, 21)], best(items, 100.0))


@pytest.mark.parametrize("found", [forty_eight(), crowd()], ids=["48", "crowd"])
def test_no_name_covers_another_or_a_point(found: Batch) -> None:
    for chart in charts(found, "cost-chart"):
        size = [float(x) for x in (chart.get("viewBox") or "").split()]
        boxes = []
        for name in all_of(chart, "text", "name"):
            x, y, wide = (
                float(name.get("x") or 0),
                float(name.get("y") or 0),
                len(words(name)) * 5.4,
            )
            boxes.append((x, y - 9.0, x + wide, y + 2.0))
            assert x >= 0.0 and x + text_width(words(name), 12.0) <= size[2]
        assert boxes
        for one, other in itertools.combinations(boxes, 2):
            across = one[0] < other[2] and other[0] < one[2]
            assert not (across and one[1] < other[3] and other[1] < one[3])
        for _, x, y, _ in points(chart):
            for left, top, right, bottom in boxes:
                near = max(left - x, x - right, 0.0), max(top - y, y - bottom, 0.0)
                assert math.hypot(*near) > 4.0


def test_no_word_beside_an_axis_covers_another() -> None:
    for found in (forty_eight(), crowd()):
        for name in ("cost-chart", "frontier-chart"):
            if name == "frontier-chart" and not found.frontier:
                continue
            for chart in charts(found, name):
                across, down = scales(chart)
                ends = sorted((at, f"{value:g}") for value, at in across.items())
                for (one, words_of_one), (other, words_of_other) in itertools.pairwise(ends):
                    half = (text_width(words_of_one, 12) + text_width(words_of_other, 12)) / 2
                    assert other - one > half
                rows_at = sorted(down.values())
                assert all(b - a > 12 for a, b in itertools.pairwise(rows_at))


def test_the_frontier_is_a_staircase_through_its_points() -> None:
    steps = [Step(b, b, ("a",) * n, figure(v, 0.001)) for b, n, v in
             ((1.0, 1, 0.01), (3.0, 2, 0.03), (8.0, 3, 0.035))]  # fmt: skip
    one = item("a", 0.03)
    for chart in charts(batch([one], best([one], 3.0), steps), "frontier-chart"):
        across, down = scales(chart)
        found = list(points(chart))
        for step, (said, x, y, _) in zip(steps, found, strict=True):
            assert x == pytest.approx(lies(step.budget, across), abs=PIXEL)
            assert y == pytest.approx(lies(step.value.shift, down), abs=PIXEL)
            assert said.startswith(f"budget {step.budget:g} million USD: ")
        (asked,) = all_of(chart, "line", "asked")
        assert float(asked.get("x1") or 0) == pytest.approx(lies(3.0, across), abs=PIXEL)
        (way,) = all_of(chart, "path", "stairs")
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", way.get("d") or "")]
        (_, x1, y1, _), (_, x2, y2, _), (_, x3, y3, _) = found
        assert numbers == pytest.approx([x1, y1, x2, y2, x3, y3], abs=0.01)
        assert re.sub(r"-?[\d.]+", "", way.get("d") or "").replace(" ", "") == "MHVHV"


def test_the_last_step_goes_on_to_the_budget() -> None:
    steps = [Step(b, b, ("a",), figure(b / 100)) for b in (1.0, 2.0)]
    one = item("a", 0.03)
    for chart in charts(batch([one], best([one], 5.0), steps), "frontier-chart"):
        across, _ = scales(chart)
        (way,) = all_of(chart, "path", "stairs")
        end = float((way.get("d") or "").rpartition("H")[2])
        assert end == pytest.approx(lies(5.0, across), abs=PIXEL)


def test_bars_are_as_long_as_the_shares() -> None:
    items = [item(f"i{k}", 0.01, 0.001, 1.0, k + 1) for k in range(3)]
    shares = (0.02, 0.01, -0.005)
    chosen = best(items)
    members = tuple(replace(m, shapley=figure(s, 0.001))
                    for m, s in zip(chosen.members, shares, strict=True))  # fmt: skip
    root = read(batch(items, replace(chosen, members=members)))
    low, high = -0.005 - 0.00196, 0.02 + 0.00196
    per = 160.0 / (high - low)
    for drawing, share in zip(all_of(root, "svg", "bars"), shares, strict=True):
        (bar,) = all_of(drawing, "rect")
        left, width = float(bar.get("x") or 0), float(bar.get("width") or 0)
        assert width == pytest.approx(abs(share) * per, abs=PIXEL)
        assert left == pytest.approx((min(share, 0.0) - low) * per, abs=PIXEL)
        assert ("below" in (bar.get("class") or "")) == (share < 0)
        (whisker,) = all_of(drawing, "line", "whisker")
        ends = float(whisker.get("x1") or 0), float(whisker.get("x2") or 0)
        expected = [(share - 0.00196 - low) * per, (share + 0.00196 - low) * per]
        assert ends == pytest.approx(expected, abs=PIXEL)
    assert [row[0] for row in rows(root, "members")[1:]] == ["i0", "i1", "i2", "together"]


@pytest.mark.parametrize(
    "costs",
    [(0.0, 0.0), (5.0, 5.0), (0.0, 1e6), (1e-300, 1e300), (1.7e308, 1.0), (1e-9, 3e-9)],
)
def test_odd_costs_draw_something(costs: tuple[float, float]) -> None:
    items = [item(f"i{k}", 0.0, 0.0, cost, k + 1) for k, cost in enumerate(costs)]
    for chart in charts(batch(items), "cost-chart"):
        size = [float(x) for x in (chart.get("viewBox") or "").split()]
        for _, x, y, _ in points(chart):
            assert 0 <= x <= size[2] and 0 <= y <= size[3]


def under(found: Batch, name: str) -> str:
    """Return what is said under a chart."""
    place = by_id(read(found), name)
    assert place is not None
    return words(all_of(place, "figcaption")[0])


def test_a_fall_of_the_frontier_is_explained() -> None:
    steps = [
        Step(float(k), float(k), ("a",), figure(value, 0.01)) for k, value in enumerate((1, 3))
    ]
    falls = [*steps, Step(2.0, 2.0, ("b",), figure(2.9, 0.01))]
    for found, says in ((steps, False), (falls, True)):
        said = under(batch([item("a", 0.1)], frontier=found), "frontier-chart")
        assert ("may seem to buy less" in said) == says
        assert "with the 95% interval" in said
    solved = [Step(float(k), float(k), ("a",), figure(float(k))) for k in range(3)]
    assert "95%" not in under(batch([item("a", 0.1)], frontier=solved), "frontier-chart")


def test_intervals_of_many_points_are_pale() -> None:
    for count, crowded in ((20, False), (150, True)):
        found = batch([item(f"i{k}", 0.01 * k, 0.001, 1.0 + k, k + 1) for k in range(count)])
        assert bool(all_of(read(found), "svg", "crowded")) == crowded
        assert "with the 95% interval" in under(found, "cost-chart")
    exact = batch([item("a", 0.1), item("b", 0.2, rank=2)])
    assert "95%" not in under(exact, "cost-chart")
