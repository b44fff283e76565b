"""Every error, once, at its exact line and column."""

import pytest

from files.snippets import HEAD, errors, problems
from techtree.errors import InputError
from techtree.files import parse_tree, read_tree

ONE = "nodes:\n  a:\n  b:\n  end: {ending: good}\n"


@pytest.mark.parametrize(
    ("body", "where"),
    [
        # The three lines of the head come first, so a body starts at line 4.
        ("nodes: {a: {wrk: 3}}", "4:13 unknown-key"),
        ("nodes: {a: {work: 3, work: 4}}", "4:22 duplicate-key"),
        ("nodes: {a: {requires: b}}", "4:23 dangling-name"),
        ("nodes: {a: {requires: a}}", "4:23 cycle"),
        ("nodes:\n  a: {requires: b}\n  b: {requires: [a]}", "5:17 cycle"),
        ("nodes: {a: {requires: a@lab}}", "4:23 dangling-name"),
        ("nodes: {a: , b: {requires: a@lab}}", "4:28 dangling-name"),
        ("nodes: {a: {chance: 1.2}}", "4:21 number"),
        ("nodes: {a: {work: -1}}", "4:19 number"),
        ("nodes: {a: {work: 8 to 2}}", "4:19 number"),
        ("nodes: {a: {work: .nan}}", "4:19 number"),
        ("nodes: {a: {work: .inf}}", "4:19 number"),
        ("nodes: {a: {work: frechet(3)}}", "4:19 number"),
        (f"nodes: {{a: {{work: {'9' * 5000}}}}}", "4:19 number"),
        ("nodes: {a: {work: }}", "4:19 number"),
        ("nodes: {a: {work: [1, 2]}}", "4:19 number"),
        ("nodes: {a: {work: {lognrmal: [3, 0.5]}}}", "4:20 number"),
        ("nodes: {a: {work: {lognormal: [3, x]}}}", "4:35 number"),
        ("nodes: {a: {work: {mixture: [[0.3, 2], [0.6, 3]]}}}", "4:19 number"),
        ("nodes: {a: {work: {mixture: [[0.3, 2], 3]}}}", "4:40 number"),
        ("nodes: {a: {work: $p}}", "4:19 number"),
        ("nodes: {a: {work: no}}", "4:19 number"),
        ("nodes: {a: {private: no}}", "4:22 shape"),
        ("nodes: {a: {source: nowhere}}", "4:21 dangling-name"),
        (f"nodes: {{a: {{title: {'x' * 20000}}}}}", "4:20 too-long"),
        ("nodes: {A: }", "4:9 bad-id"),
        ("nodes: {1a: }", "4:9 bad-id"),
        (f"nodes: {{{'a' * 65}: }}", "4:9 bad-id"),
        ("nodes: {none: }", "4:9 reserved-id"),
        ("nodes: {undecided: }", "4:9 reserved-id"),
        ("nodes: 3", "4:8 shape"),
        ("nodes: {}", "4:8 shape"),
        ("nodes: {a: 3}", "4:12 shape"),
        ("nodes: {a: {ending: {good: 0.3, bad: 0.6}}}", "4:21 ending"),
        ("nodes: {a: {ending: {good: 0.3, bad: 0.6, undecided: rest}}}", "4:21 undecided"),
        ("nodes: {a: {ending: {good: 0.2 to 0.4, bad: 0.7}}}", "4:21 ending"),
        ("nodes: {a: {ending: {good: rest, bad: rest}}}", "4:39 ending"),
        ("nodes: {a: {ending: {good: 1.2, bad: rest}}}", "4:28 number"),
        ("nodes: {a: {ending: {god: 1}}}", "4:22 dangling-name"),
        ("nodes: {a: {unlocked: 2027}}", "4:23 future"),
        ("nodes: {a: {unlocked: 1}}", "4:23 future"),
        ("nodes: {a: {unlocked: [lab]}}", "4:24 dangling-name"),
        ("nodes: {a: {staff: 0}}", "4:20 number"),
        (f"horizon: 30\n{ONE}", "4:10 undecided"),
        (f"horizon: 0\n{ONE}outcome: 1", "4:10 number"),
        (f"horizon: 2020\n{ONE}", "4:10 number"),
        (f"{ONE}items: {{a: {{unlocks: b}}}}", "8:9 duplicate-id"),
        (f"{ONE}items: {{i: {{nodes: {{a: }}}}}}", "8:21 duplicate-id"),
        (f"{ONE}items: {{i: {{unlocks: [z]}}}}", "8:23 dangling-name"),
        (f"{ONE}items: {{i: {{unlocks: {{a: {{too: world}}}}}}}}", "8:27 unknown-key"),
        (f"{ONE}items: {{i: {{unlocks: a, at: 2020}}}}", "8:29 past"),
        (f"{ONE}items: {{i: {{removes: [lab]}}}}", "8:23 dangling-name"),
        (f"{ONE}items: {{i: {{nodes: {{n: }}}}, j: {{unlocks: n}}}}", "8:41 dangling-name"),
        (f"{ONE}items: {{i: {{nodes: {{n: {{requires: [n]}}}}}}}}", "8:35 cycle"),
        (f"{ONE}items: {{i: {{effects: [{{speed: a, by: 2, at: -1}}]}}}}", "8:45 past"),
        (f"{ONE}claims: [{{that: z, probability: 0.5}}]", "8:17 dangling-name"),
        (f"{ONE}claims: [{{that: a}}]", "8:10 missing-key"),
        ("nodes: {good: }\nclaims: [{that: good, probability: 1}]", "5:17 ambiguous"),
        (f"{ONE}stances: {{s: {{set: {{nodes.z.work: 3}}}}}}", "8:21 path"),
        (f"{ONE}stances: {{s: {{set: {{nodes.a.work: -3}}}}}}", "8:35 number"),
        (f"{ONE}stances: {{s: {{set: {{nodes.end.ending.good: 0.5}}}}}}", "8:44 ending"),
        (f"{ONE}stances: {{s: {{off: [race]}}}}", "8:21 dangling-name"),
        (f"{ONE}stances: {{s: {{extends: t}}}}", "8:24 dangling-name"),
        (f"{ONE}stances: {{s: {{extends: t}}, t: {{extends: s}}}}", "8:24 cycle"),
        (f"{ONE}stances: {{mix: }}", "8:11 reserved-id"),
        (f"{ONE}stances: {{s: {{weight: -1}}}}", "8:23 number"),
        (f"{ONE}stances: {{s: {{weight: 1 to 2}}}}", "8:23 number"),
        (f"{ONE}parameters: {{p: $q, q: $p}}", "8:17 cycle"),
        (f"{ONE}parameters: {{p: $q}}", "8:17 dangling-name"),
        (f"{ONE}parameters: {{p: {{value: 2 to 3, as: probability}}}}", "8:25 number"),
        (f"{ONE}parameters: {{p: {{value: 2, as: number}}}}", "8:32 shape"),
        (f"{ONE}parameters: {{p: 2 yeers}}", "8:17 number"),
        (f"{ONE}actors: {{lab: {{effort: {{f: -1}}}}}}", "8:28 number"),
        (f"{ONE}actors: {{lab: {{title: Lab}}}}", "8:15 missing-key"),
        (f"{ONE}sources: {{s: {{yer: 2020}}}}", "8:15 unknown-key"),
        (f"{ONE}sources: {{s: {{year: soon}}}}", "8:21 number"),
        (f"{ONE}leak: sometimes", "8:7 number"),
        (f"{ONE}wibble: 3", "8:1 unknown-key"),
    ],
)
def test_an_error_at_its_place(body: str, where: str) -> None:
    assert where in errors(body)


@pytest.mark.parametrize(
    ("gate", "where"),
    [
        ("{al: [a, b]}", "5:17 shape"),
        ("{all: [a], any: [b]}", "5:17 shape"),
        ("[]", "5:17 shape"),
        ("[a, a]", "5:21 repeated"),
        ("{at_least: 3, of: [a, b]}", "5:28 number"),
        ("{at_least: 0, of: [a, b]}", "5:28 number"),
        ("{at_least: 1}", "5:17 missing-key"),
        ("{all: [a], of: [b]}", "5:28 unknown-key"),
        ("{weighted: [a, b]}", "5:28 shape"),
        ("{weighted: {a: 0, b: 0}}", "5:28 number"),
        ("{before: [a]}", "5:26 shape"),
        ("{before: [a, a]}", "5:26 repeated"),
        ("{before: [a, b], by: 20%}", "5:38 number"),
    ],
)
def test_gates_that_cannot_be(gate: str, where: str) -> None:
    assert errors(f"nodes:\n  x: {{requires: {gate}}}\n  a:\n  b:\n") == [where]


@pytest.mark.parametrize(
    ("effect", "code", "part"),
    [
        ("{spede: a, by: 2}", "missing-key", "did you mean 'speed'?"),
        ("{speed: a, depth: b, by: 2}", "shape", "exactly one of"),
        ("{speed: a}", "missing-key", "needs the key 'by'"),
        ("{speed: a, add: 2}", "unknown-key", "unknown key 'add' in a `speed` effect"),
        ("{speed: {}, by: 2}", "shape", "a selector names a `node`, a `field` or an `actor`"),
        ("{speed: {node: zz}, by: 2}", "dangling-name", "there is no node 'zz'"),
        ("{speed: a, by: 2, at: 2027}", "unknown-key", "unknown key 'at'"),
        ("{speed: a, by: -1}", "number", "not a factor"),
        ("{odds: a, of: good, by: 2}", "odds", "'a' is no ending"),
        ("{odds: end, by: 2}", "odds", "say which outcome's odds"),
        ("{odds: end, of: god, by: 2}", "dangling-name", "did you mean 'good'?"),
        ("{staff: a, add: 2}", "staff", "give it `staff: 20`, say"),
        ("{staff: {field: f}, add: 2}", "staff", "no node that this reaches"),
        ("{staff: big, add: -30}", "staff", "less than nobody"),
        ("{move: {from: f, to: f}, by: 0.5}", "repeated", "goes nowhere"),
        ("{move: {from: f}, by: 0.5}", "missing-key", "needs the key 'to'"),
        ("{move: {from: f, to: g}, by: 1.5}", "number", "not a probability"),
        ("{move: f, by: 0.5}", "shape", "write {actor: a, from: x, to: y}"),
    ],
)
def test_effects_that_cannot_be(effect: str, code: str, part: str) -> None:
    body = "nodes:\n  x: {field: f}\n  a: {field: g}\n  end: {ending: good}\n"
    body += f"  big: {{staff: 20}}\n  y: {{effects: [{effect}]}}\n"
    found = [p for p in problems(body) if p.severity == "error"]
    assert [p.message for p in found if (p.code, p.place.line) == (code, 9) and part in p.message]


@pytest.mark.parametrize(
    ("parameter", "use", "part"),
    [
        ("6 months", "chance: $p", "is a length of time; here stands a probability"),
        ("6 months", "hint: $p", "is a length of time; here stands a factor"),
        ("{value: 0.2, as: probability}", "work: $p", "is a probability; here stands a length"),
        ("20%", "work: $p", "is a percentage"),
        ("2030", "chance: $p", "2030 is not a probability"),
        ("2030-01", "work: $p", "is a date; here stands a length of time"),
        ("0.2 to 0.6", "chance: $p", "as: probability"),
        ("-1", "work: $p", "-1 is not a length of time"),
        ("3", "work: $q", "there is no parameter '$q'"),
    ],
)
def test_parameters_where_they_cannot_stand(parameter: str, use: str, part: str) -> None:
    body = f"parameters: {{p: {parameter}, other: 1}}\nnodes: {{x: {{private: true, {use}}}}}\n"
    (error,) = [p for p in problems(body) if p.severity == "error"]
    assert error.place.line == 5 and part in error.message


def test_all_errors_at_once_in_the_order_of_their_places() -> None:
    found = problems(
        "horizon: 10\nnodes:\n  a: {work: 8 to 2, chance: 1.2}\n  b: {requires: aa}\nwibble: 1\n"
    )
    assert [str(problem) for problem in found] == [
        "t:4:10: error: with a horizon, the outcome `undecided` needs a value; write `outcomes: "
        "{undecided: {value: ...}}`: how good it is that nothing is decided",
        "t:6:13: error: '8 to 2': this runs from 8 down to 2; the lower end comes first",
        "t:6:29: error: '1.2': 1.2 is not a probability: that is between 0 and 1",
        "t:7:17: error: there is no node 'aa'; there is a, b",
        "t:8:1: error: unknown key 'wibble' in a tree; it may hold techtree, title, start, "
        "horizon, outcomes, sources, parameters, leak, returns, actors, nodes, stances, items, "
        "claims, source, note, as_of",
    ]


def test_near_misses() -> None:
    (problem,) = problems("nodes: {a: {requires: oversigt}, oversight: {reqires: a}}")[:1]
    assert problem.message == "there is no node 'oversigt'; did you mean 'oversight'?"


def test_a_cycle_is_shown() -> None:
    body = (
        "nodes:\n  b: {requires: a}\n  a: {requires: [c]}\n  c: {requires: {any: [b, d]}}\n  d:\n"
    )
    (problem,) = problems(body)
    assert problem.message == "these nodes require each other in a cycle: a -> c -> b -> a"


def test_two_cycles_are_both_shown() -> None:
    body = "nodes: {a: {requires: b}, b: {requires: a}, c: {requires: d}, d: {requires: c}}"
    assert [p.code for p in problems(body)] == ["cycle", "cycle"]


@pytest.mark.parametrize(
    ("head", "where"),
    [
        ("outcomes: {good: 1}\nnodes: {a: }\n", "1:1 missing-key"),
        ("techtree: 2\noutcomes: {good: 1}\nnodes: {a: }\n", "1:11 number"),
        ("techtree: 1\nnodes: {a: }\n", "1:1 missing-key"),
        ("techtree: 1\noutcomes: {good: 1}\n", "1:1 missing-key"),
        ("techtree: 1\noutcomes: {good: }\nnodes: {a: }\n", "2:12 missing-key"),
        ("techtree: 1\noutcomes: {good: {title: G}}\nnodes: {a: }\n", "2:12 missing-key"),
        ("techtree: 1\nstart: soon\noutcomes: {good: 1}\nnodes: {a: }\n", "2:8 number"),
        ("techtree: 1\nstart: 2026-13\noutcomes: {good: 1}\nnodes: {a: }\n", "2:8 number"),
        ("techtree: 1\nhorizon: 2030\noutcomes: {good: 1}\nnodes: {a: }\n", "2:10 number"),
    ],
)
def test_the_head_of_a_tree(head: str, where: str) -> None:
    assert where in errors("", head)


def test_a_tree_with_errors_is_not_read(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "x.yaml"
    path.write_text(f"{HEAD}nodes: {{a: {{wrk: 3}}}}\n")
    with pytest.raises(InputError) as caught:
        read_tree(path)
    (problem,) = caught.value.problems
    assert str(caught.value) == f"{path}:4:13: error: {problem.message}"


def test_errors_stop_at_a_bound() -> None:
    body = "nodes:\n" + "".join(f"  n{i}: {{chance: 2}}\n" for i in range(1000))
    found = problems(body)
    assert len(found) == 201
    assert any(problem.code == "too-many-errors" for problem in found)


def test_yaml_errors_keep_the_others_company() -> None:
    parsed = parse_tree(b"techtree: 1\ntechtree: 1\nwork: 3\n", "t")
    assert {problem.code for problem in parsed.problems} == {
        "duplicate-key",
        "unknown-key",
        "missing-key",
    }
