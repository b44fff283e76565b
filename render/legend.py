"""The legend: for each mark that occurs in a drawing a sample of it and its meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from render import labels, style
from render.marks import Line, Picture, Vertex, picture
from render.outcomes import outcome_name
from render.painting import UNKNOWN, Step
from render.style import inches
from render.words import wrapped
from techtree.model.tree import Tree

_TEXT_WIDTH = 36
_BOX = {"fixedsize": "true", "width": inches(40), "height": inches(22), "margin": "0"}
_DOT = {"fixedsize": "true", "width": inches(54), "height": inches(20), "margin": "0"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: how the mark looks, as a vertex or as a line, and what it means."""

    mark: str
    meaning: str
    look: Mapping[str, str]
    word: str = ""  # written in the sample
    line: bool = False
    label: str = ""  # an HTML-like label instead of a word


def _box(mark: str, meaning: str, look: Mapping[str, str], word: str = "") -> Entry:
    return Entry(mark, meaning, {**look, **(_DOT if look is style.JUNCTION else _BOX)}, word)


def _line(mark: str, meaning: str, look: Mapping[str, str], word: str = "") -> Entry:
    return Entry(mark, meaning, look, word, line=True)


_CHANGED = {**style.ADVANCE, **style.CHANGED}
_NODES = (
    _box("advance", "advance: its field is named above its title", style.ADVANCE),
    _box("event", "event or policy: takes calendar time, needs nobody's effort", style.EVENT),
    _box("fact", "fact about the world: it holds or not, nobody works on it", style.FACT),
    _box("ending", "ending: the first one reached stops the world", style.ENDING),
    _box("private", "dashed border: private, each actor works alone", style.PRIVATE),
    _box(
        "known",
        "thick border: known today, to all or to those named",
        {**style.ADVANCE, **style.KNOWN},
    ),
    _box("junction", "so many of the links into it must hold", style.JUNCTION, "2 of 3"),
    _box("order", "“first” must be known before “then”", style.JUNCTION, "before"),
    _box(
        "no order",
        "“then” is known, and “not first” was not before it",
        style.JUNCTION,
        "not before",
    ),
    _box("reach", "what an effect reaches that is no single node", style.CHIP, "all …"),
    _box("item", "the research item: what it does starts here", style.ITEM),
    _box("unlocked", "UNLOCKED: made known by the item", _CHANGED),
    _box("new", "NEW: comes with the item", {**_CHANGED}),
    _box(
        "blocked",
        "BLOCKED, title struck out: can never be known",
        {**style.ADVANCE, **style.ABSENT},
    ),
    _box("group", "all nodes of a field, or all events, policies and facts", style.GROUP),
    _box("differs", "DIFFERS: the other stance has other numbers here", _CHANGED),
    _box(
        "removed",
        "REMOVED: an actor taken out of the race",
        {**style.CHIP, **style.ABSENT, "style": "filled"},
    ),
)
_LINES = (
    _line("required", "required", style.REQUIRED),
    _line("alternative", "alternative: where it leads says how many are needed", style.ALTERNATIVE),
    _line("leads", "opens: needed there, alone or with others", style.LEADS),
    _line(
        "gates",
        "so many nodes of the one are needed in the other; the more, the thicker",
        style.GATES,
        "3",
    ),
    _line(
        "other line",
        "a link that the other stance lacks, or (DIFFERS) has with other figures",
        style.OTHER_LINE,
        "ONLY HERE",
    ),
    _line("prevents", "must not have been known first", style.PREVENTS, "not first"),
    _line(
        "strength",
        "the more is known, the faster: width and number are the link's strength",
        {**style.STRENGTH, "penwidth": style.strength_width(0.5)},
        "50%",
    ),
    _line("seen", "open to all once that actor has it", style.REQUIRED, "seen at"),
    _line(
        "faster",
        "effect, once known: × multiplies speed, or what is named",
        style.FASTER,
        "×2",
    ),
    _line("faster in words", "effect, once known: what is written on it", style.FASTER),
    _line("several faster", "effects alone, on nodes of the other", style.FASTER, "2 effects"),
    _line(
        "several slower", "effects alone, all of which slow or weaken", style.SLOWER, "2 effects"
    ),
    _line(
        "slower",
        "effect that slows, weakens or makes less likely",
        style.SLOWER,
        "×0.5",
    ),
    _line("unlocks", "unlocked by the item", style.UNLOCKS),
    _line("blocks", "blocked or removed by the item", style.BLOCKS),
    _line(
        "added faster",
        "effect of the item: × multiplies speed, or what is named",
        {**style.FASTER, **style.ADDED},
        "×2",
    ),
    _line(
        "added faster in words",
        "effect of the item: what is written on it",
        {**style.FASTER, **style.ADDED},
    ),
    _line(
        "added slower",
        "effect of the item that slows, weakens or makes less likely",
        {**style.SLOWER, **style.ADDED},
        "×0.5",
    ),
    _line(
        "several added faster",
        "effects of the item on nodes of that field, or on that ending",
        {**style.FASTER, **style.ADDED},
        "2 effects",
    ),
    _line(
        "several added slower",
        "effects of the item that slow, weaken or make less likely",
        {**style.SLOWER, **style.ADDED},
        "2 effects",
    ),
)


def legend(
    tree: Tree, marks: frozenset[str], steps: Sequence[Step] = (), stances: bool = False
) -> list[Entry]:
    """Return the entries for the marks that occur, in a fixed order.

    Of a scale these are the steps that occur and those between them. Where there is one, bars are
    as dark as those in the boxes that it paints.
    """
    scale = [_tint(step.mark, step.meaning, step.fill) for step in _between(steps, marks)]
    known = (*_NODES, *_tint_entries(tree), *_LINES, *_figure_entries(tree, stances, bool(steps)))
    return [*(entry for entry in known if entry.mark in marks), *scale]


def _between(steps: Sequence[Step], marks: frozenset[str]) -> Iterator[Step]:
    places = [place for place, step in enumerate(steps) if step.mark in marks]
    ends = [place for place in places if steps[place].mark != UNKNOWN]
    for place, step in enumerate(steps):
        if place in places or (ends and ends[0] < place < ends[-1]):
            yield step


def _tint_entries(tree: Tree) -> Iterator[Entry]:
    fields = (node.field for node in tree.nodes.values() if node.field is not None)
    for field, tint in style.tints(fields).items():
        yield _tint(f"field:{field}", f"field: {field}", tint)


def _tint(mark: str, meaning: str, fill: str) -> Entry:
    look = {"shape": "box", "style": "filled", "fillcolor": fill, "color": style.FAINT}
    return _box(mark, meaning, look)


def _figure_entries(tree: Tree, stances: bool, painted: bool) -> Iterator[Entry]:
    look = labels.darkened if painted else str
    for outcome, ink in style.inks(tree.outcomes).items():
        yield Entry(
            f"outcome:{outcome}",
            f"share of {outcome_name(tree, outcome)} in a bar",
            style.PLAIN,
            label=look(labels.bar([(ink, 1.0)], 40)),
        )
    yield Entry(
        "gauge",
        "filled as far as the probability of being known before the end, of a fact that it holds",
        style.PLAIN,
        label=look(labels.gauge(0.6, 40)),
    )
    yield Entry(
        "gauge of nodes",
        "filled as far as the share of its nodes that is known before the end, on average",
        style.PLAIN,
        label=look(labels.gauge(0.6, 40)),
    )
    yield _words(
        "median",
        "Mar 2031",
        "the date by which half of all worlds know it, or have ended here; none if about half do",
    )
    change = "from the first stance" if stances else "by the item"
    yield _words("points", "+1.4 pp", f"change {change}, in percentage points", style.CHANGE)
    yield _words(
        "several prevent", "+ 1 not first", "and so many must not have been known before the other"
    )
    yield _words("several effects", "+ 4 effects", "and so many effects on nodes of the other")
    yield _words("slowing", "1 slowing", "so many of these effects slow or weaken")
    yield _words("links inside", "4 links inside", "from nodes of the field to others of it")
    yield _words("wide effects", "2 effects on …", "effects that reach no one field: not drawn")
    yield _words("private nodes", "3 private", "so many nodes on which each actor works alone")
    yield _words("expected", "2.5 of 4", "how many nodes are known before the end, on average")
    yield _words("more expected", "(+0.3)", f"change of that {change}")
    yield from _calendar_entries()
    yield _words(
        "delay", "delay ×0.5", "leaks sooner, which is no slowing; above ×1 later, with a tee"
    )
    yield _words("left out", "← +2 more", "so many nodes that lead here, or on, are left out")
    yield _words("range", "2–8", "5th to 95th percentile of an uncertain number")


def _calendar_entries() -> Iterator[Entry]:
    yield _words("acts", "→ all work", "what an effect reaches that is no single node, and how")
    yield _words("whisker", "|—◆—|", "dates by which 5%, half and 95% of all worlds know it")
    yield _words("open whisker", "|—◆—▶", "dates by which 5% and half know it; over 5% never do")
    yield _words("calendar", "2030", "its first of January; the thick line is today")
    bounded = "its first of January; thick lines are today and the horizon"
    yield _words("bounded calendar", "2030", bounded)
    yield _words("today", "TODAY", "what about half of all worlds know by now, or more")
    yield _words("never", "NEVER", "what about half of all worlds, or more, never come to know")


def _words(mark: str, sample: str, meaning: str, color: str = style.INK) -> Entry:
    return Entry(mark, meaning, style.PLAIN, label=labels.stack((labels.badge(sample, color),)))


def sample_vertices(place: int, entry: Entry) -> list[Vertex]:
    """Return the vertices of an entry's sample: one, or the ends of a line."""
    stem = f"legend/{place:02}"
    if entry.line:
        return [Vertex(f"{stem}/{end}", "", style.POINT) for end in ("from", "to")]
    label = entry.label or labels.stack(
        (labels.text(entry.word, 8, style.INK, align="CENTER"),) if entry.word else ()
    )
    return [Vertex(f"{stem}/sample", label, entry.look)]


def sample_line(place: int, entry: Entry) -> Line | None:
    """Return the line of an entry's sample, if it shows one."""
    if not entry.line:
        return None
    stem = f"legend/{place:02}"
    color = entry.look.get("fontcolor", style.INK)
    own = color == style.CHANGE  # what an item adds has bold words
    word = labels.text(entry.word, 8, color, bold=own, align="CENTER")
    label = labels.stack((word,) if entry.word else ())
    return Line(f"{stem}/from", f"{stem}/to", label, entry.look)


def meaning_vertex(place: int, entry: Entry) -> Vertex:
    """Return the words of an entry."""
    rows = (labels.text(line, color=style.INK) for line in wrapped(entry.meaning, _TEXT_WIDTH, 3))
    return Vertex(f"legend/{place:02}/words", labels.stack(rows), style.PLAIN)


def legend_picture(entries: list[Entry]) -> Picture:
    """Return the legend as a picture that is still to be laid out."""
    vertices: list[Vertex] = []
    lines: list[Line] = []
    for place, entry in enumerate(entries):
        samples, words = sample_vertices(place, entry), meaning_vertex(place, entry)
        vertices += [*samples, words]
        if line := sample_line(place, entry):
            free = {k: v for k, v in line.attributes.items() if k != "constraint"}
            lines.append(Line(line.tail, line.head, line.label, free))
        lines.append(Line(samples[-1].name, words.name, attributes={"style": "invis"}))
    return picture(vertices, lines)
