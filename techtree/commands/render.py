"""`techtree render`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from techtree.commands import exchanging, paging
from techtree.commands.completion import (
    complete_endings,
    complete_fields,
    complete_items,
    complete_nodes,
    complete_outcomes,
    complete_stances,
)
from techtree.commands.failures import say
from techtree.commands.options import (
    Asked,
    output_option,
    simulation_options,
    theme_option,
    tree_argument,
)
from techtree.commands.sections import SectionedCommand

if TYPE_CHECKING:
    from render import Side, Wishes
    from techtree.model.tree import Item, Tree

_DRAWN = ("svg", "png", "pdf", "dot")
_FORMATS = (*_DRAWN, paging.FORMAT, *exchanging.FORMATS)
_TEXT = ("svg", "dot", paging.FORMAT, *exchanging.FORMATS)
_SUFFIXES = {**{name: name for name in (*_DRAWN, paging.FORMAT)}, **exchanging.SUFFIXES}
_SECTIONS = {
    "What is drawn": ("items", "stances", "focus", "depth", "to", "fields", "collapse"),
    "How it is drawn": ("color", "outcome", "time", "theme", "page", "orientation"),
    "Where it goes": ("output", "format"),
    "Its figures": (
        "figures", "samples", "seed", "precision", "engine", "memory", "given", "threads",
    ),
}  # fmt: skip


@click.command("render", cls=SectionedCommand, sections=_SECTIONS)
@tree_argument
@click.option(
    "--item",
    "items",
    metavar="ITEM",
    multiple=True,
    shell_complete=complete_items,
    help="Draw before and after this item, or with this node known now. A page has all items, or "
    "those named.",
)
@click.option(
    "--stance",
    "stances",
    metavar="NAME",
    multiple=True,
    shell_complete=complete_stances,
    help="Draw under this stance. Given twice: both on one layout, what differs marked.",
)
@click.option(
    "--focus",
    metavar="NODE",
    multiple=True,
    shell_complete=complete_nodes,
    help="Only what is within --depth links of this node. Repeatable.",
)
@click.option(
    "--depth",
    type=click.IntRange(0),
    metavar="N",
    help="How many links around the node in focus.  [default: 2]",
)
@click.option(
    "--to",
    metavar="ENDING",
    multiple=True,
    shell_complete=complete_endings,
    help="Only what leads to this ending, or node, by gates and effects on one node. Repeatable.",
)
@click.option(
    "--field",
    "fields",
    metavar="FIELD",
    multiple=True,
    shell_complete=complete_fields,
    help="Only the nodes of this field, and endings. Repeatable.",
)
@click.option(
    "--collapse",
    type=click.Choice(("field",)),
    help="One node for each field, with counts, and one line for all links between two.",
)
@click.option(
    "--color",
    type=click.Choice(("field", "known", "time", "shift", "stance")),
    default="field",
    show_default=True,
    help="Colour nodes by field; by the probability that they are known before the end; by median "
    "date; by what they would shift, were they known now; by how two stances differ.",
)
@click.option(
    "--outcome",
    metavar="NAME",
    shell_complete=complete_outcomes,
    help="With --color shift: of this outcome's probability, not of the expected value.",
)
@click.option(
    "--time", is_flag=True, help="Along a calendar: median dates, with 5 to 95% as whiskers."
)
@theme_option
@click.option(
    "--page",
    type=click.Choice(("a4", "a3", "letter", "slide")),
    help="Fit on this page, with margins; a slide is 16:9. Default: as large as it needs to be.",
)
@click.option(
    "--orientation",
    type=click.Choice(("auto", "landscape", "portrait")),
    default="auto",
    show_default=True,
    help="How the page lies; auto takes what comes out larger.",
)
@output_option
@click.option(
    "--format",
    "format",
    type=click.Choice(_FORMATS),
    help="Default: what the name of the file ends with, else svg.",
)
@click.option(
    "--figures/--no-figures",
    default=True,
    help="Simulate, and show probabilities and dates; on by default.",
)
@simulation_options
def command(
    tree: str,
    output: str | None,
    format: str | None,
    items: tuple[str, ...],
    stances: tuple[str, ...],
    outcome: str | None,
    figures: bool,
    asked: Asked,
    **drawn: Any,
) -> None:
    """Draw a tree; a tree before and after an item; or a tree under two stances.

    All but PNG and PDF goes to standard output where no FILE is given. GraphML and node-link JSON
    carry the whole tree, which `techtree import` reads back.

    HTML is a page to explore the tree with, under its stances and with its items (all of them, or
    those named): one file that needs no network. Every node is asked about as well, with a quarter
    of the samples, which are 4,000 where no number is given.

    A large tree is drawn in part (--focus, --to, --field) or by field (--collapse field); what is
    left out is counted in the drawing. A message tells where words come out too small to be read.
    Above 2,000 nodes or 10,000 links in one drawing only DOT text is written, to be laid out
    elsewhere.
    """
    from techtree.commands.opening import open_tree
    from techtree.commands.writing import STDOUT, check_target, deliver
    from techtree.errors import UsageError
    from techtree.files.near_miss import did_you_mean

    check_target(output, tree)
    chosen = _format(output, format)
    if output is None and chosen not in _TEXT:
        raise UsageError(f"{chosen} is not text: name a file with -o FILE (`-o {STDOUT}` insists)")
    if chosen == paging.FORMAT:
        deliver(paging.paged(open_tree(tree), items, stances, figures, asked), output)
        return
    if len(items) > 1:
        raise UsageError("one item at most is drawn; a page (--format html) has several")
    item = items[0] if items else None
    if len(stances) > 2:
        raise UsageError("two stances at most are drawn together")
    if chosen in exchanging.FORMATS:
        _refuse_drawn(chosen, stances)
        stance = stances[0] if stances else None
        deliver(exchanging.exchanged(tree, chosen, item, stance, _view), output)
        return
    if outcome is not None and drawn["color"] != "shift":
        raise UsageError("--outcome says what is shifted, so it needs --color shift")
    if drawn["depth"] is not None and not drawn["focus"]:
        raise UsageError("--depth counts links around a node in focus, so it needs --focus NODE")
    whole = open_tree(tree)
    found = [_view(whole, stance) for stance in stances] or [whole]
    if outcome is not None and outcome not in whole.outcomes:
        guess = did_you_mean(outcome, whole.outcomes)
        known = ", ".join(whole.outcomes)
        raise UsageError(f"there is no outcome '{outcome}'{guess or f'; there is {known}'}")
    named = None
    if item is not None:
        from techtree.impact.settings import find_item

        named = find_item(found[0], item)

    from render import Side, Wishes, check_drawing, draw, places_given
    from techtree.impact.settings import with_given

    wishes = _wishes(Wishes, drawn)
    both = len(found) > 1
    laid_out = chosen != "dot" or places_given(wishes, named is not None, both)
    check_drawing(found, wishes, named is not None, laid_out)
    all_figures: list[Any] = [None, None]
    caption = None
    if figures:
        from techtree.commands.drawing_figures import Wanted, figured

        worlds: list[tuple[Tree, Item | None]] = [(view, None) for view in found]
        worlds += [(found[0], named)] if named is not None else []
        wanted = Wanted(wishes.time, wishes.color == "shift", outcome)
        all_figures[: len(worlds)], caption = figured(worlds, asked, wanted)
    elif wishes.time or wishes.color != "field":
        what = "--time" if wishes.time else f"--color {wishes.color}"
        raise UsageError(f"{what} shows figures, so it does not go with --no-figures")
    found = [with_given(view, asked.given) for view in found]
    sides = _sides(Side, whole, stances, found, all_figures) if both else None
    result = draw(
        found[0],
        figures=all_figures[0],
        item=named,
        figures_with=all_figures[1] if named is not None else None,
        format=chosen,  # type: ignore[arg-type]  # one of _FORMATS
        caption=caption,
        wishes=wishes,
        sides=sides,
        remark=lambda words: say(f"warning: {words}"),
    )
    deliver(result, output)


def _wishes(kind: type[Wishes], drawn: dict[str, Any]) -> Wishes:
    """Return what the options wish for, each name once."""
    wished = dict(drawn, collapse=drawn["collapse"] is not None)
    wished |= {key: tuple(dict.fromkeys(drawn[key])) for key in ("focus", "to", "fields")}
    return kind(**{key: value for key, value in wished.items() if value is not None})


def _sides(
    kind: type[Side], whole: Tree, names: tuple[str, ...], trees: list[Tree], figures: list[Any]
) -> tuple[Side, Side]:
    first, second = (
        kind(whole.stances[name].title or name, tree, *([found] if found else []))
        for name, tree, found in zip(names, trees, figures, strict=True)
    )
    return first, second


def _refuse_drawn(format: str, stances: tuple[str, ...]) -> None:
    """Raise `UsageError` for options of drawings beside a format that holds a tree."""
    from techtree.errors import UsageError

    ctx = click.get_current_context()
    for name in (*_SECTIONS["What is drawn"], *_SECTIONS["How it is drawn"]):
        given = ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
        if given and name not in ("items", "stances"):
            option = next(p for p in ctx.command.params if p.name == name)
            raise UsageError(
                f"{option.opts[0]} is for drawings; {format} carries the whole tree, without places"
            )
    if len(stances) > 1:
        raise UsageError(f"{format} has no place for two stances; name one")


def _format(output: str | None, format: str | None) -> str:
    from techtree.errors import UsageError

    if format is not None:
        return format
    suffix = Path(output).suffix.lower().removeprefix(".") if output else ""
    if not suffix:
        return "svg"
    if suffix not in _SUFFIXES:
        known = ", ".join(f".{name}" for name in _SUFFIXES)
        raise UsageError(f"no format is called {suffix!r}; end the name with {known}")
    return _SUFFIXES[suffix]


def _view(tree: Tree, stance: str | None) -> Tree:
    from techtree.commands.opening import find_stance
    from techtree.errors import UsageError

    if stance is None:
        return tree
    if stance in ("all", "mix"):
        raise UsageError(f"'{stance}' is not one tree; draw it under one stance")
    return find_stance(tree, stance).tree
