"""JSON that is the same bytes for the same answer."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any


def json_text(answer: Mapping[str, Any]) -> str:
    """Write an answer as JSON in ASCII; a figure that is none becomes null, and -0 becomes 0.

    >>> print(json_text({"a": [1, -0.0], "b": float("nan")}), end="")
    {
      "a": [1, 0.0],
      "b": null
    }
    """
    return "".join(json_parts(answer))


def json_parts(answer: Mapping[str, Any]) -> Iterator[str]:
    """Yield the same in parts; what is an iterator is written as the list of what it gives.

    >>> print("".join(json_parts({"a": iter([{"b": 1}, {"b": 2}]), "c": iter([])})), end="")
    {
      "a": [
        {
          "b": 1
        },
        {
          "b": 2
        }
      ],
      "c": []
    }
    """
    if not answer:
        yield "{}\n"
        return
    before = "{\n  "
    for key, value in answer.items():
        yield f"{before}{_key(key)}: "
        if isinstance(value, Iterator):
            yield from _list_parts(value)
        else:
            yield _written(value, "  ")
        before = ",\n  "
    yield "\n}\n"


def _list_parts(entries: Iterator[Any]) -> Iterator[str]:
    before = "[\n    "
    for entry in entries:
        yield before + _written(entry, "    ")
        before = ",\n    "
    yield "[]" if before.startswith("[") else "\n  ]"


def _written(value: Any, indent: str) -> str:
    kind = type(value)
    if kind is float:  # first what there is most of
        return repr(value + 0.0) if math.isfinite(value) else "null"
    if kind is dict or isinstance(value, Mapping):
        return _mapping(value, indent)
    if kind is list or isinstance(value, list | tuple):
        return _list(value, indent)
    if isinstance(value, float):
        return json.dumps(value + 0.0 if math.isfinite(value) else None)
    return json.dumps(value)


def _mapping(value: Mapping[str, Any], indent: str) -> str:
    if not value:
        return "{}"
    inner = indent + "  "
    entries = [f"{inner}{_key(key)}: {_written(entry, inner)}" for key, entry in value.items()]
    return "{\n" + ",\n".join(entries) + f"\n{indent}}}"


def _list(value: Sequence[Any], indent: str) -> str:
    inner = indent + "  "
    if any(isinstance(entry, dict | list | tuple | Mapping) for entry in value):
        entries = [inner + _written(entry, inner) for entry in value]
        return "[\n" + ",\n".join(entries) + f"\n{indent}]"
    return "[" + ", ".join([_written(entry, inner) for entry in value]) + "]"


@lru_cache(maxsize=1024)
def _key(key: str) -> str:
    return json.dumps(key)
