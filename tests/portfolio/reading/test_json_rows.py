"""JSON Lines: what the `json` module reads, with the place of every value."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techtree.portfolio.reading.json_rows import pairs_of

from .small import candidates, errors, message, opened

VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
OBJECTS = st.dictionaries(st.text(max_size=5), VALUES | st.lists(VALUES, max_size=3), max_size=4)


def written_numbers(value: object) -> object:
    """Return a value with its numbers as texts."""
    if isinstance(value, list):
        return [written_numbers(member) for member in value]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


@given(OBJECTS, st.sampled_from([None, 1]), st.booleans())
def test_pairs_are_those_of_the_json_module(
    said: dict[str, object], indent: int | None, ascii_only: bool
) -> None:
    text = json.dumps(said, indent=indent, ensure_ascii=ascii_only)
    pairs = pairs_of(text)
    assert [(pair.key, pair.value) for pair in pairs] == [
        (key, written_numbers(value)) for key, value in said.items()
    ]
    for pair in pairs:
        decoder = json.JSONDecoder()
        assert decoder.raw_decode(text, pair.key_at)[0] == pair.key
        assert decoder.raw_decode(text, pair.value_at)[0] == said[pair.key]


@given(st.text(alphabet='{}[]:,"a1 ', max_size=12))
def test_what_is_refused_is_what_the_json_module_refuses(text: str) -> None:
    text = f'{{"a"{text}'
    try:
        said = json.loads(text, object_pairs_hook=list)
    except json.JSONDecodeError:
        with pytest.raises(ValueError):
            pairs_of(text)
    else:
        assert [pair.key for pair in pairs_of(text)] == [key for key, _ in said]


def test_values_as_cells(tmp_path: Path) -> None:
    lines = [
        '{"id": "a", "title": "A, \\u00e9", "cost": 1.50, "must": true, "unlocks": ["evals"]}',
        "",
        '{"cost": "1 to 3", "staff": ["evals", "theory"], "add": [2, 3], "id": "b", "note": null}',
        '{"id":"c","staff":"evals;theory","add":5,"never":false,"requires":[]}',
    ]
    a, b, c = candidates(opened(tmp_path, "\n".join(lines), "p.jsonl"))
    assert (a.title, a.cost, a.must, a.item.unlocks[0].node) == ("A, é", 1.5, True, "evals")
    people = [(effect.target.node, effect.by.value) for effect in b.item.effects]  # type: ignore
    assert people == [("evals", 2.0), ("theory", 3.0)]
    assert [effect.by.value for effect in c.item.effects] == [5.0, 5.0]  # type: ignore[union-attr]
    assert [str(one.place) for one in (a, b, c)] == [
        "p.jsonl:1:9",
        f"p.jsonl:3:{lines[2].index('b', 60) + 1}",
        "p.jsonl:4:8",
    ]


WRONG = {
    "no JSON": ('{"id": "a"}\n{"id": }\n', ["2:8 json"]),
    "no object": ('{"id": "a"}\n["b"]\n', ["2:1 json"]),
    "more behind": ('{"id": "a"} {}\n', ["1:13 json"]),
    "no end": ('{"id": "a"\n', ["1:11 json"]),
    "a comma too many": ('{"id": "a",}\n', ["1:12 json"]),
    "two keys": ('{"id": "a", "cost": 1, "cost": 2}\n', ["1:24 duplicate-key"]),
    "no id": ('{"title": "A"}\n', ["1:1 missing-column"]),
    "unknown": ('{"id": "a", "tilte": "A"}\n', ["1:13 unknown-column"]),
    "a number": ('{"id": 5}\n', ["1:8 bad-id"]),
    "a truth for a name": ('{"id": true}\n', ["1:8 shape"]),
    "NaN": ('{"id": "a", "cost": NaN}\n', ["1:21 shape"]),
    "infinity": ('{"id": "a", "cost": -Infinity}\n', ["1:21 shape"]),
    "too large": ('{"id": "a", "cost": 1e999}\n', ["1:21 number"]),
    "a map": ('{"id": "a", "unlocks": {"evals": {}}}\n', ["1:24 shape"]),
    "a list for one": ('{"id": "a", "cost": [1]}\n', ["1:21 shape"]),
    "a list of lists": ('{"id": "a", "unlocks": [["evals"]]}\n', ["1:24 shape"]),
    "a truth": ('{"id": "a", "cost": true}\n', ["1:21 number"]),
    "half a pair": ('{"id": "a", "title": "\\ud800"}\n', ["1:22 shape"]),
    "the column of a part": ('{"id": "a", "unlocks": "evals; nil"}\n', ["1:32 dangling-name"]),
    "deep": ('{"id": "a", "unlocks": ' + "[" * 100_000 + "]" * 100_000 + "}\n", ["1:24 json"]),
    "not UTF-8": (b'{"id": "a"}\n{"id": "\xff"}\n', ["2:9 encoding"]),
    "empty": ("\n\n", ["None:None empty"]),
}


@pytest.mark.parametrize("name", WRONG)
def test_places_of_what_is_wrong(name: str, tmp_path: Path) -> None:
    content, found = WRONG[name]
    assert errors(tmp_path, content, "p.jsonl") == found


def test_what_is_said_of_a_map(tmp_path: Path) -> None:
    said = message(tmp_path, '{"id": "a", "unlocks": {"evals": {}}}\n', "p.jsonl")
    assert said == (
        "p.jsonl:1:24: error: a map cannot stand in `unlocks` of a table; "
        "a portfolio in YAML can say more"
    )
