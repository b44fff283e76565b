"""JSON that is the same bytes for the same answer."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any


def json_text(answer: Mapping[str, Any]) -> str:
    """Write an answer as JSON in ASCII; a figure that is none becomes null, and -0 becomes 0.

    >>> print(json_text({"a": [1, -0.0], "b": float("nan")}), end="")
    {
      "a": [1, 0.0],
      "b": null
    }
    """
    return _written(answer, "") + "\n"


def _written(value: Any, indent: str) -> str:
    inner = indent + "  "
    if isinstance(value, Mapping) and value:
        entries = (f"{inner}{json.dumps(k)}: {_written(v, inner)}" for k, v in value.items())
        return "{\n" + ",\n".join(entries) + f"\n{indent}}}"
    if isinstance(value, list | tuple):
        if any(isinstance(entry, Mapping | list | tuple) for entry in value):
            entries = (inner + _written(entry, inner) for entry in value)
            return "[\n" + ",\n".join(entries) + f"\n{indent}]"
        return "[" + ", ".join(_written(entry, inner) for entry in value) + "]"
    if isinstance(value, float):
        return json.dumps(value + 0.0 if math.isfinite(value) else None)
    return json.dumps(value)
