"""Colours by figure: scales, words that say the same, themes, and colour-blind readers."""

from __future__ import annotations

import re
from itertools import combinations, pairwise

import pytest
from render_samples import sample_figures, sample_tree, two_roads
from shipped import made_up, shipped
from svg_reading import fills, words

from render import Figures, RenderError, Wishes, draw, labels, scales, style
from render.roles import role
from render.themes import dark, themed
from render.wishes import Color

LIGHT_FILLS = sorted(
    {
        *scales.SEQUENTIAL,
        *scales.CALENDAR,
        *scales.DIVERGING,
        scales.NOTHING,
        *style.tints([f"field{place:02}" for place in range(16)]).values(),
    }
)
# Machado, Oliveira and Fernandes (2009), full strength, on linear light
BLIND = {
    "deuteranopia": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "protanopia": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
}


def linear(color: str) -> list[float]:
    """Return red, green and blue as linear light."""
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def luminance(color: str) -> float:
    """Return the relative luminance of the Web Content Accessibility Guidelines."""
    red, green, blue = linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of the Web Content Accessibility Guidelines."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def lab(light: list[float]) -> tuple[float, float, float]:
    """Return lightness and two axes of colour in Oklab (Ottosson 2020)."""
    r, g, b = light
    long = (0.4122 * r + 0.5363 * g + 0.0514 * b) ** (1 / 3)
    medium = (0.2119 * r + 0.6807 * g + 0.1074 * b) ** (1 / 3)
    short = (0.0883 * r + 0.2817 * g + 0.6300 * b) ** (1 / 3)
    return (
        0.2105 * long + 0.7936 * medium - 0.0041 * short,
        1.9780 * long - 2.4286 * medium + 0.4506 * short,
        0.0259 * long + 0.7828 * medium - 0.8087 * short,
    )


def apart(first: str, second: str, kind: str) -> float:
    """Return how far apart two colours are to a colour-blind reader, black and white being 1."""
    seen = [
        lab(
            [
                max(sum(m * c for m, c in zip(row, linear(color), strict=True)), 0)
                for row in BLIND[kind]
            ]
        )
        for color in (first, second)
    ]
    return sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5


@pytest.mark.parametrize("fill", LIGHT_FILLS)
def test_words_can_be_read_on_every_fill_in_both_themes(fill: str) -> None:
    assert contrast(style.INK, fill) >= 4.5
    assert contrast(dark(style.INK), dark(fill)) >= 4.5


@pytest.mark.parametrize("color", ["known", "field"])
def test_how_far_a_gauge_goes_can_be_seen_on_every_fill_in_both_themes(color: Color) -> None:
    svg = draw(two_roads(), Figures(known={"oversight": 0.4}), wishes=Wishes(color))
    rim = style.INK if color == "known" else style.SOFT
    assert len(fills(svg, "oversight", rim)) == 2  # around it, and as far as it is filled
    behind = LIGHT_FILLS if color == "known" else [*style.tints(map(str, range(16))).values()]
    for fill in behind:
        assert contrast(rim, fill) >= 3 and contrast(dark(rim), dark(fill)) >= 3


@pytest.mark.parametrize(("color", "rim"), [("known", style.INK), ("field", style.SOFT)])
def test_a_bar_of_outcomes_has_a_rim_in_every_box(color: Color, rim: str) -> None:
    figures = Figures(known={"oversight": 0.4, "end": 1.0})
    svg = draw(two_roads(), figures, wishes=Wishes(color))
    assert len(fills(svg, "end", rim)) == 3  # around the bar, and around both swatches


def test_a_line_over_a_bar_can_be_seen_in_both_themes() -> None:
    bar, line = style.FAINT, style.INK  # the total of a waterfall
    assert contrast(bar, line) > 3
    assert contrast(dark(bar), dark(line)) > 3


def test_what_an_item_changes_can_be_read_on_every_field_in_both_themes() -> None:
    for place, fill in enumerate(style.tints(f"{place:02}" for place in range(16)).values()):
        least = 4.5 if place < 8 else 3.5  # fuller tints are for trees of more fields
        assert contrast(style.CHANGE, fill) >= least, fill
        assert contrast(dark(style.CHANGE), dark(fill)) >= least, fill
    # on a scale of colours it is written like the rest
    assert f'COLOR="{style.CHANGE}"' not in labels.darkened(labels.badge("NEW", style.CHANGE))


@pytest.mark.parametrize("ink", [style.SOFT, style.CHANGE, style.EFFECT])
def test_words_can_be_read_on_the_page_in_both_themes(ink: str) -> None:
    assert contrast(ink, style.PAPER) >= 4.5
    assert contrast(dark(ink), dark(style.PAPER)) >= 4.5


@pytest.mark.parametrize("kind", BLIND)
@pytest.mark.parametrize("colors", [scales.SEQUENTIAL, scales.CALENDAR, scales.DIVERGING])
def test_steps_of_a_scale_are_told_apart(colors: tuple[str, ...], kind: str) -> None:
    for first, second in pairwise(colors):
        assert apart(first, second, kind) >= 0.02
        assert apart(dark(first), dark(second), kind) >= 0.05
    assert apart(colors[0], colors[-1], kind) >= 0.1


@pytest.mark.parametrize("kind", BLIND)
def test_the_outcomes_of_every_tree_are_told_apart(kind: str) -> None:
    inks = style.inks(["aligned", "misaligned", "undecided"]).values()
    for first, second in combinations(inks, 2):
        assert apart(first.color, second.color, kind) >= 0.15


@pytest.mark.parametrize(
    ("value", "step"), [(0.0, 0), (0.199, 0), (0.2, 1), (0.5, 2), (0.8, 4), (1.0, 4)]
)
def test_probabilities_in_fifths(value: float, step: int) -> None:
    assert scales.shares("known", "").step(value) == step


@pytest.mark.parametrize(
    ("value", "step"),
    [(-0.07, 0), (-0.03, 1), (-0.01, 2), (-0.001, 3), (0.0, 3), (0.001, 3), (0.01, 4), (0.05, 6)],
)
def test_changes_of_either_sign(value: float, step: int) -> None:
    scale = scales.diverging([0.07, -0.02], str, "", "")  # up to 0.1: 0.002, 0.02 and 0.05
    assert scale.step(value) == step


def said(text: str) -> str:
    """Return all words of DOT text, as if on one line."""
    return " ".join(re.findall(r">([^<>]+)<", text))


def fill_of(text: str, vertex: str) -> str:
    """Return the fill of a vertex in DOT text."""
    found = re.search(rf'"{vertex}" \[[^\n]*?fillcolor="(#\w+)"', text)
    assert found
    return found[1]


def drawn(wishes: Wishes, figures: Figures) -> str:
    """Return DOT text of the small tree."""
    return draw(two_roads(), figures, format="dot", wishes=wishes).decode()


def test_colour_by_probability() -> None:
    text = drawn(Wishes("known"), Figures(known={"oversight": 0.5, "pause": 0.1, "end": 0.9}))
    found = [fill_of(text, node) for node in ("pause", "oversight", "end")]
    assert found == [scales.SEQUENTIAL[0], scales.SEQUENTIAL[2], scales.SEQUENTIAL[4]]
    assert ">50% known<" in text


def test_colour_by_date() -> None:
    figures = Figures(
        known={"oversight": 0.9, "pause": 0.1, "end": 0.9},
        median={"oversight": 0.0, "pause": None, "end": 20.0},
    )
    text = drawn(Wishes("time"), figures)
    assert fill_of(text, "oversight") == scales.CALENDAR[0]
    assert fill_of(text, "end") == scales.CALENDAR[-1]
    assert fill_of(text, "pause") == scales.WHITE
    assert "a fact, or known in about half of all worlds, or fewer" in said(text)


def test_a_fact_has_no_colour_of_a_date() -> None:
    """It holds or not; its box has no date either."""
    tree = shipped("alignment_research")
    figures = made_up(tree)
    text = draw(tree, figures, format="dot", wishes=Wishes("time")).decode()
    facts = {node.id for node in tree.nodes.values() if role(node) == "fact"}
    dated = {name for name, years in figures.median.items() if years is not None}
    assert facts & dated
    assert {fill_of(text, name) for name in facts} == {scales.WHITE}
    assert len({fill_of(text, name) for name in dated - facts}) > 3


def test_colour_by_shift() -> None:
    figures = Figures(
        known={"oversight": 0.5}, shifts={"oversight": 0.031, "pause": None}, shift_of="aligned"
    )
    text = drawn(Wishes("shift"), figures)
    assert fill_of(text, "oversight") == scales.DIVERGING[-1]  # 0.031 of 0.05
    assert fill_of(text, "pause") == scales.DIVERGING[3]
    assert fill_of(text, "end") == scales.NOTHING
    shown = said(text)
    assert "not asked: an ending, a fact, or what chance alone decides" in shown
    assert "shift of aligned +3.1 pp if all knew it now" in shown
    assert "no shift of aligned beyond noise if all knew it now" in shown


@pytest.mark.parametrize("color", ["known", "time", "shift"])
def test_every_step_is_explained(color: str) -> None:
    tree = sample_tree()
    shown = " ".join(words(draw(tree, made_up(tree), wishes=Wishes(color))))  # type: ignore[arg-type]
    for meaning in {
        "known": ("known before the end: 0 to 20%", "known before the end: 80 to 100%"),
        "time": ("half of all worlds know it: before", "or later"),
        "shift": ("−0.25 to −0.1", "+0.25 or higher"),
    }[color]:
        assert meaning in shown


def test_steps_beyond_those_that_occur_are_not_explained() -> None:
    text = drawn(Wishes("known"), Figures(known={"oversight": 0.3, "pause": 0.7, "end": 0.7}))
    found = [f"{low} to {low + 20}%" in text for low in range(0, 100, 20)]
    assert found == [False, True, True, True, False]


def test_a_calendar_without_dates_has_no_steps() -> None:
    text = drawn(Wishes("time"), Figures(known={"oversight": 0.3}))
    assert "half of all worlds know it" not in said(text)
    assert "known in about half of all" in said(text)


@pytest.mark.parametrize("color", ["known", "time", "shift"])
def test_a_colour_needs_its_figures(color: str) -> None:
    with pytest.raises(RenderError, match="there are none"):
        draw(two_roads(), wishes=Wishes(color))  # type: ignore[arg-type]


def test_a_dark_theme_has_no_white_left() -> None:
    text = draw(sample_tree(), sample_figures(), format="dot", wishes=Wishes(theme="dark")).decode()
    assert style.PAPER not in text
    assert '"#0072B2"' in text


def test_a_theme_leaves_words_alone() -> None:
    tree = two_roads()
    said = 'COLOR="#FFFFFF" #1F2933'
    text = draw(tree, format="dot", title=said, wishes=Wishes(theme="dark")).decode()
    assert "COLOR=&quot;#FFFFFF&quot; #1F2933" in text
    assert (
        themed('x="#FFFFFF" y=&quot;#FFFFFF&quot;', "dark") == 'x="#14191F" y=&quot;#FFFFFF&quot;'
    )


@pytest.mark.parametrize(
    ("wishes", "says"),
    [
        (Wishes("blue"), "no colour 'blue'"),  # type: ignore[arg-type]
        (Wishes(theme="sepia"), "no theme"),  # type: ignore[arg-type]
        (Wishes(page="a5"), "no page"),  # type: ignore[arg-type]
        (Wishes("stance"), "needs two of them"),
        (Wishes(time=True, collapse=True), "no date of its own"),
        (Wishes(page="slide", orientation="portrait"), "16:9"),
    ],
)
def test_wishes_that_cannot_be_met_are_errors(wishes: Wishes, says: str) -> None:
    with pytest.raises(RenderError, match=says):
        draw(two_roads(), sample_figures(), wishes=wishes)
