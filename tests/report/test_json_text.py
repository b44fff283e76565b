"""JSON that other programs can read."""

from __future__ import annotations

import json
import math

from hypothesis import given
from hypothesis import strategies as st

from techtree.report.json_text import json_text

scalars = st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False)
values = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


@given(st.dictionaries(st.text(), values))
def test_it_comes_back(answer: dict[str, object]) -> None:
    text = json_text(answer)
    assert text.isascii()
    assert json.loads(text, parse_constant=_refused) == _without_infinity(answer)


def test_no_minus_zero_and_no_nan() -> None:
    assert json.loads(json_text({"a": [math.nan, math.inf]})) == {"a": [None, None]}
    assert "-0.0" not in json_text({"a": -0.0, "b": [-0.0]})


def _refused(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")


def _without_infinity(value: object) -> object:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list):
        return [_without_infinity(entry) for entry in value]
    if isinstance(value, dict):
        return {key: _without_infinity(entry) for key, entry in value.items()}
    return value
