"""Effects as dotted lines with the factor written on them, and a tee where they slow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from render import style
from render.changes import actor_name, when
from render.escape import name
from render.labels import stack, text
from render.marks import Line, Vertex, range_mark
from render.quantiles import median
from render.words import compact, duration, factor, probability, span, wrapped
from techtree.model.effects import Effect, Selector
from techtree.model.numbers import ONE, Fixed, Number
from techtree.model.tree import Hint, Tree

BOX_WIDTH, _LABEL_WIDTH, _CHIP_WIDTH = 34, 24, 24  # characters
_MOST_LINES = 9


def effect_parts(
    tree: Tree, source: str, effects: Iterable[Effect], added: bool = False
) -> Iterator[Vertex | Line]:
    """Yield one line per target of a source's effects, and a chip for each that is no node.

    Effects on the same target in the same direction share a line. A chip says in words what a
    selector reaches, and stands beside its source: forty lines would say no more. ``added`` is
    for the effects of an item.
    """
    chips: dict[str, str] = {}
    for (kind, words, slowing), together in groupby(
        sorted(effects, key=lambda effect: (_reach(tree, effect), effect.key)),
        key=lambda effect: _reach(tree, effect),
    ):
        head = name(words)
        if kind == "chip":
            if words not in chips:
                chips[words] = f"{source}/reach{len(chips)}"
                yield _chip(chips[words], words)
            head = chips[words]
        group = list(together)
        line = _line(source, head, _all_words(tree, group), slowing, added, local=kind == "chip")
        marks = [*line.marks, *(mark for effect in group for mark in range_mark(*_numbers(effect)))]
        if any(effect.kind == "leak" and effect.by != Fixed(0.0) for effect in group):
            marks.append("delay")
        yield replace(line, marks=tuple(marks))


def reach_lines(tree: Tree, effects: Iterable[Effect]) -> Iterator[str]:
    """Say, in the lines of a box, what each effect does that reaches no single node."""
    for effect in sorted(effects, key=lambda effect: (_reach(tree, effect), effect.key)):
        kind, words = _target(tree, effect)
        if kind == "chip":
            said = f"→ {words}: {', '.join(_words(tree, effect))}"
            yield from wrapped(said, BOX_WIDTH, _MOST_LINES)


def hint_line(tree: Tree, node: str, hint: Hint) -> Line | None:
    """Return the line of a hint that another node shows, if it is one."""
    if hint.shown_by is None:
        return None
    seen = hint.shown_by
    words = f"hint {factor(hint.by)}"
    if seen.actor:
        words += f" seen at {actor_name(tree, seen.actor)}"
    rows = wrapped(words, _LABEL_WIDTH, _MOST_LINES)
    line = _line(name(seen.node), name(node), rows, False, False, False)
    return replace(line, marks=(*line.marks, *range_mark(hint.by)))


def slows(effect: Effect) -> bool:
    """Tell whether an effect makes its target slower, less or less likely."""
    by = median(effect.by)
    match effect.kind:
        case "move":
            return False
        case "staff":
            return by < 0
        case "leak":
            return by > 1
        case _:
            return by < 1


def _reach(tree: Tree, effect: Effect) -> tuple[str, str, bool]:
    return (*_target(tree, effect), slows(effect))


def _target(tree: Tree, effect: Effect) -> tuple[str, str]:
    """Return ``("node", id)``, or ``("chip", words)`` for what is no single node."""
    match effect:
        case Effect(move=move) if move is not None:
            whose = "everybody" if move.actor is None else actor_name(tree, move.actor)
            return "chip", f"effort of {whose}: {move.origin} → {move.destination}"
        case Effect(target=Selector(node=str(node))):
            return "node", node
        case Effect(target=Selector(_, field, actor)):
            work = f"all {field} work" if field else "all work"
            return "chip", f"{work} of {actor_name(tree, actor)}" if actor else work
        case _:
            return "chip", "all work"


def _all_words(tree: Tree, effects: Iterable[Effect]) -> list[str]:
    """Return what stands on the line of some effects: where one ends, the next starts with `and`.

    What takes a line each needs no `and`.
    """
    each = [_words(tree, effect) for effect in effects]
    joined = any(len(words) > 1 for words in each)
    rest = [[f"and {words[0]}", *words[1:]] if joined else words for words in each[1:]]
    return [line for words in (*each[:1], *rest) for line in words]


def _numbers(effect: Effect) -> tuple[Number | None, ...]:
    """Return the numbers that the words of an effect show as ranges."""
    efficiency = effect.move.efficiency if effect.move else None
    return effect.by, effect.after, effect.lasts, effect.chance, efficiency


def _words(tree: Tree, effect: Effect) -> list[str]:
    parts = [_size(tree, effect)]
    if effect.target and effect.target.node and effect.target.actor:
        parts = _at_one_actor(f"{actor_name(tree, effect.target.actor)}:", parts[0])
    if effect.move and effect.move.efficiency != ONE:
        parts.append(f"{probability(effect.move.efficiency)} of it arrives")
    if effect.after != Fixed(0.0):
        parts.append(f"after {duration(effect.after)}")
    if effect.lasts is not None:
        parts.append(f"for {duration(effect.lasts)}")
    if effect.chance is not None:
        parts.append(f"chance {probability(effect.chance)}")
    if effect.at is not None:
        parts.append(when(effect.at, tree))
    return [line for part in parts for line in wrapped(part, _LABEL_WIDTH, _MOST_LINES)]


def _at_one_actor(actor: str, size: str) -> list[str]:
    """Return the size of an effect behind its actor, or below where a line has no room for both."""
    both = f"{actor} {size}"
    return [both] if len(wrapped(both, _LABEL_WIDTH, _MOST_LINES)) == 1 else [actor, size]


def _size(tree: Tree, effect: Effect) -> str:
    by = effect.by
    match effect.kind:
        case "speed":
            return "stops" if by == Fixed(0.0) else factor(by)
        case "depth":
            return f"depth {factor(by)}"
        case "odds" if effect.outcome:
            return f"odds of {effect.outcome} {factor(by)}"
        case "odds":
            return f"odds {factor(by)}"
        case "leak":
            return "publishes" if by == Fixed(0.0) else f"leak delay {factor(by)}"
        case "staff":
            people = span(by, compact)
            return f"{people} staff" if people.startswith("−") else f"+{people} staff"
        case "move":
            return f"moves {probability(by)}"


def _chip(chip: str, words: str) -> Vertex:
    label = stack(text(line, style.SMALL_SIZE, style.INK) for line in wrapped(words, _CHIP_WIDTH))
    return Vertex(chip, label, style.CHIP, ("reach",))


def _line(
    source: str, head: str, words: Sequence[str], slowing: bool, added: bool, local: bool
) -> Line:
    look = dict(style.SLOWER if slowing else style.FASTER)
    if added:
        look |= style.ADDED
    if local:  # the chip stands right behind its source
        look["constraint"] = "true"
    color = style.CHANGE if added else style.INK
    label = stack(
        (text(line, color=color, bold=added, align="CENTER") for line in words),
        "CENTER",
        style.PAPER,
    )
    scaled = any("×" in line for line in words)
    mark = "slower" if slowing else "faster" if scaled else "faster in words"
    return Line(source, head, label, look, (f"{'added ' * added}{mark}",), turn=1 + slowing)
