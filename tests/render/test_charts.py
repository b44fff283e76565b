"""Charts: lengths as the figures say, text as written, the same bytes, nothing active."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from report.report_reading import contrast

import trees
from render.charts import Curve, score_chart, show_chart
from render.errors import RenderError
from render.wishes import Theme
from techtree.files import read_tree
from techtree.impact.outcomes import Estimate, Outcomes, outcomes
from techtree.impact.score import Score, Shift, score
from techtree.impact.settings import Settings
from techtree.impact.times import Quantiles
from techtree.model.tree import Item, Outcome, Tree

SVG = "{http://www.w3.org/2000/svg}"
FIRST = read_tree(trees.path("first_tree"))
QUICK = Settings(samples=50, engine="exact")
NOTE = "from 50 worlds"
ITEM = "publish_method"


def curve(label: str = "") -> Curve:
    """Return a curve that rises evenly to 80% in ten years."""
    years = tuple(i / 10 for i in range(1, 101))
    return Curve(label, years, tuple(0.008 * 10 * y for y in years), Quantiles(0.5, 6.25, None))


@pytest.fixture(scope="module")
def answer() -> Outcomes:
    """Return what the first tree implies."""
    return outcomes(FIRST, QUICK)


@pytest.fixture(scope="module")
def scored() -> Score:
    """Return what an item changes through two channels."""
    tree = read_tree(trees.path("channels"))
    return score(tree, "publish_method", QUICK)


def drawn(answer: Outcomes, tree: Tree = FIRST) -> ElementTree.Element:
    """Return the chart of a tree as XML."""
    chart = show_chart(tree, answer, [curve()], NOTE, "svg")
    return ElementTree.fromstring(chart.content)


def with_shares(answer: Outcomes, shares: dict[str, tuple[float, float, float]]) -> Outcomes:
    """Return an answer with other probabilities and their intervals."""
    found = {n: Estimate(mean, 0.01, (low, high)) for n, (mean, low, high) in shares.items()}
    return replace(answer, picture=replace(answer.picture, outcomes=found))


def group(root: ElementTree.Element, name: str) -> ElementTree.Element:
    """Return a mark by its name."""
    (found,) = [element for element in root.iter() if element.get("id") == name]
    return found


def span(root: ElementTree.Element, name: str) -> tuple[float, float]:
    """Return from where to where a mark goes, left to right, in points."""
    path = group(root, name).find(f".//{SVG}path")
    assert path is not None
    numbers = list(map(float, re.findall(r"-?[0-9.]+", path.get("d", ""))))
    return min(numbers[::2]), max(numbers[::2])


def words(root: ElementTree.Element) -> list[str]:
    """Return every text of a chart."""
    return ["".join(element.itertext()) for element in root.iter(f"{SVG}text")]


def test_bars_and_intervals_are_as_long_as_they_say(answer: Outcomes) -> None:
    shares = {"aligned": (0.03, 0.01, 0.07), "misaligned": (0.97, 0.93, 0.99),
              "undecided": (0.5, 0.5, 0.5)}  # fmt: skip
    root = drawn(with_shares(answer, shares))
    start = span(root, "bar-aligned")[0]
    low, high = span(root, "bar-misaligned")
    full = (high - low) / 0.97  # points for 100%
    for name, (mean, below, above) in shares.items():
        begin, end = span(root, f"bar-{name}")
        assert begin == pytest.approx(start, abs=0.01)
        assert (end - begin) / full == pytest.approx(mean, abs=0.0005)
        if above > below:
            ends = [(x - start) / full for x in span(root, f"interval-{name}")]
            assert ends == pytest.approx([below, above], abs=0.0005)
    assert not [e for e in root.iter() if e.get("id") == "interval-undecided"]


def test_a_bar_ends_where_the_scale_says(answer: Outcomes) -> None:
    shares = {"aligned": (0.4, 0.4, 0.4), "misaligned": (0.6, 0.6, 0.6)}
    root = drawn(with_shares(answer, shares))
    (x,) = [place for word, place in placed(root) if word == "40%"]
    assert span(root, "bar-aligned")[1] == pytest.approx(x, abs=0.5)


def test_the_waterfall_adds_up(scored: Score) -> None:
    tree = read_tree(trees.path("channels"))
    chart = score_chart(tree, [scored], {scored.item: [curve("without"), curve("with")]}, {}, "svg")
    root = ElementTree.fromstring(chart.content)
    shifts = sorted((c.shift["aligned"] for c in scored.view.channels), key=abs, reverse=True)
    steps = [span(root, f"step-{place}") for place in range(len(shifts))]
    total = span(root, "total")
    zero = total[0]
    scale = (total[1] - total[0]) / scored.view.outcomes["aligned"].shift
    at = zero
    for (left, right), shift in zip(steps, shifts, strict=True):
        begin, end = (left, right) if shift > 0 else (right, left)
        assert begin == pytest.approx(at, abs=0.01)
        assert (end - begin) / scale == pytest.approx(shift, abs=1e-4)
        at = end
    assert at == pytest.approx(total[1], abs=0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_two_curves_that_coincide_are_both_seen(scored: Score, theme: Theme) -> None:
    """One is thin, dashed and on the other, which is wide, and lighter or darker."""
    tree, both = read_tree(trees.path("channels")), [curve("without"), curve("with")]
    chart = score_chart(tree, [scored], {scored.item: both}, {}, "svg", theme)
    root = ElementTree.fromstring(chart.content)
    looks = []
    for one in both:
        path = group(root, f"curve-{one.label}").find(f".//{SVG}path")
        assert path is not None
        looks.append(dict(re.findall(r"([a-z-]+): ([^;]+)", path.get("style", ""))))
    below, above = looks
    assert float(below["stroke-width"]) > 2 * float(above["stroke-width"])
    assert "stroke-dasharray" in above and "stroke-dasharray" not in below
    assert contrast(below["stroke"], above["stroke"]) > 1.5


def test_the_lines_of_a_waterfall_are_explained(scored: Score) -> None:
    tree, line = read_tree(trees.path("channels")), "thin line: sampling 95%"
    wide = dict.fromkeys(scored.view.outcomes, (-0.01, 0.01))
    shifts = [replace(c, sampling95=wide) for c in scored.view.channels]
    doubtful = replace(scored, view=replace(scored.view, channels=tuple(shifts)))
    for found, told in ((scored, 0), (doubtful, 1)):
        root = ElementTree.fromstring(score_chart(tree, [found], {}, {}, "svg").content)
        (caption,) = (text for text in words(root) if "Shapley" in text)
        assert caption.count(line) == told


def test_figures_have_the_sign_for_minus(scored: Score) -> None:
    tree = read_tree(trees.path("channels"))
    root = ElementTree.fromstring(score_chart(tree, [scored], {}, {}, "svg").content)
    assert not [text for text in words(root) if re.search(r"(?<!\w)-\d", text)]


def test_shifts_carry_both_intervals(scored: Score) -> None:
    shift = Shift(0.4, 0.01, 0.5, 0.1, 0.005, (0.09, 0.11), (-0.05, 0.2), 0.9, 0.001)
    view = replace(scored.view, outcomes={**scored.view.outcomes, "aligned": shift})
    tree = read_tree(trees.path("channels"))
    chart = score_chart(tree, [replace(scored, view=view)], {}, {}, "svg")
    root = ElementTree.fromstring(chart.content)
    left, right = span(root, "inputs-aligned")
    scale = (right - left) / 0.25
    low, high = span(root, "sampling-aligned")
    assert (high - low) / scale == pytest.approx(0.02, abs=1e-4)
    assert (low - left) / scale == pytest.approx(0.14, abs=1e-4)
    assert "inputs −5.0 to +20.0, above 0: 90%" in " ".join(words(root))


HOSTILE = [
    "$x^2$ and $\\frac{1}{2}$",
    "cost $5",
    "<b>&amp; \"q\" 'r'",
    "</text><script>x</script>",
    "]]> <!-- --",
    "漢字 مرحبا हिन्दी",
    "_a_ %s {b} \\n \\N",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_shows_as_written(answer: Outcomes, text: str) -> None:
    named = {n: Outcome(n, o.value, title=text) for n, o in FIRST.outcomes.items()}
    root = drawn(replace(answer, title=text), replace(FIRST, outcomes=named))
    assert words(root).count(text) == 1 + 2  # the title, aligned, misaligned


@pytest.mark.parametrize("text", ["\x07bell\x1b[31m", "\u202eover", "\ufffe", "\ud800"])
def test_what_cannot_be_seen_is_written_by_its_number(answer: Outcomes, text: str) -> None:
    shown = "".join(words(drawn(replace(answer, title=text))))
    assert text not in shown and "[U+" in shown


def test_nothing_is_active(answer: Outcomes) -> None:
    root = drawn(replace(answer, title="javascript:alert(1) onload=x"))
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    drawing = {"svg", "defs", "g", "path", "text", "tspan", "use", "clipPath", "rect", "pattern"}
    about = {"metadata", "style", "RDF", "Work", "type", "date", "creator"}
    assert tags <= drawing | about
    for element in root.iter():
        for key, value in element.attrib.items():
            assert not key.lower().startswith("on")
            assert "href" not in key or value.startswith("#")


@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
def test_the_same_bytes_again(answer: Outcomes, form: str) -> None:
    def once(theme: str) -> bytes:
        chart = show_chart(FIRST, answer, [curve()], NOTE, form, theme)  # type: ignore[arg-type]
        return chart.content

    light = once("light")
    assert light == once("light")
    assert light != once("dark")
    assert light[:4] in (b"<?xm", b"\x89PNG", b"%PDF")
    for word in (b"20260", b"Matplotlib v", b"CreationDate"):
        assert word not in light


def test_settings_of_the_user_do_not_show(answer: Outcomes) -> None:
    import matplotlib

    before = show_chart(FIRST, answer, [curve()], NOTE, "svg").content
    with matplotlib.rc_context({"font.size": 30, "axes.grid": True, "lines.linewidth": 9}):
        assert show_chart(FIRST, answer, [curve()], NOTE, "svg").content == before
        assert matplotlib.rcParams["font.size"] == 30


def test_missing_letters_are_told_of(answer: Outcomes) -> None:
    odd = replace(answer, title="\U00013000")  # a hieroglyph
    assert show_chart(FIRST, odd, [], NOTE, "png").letters_missing
    assert not show_chart(FIRST, answer, [], NOTE, "png").letters_missing
    assert not show_chart(FIRST, odd, [], NOTE, "svg").letters_missing


def test_a_curve_that_never_ends_and_one_that_ends_at_once(answer: Outcomes) -> None:
    at_once = Curve("", (0.0,), (1.0,), Quantiles(0.0, 0.0, 0.0))
    for one in (at_once, curve()):
        root = ElementTree.fromstring(show_chart(FIRST, answer, [one], NOTE, "svg").content)
        assert group(root, "curve-").find(f".//{SVG}path") is not None
    assert "95%: not reached" in "".join(words(root))
    dates = [word for word in words(root) if re.fullmatch("20[0-9]{2}", word)]
    assert len(dates) == len(set(dates)) > 2


def test_many_channels_and_items_have_room(scored: Score) -> None:
    tree = read_tree(trees.path("channels"))
    parts = [replace(scored.view.channels[0], channel=f"channel {i}") for i in range(60)]
    many = replace(scored, view=replace(scored.view, channels=tuple(parts)))
    root = ElementTree.fromstring(score_chart(tree, [many], {}, {}, "svg").content)
    rows = sorted(y for word, y in placed(root, "y") if word.startswith("channel "))
    assert len(rows) == 60
    assert all(below - above > 20 for above, below in pairwise(rows))  # a row is 26 points
    with pytest.raises(RenderError, match="too long"):
        score_chart(tree, [many] * 12, {}, {}, "svg")


def placed(root: ElementTree.Element, axis: str = "x") -> list[tuple[str, float]]:
    """Return every text with its place along an axis, in points."""
    found = []
    for element in root.iter(f"{SVG}text"):
        moved = re.match(r"translate\(([0-9.]+)[ ,]+([0-9.]+)\)", element.get("transform", ""))
        at = moved["xy".index(axis) + 1] if moved else element.get(axis, "nan")
        found.append(("".join(element.itertext()), float(at)))
    return found


def test_a_format_that_is_not_there(answer: Outcomes) -> None:
    with pytest.raises(RenderError, match="choose svg, png, pdf"):
        show_chart(FIRST, answer, [], NOTE, "jpeg")


def test_items_that_are_scored_have_their_curves() -> None:
    from techtree.report.ending_curve import ending_curves

    item = Item("solve", unlocks=FIRST.items["solve_oversight"].unlocks)
    found = score(FIRST, item, QUICK)
    times = found.view.ending_time
    both = [times.baseline, times.with_item]
    exact, note = ending_curves(FIRST, found.provenance, QUICK, both, item)
    assert note == "exact" and len(exact) == 2
    # The ending takes an exponential time of mean 10 whatever else: 1 - exp(-t / 10).
    for one in exact:
        for t, share in zip(one.years, one.shares, strict=True):
            assert share == pytest.approx(1 - 2.718281828459045 ** (-t / 10), abs=1e-9)
    loose = Settings(samples=4000, engine="simulation")
    drawn_ones, note = ending_curves(
        FIRST, outcomes(FIRST, loose).provenance, loose, both[:1], None
    )
    assert note == "from 4,000 worlds"
    for t, share in zip(drawn_ones[0].years, drawn_ones[0].shares, strict=True):
        assert share == pytest.approx(1 - 2.718281828459045 ** (-t / 10), abs=0.045)


def test_a_curve_goes_through_its_marks() -> None:
    from techtree.report.ending_curve import ending_curves

    tree = read_tree(trees.path("steiner_toy"))
    settings = Settings(samples=1000, engine="simulation")
    item = next(iter(tree.items.values()))
    found = score(tree, item.id, settings)
    both = [found.view.ending_time.baseline, found.view.ending_time.with_item]
    curves, _ = ending_curves(tree, found.provenance, settings, both, item)
    for one, marks in zip(curves, both, strict=True):
        assert marks.median is not None
        share = next(s for y, s in zip(one.years, one.shares, strict=True) if y >= marks.median)
        assert share == pytest.approx(0.5, abs=0.01)  # curves are thinned to 200 points


def test_what_is_exact_throughout_names_no_samples(scored: Score) -> None:
    tree = read_tree(trees.path("channels"))
    assert scored.item == ITEM
    for note, told in (("exact", False), ("from 50 worlds", True)):
        chart = score_chart(tree, [scored], {ITEM: [curve()] * 2}, {ITEM: note}, "svg")
        said = " ".join(words(ElementTree.fromstring(chart.content)))
        assert "exact (6 states)" in said
        assert ("what has a ±" in said) == told


def test_each_item_says_where_its_curves_come_from(scored: Score) -> None:
    tree = read_tree(trees.path("channels"))
    both = [scored, replace(scored, item="other")]
    curves, notes = dict.fromkeys((ITEM, "other"), [curve()] * 2), {ITEM: "exact", "other": NOTE}
    root = ElementTree.fromstring(score_chart(tree, both, curves, notes, "svg").content)
    captions = [said for said in words(root) if "have ended by a date" in said]
    assert [said.rpartition("; ")[2] for said in captions] == ["exact", NOTE]


def test_a_year_is_marked_in_quarters(answer: Outcomes) -> None:
    one = Curve("", (0.0, 1.0), (0.5, 1.0), Quantiles(0.0, 0.5, 0.99))
    start = replace(FIRST, start=2070.0)
    root = ElementTree.fromstring(show_chart(start, answer, [one], NOTE, "svg").content)
    dates = [word for word in words(root) if re.fullmatch("[A-Z][a-z]{2} 207[01]", word)]
    assert dates[:4] == ["Jan 2070", "Apr 2070", "Jul 2070", "Oct 2070"]
