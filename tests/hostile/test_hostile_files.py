"""Files made to hurt, given to the program: one clear sentence with its place, and quickly."""

from __future__ import annotations

from pathlib import Path

import pytest
from hostile_runs import HEAD, techtree, written

SECONDS = 4.0  # of processor time: 2 on a quiet machine


def _nodes(text: str) -> str:
    return f"{HEAD}nodes:\n  {text}\n"


def _many(template: str, count: int) -> str:
    return "".join(template.replace("#", str(i)) for i in range(count))


_ALIASES = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 10)
)
_MERGES = "a0: &a0 {x: 1}\n" + "".join(
    f"a{i}: &a{i} {{<<: [*a{i - 1}, *a{i - 1}]}}\n" for i in range(1, 20)
)

# what is in the file, where the first error stands, and words of its sentence
BAD: dict[str, tuple[str | bytes, str, str]] = {
    "empty": ("", "", "the file is empty"),
    "binary": (bytes(range(256)) * 100, ":1:1", "binary"),
    "not UTF-8": (HEAD.encode() + b"title: caf\xe9\n", ":4:11", "not UTF-8 text: byte 0xe9"),
    "UTF-16": (HEAD.encode("utf-16"), "", "UTF-16"),
    "truncated list": (_nodes("a: {work: [1, 2"), ":6:1", "`[` is not closed"),
    "truncated quote": (HEAD + 'title: "abc', ":4:12", "a quote is not closed"),
    "unknown key": (_nodes("a: {wrok: 1}"), ":5:7", "did you mean 'work'?"),
    "duplicate key": (_nodes("a: {work: 1, work: 2}"), ":5:16", "first is at line 5, column 7"),
    "duplicate node": (_nodes("a: {work: 1}\n  a: {work: 2}"), ":6:3", "stands here a second time"),
    "dangling name": (_nodes("agents:\n  a: {requires: agnts}"), ":6:17", "did you mean 'agents'?"),
    "self-reference": (_nodes("a: {requires: a}"), ":5:17", "'a' requires itself"),
    "cycle": (
        _nodes("a: {requires: c}\n  b: {requires: a}\n  c: {requires: [b]}"),
        ":5:17",
        "cycle: a -> c -> b -> a",
    ),
    "undecided without value": (
        "techtree: 1\nhorizon: 30 years\noutcomes: {good: 1}\nnodes: {e: {ending: good}}\n",
        ":2:10",
        "`undecided` needs a value",
    ),
    "probability": (_nodes("a: {chance: 1.2}"), ":5:15", "1.2 is not a probability"),
    "negative work": (_nodes("a: {work: -3}"), ":5:13", "-3 is not a length of time"),
    "range upside down": (_nodes("a: {work: 8 to 2}"), ":5:13", "runs from 8 down to 2"),
    "NaN": (_nodes("a: {work: .nan}"), ":5:13", "not finite"),
    "infinity": (_nodes("a: {work: .inf}"), ":5:13", "not finite"),
    "overflow": (_nodes("a: {work: 1e999}"), ":5:13", "too large"),
    "shares": (_nodes("a: {ending: {good: 0.5, bad: 0.4}}"), ":5:15", "add up to 0.9"),
    "distribution": (_nodes("a: {work: exponental(2)}"), ":5:13", "did you mean 'exponential'?"),
    "digits": (_nodes(f"a: {{work: {'9' * 5000}}}"), ":5:13", "5,000 characters long"),
    "label": (_nodes(f'a: {{title: "{"x" * 20_000}"}}'), ":5:14", "20,000 characters; at most 300"),
    "no": (_nodes("a: {private: no}"), ":5:16", "in YAML 1.2 that is a text"),
    "a value below 0 cut off": (
        "techtree: 1\noutcomes: {good: 'normal(-3, 1)'}\nnodes: {a: {ending: good}}\n",
        ":2:18",
        "is cut at 0, and -3 lies below",
    ),
    "JSON's halves": (HEAD + 'title: "\\ud83d\\ude00"\n', ":4:11", "write the character itself"),
    "alias bomb": (_ALIASES, ":2:10", "the alias '*a0' cannot stand here"),
    "merge-key bomb": (_MERGES, ":2:15", "the alias '*a0' cannot stand here"),
    "anchor in itself": ("a: &a [*a]\n", ":1:8", "the alias '*a' cannot stand here"),
    "nested brackets": ("a: " + "[" * 100_000, ":1:43", "more than 40 deep"),
    "nested and closed": (f"a: {'[' * 100_000}{']' * 100_000}", ":1:43", "more than 40 deep"),
    "python object": ("!!python/object/apply:os.system ['true']\n", ":1:1", "the file is a list"),
    "key that is a list": (_nodes("[a]: {work: 1}"), ":5:3", "a key must be a text"),
    "100,000 nodes": (f"{HEAD}nodes:\n" + _many("  n#: {work: 1}\n", 100_000), ":50001:18", "more"),
    "control character": ("techtree: 1\n\x1b[31mred: 1\n", ":2:1", "U+001B"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_with_its_place(name: str, tmp_path: Path) -> None:
    content, place, says = BAD[name]
    path = written(tmp_path, content)
    ran = techtree("show", path, "--samples", "100")
    assert ran.code == 2
    assert ran.out == ""
    first = ran.err.splitlines()[0]
    assert first.startswith(f"{path}{place}: error: "), first
    assert says in first
    assert "Traceback" not in ran.err
    assert len(ran.err) < 4000
    assert ran.seconds < SECONDS
    assert ran.megabytes < 256


@pytest.mark.parametrize("command", [("check",), ("score",), ("render",)], ids=lambda c: c[0])
def test_other_commands_refuse_it_alike(command: tuple[str, ...], tmp_path: Path) -> None:
    path = written(tmp_path, BAD["cycle"][0])
    ran = techtree(*command, path, *(["a"] if command == ("score",) else []))
    assert ran.code == (1 if command == ("check",) else 2)
    text = ran.out if command == ("check",) else ran.err
    assert text.startswith(f"{path}:5:17: error: ")
    assert (ran.seconds < SECONDS, ran.megabytes < 256) == (True, True)


def test_a_directory_and_nothing_at_all(tmp_path: Path) -> None:
    for name, says in ((tmp_path, "this is a directory"), (tmp_path / "no.yaml", "there is no")):
        ran = techtree("show", name)
        assert (ran.code, ran.out, says in ran.err) == (2, "", True)
        assert len(ran.err.splitlines()) == 1


def test_nothing_in_a_file_is_called(tmp_path: Path) -> None:
    path = tmp_path / "called"
    tree = f"a: !!python/object/apply:os.system ['touch {path}']\n"
    assert techtree("check", written(tmp_path, tree)).code == 1
    assert not path.exists()


def test_all_errors_are_told_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, _nodes("a: {work: -1, chance: 2, wrok: 3, requires: b}"))
    ran = techtree("check", path)
    places = [line.split(": error: ")[0] for line in ran.out.splitlines() if ": error: " in line]
    assert places == [f"{path}:5:{column}" for column in (13, 25, 28, 47)]


def test_five_thousand_nodes_work(tmp_path: Path) -> None:
    nodes = "".join(
        f"  n{i}: {{requires: n{i // 2}, work: exponential(1), chance: 0.9}}\n"
        for i in range(1, 4998)
    )
    end = "  e: {requires: n4997, work: 1, ending: good}\nitems: {i: {unlocks: [n2000]}}\n"
    path = written(tmp_path, f"{HEAD}nodes:\n  n0: {{work: 1}}\n{nodes}{end}")
    assert techtree("check", path, "--no-claims").code == 0
    ran = techtree("show", path, "--samples", "1000")
    assert ran.code == 0, ran.err
    assert "good" in ran.out
    ran = techtree("score", path, "i", "--samples", "200", "--format", "json")
    assert ran.code == 0, ran.err
