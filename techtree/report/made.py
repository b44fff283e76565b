"""The columns by which every row says how it was made."""

from __future__ import annotations

from typing import Any

from techtree.impact.settings import Provenance

MADE = (
    "version",
    "engine",
    "samples",
    "seed",
    "inputs_sha256",
    "given",
    "numbers",
    "without_source",
)


def made_columns(made: Provenance) -> dict[str, Any]:
    """Return the columns that say how an answer was made and what it is conditional on."""
    return {
        "version": made.version,
        "engine": made.engine,
        "samples": made.samples,
        "seed": made.seed,
        "inputs_sha256": made.inputs_sha256,
        "given": ";".join(made.given),
        "numbers": made.numbers,
        "without_source": made.numbers - made.sourced,
    }
