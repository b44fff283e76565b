"""Stances: other numbers by their path, channels switched off, one stance on top of another."""

from collections.abc import Callable

import pytest

from files.snippets import DESIGN_TREE
from techtree.files import parse_tree
from techtree.files.parsing import Parsed
from techtree.model.gates import Weighted
from techtree.model.numbers import ZERO, Distribution, Fixed, Uncertain
from techtree.model.tree import Ending, Stance, Tree

BODY = """\
techtree: 1
start: 2026
outcomes: {good: 1, bad: {value: 0, title: Bad}, undecided: 0.5}
parameters: {delay: 1 to 2, share: {value: 0.2 to 0.4, as: probability}}
leak: $delay
actors: {lab: {effort: {f: 1}, luck: 0.1}, rival: {effort: 2}}
nodes:
  a: {field: f, work: 3, effects: [{speed: b, by: 2, channel: race, id: push}, {speed: b, by: 3}]}
  b: {field: f, requires: {weighted: {a: 1, c: 2}}, staff: 5, chance: $share}
  c:
  end: {work: 9, ending: {good: 0.5, bad: 0.3, undecided: 0.2}}
  other: {ending: {good: 0.4, bad: rest}}
  sure: {ending: good}
items:
  i:
    cost: 1
    unlocks: [a, c]
    effects: [{speed: b, by: 2, channel: help}, {speed: own, by: 2}]
    nodes: {own: {channel: extra, work: 1, effects: [{speed: b, by: 2}]}}
stances:
"""


def parsed(stances: str) -> Parsed:
    return parse_tree((BODY + stances).encode(), "t")


def stances(text: str) -> dict[str, Stance]:
    found = parsed(text)
    assert found.tree is not None, "\n".join(map(str, found.problems))
    return dict(found.tree.stances)


def under(sets: str) -> Tree:
    return stances(f"  s: {{set: {{{sets}}}}}\n")["s"].tree


@pytest.mark.parametrize(
    ("sets", "read", "value"),
    [
        ("nodes.a.work: 4", lambda t: t.nodes["a"].work, 4),
        ("nodes.c.work: 6 months", lambda t: t.nodes["c"].work, 0.5),
        ("nodes.a.chance: 40%", lambda t: t.nodes["a"].chance, 0.4),
        ("nodes.a.leak: 1", lambda t: t.nodes["a"].leak, 1),
        ("nodes.a.effects.push.by: 5", lambda t: t.nodes["a"].effects[0].by, 5),
        ("nodes.a.effects.0.by: 5", lambda t: t.nodes["a"].effects[0].by, 5),
        ("nodes.a.effects.1.by: 5", lambda t: t.nodes["a"].effects[1].by, 5),
        ("nodes.a.effects.1.for: 2", lambda t: t.nodes["a"].effects[1].lasts, 2),
        ("nodes.a.effects.1.chance: 0.5", lambda t: t.nodes["a"].effects[1].chance, 0.5),
        ("nodes.b.staff: 6", lambda t: t.nodes["b"].staff, 6),
        ("nodes.b.requires.weighted.c: 7", lambda t: t.nodes["b"].requires.strengths[1][1], 7),
        ("nodes.b.hint: 3", lambda t: t.nodes["b"].hint.by, 3),
        ("items.i.cost: 2", lambda t: t.items["i"].cost, 2),
        ("items.i.chance: 0.5", lambda t: t.items["i"].chance, 0.5),
        ("items.i.at: 2027", lambda t: t.items["i"].at, 1),
        ("items.i.effects.0.by: 4", lambda t: t.items["i"].effects[0].by, 4),
        ("items.i.unlocks.c.at: 2", lambda t: t.items["i"].unlocks[1].at, 2),
        ("items.i.nodes.own.work: 2", lambda t: t.items["i"].nodes[0].work, 2),
        ("parameters.delay: 1 month", lambda t: t.leak, 1 / 12),
        ("parameters.share: 0.3", lambda t: t.nodes["b"].chance, 0.3),
        ("actors.lab.effort.f: 3", lambda t: t.actors["lab"].effort["f"], 3),
        ("actors.lab.effort.default: 3", lambda t: t.actors["lab"].default_effort, 3),
        ("actors.rival.effort.f: 3", lambda t: t.actors["rival"].effort["f"], 3),
        ("actors.rival.effort.f: 3", lambda t: t.actors["rival"].default_effort, 2),
        ("actors.rival.luck: 0.4", lambda t: t.actors["rival"].luck, 0.4),
        ("outcomes.good.value: 2", lambda t: t.outcomes["good"].value, 2),
        ("outcomes.bad.value: -1", lambda t: t.outcomes["bad"].value, -1),
        ("leak: 3", lambda t: t.leak, 3),
        ("horizon: 2036", lambda t: t.horizon, 10),
        ("returns: 0.5", lambda t: t.returns, 0.5),
    ],
)
def test_a_number_by_its_path(sets: str, read: Callable[[Tree], object], value: float) -> None:
    assert read(under(sets)) == Fixed(value)


def test_what_is_not_set_stays() -> None:
    tree = under("nodes.a.work: 4")
    whole = parsed("  s:\n").tree
    assert whole is not None
    assert tree.nodes["b"] == whole.nodes["b"] and tree.items == whole.items
    assert whole.nodes["a"].work == Fixed(3)
    assert isinstance(tree.nodes["b"].requires, Weighted)
    assert tree.stances == {}


def test_words_can_be_set() -> None:
    assert under("leak: never").leak == "never"
    assert under("horizon: none").horizon is None


def test_a_parameter_keeps_what_it_stands_for() -> None:
    share = under("parameters.share: 0.5 to 0.7").nodes["b"].chance
    assert isinstance(share, Uncertain) and isinstance(share.distribution, Distribution)
    assert share.distribution.family == "logitnormal"


def test_one_share_that_is_set_scales_the_others() -> None:
    # What 0.1 leaves of 1 is shared out as 0.3 to 0.2.
    assert under("nodes.end.ending.good: 0.1").nodes["end"].ending == Ending(
        (("good", Fixed(0.1)),), (("bad", 0.3), ("undecided", 0.2))
    )


def test_two_shares_that_are_set_leave_the_third_the_rest() -> None:
    sets = "nodes.end.ending.good: 0.1, nodes.end.ending.undecided: 0.3 to 0.5"
    ending = under(sets).nodes["end"].ending
    assert ending is not None and ending.remainder == (("bad", 0.3),)
    assert [outcome for outcome, _ in ending.shares] == ["good", "undecided"]


def test_a_share_beside_a_rest() -> None:
    assert under("nodes.other.ending.good: 0.7").nodes["other"].ending == Ending(
        (("good", Fixed(0.7)),), (("bad", 1.0),)
    )
    assert under("nodes.other.ending.bad: 0.7").nodes["other"].ending == Ending(
        (("bad", Fixed(0.7)),), (("good", 0.4),)
    )


def test_a_sure_ending_can_be_made_unsure_with_both_shares() -> None:
    sets = "nodes.sure.ending.good: 0.7, nodes.sure.ending.bad: 0.3"
    assert under(sets).nodes["sure"].ending == Ending((("good", Fixed(0.7)), ("bad", Fixed(0.3))))


def test_a_stance_comes_after_the_one_it_extends() -> None:
    found = stances(
        "  t: {extends: s, set: {nodes.a.work: 5}}\n"
        "  s: {set: {nodes.a.work: 4, nodes.c.work: 1}, off: race}\n"
    )
    assert found["t"].tree.nodes["a"].work == Fixed(5)
    assert found["t"].tree.nodes["c"].work == Fixed(1)
    assert found["s"].tree.nodes["a"].work == Fixed(4)
    assert found["t"].off == ("race",) and len(found["t"].tree.nodes["a"].effects) == 1
    assert list(found) == ["t", "s"]


def test_shares_of_an_extended_stance_are_scaled_in_turn() -> None:
    found = stances(
        "  s: {set: {nodes.end.ending.good: 0.1}}\n"
        "  t: {extends: s, set: {nodes.end.ending.bad: 0.27}}\n"
        "  u: {extends: s, set: {nodes.a.work: 1}}\n"
    )
    # Under s: good 0.1, bad 0.9 * 3/5 = 0.54, undecided 0.9 * 2/5 = 0.36.
    ending = found["t"].tree.nodes["end"].ending
    assert ending is not None and ending.shares == (("bad", Fixed(0.27)),)
    assert ending.remainder == (("good", 0.1), ("undecided", pytest.approx(0.36)))
    assert found["u"].tree.nodes["end"].ending == found["s"].tree.nodes["end"].ending


def test_channels_are_switched_off_everywhere() -> None:
    tree = stances("  s: {off: [race, help, extra]}\n")["s"].tree
    assert [effect.key for effect in tree.nodes["a"].effects] == ["nodes.a.effects.1"]
    item = tree.items["i"]
    assert [effect.key for effect in item.effects] == ["items.i.effects.1"]
    assert item.nodes[0].chance == ZERO and item.nodes[0].effects == ()
    assert len(item.unlocks) == 2


def test_the_channel_of_what_has_none_is_other() -> None:
    tree = stances("  s: {off: other}\n")["s"].tree
    assert [effect.key for effect in tree.nodes["a"].effects] == ["nodes.a.effects.push"]
    assert tree.items["i"].unlocks == ()


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("nodes.aa.work", "there is no 'aa' in `nodes`"),
        ("nodes.a.wrok", "a node has no number 'wrok'; did you mean 'work'?"),
        ("nodes.a", "this names a node, not a number in it; go on with requires, work"),
        ("nodes.a.work.x", "'work' is a number; the path ends there"),
        ("nodes.a.effects", "say which effect: push, 1"),
        ("nodes.a.effects.pusch.by", "there is no effect 'pusch'; did you mean 'push'?"),
        ("nodes.a.effects.7.by", "there is no effect '7'"),
        ("nodes.c.effects.0.by", "there is no effect '0' here"),
        ("nodes.a.effects.push.add", "a `speed` effect has no number 'add'"),
        ("nodes.c.ending.good", "that node is no ending"),
        ("nodes.end.ending", "`nodes.ID.ending.OUTCOME`"),
        ("nodes.b.requires.weighted.z", "there is no 'z' here"),
        ("nodes.a.title", "a node has no number 'title'"),
        ("stances.s.weight", "a tree has no number 'stances'"),
        ("parameters.dely", "did you mean 'delay'?"),
        ("parameters.delay.value", "the path ends with its name"),
        ("horizn", "a tree has no number 'horizn'; did you mean 'horizon'?"),
        ("nodes..work", "there is no '' in `nodes`"),
    ],
)
def test_paths_that_lead_nowhere(path: str, part: str) -> None:
    (problem,) = parsed(f"  s: {{set: {{{path}: 1}}}}\n").problems
    assert (problem.code, problem.place.line, problem.place.column) == ("path", 21, 13)
    assert part in problem.message


@pytest.mark.parametrize(
    ("sets", "part"),
    [
        ("nodes.end.ending.good: 1.2", "1.2 is not a probability"),
        ("nodes.end.ending.god: 0.5", "there is no outcome 'god'; did you mean 'good'?"),
        ("nodes.sure.ending.good: 0.5", "no longer add up to 1"),
        ("nodes.end.ending.good: 0.7, nodes.end.ending.bad: 0.6", "add up to 1.3"),
        ("nodes.other.ending.good: 0.7, nodes.other.ending.undecided: 0.6", "add up to 1.3"),
        ("parameters.delay: 3 yeers", "did you mean 'years'?"),
        ("nodes.a.work: $dely", "did you mean 'delay'?"),
        ("items.i.at: 2020", "before the start"),
    ],
)
def test_numbers_that_cannot_be_set_point_to_the_stance(sets: str, part: str) -> None:
    found = [p for p in parsed(f"  s: {{set: {{{sets}}}}}\n").problems if p.severity == "error"]
    assert [p.place.line for p in found] == [21]
    assert part in found[0].message


def test_the_example_of_the_format() -> None:
    tree = parse_tree(DESIGN_TREE, "t").tree
    assert tree is not None
    worried = tree.stances["worried"].tree
    assert worried.leak == Fixed(1 / 12)
    assert worried.nodes["superintelligence"].ending == Ending(
        (("aligned", Fixed(0.1)),), (("misaligned", 0.7),)
    )
