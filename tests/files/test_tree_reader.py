"""What a tree file says, in all its forms and shorthands."""

import math

import pytest

from files.snippets import DESIGN_TREE, problems, read
from techtree.files import parse_tree, read_tree
from techtree.model.effects import Effect, Move, Selector
from techtree.model.gates import All, AtLeast, Before, Gate, Known, Weighted
from techtree.model.numbers import Distribution, Fixed, Mixture, Uncertain
from techtree.model.tree import NEVER, Block, Ending, Hint, Node, Removal, Unlock


def node(body: str, rest: str = "") -> Node:
    return read(f"nodes:\n  x: {body}\n  a:\n  b:\n  c: {{field: f}}\n{rest}").nodes["x"]


def test_the_example_of_the_format(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "race.yaml"
    path.write_bytes(DESIGN_TREE)
    tree = read_tree(path)
    assert tree.title == "A race in miniature"
    assert (tree.start, tree.horizon) == (2026.0, Fixed(30.0))
    assert tree.digest == parse_tree(b"# a comment\n" + DESIGN_TREE, "x").tree.digest
    assert tree.digest != parse_tree(DESIGN_TREE + b"note: more\n", "x").tree.digest
    assert list(tree.outcomes) == ["aligned", "misaligned", "undecided"]
    sigma = math.log(6) / (2 * 1.6448536269514722)
    leak = tree.leak
    assert isinstance(leak, Uncertain) and leak.key == "parameters.leak" and leak.shared
    assert isinstance(leak.distribution, Distribution)
    assert leak.distribution.args == pytest.approx((math.sqrt(3 * 18) / 12, sigma))
    assert tree.actors["lab_b"].default_effort == Fixed(0.2)
    assert tree.actors["lab_b"].luck == Fixed(0.3)
    agents = tree.nodes["agents"]
    assert agents.private and agents.requires == AtLeast(1, (Known("rlhf"), Known("search")))
    assert tree.nodes["rlhf"].unlocked == ((None, Fixed(0.0)),)
    end = tree.nodes["superintelligence"]
    assert end.ending == Ending((("aligned", Fixed(0.3)), ("misaligned", Fixed(0.7))))
    assert end.requires == Weighted(((Known("agents"), Fixed(3)), (Known("oversight"), Fixed(1))))
    (effect,) = tree.nodes["oversight"].effects
    assert (effect.kind, effect.outcome, effect.source) == ("odds", "aligned", "post")
    (slower,) = tree.nodes["moratorium"].effects
    assert slower.target == Selector(field="capability") and slower.lasts == Fixed(2.0)
    item = tree.items["publish_agents"]
    assert item.unlocks == (Unlock("agents", channel="leakage: published"),)
    assert item.effects[0].move == Move("lab_b", "alignment", "capability", Fixed(0.3))
    assert item.channels == ("leakage: published", "race: diverted resources")
    (claim,) = tree.claims
    assert (claim.that, claim.by, claim.probability) == ("superintelligence", Fixed(10), Fixed(0.5))
    assert tree.stances["worried"].weight == 0.4


def test_places_are_found_by_path() -> None:
    places = parse_tree(DESIGN_TREE, "t").places
    found = {
        path: (places[path].line, places[path].column)
        for path in (
            "nodes.oversight",
            "nodes.oversight.work",
            "nodes.oversight.effects.0",
            "nodes.oversight.effects.0.by",
            "stances.worried",
            "items.publish_agents.effects.0.efficiency",
            "parameters.leak",
            "leak",
        )
    }
    assert found == {
        "nodes.oversight": (19, 3),
        "nodes.oversight.work": (23, 11),
        "nodes.oversight.effects.0": (26, 9),
        "nodes.oversight.effects.0.by": (26, 52),
        "stances.worried": (44, 3),
        "items.publish_agents.effects.0.efficiency": (51, 86),
        "parameters.leak": (12, 3),
        "leak": (13, 7),
    }


def test_a_five_line_tree_has_one_actor_and_no_horizon() -> None:
    tree = parse_tree(b"techtree: 1\noutcomes: {good: 1}\nnodes: {x: {ending: good}}\n", "t").tree
    assert tree is not None
    assert tree.actors["world"].default_effort == Fixed(1.0)
    assert (tree.horizon, tree.leak, tree.returns) == (None, NEVER, Fixed(1.0))
    assert tree.outcomes["undecided"].value is None
    assert tree.nodes["x"].ending == Ending((("good", Fixed(1.0)),))
    assert tree.title == "t"


A, B, C = Known("a"), Known("b"), Known("c")
LAB = "actors: {lab: {effort: 1}, other: {effort: {f: 2, default: 1}}}\n"


@pytest.mark.parametrize(
    ("text", "gate"),
    [
        ("a", A),
        ("a@lab", Known("a", "lab")),
        ("[a, b]", All((A, B))),
        ("[a]", All((A,))),
        ("{all: [a, b]}", All((A, B))),
        ("{any: [a, b]}", AtLeast(1, (A, B))),
        ("{at_least: 2, of: [a, b, c]}", AtLeast(2, (A, B, C))),
        ("{weighted: {a: 3, b@lab: 1}}", Weighted(((A, Fixed(3)), (Known("b", "lab"), Fixed(1))))),
        ("{before: [a, b]}", Before(A, B, Fixed(0))),
        ("{before: [a@lab, b], by: 6 months}", Before(Known("a", "lab"), B, Fixed(0.5))),
        ("{not_before: [a, b]}", Before(A, B, Fixed(0), negated=True)),
        (
            "[a, {any: [b, {weighted: {c: 1}}]}]",
            All((A, AtLeast(1, (B, Weighted(((C, Fixed(1)),)))))),
        ),
        ("{weighted: {a: 3, b: 1}, note: guessed}", Weighted(((A, Fixed(3)), (B, Fixed(1))))),
    ],
)
def test_gates(text: str, gate: Gate) -> None:
    assert node(f"{{requires: {text}}}", LAB).requires == gate


@pytest.mark.parametrize(
    ("text", "unlocked"),
    [
        ("true", ((None, Fixed(0.0)),)),
        ("false", ()),
        ("[lab, other]", (("lab", Fixed(0.0)), ("other", Fixed(0.0)))),
        ("lab", (("lab", Fixed(0.0)),)),
        ("-0.5", ((None, Fixed(-0.5)),)),
        ("-6 months", ((None, Fixed(-0.5)),)),
        ("2025-07", ((None, Fixed(-0.5)),)),
        ("2024", ((None, Fixed(-2.0)),)),
        ("{lab: 2025, other: true}", (("lab", Fixed(-1.0)), ("other", Fixed(0.0)))),
        (
            '"uniform(-2, -1)"',
            ((None, Uncertain("nodes.x.unlocked", Distribution("uniform", (-2, -1)), "race")),),
        ),
    ],
)
def test_what_was_unlocked(text: str, unlocked: tuple[object, ...]) -> None:
    assert node(f"{{unlocked: {text}}}", LAB).unlocked == unlocked


def test_hints() -> None:
    assert node("{private: true, hint: 2}").hint == Hint(Fixed(2))
    assert node("{hint: {by: 2, shown_by: a}}").hint == Hint(Fixed(2), A)
    assert node("{hint: {by: 2, shown_by: a@lab}}", LAB).hint == Hint(Fixed(2), Known("a", "lab"))


def effect(body: str, rest: str = "") -> Effect:
    (only,) = node(f"{{effects: [{body}]}}", rest).effects
    return only


def test_effects_of_every_kind() -> None:
    speed = effect("{speed: a, by: 2, for: 6 months, after: 1 year, chance: 0.5, channel: c}")
    assert speed == Effect(
        "nodes.x.effects.0",
        "speed",
        Fixed(2),
        Selector("a"),
        after=Fixed(1),
        lasts=Fixed(0.5),
        chance=Fixed(0.5),
        channel="c",
    )
    depth = effect("{depth: {field: f, actor: lab}, by: 0.5, id: rush}", LAB)
    assert depth.key == "nodes.x.effects.rush"
    assert depth.target == Selector(None, "f", "lab")
    leak = effect("{leak: {node: a, actor: lab}, by: 0}", LAB)
    assert (leak.kind, leak.target) == ("leak", Selector("a", None, "lab"))
    move = effect("{move: {from: f, to: g}, by: 20%, efficiency: 0.3}")
    assert move.move == Move(None, "f", "g", Fixed(0.3)) and move.by == Fixed(0.2)
    staff = read("nodes: {x: {effects: [{staff: y, add: 5}]}, y: {staff: 20}}").nodes["x"].effects
    assert (staff[0].kind, staff[0].by) == ("staff", Fixed(5))


def test_whose_doubt_a_number_is() -> None:
    tree = parse_tree(
        b"techtree: 1\nstart: 2026\nhorizon: 10 to 20\nleak: 1 to 2\n"
        b"outcomes: {good: 1, undecided: 0.2 to 0.3}\nparameters: {p: 1 to 2}\n"
        b"nodes:\n  x:\n    private: true\n    work: 1 to 2\n    leak: 1 to 2\n    hint: 1 to 2\n"
        b"    chance: 0.1 to 0.2\n    staff: 1 to 2\n    requires: {before: [a, b], by: 1 to 2}\n"
        b"    effects: [{speed: a, by: 1 to 2, for: 1 to 2, after: 1 to 2}]\n"
        b"  a: {work: $p}\n  b:\n",
        "t",
    ).tree
    assert tree is not None
    x = tree.nodes["x"]
    (speed,) = x.effects
    assert isinstance(x.requires, Before) and x.hint is not None
    race = [tree.horizon, tree.leak, x.work, x.leak, x.requires.by, speed.lasts, speed.after]
    doubt = [x.chance, x.hint.by, x.staff, speed.by, tree.outcomes["undecided"].value]
    doubt.append(tree.nodes["a"].work)
    assert [number.doubt for number in race if isinstance(number, Uncertain)] == ["race"] * 7
    assert [number.doubt for number in doubt if isinstance(number, Uncertain)] == ["input"] * 6


def test_effort_is_a_map_or_one_number() -> None:
    actors = read(f"{LAB}nodes: {{x: {{field: f}}}}").actors
    assert (actors["lab"].effort, actors["lab"].default_effort) == ({}, Fixed(1))
    assert (actors["other"].effort, actors["other"].default_effort) == ({"f": Fixed(2)}, Fixed(1))


def test_items() -> None:
    item = read(
        f"{LAB}nodes: {{a: , b: , c: {{field: f}}}}\nitems:\n  i:\n    cost: 2\n    chance: 0.5\n"
        "    at: 2027\n    unlocks: {a: , b: {to: lab, at: 6 months, channel: leak}}\n"
        "    blocks: [c]\n    removes: {other: {channel: r}}\n"
        "    effects: [{speed: own, by: 2, at: 2028, id: push}]\n"
        "    nodes: {own: {requires: a, work: 1, channel: own}}\n"
    ).items["i"]
    assert (item.cost, item.chance, item.at) == (Fixed(2), Fixed(0.5), Fixed(1.0))
    assert item.unlocks == (Unlock("a"), Unlock("b", "lab", Fixed(0.5), "leak"))
    assert item.blocks == (Block("c"),) and item.removes == (Removal("other", channel="r"),)
    assert item.effects[0].key == "items.i.effects.push" and item.effects[0].at == Fixed(2.0)
    assert item.nodes[0].id == "own" and item.nodes[0].channel == "own"


def test_numbers_as_maps() -> None:
    assert node("{work: {lognormal: [6 months, 0.5]}}").work == Uncertain(
        "nodes.x.work", Distribution("lognormal", (0.5, 0.5)), "race"
    )
    assert node("{work: {exponential: 3}}").work == Uncertain(
        "nodes.x.work", Distribution("exponential", (3.0,)), "race"
    )
    mixture = node("{work: {mixture: [[0.3, 2], [70%, exponential(5)]]}}").work
    assert isinstance(mixture, Uncertain)
    assert mixture.distribution == Mixture(
        ((0.3, Fixed(2.0)), (0.7, Distribution("exponential", (5.0,))))
    )
    assert node('{work: {value: "6 months", note: guessed, as_of: 2026-01}}').work == Fixed(0.5)


def test_parameters_take_their_kind_from_as_or_from_how_they_are_written() -> None:
    tree = read(
        "parameters:\n  share: {value: 0.2 to 0.6, as: probability}\n  delay: 3 to 18 months\n"
        "  factor: 2 to 6\n  same: $delay\n  fixed: 0.3\n  word: likely\n  when: 2030\n"
        "nodes:\n  x: {chance: $share, work: $delay, effects: [{speed: y, by: $factor}]}\n"
        "  y: {chance: $fixed, work: $same}\n  z: {chance: $word, work: $factor}\n"
        "items: {i: {at: $when, unlocks: y}}\n"
    )
    x, y, z = tree.nodes["x"], tree.nodes["y"], tree.nodes["z"]
    assert isinstance(x.chance, Uncertain) and x.chance.distribution.family == "logitnormal"  # type: ignore[union-attr]
    assert x.work == y.work and isinstance(x.work, Uncertain) and x.work.key == "parameters.delay"
    assert y.chance == Fixed(0.3)
    assert isinstance(z.chance, Uncertain) and z.chance.key == "parameters.word"
    assert tree.items["i"].at == Fixed(4.0)


def test_shares_with_a_rest() -> None:
    ending = node("{ending: {good: 0.2 to 0.4, bad: rest}}").ending
    assert ending is not None and ending.remainder == (("bad", 1.0),)


def test_numbers_are_counted_and_sources_cover_what_is_inside() -> None:
    tree = read(
        "sources: {s: {title: S}}\nparameters: {p: {value: 3, source: s}}\n"
        "nodes:\n  x: {work: $p, chance: 0.5, source: [s]}\n"
        "  y: {work: {value: 1, source: s}, chance: 0.5, effects: [{speed: x, by: 2, source: s}]}\n"
    )
    # good, bad, p, x.chance, y.work, y.chance, the effect; a use of p is not counted again
    assert (tree.numbers.total, tree.numbers.sourced) == (7, 4)
    assert tree.numbers.unsourced == ("outcomes.good.value", "outcomes.bad.value", "nodes.y.chance")


def test_a_source_of_the_whole_tree_covers_everything() -> None:
    body = "sources: {s: }\nsource: s\nnodes: {x: {work: 3}}\nstances: {t: {set: {leak: 1}}}"
    tree = read(body)
    assert (tree.numbers.total, tree.numbers.sourced) == (4, 4)


def test_names_of_texts_are_kept_as_they_are() -> None:
    hostile = r'"<b>\"\\ </script> \u202e \x07"'
    assert node(f"{{title: {hostile}}}").title == '<b>"\\ </script> \u202e \x07'
    assert node("{title: 1984}").title == "1984"


def test_warnings_of_fields_that_no_node_has() -> None:
    body = (
        "actors:\n  lab: {effort: {capabilty: 1, spare: 1}}\n"
        "nodes: {x: {field: capability, effects: [{move: {from: spare, to: capability}, by: 1}]}}\n"
    )
    (warning,) = problems(body)
    assert warning.severity == "warning" and warning.place.line == 5
    assert warning.message == "no node has the field 'capabilty'; did you mean 'capability'?"


def test_parameters_that_nobody_uses() -> None:
    (warning,) = problems("parameters: {p: 1, q: 2}\nnodes: {x: {work: $q}}\n")
    assert (warning.code, warning.place.line, warning.place.column) == ("dead-parameter", 4, 14)
