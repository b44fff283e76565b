"""Guesses at what was meant."""

import pytest

from techtree.files.near_miss import did_you_mean, near_miss


@pytest.mark.parametrize(
    ("word", "candidates", "guess"),
    [
        ("reqires", ["requires", "work"], "requires"),
        ("Aligned", ["aligned", "misaligned"], "aligned"),
        ("xyz", ["requires", "work"], None),
        ("", ["a"], None),
        ("a", [], None),
    ],
)
def test_near_misses(word: str, candidates: list[str], guess: str | None) -> None:
    assert near_miss(word, candidates) == guess


def test_the_tail_of_a_sentence() -> None:
    assert did_you_mean("wrok", ["work"]) == "; did you mean 'work'?"
    assert did_you_mean("zzzz", ["work"]) == ""
