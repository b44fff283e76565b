"""Kinds of values on the command line: how many samples, what precision."""

from __future__ import annotations

import re
from typing import Any

import click

from techtree.limits import FINEST_PRECISION

_COUNT = re.compile(r"([0-9][0-9_,]*(?:\.[0-9]+)?(?:[eE][+]?[0-9]{1,2})?)([kKmM]?)")
_FACTORS = {"": 1, "k": 1_000, "m": 1_000_000}
_SIZE = re.compile(r"([0-9]*\.?[0-9]+(?:[eE][+]?[0-9]{1,2})?) ?([kKmMgGtT]?[bB]|)")
_BYTES = {"": 1.0, "b": 1.0, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12}
_SHARE = re.compile(r"([0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]{1,2})?) ?(pp|%|)")


def read_count(text: str) -> int | None:
    """Read a number of samples, or return None.

    >>> [read_count(t) for t in ("1e6", "1_000_000", "100k", "1.5M", "2.5", "-3")]
    [1000000, 1000000, 100000, 1500000, None, None]
    """
    found = _COUNT.fullmatch(text.strip())
    if not found or len(text) > 30:
        return None
    number = float(re.sub("[_,]", "", found[1])) * _FACTORS[found[2].lower()]
    return int(number) if number == int(number) else None


def read_share(text: str) -> float | None:
    """Read a share of 1, in percent or percentage points where it says so, or return None.

    >>> [read_share(t) for t in ("0.1pp", "0.1%", "0.001", "much")]
    [0.001, 0.001, 0.001, None]
    """
    found = _SHARE.fullmatch(text.strip())
    if not found or len(text) > 30:
        return None
    return float(found[1]) / (100.0 if found[2] else 1.0)


def read_size(text: str) -> float | None:
    """Read an amount of memory in bytes, or return None.

    >>> [read_size(t) for t in ("500MB", "2 GB", "1e9", "1.5gb", "lots")]
    [500000000.0, 2000000000.0, 1000000000.0, 1500000000.0, None]
    """
    found = _SIZE.fullmatch(text.strip())
    if not found or len(text) > 30:
        return None
    return float(found[1]) * _BYTES[found[2].lower()]


class Count(click.ParamType):
    """A number of samples: 20000, 20_000, 100k, 1e6, 1M."""

    name = "N"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | None:
        """Read the number or fail with what is allowed."""
        if isinstance(value, int):
            return value
        number = read_count(str(value))
        if number is None or number < 1:
            self.fail(f"{value!r} is no number of samples; write 20000, 100k or 1e6", param, ctx)
        return number


class Share(click.ParamType):
    """A precision: 0.1pp, 0.1% or 0.001."""

    name = "SHARE"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float | None:
        """Read the share or fail with what is allowed."""
        if isinstance(value, float):
            return value
        share = read_share(str(value))
        if share is None or not FINEST_PRECISION <= share < 1.0:
            self.fail(
                f"{value!r} is no precision; write 0.1pp, 0.1% or 0.001 (below 1, and not below "
                f"{FINEST_PRECISION:g}, which no number of worlds that can be run would reach)",
                param,
                ctx,
            )
        return share


class Size(click.ParamType):
    """An amount of memory: 500MB, 2GB, 1e9."""

    name = "SIZE"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float | None:
        """Read the size in bytes or fail with what is allowed."""
        if isinstance(value, float):
            return value
        size = read_size(str(value))
        if size is None or size <= 0.0:
            self.fail(f"{value!r} is no amount of memory; write 500MB, 2GB or 1e9", param, ctx)
        return size
