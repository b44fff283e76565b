"""Duplicates, names of items that are not there, and what is left out with them."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from techtree.errors import InputError
from techtree.portfolio.reading import relations

from .small import candidates, errors, message, opened

HEADER = "id,unlocks,requires,excludes\n"


def test_duplicates_are_told_with_the_first(tmp_path: Path) -> None:
    text = HEADER + "a,evals,,\nb,evals,,\na,nil,,\nb,theory,,\na,evals,,\n"
    assert errors(tmp_path, text) == [
        "4:1 duplicate-id",
        "4:3 dangling-name",
        "5:1 duplicate-id",
        "6:1 duplicate-id",
    ]
    assert "the id 'a' stands here a second time; the first is at line 2" in message(tmp_path, text)


def test_unknown_items_are_told_with_a_near_one(tmp_path: Path) -> None:
    text = HEADER + "grants,evals,,\nb,evals,grant,\nc,evals,,zzz;b\n"
    assert message(tmp_path, text).splitlines() == [
        "p.csv:3:9: error: there is no item 'grant' in the portfolio; did you mean 'grants'?",
        "p.csv:4:10: error: there is no item 'zzz' in the portfolio",
    ]


def test_rows_that_require_each_other_are_fine(tmp_path: Path) -> None:
    found = candidates(opened(tmp_path, HEADER + "a,evals,b,\nb,evals,a,\n"))
    assert [one.requires for one in found] == [("b",), ("a",)]


def test_equal_hashes_of_different_ids_are_compared_in_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relations, "hash", len, raising=False)
    text = HEADER + "aa,evals,,\nbb,evals,aa,\nccc,evals,,\n"
    assert len(candidates(opened(tmp_path, text))) == 3
    assert errors(tmp_path, text + "aa,evals,,\n") == ["5:1 duplicate-id"]


def test_bad_rows_are_left_out_with_what_requires_them(tmp_path: Path) -> None:
    text = HEADER + (
        "a,nil,,\n"  # bad
        "b,evals,a,\n"  # requires a bad one
        "c,evals,b,\n"  # and so on
        "d,evals,,a;e\n"  # excludes a bad one
        "e,evals,e2,\n"  # there is no e2
        "f,evals,,\n"
        "f,evals,g,\n"  # a duplicate
        "g,evals,f,\n"  # the first f is there
    )
    portfolio = opened(tmp_path, text, skip_bad=True)
    found = candidates(portfolio)
    assert [(one.id, one.requires, one.excludes) for one in found] == [
        ("d", (), ()),
        ("f", (), ()),
        ("g", ("f",), ()),
    ]
    assert portfolio.count == 3
    assert [str(problem) for problem in portfolio.skipped] == [
        "p.csv:2:3: error: there is no node 'nil'; there is known, evals, theory, agents, end",
        "p.csv:3:9: error: 'a', which this item requires, is left out",
        "p.csv:4:9: error: 'b', which this item requires, is left out",
        "p.csv:6:9: error: there is no item 'e2' in the portfolio",
        "p.csv:8:1: error: the id 'f' stands here a second time; the first is at line 7",
    ]


def test_a_table_of_bad_rows_is_refused_all_the_same(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        opened(tmp_path, HEADER + "a,nil,,\nb,evals,a,\n", skip_bad=True)
    problems = caught.value.problems
    assert [p.code for p in problems] == ["dangling-name", problems[1].code, "nothing-left"]
    assert problems[2].message == "no row is left: each of the 2 has an error"


def kept_by_hand(rows: list[tuple[bool, list[int], list[int]]]) -> dict[str, tuple[str, ...]]:
    """Leave out, one after the other, what is bad or requires what is not there."""
    there = {number for number, (bad, _, _) in enumerate(rows) if not bad}
    there -= {n for n in there if any(e >= len(rows) for e in rows[n][2])}
    while gone := {n for n in there if not there.issuperset(rows[n][1])}:
        there -= gone
    return {f"i{n}": tuple(f"i{e}" for e in rows[n][2] if e in there) for n in sorted(there)}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_is_kept_is_what_is_kept_by_hand(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 7))
    rows = []
    for number in range(size):
        others = [other for other in range(size + 1) if other != number]
        required = data.draw(st.lists(st.sampled_from(others), unique=True, max_size=2))
        rest = [other for other in others if other not in required] or None
        excluded = data.draw(st.lists(st.sampled_from(rest), max_size=1)) if rest else []
        rows.append((data.draw(st.booleans()), required, excluded))
    expected = kept_by_hand(rows)
    lines = [
        f"i{n},{'nil' if bad else 'evals'},{names(required)},{names(excluded)}"
        for n, (bad, required, excluded) in enumerate(rows)
    ]
    items = [
        f"  i{n}: {{unlocks: {'nil' if bad else 'evals'}, requires: [{names(required, ', ')}], "
        f"excludes: [{names(excluded, ', ')}]}}"
        for n, (bad, required, excluded) in enumerate(rows)
    ]
    texts = {"p.csv": HEADER + "\n".join(lines), "p.yaml": "items:\n" + "\n".join(items)}
    for name, text in texts.items():
        with TemporaryDirectory() as folder:
            if not expected:
                with pytest.raises(InputError):
                    opened(Path(folder), text, name, skip_bad=True)
                continue
            found = candidates(opened(Path(folder), text, name, skip_bad=True))
            assert {one.id: one.excludes for one in found} == expected


def names(numbers: list[int], between: str = ";") -> str:
    return between.join(f"i{number}" for number in numbers)
