"""Cycles of gates, however long."""

from techtree.files.gate_cycles import gate_cycles
from techtree.model.gates import All, Known
from techtree.model.tree import Node


def cycles(needs: dict[str, str]) -> list[list[str]]:
    nodes = {
        name: Node(name, requires=All(tuple(Known(need) for need in of.split())))
        for name, of in needs.items()
    }
    return list(gate_cycles(nodes))


def test_no_cycle() -> None:
    assert cycles({"a": "", "b": "a", "c": "a b"}) == []


def test_cycles_start_with_their_smallest_id() -> None:
    assert cycles({"c": "a", "b": "c", "a": "b"}) == [["a", "b", "c"]]
    assert cycles({"a": "a"}) == [["a"]]


def test_cycles_that_share_a_node() -> None:
    assert sorted(cycles({"a": "b c", "b": "a", "c": "a"})) == [["a", "b"], ["a", "c"]]


def test_a_long_chain_is_walked_without_recursion() -> None:
    needs = {f"n{i}": f"n{i + 1}" for i in range(5000)} | {"n5000": "n0"}
    (cycle,) = cycles(needs)
    assert len(cycle) == 5001
