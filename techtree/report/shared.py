"""What every answer carries: how it was made, and what it rests on."""

from __future__ import annotations

from typing import Any

from techtree.impact.settings import Provenance


def shared(made: Provenance) -> dict[str, Any]:
    """Return the keys that every answer has."""
    return {
        "version": made.version,
        "engine": made.engine,
        "engine_reason": made.why,
        "states": made.states,
        "samples": made.samples,
        "seed": made.seed,
        "inputs_sha256": made.inputs_sha256,
        "seconds": round(made.seconds, 3),
        "given": list(made.given),
        "numbers": {"total": made.numbers, "without_source": made.numbers - made.sourced},
    }
