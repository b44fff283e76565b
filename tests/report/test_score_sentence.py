"""What the memo says of a sign over the inputs, and when it says nothing."""

from __future__ import annotations

import pytest

from techtree.impact.score import Shift
from techtree.report.score_sentence import _inputs

UNKNOWN = "not enough to say whether its sign hangs on them"


def shift(
    half: float, inputs90: tuple[float, float], noise: float | None, positive: float = 0.9
) -> Shift:
    middle = sum(inputs90) / 2.0
    sampling = (middle - half, middle + half)
    return Shift(0.5, 0.0, 0.5 + middle, middle, half / 1.96, sampling, inputs90, positive, noise)


def test_it_is_the_sign_of_what_the_verdict_is_about() -> None:
    """Good becomes likelier whatever the inputs are, but the expected value may fall."""
    surely, doubtful = (
        shift(0.001, (0.01, 0.02), 0.001, 1.0),
        shift(0.001, (-0.011, 0.01), 0.001, 0.5),
    )
    found = _inputs("good", surely, doubtful, True)
    assert "the shift of the expected value runs from −0.011" in found
    assert "its sign hangs on the inputs" in found


@pytest.mark.parametrize(
    ("of", "says"),
    [
        (shift(0.001, (0.01, 0.02), 0.001, 1.0), "its sign does not hang on the inputs"),
        (shift(0.001, (-0.002, 0.02), 0.001, 0.9), "its sign is likely but not sure"),
        (shift(0.001, (-0.011, 0.01), 0.001, 0.5), "its sign hangs on the inputs"),
        # the noise explains the whole range, however far from 0 it lies
        (shift(0.001, (0.01, 0.02), 0.01, 1.0), UNKNOWN),
        # the estimate of the middle could lie on either side of 0, and all the range with it
        (shift(0.03, (0.01, 0.02), 0.001, 1.0), UNKNOWN),
    ],
)
def test_a_sign_is_told_only_where_samples_suffice(of: Shift, says: str) -> None:
    assert says in _inputs("good", of, of, True)
