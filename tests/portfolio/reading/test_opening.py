"""What kind of file it is, what is common to all of its items, and giving them in parts."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from .measuring import measured
from .small import candidates, opened

SAME = {
    "p.csv": "id,cost,unlocks\na,2,evals\n",
    "p.tsv": "id\tcost\tunlocks\na\t2\tevals\n",
    "p.jsonl": '{"id": "a", "cost": 2, "unlocks": "evals"}\n',
    "p.yaml": "items: {a: {cost: 2, unlocks: evals}}\n",
    "p.json": '{"items": {"a": {"cost": 2, "unlocks": "evals"}}}\n',
}


@pytest.mark.parametrize("name", SAME)
@pytest.mark.parametrize("suffix", [True, False])
def test_kinds_by_suffix_and_by_content(name: str, suffix: bool, tmp_path: Path) -> None:
    (one,) = candidates(opened(tmp_path, SAME[name], name if suffix else "portfolio"))
    assert (one.id, one.cost, one.item.unlocks[0].node) == ("a", 2.0, "evals")


def test_what_a_table_is_called(tmp_path: Path) -> None:
    portfolio = opened(tmp_path, SAME["p.csv"], "grants of 2026.csv")
    assert (portfolio.title, portfolio.cost_unit, portfolio.tree) == ("grants of 2026", None, None)


def test_parts(tmp_path: Path) -> None:
    portfolio = opened(tmp_path, "id\n" + "".join(f"i{n}\n" for n in range(10)))
    for _ in range(2):
        parts = list(portfolio.chunks(4))
        assert [len(part) for part in parts] == [4, 4, 2]
        assert [one.id for part in parts for one in part] == [f"i{n}" for n in range(10)]
    assert portfolio.count == 10


def test_the_first_part_needs_no_more_than_its_rows(tmp_path: Path) -> None:
    portfolio = opened(tmp_path, "id\n" + "".join(f"i{n}\n" for n in range(1000)))
    assert [one.id for one in next(portfolio.chunks(2))] == ["i0", "i1"]


def test_the_digest_is_that_of_what_is_said(tmp_path: Path) -> None:
    rows = [f"i{n},T{n},{n},evals" for n in range(50)]
    header = "id,title,cost,unlocks\n"
    digest = opened(tmp_path, header + "\n".join(rows)).digest
    shuffled = random.Random(1).sample(rows, len(rows))
    assert shuffled != rows
    assert opened(tmp_path, header + "\n".join(shuffled)).digest == digest
    swapped = [",".join([t, i, c, u]) for i, t, c, u in (row.split(",") for row in rows)]
    assert opened(tmp_path, "title,id,cost,unlocks\r\n" + "\r\n".join(swapped)).digest == digest
    for other in (rows[:-1], [*rows, rows[0].replace("i0", "j")], [*rows[1:], rows[0] + ";theory"]):
        assert opened(tmp_path, header + "\n".join(other)).digest != digest


def test_the_digest_of_a_document_has_no_order(tmp_path: Path) -> None:
    one = opened(tmp_path, "items: {a: {unlocks: evals, cost: 1}, b: {}}", "p.yaml").digest
    other = "items:\n  b: {}\n  a: {cost: 1, unlocks: evals}  # a comment\n"
    assert opened(tmp_path, other, "p.yaml").digest == one
    assert opened(tmp_path, other.replace("1", "2"), "p.yaml").digest != one


def test_memory_does_not_grow_with_rows(tmp_path: Path) -> None:
    _, small = measured(tmp_path / "small.csv", 2_000)
    _, large = measured(tmp_path / "large.csv", 22_000)
    assert large - small < 20  # held as candidates, they would take 60
