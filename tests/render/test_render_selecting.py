"""Parts of a tree: which nodes are drawn, and how what is left out is counted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from render_samples import sample_tree, two_roads
from svg_reading import boxes, words

from render import RenderError, Wishes, draw, refuse_large
from render.selecting import Left, select
from techtree.model.gates import All, AtLeast, Known
from techtree.model.numbers import Fixed
from techtree.model.tree import Node, Tree


def chain(length: int) -> Tree:
    """Return a tree in which n0 opens n1, and so on, up to the ending."""
    base = two_roads()
    nodes = {
        f"n{place}": Node(
            f"n{place}",
            field="even" if place % 2 == 0 else "odd",
            work=Fixed(1.0),
            requires=Known(f"n{place - 1}") if place else None,
        )
        for place in range(length)
    }
    end = replace(base.nodes["end"], requires=Known(f"n{length - 1}"), field=None)
    return replace(base, nodes={**nodes, "end": end})


@pytest.mark.parametrize(
    ("wishes", "kept"),
    [
        (Wishes(focus=("n3",), depth=0), {"n3"}),
        (Wishes(focus=("n3",), depth=1), {"n2", "n3", "n4"}),
        (Wishes(focus=("n0", "n5"), depth=1), {"n0", "n1", "n4", "n5", "end"}),
        (Wishes(to=("n2",)), {"n0", "n1", "n2"}),
        (Wishes(fields=("even",)), {"n0", "n2", "n4", "end"}),
        (Wishes(focus=("n3",), depth=2, to=("n4",), fields=("odd",)), {"n1", "n3"}),
        (Wishes(focus=("n3",), depth=1000), {f"n{place}" for place in range(6)} | {"end"}),
    ],
)
def test_what_is_kept(wishes: Wishes, kept: set[str]) -> None:
    found = select([chain(6)], wishes)
    assert found is not None
    assert found.kept == kept
    rest = 7 - len(kept)
    assert found.words.endswith(f"+{rest} more" if rest else "none left out")


def test_what_is_left_out_is_counted_beside_each_node() -> None:
    found = select([chain(6)], Wishes(focus=("n3",), depth=1))
    assert found is not None
    assert found.left == {"n2": Left(1, 0), "n4": Left(0, 1)}


def test_effects_and_hints_are_links_too() -> None:
    tree = sample_tree()
    found = select([tree], Wishes(to=("deception",)))
    assert found is not None
    assert {"evals", "agents", "release"} <= found.kept  # gate, gate, and a hint for agents
    near = select([tree], Wishes(focus=("automation",), depth=1))
    assert near is not None
    assert near.kept == {"automation", "agents", "oversight", "interp"}  # the last by an effect


def test_what_is_left_out_is_written() -> None:
    shown = words(draw(chain(6), wishes=Wishes(focus=("n3",), depth=1)))
    assert "3 of 7 nodes drawn (within 1 link of “n3”), +4 more" in shown
    assert {"← +1 more", "+1 more →"} <= set(shown)
    assert "so many nodes that lead here, or on," in shown


def test_lines_to_what_is_left_out_are_not_drawn() -> None:
    tree = two_roads()
    gate = All((Known("oversight"), AtLeast(1, (Known("pause"), Known("pause")))))
    end = replace(tree.nodes["end"], requires=gate)
    svg = draw(
        replace(tree, nodes={**tree.nodes, "end": end}),
        wishes=Wishes(fields=("alignment",)),
    )
    found = {name for name in boxes(svg) if not name.startswith(("legend", "sheet", "rule"))}
    assert {"oversight", "end"} <= found
    assert not [name for name in found if "pause" in name or name.endswith("/gate")]


@pytest.mark.parametrize(
    ("wishes", "says"),
    [
        (Wishes(focus=("n33",)), "no node named 'n33'; did you mean 'n3'"),
        (Wishes(to=("edn",)), "no node named 'edn'; did you mean 'end'"),
        (Wishes(fields=("evne",)), "no field named 'evne'; did you mean 'even'"),
        (Wishes(focus=("n0",), depth=1, to=("n0",), fields=("odd",)), "nothing is left to draw"),
        (Wishes(focus=("n0",), depth=-1), "below 0"),
    ],
)
def test_what_cannot_be_selected_is_an_error(wishes: Wishes, says: str) -> None:
    with pytest.raises(RenderError, match=says):
        draw(chain(6), wishes=wishes)


def test_a_part_of_a_tree_too_large_to_draw_can_be_drawn() -> None:
    tree = chain(2_500)
    with pytest.raises(RenderError, match="at most 2,000"):
        refuse_large(tree)
    assert "n7" in words(draw(tree, wishes=Wishes(focus=("n7",), depth=1)))
    assert "1,250 nodes" in " ".join(words(draw(tree, wishes=Wishes(collapse=True))))


def test_an_item_goes_with_a_part_of_a_tree() -> None:
    svg = draw(sample_tree(), item="publish", wishes=Wishes(focus=("search",), depth=1))
    found = boxes(svg)
    assert {"before/search", "after/search", "after/item/publish"} <= set(found)
    assert "after/moratorium" not in found
