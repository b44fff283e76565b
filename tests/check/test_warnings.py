"""What is odd about a tree, found without running it."""

import pytest

from techtree.check import warnings
from techtree.check.effects import selector_reach
from techtree.files import parse_tree

HEAD = """\
techtree: 1
start: 2026
outcomes: {good: 1, bad: 0}
sources: {s: }
source: s
"""
END = "  end: {requires: a, work: 1, ending: {good: 0.5, bad: 0.5}}\n"


def found(body: str) -> list[str]:
    """Return the warnings of a tree as `line:column code message`."""
    parsed = parse_tree((HEAD + body).encode(), "t")
    assert parsed.tree is not None, "\n".join(map(str, parsed.problems))
    return [
        f"{w.place.line}:{w.place.column} {w.code} {w.message}"
        for w in warnings(parsed.tree, parsed.places)
    ]


def nodes(text: str, rest: str = "") -> list[str]:
    """Return the warnings of a tree with nodes from line 7 on, after a node `a` and an ending."""
    return found(f"nodes:\n  a: {{field: f, work: 1}}\n{END}{text}{rest}")


def test_a_sound_tree_has_none() -> None:
    assert nodes("  b: {requires: a, work: 1, effects: [{speed: end, by: 2}]}\n") == []


@pytest.mark.parametrize(
    ("body", "warning"),
    [
        ("x: {chance: 0}", "9:3 never-known 'x' can never be known: its chance is 0"),
        (
            "x: {chance: 0, effects: [{speed: a, by: 2}, {speed: end, by: 2}]}",
            "9:3 never-known 'x' can never be known: its chance is 0, and its 2 effects never act",
        ),
        (
            "x: {requires: end}",
            "9:3 never-known 'x' can never be known: its gate needs 'end', which ends the world",
        ),
        (
            "x: {requires: end, ending: good}",
            "9:3 ending-never-reached the ending 'x' can never be reached: "
            "its gate needs 'end', which ends the world",
        ),
    ],
)
def test_nodes_that_can_never_be_known(body: str, warning: str) -> None:
    assert nodes(f"  {body}\n") == [warning]


def test_what_waits_for_the_impossible_is_impossible() -> None:
    text = "  x: {chance: 0}\n  y: {requires: [a, x]}\n  z: {requires: {any: [a, x]}}\n"
    text += "  v: {requires: {weighted: {a: 1, x: 1}}}\n"
    text += "  w: {requires: {all: [{weighted: {a: 1, x: 1}}]}}\n"
    text += "  u: {requires: {not_before: [x, a]}}\n  t: {requires: {before: [x, a]}}\n"
    assert [warning.split()[2] for warning in nodes(text)] == ["'x'", "'y'", "'w'", "'t'"]


def test_an_item_can_make_a_node_possible() -> None:
    assert nodes("  x: {chance: 0}\n", "items: {i: {unlocks: x}}\n") == []


ACTORS = "actors: {lab: {effort: {f: 1, g: 0}}, other: {effort: {h: 1}}}\n"


def test_fields_in_which_nobody_has_effort() -> None:
    (warning,) = nodes("  x: {field: g, work: 1}\n", ACTORS)
    assert warning == ("9:3 no-effort 'x' can never be known: nobody has effort in the field 'g'")


def test_what_is_given_to_some_and_free_for_others() -> None:
    given = "  x: {field: %s, private: true, unlocked: [lab]%s}\n"
    (warning,) = nodes(given % ("h", ""), ACTORS)
    assert warning == (
        "9:3 learned-at-once 'x' is unlocked for 'lab', but 'other' completes it at time 0, as it "
        "takes no work; give it work, or a field of its own"
    )
    assert nodes(given % ("f", ""), ACTORS) == []
    assert nodes(given % ("h", ", work: 1"), ACTORS) == []


def test_public_nodes_without_work_need_nobody() -> None:
    assert nodes("  x: {field: g}\n", ACTORS) == []


def test_moves_bring_effort() -> None:
    text = "  x: {field: g, work: 1}\n"
    text += "  m: {effects: [{move: {actor: lab, from: f, to: g}, by: 0.5}]}\n"
    assert nodes(text, ACTORS) == []


@pytest.mark.parametrize(
    ("effect", "part"),
    [
        ("{odds: a, by: 2}", "'a' has no chance, so it works out anyway"),
        ("{odds: end, of: undecided, by: 2}", "'end' never ends as 'undecided'"),
        ("{leak: end, by: 0}", "'end' is an ending, which does not leak"),
        ("{speed: known, by: 2}", "'known' is known from the start"),
        ("{speed: quick, by: 2}", "'quick' has no work"),
        ("{speed: {node: a, field: g}, by: 2}", "'a' is not of the field 'g'"),
        ("{speed: {field: only}, by: 2}", "no other node that it could change matches"),
        ("{speed: {actor: other, node: a}, by: 2}", "'other' has no effort in the field 'f'"),
        ("{move: {actor: other, from: f, to: g}, by: 1}", "'other' has no effort in the field 'f'"),
    ],
)
def test_effects_that_reach_nothing(effect: str, part: str) -> None:
    text = "  known: {unlocked: true}\n  quick:\n  gee: {field: g}\n"
    text += f"  x: {{field: only, effects: [{effect}]}}\n"
    (warning,) = nodes(text, ACTORS)
    assert warning.startswith("12:") and " reaches-nothing " in warning
    assert part in warning


@pytest.mark.parametrize(
    "effect",
    ["{speed: a, by: 1}", "{staff: big, add: 0}", "{speed: a, by: 2, chance: 0}"],
)
def test_effects_that_change_nothing(effect: str) -> None:
    (warning,) = nodes(f"  big: {{work: 1, staff: 3}}\n  x: {{effects: [{effect}]}}\n")
    assert warning.startswith("10:") and " changes-nothing " in warning


@pytest.mark.parametrize(
    ("effects", "warned"),
    [
        ("{odds: end, of: good, by: 3}", True),
        ("{odds: end, of: bad, by: 0.2 to 0.5}", True),
        ("{odds: end, of: bad, by: 3}", False),
        ("{odds: end, of: good, by: 0.5}", False),
        ("{speed: b, by: 0.5}", False),
    ],
)
def test_speed_into_what_protects(effects: str, warned: bool) -> None:
    text = f"  b: {{work: 1}}\n  evals: {{work: 1, effects: [{effects}]}}\n"
    text += "  rush: {effects: [{speed: evals, by: 2}]}\n"
    codes = [warning.split()[1] for warning in nodes(text)]
    assert codes == (["speed-into-protective"] if warned else [])


def test_speed_into_what_holds_up_a_bad_ending() -> None:
    text = "  doom: {work: 5, ending: bad}\n  pause: {work: 1, effects: [{speed: doom, by: 0.1}]}\n"
    text += "  rush: {effects: [{speed: pause, by: 2}]}\n"
    (warning,) = nodes(text)
    assert warning == (
        "11:20 speed-into-protective 'pause' has effects of its own that protect; with `speed` it "
        "is done sooner, not better: is `depth` meant?"
    )


@pytest.mark.parametrize(
    ("node", "warned"),
    [
        ("{leak: 1}", ["idle-leak"]),
        ("{hint: 2}", ["idle-hint"]),
        ("{hint: {by: 2, shown_by: a}}", []),
        ("{leak: 1, private: true}", []),
        ("{leak: 1, unlocked: [world]}", []),
        ("{leak: 1, ending: good}", ["idle-leak"]),
    ],
)
def test_leaks_and_hints_of_public_nodes(node: str, warned: list[str]) -> None:
    assert [warning.split()[1] for warning in nodes(f"  x: {node}\n")] == warned


def test_a_leak_of_a_node_that_an_item_gives_to_one_actor() -> None:
    assert nodes("  x: {leak: 1}\n", "items: {i: {unlocks: {x: {to: world}}}}\n") == []


def test_items_that_change_nothing() -> None:
    text = "  known: {unlocked: true}\n"
    rest = "items:\n  empty:\n  late: {unlocks: known}\n  unlucky: {chance: 0, unlocks: a}\n"
    rest += "  fine: {unlocks: [a, known]}\n"
    assert nodes(text, rest) == [
        "11:3 changes-nothing the item 'empty' changes nothing; "
        "give it `unlocks`, `blocks`, `removes`, `effects` or `nodes`",
        "12:3 changes-nothing the item 'late' changes nothing",
        "12:19 changes-nothing 'known' is known from the start, so unlocking it changes nothing",
        "13:3 changes-nothing the item 'unlucky' changes nothing: its chance is 0",
        "14:23 changes-nothing 'known' is known from the start, so unlocking it changes nothing",
    ]


def test_blocks_that_change_nothing() -> None:
    # A block at the start beats `unlocked`; later, what is known stays known.
    text = "  known: {unlocked: true}\n  x: {chance: 0}\n"
    rest = "items:\n  i: {blocks: [known, a]}\n  j: {blocks: {known: {at: 1}, x: , a: }}\n"
    assert nodes(text, rest)[1:] == [
        "13:16 changes-nothing 'known' is known by then, so blocking it changes nothing",
        "13:32 changes-nothing 'x' is impossible anyway, so blocking it changes nothing",
    ]


def test_stances_that_change_nothing() -> None:
    rest = "stances:\n  as_written: {weight: 1}\n  same: {set: {nodes.a.work: 1}}\n"
    rest += "  other: {set: {nodes.a.work: 2}}\n"
    assert nodes("", rest) == [
        "11:3 changes-nothing the stance 'same' changes nothing: its numbers are those of the tree"
    ]


def test_a_tree_without_an_ending() -> None:
    (warning,) = found("nodes:\n  a: {work: 1}\n")
    assert warning.startswith("7:3 no-ending")


def test_numbers_without_a_source_are_summed_up_in_one_warning() -> None:
    text = "techtree: 1\noutcomes: {good: {value: 1, source: s}}\nsources: {s: }\n"
    text += "nodes:\n  a: {work: 1, chance: 0.5}\n  end: {work: 2, ending: good, source: s}\n"
    parsed = parse_tree(text.encode(), "t")
    assert parsed.tree is not None
    assert [str(w) for w in warnings(parsed.tree, parsed.places)] == [
        "t:5:13: warning: 2 of 4 numbers name no source: nodes.a.work (line 5), "
        "nodes.a.chance (line 5)"
    ]


def test_what_selectors_reach_can_be_listed() -> None:
    text = "nodes:\n  a: {field: f, effects: [{speed: {field: f}, by: 2}]}\n  b: {field: f}\n"
    parsed = parse_tree((HEAD + text).encode(), "t")
    assert parsed.tree is not None
    assert selector_reach(parsed.tree) == {"nodes.a.effects.0": ("b",)}
